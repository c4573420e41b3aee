"""The report as Markdown, for a repository: what the page says, with the figures as files beside it."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from sentiment_abm.report.blocks import Block, Words

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|&$~!])")
_FIRST = re.compile(r"^(\d*)([-+=.)])(?=[-=\s]|$)")  # what would begin a list or underline a heading
_TICKS = re.compile(r"`+")


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks of a page as a Markdown file, in the dialect that has tables."""
    return "\n\n".join(part for block in blocks for part in _parts(block) if part) + "\n"


def escaped(text: str) -> str:
    r"""A text of which nothing means anything to Markdown.

    >>> print(escaped("1. <b> & *$5*"))
    1\. \<b\> \& \*\$5\*
    """
    return _FIRST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _parts(block: Block) -> Iterator[str]:
    match block["kind"]:
        case "heading":
            yield f"{'#' * block['level']} {_line(block['text'])}"
        case "paragraph" if block["role"] == "command":
            yield _listing(_plain(block["text"]))
        case "paragraph":
            yield _line(block["text"])
        case "list":
            yield "\n".join(f"- {_line(item)}" for item in block["items"])
        case "terms":
            pairs = zip(block["items"][::2], block["items"][1::2], strict=True)
            yield "\n".join(f"- **{_line(term)}**: {_line(meaning)}" for term, meaning in pairs)
        case "figure":
            yield f"![{escaped(block['alt'])}](figures/{quote(block['name'])}.svg)"
            yield _line(block["caption"])
        case "table":
            yield _line(block["caption"])
            yield "\n".join(_table(block))


def _table(block: Block) -> Iterator[str]:
    """Tables have a head there: an empty one where the page has none."""
    rows = block["head"] + block["rows"]
    columns = max(sum(cell["columns"] for cell in row) for row in rows)
    sample = max(block["rows"] or rows, key=len)
    head, *body = rows if block["head"] else [[], *rows]
    yield _row([_line(cell["text"]) for cell in head], columns)
    yield _row(["---:" if cell["is_number"] else "---" for cell in sample], columns)
    for row in body:
        yield _row([_line(cell["text"]) for cell in row], columns)


def _row(cells: Sequence[str], columns: int) -> str:
    return f"| {' | '.join([*cells, *[''] * (columns - len(cells))])} |"


def _line(words: Words) -> str:
    """Words in one line; what stands in a line of its own on the page does so here."""
    text = "".join(_styled(words, style) for words, style in words)
    return text.strip(" ").replace(" <br>", "<br>").removeprefix("<br>")


def _styled(text: str, style: str) -> str:
    inner = text.strip(" ")
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    match style:
        case "strong":
            return f"{before}**{escaped(inner)}**{after}"
        case "code":
            return f"{before}{_code(inner)}{after}"
        case "line":
            return f"<br>{escaped(inner)}"
    return escaped(text)


def _code(text: str) -> str:
    ticks = "`" * (_longest(text) + 1)
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}".replace("|", r"\|")


def _listing(text: str) -> str:
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}sh\n{text}\n{fence}"


def _longest(text: str) -> int:
    """The length of the longest row of backticks."""
    return max(map(len, _TICKS.findall(text)), default=0)


def _plain(words: Words) -> str:
    return "".join(text for text, _ in words)
