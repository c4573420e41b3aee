"""Hypothesis strategies over what the model declares: ranges of parameters, states and draws."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.spec import Declared, build, declared

INFINITE = float("inf")

shares = st.floats(0, 1)
beliefs = st.floats(-20, 20)  # log-odds; beyond them expectation is 0 or 1 to eight digits
counts = st.floats(0, 1e4)
stresses = st.floats(0, 100)
lucks = st.floats(2.0**-33, 1 - 2.0**-33)
words = st.integers(0, 2**32 - 1)
days = st.integers(0, 10_000).map(float)


def for_all(*strategies: st.SearchStrategy[Any], examples: int = 50) -> Callable[[Callable[..., None]], Any]:
    """`hypothesis.given` with the same examples in every run and no limit of time, which a busy machine would miss."""
    chosen = settings(max_examples=examples, deadline=None, derandomize=True)
    return lambda test: chosen(given(*strategies)(test))


def values(item: Declared) -> st.SearchStrategy[Any]:
    """All values of one parameter, the ends and infinity among them."""
    if item.type is bool:
        return st.booleans()
    if item.spec.high == INFINITE:
        return st.floats(item.spec.low, 1e6) | st.just(INFINITE)
    return st.floats(item.spec.low, item.spec.high, allow_subnormal=False)


def params(kind: type) -> st.SearchStrategy[Any]:
    """All parameters of one group, or of the whole tree."""
    fields = {item.name: values(item) for item in declared(kind)}
    return st.fixed_dictionaries(fields).map(lambda chosen: build(kind, chosen))
