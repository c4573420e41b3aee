"""The page docs/what_it_can_tell.md, its numbers read from the tables of the studies.

python experiments/what_it_can_tell.py     after the calibration studies
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
STUDIES = {
    "calibration_us_approval": "Approval of the US president, 2017 to 2021",
    "calibration_ukraine_russia": "Polls in Ukraine and Russia, 2022 to 2026",
}

HEAD = """# What this model can and cannot tell you

It can tell you what follows from stated assumptions: which of two ways to announce the same thing leaves more trust
*in the model*, how sure that is given the luck of its people, and which assumptions the answer hangs on. It cannot
tell you what a public will feel. Whether it comes near real polls was tested on polls it had not seen; the numbers
below are written by `python experiments/what_it_can_tell.py` from the tables of the studies, whoever wins.

**How it was tested.** At each origin the model is fitted again to the polls before it and then expects the polls of
the next six months. The *model* is told the news that came in that time, which nobody had at the origin: these are
*conditional* predictions, an upper bound, and no forecasts. The *model told no later news* is the same fit with the
effect of those news taken out: what somebody could have said at the origin. The *model without news* is the same model,
fitted in the same way to runs in which nothing happens; what is better than *it* is due to news. Skill is
1 − CRPS of the model / CRPS of the other: 0 is no better, below 0 worse. Everybody knows the sampling error. Brackets
are 95 % intervals from a block bootstrap over origins.
"""

FOOT = """
## How to read this

