"""What half the hype, or stated caveats, would have changed in the peace talks of 2025."""

from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, change, names, note, sheet
from experiments.evidence import Answer, adequacy, effect, picked
from sentiment_abm.analysis.statistics import bands
from sentiment_abm.charts.style import CASES, OUTER
from sentiment_abm.sweep.store import Results

SMALL = {"study": {"society.people": 400}}
OUTCOMES = {
    "net_mean": "net sentiment",
    "trust_last": "trust at the end",
    "stress_mean": "stress",
    "hope_peak": "highest hope",
}
AS_IT_WAS, HALF, CAVEATS = "as it was", "half the hype", "caveats stated"


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    runs = results.runs
    facts = [
        effect(
            f"{of}_{short}",
            f"{words}: {case} minus as it was",
            *(picked(runs, of, {"case": each}) for each in (case, AS_IT_WAS)),
        )
        for of, words in OUTCOMES.items()
        for short, case in (("half", HALF), ("caveats", CAVEATS))
    ]
    facts += adequacy(*(picked(runs, "trust_last", {"case": case}) for case in (HALF, AS_IT_WAS)))
    table = pd.concat(
        [bands(results.daily, of).reset_index().assign(of=of) for of in ("net", "trust")], ignore_index=True
    )
    table = table[(table["segment"] == "all") & (table["day"] % 3 == 0)].drop(columns=["segment", "low50", "high50"])
    return Answer(facts, {"mood_and_trust": table}, chart(table, {fact.name: fact for fact in facts}, results))


def chart(table, facts, results):
    """Hope and trust over the year, as it was and with half the hype."""
    made, axes = sheet(
        "The peace talks of 2025: what would half the hype have changed?",
        f"In the model, with half the hype trust ends {change(facts['trust_last_half'])} and the mood, over the whole period, is {change(facts['net_mean_half'])}; "
        f"stated caveats change neither by more than {100 * max(abs(facts[f'{of}_caveats'].estimate) for of in ('trust_last', 'net_mean')):.1f} points.",
        panels=2,
        margin=0.12,
    )
    days = pd.date_range(results.start_date, "2026-03-01", freq="MS")
    places = [(day.date() - results.start_date).days for day in days][::4]
    for ax, of, title in zip(
        axes,
        ("net", "trust"),
        ("Mood: hopeful minus disappointed, points, of four publics", "Trust in those who promised, points of 100"),
        strict=True,
    ):
        ends = []
        for case, look in zip((AS_IT_WAS, HALF, CAVEATS), CASES, strict=False):
            mine = table[(table["case"] == case) & (table["of"] == of)]
            ax.fill_between(
                mine["day"], 100 * mine["low95"], 100 * mine["high95"], color=look.color, alpha=OUTER, linewidth=0
            )
            ax.plot(mine["day"], 100 * mine["median"], color=look.color, linestyle=look.dash, linewidth=1.1)
            name = f"simulated\n{case}" if case == AS_IT_WAS else case
            ends.append((100 * float(mine["median"].iloc[-1]), name, look.ink))
        if of == "trust":
            ax.set_ylim(0, None)
        ax.set_xticks(places, [f"{day:%b}\n{day:%Y}" for day in days][::4])
        axis(ax, "", title)
        if ax is axes[-1]:
            names(ax, ends)
    note(
        made,
        f"All lines are simulated, none is a poll: medians of {facts['adequacy_n'].estimate:.0f} runs; bands: 95 % of the runs. Ukraine, Russia, United States and Europe with equal weights; simulated from the real news of 2025, nothing fitted; against polls the model does badly on belief.",
    )
    return made.say(
        caption="", alt="Mood and trust over the peace talks of 2025, as they were and with half the hype.", data=table
    )
