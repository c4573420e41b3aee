"""What a fitted model foresees, on a model whose answer is known: polls that follow the news, and polls that do not."""

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.foresight import MODEL, SILENT, UNTOLD, foresight
from sentiment_abm.analysis.posterior import draws_of
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.analysis.results_page import results_page
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.calibrating import Fit

DAYS = np.arange(7, 365, 7)
NEWS = pd.DataFrame({"day": np.arange(10, 360, 20), "kind": "signal"})
NEWS["strength"] = np.random.default_rng(1).choice([-1.0, 1.0], len(NEWS))
AXES = (Axis("belief.prior", "number", low=0.0, high=1.0), Axis("trust.rate", "number", low=0.0, high=1.0))
FIT = Fit(house=0.0, discrepancy=0.01, discrepancy_days=30.0, design_effect=1.0, draws=300)
ORIGINS = [*range(126, 350, 42)]
PUSH = 0.05  # points of a share that a signal of strength 1 moves at most


def pushed(until=np.inf):
    """What the news up to a day have done by each day of the polls, without end."""
    known = NEWS[NEWS["day"] < until]
    return (DAYS[:, None] > known["day"].to_numpy()) @ known["strength"].to_numpy()


def outputs(cube, moved):
    return 0.3 + 0.2 * cube[:, :1] + PUSH * cube[:, 1:] * moved


def reference(moved):
    """Two hundred runs of a model with a level and a reaction to news."""
    rng = np.random.default_rng(2)
    cube = rng.random((200, 2))
    runs = outputs(cube, moved) + 0.003 * rng.standard_normal((200, len(DAYS)))
    places = pd.DataFrame({"segment": "all", "column": "support", "day": DAYS})
    return Reference(AXES, cube, runs, places, np.tile([0.0, 1.0], (2, 1)))


def calibration(values, moved):
    table = pd.DataFrame({"day": DAYS, "segment": "all", "indicator": "approve", "column": "support", "value": values})
    table = table.assign(n=1000, pollster="A", sampling_sd=0.01, held_out=ORIGINS[-1] <= DAYS)
    made = reference(moved)
    draws = draws_of(made.likelihood(table[~table["held_out"]], FIT), FIT, 1)
    return Calibration("known", made, made, table, FIT, draws, None)


def polls(reaction, seed):
    truth = outputs(np.array([[0.5, reaction]]), pushed())[0]
    return truth + 0.01 * np.random.default_rng(seed).standard_normal(len(DAYS))


def later_news(fitted, origin):
    """What the news after an origin do to the polls held out, exactly."""
    moved = (pushed() - pushed(origin))[fitted.held_out]
    return PUSH * fitted.draws.cube[:, 1:] * moved


def judged(reaction, seed=3):
    values = polls(reaction, seed)
    fitted, silent = calibration(values, pushed()), calibration(values, 0.0 * pushed())
    return fitted, foresight(fitted, NEWS, origins=ORIGINS, edges=[0, 60, 120], silent=silent, later_news=later_news)


@pytest.fixture(scope="module")
def driven():
    """Polls that follow the news."""
    return judged(0.8)


@pytest.fixture(scope="module")
def undriven():
    """Negative control: polls that do not."""
    return judged(0.0)


def test_a_model_that_is_right_beats_itself_without_news(driven):
    table = driven[1].skill.set_index("baseline")
    assert (table["low"] > 0.0).all()
    assert UNTOLD not in table.index
    assert driven[1].words[len(table)] == "The model beats every baseline."
    assert driven[1].coverage.loc[MODEL, "in90"] > 0.75


def test_news_that_do_nothing_give_no_skill_over_the_model_without_them(undriven):
    row = undriven[1].skill.set_index("baseline").loc[SILENT]
    assert row["low"] <= 0.0
    assert abs(row["skill"]) < 0.2


def test_told_no_later_news_the_model_foresees_less(driven, undriven):
    """Where the news matter; where they do not, it makes no difference."""
    scores = driven[1].coverage["crps"]
    assert scores[UNTOLD] > 1.5 * scores[MODEL]
    scores = undriven[1].coverage["crps"]
    assert scores[UNTOLD] == pytest.approx(scores[MODEL], rel=0.1)
    assert set(driven[1].skill_untold["model"]) == {UNTOLD}
    assert MODEL not in set(driven[1].skill_untold["baseline"])


def test_the_effect_of_news_is_that_which_was_made(driven, undriven):
    made = driven[1].effect
    assert made.low < 0.8 * PUSH < made.high
    none = undriven[1].effect
    assert none.low < 0.0 < none.high
    assert none.smallest < 0.8 * PUSH


def test_forecasts_do_not_know_the_polls_after_their_origin(driven):
    fitted = driven[0]
    changed = fitted.observations.assign(
        value=np.where(fitted.observations["day"] >= ORIGINS[0], 0.9, fitted.observations["value"])
    )
    before, after = (fitted.refit(ORIGINS[0], observations=table) for table in (fitted.observations, changed))
    np.testing.assert_array_equal(before.forecast().draws, after.forecast().draws)


def test_the_page_has_the_verdict_whoever_wins(driven, undriven):
    for fitted, found in (driven, undriven):
        page = results_page("A title", found, fitted, {"Limits": "none"})
        assert page.startswith("# A title\n")
        assert all(sentence in page for sentence in found.words)
        assert "freeze index" in page
        assert "could have shown" in page
        assert "| model told no later news against | skill" in page
        assert page.endswith("- Limits: none\n")
        assert "nan" not in page.split()
    assert "The 5 polls held out" in results_page("A title", driven[1], driven[0], {})


def test_a_fit_with_cautions_says_so(driven):
    fitted, found = driven
    wild = fitted.refit(observations=fitted.observations.assign(value=np.where(np.arange(len(DAYS)) % 2, 0.9, 0.1)))
    assert "Cautions of the fit:" in results_page("A title", found, wild, {})


def test_tables_are_written_whole(driven, tmp_path):
    driven[1].save(tmp_path)
    written = {path.stem for path in tmp_path.glob("*.csv")}
    assert written == set(driven[1].tables())
    assert len(pd.read_csv(tmp_path / "forecasts.csv")) == len(driven[1].forecasts)
