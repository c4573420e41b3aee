"""The life of a citizen: the same bits as the run, all lives together its records, and words that are true."""

import math
from datetime import date

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.explain import explain, number_of
from sentiment_abm.analysis.lesson import OUTCOME, reading
from sentiment_abm.analysis.story import sentence
from sentiment_abm.analysis.witness import Stage, Witness
from sentiment_abm.engine.citizen import Citizen
from sentiment_abm.engine.model import SentimentModel
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.psychology.mind import Mind
from sentiment_abm.psychology.params import OFF
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError

SEGMENTS = [{"name": "near", "share": 0.5}, {"name": "far", "share": 0.5, "belief.prior": 0.5}]


@pytest.fixture(scope="module")
def run():
    return simulate("hostile_campaign", people=24, days=50, seed=4, segments=SEGMENTS)


@pytest.fixture(scope="module")
def lives(run):
    return [explain(run, number) for number in range(24)]


def stage_of(run):
    made = run.manifest
    return Stage(run.scenario, society=run.society, params=made["params"], rng=made["seed"], horizon=made["days"])


# -- exact


def test_a_life_is_what_the_citizen_of_the_mesa_engine_lives(run, lives):
    model = SentimentModel(
        run.scenario, society=run.society, params=run.manifest["params"], rng=4, engine="mesa", horizon=50
    )
    for day in range(51):
        for citizen in model.agents:
            row = lives[citizen.number].days.loc[day]
            mind = citizen.mind
            assert [row[name] for name in Mind._fields if name in row.index and name != "mood"] == [
                getattr(mind, name) for name in Mind._fields if name in row.index and name != "mood"
            ]
            assert (row["mood"], row["trust"]) == (citizen.mood.name.lower(), citizen.trust)
        model.run_for(1)


def test_a_life_ends_as_the_run_says(run, lives):
    for life in lives:
        last, end = life.days.iloc[-1], run.citizens.loc[life.citizen]
        for name in ("mood", "expectation", "belief", "trust", "affect", "stress", "waiting", "hype"):
            assert last[name] == end[name], name


def test_all_lives_together_are_the_records_of_the_run(run, lives):
    days = pd.concat(life.days for life in lives).groupby(level="day")
    for cause in ("spontaneous", "judgment", "affect", "waiting", "stress", "contagion"):
        np.testing.assert_allclose(days[f"moves_{cause}"].mean(), run.daily[f"moves_{cause}"], atol=1e-15)
    moved = days["moved"].mean().loc[1:]
    stayed = run.flows[["hope_to_hope", "skepticism_to_skepticism", "disappointment_to_disappointment"]].sum(axis=1)
    np.testing.assert_allclose(moved, 1.0 - stayed, atol=1e-15)
    np.testing.assert_allclose(days["overload"].mean(), run.daily["overload"], atol=1e-15)


def test_all_lessons_together_are_the_news_of_the_run(run, lives):
    learned = pd.concat(life.learned for life in lives)
    found = learned.groupby([learned["day"] - 1, "item", "how"]).size() / 24
    for row in run.news.itertuples():
        for how, share in (("media", row.media), ("word of mouth", row.word_of_mouth)):
            assert found.get((row.day, row.item, how), 0.0) == pytest.approx(share, abs=1e-15)
    assert found.sum() == pytest.approx(run.items["learned"].sum())


def test_a_witness_that_lives_otherwise_is_found_out(run):
    class Dreamer(Witness):
        def evening(self, *given):
            mind, diary = super().evening(*given)
            return mind._replace(affect=math.nextafter(mind.affect, 1.0)), diary

    class Deaf(Witness):
        def reflect(self):
            super().reflect()
            self._learned = [*self._learned, 62]

    stage = stage_of(run)
    with pytest.raises(RuntimeError, match=r"day 1: .* citizen 3 differ: affect"):
        stage._day_of(Dreamer(stage, 3))
    stage = stage_of(run)
    with pytest.raises(RuntimeError, match="learned other news"):
        stage._day_of(Deaf(stage, 3))


