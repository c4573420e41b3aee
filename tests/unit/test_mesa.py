"""The model is an ordinary Mesa model: agent sets, collector, batches, space, copies, and changes during a run."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa

ROOT = Path(__file__).parents[2]
LATE = sa.NewsItem(6, "outcome", "The summit is off", "press", delivered=0.0, hype=1.0)


def model(**settings: object) -> sa.SentimentModel:
    return sa.SentimentModel("promise_broken", **({"people": 70, "rng": 7} | settings))


# -- agent sets and collectors


def test_an_agent_set_selects_counts_groups_and_sets() -> None:
    here = model(segments=[sa.Segment("west", share=0.4), sa.Segment("east", share=0.6)])
    here.run_for(12)
    moods = here.agents.groupby("mood").count()
    assert {mood.name.lower(): count / 70 for mood, count in moods.items()} == {
        name: here.indicator(name) for name in ("hope", "skepticism", "disappointment") if here.indicator(name)
    }
    assert [len(group) for _, group in here.agents.groupby("segment")] == [28, 42]
    assert here.agents.get("stress") == here.run().citizens["stress"].tolist()
    assert here.agents.agg("stress", np.mean) == pytest.approx(here.indicator("stress"), abs=1e-12)
    here.agents.select(lambda c: c.segment == 0).set("belief", 2.0)
    citizens = here.run().citizens
    assert ((citizens["belief"] == 2.0) == (citizens["segment"] == "west")).all()


def test_a_collector_of_ones_own_sees_model_and_agents() -> None:
    here = model()
    collector = mesa.DataCollector(
        model_reporters={"net": lambda m: m.indicator("net"), "day": "day"}, agent_reporters={"trust": "trust"}
    )
    for _ in range(3):
        collector.collect(here)
        here.step()
    assert collector.get_model_vars_dataframe()["net"].tolist() == here.run().daily.loc[:2, "net"].tolist()
    trust = collector.get_agent_vars_dataframe()["trust"].groupby("Step").mean()
    assert trust.tolist() == pytest.approx(here.run().daily.loc[:2, "trust"].tolist(), abs=1e-12)


def test_a_batch_on_two_processes_gives_the_numbers_of_one() -> None:
    """In a process of its own: Mesa forks, which a process with threads must not."""
    program = """
import mesa, pandas as pd, sentiment_abm as sa

def rows(processes):
    told = {"scenario": ["promise_kept", "promise_broken"], "people": 60}
    found = mesa.batch_run(
        sa.SentimentModel, told, rng=[3, 4], max_steps=12, number_processes=processes, display_progress=False
    )
    return pd.DataFrame(found).sort_values("RunId", ignore_index=True)

