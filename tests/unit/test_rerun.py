"""Any stored run can be lived again: the same summary to the last bit, and a reason where that cannot be."""

from dataclasses import replace

import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.rerun import rerun
from sentiment_abm.sweep.store import load

STUDY = """
    [study]
    name = "again"
    replicates = 2
    days = 20
    [society]
    people = 40
    contacts = 4
    [[society.segment]]
    name = "near"
    share = 0.5
    trust.prior_kept = 3.0
    [[society.segment]]
    name = "far"
    share = 0.5
    [scenario]
    use = "promise_broken"
    [[compare]]
    name = "loud"
    set."scenario.hype" = 3.0
    set."talk.weight" = 0.2
    """
SWEEP = """
    [sweep]
    design = "grid"
    [sweep.vary]
    "scenario.use" = ["promise_kept", "promise_broken"]
    "talk.bound" = [0.5, inf]
    "society.rewiring" = [0.0, 0.3]
    """


def stored(study, tmp_path, text, **files):
    study(text, **files).run(tmp_path / "results", workers=1)
    return load(tmp_path / "results")


def check_all(results, **more):
    for row in results.runs.to_dict("records"):
        point = {"point": int(row["point"])} if "point" in row else {}
        run = rerun(results, row["case"], row["replicate"], **point, **more)
        assert run.manifest["seed"] == row["seed"]
        assert run.summary["hope_last"] == row["hope_last"]


def test_every_case_and_replicate_comes_out_as_it_was(study, tmp_path):
    check_all(stored(study, tmp_path, STUDY))


def test_every_point_of_a_sweep_comes_out_as_it_was(study, tmp_path):
    results = stored(study, tmp_path, STUDY.replace('set."scenario.hype" = 3.0\n', "") + SWEEP)
    assert len(results.runs) == 2 * 2 * 8
    check_all(results)


def test_talks_as_a_process_come_out_as_they_were(study, tmp_path):
    text = STUDY.replace('use = "promise_broken"', "process = {lead = 5.0, pause = 3.0}")
    check_all(stored(study, tmp_path, text.replace('"scenario.hype"', '"scenario.process.hype"')))


def test_a_network_of_its_own_has_to_be_given_again(study, tmp_path):
    edges = "source,target\n" + "".join(f"{n},{(n + 1) % 30}\n" for n in range(30))
    head, _ = STUDY.split("[society]")
    text = f'{head}[society]\n    file = "edges.csv"\n    [scenario]\n    use = "promise_kept"\n'
    results = stored(study, tmp_path, text, edges_csv=edges)
    with pytest.raises(InputError, match=r"where is edges\.csv\?"):
        rerun(results)
    check_all(results, network=tmp_path / "edges.csv")
    (tmp_path / "edges.csv").write_text(edges + "0,7\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not the network of this study"):
        rerun(results, network=tmp_path / "edges.csv")


def test_a_run_that_comes_out_otherwise_is_refused(study, tmp_path):
    results = stored(study, tmp_path, STUDY)
    longer = replace(results, manifest={**results.manifest, "days": 21})
    with pytest.raises(InputError, match="does not come out as it was stored, nobody knows why"):
        rerun(longer)
    with pytest.raises(InputError, match="the rules or engines have changed since"):
        rerun(replace(longer, manifest={**longer.manifest, "rules": "others"}))


@pytest.mark.parametrize(
    ("which", "wrong"),
    [
        ({"case": "lod"}, r"no case 'lod' \(did you mean 'loud'\?\)"),
        ({"replicate": 2}, "no replicate 2: case 'baseline' has replicates 0…1"),
        ({"point": 0}, "has no points"),
    ],
)
def test_runs_that_are_not_there(study, tmp_path, which, wrong):
    with pytest.raises(InputError, match=wrong):
        rerun(stored(study, tmp_path, STUDY), **which)


def test_points_that_are_not_there(study, tmp_path):
    results = stored(study, tmp_path, STUDY.replace('set."scenario.hype" = 3.0\n', "") + SWEEP)
    with pytest.raises(InputError, match="which point, 0…7"):
        rerun(results)
    with pytest.raises(InputError, match="has no point 8"):
        rerun(results, point=8)


def test_a_run_that_is_missing_or_failed_is_refused(study, tmp_path):
    results = stored(study, tmp_path, STUDY)
    first = results.plan[0]
    entry = results.stored[first.run_id]
    failed = {**results.stored, first.run_id: entry._replace(status="failed", error="too many items")}
    with pytest.raises(InputError, match="replicate 0, failed: too many items"):
        rerun(replace(results, stored=failed))
    with pytest.raises(InputError, match="replicate 0, is not finished"):
        rerun(replace(results, stored={}))
