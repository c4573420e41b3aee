"""Whether everybody does the same work: the shares at the end are compared with those of many runs of array code."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.peers.contagion import Case, shares
from benchmarks.peers.numpy_scipy import Contagion

FALSE_ALARMS = 1e-3  # chance that a whole comparison of equals finds a difference
RUNS = 40
FIRST_SEED = 1_000  # no peer is given these seeds


def reference(case: Case) -> list[list[float]]:
    """Final shares of many runs, one row per run."""
    rows = []
    for seed in range(FIRST_SEED, FIRST_SEED + RUNS):
        contagion = Contagion(case, seed)
        contagion.run()
        rows.append(shares(contagion.moods()))
    return rows


def differences(found: Mapping[str, Sequence[Sequence[float]]], wanted: Any, among: int = 1) -> list[str]:
    """One line for each whose mean shares differ from `wanted` by more than chance explains.

    `found` has the final shares of each one's runs, rows of three; `among` is how many such comparisons are made in
    all, so that all of them together raise a false alarm with chance `FALSE_ALARMS` at most (Bonferroni; Student's
    test of each mood's share, because equals have equal variances as well).
    """
    level = FALSE_ALARMS / (3 * len(found) * among)
    lines = []
    for name, rows in found.items():
        test = stats.ttest_ind(np.array(rows), np.array(wanted), equal_var=True)
        if (test.pvalue < level).any():
            means = ", ".join(f"{mean:.4f}" for mean in np.mean(rows, axis=0))
            lines.append(f"{name}: shares {means}, wanted {', '.join(f'{m:.4f}' for m in np.mean(wanted, axis=0))}")
    return lines
