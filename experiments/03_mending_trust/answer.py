"""How many kept promises mend a broken one, with and without deception; memory of the way down and up."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

import sentiment_abm as sa
from experiments.drawing import axis, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, Fact, adequacy, curve, level, number
from sentiment_abm.sweep.store import Results

BEFORE, FIRST, EVERY, KEPT = 20, 34, 14, 25  # last row before the failure; day of the first kept promise; and so on
RATIO, PRIOR = "trust.asymmetry", "trust.prior_kept"
HONEST, LIE = "honest failure", "deception"
SHARES = [1.0, 0.75, 0.5, 0.25, 0.0, 0.25, 0.5, 0.75, 1.0]


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    mended = mending(results)
    table = curve(mended, "needed", ["case", PRIOR, RATIO])
    # Where no run is mended there is no mean: the row stays, with the share that says so.
    shares = mended.groupby(["case", PRIOR, RATIO])["is_mended"].mean().rename("share_mended").reset_index()
    table = shares.merge(table, on=["case", PRIOR, RATIO], how="left")
    table["closed_form"] = table[RATIO] * table[PRIOR] / 5.0 / (1 - table[PRIOR] / 5.0)
    facts = [fact for short, case in (("honest", HONEST), ("lie", LIE)) for fact in of_case(mended, case, short)]
    loops = {case: loops_of(results, case) for case in ("down and up, honest", "down and up, deceived")}
    facts += [Fact(f"loop_{case.split()[-1]}", f"trust lower on the way up than on the way down, mean, {case}", -each.gap,
                   -each.high, -each.low, each.n) for case, each in loops.items()]  # fmt: skip
    default = mended[(mended["case"] == HONEST) & (mended[PRIOR] == 2.0) & (mended[RATIO] == 2.0)]
    facts += adequacy(default.set_index("replicate")["needed"])
    needed = 2.0 * 0.8 / (1.0 - 0.8 + 2.0 * 0.8)  # tau = p / (p + kappa (1 - p)) at tau = .8, kappa = 2
    facts.append(
        number(
            "kept_needed", "share of promises to be kept for a lasting trust of .8 at asymmetry 2, closed form", needed
        )
    )
    numbers = {fact.name: fact.estimate for fact in facts}
    steps = pd.concat([each.table.assign(case=case) for case, each in loops.items()])
    return Answer(facts, {"needed": table, "down_and_up": steps}, chart(table, numbers))


def mending(results: Results) -> pd.DataFrame:
    """How many kept promises each run needs until mean trust is what it was before the failure."""
    runs = results.runs[results.runs["case"].isin([HONEST, LIE])]
    days = results.daily[(results.daily["segment"] == "all") & results.daily["run_id"].isin(runs["run_id"])]
    trust = days.pivot_table(index="run_id", columns="day", values="trust").loc[runs["run_id"]]
    # Row d + 1 has felt the news of day d: the k-th kept promise is out on day FIRST + EVERY k + 7, covered three days.
    after = trust[[FIRST - 1, *(FIRST + EVERY * k + EVERY - 1 for k in range(KEPT))]].to_numpy()
    before = trust[[BEFORE]].to_numpy()
    needed = np.array([first_at(row, target) for row, target in zip(after, before[:, 0], strict=True)])
    return runs.assign(needed=needed, is_mended=np.isfinite(needed)).assign(
        needed=lambda rows: rows["needed"].where(rows["is_mended"])
    )


def first_at(levels: np.ndarray, target: float) -> float:
    """Where a rising row reaches the target, between two promises along a straight line; infinite if it does not."""
    for k in range(1, len(levels)):
        if levels[k] >= target:
            return k - 1 + (target - levels[k - 1]) / (levels[k] - levels[k - 1]) if levels[k - 1] < target else 0.0
    return math.inf


def of_case(mended: pd.DataFrame, case: str, short: str) -> list[Fact]:
    """The number needed at the defaults, and for a public that trusted much."""
    facts = []
    for prior in (2.0, 3.0, 4.0):
        mine = mended[(mended["case"] == case) & (mended[PRIOR] == prior) & (mended[RATIO] == 2.0)]
        values = mine.set_index("replicate")["needed"]
        words = f"kept promises that mend one, {case}, trust before {prior / 5:.0%}, asymmetry 2"
        facts.append(level(f"needed_{short}_{prior:.0f}", words, values))
        facts.append(number(f"mended_{short}_{prior:.0f}", f"share of runs mended by {KEPT} kept promises, {case}",
                            float(mine["is_mended"].mean())))  # fmt: skip
        facts.append(
            number(f"closed_{prior:.0f}", f"closed form, trust before {prior / 5:.0%}", 2 * prior / (5 - prior))
        )
    return facts if short == "honest" else [fact for fact in facts if not fact.name.startswith("closed")]


def loops_of(results: Results, case: str):
    """Trust along the share of each promise that is kept, down and up, at the defaults."""
    runs = results.runs
    mine = runs[(runs["case"] == case) & (runs[PRIOR] == 2.0) & (runs[RATIO] == 2.0)]["run_id"]
    days = results.daily[results.daily["run_id"].isin(mine)]
    return sa.hysteresis(days, "trust", [(10 + 40 * (k + 1), share) for k, share in enumerate(SHARES)], case)


def chart(table, facts):
    """Kept promises needed against the weight of failures, beside the closed form."""
    made, axes = sheet(
        "How many kept promises mend one broken promise?",
        f"Where three in five trusted, it takes {facts['needed_honest_3']:.1f} after an honest failure (simple arithmetic says "
        f"{facts['closed_3']:.0f}) and {facts['needed_lie_3']:.1f} after a lie; where four in five did, {facts['needed_honest_4']:.1f} (arithmetic: {facts['closed_4']:.0f}).".replace(
            "nan", f"more than {KEPT}"
        ),
        height=5.0,
        panels=2,
        margin=0.14,
    )
    for ax, case in zip(axes, (HONEST, LIE), strict=True):
        ends = []
        for prior, look in zip((1.0, 2.0, 3.0, 4.0), shades(4), strict=True):
            mine = table[(table["case"] == case) & (table[PRIOR] == prior)]
            ax.plot(mine[RATIO], mine["closed_form"], color=look.color, linewidth=0.8, linestyle=(0, (1, 2)))
            mine = mine[mine["share_mended"] == 1.0]
            if len(mine):
                line(ax, mine, RATIO, look, 1.0)
            whole = table[(table["case"] == case) & (table[PRIOR] == prior)]
            name = f"{20 * prior:.0f} %" + ("\nhad trusted" if prior == 2 else "")
            if len(mine) == len(whole):
                ends.append((float(mine["mean"].iloc[-1]), name, look.ink))
            elif len(mine):  # its name goes where it ends
                end = (mine[RATIO].iloc[-1], mine["mean"].iloc[-1])
                ax.annotate(name, end, (2, 5), textcoords="offset points", color=look.ink, size=8)
            if prior == 4.0 and len(mine) < len(whole):  # the weights at which they did not suffice
                ax.text(2.1, KEPT - 0.6, f"↑ 80 % had trusted:\nmore than {KEPT}", color=look.ink, size=8, va="top")
        ax.set_ylim(0, KEPT)
        ax.axvline(2, color="#8c8c8c", linewidth=0.7, linestyle=(0, (2, 2)), zorder=0)
        ticks(ax, (1, 1.5, 2, 3, 4), ("1", "1.5", "2\n(usual)", "3", "4"))
        axis(
            ax,
            "How many times as much a broken promise weighs as a kept one",
            "Kept promises until trust is back",
            {HONEST: "After an honest failure", LIE: "After a lie"}[case],
        )
        if ax is axes[-1]:
            names(ax, ends, gap=0.1)
    note(
        made,
        f"Lines: means of {facts['adequacy_n']:.0f} simulated runs; bands: 95 % intervals; a line ends where {KEPT} kept promises are not enough. Names: how "
        "many trusted before. Thin dots: simple arithmetic, weight × trusting ÷ not trusting.",
    )
    return made.say(
        caption="",
        alt="Kept promises needed to mend trust, against how much more a broken promise weighs, after an honest failure and after a lie.",
        data=table,
    )
