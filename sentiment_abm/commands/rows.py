"""A table as JSON has it."""

from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table; no number is null.

    >>> rows(pd.DataFrame({"name": ["a"], "size": [float("nan")]}))
    [{'name': 'a', 'size': None}]
    """
    return [
        {str(name): value for name, value in row.items()}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
