"""What hope still answers to one more promise after more and more broken ones."""

from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, line, names, note, sheet, ticks
from experiments.evidence import Answer, adequacy, curve, effect, level
from sentiment_abm.charts.style import CASES
from sentiment_abm.sweep.store import Results

TEST_DAY, WINDOW = 330, 14
CAVEAT, GIST = "scenario.caveat", "attention.gist"
NONE, MANY = 0, 16


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    response = responses(found["study"])
    facts = []
    for of, words in (
        ("hope", "hope that one more promise adds, mean of the 14 days after it"),
        ("belief", "belief that it adds"),
    ):
        facts += [
            level(f"{of}_{earlier}", f"{words}, after {earlier} broken ones", picked(response, of, earlier))
            for earlier in (NONE, 1, 4, MANY)
        ]
        facts.append(
            effect(
                f"{of}_loss",
                f"{words}, after {MANY} broken ones minus after none",
                picked(response, of, MANY),
                picked(response, of, NONE),
            )
        )
    before = response[(response[CAVEAT] == 0.0) & response[GIST]]
    for earlier in (NONE, MANY):
        facts.append(
            level(
                f"trust_{earlier}",
                f"trust before the promise, after {earlier} broken ones",
                before[before["earlier"] == earlier].set_index("replicate")["trust_before"],
            )
        )
        for gist in (True, False):
            after, plain = (picked(response, "hope", earlier, caveat, gist) for caveat in (0.9, 0.0))
            facts.append(
                effect(
                    f"caveat_{earlier}_{'gist' if gist else 'whole'}",
                    f"answer of hope with caveats of .9 minus without, after {earlier} broken ones, gist {gist}",
                    after,
                    plain,
                )
            )
    kept = [picked(response, "trust_before", 4, caveat, True) for caveat in (0.9, 0.0)]
    facts.append(effect("caveat_trust", "trust after 4 broken promises, with caveats of .9 minus without", *kept))
    facts += adequacy(picked(response, "hope", MANY), picked(response, "hope", NONE))
    tables = {of: curve(response, of, [CAVEAT, GIST, "earlier"]) for of in ("hope", "belief", "trust_before")}
    return Answer(facts, tables, chart(tables, {fact.name: fact.estimate for fact in facts}))


def picked(response: pd.DataFrame, of: str, earlier: int, caveat: float = 0.0, gist: bool = True) -> pd.Series:
    """An answer by replicate."""
    mine = response[(response["earlier"] == earlier) & (response[CAVEAT] == caveat) & (response[GIST] == gist)]
    return mine.set_index("replicate")[of]


def responses(results: Results) -> pd.DataFrame:
    """For each replicate and setting, what one more promise changes in the days after it: with it minus without it."""
    runs, days = results.runs, results.daily
    after = days[(days["segment"] == "all") & days["day"].between(TEST_DAY + 1, TEST_DAY + WINDOW)]
    mean = after.groupby("run_id")[["hope", "belief"]].mean()
    before = days[(days["segment"] == "all") & (days["day"] == TEST_DAY)].set_index("run_id")["trust"]
    table = (
        runs[["run_id", "case", "replicate", CAVEAT, GIST]]
        .join(mean, on="run_id")
        .join(before.rename("trust_before"), on="run_id")
    )
    table["earlier"] = table["case"].str.extract(r"(\d+)")[0].astype(int)
    table["again"] = table["case"].str.contains("one more")
    keys = ["earlier", CAVEAT, GIST, "replicate"]
    one, other = (table[table["again"] == again].set_index(keys) for again in (True, False))
    return (one[["hope", "belief"]] - other[["hope", "belief"]]).join(other["trust_before"]).reset_index()


def chart(tables, facts):
    """The answer of hope against the number of broken promises, by caveats and gist."""
    made, axes = sheet(
        "After how many broken promises does nobody listen?",
        f"Hope still answers after sixteen: one more promise adds {100 * facts['hope_16']:.1f} points, against {100 * facts['hope_0']:.1f} with none broken before. What it adds to "
        f"belief in peace falls from {100 * facts['belief_0']:.1f} to {100 * facts['belief_16']:.1f}. Strong caveats change the added hope by {100 * facts['caveat_0_gist']:+.1f} and {100 * facts['caveat_16_gist']:+.1f}.",
        panels=2,
        margin=0.13,
    )
    looks = dict(zip((0.0, 0.5, 0.9), CASES, strict=False))
    for ax, of, words in zip(axes, ("hope", "belief"), ("hope", "belief that peace will come"), strict=True):
        ends = []
        for caveat, look in looks.items():
            mine = tables[of]
            mine = mine[mine[GIST] & (mine[CAVEAT] == caveat)]
            line(ax, mine, "earlier", look)
            ends.append(
                (
                    100 * float(mine["mean"].iloc[-1]),
                    {0.0: "no caveat", 0.5: "some (50 %)", 0.9: "strong (90 %)"}[caveat],
                    look.ink,
                )
            )
        ticks(ax, (0, 1, 2, 4, 8, 16))
        top = 100 * float(tables["hope"]["high95"].max())
        ax.set_ylim(0, 1.08 * top)
        axis(
            ax,
            "Broken promises in the eight months before",
            f"Points of {words} that one more promise adds in two weeks",
        )
        if ax is axes[-1]:
            names(ax, ends, gap=0.08)
    note(
        made,
        f"Lines: means of {facts['adequacy_n']:.0f} pairs of runs with and without the last promise, same people and luck; bands: 95 % intervals. Caveats: how much of the promise is taken back in the small print.",
    )
    return made.say(
        caption="",
        alt="Hope added by one more promise, against the number of broken promises before it.",
        data=tables["hope"],
    )