if __name__ == "__main__":
    pd.testing.assert_frame_equal(rows(2), rows(1))
    print("same", len(rows(1)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout == "same 4\n", done.stderr


# -- space


def test_a_citizen_has_a_cell_whose_neighborhood_are_its_contacts() -> None:
    here = model()
    someone = here.agents.select(lambda c: c.number == 5).to_list()[0]
    assert someone.cell.agents == [someone]
    assert {c.number for c in someone.cell.neighborhood.agents} == set(here.society.contacts.of(5).tolist())
    assert len(here.grid.agents) == 70


# -- copies


@pytest.mark.parametrize("lived", [0, 11])
@pytest.mark.parametrize("touched", [False, True])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
def test_a_copy_goes_on_with_the_same_bits_and_by_itself(engine, copied, touched, lived) -> None:
    original, people = model(engine=engine, people=30), 30
    if lived:
        original.run_for(lived)
    if touched:
        assert len(original.grid.agents) == people
        assert len(original.agents.to_list()[0].cell.neighborhood) > 0
    other = copied(original)
    other.run_for(10)
    assert original.day == lived
    assert other.run() == sa.simulate("promise_broken", people=people, days=lived + 10, seed=7)
    assert len(other.datacollector.get_model_vars_dataframe()) == lived + 11
    original.run_for(10)
    assert original.run() == other.run()
    before = original.run()
    other.agents.to_list()[3].belief = 3.0  # a citizen of the copy writes into the copy
    assert original.run() == before
    assert other.run() != before


# -- news during a run


@pytest.mark.parametrize("scenario", ["promise_broken", None])
def test_news_added_during_a_run_is_news_from_the_start(engine, scenario) -> None:
    first = sa.NewsItem(4, "announcement", "Talks to begin", "leader", hype=1.2)
    told = sa.NewsItem(9, "signal", "Talks are a show", "trolls", strength=-1.0)
    live = sa.SentimentModel(scenario, people=70, rng=7, engine=engine)
    live.run_for(3)
    early = live.run()
    live.add_news(first)
    live.run_for(3)
    live.add_news(LATE, told, sources={"trolls": 0.4})
    live.run_for(34)
    items = (*(sa.scenarios[scenario].items if scenario else ()), first, LATE, told)
    whole = sa.simulate(sa.Scenario("all", items, sources={"trolls": 0.4}), people=70, days=40, seed=7)
    assert live.run() == whole
    assert live.run().items["learned"].tolist() == whole.items["learned"].tolist()
    assert early == sa.simulate(scenario, people=70, days=3, seed=7)  # a snapshot stays what it was


def test_news_changes_what_follows_and_nothing_before() -> None:
    told, quiet = model(), model()
    told.run_for(6)
    told.add_news(LATE)
    told.run_for(10)
    quiet.run_for(16)
    changed = (told.run().daily["belief"] != quiet.run().daily["belief"]).tolist()
    assert changed == [False] * 7 + [True] * 10


def test_news_that_does_not_fit_is_refused_and_leaves_the_model_alone() -> None:
    here = model()
    here.run_for(8)
    with pytest.raises(sa.InputError, match="day 6, 'The summit is off': the day has passed, today is day 8"):
        here.add_news(LATE)
    with pytest.raises(sa.InputError, match="unknown source 'trolls'"):
        here.add_news(sa.NewsItem(9, "signal", "Talks are a show", "trolls", strength=-1.0))
    here.run_for(12)
    assert here.run() == sa.simulate("promise_broken", people=70, days=20, seed=7)


# -- contacts and citizens during a run


def test_contacts_change_during_a_run_alike_on_both_engines() -> None:
    runs = []
    for engine in ("compiled", "mesa"):
        here = model(engine=engine)
        here.run_for(5)
        pairs = [(0, int(other)) for other in here.society.contacts.of(0)]
        neighborhood = here.agents.to_list()[0].cell.neighborhood
        assert len(neighborhood) == len(pairs)
        here.remove_contacts(*pairs)
        here.add_contacts((0, 35))
        assert [cell.coordinate for cell in here.agents.to_list()[0].cell.neighborhood] == [35]
        here.run_for(25)
        runs.append(here.run())
    same = sa.simulate("promise_broken", people=70, days=30, seed=7)
    assert runs[0] == runs[1]
    assert runs[0].daily.loc[:5].equals(same.daily.loc[:5])
    assert not runs[0].daily.equals(same.daily)


def test_changed_contacts_are_those_of_a_society_that_had_them_from_the_start() -> None:
    here, society = model(), sa.Society(people=70, seed=7)
    here.add_contacts((0, 35))
    here.run_for(20)
    assert here.run() == sa.simulate("promise_broken", society=society.changed(add=[(0, 35)]), days=20, seed=7)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(0, 700)], "contacts: no citizen 700"),
        ([(3, 3)], "contacts: 3 cannot be a contact of itself"),
        ([(0, 1)], "contacts: 0 and 1 are already contacts"),
    ],
)
def test_impossible_contacts_are_refused(pairs, told) -> None:
    with pytest.raises(sa.InputError, match=told):
        model().add_contacts(*pairs)
    with pytest.raises(sa.InputError, match="contacts: 0 and 35 are no contacts"):
        model().remove_contacts((0, 35))


def test_citizens_neither_leave_nor_join_and_the_error_says_what_to_do(engine) -> None:
    here = model(engine=engine)
    with pytest.raises(sa.InputError, match=r"citizen 0 cannot leave: .* model.remove_contacts"):
        here.agents.to_list()[0].remove()
    with pytest.raises(sa.InputError, match=r"citizen 70 cannot join: .* begin with a society that has everybody"):
        sa.Citizen(here, 70)
    assert len(here.agents) == 70


# -- others beside the citizens


def test_agents_of_ones_own_live_beside_the_citizens(engine) -> None:
    class Watcher(mesa.Agent):
        """Counts the hopeful."""

    here = model(engine=engine)
    watcher = Watcher(here)
    here.run_for(20)
    assert list(here.agents_by_type[Watcher]) == [watcher]
    assert len(here.agents) == 71
    assert here.run() == sa.simulate("promise_broken", people=70, days=20, seed=7)
    watcher.remove()
    assert len(here.agents) == 70


def test_an_own_step_sees_yesterdays_indicators(engine) -> None:
    seen = []

    class Early(sa.SentimentModel):
        def step(self) -> None:
            seen.append(self.indicator("belief"))
            super().step()

    here = Early("promise_broken", people=30, rng=7, engine=engine)
    here.run_for(13)
    assert seen == here.run().daily["belief"].tolist()[:13]
    assert len(set(seen)) > 2


def test_the_collected_table_survives_a_copy() -> None:
    here = model()
    here.run_for(4)
    other = pickle.loads(pickle.dumps(here))
    pd.testing.assert_frame_equal(
        here.datacollector.get_model_vars_dataframe(), other.datacollector.get_model_vars_dataframe()
    )
