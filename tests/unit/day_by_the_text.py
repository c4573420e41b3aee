"""One day of one citizen, written from MODEL.md section 2 alone: plain Python, its symbols, its order.

The one second transcription of the model: `test_rule_mind` holds the rules against it, and nothing else may use it.
"""

import math
from types import SimpleNamespace as Record

from sentiment_abm.spec import flat

HOPE, SKEPTICISM, DISAPPOINTMENT = range(3)
ANNOUNCEMENT, SIGNAL, OUTCOME = range(3)
NAMES = ("hope", "skepticism", "disappointment")


def sigma(x):
    return 1 / (1 + math.exp(-x))


def trust(y):
    return (y.alpha + y.kp) / (y.alpha + y.kp + y.beta + y.km + y.scar)


def talk(y, contacts, p):
    said = [j.l for j in contacts if abs(j.l - y.l) <= p["talk.bound"]]
    said += [y.l] if said and p["talk.include_self"] else []
    w = p["talk.weight"]
    l = (1 - w) * y.l + w * sum(said) / len(said) if said else y.l
    y.l = y.l0 + (l - y.l0) * math.exp(-1 / p["belief.memory"])
    y.kp *= math.exp(-1 / p["trust.memory"])
    y.km *= math.exp(-1 / p["trust.memory"])


def attend(y, contacts, items, clutter, p):
    y.C = y.C0 * math.exp(-p["attention.stress_cost"] * y.s)
    n = len(items) + clutter
    y.o = max(0, 1 - y.C / n) if n else 0
    for k in items:
        base = {ANNOUNCEMENT: 2 * k.h, OUTCOME: 3 * k.h, SIGNAL: abs(k.g)}[k.kind]
        bad = (k.kind == SIGNAL and k.g < 0) or (k.kind == OUTCOME and k.r < 0.5)
        k.omega = base * math.exp(-k.age / p["attention.coverage_decay"]) * (p["attention.negativity"] if bad else 1)
    crowd = sum(k.omega for k in items) + clutter
    learned = []
    for k in items:
        f = sum(k.id in j.learned for j in contacts)
        met = 1 - (1 - y.reach * (k.age < k.coverage)) * (1 - p["talk.retell"]) ** f
        k.chance = met * min(1, y.C * k.omega / crowd) if k.omega > 0 else 0
        if not k.known and k.luck < k.chance:
            learned.append(k)
    return learned


def believe(y, k, p):
    o = y.o if p["attention.gist"] else 0
    strength = k.g if k.kind == SIGNAL else k.h * (1 - k.c * (1 - o))
    evidence, t, e = strength * p["belief.claim"], trust(y) if k.promised else k.credibility, sigma(y.l)
    lam = math.log((t * sigma(evidence) + (1 - t) / 2) / (t * sigma(-evidence) + (1 - t) / 2))
    sign = (lam > 0) - (lam < 0)
    y.l += lam * (1 + sign * p["belief.optimism"]) * (1 + sign * p["belief.confirmation"] * (2 * e - 1))
    if k.kind == SIGNAL:
        change = sigma(y.l) - e
        y.V += change if change >= 0 else p["feeling.loss_aversion"] * change
    elif k.promised and not k.out:
        y.EV += sigma(y.l)
        y.w = 0 if y.w < 0 else y.w
        y.H = max(y.H, k.h)


def resolve(y, k, p):
    o = y.o if p["attention.gist"] else 0
    r = (1 - o) * k.r + o * (k.r >= 0.5)
    d, excuse = r - sigma(y.l), 1 - p["trust.discount"] * k.x
    booked = 1 - p["patience.write_off_weight"] if y.w == -2 else 1
    y.V += k.z * (d if d >= 0 else booked * excuse * p["feeling.loss_aversion"] * d)
    y.l += k.z * p["belief.evidence"] * (2 * r - 1)
    stake = y.H if y.w >= 0 else k.h
    y.kp += p["trust.rate"] * k.z * stake * r
    blame = booked * excuse * p["trust.asymmetry"] * p["trust.rate"] * k.z * stake * (1 - r)
    y.km += (1 - p["trust.scar"] * k.deception) * blame
    y.scar += p["trust.scar"] * k.deception * blame
    if k.closes:
        y.w, y.H = -1, 0
    elif y.w >= 0:
        y.w = 0


def wait(y, luck, p):
    e, y.D, y.F, y.leaves = sigma(y.l), 1, 0, 0
    if y.w < 0:
        return
    y.w += 1
    y.D = 1 / (1 + y.k * (1 + p["patience.stress"] * y.s) * y.w)
    y.F = e * (1 - y.D)
    y.leaves = 1 - math.exp(-p["patience.write_off"] * (1 - y.D))
    if luck < y.leaves:
        om = p["patience.write_off_weight"]
        y.V -= om * p["feeling.loss_aversion"] * e
        y.km += om * p["trust.asymmetry"] * p["trust.rate"] * y.H
        y.w, y.H = -2, 0


def feel(y, l_yesterday, p):
    e, r = sigma(y.l), math.exp(-1 / p["stress.memory"])
    y.u = y.u * math.exp(-1 / p["feeling.memory"]) + p["feeling.anticipation"] * y.EV + p["feeling.surprise"] * y.V
    load = p["stress.updating"] * abs(y.l - l_yesterday) + p["stress.overload"] * y.o
    y.s = y.s * r + (1 - r) * (load + p["stress.uncertainty"] * 4 * e * (1 - e) * (y.w >= 0))


def move(y, contacts, luck, p):
    def caught(b):
        n, phi = sum(j.m == b for j in contacts), p["contagion.threshold"]
        x = (n >= phi * len(contacts) - 1e-9) if phi > 0 else n / max(len(contacts), 1)
        return p[f"contagion.rate_{NAMES[b]}"] * x if contacts else 0

    a, t = [p[f"mood.spontaneous_{name}"] for name in NAMES], trust(y)
    # spontaneous, judgment, affect, waiting, stress, contagion
    pull = [
        (a[0], p["mood.conviction"] * t * sigma(y.l) * y.D, p["mood.affect"] * max(y.u, 0), 0, 0, caught(0)),
        (a[1], p["mood.distrust"] * (1 - t), 0, 0, 0, caught(1)),
        (a[2], 0, p["mood.affect"] * max(-y.u, 0), p["mood.frustration"] * y.F, p["mood.exhaustion"] * y.s, caught(2)),
    ]
    total, before, edge, y.moves, y.edges = sum(map(sum, pull)), y.m, 0, (0,) * 6, []
    for b in (HOPE, SKEPTICISM, DISAPPOINTMENT):
        c = 1 if b == before else p[f"mood.allowed.from_{NAMES[before]}.{NAMES[b]}"]
        here, edge = edge, edge + ((1 - math.exp(-total)) * c * sum(pull[b]) / total if total else 0)
        y.edges.append(edge)
        if here <= luck < edge and b != before:
            y.m, y.moves = b, tuple(part / sum(pull[b]) for part in pull[b])


def lived(case, p):
    """The citizen at the end of the day, by the text; chances met on the way are left in it and in the items."""
    y, p = Record(**vars(case.me), EV=0, V=0), flat(p)
    talk(y, case.contacts, p)
    for k in sorted(attend(y, case.contacts, case.items, case.clutter, p), key=lambda k: k.kind):
        (resolve if k.kind == OUTCOME else believe)(y, k, p)
    wait(y, case.wait_luck, p)
    feel(y, case.me.l, p)
    move(y, case.contacts, case.move_luck, p)
    return y
