"""The pages of the results: every number in them is read from a table, and put into words here."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from experiments.evidence import Fact

HERE = Path(__file__).parent


def page(name: str, folder: Path, manifest: Mapping[str, Any], runs: int, alt: str) -> None:
    """Write README.md of a results folder from its facts.csv and the experiment's template."""
    text = (
        templates()
        .get_template(f"{name}/answer.md.j2")
        .render(
            f=facts(folder),
            slug=name,
            title=manifest["title"],
            question=manifest["question"],
            alt=alt,
            runs=f"{runs:,}",
            report="report.html",
            tables=sorted(path.stem for path in (folder / "tables").glob("*.csv")),
        )
    )
    (folder / "README.md").write_text(text.strip() + "\n", encoding="utf-8", newline="\n")


def summary(out: Path, names: list[str]) -> None:
    """Write the page that sums up all answers, of the experiments that have results."""
    rows = [row(name, out / name) for name in names if (out / name / "facts.csv").exists()]
    text = templates().get_template("summary.md.j2").render(rows=rows)
    (out / "README.md").write_text(text.strip() + "\n", encoding="utf-8", newline="\n")


def row(name: str, folder: Path) -> dict[str, str]:
    """What the summary says of one experiment: its title and the first block of its template."""
    import json

    template = templates().get_template(f"{name}/answer.md.j2")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    context = template.new_context({"f": facts(folder)})
    words = "".join(template.blocks["answer"](context))
    return {"name": name, "title": manifest["title"], "answer": " ".join(words.split())}


def facts(folder: Path) -> dict[str, Fact]:
    """The facts of a results folder, by name."""
    table = pd.read_csv(folder / "facts.csv", keep_default_na=False, na_values=[""], dtype={"word": str})
    table["word"] = table["word"].fillna("")
    return {fact.name: fact for fact in (Fact(*values) for values in table.itertuples(index=False))}


def templates() -> Environment:
    """The templates, with the words for numbers."""
    found = Environment(loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701  # Markdown
    found.filters |= {
        "points": lambda fact: _with_interval(fact, 100.0, "points"),
        "percent": lambda fact: _with_interval(fact, 100.0, "%"),
        "value": lambda fact, unit="", digits=2: _with_interval(fact, 1.0, unit, digits),
        "higher": lambda fact: _compared(fact, "higher", "lower"),
        "more": lambda fact: _compared(fact, "more", "less"),
        "count": lambda fact: f"{fact.estimate:,.0f}",
        "plain": lambda fact, digits=2: _plain(fact.estimate, digits),
        "share": lambda fact: f"{_plain(100 * fact.estimate, 0)} %",
        "pts": lambda fact: _plain(100 * fact.estimate, _digits(100 * fact.estimate)),
        "span": lambda fact: f"{_plain(100 * fact.low, 1)} to {_plain(100 * fact.high, 1)}",
        "size": lambda fact: _plain(100 * fact.estimate, 2),
    }
    return found


def _compared(fact: Fact, up: str, down: str) -> str:
    if math.isnan(fact.estimate):
        return "unknown"
    if fact.low <= 0.0 <= fact.high:
        return f"not surely different ({_with_interval(fact, 100.0, 'points')})"
    way = up if fact.estimate > 0 else down
    size = fact if fact.estimate > 0 else fact._replace(estimate=-fact.estimate, low=-fact.high, high=-fact.low)
    return f"{_mean(size, 100.0)} points {way} ({_range(size, 100.0)})"


def _with_interval(fact: Fact, factor: float, unit: str, digits: int | None = None) -> str:
    unit = f" {unit}" if unit else ""
    if math.isnan(fact.estimate):
        return "nowhere in the range tried"
    if math.isnan(fact.low):
        return _mean(fact, factor, digits) + unit
    return f"{_mean(fact, factor, digits)}{unit} ({_range(fact, factor, digits)})"


def _mean(fact: Fact, factor: float, digits: int | None = None) -> str:
    return _plain(fact.estimate * factor, _digits(fact.estimate * factor) if digits is None else digits)


def _range(fact: Fact, factor: float, digits: int | None = None) -> str:
    digits = _digits(fact.estimate * factor) if digits is None else digits
    if not math.isfinite(fact.high):
        return f"95 % interval from {_plain(fact.low * factor, digits)}, beyond the range tried"
    return f"95 % interval {_plain(fact.low * factor, digits)} to {_plain(fact.high * factor, digits)}"


def _digits(number: float) -> int:
    return 1 if abs(number) < 100 else 0


def _plain(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text.replace("-", "\N{MINUS SIGN}")
