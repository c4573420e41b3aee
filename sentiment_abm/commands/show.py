"""Lists for people, or as JSON for scripts: scenarios and parameters."""

import json
from typing import Any

from sentiment_abm.news.shelf import scenarios
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, declared, nearest
from sentiment_abm.sweep.manifest import plain


def scenario_list(as_json: bool) -> str:
    """The scenarios of the library with what they tell."""
    found = [
        {"name": name, "title": scenario.title, "items": len(scenario.items), "description": scenario.description}
        for name, scenario in scenarios.items()
    ]
    if as_json:
        return _json(found)
    width = max(len(str(each["name"])) for each in found)
    return "\n".join(f"{each['name']:<{width}}  {each['items']:>2} news items  {each['title']}" for each in found)


def scenario_file(name: str, as_json: bool) -> str:
    """A scenario of the library in the form of a scenario file.

    >>> print(scenario_file("promise_kept", as_json=False).splitlines()[0])
    name = "promise_kept"
    """
    if name not in scenarios:
        raise InputError([f"no scenario {name!r} in the library{nearest(name, scenarios)}"])
    found = scenarios[name]
    return _json(found.as_table()) if as_json else found.to_toml().rstrip()


def parameter_list(as_json: bool, part: str = "") -> str:
    """Every parameter whose name contains `part`, with everything that is declared about it."""
    found: list[dict[str, Any]] = [
        {
            "name": item.name,
            "symbol": item.spec.symbol,
            "default": item.default,
            "low": item.spec.low,
            "high": item.spec.high,
            "unit": item.spec.unit,
            "kind": str(item.spec.kind),
            "meaning": item.spec.meaning,
            "sources": list(item.spec.sources),
        }
        for item in declared(Params)
        if part in item.name
    ]
    if not found:
        raise InputError([f"no parameter with {part!r} in its name{nearest(part, (p.name for p in declared(Params)))}"])
    if as_json:
        return _json(found)
    lines = [f"{'name':<48}{'symbol':<9}{'default':>8}  {'range':<12}{'unit':<8}{'kind':<11}meaning"]
    for each in found:
        span = f"{each['low']:g}…{each['high']:g}"
        origin = f" [{', '.join(each['sources'])}]" if each["sources"] else ""
        default = each["default"] if isinstance(each["default"], bool) else f"{each['default']:.4g}"
        head = f"{each['name']:<48}{each['symbol']:<9}{default!s:>8}  {span:<12}"
        lines.append(f"{head}{each['unit']:<8}{each['kind']:<11}{each['meaning']}{origin}")
    return "\n".join(lines)


def _json(content: object) -> str:
    return json.dumps(plain(content), indent=2, ensure_ascii=False, allow_nan=False)
