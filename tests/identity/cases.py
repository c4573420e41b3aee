"""The cases whose bits must be the same everywhere, and the digest that says whether they are.

Run as a script it prints the digests as JSON, which is how a test asks another process; with --freeze it writes
them into digests.json.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

import sentiment_abm as sa

FROZEN = Path(__file__).with_name("digests.json")

ITEMS = [
    *(sa.NewsItem(6 * k, "announcement", f"round {k}", "leader", hype=1.0 + 0.5 * k, caveat=0.3) for k in range(3)),
    *(
        sa.NewsItem(6 * k + 4, "outcome", f"end of round {k}", "leader", delivered=0.3 * k, external=0.4)
        for k in range(3)
    ),
    *(sa.NewsItem(6 * k + 2, "signal", f"rumor {k}", "enemy", strength=-1.0, coverage=2) for k in range(3)),
    sa.NewsItem(
        9, "outcome", "a lie comes out", "leader", hype=1.0, delivered=0.1, deception=True, closes=False, size=0.5
    ),
    sa.NewsItem(3, "signal", "an endorsement", "leader", strength=0.7),
]
SEGMENTS = [
    sa.Segment("west", share=0.3, overrides={"belief.prior": -0.5, "attention.reach": 0.4}),
    sa.Segment("east", share=0.7, overrides={"trust.prior_kept": 4.0, "patience.rate": 0.1}),
]
BIASED = {"belief.optimism": 0.1, "belief.confirmation": 0.1}
STRANGE = {
    "talk.bound": 0.4,
    "talk.include_self": True,
    "talk.retell": 1.0,
    "contagion.threshold": 0.3,
    "mood.allowed.from_hope.disappointment": 0.0,
    "trust.scar": 0.4,
    "trust.memory": float("inf"),
}
CASES = {"defaults": {}, "blocks": {}, "biased": BIASED, "strange": STRANGE, "off": sa.OFF}


def scenario() -> sa.Scenario:
    return sa.Scenario("identity", tuple(ITEMS), sources={"enemy": 0.6})


def society(case: str, people: int = 500) -> sa.Society:
    # In "blocks" a segment is a run of nodes, in the other cases the segments lie mixed.
    recipe = "communities" if case == "blocks" else "small_world"
    return sa.Society(people=people, graph_recipe=recipe, segments=SEGMENTS, homophily=0.5, seed=3)


def request(case: str, people: int = 500, days: int = 20) -> dict[str, Any]:
    return {"society": society(case, people), "params": CASES[case], "days": days, "seed": 5}


def digest(run: sa.Run) -> str:
    """Of every bit of the indicators, of everybody's final state and of who learned what."""
    parts = [run.daily, run.segments, run.news, run.citizens.drop(columns=["segment", "mood"])]
    found = hashlib.sha256()
    for part in parts:
        found.update(np.ascontiguousarray(part.to_numpy(dtype=float)).tobytes())
    found.update("".join(run.citizens["mood"]).encode())
    return found.hexdigest()[:16]


def digests(people: int = 500, days: int = 20, engine: str = "compiled") -> dict[str, str]:
    return {
        case: digest(sa.simulate(scenario(), **request(case, people, days), engine=engine))  # type: ignore[arg-type]
        for case in CASES
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["--freeze"]:  # the one way to accept a change of bits
        FROZEN.write_text(json.dumps(digests(), indent=1) + "\n")
    else:
        sys.stdout.write(json.dumps(digests(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
