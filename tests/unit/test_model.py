"""The model as Mesa users know it."""

import mesa
import pytest

import sentiment_abm as sa
from sentiment_abm.engine.choice import EngineNotice


def model(**settings: object) -> sa.SentimentModel:
    return sa.SentimentModel("promise_broken", **({"people": 120, "rng": 7} | settings))


def test_citizens_are_made_only_when_touched() -> None:
    big = model(people=100_000)
    big.run_for(3)
    assert len(big._all_agents) == 0
    assert len(big.agents) == 100_000


def test_agents_are_views_of_the_engine_and_draw_no_luck() -> None:
    touched, untouched = model(), model()
    assert len(touched.agents.select(lambda c: c.mood is sa.Mood.HOPE)) / 120 == touched.indicator("hope")
    touched.run_for(20)
    untouched.run_for(20)
    assert touched.run() == untouched.run()
    hope = touched.agents.agg("expectation", lambda values: sum(values) / 120)
    assert hope == pytest.approx(touched.indicator("belief"), abs=1e-12)


def test_writing_to_a_citizen_reaches_the_engine_and_its_contacts() -> None:
    changed, same = model(params=sa.OFF | {"talk.weight": 0.5}), model(params=sa.OFF | {"talk.weight": 0.5})
    next(iter(changed.agents)).belief = 3.0
    changed.run_for(1)
    same.run_for(1)
    a, b = changed.run().citizens["belief"], same.run().citizens["belief"]
    assert set(a.index[a != b]) == {0, *changed.grid.G.neighbors(0)}


def test_own_rule_runs_on_the_mesa_engine_and_says_so() -> None:
    class Deaf(sa.Citizen):
        """Outcomes leave no trace."""

        def outcome(self, mind, today, *_):  # type: ignore[no-untyped-def]
            return mind, today

    with pytest.warns(EngineNotice, match="Deaf overrides outcome: running on the Mesa engine"):
        own = model(citizen=Deaf)
    usual = model(engine="mesa")
    own.run_for(33)
    usual.run_for(33)
    assert own.engine == "mesa"
    assert own.run().daily.loc[:31].equals(usual.run().daily.loc[:31])
    assert own.indicator("trust") > usual.indicator("trust")


def test_an_unchanged_citizen_class_stays_compiled() -> None:
    class Named(sa.Citizen):
        """A citizen with a name of its own but no rule of its own."""

        name = "somebody"

    assert model(citizen=Named).engine == "compiled"


def test_grid_is_the_graph_without_a_layout() -> None:
    society = sa.Society(people=120, seed=7)
    here = model(people=None, society=society)
    assert sorted(here.grid.G.edges) == sorted(society.graph.edges)
    assert here.grid.find_nearest_cell is not None
    cell = here.grid[5]
    assert {c.coordinate for c in cell.neighborhood} == set(society.graph.neighbors(5))


def test_the_collector_has_one_row_for_each_day_from_day_0() -> None:
    here = model()
    here.run_for(10)
    here.step()
    frame = here.datacollector.get_model_vars_dataframe()
    assert len(frame) == 12
    assert frame["hope"].tolist() == here.run().daily["hope"].tolist()


def test_batch_run_gives_the_numbers_of_simulate() -> None:
    rows = mesa.batch_run(
        sa.SentimentModel,
        {"scenario": ["promise_kept", "promise_broken"], "people": 100},
        rng=[3, 4],
        max_steps=15,
        display_progress=False,
    )
    assert len(rows) == 4
    for row in rows:
        run = sa.simulate(row["scenario"], people=100, days=15, seed=int(row["rng"]))
        assert run.daily.loc[15, "net"] == row["net"]


def test_a_model_runs_on_beyond_its_horizon() -> None:
    long, short = model(horizon=200), model(horizon=5)
    long.run_for(150)
    short.run_for(150)
    assert long.run() == short.run()


def test_more_live_items_than_slots_is_a_clear_error() -> None:
    items = [sa.NewsItem(0, "announcement", f"item {n}", "leader") for n in range(70)]
    with pytest.raises(ValueError, match="more than 62 news items are live at one time on day 0"):
        sa.simulate(items, people=20, days=3)


def test_slots_are_used_again() -> None:
    """A hundred items over a hundred days fit, and a recycled slot starts unknown to all."""
    items = [sa.NewsItem(n, "announcement", f"item {n}", "leader", coverage=1) for n in range(150)]
    run = sa.simulate(items, people=200, days=150, params=sa.OFF | {"belief.claim": 0.1})
    assert (run.items["learned"] == 1.0).all()


def test_a_run_is_a_snapshot() -> None:
    here = model()
    here.run_for(20)
    early = here.run()
    here.run_for(20)
    assert early == sa.simulate("promise_broken", people=120, days=20, seed=7)


def test_talks_are_not_silently_over_at_the_horizon() -> None:
    here = sa.SentimentModel(sa.Talks(), people=50, rng=1, horizon=30)
    here.run_for(30)
    with pytest.raises(ValueError, match="the talks were drawn for 30 days: give a horizon of at least 31"):
        here.step()


@pytest.mark.parametrize("duration", [2.5, -3])
def test_only_whole_days_can_be_lived(duration: float) -> None:
    with pytest.raises(ValueError, match="is not a whole number of days"):
        model().run_for(duration)


def test_a_wrong_engine_is_told_whatever_the_citizens_are() -> None:
    class Deaf(sa.Citizen):
        def outcome(self, mind, today, *_):  # type: ignore[no-untyped-def]
            return mind, today

    with pytest.raises(sa.InputError, match="unknown engine 'mesas'"):
        model(citizen=Deaf, engine="mesas")


def test_a_misspelt_rule_is_noticed() -> None:
    class Deaf(sa.Citizen):
        def outcom(self, mind, today, *_):  # type: ignore[no-untyped-def]
            return mind, today

    with pytest.warns(EngineNotice, match=r"Deaf.outcom overrides nothing \(did you mean 'outcome'\?\)"):
        model(citizen=Deaf)
