"""A matplotlib figure that knows what it says: caption, alternative text and the numbers behind its lines."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import cbook
from matplotlib.figure import Figure

from sentiment_abm.charts.paths import lightened
from sentiment_abm.charts.style import UNSIGNED, Width, look, rendered


class Chart(Figure):
    """A figure outside pyplot's global state, with `caption`, `alt` and `data` (tidy: one row per plotted value).

    `savefig` draws with the project's settings, so that the file is the same whatever the reader's matplotlib
    settings are, and an SVG is the same byte for byte on every save.
    """

    caption: str = ""
    alt: str = ""
    data: pd.DataFrame

    @classmethod
    def of_size(cls, width: Width, height: float) -> "Chart":
        """An empty chart of this width and `height` points."""
        chart = cls(figsize=(width.inches, height / 72), dpi=width.dpi)
        chart.data = pd.DataFrame()
        return chart

    def say(self, *, caption: str, alt: str, data: pd.DataFrame) -> "Chart":
        """Attach the words and the numbers; returns the chart."""
        self.caption, self.alt, self.data = caption, alt, data
        return self

    def savefig(self, fname: Any, *, metadata: Mapping[str, Any] | None = None, **options: Any) -> None:
        """As :meth:`matplotlib.figure.Figure.savefig`, in the project's settings without date and program."""
        kind = str(options.get("format") or Path(str(fname)).suffix.lstrip(".")).lower()
        target = io.StringIO() if kind == "svg" else fname
        options |= {"format": kind} if kind == "svg" else {}
        with look():
            super().savefig(target, metadata={**UNSIGNED.get(kind, {}), **(metadata or {})} or None, **options)
        if kind == "svg":
            content = lightened(target.getvalue())
            with cbook.open_file_cm(fname, "wb") as file:
                file.write(content if cbook.file_requires_unicode(file) else content.encode())

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return rendered(self, "svg").decode()
