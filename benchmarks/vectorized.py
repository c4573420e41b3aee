"""Whether the compiler still makes of the kernel what its speed rests on: vectors, and one signature of each entry.

A loop around a rule is vectorized when its machine code multiplies whole vectors.  Loops that had to stay scalar (a
call that was not inlined, a branch that was not flattened) multiply one number at a time.  Not looked at are the
passes that follow contacts or guests through memory, those that multiply nothing, and `observe.record`, whose sums
keep the order of the citizens.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import binding as llvm  # type: ignore[import-untyped]

from benchmarks.cases import morning, people_of
from sentiment_abm.engine import passes
from sentiment_abm.engine.state import read_item, read_notice
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.population import traits

VECTORS = re.compile(r"\tv(?:mulpd|pmul[a-z]+)\t[^\n]*%[yz]mm")
NUMBERS = re.compile(r"\t(?:v?mulsd|i?mul[lq]|mulx[lq])\t")
WRAPPER = re.compile(r"^(?:_ZN7cpython|cfunc)")  # what unpacks the arguments when Python is the caller


class Multiplications(NamedTuple):
    """Instructions in the machine code of one pass."""

    vectors: int
    numbers: int

    @property
    def is_vectorized(self) -> bool:
        """Whether the loop multiplies vectors.

        A vectorized loop may keep a scalar twin, in case its arrays overlap, so that both counts are about equal.

        >>> Multiplications(102, 103).is_vectorized, Multiplications(2, 103).is_vectorized
        (True, False)
        """
        return self.vectors > 0 and 2 * self.vectors >= self.numbers


def can_tell() -> bool:
    """Whether this processor has the vectors that are looked for."""
    return bool(llvm.get_process_triple().startswith("x86_64") and llvm.get_host_cpu_features().get("avx2"))


def counted(a_pass: Callable[..., Any], arguments: tuple[Any, ...]) -> Multiplications:
    """Multiplications of a pass, compiled for arguments like these and never called."""
    names = ", ".join(f"a{i}" for i in range(len(arguments)))
    space: dict[str, Any] = {"a_pass": a_pass}
    exec(f"def call({names}):\n    return a_pass({names})\n", space)  # noqa: S102  # numba wants a count of its own
    compiled: Any = numba.njit(error_model="numpy")(space["call"])
    signature = tuple(numba.typeof(argument) for argument in arguments)
    compiled.compile(signature)
    functions = re.split(r"\n(?=[^\s.#][^\n]*:\n)", compiled.inspect_asm(signature))
    code = "\n".join(function for function in functions if not WRAPPER.match(function))
    return Multiplications(len(VECTORS.findall(code)), len(NUMBERS.findall(code)))


def looked_at() -> Mapping[str, tuple[Callable[..., Any], tuple[Any, ...]]]:
    """The passes that must be vectorized, with arguments like those that the kernel gives them."""
    s = morning("talks", people_of(200), 2)
    block, shared, desk, p, key = s.world.blocks[0], s.world.shared[0], s.desk, s.p, s.key
    item, notice = read_item(s.live.news[0, 0].told, 0), read_notice(s.live.notices[0, 0], 0)
    return {
        "births": (passes.births, (block, shared, traits(Params()), key)),
        "first_moods": (passes.first_moods, (block, shared, key, p)),
        "first_diary": (passes.first_diary, (block, shared, desk)),
        "draw_evening": (passes.draw_evening, (block, desk, 1, key)),
        "mornings": (passes.mornings, (block, shared, desk, 1.0, p)),
        "draw_item": (passes.draw_item, (block, desk, 1, np.int64(1), key)),
        "spread": (passes.spread, (block, shared, desk, 1, notice, p)),
        "announce": (passes.announce, (desk.guests, 8, item, p)),
        "signal": (passes.signal, (desk.guests, 8, item, p)),
        "resolve": (passes.resolve, (desk.guests, 8, item, p)),
        "evenings": (passes.evenings, (block, shared, desk, p)),
    }


def multiplications() -> dict[str, Multiplications]:
    """What was counted in each of these passes; empty where this processor cannot tell."""
    return {name: counted(*of) for name, of in looked_at().items()} if can_tell() else {}


def scalar(found: Mapping[str, Multiplications]) -> list[str]:
    """One line for each pass that is not vectorized."""
    return [
        f"{name} is not vectorized: {count.vectors} multiplications of vectors, {count.numbers} of single numbers"
        for name, count in found.items()
        if not count.is_vectorized
    ]
