"""The report of a study: one self-contained HTML file, with its tables and figures beside it."""

from sentiment_abm.report.report import write

__all__ = ["write"]
