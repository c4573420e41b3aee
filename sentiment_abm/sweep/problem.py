"""The design of a sweep in the manifest: enough for an analysis to have the very sample that was run, or to refuse."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.samplers import LEVELS, SAMPLED, digest_of, shares

LISTED = 100  # points of a list in the manifest; what they set is in the table of runs, too
ORDER = "row p of the design, counted from 0, is point p of the table of runs"
_DRAWN_BY = {"latin_hypercube": ("numpy",), "sobol": ("SALib", "scipy"), "morris": ("SALib",)}


class Problem(NamedTuple):
    """What sensitivity indices need to know about a sampled design."""

    design: str
    points: int  # as the study file gives them
    names: list[str]
    bounds: list[tuple[float, float]]  # of the settings; on the scale of `scales`
    scales: list[str]  # "linear" or "log"
    shares: NDArray[np.float64]  # [points of the table of runs, settings], where in its range each setting is, 0…1


def told(sweep: Sweep, seed: int) -> dict[str, Any]:
    """A sweep in plain words, for the manifest of a study with this seed."""
    found: dict[str, Any] = {"design": sweep.design, "count": sweep.count, "order": ORDER}
    found["settings"] = [_axis(axis) for axis in sweep.axes]
    found["digest"] = digest_of(sweep.matrix(seed))
    if sweep.design == "list" and not isinstance(sweep.points, int):
        return found | {"points": [dict(point) for point in (sweep.points or ())[:LISTED]]}
    if sweep.design in SAMPLED:
        found |= {"points": sweep.points, "sample": digest_of(sweep.sample(seed))}
        found |= {"levels": LEVELS} if sweep.design == "morris" else {}
        found |= {"second_order": True} if sweep.second_order else {}
        found |= {"screened": dict(sweep.screened)} if sweep.screened else {}
        found |= {"drawn_by": {name: version(name) for name in _DRAWN_BY[sweep.design]}}
    return found


def problem_of(manifest: Mapping[str, Any]) -> Problem:
    """The sampled design of a study, drawn again from its manifest.

    Raises InputError where there is none, or where the libraries of this machine draw another sample.
    """
    sweep = manifest.get("sweep") or {}
    if sweep.get("design") not in SAMPLED:
        what = f"design {sweep['design']!r}" if sweep else "no sweep"
        raise InputError([f"study {manifest.get('study')!r} has {what}: this needs one of {', '.join(SAMPLED)}"])
    axes = sweep["settings"]
    sample = shares(sweep["design"], sweep["points"], len(axes), manifest["seed"], sweep.get("second_order", False))
    if digest_of(sample) != sweep["sample"]:
        drawn = ", ".join(f"{name} {number}" for name, number in sweep["drawn_by"].items())
        raise InputError([f"the sample was drawn by {drawn}, and the versions installed here draw another one"])
    bounds = [(float(axis["low"]), float(axis["high"])) for axis in axes]
    names, scales = [axis["name"] for axis in axes], [axis["scale"] for axis in axes]
    return Problem(sweep["design"], sweep["points"], names, bounds, scales, sample)


def _axis(axis: Axis) -> dict[str, Any]:
    if axis.values:
        return {"name": axis.name, "kind": axis.kind, "values": list(axis.values)[:LISTED], "count": len(axis.values)}
    return {"name": axis.name, "kind": axis.kind, "low": axis.low, "high": axis.high, "scale": axis.scale}
