"""The report as a PDF: what the page says, set by Typst, the same bytes every time."""

import json
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl

from sentiment_abm.report.blocks import Block
from sentiment_abm.spec import InputError


def pdf(blocks: Sequence[Block], title: str, folder: Path) -> bytes:
    """The blocks of a page as a PDF file, with the drawings in the `figures` of a results folder.

    All words go to Typst as data, never as its code.  The fonts are those of the figures, on every machine; letters
    that DejaVu Sans does not have are missing.  Raises InputError where the extra `pdf` is not installed.
    """
    if find_spec("typst") is None:
        raise InputError(["report.pdf needs typst: pip install 'sentiment-abm[pdf]'"])
    import typst

    return bytes(typst.compile(**setting(blocks, title, folder)))


def setting(blocks: Sequence[Block], title: str, folder: Path) -> dict[str, Any]:
    """What Typst is told: the template, the data, where drawings are, and the fonts."""
    return {
        "input": files("sentiment_abm.report").joinpath("templates", "report.typ").read_bytes(),
        "root": str(folder),
        "font_paths": [str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
        "ignore_system_fonts": True,
        "sys_inputs": {"title": title, "blocks": json.dumps(blocks, ensure_ascii=False)},
    }
