"""The page docs/what_it_can_tell.md, its numbers read from the tables of the studies.

python -m experiments.what_it_can_tell     after the calibration studies
"""

from collections.abc import Iterator
from pathlib import Path

from experiments.what_tables import control, market, parameters, read, recovery, scores, skills

ROOT = Path(__file__).parents[1]
STUDIES = {
    "calibration_us_approval": "Approval of the US president, 2017 to 2021",
    "calibration_ukraine_russia": "Polls in Ukraine and Russia, 2022 to 2026",
}

HEAD = """# What this model can and cannot tell you

It can tell you what follows from stated assumptions: which of two ways to announce the same thing leaves more trust
*in the model*, how sure that is given the luck of its people, and which assumptions the answer hangs on. It cannot
tell you what a public will feel. Whether it comes near real polls was tested on polls it had not seen; the numbers
below are written by `python -m experiments.what_it_can_tell` from the tables of the studies, whoever wins.

**How it was tested.** At each origin the model is fitted again to the polls before it and then expects the polls of
the next six months. The *model* is told the news that came in that time, which nobody had at the origin: these are
*conditional* predictions, an upper bound, and no forecasts. The *model told no later news* is the same fit with the
effect of those news taken out: what somebody could have said at the origin. The *model without news* is the same model,
fitted in the same way to runs in which nothing happens; what is better than *it* is due to news. Skill is
1 − CRPS of the model / CRPS of the other: 0 is no better, below 0 worse. Everybody knows the sampling error. Brackets
are 95 % intervals from a block bootstrap over origins.

## In short
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
- An interval that leans on an end of its range says that the polls want a value beyond it: here, reactions to news that
  are weaker still.
- AR(1) learns three numbers from few polls of a series, and is then too sure; where it held fewer polls than it said,
  beating it means little.
- A few origins make rough intervals. With fewer than eight, take them as a hint only.
- One coder judged the events. The questions of the polls are not the indicators of the model.
- The scales of discrepancy and house effects, the free parameters and their ranges are choices, made in each
  `fit.toml`.
"""

UNUSABLE = (
    "**This fit fails some of its own checks (the cautions below). The numbers say how this fit did; they are no "
    "verdict on the rules of the model, for or against.**\n"
)


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
    yield from (f"- {sentence}" for sentence in sizes(name))
    first = read(name, "skill").iloc[0]
    yield f"\n{first['polls']} predictions of polls from {first['origins']} origins.\n"
    for part in ("skill", "skill_untold"):
        yield from skills(read(name, part))
    yield from scores(read(name, "coverage"), read(name, "freeze").set_index("forecaster"))
    yield from parameters(read(name, "summary"))
    for row in bad.to_dict("records"):
        yield f"- Caution: {row['check']} is {row['value']:.3g}, good is {row['good']}."
    yield from ["", *control(read(name, "controls")), ""]


def sizes(name: str) -> Iterator[str]:
    """How far the model moves, and how far it is from the polls in any case."""
    moved = read(name, "freeze").set_index("forecaster").loc["model", "moved"]
    yield f"Told the news, the model expected {moved:.1f} times the change that came."
    errors = read(name, "diagnostics").set_index("check")["value"]
    others, sampling = (100 * errors[f"{part}, sd of a share"] for part in ("all other errors", "sampling error"))
    yield f"The fit leaves an error of {others:.1f} points a poll, of which sampling explains {sampling:.1f}."


def short() -> Iterator[str]:
    """The verdict of each study in a line or two."""
    for name, title in STUDIES.items():
        told = [line for line in read(name, "verdict").get("sentence", []) if "beat" in line or "freeze index" in line]
        yield f"- *{title}.* {' '.join(told)}" if told else f"- *{title}.* Not judged yet."
    rates = read("synthetic_recovery", "recovery_coverage")
    if len(rates):
        known = rates[rates["verdict"] == "identified"]
        least, most = 100 * known["coverage"].min(), 100 * known["coverage"].max()
        held = f"90 % intervals held the truth in {least:.1f} to {most:.1f} % of {known['data_sets'].iloc[0]} data sets"
        unknown = ", ".join(rates.index[rates["verdict"] != "identified"])
        yield f"- *Polls made by the model itself.* {held}, for each identified parameter; not identified: {unknown}."
    yield from prices()
    yield ""


def prices() -> Iterator[str]:
    """Whether anything was seen to move market prices."""
    effects = read("market_study", "effects")
    if effects.empty:
        return
    own = effects[effects["shift_days"] == 0]
    told = []
    for driver, mine in own.groupby("driver", sort=False):
        seen = int((mine["low"] > 0.0).sum())
        ends = f"{100 * mine['smallest'].min():.1f} to {100 * mine['smallest'].max():.1f}"
        told.append(
            f"the {driver} moved {seen} of {len(mine)} contracts (below {ends} points it could not have been seen)"
        )
    yield f"- *Prices of a prediction market.* At its own dates, {' and '.join(told)}."


def main() -> None:
    """Write the page."""
    parts = [*short(), *recovery()]
    for name, title in STUDIES.items():
        parts += section(name, title)
    text = HEAD + "\n".join([*parts, *market()]) + "\n" + FOOT
    (ROOT / "docs" / "what_it_can_tell.md").write_text(text, encoding="utf-8")
    print("docs/what_it_can_tell.md")


if __name__ == "__main__":
    main()
