"""The check that passes are vectorized, on one that is and on one that is not."""

from types import FunctionType

from numba.extending import register_jitable

from benchmarks.signatures import several
from benchmarks.vectorized import Multiplications, can_tell, counted, looked_at, scalar
from sentiment_abm.engine import passes
from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import LANES, read_around, read_mind, read_person, read_today, write_diary, write_mind
from sentiment_abm.psychology.mind import evening

# The same rule under the compiler's own judgment, by which it is too large to be inlined.
called = register_jitable(error_model="numpy")(FunctionType(evening.__code__, evening.__globals__))


@step
def evenings_with_a_call(block, shared, desk, p):
    for i in range(LANES):
        mind, today, me = read_mind(block.mind, i), read_today(desk.today, i), read_person(block.own, shared, i)
        mind, diary = called(mind, today, me, read_around(desk.around, i), desk.luck.wait[i], desk.luck.move[i], p)
        write_mind(block.mind, i, mind)
        write_diary(desk.diary, i, diary)


def test_a_call_that_is_not_inlined_is_noticed():
    a_pass, arguments = looked_at()["evenings"]
    assert a_pass is passes.evenings
    good, bad = counted(a_pass, arguments), counted(evenings_with_a_call, arguments)
    found = scalar({"evenings": good, "with a call": bad})
    # Where the processor has no such vectors, nothing is vectorized in the sense of this check.
    assert [line.split(" is not")[0] for line in found] == (
        ["with a call"] if can_tell() else ["evenings", "with a call"]
    )


def test_a_pass_without_a_vector_is_named_with_its_counts():
    (line,) = scalar({"good": Multiplications(8, 8), "bad": Multiplications(3, 40)})
    assert line == "bad is not vectorized: 3 multiplications of vectors, 40 of single numbers"


def test_an_entry_compiled_twice_or_never_is_named():
    assert several({"begin": 1, "advance": 2, "observe": 0}) == [
        "kernel: advance has 2 signatures, not one",
        "kernel: observe has 0 signatures, not one",
    ]
