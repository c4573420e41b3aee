"""Draws the pictures of docs/gallery.md from the code that the page itself shows: ``make gallery``.

The page is run from top to bottom; after a picture, the next block of code leaves it in `chart`.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sentiment_abm.charts.style import rendered

PAGE = Path(__file__).with_name("gallery.md")
PARTS = re.compile(r"^!\[.*?\]\(gallery/(?P<picture>\S+)\)$|^```python\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def drawn(page: str) -> Iterator[tuple[str, Any]]:
    """The name of each picture of the page with its chart, in order; what is stored goes to the current folder."""
    names: dict[str, Any] = {}
    picture = None
    for part in PARTS.finditer(page):
        if part["picture"]:
            picture = part["picture"]
            continue
        exec(compile(part["code"], "docs/gallery.md", "exec"), names)  # noqa: S102  # the page is ours
        if picture:
            yield picture, names["chart"]
            picture = None


def main() -> None:
    """Write all pictures beside the page."""
    folder = PAGE.with_suffix("")
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as results:
        os.chdir(results)
        for name, chart in drawn(PAGE.read_text(encoding="utf-8")):
            (folder / name).write_bytes(rendered(chart, Path(name).suffix[1:]))
            sys.stdout.write(f"{name}\n")
        os.chdir(folder)  # a folder that is in use cannot be removed everywhere


if __name__ == "__main__":
    main()
