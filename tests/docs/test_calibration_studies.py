"""The studies of calibration: their news follow from their events by the stated rules, and they can be read."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import sentiment_abm as sa
from sentiment_abm.sweep.observations import Frame, observations

ROOT = Path(__file__).parents[2]
MAKERS = {"calibration_us_approval": "code_events.py", "calibration_ukraine_russia": "news_2022_2026.py"}


@pytest.fixture(params=[*MAKERS])
def study(request):
    return ROOT / "experiments" / request.param


def test_the_news_are_what_the_rules_make_of_the_events(study, tmp_path):
    """Made again in a copy, the tables are the same."""
    for name in {study.name, "peace_talks_2025"}:
        for file in [*(ROOT / "experiments" / name).glob("*.py"), *(ROOT / "experiments" / name).glob("data/*.csv")]:
            copy = tmp_path / name / file.relative_to(ROOT / "experiments" / name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    made = tmp_path / study.name / "data" / "news.csv"
    made.unlink()
    subprocess.run([sys.executable, tmp_path / study.name / MAKERS[study.name]], check=True, capture_output=True)
    assert made.read_text(encoding="utf-8") == (study / "data" / "news.csv").read_text(encoding="utf-8")


def test_every_event_has_a_public_reference_or_a_kind(study):
    with (study / "data" / "events.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    assert len(events) > 70
    assert [event["date"] for event in events] == sorted(event["date"] for event in events)
    assert all(event["kind"] and event["description"] for event in events)


def test_the_study_and_its_polls_can_be_read(study):
    read = sa.Study.from_file(study / "fit.toml")
    segments = tuple(segment.name for segment in read.cases[0].recipe.publics)
    table = observations(read.calibrate.data, Frame(read.start_date, read.days, segments))
    held = table["day"] >= read.calibrate.first_held_out(read.start_date)
    assert len(table) > 50
    assert 0 < held.sum() < len(table) / 4


def test_the_same_study_without_news_has_none(study):
    assert not sa.Study.from_file(study / "fit.toml", {"scenario.items": []}).cases[0].scenario.items
    assert sa.Study.from_file(study / "fit.toml").cases[0].scenario.items
