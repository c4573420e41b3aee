"""The page of a report as a plain list of blocks, from which the report is written in other forms.

Whoever reads the page and writes what it says cannot say anything else.  Blocks are dicts of JSON: their `kind` is
heading, paragraph, list, terms, table or figure.  Texts are lists of pairs, words and their style ("", "strong",
"code", or "line" for what stands in a line of its own).
"""

import re
from html.parser import HTMLParser
from typing import Any

type Block = dict[str, Any]
type Words = list[tuple[str, str]]

LEFT_OUT = ("nav", "summary", "svg", "pre")  # for screens alone; the manifest is a file of its own
STYLES = {"strong": "strong", "code": "code"}
_BLANKS = re.compile(r"[ \t\r\n]+")  # but not the blanks at which no line ends


def blocks(page: str) -> list[Block]:
    """What the page says, in its order.

    >>> blocks("<h2>Runs</h2><p class='note'>5 &lt; 6 <code>x</code></p>")[1]
    {'kind': 'paragraph', 'role': 'note', 'text': [('5 < 6 ', ''), ('x', 'code')]}
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.blocks


class _Reader(HTMLParser):
    """Reads the elements that the templates use."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._words: Words | None = None  # of the text that is being read
        self._styles: list[str] = []
        self._left_out = 0  # how many elements deep
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "svg" and self.blocks and not self._left_out and self.blocks[-1]["kind"] == "figure":
            self.blocks[-1]["alt"] = told.get("aria-label", "")
        if tag in LEFT_OUT:
            self._left_out += 1
        elif not self._left_out:
            self._begin(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT:
            self._left_out -= 1
        elif not self._left_out:
            if tag in ("strong", "code", "span"):
                self._styles.pop()
            elif tag == "thead":
                self._in_head = False
            elif tag not in ("a", "div", "section", "tr"):
                self._words = None

    def handle_data(self, data: str) -> None:
        words, style = self._words, next((each for each in reversed(self._styles) if each), "")
        if self._left_out or words is None or style == "left out":
            return
        text = _BLANKS.sub(" ", data)
        if not words or style == "line" or words[-1][0].endswith(" "):
            text = text.removeprefix(" ")
        if text and words and words[-1][1] == style != "line":
            words[-1] = (words[-1][0] + text, style)
        elif text:
            words.append((text, style))

    def _begin(self, tag: str, told: dict[str, str]) -> None:
        role = told.get("class", "")
        match tag:
            case "h1" | "h2" | "h3":
                self._words = self._block("heading", level=int(tag[1]), text=[])["text"]
            case "p":
                self._words = self._block("paragraph", role=role, text=[])["text"]
            case "ul":
                self._block("list", role=role, items=[])
            case "dl":
                self._block("terms", items=[])
            case "figure":
                self._block("figure", name=told["id"].removeprefix("figure-"), alt="", caption=[])
            case "table":
                self._block("table", role=role, caption=[], head=[], rows=[])
            case "strong" | "code" | "span":
                self._styles.append({"range": "line", "unseen": "left out"}.get(role, STYLES.get(tag, "")))
            case "thead":
                self._in_head = True
            case _ if self.blocks:
                self._part(tag, told, self.blocks[-1])

    def _block(self, kind: str, **parts: Any) -> Block:
        self.blocks.append({"kind": kind, **parts})
        return self.blocks[-1]

    def _part(self, tag: str, told: dict[str, str], block: Block) -> None:
        """A part of the last block."""
        match tag:
            case "li" | "dt" | "dd":
                block["items"].append([])
                self._words = block["items"][-1]
            case "caption" | "figcaption":
                self._words = block["caption"]
            case "tr":
                block["head" if self._in_head else "rows"].append([])
            case "th" | "td":
                cell: Block = {
                    "text": [],
                    "is_number": "number" in told.get("class", "").split(),
                    "is_name": tag == "th",
                    "is_long": told.get("class") == "headline",
                    "columns": int(told.get("colspan", 1)),
                }
                block["head" if self._in_head else "rows"][-1].append(cell)
                self._words = cell["text"]
