"""The page of a report: what every report has, and the template of its kind around it."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sentiment_abm.charts import style
from sentiment_abm.report import health, setting
from sentiment_abm.report.figures import Shown
from sentiment_abm.report.lettering import font_faces
from sentiment_abm.report.numbers import number, span
from sentiment_abm.sweep.store import Results

SCRIPT = Path(__file__).parent / "templates" / "sort.js"


class Content(NamedTuple):
    """What a report says: its template with the sections and the words for it, its figures, and its tables by name."""

    template: str
    sections: Mapping[str, str]  # headings by id, in the order of the page
    words: Mapping[str, Any]
    figures: Sequence[Shown]
    tables: Mapping[str, pd.DataFrame]


def rendered(content: Content, results: Results) -> str:
    """The whole page, as text."""
    manifest = results.manifest
    script = SCRIPT.read_text(encoding="utf-8")
    fonts = font_faces(figure.wide + figure.narrow for figure in content.figures)
    return str(
        _environment()
        .get_template(content.template)
        .render(
            manifest=manifest,
            title=title(manifest),
            sections=content.sections,
            figures=content.figures,
            fonts=Markup(fonts),  # noqa: S704  # rules of our own
            sorting=Markup(script),  # noqa: S704  # our own, and the only one that the page lets run
            sorting_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            setup=setting.setup(manifest),
            glossary=setting.glossary(),
            counts=health.counts(results),
            provenance=health.provenance(manifest),
            manifest_text=health.manifest_text(manifest),
            **content.words,
        )
    )


def title(manifest: Mapping[str, Any]) -> str:
    """The title of a study; its name where it has none."""
    return str(manifest.get("title") or manifest["study"])


def store(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables beside the page, as CSV."""
    (folder / "tables").mkdir(exist_ok=True)
    for name, table in tables.items():
        (folder / "tables" / f"{name}.csv").write_bytes(style.csv(table))


def breakable(name: str) -> Markup:
    """A dotted name that may go on in a new line after each dot.

    >>> breakable("trust.asymmetry")
    Markup('trust.<wbr>asymmetry')
    """
    return Markup(".<wbr>").join(name.split("."))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sentiment_abm.report"),
        autoescape=True,  # every text of a study is text, whatever it looks like
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "breakable": breakable}
    environment.globals |= {"span": span}
    return environment
