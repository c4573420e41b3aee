"""How hostile input is made, and what may come of it: a right answer, or a refusal in clear words.

`SENTIMENT_ABM_FUZZ=200` in the environment tries two hundred times as many inputs, other ones in each run.
"""

import contextlib
import copy
import math
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentiment_abm.commands.errors import BAD_INPUT, LISTED, told
from sentiment_abm.spec import InputError

FACTOR = int(os.environ.get("SENTIMENT_ABM_FUZZ", "1"))
ROOT = Path(__file__).parents[1]
LONGEST = 1_000  # letters of a problem: more than a person reads
TRIED: Counter[str] = Counter()
"""How many inputs of each kind were tried, and how many of them were refused."""

# What has broken other people's readers: numbers, marks and words to put in place of honest ones.
TOKENS = [
    *["nan", "inf", "-inf", "1e999", "-1e999", "1e-400", "-0.0", "0", "-1", "1_000", "0x" + "f" * 5000, "1" * 5000],
    *["9" * 400, "true", "null", "''", '""', "[]", "{}", "[[]]", "{a = 1}", "[" * 60 + "]" * 60, "a." * 150 + "a"],
    *["=", "#", '"', "'", '"""', "\\", "\n", "\r", "\r\n", "\t", ",", ";", "|", "\x00", "\x7f", "\x1b[31m"],
    *["../", "/etc/passwd", "/dev/zero", "~", "C:\\", "=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>"],
    *[
        "\u202eabc\u202c",
        "שלום",
        "🕊️",
        "\ufeff",
        "\ud7ff",
        "é" * 50,
        "x" * 3_000,
        "2025-02-30",
        "9999-12-31",
        "0001-01-01",
    ],
    *["all", "everyone", "name", "study", "point", "run_id", "baseline", "day", "date", "value"],
]


def fuzzed(*strategies: st.SearchStrategy[Any], examples: int) -> Callable[[Callable[..., None]], Any]:
    """`hypothesis.given`, with so many examples, or `FACTOR` times as many and other ones in every run."""
    chosen = settings(
        max_examples=examples * FACTOR,
        derandomize=FACTOR == 1,
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    return lambda test: chosen(given(*strategies)(test))


def mutations(files: list[Path]) -> st.SearchStrategy[tuple[Path, bytes]]:
    """One of these files, and its content with up to eight places changed."""
    return st.builds(mutated, st.sampled_from(files), st.integers(0, 2**48), st.integers(0, 8))


def mutated(path: Path, seed: int, count: int) -> tuple[Path, bytes]:
    """A file, and its content with so many places changed; the same ones for the same seed."""
    luck, content = random.Random(seed), path.read_bytes()
    for _ in range(count):
        content = luck.choice(CHANGES)(content, luck)
    return path, content


ANYTHING = [
    *[None, True, False, -1, 0, 1, 10**30, 10**400, -(10**400), 1.5, math.nan, math.inf, -math.inf, b"x", {1}],
    *[
        "",
        "x",
        "../up",
        "2025-02-30",
        "x" * 2_000,
        "\n",
        "\ud800",
        [],
        [1],
        [[1, 2]],
        {},
        {"a": 1},
        {"a": {"b": []}},
        (1,),
    ],
    *[
        [math.nan],
        [10**400, 1],
        {"low": 0, "high": 10**400},
        {"values": [1, "x"]},
        {"name": "x"},
        [{"name": 3}],
        {3: 4},
    ],
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in nested tables and lists."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def spoil(tables: dict[str, Any], luck: random.Random, values: Sequence[Any] = ANYTHING) -> None:
    """Take away what is at one place of nested tables, or put something else there."""
    found = [place for place in places(tables) if place]
    if not found:
        return
    *way, last = luck.choice(found)
    inner: Any = tables
    for key in way:
        inner = inner[key]
    if luck.random() < 0.3:
        del inner[last]
    else:
        inner[last] = copy.deepcopy(luck.choice(values))


def _flipped(content: bytes, luck: random.Random) -> bytes:
    if not content:
        return content
    place = luck.randrange(len(content))
    return content[:place] + bytes([luck.randrange(256)]) + content[place + 1 :]


def _cut(content: bytes, luck: random.Random) -> bytes:
    start, end = sorted((luck.randrange(len(content) + 1), luck.randrange(len(content) + 1)))
    end = min(end, start + luck.choice([1, 5, 50, 10**9]))
    return content[:start] + content[end:]


def _inserted(content: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(content) + 1)
    return content[:place] + luck.choice(TOKENS).encode() + content[place:]


def _exchanged(content: bytes, luck: random.Random) -> bytes:
    """Another token in place of a word or a number."""
    words = content.replace(b"=", b" ").replace(b",", b" ").split()
    if not words:
        return content
    place = content.find(word := luck.choice(words), luck.randrange(len(content)))
    return content if place < 0 else content[:place] + luck.choice(TOKENS).encode() + content[place + len(word) :]


def _lines(content: bytes, luck: random.Random) -> bytes:
    """Lines twice, in another order, or gone."""
    lines = content.split(b"\n")
    k, m = luck.randrange(len(lines)), luck.randrange(len(lines))
    match luck.randrange(4):
        case 0:
            lines[k], lines[m] = lines[m], lines[k]
        case 1:
            lines.insert(k, lines[m])
        case 2:
            del lines[k]
        case _:
            lines[k] += lines[m]
    return b"\n".join(lines)


def _ends(content: bytes, luck: random.Random) -> bytes:
    """Other ends of lines, or the mark of a spreadsheet."""
    other = [content.replace(b"\n", b"\r\n"), content.replace(b"\n", b"\r"), b"\xef\xbb\xbf" + content]
    return luck.choice([*other, content + b"\x00", content.decode(errors="replace").encode("utf-16")])


CHANGES = (_flipped, _flipped, _cut, _inserted, _exchanged, _exchanged, _exchanged, _lines, _lines, _ends)


def answered(kind: str, make: Callable[[], Any], place: str = "", seconds: int = 20) -> Any:
    """What `make` returns, or None where it refuses in clear words; anything else is an AssertionError."""
    TRIED[kind] += 1
    try:
        with within(seconds):
            return make()
    except InputError as error:
        TRIED[f"{kind}, refused"] += 1
        check_words(error, place)
        return None


def check_words(error: InputError, place: str) -> None:
    """Each problem has words and says where it is, and all of them are lines that a terminal can show."""
    assert error.problems, "a refusal without a reason"
    for problem in error.problems:
        assert problem.strip(), "a reason without words"
        assert place in problem, problem[:LONGEST]
    message, code = told(error)
    assert code == BAD_INPUT
    lines = message.split("\n")
    assert len(lines) == (1 if len(error.problems) == 1 else 1 + min(len(error.problems), LISTED + 1))
    for line in lines:
        assert len(line) < LONGEST, line[:LONGEST]
        assert line.isprintable(), line


@contextlib.contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail what takes more time of the processor, or waits for ten times as long, as a hang would."""

    def late(*_: object) -> None:
        raise AssertionError(f"still at it after {seconds} seconds")

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 10 * seconds)}
    before = {kind: signal.signal(kind, late) for kind in timers}
    for timer, limit in timers.values():
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for kind, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(kind, before[kind])
