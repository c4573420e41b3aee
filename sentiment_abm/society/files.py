"""Networks in files: edge lists (.csv, .csv.gz), GraphML and GML.

Problems are collected and raised together as an :class:`~sentiment_abm.spec.InputError`, with their line numbers.
"""

import contextlib
import csv
import gzip
import hashlib
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import fromstring

import networkx as nx

from sentiment_abm.content import content_of, opened
from sentiment_abm.society.contacts import Graph
from sentiment_abm.spec import InputError

HEADER = ["source", "target"]
MOST_BYTES = 2 * 10**9
"""Size above which a file is refused, after decompression."""

_LONGEST_LINE = 2**20
_EXPANSION = 40  # times that an archive may become larger; an edge list becomes 3 to 20 times as large
_LEAST = 2**21  # bytes that any archive may hold
_LISTED = 10  # problems in full; where the delimiter is wrong, every line is


def read(path: str | os.PathLike[str]) -> Graph:
    """The graph in a file; the end of its name says what it is.

    An edge list (``.csv``, ``.csv.gz``) is UTF-8 text with the header ``source,target`` and one pair of contacts
    per line; its labels are texts, in order of appearance.  ``.graphml`` and ``.gml`` are read by NetworkX.
    """
    path = Path(path)
    reader = next((reader for ending, reader in _READERS.items() if path.name.lower().endswith(ending)), None)
    if reader is None:
        raise InputError([f"{path}: the name of a network file must end in {', '.join(_READERS)}"])
    try:
        return reader(path)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError([f"{path}: cannot be decompressed, {_one_line(error)}"]) from error
    except OSError as error:
        raise InputError([f"{path}: {error.strerror or error}"]) from error


def fingerprint(path: str | os.PathLike[str]) -> str:
    """A hash of a file's content and of the end of its name; raises InputError if it cannot be read."""
    try:
        with opened(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() + Path(path).suffix
    except OSError as error:
        raise InputError([f"{path}: {error.strerror or error}"]) from error


class _Problems:
    """What is wrong with a file: the first few problems in full, the number of the others."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.listed: list[str] = []
        self.others = 0

    def add(self, place: str, problem: str, *, is_last: bool = False) -> None:
        if is_last or len(self.listed) < _LISTED:
            self.listed.append(f"{self.path} {place}: {problem}")
        else:
            self.others += 1

    def raise_any(self) -> None:
        more = [f"{self.path}: and {self.others} more problems"] if self.others else []
        if self.listed:
            raise InputError(self.listed + more)


def _edge_list(path: Path) -> Graph:
    graph: Graph = nx.Graph()
    problems = _Problems(path)
    with _opened(path) as stream:
        rows = csv.reader(_lines(stream, _most_bytes(path), problems), strict=True)
        try:
            header = next(rows, None)
            if header is None:
                problems.add("line 1", "the file is empty, the header must be 'source,target'")
            elif [name.strip() for name in header] != HEADER:
                problems.add("line 1", f"the header is {','.join(header)!r}, but must be 'source,target'")
                if len(header) != len(HEADER):
                    problems.raise_any()  # every other line would be at fault for the same reason
            for row in rows:
                fields = [field.strip() for field in row]
                if wrong := _row_fault(fields, graph):
                    problems.add(f"line {rows.line_num}", wrong)
                elif len(fields) == len(HEADER):
                    graph.add_edge(*fields)
        except csv.Error as error:
            problems.add(f"line {rows.line_num}", f"cannot be read, {error}")
    problems.raise_any()
    return graph


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with opened(path) as stream:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if _is_archive(path) else stream


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(".gz")


def _most_bytes(path: Path) -> int:
    """How much to read of a file: of an archive no more than an honest one of its size holds."""
    expanded = max(_LEAST, _EXPANSION * path.stat().st_size)
    return min(MOST_BYTES, expanded) if _is_archive(path) else MOST_BYTES


def _row_fault(fields: list[str], graph: Graph) -> str | None:
    if fields in ([], [""]):
        return None  # an empty line
    if len(fields) != len(HEADER):
        return f"{len(fields)} columns, but must be 2 (source,target)"
    source, target = fields
    if not source or not target:
        return f"{HEADER[bool(source)]} is empty"
    if source == target:
        return f"{source!r} is its own contact (self-loop)"
    if graph.has_edge(source, target):
        return f"{source!r} and {target!r} are contacts already (the direction does not count, so give each pair once)"
    return None


def _lines(stream: IO[bytes], most: int, problems: _Problems) -> Iterator[str]:
    """Lines of text, one at a time, so that neither a long file nor a small archive of one fills the memory."""
    number, total = 0, 0
    while raw := stream.readline(_LONGEST_LINE):
        number, total = number + 1, total + len(raw)
        if len(raw) == _LONGEST_LINE or total > most:
            limit = f"{_LONGEST_LINE} bytes a line" if total <= most else f"{most:.2g} bytes"
            problems.add(f"line {number}", f"the file is larger than {limit}; the rest was not read", is_last=True)
            return
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            yield raw.decode()
        except UnicodeDecodeError:
            problems.add(f"line {number}", "not UTF-8 text")
            yield raw.decode(errors="replace")


def _graphml(path: Path) -> Graph:
    text = _text(path)
    if "<!DOCTYPE" in text:
        # Entities defined there can expand a page to gigabytes, or fetch other files.
        raise InputError([f"{path}: a DOCTYPE is refused, remove it"])
    root = _parsed(path, "GraphML", text, fromstring)
    problems = _Problems(path)
    nodes = Counter(node.get("id") for node in root.iterfind(".//{*}node"))
    for name, times in nodes.items():
        if name is None or times > 1:
            problems.add(f"node {name!r}", "is given several times" if name is not None else "has no id")
    # NetworkX would make a citizen of every misspelled end of an edge.
    for number, edge in enumerate(root.iterfind(".//{*}edge"), 1):
        for side in HEADER:
            if edge.get(side) not in nodes:
                problems.add(f"edge {number}", f"{side} {edge.get(side)!r} is not a node")
    if len(root.findall("{*}graph")) > 1:
        problems.add("graph 2", "a file must have a single graph")
    problems.raise_any()
    return _parsed(path, "GraphML", text, nx.parse_graphml)


def _gml(path: Path) -> Graph:
    return _parsed(path, "GML", _text(path), nx.parse_gml)


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise InputError([f"{path}: the file is larger than {MOST_BYTES:.2g} bytes"])
    content = content_of(path, MOST_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([f"{path} line {content.count(b'\n', 0, error.start) + 1}: not UTF-8 text"]) from error


def _parsed[T](path: Path, language: str, text: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    # The parsers raise whatever the text makes them stumble over.
    except Exception as error:
        raise InputError([f"{path}: cannot be read as {language}, {_one_line(error)}"]) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


_READERS: Mapping[str, Callable[[Path], Graph]] = {
    ".csv": _edge_list,
    ".csv.gz": _edge_list,
    ".graphml": _graphml,
    ".gml": _gml,
}
