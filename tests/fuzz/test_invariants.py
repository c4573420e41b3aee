"""What holds in every world: any parameters inside their bounds, any news, any society, on both engines.

Each world is drawn from a number, which a failure prints.  Monotonicities are those that follow from the rules for one
and the same luck; each test says why.
"""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import sentiment_abm as sa
from sentiment_abm.engine.batch import PARAMETERS, live_many
from sentiment_abm.engine.observe import FLOWS, MOODS, MOVES, everyone, since_start
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.graphs import PATTERNS
from sentiment_abm.society.segments import OVERRIDABLE
from sentiment_abm.spec import InputError, declared, flat
from tests.fuzzing import TRIED, fuzzed

DECLARED = [*declared(Params)]
ROUNDING = 1e-9
SHARES = (*MOODS, "support", "criticism", "real_effort", "belief", "trust", "overload", "waiting", *FLOWS)
RANGES = {
    **dict.fromkeys(SHARES, (0.0, 1.0)),
    **dict.fromkeys(("belief_sd", "trust_sd"), (0.0, 0.5)),  # of numbers in 0…1
    **dict.fromkeys(("stress", "stress_sd", "affect_sd", "clutter", "clutter_rate", *MOVES), (0.0, np.inf)),
    "net": (-1.0, 1.0),
    "affect": (-np.inf, np.inf),
    "polarization": (0.0, 0.25),  # a variance of numbers in 0…1
    "esteban_ray": (0.0, 0.225),  # half of the people in the lowest of ten bins and half in the highest
    "bimodality": (0.0, 1.0),  # kurtosis is at least skewness² + 1 (Pearson 1916)
}
EVIDENCE = ("trust_kept", "trust_broken", "trust_scar")
BEFORE = ("overload", "clutter", "clutter_rate")  # of what nobody had read before the start
DEFAULTS = flat(Params())
LIBRARY = sorted(sa.scenarios)
SETS = 20  # of parameters, in one society with one timeline of news
MESA = 200  # one world in so many is lived by Mesa's citizens as well


# -- worlds


def a_value(item, luck):
    """Any allowed value of a parameter, its ends more often than others."""
    low, high = item.spec.low, item.spec.high
    if item.type is bool:
        return luck.random() < 0.5
    if luck.random() < 0.2:
        return luck.choice([low, high])
    return low + luck.random() * (high - low) if np.isfinite(high) else low + 10 ** luck.uniform(-2, 5)


def parameters(luck):
    """All of them, or some over the defaults."""
    share = luck.choice([0.1, 0.5, 1.0])
    found = {item.name: a_value(item, luck) for item in DECLARED if luck.random() < share}
    if found.get("trust.prior_kept") == 0 == found.get("trust.prior_broken"):
        found["trust.prior_kept"] = 1.0  # trust needs a prior
    return found


def an_item(number, luck, segments):
    day, coverage = luck.randrange(30), luck.choice([1, 3, 30])
    kind = luck.choice(["announcement", "outcome", "signal"])
    source = luck.choice(["leader", "wire", "press"])
    match kind:
        case "announcement":
            more = {"hype": luck.choice([0, 1, 4, luck.uniform(0, 4)]), "caveat": luck.choice([0, 1, luck.random()])}
        case "outcome":
            by_segment = {name: luck.random() for name in segments}
            more = {
                "delivered": luck.choice([0, 0.5, 1, luck.random(), by_segment]),
                "external": luck.random(),
                "deception": luck.random() < 0.5,
                "closes": luck.random() < 0.7,
                "size": luck.uniform(0, 2),
                "hype": luck.uniform(0, 4),
            }
        case _:
            more = {"strength": luck.choice([-4, 4, luck.uniform(-4, 4)])}
    return sa.NewsItem(day, kind, f"item {number}", source, coverage=coverage, **more)


def news(luck, segments):
    """One of the library, talks as a process, or items of any kind."""
    match luck.randrange(3):
        case 0:
            return sa.scenarios[luck.choice(LIBRARY)]
        case 1:
            ends = [luck.random() for _ in range(4)]
            chances = {
                name: end / sum(ends) for name, end in zip(("success", "partial", "failure"), ends, strict=False)
            }
            chances["deadlock"] = 1.0 - sum(chances.values())
            return sa.Talks(lead=luck.uniform(1, 20), pause=luck.uniform(1, 20), hype=luck.uniform(0, 4), **chances)
    sources = {"wire": luck.random(), "press": {name: luck.random() for name in segments}}
    return sa.Scenario("any", [an_item(n, luck, segments) for n in range(luck.randrange(9))], sources=sources)