def test_each_lesson_is_taken_apart_into_what_the_rule_made_of_it():
    """The parts put together as in section 2 of docs/model.md give the state that the rule gave."""
    run = simulate("partial_success", people=60, days=60, seed=2, params={"patience.write_off": 0.5})
    stage, count = stage_of(run), 0
    p = stage.params
    for number in range(12):
        stage = stage_of(run)
        for page in stage.watch(number, 60):
            for lesson in page.lessons:
                found, item = reading(lesson, p), lesson.item
                if lesson.kind == OUTCOME:
                    left = found.booked * found.excuse
                    felt = found.surprise if found.surprise >= 0 else left * p.feeling.loss_aversion * found.surprise
                    stake = item.magnitude * (lesson.before.hype if lesson.before.waiting >= 0 else item.hype)
                    blame = left * p.trust.asymmetry * p.trust.rate * stake * (1 - found.read)
                    assert found.verdict == pytest.approx(item.magnitude * felt, abs=1e-12)
                    assert lesson.after.trust_broken - lesson.before.trust_broken == pytest.approx(blame)
                    count += 1
                else:
                    evidence = item.hype * (1 - found.caveat) * p.belief.claim
                    weight = 2 * math.atanh(found.credibility * math.tanh(evidence / 2))
                    assert lesson.after.belief - lesson.before.belief == pytest.approx(weight)
                    assert found.anticipation == found.expectation_after
    assert count > 5


# -- in words


def told(items, **params):
    scenario = Scenario("told", tuple(items), sources={"wire": 0.5})
    settings = {**OFF, "belief.prior": 0.0, **params}
    return explain(simulate(scenario, people=12, days=12, params=settings), 0)


def test_a_broken_promise_in_words():
    items = [
        NewsItem(1, "announcement", "Peace by spring", "leader", hype=2.0),
        NewsItem(5, "outcome", "No peace", "leader", delivered=0.0),
    ]
    life = told(items, **{"belief.evidence": 1.5, "trust.rate": 1.0, "feeling.surprise": 1.0})
    start, promise, end = life.story
    assert promise.text == (
        "learned “Peace by spring” (media); a promise of hype 2, trusted at .40; expectation stays .50; "
        "looked forward to it: +.50 (anticipation counts 0×); began to wait"
    )
    assert end.text == (
        "learned “No peace” (media); expected .50, read 0 → surprise −.50 (a loss counts 1.96×); "
        "expectation .50 → .18; trust .40 → .22; the promise is closed (had waited 4 days)"
    )
    assert (start.day, promise.day, end.day) == (0, 2, 6)


def test_a_signal_in_words():
    life = told([NewsItem(3, "signal", "Drones <hit> the port", "wire", strength=-1.0)], **{"belief.claim": 1.0})
    assert life.story[1].text == (
        "learned “Drones <hit> the port” (media); a signal of −1 from wire, believed at .50; "
        "expectation .50 → .38 (a loss counts 1.96×)"
    )
    assert "Drones &lt;hit&gt; the port" in life._repr_html_()
    assert "<hit>" not in life._repr_html_()


def test_giving_up_in_words():
    life = told(
        [NewsItem(0, "announcement", "Soon", "leader")],
        **{"patience.rate": 0.5, "patience.write_off": 1.0, "patience.write_off_weight": 1.0, "trust.rate": 1.0},
    )
    (line,) = [line for line in life.story if "gave up" in line.text]
    row = life.days.loc[line.day]
    assert row["gave_up"]
    assert row["waiting"] == -2.0
    assert line.text.endswith("booked the failure: felt −.98; trust .40 → .29")


