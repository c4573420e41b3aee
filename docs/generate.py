"""Tables of the reference pages, made from the declarations whenever the site is built.

A page asks for one by name: the directive ``generated`` takes the name of a function in `TABLES`, which returns
MyST text.  Nothing of it is stored, so nothing of it can be out of date.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import sentiment_abm as sa
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.draws import Stream
from sentiment_abm.news.item import MEANT_FOR, NewsItem
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import OFF, Params
from sentiment_abm.society.graphs import Ties
from sentiment_abm.society.segments import OVERRIDABLE
from sentiment_abm.sources import SOURCES
from sentiment_abm.spec import Declared, Spec, declared
from sentiment_abm.sweep.columns import daily_columns, summary_columns
from sentiment_abm.sweep.schema import LATER, StudyFile


def parameters() -> str:
    """Every parameter of the model, one table for each group."""
    text = []
    for group, hint in get_type_hints(Params).items():
        doc = str(hint.__doc__).splitlines()[0]
        text += [f"## {group}", doc, _parameters(declared(hint, f"{group}."))]
    return "\n\n".join(text)


def ties() -> str:
    """What shapes a drawn network."""
    return _parameters(declared(Ties, "society."))


def talks() -> str:
    """The fields of the talks process."""
    return _specs(Talks)


def news() -> str:
    """The fields of a news item."""
    return _specs(NewsItem, {name: ", ".join(kinds) for name, kinds in MEANT_FOR.items()})


def overridable() -> str:
    """The parameters that a segment may have of its own."""
    return "\n".join(f"- {_link(name)}" for name in OVERRIDABLE)


def scenarios() -> str:
    """The shelf, one section for each scenario."""
    text = []
    for name, scenario in sa.scenarios.items():
        text += [f"## {name}", f"*{scenario.title}.* {' '.join(scenario.description.split())}"]
        rows = ((i.day, i.kind, i.headline, i.source, _settings(i.as_table())) for i in scenario.items)
        if scenario.items:
            text.append(_table(("day", "kind", "headline", "source", "fields set"), rows))
    return "\n\n".join(text)


def commands() -> str:
    """Every command of the program with its arguments and options."""
    import typer

    from sentiment_abm.cli import app

    text = []
    for name, command in sorted(typer.main.get_command(app).commands.items()):  # type: ignore[attr-defined]
        rows = [(_opt(p), _code(_shown(p.default)), getattr(p, "help", None) or "") for p in command.params]
        usage = " ".join(["sentiment-abm", name, *(_argument(p) for p in command.params if not _is_option(p))])
        text += [f"## {name}", str(command.help), f"```text\n{usage}\n```"]
        text.append(_table(("argument or option", "default", "meaning"), rows))
    return "\n\n".join(text)


def study_file() -> str:
    """Sections and keys of a study file."""
    text = []
    for section, field in StudyFile.model_fields.items():
        model = next((m for m in (field.annotation, *get_args(field.annotation)) if hasattr(m, "model_fields")), None)
        if model is None:
            continue
        keys = {k: f for k, f in model.model_fields.items() if f"{section}.{k}" not in LATER}
        rows = [(_code(k), _code(_type(f.annotation)), _default(f)) for k, f in keys.items()]
        brackets = f"[[{section}]]" if "list" in str(field.annotation) else f"[{section}]"
        text += [f"### {brackets}", f"{str(model.__doc__).split(': ', 1)[-1]}"]
        text.append(_table(("key", "type", "default"), rows))
    return "\n\n".join(text)


def indicators() -> str:
    """The columns of the daily table and of the table of runs."""
    waves = [name for name in summary_columns() if not name.endswith(("_mean", "_last"))]
    rows = ((_code(name), outcome(name).title, outcome(name).unit, outcome(name).meaning) for name in daily_columns())
    more = ((_code(name), outcome(name).title, outcome(name).unit, outcome(name).meaning) for name in waves)
    head = ("column", "in charts", "unit there", "meaning")
    ends = "And `<column>_mean` (over the simulated days) and `<column>_last` of every daily column."
    return "\n\n".join(["### Of a day", _table(head, rows), "### Of a run", _table(head, more), ends])


def streams() -> str:
    """Every random decision."""
    return _table(("stream", "number"), ((_code(stream.name), int(stream)) for stream in Stream))


def mechanisms() -> str:
    """For each group of parameters what it stands on, and what switches it off."""
    rows = []
    for group, hint in get_type_hints(Params).items():
        keys = sorted({key for item in declared(hint) for key in item.spec.sources})
        off = [f"`{name}` = {_number(value)}" for name, value in OFF.items() if name.startswith(f"{group}.")]
        kinds = [item.spec.kind for item in declared(hint)]
        count = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        rows.append((f"[{group}](parameters.md#{group})", count, _cited(keys), ", ".join(off)))
    return _table(("group", "defaults", "sources", "off with"), rows)


def references() -> str:
    """The literature, one entry with an anchor for each source."""
    return "\n\n".join(f"({key})=\n**{key}**: {str(source).split('] ', 1)[1]}" for key, source in SOURCES.items())


def api() -> str:
    """Every public name, from its docstring."""
    text = []
    for name in sorted(set(sa.__all__) - {"charts"}, key=str.casefold):
        thing = getattr(sa, name)
        if name in DATA:
            text += [f"## {name}", f"```{{eval-rst}}\n.. py:data:: sentiment_abm.{name}\n\n   {DATA[name]}\n```"]
            continue
        kind = "class" if isinstance(thing, type) else "function"
        members = "\n   :members:" if kind == "class" and name not in {"InputError", "Params", "Mood"} else ""
        text += [f"## {name}", f"```{{eval-rst}}\n.. auto{kind}:: sentiment_abm.{name}{members}\n```"]
    text.append("## charts\n\nTables in, figures out, each a `Chart`; `sa.charts.<name>`.")
    text += [f"```{{eval-rst}}\n.. autofunction:: sentiment_abm.charts.{n}\n```" for n in sa.charts.__all__]
    text.append("## What they return\n\nNobody makes these by hand, so they have no name in `sa`.")
    text += [f"```{{eval-rst}}\n.. autoclass:: sentiment_abm.{n}{MEMBERS}\n```" for n in RETURNED]
    return "\n\n".join(text)


RETURNED = (
    "sweep.store.Results", "charts.chart.Chart", "analysis.comparison.Comparison", "analysis.contrast.Contrast",
    "analysis.adequacy.Adequacy", "analysis.alarms.Alarm", "analysis.attribution.Attribution",
    "analysis.calibration.Calibration", "analysis.hysteresis.Loop", "analysis.life.Life",
    "analysis.sensitivity.Sensitivity", "analysis.snapshots.Snapshots",
)  # fmt: skip
"""Classes of what public functions give."""

MEMBERS = "\n   :members:\n   :exclude-members: set"  # that one is matplotlib's, in a dialect of its own

DATA: Mapping[str, str] = {
    "OFF": 'The parameters that switch every mechanism off, by dotted name; ``{**sa.OFF, "talk.weight": 0.5}`` '
    "switches one on.  Values are on the page of the ODD protocol.",
    "scenarios": "The shelf: a mapping of names to :class:`~sentiment_abm.news.scenario.Scenario`.  A name that is not "
    "there raises KeyError with the nearest one.",
}
"""Public names that are no classes or functions, and so have no docstring of their own."""

TABLES: Mapping[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        parameters, ties, talks, news, overridable, scenarios, commands, study_file, indicators, streams, mechanisms,
        references, api,
    )
}  # fmt: skip


class Generated(SphinxDirective):
    """The directive ``generated``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The table as nodes of the page."""
        text = TABLES[self.arguments[0]]()
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive; every page that uses it is read anew in every build."""
    app.add_directive("generated", Generated)
    app.connect("autodoc-process-docstring", _sectioned, priority=100)  # before napoleon, which has 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _sectioned(_app: Sphinx, _what: str, _name: str, _thing: object, _options: object, lines: list[str]) -> None:
    """Give each paragraph below the section of parameters a section, which a reader of the source can do without."""
    title, found = "", []
    for paragraph in "\n".join(lines).split("\n\n"):
        first, *more = paragraph.split("\n")
        if first == "Returns" and not any(line.startswith("    ") for line in more):
            title = "Notes"
            found.append("\n".join(["Notes", "-----", "Returns:", *more[1:]]))
            continue
        if more and more[0].startswith("---"):
            title = first
        elif title and not first.startswith(" ") and not (more and more[0].startswith("    ")):
            wanted = "Examples" if first.startswith(">>>") else "Notes" if title != "Examples" else title
            if wanted != title:
                found.append(f"{wanted}\n{'-' * len(wanted)}")
            title = wanted
        found.append(paragraph)
    lines[:] = "\n\n".join(found).split("\n")