- **Nothing here is a forecast**, and a skill that cannot be told from 0 is not evidence for the model.
- The *freeze index* is the share of the predictions' variance that the last poll accounts for: 1 is a copy of the
  last poll. Moor-Smith and Carpentras (2026, [arXiv:2602.00876](https://arxiv.org/abs/2602.00876)) found that most
  fitted opinion models do just that.
- *Moved* is the mean change that was expected, over the mean change that came, both from the last poll: 1 is as it
  was, 0 a copy of the last poll, 3 a forecaster who expects three times too much of what happens.
- The *smallest effect* is the shift per item of news (a kept promise or a strong signal weighs about 1) that a
  series of this length and precision would have shown with a chance of 80 %. Effects below it may be there; these
  polls cannot show them. Where the wandering of a series can hardly be told from sampling error, the chance is some
  65 %, as tests with made-up series show.
- A model that is fitted with a discrepancy carries on what it missed, so that it leans on the last polls by itself.
  That is what every forecaster here does; the model without news does it too, and is the one to beat.
- A few origins make rough intervals. With fewer than eight, take them as a hint only.
- One coder judged the events. The questions of the polls are not the indicators of the model.
- The scales of discrepancy and house effects, the free parameters and their ranges are choices, made in each
  `fit.toml`.
"""

RECOVERY = """
## Does a fit find the truth when there is one?

Polls that the model made itself, with truths drawn from the prior, and the fit has to find them (`make recovery`).
"""
CONTROL = """
The same with a fit that believes in neither house effects nor discrepancy nor design effect, though the polls have all
three. Its intervals must fail, or this test could not tell right from wrong:
"""
UNUSABLE = (
    "**This fit fails some of its own checks (the cautions below). The numbers say how this fit did; they are no "
    "verdict on the rules of the model, for or against.**\n"
)
MARKET = """
## What a prediction market adds

The price of "ceasefire by a date" falls as the date nears though nobody changes their mind. Read as a hazard,
−ln(1 − price)/days left, and that hazard over a year as a belief, it does not. The last two weeks before a deadline are
left out. Prices are not shipped, nor anything made of them day by day; with a file of them,
`python experiments/market_study.py FILE` writes these numbers.

Two drivers were given to the last price: the coded *news* of the peace process, and the daily moves of the mean belief
in the *model*, each as strong as it moved prices before the origin, and told what came after it. Both are the last
price but for these moves, so that a freeze index would say nothing new: what matters is whether the moves help. The
last price, read as a hazard, is itself a forecast that the event comes at a constant hazard; "constant hazard" below is
the baseline of the other studies, by which belief fades at a constant rate.

Three contracts, two drivers and four baselines make 24 comparisons from eight origins each: one of them is
"surely" right or wrong by chance. A skill that comes from an effect with the wrong sign (in the last table: prices that
fall when the model's belief rises) is such a chance.
"""


def minus(number: float, form: str = ".2f") -> str:
    """A number with a real minus sign."""
    return format(number, form).replace("-", "\N{MINUS SIGN}")


def read(name: str, part: str) -> pd.DataFrame:
    """A table of a study; an empty one if there is none."""
    path = ROOT / "results" / name / "tables" / f"{part}.csv"
    return pd.read_csv(path) if path.exists() else pd.DataFrame()


def section(name: str, title: str) -> Iterator[str]:
    """Verdict and numbers of one study."""
    yield f"\n## {title}\n"
    verdict, diagnostics = read(name, "verdict"), read(name, "diagnostics")
    if verdict.empty:
        yield f"Not judged yet: `python experiments/skill_study.py experiments/{name}`.\n"
        return
    bad = diagnostics[~diagnostics["is_good"]]
    if len(bad):
        yield UNUSABLE
    yield from (f"- {sentence}" for sentence in verdict["sentence"])
    first = read(name, "skill").iloc[0]
    yield f"\n{first['polls']} predictions of polls from {first['origins']} origins.\n"
    for part in ("skill", "skill_untold"):
        yield from skills(read(name, part))
    yield from scores(read(name, "coverage"), read(name, "freeze").set_index("forecaster"))
    yield from parameters(read(name, "summary"))
    for row in bad.to_dict("records"):
        yield f"- Caution: {row['check']} is {row['value']:.3g}, good is {row['good']}."
    yield from ["", *control(read(name, "controls")), ""]


def skills(table: pd.DataFrame) -> Iterator[str]:
    """Skill against each other forecaster."""
    if table.empty:
        return
    yield from (f"| {table['model'].iloc[0]} against | skill | 95 % interval |", "|---|---|---|")
    for row in table.to_dict("records"):
        yield f"| {row['baseline']} | {minus(row['skill'])} | {minus(row['low'])} … {minus(row['high'])} |"
    yield ""


def scores(table: pd.DataFrame, frozen: pd.DataFrame) -> Iterator[str]:
    """Errors, intervals and freeze index of every forecaster."""
    yield from ("| forecaster | CRPS, points | in the 90 % interval | freeze index | moved |", "|---|---|---|---|---|")
    for row in table.to_dict("records"):
        copied, moved = frozen.loc[row["forecaster"], ["copied", "moved"]]
        held = f"{100 * row['crps']:.2f} | {100 * row['in90']:.0f} %"
        yield f"| {row['forecaster']} | {held} | {copied:.2f} | {moved:.2f} |"
    yield ""


def parameters(table: pd.DataFrame) -> Iterator[str]:
    """Which parameters the polls say anything about."""
    yield from ("| parameter | median | 90 % interval | range | verdict |", "|---|---|---|---|---|")
    for row in table.to_dict("records"):
        ends = f"{minus(row['low90'], '.3g')} … {minus(row['high90'], '.3g')}"
        prior = f"{minus(row['prior_low'], 'g')} … {minus(row['prior_high'], 'g')}"
        yield f"| {row['name']} | {minus(row['median'], '.3g')} | {ends} | {prior} | {row['verdict']} |"
    yield ""


def control(rows: pd.DataFrame) -> Iterator[str]:
    """The effect of news at its own dates and at wrong ones, where it should vanish."""
    yield "Without any model, points per item of news, at its own dates and at wrong ones, where it should vanish:\n"
    yield from ("| news moved by | effect | 95 % interval |", "|---|---|---|")
    for row in rows.to_dict("records"):
        ends = f"{minus(100 * row['low'])} … {minus(100 * row['high'])}"
        yield f"| {minus(row['shift_days'], '.0f')} days | {minus(100 * row['estimate'])} | {ends} |"


def recovery() -> Iterator[str]:
    """How often intervals held the truth."""
    found, wrong = read("synthetic_recovery", "recovery_coverage"), read("synthetic_recovery", "control_coverage")
    if found.empty:
        return
    yield RECOVERY
    for table in (found, wrong):
        yield from (
            "| parameter | data sets | 90 % intervals that held it | 95 % | alarm | verdict |",
            "|---|---|---|---|---|---|",
        )
        for row in table.to_dict("records"):
            held = f"{100 * row['coverage']:.0f} % | {100 * row['low95']:.0f} … {100 * row['high95']:.0f} %"
            alarm = "yes" if row["alarm"] else "no"
            yield f"| {row['name']} | {row['data_sets']} | {held} | {alarm} | {row['verdict']} |"
        if table is found:
            yield CONTROL


def market() -> Iterator[str]:
    """What prices add."""
    tables = {part: read("market_study", part) for part in ("skill", "effects", "drift", "verdict")}
    if tables["skill"].empty:
        return
    yield MARKET
    yield from (f"- {sentence}" for sentence in tables["verdict"]["sentence"])
    yield from ("", "| contract | days | price, points | the same as a belief, points |", "|---|---|---|---|")
    for row in tables["drift"].to_dict("records"):
        yield f"| {row['contract']} | {row['days']} | {minus(row['price'], '+.1f')} | {minus(row['belief'], '+.1f')} |"
    yield from ("", "| contract | driver against | skill | 95 % interval | origins |", "|---|---|---|---|---|")
    for row in tables["skill"].to_dict("records"):
        ends = f"{minus(row['low'])} … {minus(row['high'])} | {row['origins']}"
        yield f"| {row['contract']} | {row['model']} against {row['baseline']} | {minus(row['skill'])} | {ends} |"
    yield "\nPoints of belief per unit of the driver, at its own dates and wrong ones; the smallest that could show:\n"
    yield from ("| contract | driver | moved by | effect | 95 % interval | smallest |", "|---|---|---|---|---|---|")
    for row in tables["effects"].to_dict("records"):
        numbers = f"{minus(100 * row['estimate'])} | {minus(100 * row['low'])} … {minus(100 * row['high'])}"
        moved = f"{minus(row['shift_days'], '.0f')} days"
        yield f"| {row['contract']} | {row['driver']} | {moved} | {numbers} | {100 * row['smallest']:.2f} |"


def main() -> None:
    """Write the page."""
    parts = [*recovery()]
    for name, title in STUDIES.items():
        parts += section(name, title)
    text = HEAD + "\n".join([*parts, *market()]) + "\n" + FOOT
    (ROOT / "docs" / "what_it_can_tell.md").write_text(text, encoding="utf-8")
    print("docs/what_it_can_tell.md")


if __name__ == "__main__":
    main()
