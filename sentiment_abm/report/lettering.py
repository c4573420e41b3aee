"""The letters of the figures: the font that they were measured in goes along with the page, as far as it is used."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl

FAMILY = "Figure"  # the name of the font inside the page
WEIGHTS = {400: "DejaVuSans.ttf", 700: "DejaVuSans-Bold.ttf"}  # they come with matplotlib


def font_faces(letters: Iterable[str]) -> str:
    """Style rules that bring DejaVu Sans, plain and bold, with no more than these letters.

    Letters that the font does not have are drawn by whatever font the reader has them in.

    >>> font_faces("ab").count("@font-face"), "https:" in font_faces("ab")
    (2, False)
    """
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    wanted = "".join(sorted({*"".join(letters)}))
    return "\n".join(_face(weight, _subset(fonts / name, wanted)) for weight, name in WEIGHTS.items())


def _face(weight: int, font: bytes) -> str:
    address = f"data:font/woff;base64,{base64.b64encode(font).decode()}"
    return f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; src: url({address}) format('woff'); }}"


def _subset(path: Path, letters: str) -> bytes:
    """The font with these letters alone, as a WOFF file: the same bytes for the same letters."""
    from fontTools import subset, ttLib  # type: ignore[import-untyped]  # slow to import; it comes with matplotlib

    options = subset.Options()
    options.hinting = False  # letters as wide as they were measured
    options.legacy_kern = True  # the pairs of letters that stand closer; the rest of the layout is not used
    options.name_IDs = []
    options.drop_tables += ["FFTM", "MATH"]
    font = ttLib.TTFont(path, recalcTimestamp=False)
    for table in ("GDEF", "GPOS", "GSUB"):
        if table in font:
            del font[table]  # at once: they would be read in full before they are dropped
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
