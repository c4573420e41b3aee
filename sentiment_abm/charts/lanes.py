"""Lanes of a news timeline: one strip per kind of news inside one panel, each with a small scale of its own."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sentiment_abm.charts.panels import LEADING, SMALL, Sheet
from sentiment_abm.charts.style import CASES, INK, MUTED, PAPER, RULE

MARKER = {"announcement": "^", "signal": "D", "outcome": "o"}


class Lane(NamedTuple):
    """One kind of news: the column that gives its height, its title, and the labeled marks of its scale."""

    kind: str
    column: str
    title: str
    marks: tuple[tuple[float, str], ...]


def lanes_of(table: pd.DataFrame) -> list[Lane]:
    """The lanes that have items, from top to bottom, on scales wide enough for all of them."""
    loud = _round_up(table.loc[table["kind"] == "announcement", "hype"])
    strong = _round_up(table.loc[table["kind"] == "signal", "strength"])
    both = ((-strong, f"\N{MINUS SIGN}{strong:g}"), (0.0, "0"), (strong, f"+{strong:g}"))
    lanes = [
        Lane("announcement", "hype", "announcements: hype", ((0, "0"), (loud, f"{loud:g}"))),
        Lane("signal", "strength", "signals: strength", both),
        Lane("outcome", "delivered", "outcomes: % delivered", ((0, "0"), (1, "100"))),
    ]
    return [lane for lane in lanes if lane.kind in set(table["kind"])]


def _round_up(values: pd.Series) -> float:
    """The whole number at or above all sizes, at least 1."""
    return max(1.0, float(np.ceil(values.abs().max()))) if values.notna().any() else 1.0


def draw_lanes(made: Sheet, i: int, table: pd.DataFrame, lanes: Sequence[Lane]) -> None:
    """Fill panel i; the panel's vertical scale is points, so that titles fit between the lanes."""
    ax, box, size = made.axes[i], made.boxes[i], made.width.font * SMALL
    ax.set_ylim(0, box.height)
    ticks: list[tuple[float, str]] = []
    each = box.height / max(len(lanes), 1)
    for place, lane in enumerate(lanes):
        top = box.height - place * each - size * LEADING * 1.9
        bottom = box.height - (place + 1) * each + size * 0.6
        low, high = lane.marks[0][0], lane.marks[-1][0]
        rows = table[table["kind"] == lane.kind]
        values = rows[lane.column].fillna(0.0).to_numpy(dtype=float)
        heights = bottom + (values - low) / (high - low) * (top - bottom)
        ticks += [(bottom + (mark - low) / (high - low) * (top - bottom), label) for mark, label in lane.marks]
        _draw_items(made, i, lane.kind, rows, heights, bottom + (0.0 - low) / (high - low) * (top - bottom))
        made.write(
            box.left + size * 0.4, box.bottom + top + size * 0.95, lane.title, size=size, color=MUTED, zorder=4,
            bbox={"facecolor": PAPER, "pad": 0.3, "linewidth": 0},
        )  # fmt: skip
    ax.set_yticks([at for at, _ in ticks], [label for _, label in ticks])
    ax.tick_params(axis="y", labelleft=made.is_first(i), pad=made.width.font * 0.7)  # a mark of day 0 stands there
    if not len(lanes):
        ax.text(0.5, 0.5, "No news in this scenario", transform=ax.transAxes, ha="center", va="center", color=MUTED)


def _draw_items(
    made: Sheet, i: int, kind: str, rows: pd.DataFrame, heights: npt.NDArray[np.float64], zero: float
) -> None:
    """Stems from zero, bars for the time of coverage, marks; hollow if the promise stays open, crossed if deceived."""
    ax, font = made.axes[i], made.width.font
    day = rows["day"].to_numpy(dtype=float)
    crowded = 0.5 if len(rows) > 80 else 1.0
    ax.vlines(day, zero, heights, color=RULE, linewidth=0.8, zorder=2)
    covered = rows["coverage"].to_numpy(dtype=float)
    ax.hlines(heights, day, day + covered, color=RULE, linewidth=font * 0.28 * crowded, alpha=0.55, zorder=2)
    open_ = ~rows["closes"].to_numpy(dtype=bool) & (kind == "outcome")
    size = (font * 0.62 * crowded) ** 2
    for chosen, face in ((~open_, INK), (open_, PAPER)):
        ax.scatter(
            day[chosen], heights[chosen], s=size, marker=MARKER[kind], facecolor=face, edgecolor=INK,
            linewidth=0.8, zorder=3, clip_on=False,
        )  # fmt: skip
    deceived = rows["deception"].to_numpy(dtype=bool) & (kind == "outcome")
    ax.scatter(
        day[deceived], heights[deceived], s=size * 2.6, marker="x", color=CASES[1].color, linewidth=1.1, zorder=4,
        clip_on=False,
    )  # fmt: skip


def lanes_note(table: pd.DataFrame) -> str:
    """What the marks mean, as far as they occur."""
    outcomes = table[table["kind"] == "outcome"]
    words = ["Bar: days of coverage."] if len(table) else []
    if not outcomes["closes"].to_numpy(dtype=bool).all():
        words.append("Hollow: the promise stays open.")
    if outcomes["deception"].to_numpy(dtype=bool).any():
        words.append("Crossed: a deception came to light.")
    return " ".join(words)
