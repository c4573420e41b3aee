"""A chart that a command draws beside its words."""

from pathlib import Path
from typing import TYPE_CHECKING

from sentiment_abm.spec import InputError

if TYPE_CHECKING:
    from sentiment_abm.charts.chart import Chart

KINDS = (".svg", ".png", ".pdf")


def check_kind(path: Path | None) -> None:
    """Raise InputError unless a file of this name can be drawn, before anything runs."""
    if path is not None and path.suffix.lower() not in KINDS:
        raise InputError([f"chart {str(path)!r} does not end in one of {', '.join(KINDS)}"])


def draw(chart: "Chart", path: Path) -> None:
    """Write the chart; a folder that is not there is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.savefig(path)
