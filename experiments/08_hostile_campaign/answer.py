"""A hostile campaign before, during or after the wait, by doubt or by clutter."""

from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, note, sheet
from experiments.evidence import Answer, adequacy, curve, effect, picked, word
from sentiment_abm.charts.style import CASES, RULE
from sentiment_abm.sweep.store import Results

DELIVERED, CAPACITY = "scenario.delivered", "attention.capacity"
MEANS, WINDOWS = ("doubt", "clutter"), ("before", "during", "after")
ENDS = {0.0: "it is broken", 0.4: "it is kept in part", 1.0: "it is kept"}


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs
    gaps = against_none(runs)
    tables = {
        of: curve(gaps, of, ["means", "window", DELIVERED, CAPACITY]) for of in ("net_mean", "trust_last", "hope_peak")
    }
    facts = []
    for of, words in (("net_mean", "net sentiment"), ("trust_last", "trust at the end")):
        for means in MEANS:
            for window in WINDOWS:
                for delivered in ENDS:
                    sides = [
                        picked(runs, of, {"case": case, DELIVERED: delivered, CAPACITY: 4.0})
                        for case in (f"{means} {window}", "no campaign")
                    ]
                    facts.append(
                        effect(
                            f"{of}_{means}_{window}_{10 * delivered:.0f}",
                            f"{words}: {means} {window} minus none, {delivered:.0%} delivered",
                            *sides,
                        )
                    )
    worst = min(
        (fact for fact in facts if fact.name.startswith("net_mean") and fact.name.endswith("_4")),
        key=lambda fact: fact.estimate,
    )
    facts.append(worst._replace(name="worst"))
    facts.append(
        word(
            "worst_when",
            "the campaign that harms net sentiment most when 40 % is delivered",
            in_words(*worst.name.split("_")[2:4]),
        )
    )
    signs = tables["net_mean"]
    helped = signs[(signs["low95"] > 0.0)]
    facts.append(
        word("helps", "combinations in which a campaign surely raises net sentiment", f"{len(helped)} of {len(signs)}")
    )
    clutter = helped[helped["means"] == "clutter"]
    facts.append(word("helps_clutter", "of these by clutter", f"{len(clutter)}"))
    which = [
        f"{row.means} {row.window} with {row[3]:.0%} delivered and a capacity of {row[4]:g}"
        for row in helped.itertuples()
    ]
    facts.append(word("helps_which", "which ones", "; ".join(which).replace("%", " %") or "none"))
    facts += adequacy(
        picked(runs, "net_mean", {"case": "doubt during", DELIVERED: 0.4, CAPACITY: 4.0}),
        picked(runs, "net_mean", {"case": "no campaign", DELIVERED: 0.4, CAPACITY: 4.0}),
    )
    return Answer(facts, tables, chart(tables["net_mean"], {fact.name: fact for fact in facts}))


def against_none(runs: pd.DataFrame) -> pd.DataFrame:
    """Each run minus that without a campaign, same people, luck and settings."""
    keys, of = [DELIVERED, CAPACITY, "replicate"], ["net_mean", "trust_last", "hope_peak"]
    none = runs[runs["case"] == "no campaign"].set_index(keys)[of]
    parts = []
    for means in MEANS:
        for window in WINDOWS:
            mine = runs[runs["case"] == f"{means} {window}"].set_index(keys)[of] - none
            parts.append(mine.reset_index().assign(means=means, window=window))
    return pd.concat(parts, ignore_index=True)


def in_words(means: str, window: str) -> str:
    """A campaign in words, such as "doubt sown before the promise"."""
    when = {"before": "before the promise", "during": "while people wait", "after": "after the result"}[window]
    return f"{'doubt sown' if means == 'doubt' else 'a flood of other news'} {when}"


def chart(table, facts):
    """What each campaign changes, one panel for each end of the promise."""
    made, axes = sheet(
        "When does a hostile campaign hurt most?",
        f"When a promise is kept in part, {facts['worst_when'].word} lowers the mood most, by {-100 * facts['worst'].estimate:.1f} points over 120 days; sown after the result by "
        f"{-100 * facts['net_mean_doubt_after_4'].estimate:.1f}, and by {-100 * facts['net_mean_doubt_after_10'].estimate:.1f} when all of the promise is kept.",
        height=5.0,
        panels=3,
    )
    mine = table[table[CAPACITY] == 4.0]
    low, high = 100 * mine["low95"].min(), 100 * mine["high95"].max()
    for ax, (delivered, ending) in zip(axes, ENDS.items(), strict=True):
        for k, (means, look, words) in enumerate(
            zip(MEANS, CASES[1:3], ("five stories that sow doubt", "a flood of other news"), strict=False)
        ):
            rows = (
                mine[(mine["means"] == means) & (mine[DELIVERED] == delivered)].set_index("window").loc[list(WINDOWS)]
            )
            at = [place + 0.22 * (k - 0.5) for place in range(3)]
            ax.vlines(at, 0, 100 * rows["mean"], color=look.color, linewidth=7, alpha=0.9)
            ax.vlines(at, 100 * rows["low95"], 100 * rows["high95"], color="#1a1a1a", linewidth=1)
            if ax is axes[0]:
                ax.text(
                    0.04,
                    0.09 - 0.07 * k,
                    words,
                    color=look.ink,
                    transform=ax.transAxes,
                    size=8,
                    bbox={"color": "white", "pad": 1},
                )
        ax.set_xlim(-0.5, 2.5)
        ax.set_ylim(low - 0.45 * (high - low), high + 0.1 * (high - low))
        ax.set_xticks(range(3), ["before the\npromise", "while\npeople wait", "after the\nresult"])
        ax.axhline(0, color=RULE, linewidth=0.8)
        axis(
            ax,
            "When the campaign comes",
            "Change in mood, points",
            f"If {ending}" if delivered else "If the promise is broken",
        )
    note(
        made,
        f"Bars: means of {facts['adequacy_n'].estimate:.0f} pairs of simulated runs; thin lines: 95 % intervals. Compare within a color: doubt (five stories from a source of credibility 0.4) and flood (ten more stories a day for nine days) are not of one strength, and what comes early has longer to act. Mood: hopeful minus disappointed.",
    )
    return made.say(
        caption="",
        alt="What a hostile campaign changes in net sentiment, by its time, its means and the end of the promise.",
        data=mine,
    )
