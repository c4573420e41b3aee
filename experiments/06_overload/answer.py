"""Whether sentiment has an inverted U against the amount of other news, with and without gist."""

from collections.abc import Mapping

from experiments.drawing import axis, change, line, names, note, sheet, ticks
from experiments.evidence import Answer, adequacy, curve, effect, number, picked, word
from sentiment_abm.charts.style import CASES
from sentiment_abm.sweep.store import Results

RATE, GIST = "clutter.rate", "attention.gist"
KINDS = {"kept": "kept", "60": "kept by 60 %", "40": "kept by 40 %", "broken": "broken"}


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs
    net = curve(runs, "net_mean", ["case", GIST, RATE])
    facts = []
    for short, case in KINDS.items():
        for gist in (True, False):
            facts += hill(runs, net, case, f"{short}_{'gist' if gist else 'whole'}", gist)
    facts += [effect(f"gist_{short}", f"net sentiment with gist minus without at the default clutter, {case}",
                     *(picked(runs, "net_mean", {"case": case, GIST: gist, RATE: 4.0}) for gist in (True, False)))
              for short, case in KINDS.items()]  # fmt: skip
    facts += adequacy(
        *(picked(runs, "net_mean", {"case": "kept by 40 %", GIST: gist, RATE: 4.0}) for gist in (True, False))
    )
    tables = {"net_mean": net, "overload_mean": curve(runs, "overload_mean", [RATE])}
    return Answer(facts, tables, chart(net, {fact.name: fact for fact in facts}))


def hill(runs, net, case: str, name: str, gist: bool):
    """Where net sentiment is highest, and how far both ends of the range are below it."""
    mine = net[(net["case"] == case) & (net[GIST] == gist)]
    top = float(mine.loc[mine["mean"].idxmax(), RATE])
    at = [picked(runs, "net_mean", {"case": case, GIST: gist, RATE: rate}) for rate in (0.0, top, 20.0)]
    words = f"net sentiment, {case}, gist {gist}"
    rise, fall = (
        effect(f"rise_{name}", f"{words}: at its best minus without clutter", at[1], at[0]),
        effect(f"fall_{name}", f"{words}: at most clutter minus at its best", at[2], at[1]),
    )
    is_hill = 0.0 < top < 20.0 and rise.low > 0.0 and fall.high < 0.0
    return [number(f"top_{name}", f"clutter rate at which net sentiment is highest, {case}, gist {gist}", top), rise, fall,
            word(f"hill_{name}", "is there an inverted U", "yes" if is_hill else "no")]  # fmt: skip


def chart(net, facts):
    """Net sentiment against clutter, with and without gist."""
    hills = [case for short, case in KINDS.items() if facts[f"hill_{short}_gist"].word == "yes"]
    found = (
        f"Some other news is better than none or much where promises are {' or '.join(hills)}."
        if hills
        else "Many stories lower the mood, and no middle amount is surely better than few, whatever comes of the promise."
    )
    made, axes = sheet(
        "How much other news is too much?",
        f"{found} At the usual four a day, keeping only the gist, instead of all, leaves the mood {change(facts['gist_60'])} if 60 % of the "
        f"promise is kept, {change(facts['gist_40'])} if 40 % is.",
        height=5.0,
        panels=2,
        margin=0.14,
    )
    for ax, gist, title in zip(
        axes,
        (True, False),
        ("As people are: overloaded, they keep the gist", "If overload did not blur what is read"),
        strict=True,
    ):
        ends = []
        for case, look in zip(KINDS.values(), CASES, strict=False):
            mine = net[(net["case"] == case) & (net[GIST] == gist)]
            line(ax, mine, RATE, look)
            ends.append(
                (
                    100 * float(mine["mean"].iloc[-1]),
                    f"promise\n{case}"
                    if case in ("kept", "broken")
                    else f"{case.removeprefix('kept by ')} of it\nkept",
                    look.ink,
                )
            )
        low, high = 100 * net["low95"].min(), 100 * net["high95"].max()
        ax.set_ylim(low - 1, high + 1)
        ax.axvline(4, color="#8c8c8c", linewidth=0.7, linestyle=(0, (2, 2)), zorder=0)
        ticks(ax, (0, 4, 8, 12, 16, 20), ("0", "4\n(usual)", "8", "12", "16", "20"))
        axis(
            ax,
            "Other news breaking each day, stories",
            "Mood: hopeful minus disappointed, mean over 120 days, points",
            title,
        )
        if ax is axes[-1]:
            names(ax, ends, gap=0.085)
    note(
        made,
        f"Lines: means of {facts['adequacy_n'].estimate:.0f} simulated runs each, with the same luck; bands: 95 % intervals. One summit with four different results.",
    )
    return made.say(
        caption="",
        alt="Net sentiment against the amount of other news, one line for each outcome, with and without gist.",
        data=net,
    )