def test_a_failure_that_was_given_up_is_no_news():
    items = [NewsItem(0, "announcement", "Soon", "leader"), NewsItem(9, "outcome", "No", "leader", delivered=0.0)]
    life = told(items, **{"patience.rate": 0.5, "patience.write_off": 1.0, "patience.write_off_weight": 1.0})
    assert "it had given up before, so none of the failure was still news" in life.story[-1].text
    assert "the promise is closed (had given up on it)" in life.story[-1].text


def test_every_move_has_its_line_and_its_largest_cause(lives):
    moves = 0
    for life in lives:
        for day, row in life.days[life.days["moved"]].iterrows():
            (line,) = [line.text for line in life.story if line.day == day]
            causes = row.filter(like="moves_").astype(float)
            assert f"moved from {life.days.loc[day - 1, 'mood']} to {row['mood']}" in line
            assert f"({100 * causes.max():.0f}\xa0%" in line
            assert causes.sum() == pytest.approx(1.0)
            moves += 1
    assert moves > 50


def test_nothing_is_said_of_a_day_on_which_nothing_happened(run):
    stage = stage_of(run)
    for page in stage.watch(2, 50):
        happened = page.lessons or page.has_given_up or page.after.mood != page.before.mood
        assert bool(sentence(page, run.scenario.items, stage.params)) == bool(happened)


def test_dates_are_those_of_the_news():
    scenario = Scenario("dated", (NewsItem(3, "announcement", "Talks", "leader"),), start_date=date(2025, 2, 12))
    life = explain(simulate(scenario, people=12, days=8, params=OFF), 0)
    assert "day 4 (2025-02-15): learned “Talks”" in str(life)


# -- whom


def test_a_citizen_is_found_by_its_node_or_by_its_number():
    numbered = Society(people=12, contacts=4)
    named, shifted = Society(nx.Graph([("b", "a"), ("a", "c")])), Society(nx.path_graph(range(1, 5)))
    assert number_of(numbered, 7) == number_of(numbered, "7") == number_of(numbered, np.int64(7)) == 7
    assert number_of(named, "c") == number_of(named, 2) == number_of(named, "2") == 2
    assert number_of(shifted, 4) == number_of(shifted, "4") == 3  # the node, where nodes are numbers


@pytest.mark.parametrize(("citizen", "wrong"), [(12, "outside 0…11"), (-1, "outside 0…11"), (True, "outside 0…11")])
def test_a_citizen_that_is_not_there(citizen, wrong):
    with pytest.raises(InputError, match=wrong):
        number_of(Society(people=12, contacts=4), citizen)


def test_a_number_is_no_node_among_numbered_nodes():
    with pytest.raises(InputError, match="no citizen 0"):
        number_of(Society(nx.path_graph(range(1, 5))), 0)
    with pytest.raises(InputError, match="did you mean 'anna'"):
        number_of(Society(nx.path_graph(["anna", "ben"])), "ana")


# -- which runs


def test_a_first_state_has_to_be_given_again():
    first = {"mood": "hope", "stress": 0.5}
    run = simulate("quiet", people=12, days=5, start=first)
    assert explain(run, 0, start=first).days.loc[0, ["mood", "stress"]].tolist() == ["hope", 0.5]
    for start in (None, {"mood": "skepticism"}):
        with pytest.raises(InputError, match="another first state"):
            explain(run, 0, start=start)


def test_a_run_by_other_rules_is_refused():
    class Deaf(Citizen):
        def signal(self, mind, today, *_):
            return mind, today

    model = SentimentModel("hostile_campaign", people=20, rng=1, engine="mesa", citizen=Deaf)
    model.run_for(20)
    with pytest.raises(InputError, match="citizens of its own"):
        explain(model.run(), 0)


def test_a_part_of_a_life(lives):
    part = lives[0].during(10, 20)
    assert part.days.index.tolist() == list(range(10, 21))
    assert part.learned["day"].between(10, 20).all()
    assert {line.day for line in part.story} <= set(range(10, 21))
