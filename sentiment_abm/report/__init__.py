"""The report of a study: one self-contained HTML file, with its tables and figures beside it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentiment_abm.report.report import write as write

__all__ = ["write"]


def __getattr__(name: str) -> Any:
    if name != "write":
        raise AttributeError(f"module 'sentiment_abm.report' has no attribute {name!r}")
    return import_module("sentiment_abm.report.report").write  # it takes the charts along, which are slow to import
