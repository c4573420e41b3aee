"""The page on what the model can and cannot tell is what its script makes of the committed tables, and says it all."""

from pathlib import Path

import pandas as pd
import pytest

from experiments import what_it_can_tell

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "what_it_can_tell.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_tables_say(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(what_it_can_tell, "ROOT", tmp_path)
    what_it_can_tell.main()
    assert (tmp_path / "docs" / "what_it_can_tell.md").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("name", [*what_it_can_tell.STUDIES])
def test_every_study_has_its_verdicts_freeze_index_and_power(name):
    folder = ROOT / "results" / name / "tables"
    told = pd.read_csv(folder / "verdict.csv")["sentence"]
    assert all(sentence in PAGE for sentence in told)
    for baseline in ("persistence", "drift", "constant hazard", "AR(1)", "model without news"):
        assert told.str.contains(baseline, regex=False).any()
    assert told.str.contains("freeze index").any()
    assert told.str.contains("could have shown").any()
    assert pd.read_csv(folder / "skill.csv")[["low", "high"]].notna().all(axis=None)
    size = sum(path.stat().st_size for path in folder.parent.rglob("*") if path.is_file())
    assert size < 1_000_000


def test_the_recovery_that_is_shown_is_good_and_its_control_is_not():
    folder = ROOT / "results" / "synthetic_recovery" / "tables"
    found, wrong = (pd.read_csv(folder / f"{part}_coverage.csv") for part in ("recovery", "control"))
    known = found[found["verdict"] == "identified"]
    assert (known["data_sets"] >= 50).all()
    assert known["coverage"].between(0.85, 0.95).all()
    assert not found["alarm"].any()
    assert wrong["alarm"].any()


def test_no_market_prices_are_committed():
    """Only what is counted over many days: no table has a row for each of the 82."""
    for path in (ROOT / "results" / "market_study").rglob("*.csv"):
        table = pd.read_csv(path)
        assert not {"date", "day", "price_on"} & set(table.columns)
        assert len(table) < 82
