"""Which settings drive a conclusion: the indices of a study's own design, from its results folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.finished import finished
from sentiment_abm.analysis.indices import Indices, morris, sobol
from sentiment_abm.analysis.noise import Noise, noise
from sentiment_abm.analysis.one_at_a_time import one_at_a_time
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.problem import Problem, problem_of
from sentiment_abm.sweep.store import Results, load

ALONE = ("grid", "list")  # designs in which a setting may have been moved alone

type Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity:
    """How an outcome answers to the settings of a study.

    `table` has one row per setting: the columns of :class:`~sentiment_abm.analysis.indices.Indices` for the designs
    sobol and morris, those of :func:`~sentiment_abm.analysis.one_at_a_time.one_at_a_time` (one row per value) for a
    grid or a list.  `pairs` is the second order, where there is one.  `noise` tells luck from settings.  `matter`:
    the settings whose effect is surely more than luck, the strongest first.
    """

    of: str
    case: str
    design: str
    points: int
    replicates: int
    table: pd.DataFrame
    pairs: pd.DataFrame
    noise: Noise
    matter: list[str]
    confidence: float = 0.95

    def __repr__(self) -> str:
        runs = f"{self.points:,} points × {self.replicates} replicates"
        head = f"{self.of} of {self.case}, design {self.design}, {runs}; {self.noise}"
        return f"{head}\nmatter: {', '.join(self.matter) or 'none'}\n{self.table.round(4).to_string(index=False)}"


def sensitivity(
    results: Results | str | Path,
    of: str = "net_mean",
    *,
    case: str | None = None,
    base: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> Sensitivity:
    """The sensitivity of an outcome to what a study varied, by the design that made its sample.

    Parameters
    ----------
    results
        Loaded results, or their folder.
    of
        A column of the table of runs.
    case
        Which case to read; needed where there are several.
    base
        For a grid or a list: the point from which settings were moved one at a time.
    confidence
        Of the intervals of indices, between 0 and 1; those of a grid or a list are at 95 %.
    seed
        Of the bootstrap.

    Returns
    -------
    A :class:`Sensitivity`, by design:

    ================= =====================================================================
    design            gives
    ================= =====================================================================
    sobol             first and total order indices (second, where the design has it)
    morris            μ* and σ of the elementary effects
    grid, list        paired changes of one setting at a time
    latin_hypercube   nothing: its points are spread so that no index can be read from them
    ================= =====================================================================

    Sources: ``sobol2001``, ``saltelli2002``, ``saltelli2010``; ``morris1991``, ``campolongo2007``.

    Raises InputError with the reason where the table does not fit the design: runs missing, settings of other points,
    another order, a sample that the libraries of this machine do not draw.

    >>> import tempfile
    >>> from sentiment_abm.sweep.design import Sweep
    >>> from sentiment_abm.sweep.study import Study
    >>> study = Study(
    ...     name="asymmetry",
    ...     scenario="promise_broken",
    ...     society={"people": 50, "contacts": 4},
    ...     sweep=Sweep(vary={"trust.asymmetry": [1, 4]}),
    ...     replicates=4,
    ...     days=40,
    ... )
    >>> folder = tempfile.TemporaryDirectory()
    >>> found = sensitivity(study.run(folder.name), "trust_lost")
    >>> found.design, found.matter
    ('grid', ['trust.asymmetry'])
    >>> folder.cleanup()
    """
    found = results if isinstance(results, Results) else load(results)
    design = (found.manifest.get("sweep") or {}).get("design", "")
    if design in ALONE:
        return _alone(found.runs, of, case, base, design)
    problem = problem_of(found.manifest)
    if problem.design == "latin_hypercube":
        others = "take 'morris' to screen many settings, 'sobol' for shares of the variance"
        raise InputError([f"design 'latin_hypercube' has no sensitivity indices: {others}"])
    runs = finished(found.runs, [of], problem.names, case)
    values, matrix = _bound(runs, of, problem)
    estimate = sobol if problem.design == "sobol" else morris
    indices: Indices = estimate(problem, values, matrix=matrix, confidence=confidence, seed=seed)
    return Sensitivity(
        of, str(runs["case"].iloc[0]), problem.design, len(values), indices.noise.replicates, indices.table,
        indices.pairs, indices.noise, indices.matter, confidence,
    )  # fmt: skip


def _bound(runs: pd.DataFrame, of: str, problem: Problem) -> tuple[Floats, Floats]:
    """The outcomes [points, replicates] and the settings [points, settings], in the order of the design."""
    every = pd.RangeIndex(len(problem.shares))
    table = runs.pivot_table(index="point", columns="replicate", values=of).reindex(every)
    settings = runs.drop_duplicates("point").set_index("point")[problem.names].reindex(every)
    if strange := set(runs["point"].astype(int)) - set(every):
        raise InputError([f"the table of runs has point {min(strange)}, the design {len(every):,} points"])
    known = settings.notna().all(axis=1)
    if missing := int((~known).sum()):
        raise InputError([f"{missing:,} of {len(every):,} points have no finished run with {of}; run the study again"])
    return table.to_numpy(dtype=np.float64), settings.to_numpy(dtype=np.float64)


def _alone(runs: pd.DataFrame, of: str, case: str | None, base: Mapping[str, Any] | None, design: str) -> Sensitivity:
    table = one_at_a_time(runs, of, base=base, case=case)
    done = finished(runs, [of], [], case)
    values = done.pivot_table(index="point", columns="replicate", values=of)
    spread = noise(values.to_numpy(dtype=np.float64))
    moved = table[~table["is_base"]].assign(size=lambda rows: rows["estimate"].abs())
    sure = moved[(moved["low"] > 0.0) | (moved["high"] < 0.0)].sort_values("size", ascending=False, kind="stable")
    return Sensitivity(
        of, str(done["case"].iloc[0]), design, len(values), spread.replicates, table, pd.DataFrame(columns=["a", "b"]),
        spread, list(dict.fromkeys(sure["name"])),
    )  # fmt: skip