def a_society(luck):
    """A network of any kind, with one public or several that differ from each other."""
    people, shares = luck.randrange(50, 201), luck.choice([[1.0], [0.5, 0.5], [0.2, 0.3, 0.5]])
    specs = {item.name: item for item in DECLARED if item.name in OVERRIDABLE and not item.name.startswith("trust")}
    segments = [
        {"name": f"public {n}", "share": share}
        | {"overrides": {name: a_value(item, luck) for name, item in specs.items() if luck.random() < 0.3}}
        for n, share in enumerate(shares)
    ]
    graph = luck.choice([*PATTERNS])
    ties = {"contacts": luck.choice([2, 4, 10]), "rewiring": luck.random(), "homophily": luck.random()}
    own = {name: value for name, value in ties.items() if name in PATTERNS[graph].reads}
    if len(shares) == 1:
        own.pop("homophily", None)
    try:
        return sa.Society(people=people, graph_recipe=graph, segments=segments, seed=luck.randrange(10**6), **own)
    except InputError:  # a segment too small for its contacts
        return sa.Society(people=people, segments=segments)


def world(number):
    """What it takes to live world `number`."""
    luck = random.Random(number)
    society = a_society(luck)
    names = [segment.name for segment in society.segments]
    settings = {"society": society, "params": parameters(luck), "days": luck.choice([1, 20, 45]), "seed": number}
    scenario = news(luck, names)
    if set(names) != {"everyone"} and getattr(scenario, "name", "") in LIBRARY:
        try:
            scenario.timeline(names)
        except InputError:  # made for publics of other names
            scenario = sa.scenarios["promise_broken"]
    return scenario, settings


# -- what holds, in daily series of any number of runs: by column, [runs, days + 1]


def check_numbers(series):
    """Numbers only, but for what nobody can know: what was read before the start, and humps where all believe alike."""
    for name, values in series.items():
        unknown = np.isnan(values)
        assert not np.isinf(values).any(), name
        assert not unknown[:, 1:].any() or name == "bimodality", name
        assert unknown[:, 0].all() if name in BEFORE else not unknown[:, 0].any() or name == "bimodality", name


def check_ranges(series):
    assert set(series) == set(RANGES)
    for name, values in series.items():
        low, high = RANGES[name]
        assert not (values < low - ROUNDING).any(), (name, np.nanmin(values))
        assert not (values > high + ROUNDING).any(), (name, np.nanmax(values))


