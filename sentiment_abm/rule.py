"""The dialect of the rules: one plain Python function, interpreted by a citizen and compiled by the kernel.

A rule is pure arithmetic on numbers and named tuples.  Compilers may rewrite ``**``, ``sum``, ``round`` and the
functions of ``math`` and ``numpy``, and the C library's ``exp`` differs between processors, so rules use only
``+ - * /``, comparisons, :func:`math.sqrt` and the functions below.  Then the same source gives the same bits
interpreted, compiled, vectorized, and on every machine with IEEE 754 doubles.
"""

import math

from numba.extending import register_jitable

# `forceinline` is what lets LLVM vectorize a loop through a rule; fast-math would change bits.
rule = register_jitable(fastmath=False, error_model="numpy", forceinline=True, no_cfunc_wrapper=True)

LIMIT = 40.0  # beyond |x| = 40 the exponential saturates: exp(-40) = 4e-18 is nothing to this model


@rule
def select(condition, yes, no):
    """`yes` where the condition holds, else `no`.  Both sides are computed, so neither may divide by zero.

    >>> select(2 > 1, "yes", "no")
    'yes'
    """
    return yes if condition else no


@rule
def smaller(a, b):
    """The smaller of two numbers.

    >>> smaller(1.0, 2.0)
    1.0
    """
    return a if a < b else b


@rule
def larger(a, b):
    """The larger of two numbers.

    >>> larger(1.0, 2.0)
    2.0
    """
    return a if a > b else b


@rule
def positive(x):
    """The positive part, max(x, 0).

    >>> positive(-3.0), positive(3.0)
    (0.0, 3.0)
    """
    return x if x > 0.0 else 0.0


@rule
def truth(condition):
    """1.0 where the condition holds, else 0.0: the Iverson bracket.

    >>> truth(2 > 1)
    1.0
    """
    return 1.0 if condition else 0.0


@rule
def square(x):
    """x times x.

    >>> square(3.0)
    9.0
    """
    return x * x


@rule
def exp_portable(x):
    r"""e to the power x from ``+`` and ``*`` alone: a polynomial for :math:`e^{x/64}`, squared six times.

    Exact at 0, relative error below 2e-13 for \|x\| ≤ 20 and 1e-9 at 40, where it saturates.

    >>> exp_portable(0.0)
    1.0
    >>> abs(exp_portable(1.0) / math.e - 1) < 1e-14
    True
    """
    r = smaller(larger(x, -LIMIT), LIMIT) / 64.0
    r2 = r * r
    r4 = r2 * r2
    low = 1.0 + r + r2 * (1 / 2 + r * (1 / 6))
    mid = 1 / 24 + r * (1 / 120) + r2 * (1 / 720 + r * (1 / 5040))
    high = 1 / 40320 + r * (1 / 362880) + r2 * (1 / 3628800 + r * (1 / 39916800))
    return square(square(square(square(square(square(low + r4 * (mid + r4 * high)))))))


@rule
def log_portable(x):
    r"""Natural logarithm of x > 0: eight square roots bring x near 1, then the series of artanh.

    Exact at 1, absolute error below 1e-13 for 1e-12 ≤ x ≤ 1e12.

    >>> log_portable(1.0)
    0.0
    >>> abs(log_portable(2.0) - math.log(2.0)) < 1e-13
    True
    """
    y = math.sqrt(math.sqrt(math.sqrt(math.sqrt(x))))
    y = math.sqrt(math.sqrt(math.sqrt(math.sqrt(y))))
    z = (y - 1.0) / (y + 1.0)
    s = z * z
    return 512.0 * z * (1.0 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11))))))


@rule
def chance(rate):
    r"""Probability that something with this rate happens within one day, :math:`1 - e^{-\text{rate}}`.

    >>> chance(0.0)
    0.0
    """
    return 1.0 - exp_portable(-rate)
