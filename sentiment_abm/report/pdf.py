"""The report as a PDF: what the page says, set by Typst, the same bytes every time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl

from sentiment_abm.report.blocks import Block
from sentiment_abm.spec import InputError

# In a process of its own, because Typst keeps half a megabyte of every report that it sets.
SETTER = """
import json, sys, typst
told = json.load(sys.stdin.buffer)
sys.stdout.buffer.write(typst.compile(**told | {"input": told["input"].encode()}))
"""


def pdf(blocks: Sequence[Block], title: str, folder: Path) -> bytes:
    """The blocks of a page as a PDF file, with the drawings in the `figures` of a results folder.

    All words go to Typst as data, never as its code.  The fonts are those of the figures, on every machine; letters
    that DejaVu Sans does not have are missing.  Raises InputError where the extra `pdf` is not installed, and
    RuntimeError with what Typst says where it fails.
    """
    if find_spec("typst") is None:
        raise InputError(["report.pdf needs typst: pip install 'sentiment-abm[pdf]'"])
    command = [sys.executable, "-P", "-c", SETTER]  # -P: a typst.py in the current folder is not ours
    told = json.dumps(setting(blocks, title, folder)).encode()
    done = subprocess.run(command, input=told, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Typst set no PDF: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def setting(blocks: Sequence[Block], title: str, folder: Path) -> dict[str, Any]:
    """What Typst is told: the template, the data, where drawings are, and the fonts."""
    return {
        "input": files("sentiment_abm.report").joinpath("templates", "report.typ").read_text(encoding="utf-8"),
        "root": str(folder),
        "font_paths": [str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
        "ignore_system_fonts": True,
        "sys_inputs": {"title": title, "blocks": json.dumps(blocks, ensure_ascii=False)},
    }
