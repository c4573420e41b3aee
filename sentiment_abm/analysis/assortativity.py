"""Whether people in the same mood know each other more often than chance explains."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.kinds import HasCitizens, Runs, listed
from sentiment_abm.spec import InputError, nearest

type Numbers = NDArray[np.int64]


def assortativity(
    runs: Runs,
    *,
    within: Sequence[str] = (),
    permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Newman's coefficient of assortative mixing by mood, run by run, against permutations of the moods.

    .. math:: r = \frac{\sum_b e_{bb} - \sum_b a_b^2}{1 - \sum_b a_b^2}

    where :math:`e_{bb}` is the share of ties between people in mood b, and :math:`a_b` the share of ends of ties at
    people in mood b (source ``newman2003``): 1 when moods never meet, 0 in a network that does not care.

    Chance is what is left when moods are dealt anew among people with equally many contacts, so that moods which only
    go with the number of contacts do not count.  `within` = ["segment"] deals inside segments as well: then the excess
    is what segments do not explain.

    Parameters
    ----------
    runs
        A `Run`, or several.
    within
        Further columns of ``run.citizens`` that a permutation may not cross.
    permutations
        How often moods are dealt anew.
    seed
        Of the permutations.

    Returns
    -------
    One row per run: coefficient, chance (mean of the permutations), low95 and high95 (their middle 95 %), excess
    (coefficient − chance), p (share of dealings, this one included, at least as assortative).  Where moods are as good
    as dealt, p is at most α in at most a share α of runs, whatever α: that is the rate of false alarms.  NaN where
    nobody knows anybody or all are in one mood.

    Raises InputError for columns that citizens do not have and for `permutations` below 1.

    >>> from sentiment_abm.engine.simulate import simulate
    >>> run = simulate(people=200, days=60, params={"contagion.rate_hope": 2.0, "contagion.rate_disappointment": 2.0})
    >>> bool(assortativity(run)["p"].iloc[0] < 0.01)
    True
    """
    several = listed(runs)
    problems = [] if permutations >= 1 else [f"permutations {permutations!r} is not a whole number from 1 on"]
    known = [str(name) for name in several[0].citizens] if several else []
    problems += [
        f"within: no column {name!r} of citizens{nearest(name, known)}" for name in within if name not in known
    ]
    if problems:
        raise InputError(problems)
    luck = np.random.default_rng(seed)
    rows = [_row(run, within, permutations, luck) for run in several]
    return pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="run"))


def _row(run: HasCitizens, within: Sequence[str], permutations: int, luck: np.random.Generator) -> dict[str, float]:
    contacts, citizens = run.society.contacts, run.citizens
    moods = pd.factorize(citizens["mood"])[0].astype(np.int8)
    ends = np.bincount(moods, weights=contacts.degrees)  # of ties, by mood
    by_chance = float(((ends / max(ends.sum(), 1.0)) ** 2).sum())
    if not len(contacts.rows) or by_chance == 1.0:
        return dict.fromkeys(("coefficient", "chance", "low95", "high95", "excess", "p"), np.nan)
    ties = contacts.owners(), contacts.rows
    alike = _alike(moods, ties)
    strata = pd.factorize(pd.MultiIndex.from_arrays([contacts.degrees, *(citizens[name] for name in within)]))[0]
    dealt = np.array([_alike(moods_, ties) for moods_ in _dealings(moods, strata, permutations, luck)])
    # Whoever has equally many contacts changes places, so the ends of ties by mood are the same in every dealing.
    found, chance = (alike - by_chance) / (1.0 - by_chance), (dealt - by_chance) / (1.0 - by_chance)
    low, high = np.quantile(chance, (0.025, 0.975))
    return {
        "coefficient": found,
        "chance": float(chance.mean()),
        "low95": float(low),
        "high95": float(high),
        "excess": found - float(chance.mean()),
        "p": (1 + int(np.count_nonzero(dealt >= alike))) / (1 + permutations),
    }


def _alike(moods: Any, ties: tuple[Any, Any]) -> float:
    """Share of ties between people in the same mood."""
    return float(np.count_nonzero(moods[ties[0]] == moods[ties[1]]) / len(ties[0]))


def _dealings(moods: Any, strata: Numbers, permutations: int, luck: np.random.Generator) -> Any:
    """The moods dealt anew inside each stratum, so many times."""
    places = np.argsort(strata, kind="stable")
    for _ in range(permutations):
        dealt = np.empty_like(moods)
        dealt[places] = moods[np.lexsort((luck.random(len(moods)), strata))]
        yield dealt
