"""From a screening to the study that it leaves: the fixed rule by which settings go on."""

import pandas as pd

from sentiment_abm.analysis.sensitivity import sensitivity
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.screen import narrowed, screening
from sentiment_abm.sweep.store import Results
from sentiment_abm.sweep.study import Study

DIGITS = 6  # of numbers in the record, so that it is the same on every machine


def screened(study: Study, results: Results) -> Study:
    """The study with the settings that a screening leaves; the others stay where each case has them.

    Parameters
    ----------
    study
        A study whose sweep has a `screen`.
    results
        What :func:`~sentiment_abm.sweep.screen.screening` of it found, all of it.

    The rule is fixed before anything runs: the `keep` settings with the largest μ* (of several cases the largest one),
    without those whose μ* is not above what luck alone would give.  The same results give the same study, so that an
    interrupted one goes on.  Raises InputError where the results are not those of its screening, are not complete, or
    leave no setting.

    >>> import tempfile
    >>> from sentiment_abm.sweep.design import Sweep
    >>> vary, screen = {"trust.asymmetry": [1, 5], "talk.bound": [8, 9]}, {"points": 4, "keep": 1, "of": "trust_last"}
    >>> sweep = Sweep(design="sobol", points=8, vary=vary, screen=screen)
    >>> study = Study(
    ...     name="few", scenario="promise_broken", society={"people": 50}, sweep=sweep, replicates=4, days=40
    ... )
    >>> with tempfile.TemporaryDirectory() as out:
    ...     second = screened(study, screening(study).run(out))
    >>> [*second.sweep.vary]
    ['trust.asymmetry']
    """
    assert study.sweep, "only a sweep has a screen"
    screen, first = study.sweep.screen, screening(study)
    assert screen
    if results.manifest["study"] != first.name:
        raise InputError([f"these are results of {results.manifest['study']!r}, not of {first.name!r}"])
    table = pd.concat([sensitivity(results, screen.of, case=case.name).table for case in study.cases])
    table["above"] = table["mu_star"] > table["floor"].fillna(0.0)
    sizes = table.groupby("name", sort=False).agg({"mu_star": "max", "floor": "max", "above": "any"})
    sizes = sizes.sort_values("mu_star", ascending=False, kind="stable")
    kept = list(sizes.index[sizes["above"]][: screen.keep])
    if not kept:
        told = f"none of {len(sizes)} settings moves {screen.of} by more than luck would"
        raise InputError(
            [f"the screening leaves nothing: {told}; give it more replicates or a larger sweep.screen.points"]
        )
    rows = sizes.round(DIGITS).reset_index().assign(kept=lambda each: each["name"].isin(kept))
    columns = ["name", "mu_star", "floor", "kept"]
    record = {
        "rule": screen.rule, "of": screen.of, "points": screen.points, "count": len(results.plan),
        "settings": rows[columns].to_dict("records"),
    }  # fmt: skip
    return narrowed(study, kept, record)
