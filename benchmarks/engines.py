"""The compiled engine against citizens that are interpreted as agents of Mesa, on the same run."""

import time
from statistics import median
from typing import Literal

import sentiment_abm as sa
from benchmarks.cases import people_of

PEOPLE, DAYS, TURNS = 1_000, 60, 5


def seconds(engine: Literal["compiled", "mesa"], society: sa.Society, days: int) -> float:
    """Time of these days; agents are made before the clock starts, on both engines."""
    model = sa.SentimentModel("promise_broken", society=society, rng=1, engine=engine)
    len(model.agents)
    began = time.perf_counter()
    model.run_for(days)
    return time.perf_counter() - began


def measure(*, small: bool = False) -> dict[str, float]:
    """How many times as fast compiled citizens live, by turns."""
    society, days = people_of(PEOPLE), DAYS // 10 if small else DAYS
    seconds("compiled", society, 1)
    ratios = [seconds("mesa", society, days) / seconds("compiled", society, days) for _ in range(TURNS)]
    return {"people": PEOPLE, "days": days, "ratio": median(ratios)}
