"""Stylized facts at the defaults: what studies of real publics found must come out without tuning (MODEL.md section 8).

Facts and sources: a summit rally lasts four weeks (`mueller1970`, `pos2011`); losses weigh twice (`brown2024`,
`card2011`, `dolton2018`); warnings that do not come true cost some belief, not all (`simmons2009`, `leclerc2015`,
`lim2019`); deception is never quite repaired (`schweitzer2006`); a quarter believes at the start, nearly all hear of
a summit (`gallup2025`, `gradus2025`); uncertainty stresses most at even odds (`deberker2016`); overload keeps the gist
(`reyna1995`).  The fact about the life of other stories stands in test_clutter.py.
"""

from functools import cache

import numpy as np
import pytest

import sentiment_abm as sa

SEEDS, PEOPLE = 30, 400


@cache
def societies():
    return [sa.Society(people=PEOPLE, seed=seed) for seed in range(SEEDS)]


def runs(items, days, params=None, start=None):
    """Independent runs; the same seeds every time, so that two calls differ by what was changed alone."""
    given = {"params": params, "start": start, "days": days}
    return [sa.simulate(items, society=society, seed=seed, **given) for seed, society in enumerate(societies())]


def series(name, items, days, **given):
    """A daily indicator, [seeds, days + 1]."""
    return np.array([run.daily[name].to_numpy() for run in runs(items, days, **given)])


def announced(day, hype=1.0, **fields):
    return sa.NewsItem(day, "announcement", f"Announced on day {day}", "leader", hype=hype, **fields)


def ended(day, delivered, **fields):
    return sa.NewsItem(day, "outcome", f"Outcome of day {day}", "press", delivered=delivered, **fields)


def check_band(value, low, high):
    assert low <= value <= high


def check_more(by_seed):
    """Above zero by three standard errors."""
    assert (by_seed.mean(axis=0) > 3 * by_seed.std(axis=0, ddof=1) / np.sqrt(SEEDS)).all()


def rally(**changes):
    """Days from the peak of a summit pulse until a tenth of it is left; nobody gives up waiting."""
    params = {"patience.write_off": 0.0, **changes}
    pulse, quiet = (series("hope", items, 90, params=params).mean(axis=0) for items in ([announced(10, hype=2.0)], []))
    jump = pulse - quiet
    return np.argmax(jump[jump.argmax() :] <= 0.1 * jump.max())


def test_a_summit_rally_lasts_four_weeks():
    check_band(rally(), 18, 38)


@pytest.mark.parametrize("memory", [6.0, 30.0])
def test_another_memory_of_feeling_is_noticed(memory):
    with pytest.raises(AssertionError):
        check_band(rally(**{"feeling.memory": memory}), 18, 38)


def loss_over_gain(**changes):
    """Effect of a failure over that of a success, each half a unit of surprise, per citizen who learned of it."""
    start = {"prior": 0.0}
    loss, gain = (
        np.mean([run.daily["affect"][1] / run.items["learned"][0] for run in runs([ended(0, r)], 1, changes, start)])
        for r in (0.0, 1.0)
    )
    return -loss / gain


def test_losses_weigh_twice():
    check_band(loss_over_gain(), 1.8, 2.2)


def test_another_loss_aversion_is_noticed():
    with pytest.raises(AssertionError):
        check_band(loss_over_gain(**{"feeling.loss_aversion": 1.7}), 1.8, 2.2)


def fourth_peak(delivered=0.0, **changes):
    """Highest hope after the fourth announcement over that after the first; the three between end as `delivered`."""
    rounds = range(10, 190, 45)
    items = [item for day in rounds for item in (announced(day), ended(day + 21, delivered))]
    hope = series("hope", items, 190, params=changes)
    peaks = [hope[:, day + 1 : day + 46].max(axis=1) for day in rounds]
    return (peaks[3] / peaks[0]).mean()


def test_crying_wolf_costs_up_to_half_of_hope():
    check_band(fourth_peak(), 0.5, 1.0)


@pytest.mark.parametrize("change", [{"trust.rate": 3.0}, {"delivered": 1.0}], ids=str)
def test_unforgiving_people_and_kept_promises_are_noticed(change):
    with pytest.raises(AssertionError):
        check_band(fourth_peak(**change), 0.5, 1.0)


def trust_missing(promises, **changes):
    """Trust of an undeceived twin minus that of the deceived, day by day while so many promises are kept."""
    end = 40 + 45 * promises
    kept = [item for day in range(40, end, 45) for item in (announced(day), ended(day + 10, 1.0))]
    deceived, twin = (
        series("trust", [announced(10), ended(20, 0.0, deception=deception), *kept], end, params=changes)
        for deception in (True, False)
    )
    # What is never forgotten shows from the first night after the failure on.
    return (twin - deceived)[:, 22:]


def test_deception_is_never_quite_repaired():
    check_more(trust_missing(promises=20))


def test_deception_without_a_scar_is_noticed():
    with pytest.raises(AssertionError):
        check_more(trust_missing(promises=3, **{"trust.scar": 0.0}))


def first_hope(**changes):
    return series("hope", [], 1, params=changes)[:, 0].mean()


def test_a_quarter_hopes_at_the_start():
    check_band(first_hope(), 0.22, 0.32)


def test_other_people_are_noticed():
    with pytest.raises(AssertionError):
        check_band(first_hope(**{"belief.prior": 0.0}), 0.22, 0.32)


def most_stressful_prior(**changes):
    """Prior whose people are most stressed by waiting for the same promise."""
    priors = (-2.0, -1.1, -0.5, 0.0, 0.5, 1.0)
    start = {"waiting": 0, "hype": 1.0}
    stress = [series("stress", [], 30, params={"belief.prior": l, **changes}, start=start).mean() for l in priors]
    return priors[int(np.argmax(stress))]


def test_waiting_is_most_stressful_at_even_odds():
    assert most_stressful_prior() == 0.0


def test_stress_without_uncertainty_is_noticed():
    with pytest.raises(AssertionError):
        assert most_stressful_prior(**{"stress.uncertainty": 0.0}) == 0.0


def read_as_failure(**params):
    """Share of those who learned of a partial result who are worse off for it, by seed."""
    citizens = [run.citizens for run in runs([ended(10, 0.4)], 14, params)]
    return np.array([(table["affect"][table["known"] == 1] < 0).mean() for table in citizens])


def check_overload_makes_failures(**changes):
    quiet = {"clutter.rate": 0.0, "clutter.branching": 0.0}
    check_more(read_as_failure(**changes) - read_as_failure(**changes, **quiet))


def test_overload_makes_a_partial_result_a_failure():
    check_overload_makes_failures()


def test_readers_of_the_small_print_are_noticed():
    with pytest.raises(AssertionError):
        check_overload_makes_failures(**{"attention.gist": False})


def aware(coverage=3, **changes):
    """Share that learns of a summit where nothing competes and nobody retells."""
    params = {"clutter.rate": 0.0, "clutter.branching": 0.0, "talk.retell": 0.0, **changes}
    return np.mean([run.items["learned"][0] for run in runs([announced(0, coverage=coverage)], 5, params)])


def test_nearly_all_hear_of_a_summit():
    check_band(aware(), 0.95, 0.97)


@pytest.mark.parametrize("change", [{"attention.reach": 0.6}, {"coverage": 2}], ids=str)
def test_other_media_are_noticed(change):
    with pytest.raises(AssertionError):
        check_band(aware(**change), 0.95, 0.97)
