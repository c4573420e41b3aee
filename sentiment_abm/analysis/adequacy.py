"""How many replicates are enough: how wide an interval is, and how small a difference is seen, by their number."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.contrast import check_names
from sentiment_abm.analysis.statistics import replicates_needed
from sentiment_abm.spec import InputError

POWER = 0.8  # the usual chance to see a difference that is there
AHEAD = 4  # times as many replicates as there are is how far the table looks
STEPS = 40  # numbers of replicates in the table
FEWEST = 2
MOST = 10**9  # replicates; nobody waits for more

type Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Adequacy:
    """What the replicates there are say about other numbers of replicates.

    `values`: outcomes of case `a`, or with `b` the paired differences b − a.  All intervals are those of Student's t,
    which for means of this kind agree with the bootstrap's; the numbers are those of `of`.
    """

    of: str
    a: str
    b: str | None
    values: Floats
    unpaired: float  # spread that differences would have if the two cases did not share their luck; NaN for one case
    confidence: float = 0.95

    @property
    def spread(self) -> float:
        """Standard deviation of the values."""
        return float(self.values.std(ddof=1))

    def half_width(self, replicates: int) -> float:
        r"""Half-width of the interval of the mean that so many replicates give: :math:`t_{n-1}\, s / \sqrt{n}`."""
        return float(self._quantile(replicates - 1)) * self.spread / math.sqrt(replicates)

    def replicates_for(self, half_width: float) -> int:
        """The smallest number of replicates whose interval has at most this half-width, above 0."""
        return replicates_needed(self.values, half_width, self.confidence)

    def power(self, replicates: int, difference: float) -> float:
        """The chance that the interval of so many replicates leaves out 0, if the true mean is `difference`."""
        if self.spread == 0.0:
            return float(difference != 0.0)
        return _power(replicates, abs(difference) / self.spread, self.confidence)

    def replicates_to_see(self, difference: float, power: float = POWER) -> int:
        """The smallest number of replicates that see a true difference of this size with this chance.

        Raises InputError for a difference of 0 or a power that is no chance above that of a false alarm.
        """
        problems = [] if difference else ["difference 0 cannot be told from 0 by any number of replicates"]
        if not 1.0 - self.confidence < power < 1.0:
            problems.append(f"power {power!r} is not between {1.0 - self.confidence:.3g} and 1")
        if problems:
            raise InputError(problems)
        return _first(lambda replicates: self.power(replicates, difference) >= power)

    @property
    def table(self) -> pd.DataFrame:
        """One row per number of replicates, from two to four times as many as there are.

        ==========  ======================================================================================
        replicates  how many
        half_width  of the interval of the mean that they can be expected to give
        low, high   where that may lie, as the spread too is known from the present replicates only (95 %)
        measured    half-width of the interval of the first so many replicates, as far as there are
        seen        the smallest true difference from 0 that they see with a chance of 80 %
        unpaired    half-width if the two cases did not share their luck; NaN for one case
        ==========  ======================================================================================
        """
        counts = self._counts()
        t, root = self._quantile(counts - 1), np.sqrt(counts)
        low, high = self.spread * _spread_range(len(self.values))
        effects = np.array([_effect(int(count), self.confidence) for count in counts])
        apart = self._quantile(2 * counts - 2) * self.unpaired / root
        expected = t / root
        return pd.DataFrame(
            {
                "replicates": counts,
                "half_width": expected * self.spread,
                "low": expected * low,
                "high": expected * high,
                "measured": [self._measured(int(count)) for count in counts],
                "seen": effects * self.spread,
                "unpaired": apart,
            }
        )

    def __repr__(self) -> str:
        what = self.a if self.b is None else f"{self.b} minus {self.a}"
        n = len(self.values)
        return (
            f"{self.of} of {what}: the interval of {n} replicates is ±{self.half_width(n):.4g}; "
            f"half of that takes {self.replicates_for(self.half_width(n) / 2) if self.spread else n}"
        )

    def _quantile(self, degrees: int | NDArray[np.int64]) -> Floats:
        from scipy import stats  # slow to import, and charts of other things do without

        return np.asarray(stats.t.ppf(0.5 + self.confidence / 2.0, degrees), dtype=np.float64)

    def _counts(self) -> NDArray[np.int64]:
        """Numbers of replicates for the table, about equally far apart on a logarithmic scale."""
        n = len(self.values)
        found = np.unique(np.round(np.geomspace(FEWEST, AHEAD * n, STEPS)).astype(np.int64))
        return np.union1d(found, [n])

    def _measured(self, count: int) -> float:
        if count > len(self.values):
            return math.nan
        return float(self._quantile(count - 1)) * float(self.values[:count].std(ddof=1)) / math.sqrt(count)


def adequacy(runs: pd.DataFrame, of: str, a: str, b: str | None = None, confidence: float = 0.95) -> Adequacy:
    """How well so many replicates know the mean of an outcome, or of its paired difference between two cases.

    Parameters
    ----------
    runs
        One row per run with columns case, replicate and the outcome; NaN is left out.  A replicate with several runs
        of one case, at the points of a sweep, counts with its mean over them.
    of
        Name of the outcome.
    a, b
        Names of cases; with `b` it is the difference b − a, taken within replicates, else the outcome in `a`.
    confidence
        Chance, between 0 and 1, that an interval made in this way covers the true mean.

    Returns
    -------
    An :class:`Adequacy`, in the unit of the outcome.

    Raises InputError for names that the table does not have, and for fewer than two replicates.

    >>> runs = pd.DataFrame({"case": "kept", "replicate": [0, 1, 2], "net_mean": [0.0, 1.0, 2.0]})
    >>> found = adequacy(runs, "net_mean", "kept")
    >>> found.replicates_for(1.0), found.replicates_to_see(1.0)
    (7, 10)
    """
    cases = (a,) if b is None else (a, b)
    check_names(runs, of, cases)
    table = runs[runs["case"].isin(cases)].pivot_table(index="replicate", columns="case", values=of, dropna=False)
    columns = [table[case].to_numpy(dtype=np.float64) for case in cases if case in table]
    known = np.array([column[~np.isnan(columns).any(axis=0)] for column in columns])
    count = known.shape[1] if len(known) == len(cases) else 0
    if count < FEWEST:
        what = "replicates have" if b is None else "pairs of replicates have"
        raise InputError([f"{of}: two {what} to have a value, and there are {count}"])
    values, apart = (known[0], math.nan) if b is None else (known[1] - known[0], _apart(*known))
    return Adequacy(of, a, b, values, apart, confidence)


def _apart(before: Floats, after: Floats) -> float:
    """The spread of a difference between runs that share nothing."""
    return float(np.sqrt(before.var(ddof=1) + after.var(ddof=1)))


def _spread_range(n: int) -> Floats:
    """The 95 % range of a true standard deviation over that of n normal values, from the chi-squared distribution."""
    from scipy import stats

    return np.sqrt((n - 1) / stats.chi2.ppf([0.975, 0.025], n - 1))


def _power(replicates: int, effect: float, confidence: float) -> float:
    """Power of the two-sided t test for a mean of so many standard deviations.

    The square of a noncentral t is a noncentral F, for which SciPy has finite answers everywhere but at 0.
    """
    from scipy import stats

    degrees, shift = replicates - 1, effect * math.sqrt(replicates)
    if shift < 1e-6:
        return 1.0 - confidence
    edge = float(stats.t.ppf(0.5 + confidence / 2.0, degrees))
    return float(stats.ncf.sf(edge**2, 1, degrees, shift**2))


def _effect(replicates: int, confidence: float) -> float:
    """The smallest mean, in standard deviations, that so many replicates see with the usual power."""
    from scipy import optimize, stats

    edge = stats.t.ppf(0.5 + confidence / 2.0, replicates - 1) / math.sqrt(replicates)
    # Past the edge by its own size, and by four standard errors of the mean, the power is far above 0.8.
    most = 2.0 * edge + 4.0 / math.sqrt(replicates)
    return float(optimize.brentq(lambda effect: _power(replicates, effect, confidence) - POWER, 0.0, most))


def _first(is_enough: Callable[[int], bool]) -> int:
    """The smallest number of replicates that is enough, where all larger ones are."""
    high = FEWEST
    while not is_enough(high):
        high *= 2
        if high > MOST:
            raise InputError([f"more than {MOST:,} replicates would be needed"])
    low = high // 2
    while high - low > 1 and high > FEWEST:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
