"""The pages of a life as tables: one row per day, and one per item learned."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sentiment_abm.analysis.lesson import MEDIA, Reading, closes, opens, reading
from sentiment_abm.analysis.witness import Page
from sentiment_abm.psychology.mind import Diary, Mind, Params
from sentiment_abm.psychology.mood import Mood, Motives

MOVES = tuple(f"moves_{name}" for name in Motives._fields)
LEARNED = ["day", "item", "headline", "kind", "source", "how", "late", "tellers", *Reading._fields, "opened", "closed"]

NOTHING = dict.fromkeys(("media", "word_of_mouth", *MOVES), 0)
NOTHING |= dict.fromkeys(("opened", "closed", "gave_up", "moved"), False)


def days_of(first: Mind, diary: Diary, pages: Sequence[Page]) -> pd.DataFrame:
    """The table of days, from the first state and its diary on; on day 0 nothing has happened yet."""
    rows = [{**_state(first, diary), **NOTHING}, *map(_row, pages)]
    return pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="day"), columns=[*rows[-1]])


def learned_by(pages: Sequence[Page], items: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row per item learned; `items` is the news of the scenario."""
    known = items[["day", "headline", "kind", "source"]].to_dict("records")
    rows = [
        {
            **known[lesson.position],
            "day": page.day,
            "item": lesson.position,
            "how": lesson.how,
            "late": page.day - 1 - known[lesson.position]["day"],
            "tellers": lesson.tellers,
            **reading(lesson, p)._asdict(),
            "opened": opens(lesson),
            "closed": closes(lesson),
        }
        for page in pages
        for lesson in page.lessons
    ]
    return pd.DataFrame(rows, columns=LEARNED)


def _state(mind: Mind, diary: Diary) -> dict[str, Any]:
    """The state in which a day ends."""
    return {
        "mood": Mood(mind.mood).name.lower(),
        "expectation": diary.expectation,
        "belief": mind.belief,
        "trust": diary.trust,
        **{name: getattr(mind, name) for name in ("affect", "stress", "waiting", "hype")},
    }


def _row(page: Page) -> dict[str, Any]:
    media = sum(lesson.how == MEDIA for lesson in page.lessons)
    return {
        **_state(page.after, page.diary),
        "capacity": page.today.capacity,
        "overload": page.diary.overload,
        "media": media,
        "word_of_mouth": len(page.lessons) - media,
        "opened": any(map(opens, page.lessons)),
        "closed": any(map(closes, page.lessons)),
        "gave_up": page.has_given_up,
        "moved": page.after.mood != page.before.mood,
        **dict(zip(MOVES, page.diary.moves, strict=True)),
        "contacts_hope": page.around.hope,
        "contacts_disappointment": page.around.disappointment,
        "contacts": page.around.contacts,
    }
