"""A stored study cites what its runs cite, each lived once more, and nothing else."""

from dataclasses import replace

import pytest

import sentiment_abm as sa
from sentiment_abm.sweep.rerun import rerun

OFF = {**sa.OFF, "talk.weight": 0.0}
SMALL, KEPT = {"people": 40, "contacts": 4}, "promise_kept"
FOND = [{"name": "near", "share": 0.5, "patience.rate": 0.1}, {"name": "far", "share": 0.5}]


def found(tmp_path, **told):
    settings = {"name": "s", "scenario": KEPT, "society": SMALL, "params": OFF, "replicates": 1, "days": 2, **told}
    return sa.Study(**settings).run(tmp_path, workers=1)


def of_every_run(results):
    """The union over all runs, from the runs themselves."""
    keys = set()
    for row in results.runs.to_dict("records"):
        point = {"point": int(row["point"])} if "point" in row else {}
        keys |= {*rerun(results, row["case"], row["replicate"], **point).references}
    return keys


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"params": {}},
        {"compare": {"talking": {"talk.weight": 0.1}}},
        {"society": {**SMALL, "segment": FOND, "homophily": 0.4}},
        {"sweep": sa.Sweep(vary={"talk.weight": [0.0, 0.1], "trust.scar": [0.0]})},
        {"params": {}, "sweep": sa.Sweep(vary={"talk.weight": [0.0], "scenario.hype": [1.0, 2.0]})},
        {"sweep": sa.Sweep(vary={"society.graph": ["small_world", "scale_free"]})},
        {"society": {**SMALL, "segment": FOND}, "sweep": sa.Sweep(vary={"society.homophily": [0.0, 0.2, 0.5]})},
    ],
    ids=["off", "defaults", "cases", "segments", "a sweep", "switched off by a sweep", "graphs", "homophily"],
)
def test_a_study_stands_on_what_its_runs_stand_on(tmp_path, told):
    results = found(tmp_path, **told)
    assert set(results.references) == of_every_run(results)
    assert results.cite() == sa.cite(results) == sa.cite(*results.references)


def test_what_no_run_switches_on_is_not_cited(tmp_path):
    results = found(tmp_path, compare={"talking": {"talk.weight": 0.1}})
    assert {"degroot1974", "salmon2011", "watts1998"} <= {*results.references}
    quiet = [run for run in results.plan if run.case == "baseline"]
    assert "degroot1974" not in replace(results, plan=quiet).references


def test_a_network_of_ones_own_has_no_source_here(tmp_path):
    (tmp_path / "edges.csv").write_text("source,target\na,b\nb,c\n", encoding="utf-8")
    results = found(tmp_path / "out", society={"file": str(tmp_path / "edges.csv")})
    assert results.references == ("salmon2011",)


def test_runs_that_failed_or_are_missing_stand_on_nothing(tmp_path):
    results = found(tmp_path)
    (entry,) = results.stored.values()
    failed = replace(results, stored={entry.run_id: entry._replace(status="failed")})
    assert failed.references == replace(results, stored={}).references == ()
    assert failed.cite() == ""
