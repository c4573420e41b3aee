"""The manifest of a results folder as it is read back: anybody may have changed it since, so its shape is checked."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from sentiment_abm.content import content_of
from sentiment_abm.spec import InputError

MOST_BYTES = 2**30  # a study of a thousand cases tells the news of each


class Manifest(dict[str, Any]):
    """A table of the manifest; who asks for a key that is not there is told so, and not by a traceback."""

    def __missing__(self, key: str) -> Any:
        raise InputError([f"manifest.json has no {key!r} where it should: it was changed, or is of another version"])


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class _Axis(_Shape):
    name: str
    kind: str = ""
    values: list[Any] = []
    count: int = 0
    low: float = 0.0
    high: float = 0.0
    scale: str = ""


class _Sweep(_Shape):
    design: str
    count: int
    settings: list[_Axis]
    digest: str = ""
    points: int | list[dict[str, Any]] = 0
    sample: str = ""
    levels: int = 0
    second_order: bool = False
    screened: dict[str, Any] = {}
    drawn_by: dict[str, str] = {}


class _Segment(_Shape):
    name: str
    share: float | None = None
    overrides: dict[str, float] = {}


class _Society(_Shape):
    segments: list[_Segment]


class _Case(_Shape):
    scenario: dict[str, Any]
    settings: dict[str, Any] = {}
    params: dict[str, float | bool | str] = {}
    params_resolved: dict[str, float | bool | str] = {}
    society: _Society | None = None


class _Stop(_Shape):
    of: str
    half_width: float
    max_replicates: int


class _Counts(_Shape):
    wanted: int
    done: int
    failed: int


class _Report(_Shape):
    charts: list[str] = []
    outputs: list[str] = []


class _Seeds(_Shape):
    rule: str = ""


class _File(_Shape):
    """What is in a manifest; only the first three are in every one."""

    study: str
    status: str
    cases: dict[str, _Case]
    title: str | None = None
    question: str | None = None
    seed: int | None = None
    replicates: int | None = None
    days: int | None = None
    engine: str | None = None
    start_date: Annotated[str, AfterValidator(datetime.date.fromisoformat)] | None = None
    polls: list[dict[str, Any]] | None = None
    daily: dict[str, Any] | None = None
    sweep: _Sweep | None = None
    stop: _Stop | None = None
    hash: str | None = None
    seeds: _Seeds | None = None
    report: _Report | None = None
    source: str | None = None
    command: str | None = None
    rules: str | None = None
    versions: dict[str, str] | None = None
    platform: dict[str, Any] | None = None
    git: dict[str, Any] | None = None
    started: str | None = None
    finished: str | None = None
    counts: _Counts | None = None
    failures: list[dict[str, Any]] | None = None


def read_manifest(root: Path) -> Mapping[str, Any]:
    """The manifest of a results folder; empty if there is none.

    Raises InputError, with every key that is wrong, for a file that is no manifest.
    """
    path = root / "manifest.json"
    if not path.exists():
        return Manifest()
    try:
        found = json.loads(content_of(path, MOST_BYTES), object_hook=Manifest)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError([f"{path} cannot be read: {error}"]) from None
    try:
        _File.model_validate(found)
    except ValidationError as error:
        raise InputError(_lines(path, error)) from None
    return Manifest(found)


def _lines(path: Path, error: ValidationError) -> list[str]:
    """What is wrong, a key a line."""
    wrong = {".".join(map(str, each["loc"])) or "the whole": each["msg"] for each in error.errors(include_url=False)}
    return [f"{path}: {place[:80]}: {message[:200].lower()}" for place, message in wrong.items()]
