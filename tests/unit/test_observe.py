"""Indicators against brute force over the citizens, and the measures of polarization against known values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sentiment_abm as sa
from sentiment_abm.engine.observe import (
    BINS,
    COLUMNS,
    FLOWS,
    MOODS,
    MOVES,
    bimodality,
    esteban_ray,
    everyone,
    indicators,
    since_start,
)
from sentiment_abm.sweep.daily import SHARES


@pytest.fixture(scope="module")
def run() -> sa.Run:
    segments = [sa.Segment("west", share=0.3), sa.Segment("east", share=0.7, overrides={"belief.prior": 0.5})]
    society = sa.Society(people=501, segments=segments, seed=1)  # neither segment fills its last block
    return sa.simulate("repeated_promises", society=society, days=60, seed=2)


def brute_force(citizens: "sa.Run.citizens") -> dict[str, float]:  # type: ignore[name-defined]
    e, trust, mood = citizens["expectation"], citizens["trust"], citizens["mood"]
    supports = (mood == "hope") | ((mood == "skepticism") & (trust >= 0.5))
    share = np.histogram(e, bins=10, range=(0, 1))[0] / len(e)
    middle = np.arange(10) / 10
    pairs = [share[i] ** 2 * share[j] * abs(middle[i] - middle[j]) for i in range(10) for j in range(10)]
    return {
        **{name: (mood == name).mean() for name in MOODS},
        "support": supports.mean(),
        "criticism": 1 - supports.mean(),
        "net": (mood == "hope").mean() - (mood == "disappointment").mean(),
        "real_effort": (trust >= 0.5).mean(),
        "belief": e.mean(),
        "belief_sd": e.std(ddof=0),
        "trust": trust.mean(),
        "trust_sd": trust.std(ddof=0),
        "affect": citizens["affect"].mean(),
        "affect_sd": citizens["affect"].std(ddof=0),
        "stress": citizens["stress"].mean(),
        "stress_sd": citizens["stress"].std(ddof=0),
        "waiting": (citizens["waiting"] >= 0).mean(),
        "polarization": e.var(ddof=0),
        "esteban_ray": sum(pairs),
        "bimodality": (stats.skew(e) ** 2 + 1) / stats.kurtosis(e, fisher=False),
    }


def test_last_day_is_what_the_citizens_say(run: sa.Run) -> None:
    for name, value in brute_force(run.citizens).items():
        assert run.daily[name].iloc[-1] == pytest.approx(value, abs=1e-9), name


def test_last_day_of_a_segment_is_what_its_citizens_say(run: sa.Run) -> None:
    for segment, people in (("west", 150), ("east", 351)):
        citizens = run.citizens[run.citizens["segment"] == segment]
        assert len(citizens) == run.segments.loc[(segment, 60), "people"] == people
        for name, value in brute_force(citizens).items():
            assert run.segments.loc[(segment, 60), name] == pytest.approx(value, abs=1e-9), name


def test_flows_carry_one_day_into_the_next(run: sa.Run) -> None:
    daily, flows = run.daily, run.flows
    assert list(flows.columns) == list(FLOWS)
    np.testing.assert_allclose(flows.sum(axis=1), 1.0, atol=1e-12)
    for mood in MOODS:
        into = flows[[f"{other}_to_{mood}" for other in MOODS]].sum(axis=1)
        out = flows[[f"{mood}_to_{other}" for other in MOODS]].sum(axis=1)
        np.testing.assert_allclose(into, daily[mood].iloc[1:], atol=1e-12)
        np.testing.assert_allclose(out, daily[mood].iloc[:-1], atol=1e-12)


def test_moves_by_cause_add_up_to_all_moves(run: sa.Run) -> None:
    stayed = run.flows[[f"{mood}_to_{mood}" for mood in MOODS]].sum(axis=1)
    np.testing.assert_allclose(run.daily.loc[1:, list(MOVES)].sum(axis=1), 1 - stayed, atol=1e-12)


def test_only_what_is_switched_on_moves_people() -> None:
    params = sa.OFF | {"mood.spontaneous_hope": 0.1}
    daily = sa.simulate(people=300, days=10, params=params, start={"mood": "skepticism"}).daily
    assert daily["moves_spontaneous"].sum() > 0.2
    assert (daily[[name for name in MOVES if name != "moves_spontaneous"]] == 0).all(axis=None)


def test_everybody_who_learned_did_so_once(run: sa.Run) -> None:
    assert run.items["learned"].between(0, 1).all()
    assert (run.items.loc[run.items["day"] < 55, "learned"] > 0.3).all()
    totals = run.news.groupby("item")[["media", "word_of_mouth"]].sum().sum(axis=1)
    np.testing.assert_allclose(totals, run.items["learned"].iloc[totals.index], atol=1e-12)


def test_known_values_of_polarization() -> None:
    shares = np.zeros((10, 2))  # two days: extremes, and everybody in one bin
    shares[[0, 9], 0] = 0.5
    shares[4, 1] = 1.0
    assert esteban_ray(shares).tolist() == [pytest.approx(2 * 0.5**3 * 0.9), 0.0]
    uniform = {2: np.array([1 / 12]), 3: np.array([0.0]), 4: np.array([1 / 80])}
    two_points = {2: np.array([0.25]), 3: np.array([0.0]), 4: np.array([0.0625])}
    assert bimodality(uniform)[0] == pytest.approx(5 / 9)
    assert bimodality(two_points)[0] == pytest.approx(1.0)
    assert np.isnan(bimodality({2: np.zeros(1), 3: np.zeros(1), 4: np.ones(1)})[0])


def test_day_0_is_the_start(run: sa.Run) -> None:
    daily = run.daily
    assert daily.index.tolist() == list(range(61))
    assert np.isnan(daily.loc[0, "overload"])
    assert daily.loc[0, "waiting"] == 0
    assert daily.loc[0, list(MOVES)].sum() == 0
    assert daily.loc[0, "trust"] == pytest.approx(0.4)


# -- many runs at once


def totals_of(seed: int, shape: tuple[int, int, int], people: int) -> np.ndarray:
    """Sums over people as the kernel leaves them: [runs, days, segments, columns]."""
    luck = np.random.default_rng(seed)
    found = luck.random((*shape, len(COLUMNS))) * people
    for columns in (FLOWS, BINS):
        places = [COLUMNS.index(name) for name in columns]
        found[..., places] = luck.multinomial(people, luck.dirichlet(np.ones(len(columns))), size=shape)
    return found


@given(st.integers(0, 2**32), st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(1, 3)))
def test_runs_at_once_have_the_bits_of_each_alone(seed: int, shape: tuple[int, int, int]) -> None:
    totals, people = totals_of(seed, shape, 41), np.arange(41, 41 + shape[0])
    together = since_start(everyone(totals), people[:, None])
    for run in range(shape[0]):
        alone = since_start(everyone(totals[run]), int(people[run]))
        assert list(alone) == list(together)
        for name, series in alone.items():
            np.testing.assert_array_equal(together[name][run], series, err_msg=name)


def test_sums_are_left_as_they_were() -> None:
    totals = totals_of(1, (2, 5, 1), 41)[:, :, 0]
    before = totals.copy()
    indicators(totals, 41)
    np.testing.assert_array_equal(totals, before)


def test_polarization_is_the_double_sum_of_its_definition() -> None:
    shares = np.random.default_rng(3).dirichlet(np.ones(10), size=4).T
    pairs = sum(shares[i] ** 2 * shares[j] * abs(i - j) / 10 for i in range(10) for j in range(10))
    np.testing.assert_allclose(esteban_ray(shares), pairs, rtol=1e-13)


def test_shares_of_people_are_known_where_they_are_stored() -> None:
    """The store keeps what has few values in dictionaries, and may not import the engine to know what that is."""
    assert (*MOODS, "support", "criticism", "net", "real_effort", "waiting", *FLOWS) == SHARES