def check_shares(series):
    """Everybody is in one mood, supports or criticizes, and made one of nine moves."""
    for names in (MOODS, ("support", "criticism"), FLOWS):
        np.testing.assert_allclose(sum(series[name] for name in names), 1.0, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(series["net"], series["hope"] - series["disappointment"], rtol=0, atol=ROUNDING)


def check_flows(series, people):
    """Counts of people: those of yesterday, plus who came, minus who left, to the person."""
    for mood in MOODS:
        others = [other for other in MOODS if other != mood]
        came = people * sum(series[f"{other}_to_{mood}"] for other in others)
        left = people * sum(series[f"{mood}_to_{other}"] for other in others)
        heads = people * series[mood]
        assert np.abs(heads - heads.round()).max() < 1e-6
        assert np.abs(np.diff(heads) - (came - left)[:, 1:]).max() < 1e-6, mood
    moved = 1.0 - sum(series[f"{mood}_to_{mood}"] for mood in MOODS)
    np.testing.assert_allclose(sum(series[name] for name in MOVES), moved, rtol=0, atol=1e-7)


def check_series(series, people):
    check_numbers(series)
    check_ranges(series)
    check_shares(series)
    check_flows(series, people)


def series_of(daily):
    """The daily table of one run as series."""
    return {str(name): column.to_numpy(dtype=float)[None, :] for name, column in daily.items()}


def check_citizens(citizens):
    """Every number of everybody is one, and in its range."""
    numbers = citizens.select_dtypes("number")
    assert not numbers.isna().any(axis=None)
    for name in ("belief", "affect", "stress", "trust", *EVIDENCE):
        assert np.isfinite(numbers[name]).all(), name
    for name in ("stress", "hype", "patience", *EVIDENCE):
        assert (numbers[name] >= 0).all(), name
    for name in ("expectation", "trust", "reach"):
        assert numbers[name].between(0.0, 1.0).all(), name
    waiting = numbers["waiting"]
    assert (waiting.isin([-2.0, -1.0]) | (waiting >= 0.0)).all()


def check_parts(run):
    """The whole is the mean of its segments, weighted by people."""
    parts = run.segments.reset_index()
    for name in (*MOODS, "trust", "belief", "stress"):
        heads = (parts[name] * parts["people"]).groupby(parts["day"]).sum() / run.society.people
        np.testing.assert_allclose(heads, run.daily[name], rtol=1e-9, atol=1e-9)


def check_run(run):
    check_series(series_of(run.daily), run.society.people)
    check_citizens(run.citizens)
    check_parts(run)


@fuzzed(st.integers(0, 2**40), examples=10)
def test_parameters_anywhere_inside_their_bounds(number):
    """Many sets in one call, the first of them as a run of its own, which gives the same bits."""
    scenario, settings = world(number)
    society, days = settings["society"], settings["days"]
    luck = random.Random(number + 1)
    sets = [settings["params"], *(parameters(luck) for _ in range(SETS - 1))]
    rows = np.array([[float({**DEFAULTS, **chosen}[name]) for name in PARAMETERS] for chosen in sets])
    TRIED["parameter sets"] += len(rows)
    lived = live_many(society, scenario.realize(days, number), rows, days, number)
    assert (lived.reached == days).all()
    series = since_start(everyone(lived.totals), society.people)
    unknown = np.full((len(rows), 1), np.nan)
    series |= {"clutter": np.hstack([unknown, lived.clutter]), "clutter_rate": np.hstack([unknown, lived.rates])}
    check_series(series, society.people)
    run = series_of(sa.simulate(scenario, **settings).daily)
    for name, values in run.items():
        np.testing.assert_array_equal(series[name][:1], values, err_msg=name)


@fuzzed(st.integers(0, 2**40), examples=20)
def test_every_world(number):
    """One run with everything that can be known of it, citizens and publics; of some worlds on both engines."""
    scenario, settings = world(number)
    TRIED["worlds"] += 1
    is_twice = number % MESA == 0
    settings["days"] = min(settings["days"], 20) if is_twice else settings["days"]
    run = sa.simulate(scenario, **settings)
    check_run(run)
    if is_twice:
        TRIED["worlds on both engines"] += 1
        check_same(run, sa.simulate(scenario, **settings, engine="mesa"))


def check_same(run, other):
    pd.testing.assert_frame_equal(run.daily, other.daily, check_exact=True)
    pd.testing.assert_frame_equal(run.citizens, other.citizens, check_exact=True)


@pytest.mark.parametrize("number", [100, 700])
def test_some_worlds_on_both_engines(number):
    """In every run of the tests, however the numbers above fall."""
    scenario, settings = world(number)
    settings["days"] = min(settings["days"], 20)
    check_same(*(sa.simulate(scenario, **settings, engine=engine) for engine in ("compiled", "mesa")))


# -- the checks can fail


@pytest.fixture(scope="module")
def run():
    return sa.simulate("promise_broken", people=100, days=30, seed=7)


def spoilt(run, name, change):
    """The series of a run with one number changed."""
    series = series_of(run.daily)
    series[name] = series[name].copy()
    series[name][0, 9] = change(series[name][0, 9])
    return series


@pytest.mark.parametrize("name", [*RANGES])
def test_a_number_out_of_its_range_is_noticed(run, name):
    low, high = RANGES[name]
    for wrong in (low - 1e-3, high + 1e-3):
        if np.isfinite(wrong):
            with pytest.raises(AssertionError):
                check_ranges(spoilt(run, name, lambda _, wrong=wrong: wrong))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_is_noticed(run, value):
    for name in RANGES.keys() - {"bimodality"}:
        with pytest.raises(AssertionError):
            check_numbers(spoilt(run, name, lambda _: value))


@pytest.mark.parametrize("name", [*MOODS, *FLOWS])
def test_one_person_too_many_is_noticed(run, name):
    for check in (check_shares, lambda series: check_flows(series, 100)):
        with pytest.raises(AssertionError):
            check(spoilt(run, name, lambda share: share + 0.01))


@pytest.mark.parametrize(("name", "value"), [("stress", -1e-9), ("trust", 1.1), ("waiting", -1.5), ("belief", np.nan)])
def test_a_citizen_who_cannot_be_is_noticed(run, name, value):
    citizens = run.citizens.copy()
    citizens.iloc[3, citizens.columns.get_loc(name)] = value
    with pytest.raises(AssertionError):
        check_citizens(citizens)


# -- monotonicities: one change, the same luck


def alone(number):
    """Parameters and society of a world in which news is told on one day only, and nobody passes it on."""
    luck = random.Random(number)
    society, params = a_society(luck), parameters(luck)
    params |= {"talk.retell": 0.0, "talk.bound": np.inf}
    return luck, {"society": society, "params": params, "days": luck.choice([4, 12, 30]), "seed": number}


def one(kind, **more):
    """A world with one item, on day 2, covered for that day."""
    item = sa.NewsItem(2, kind, "it", "wire", coverage=1, **more)
    return sa.Scenario("one", [item], sources={"wire": 1.0})


def citizens(scenario, settings):
    TRIED["worlds, for monotonicities"] += 1
    return sa.simulate(scenario, **settings).citizens


@fuzzed(st.integers(0, 2**40), examples=20)
def test_more_delivered_is_never_less_trusted_or_believed_in(number):
    """An outcome of one day finds the same readers, because nothing differed before and its salience does not either.

    Kept evidence rises and broken evidence falls with what is delivered (RESOLVE), the gist is monotone in it, and
    evidence only decays afterwards: trust is ordered for everybody.  So is belief: l + z·LO·(2r' − 1) rises with r',
    and averaging without a bound and the return to the prior keep order.
    """
    luck, settings = alone(number)
    settings["params"]["attention.negativity"] = 1.0  # bad news is no louder
    low, high = sorted(luck.random() for _ in range(2))
    size, external = luck.uniform(0, 2), luck.random()
    less, more = (
        citizens(one("outcome", delivered=share, size=size, external=external), settings) for share in (low, high)
    )
    assert (more["trust"] >= less["trust"] - ROUNDING).all()
    assert (more["belief"] >= less["belief"] - ROUNDING).all()


@fuzzed(st.integers(0, 2**40), examples=20)
def test_a_hostile_signal_never_raises_belief_and_a_friendly_one_never_lowers_it(number):
    """λ has the sign of g, and biases scale it by (1 ± b_o)(1 ± b_c(2e − 1)) ≥ 1/4; averaging keeps order."""
    luck, settings = alone(number)
    quiet = citizens(None, settings)["belief"]
    strength = luck.uniform(0, 4)
    assert (citizens(one("signal", strength=-strength), settings)["belief"] <= quiet + ROUNDING).all()
    assert (citizens(one("signal", strength=strength), settings)["belief"] >= quiet - ROUNDING).all()


@pytest.mark.parametrize("name", ["attention.reach", "attention.capacity"])
@fuzzed(st.integers(0, 2**40), examples=20)
def test_more_reach_or_room_never_loses_a_reader(name, number):
    """U < M·min(1, Cω/(Σω + N)) with the same U: M rises with reach, the rest with capacity.

    Without news before, more room means less overload, so less stress, which leaves more room still.
    """
    luck, settings = alone(number)
    settings |= {"society": sa.Society(people=100, seed=number % 1000), "days": 4}  # no reach of a segment's own
    settings["params"] |= {"talk.weight": 0.0, "belief.claim": 1.0}  # who believes more has read it
    low, high = sorted(luck.random() for _ in range(2))
    if name == "attention.capacity":
        low, high = 1 + 9 * low, 1 + 9 * high
    less, more = (
        citizens(one("signal", strength=1.0), settings | {"params": settings["params"] | {name: value}})
        for value in (low, high)
    )
    quiet = citizens(None, settings | {"params": settings["params"] | {name: low}})["belief"]
    readers = [frame["belief"] > quiet for frame in (less, more)]
    assert not (readers[0] & ~readers[1]).any()


@fuzzed(st.integers(0, 2**40), examples=20)
def test_without_news_nobody_believes_what_nobody_believed(number):
    """Averages of beliefs, with or without a bound, and the way back to the prior stay between lowest and highest."""
    _, settings = alone(number)
    settings["params"]["talk.bound"] = random.Random(number).choice([0.1, 1.0, np.inf])
    found = citizens(None, settings)
    assert found["belief"].between(found["prior"].min() - ROUNDING, found["prior"].max() + ROUNDING).all()
    assert (found["affect"] == 0).all()
    assert found["waiting"].eq(-1).all()


def test_these_tests_can_fail():
    """Each order is strict somewhere: told the other way round it does not hold."""
    settings = {"people": 100, "params": {"talk.retell": 0.0}, "days": 6, "seed": 3}
    less, more = (citizens(one("outcome", delivered=share), settings) for share in (0.1, 0.9))
    quiet, heard = citizens(None, settings), citizens(one("signal", strength=1.0), settings)
    for low, high, name in ((less, more, "trust"), (less, more, "belief"), (quiet, heard, "belief")):
        assert not (low[name] >= high[name] - ROUNDING).all()
