"""The page docs/what_it_can_tell.md, its numbers read from the tables of the studies.

python experiments/what_it_can_tell.py     after both calibration studies
"""

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
the next six months. It is given the news that came in that time, which nobody had at the origin: these are
*conditional* predictions, an upper bound, and no forecasts. Skill is 1 − CRPS of the model / CRPS of the other: 0
is no better, below 0 worse. Everybody knows the sampling error. "Model without news" is the same model, fitted in
the same way to runs in which nothing happens; what is better than *it* is due to news. Brackets are 95 % intervals
from a block bootstrap over origins.
"""

FOOT = """
## How to read this

- **Nothing here is a forecast**, and a skill that cannot be told from 0 is not evidence for the model.
- The *freeze index* is the share of the predictions' variance that the last poll accounts for: 1 is a copy of the
  last poll. Moor-Smith and Carpentras (2026, [arXiv:2602.00876](https://arxiv.org/abs/2602.00876)) found that most
  fitted opinion models do just that.
- The *smallest effect* is the shift per item of news (a kept promise or a strong signal weighs about 1) that a
  series of this length and precision would have shown with a chance of 80 %. Effects below it may be there; these
  polls cannot show them.
- Where a fit has cautions, its skill is that of the model *as it was fitted*, with a stand-in (emulator) that errs by
  more than the polls do. It is then no verdict on the rules of the model, good or bad.
- A few origins make rough intervals. With fewer than eight, take them as a hint only.
- One coder judged the events. The questions of the polls are not the indicators of the model.
- The price of a market can be fitted as well (`indicator` market, with a deadline: it is read as a hazard, so that
  the fall toward the deadline is not taken for news). No market prices are shipped, and no result with them is
  reported here.
"""


UNUSABLE = (
    "**This fit fails its own checks (the cautions below). The numbers say how this fit did; they are no verdict on "
    "the model, for or against.**\n"
)


def minus(number: float, form: str = ".2f") -> str:
    """A number with a real minus sign."""
    return format(number, form).replace("-", "\N{MINUS SIGN}")


def section(name: str, title: str) -> str:
    """Verdict and numbers of one study."""
    folder = ROOT / "results" / name / "tables"
    if not (folder / "verdict.csv").exists():
        run = f"\n## {title}\n\nNot judged yet: `python experiments/skill_study.py experiments/{name}`.\n"
        return "\n".join([run, *control(folder)]) + "\n" if (folder / "controls.csv").exists() else run
    tables = {
        part: pd.read_csv(folder / f"{part}.csv") for part in ("verdict", "skill", "coverage", "freeze", "effect")
    }
    frozen = tables["freeze"].set_index("forecaster")
    report = (folder.parent / "report.md").read_text(encoding="utf-8").splitlines()
    cautions = [f"- Caution: {line[2:]}" for line in report if ", good is " in line]
    lines = [f"\n## {title}\n", *([UNUSABLE] if cautions else [])]
    lines += [*(f"- {sentence}" for sentence in tables["verdict"]["sentence"]), ""]
    first = tables["skill"].iloc[0]
    lines += [f"{first['polls']} predictions of polls from {first['origins']} origins.\n"]
    lines += ["| against | skill | 95 % interval |", "|---|---|---|"]
    lines += [
        f"| {row['baseline']} | {minus(row['skill'])} | {minus(row['low'])} … {minus(row['high'])} |"
        for row in tables["skill"].to_dict("records")
    ]
    lines += ["", "| forecaster | CRPS, points | in the 90 % interval | freeze index |", "|---|---|---|---|"]
    lines += [
        f"| {row['forecaster']} | {100 * row['crps']:.2f} | {100 * row['in90']:.0f} % "
        f"| {frozen.loc[row['forecaster'], 'copied']:.2f} |"
        for row in tables["coverage"].to_dict("records")
    ]
    lines += ["", *cautions]
    return "\n".join([*lines, "", *control(folder)]) + "\n"


def control(folder: Path) -> list[str]:
    """The effect of news at its own dates and at wrong ones, where it should vanish."""
    rows = pd.read_csv(folder / "controls.csv")
    lines = [
        "Without any model, points per item of news, at its own dates and at wrong ones, where it should vanish:",
        "",
    ]
    lines += ["| news moved by | effect | 95 % interval |", "|---|---|---|"]
    return lines + [
        f"| {row['shift_days']:.0f} days | {minus(100 * row['estimate'])} "
        f"| {minus(100 * row['low'])} … {minus(100 * row['high'])} |".replace("-", "\N{MINUS SIGN}")
        for row in rows.to_dict("records")
    ]


def main() -> None:
    """Write the page."""
    parts = [section(name, title) for name, title in STUDIES.items()]
    (ROOT / "docs" / "what_it_can_tell.md").write_text(HEAD + "".join(parts) + FOOT, encoding="utf-8")
    print("docs/what_it_can_tell.md")


if __name__ == "__main__":
    main()