def _parameters(items: Iterable[Declared]) -> str:
    head = ("name", "symbol", "meaning", "unit", "default", "range", "kind", "sources")
    return _table(head, (_parameter(item) for item in items))


def _parameter(item: Declared) -> tuple[str, ...]:
    s = item.spec
    span = (
        "true or false"
        if item.type is bool
        else f"{_number(s.low)}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{_number(s.high)}"
    )
    return (
        _code(item.name), s.symbol, s.meaning, s.unit, _number(item.default), span,
        str(s.kind), _cited(s.sources),
    )  # fmt: skip


def _specs(kind: type, meant: Mapping[str, str] | None = None) -> str:
    rows = []
    for name, spec, default in _declared_fields(kind):
        row = (
            _code(name),
            spec.symbol,
            spec.meaning,
            spec.unit,
            f"{_number(spec.low)}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{_number(spec.high)}",
        )
        rows.append((*row, _shown(default), *([meant.get(name, "all")] if meant is not None else [])))
    head = ("field", "symbol", "meaning", "unit", "range", "default", *(["of kind"] if meant is not None else []))
    return _table(head, rows)


def _declared_fields(kind: type) -> Iterator[tuple[str, Spec, object]]:
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):  # type: ignore[arg-type]
        hint = hints[field.name]
        if get_origin(hint) is Annotated and isinstance(get_args(hint)[1], Spec):
            yield field.name, get_args(hint)[1], field.default


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in (head, *rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text.replace("inf", "∞").replace("-", "−") if isinstance(value, (int, float)) else text


def _cited(keys: Iterable[str]) -> str:
    return ", ".join(f"[{key}](#{key})" for key in keys)


def _link(name: str) -> str:
    return f"[`{name}`](parameters.md#{name.split('.', maxsplit=1)[0]})"


def _code(text: object) -> str:
    return f"`{text}`" if str(text) else ""


def _settings(table: Mapping[str, Any]) -> str:
    skipped = ("day", "kind", "headline", "source", "id")
    return ", ".join(f"{name} {_number(value)}" for name, value in table.items() if name not in skipped)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _argument(parameter: Any) -> str:
    shown = parameter.metavar or parameter.name.upper()
    return shown if parameter.required or shown.startswith("[") else f"[{shown}]"


def _opt(parameter: Any) -> str:
    if not _is_option(parameter):
        return _code(_argument(parameter))
    kind = parameter.type_descriptor.annotation.__name__.upper()
    value = "" if parameter.is_flag else f" {parameter.metavar or kind}"
    return _code(", ".join(parameter.opts) + value)


def _shown(value: object) -> str:
    return "" if value is None or callable(value) or "MISSING" in repr(value).upper() else _number(value)


def _type(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    return text.replace("typing.", "").replace("sentiment_abm.sweep.schema.", "").replace(" | None", "")


def _default(field: Any) -> str:
    return "required" if field.is_required() else _code(repr(field.default)) if field.default is not None else "none"
