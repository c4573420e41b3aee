"""What could have been seen before support collapses, and how long before."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.drawing import LONG_DASH, axis, note, sheet, ticks
from experiments.evidence import Answer, Fact, number, word
from sentiment_abm.analysis.alarms import alarm
from sentiment_abm.analysis.early_warning import trends
from sentiment_abm.charts.style import CASES, MOODS, MUTED, RULE
from sentiment_abm.sweep.store import Results

SMALL = {"study": {"study.replicates": 30}}
LEVEL, EARLIEST, LEADS = 0.25, 90, (1, 7, 14, 28)
SIGNALS = {"variance": "growing swings of support", "autocorrelation": "slower recovery of support", "support": "low support itself",
           "trust": "low trust", "disappointment": "disappointment"}  # fmt: skip
FALLING = ("support", "trust")  # the lower, the more alarming

# The two blues lie far apart, and no two lines have one dash.
LOOKS = (CASES[2], CASES[1], CASES[0], CASES[3], MOODS["disappointment"]._replace(dash=LONG_DASH))


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    tables, facts = [], []
    for case in results.manifest["cases"]:
        days = results.daily[(results.daily["case"] == case) & (results.daily["segment"] == "all")]
        series = {
            of: days.pivot_table(index="replicate", columns="day", values=of).to_numpy() for of in SIGNALS if of in days
        }
        table, counts = judged(series)
        tables.append(table.assign(case=case))
        short = case.split()[0]
        facts += [number(f"collapses_{short}", f"runs in which support collapses after day {EARLIEST}, {case}", counts[0]),
                  number(f"stable_{short}", f"runs in which it never does, {case}", counts[1])]  # fmt: skip
    table = pd.concat(tables, ignore_index=True)
    usual = table[table["case"] == "usual contagion"]
    facts += [
        Fact(
            f"{row.signal}_{row.lead}",
            f"{SIGNALS[row.signal]}, {row.lead} days before, chance that a run that will collapse looks worse",
            row.area,
            row.low,
            row.high,
            row.n,
        )
        for row in usual.itertuples()
    ]
    best = usual[usual["lead"] == 14].sort_values("area").iloc[-1]
    facts.append(word("best", "the best signal 14 days before", SIGNALS[str(best["signal"])]))
    facts.append(Fact("best_area", "its chance to be right", best["area"], best["low"], best["high"], int(best["n"])))
    strong = table[(table["case"] == "strong contagion") & (table["lead"] == 14)].set_index("signal")
    facts += [
        Fact(
            f"strong_{name}",
            f"{SIGNALS[name]}, 14 days before, strong contagion",
            *strong.loc[name, ["area", "low", "high"]],
            int(strong.loc[name, "n"]),
        )
        for name in strong.index
    ]
    return Answer(facts, {"warnings": table}, chart(usual, {fact.name: fact for fact in facts}))


def judged(series: Mapping[str, np.ndarray]) -> tuple[pd.DataFrame, tuple[int, int]]:
    """For each signal and lead time, the chance that a run that will collapse looks worse than one that will not."""
    support = series["support"]
    low = support < LEVEL
    ends = np.where(low.any(axis=1), low.argmax(axis=1), -1)
    falling, calm = np.flatnonzero(ends >= EARLIEST), np.flatnonzero(ends < 0)
    rows = []
    if len(falling) < 2 or len(calm) < 2:
        raise ValueError(f"{len(falling)} runs collapse and {len(calm)} do not: too few to compare")
    until = np.resize(ends[falling], len(calm))  # runs that do not collapse are looked at on the same days
    for lead in LEADS:
        last = [ends[falling] - lead, until - lead]
        trend = [trends(support[which], day + 1) for which, day in zip((falling, calm), last, strict=True)]
        for signal in SIGNALS:
            if signal in ("variance", "autocorrelation"):
                values = [each[signal].to_numpy() for each in trend]
            else:
                sign = -1.0 if signal in FALLING else 1.0
                values = [sign * series[signal][which, day] for which, day in zip((falling, calm), last, strict=True)]
            found = alarm(*values, rate=max(0.05, 1.0 / (len(calm) + 1)))
            half = spread(found.area, len(falling), len(calm))
            rows.append({"signal": signal, "lead": lead, "area": found.area, "low": max(0.0, found.area - half), "high": min(1.0, found.area + half),
                         "hits": found.hits, "false_alarms": found.false_alarms, "n": len(falling) + len(calm)})  # fmt: skip
    return pd.DataFrame(rows), (len(falling), len(calm))


def spread(area: float, m: int, n: int) -> float:
    """Half-width of the 95 % interval of an area under the curve (Hanley and McNeil 1982)."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + (m - 1) * (q1 - area**2) + (n - 1) * (q2 - area**2)) / (m * n)
    return 1.96 * float(np.sqrt(max(variance, 0.0)))


def chart(table, facts):
    """How often each signal is right, against the days before the collapse."""
    made, (ax,) = sheet(
        "Can a collapse of support be seen coming?",
        f"Two weeks before, the best sign is {facts['best'].word}: right in {facts['best_area'].estimate:.0%} of comparisons. Growing swings are right in "
        f"{facts['variance_14'].estimate:.0%}, slower recovery in {facts['autocorrelation_14'].estimate:.0%}; a coin is right in 50 %.".replace(
            "%", " %"
        ).replace("  %", " %"),
        height=5.0,
        margin=0.27,
    )
    from experiments.drawing import names

    ends = []
    for k, (signal, words) in enumerate(SIGNALS.items()):
        look = LOOKS[k]
        mine = table[table["signal"] == signal].sort_values("lead")
        at = -mine["lead"].to_numpy(dtype=float) + (k - 2) * 0.15
        ax.vlines(at, 100 * mine["low"], 100 * mine["high"], color=look.color, linewidth=0.7, alpha=0.6)
        ax.plot(at, 100 * mine["area"], color=look.color, linestyle=look.dash, marker="o", markersize=3)
        ends.append((100 * float(mine["area"].iloc[0]), words, look.ink))
    ax.axhline(50, color=RULE, linewidth=0.9)
    ax.text(-21, 51, "as good as a coin", size=7.5, color=MUTED)
    ax.set_ylim(30, 103)
    ticks(ax, [-lead for lead in LEADS], [f"{lead} day{'s' if lead > 1 else ''}\nbefore" for lead in LEADS])
    axis(
        ax,
        "When one looks, before the day on which fewer than a quarter support the talks",
        "How often a public that is about to lose its support looks worse than one that is not, %",
    )
    names(ax, ends, gap=0.06)
    note(
        made,
        f"{facts['collapses_usual'].estimate:.0f} runs that collapse against {facts['stable_usual'].estimate:.0f} that do not, in one and the same world; thin lines: 95 % intervals. Each is compared with each. Support is partly made of trust, which helps trust to warn.",
    )
    return made.say(
        caption="",
        alt="How often each warning sign is right, against the days before a collapse of support.",
        data=table,
    )
