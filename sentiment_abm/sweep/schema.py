"""The sections of a study file as pydantic models, and what is wrong with a file in plain words, all of it at once."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sentiment_abm.spec import InputError, nearest

LATER = ("study.warmup",)
"""What the design promises and this release cannot do yet; the setting has one value that it can."""


type Charted = Literal[
    "news", "moods", "states", "differences", "segments", "flows", "curves", "heat_map", "sensitivity"
]
"""The figures of a report; the last three are those of a sweep."""


class Section(BaseModel):
    """A section: no unknown keys, and no value that would have to be bent to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StudySection(Section):
    """``[study]``: what is asked, and how often and how long the model runs."""

    name: Annotated[str, Field(pattern=r"^[^\s/\\.][^/\\\x00-\x1f]*$", max_length=100)]  # also the name of a folder
    title: str = ""
    question: str = ""
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] = 1
    replicates: Annotated[int, Field(ge=1, le=1_000_000)] = 50
    days: Annotated[int, Field(ge=1, le=100_000)] = 120
    warmup: Literal[0] = 0
    engine: Literal["compiled", "mesa"] = "compiled"
    daily: Any = None  # checked by `keeping`


class SocietySection(Section):
    """``[society]``: keys and types; the ranges are those of :class:`~sentiment_abm.society.recipe.Recipe`."""

    people: int | None = None
    graph: str | None = None
    contacts: float | None = None
    rewiring: float | None = None
    homophily: float | None = None
    file: str | None = None
    segment: list[dict[str, Any]] | None = None


class CompareSection(Section):
    """One ``[[compare]]``: a case that differs from the study in some settings."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    set: dict[str, Any] = {}


class SweepSection(Section):
    """``[sweep]``: the keys; what may stand in them is checked by :class:`~sentiment_abm.sweep.design.Sweep`."""

    design: Any = None
    vary: Any = {}
    points: Any = None
    second_order: Any = False
    screen: Any = None


class PrecisionSection(Section):
    """``precision`` of ``[stop]``."""

    of: str
    half_width: float


class StopSection(Section):
    """``[stop]``: keys and types; the rest is checked by :class:`~sentiment_abm.sweep.stopping.Stop`."""

    precision: PrecisionSection
    max_replicates: int = 400


class ReportSection(Section):
    """``[report]``: polls to show beside the runs, which figures (all if not given), and which files to write."""

    polls: str | None = None
    charts: list[Charted] = []
    outputs: list[Literal["html", "pdf", "md"]] = ["html"]


class CalibrateSection(Section):
    """``[calibrate]``: the keys; the rest is checked by :func:`~sentiment_abm.sweep.calibrating.request_of`."""

    data: str | None = None
    free: Any = None
    fit: Any = None
    holdout_from: Any = None
    waves_until: Any = None


class StudyFile(Section):
    """The sections of a study file; what stands in `scenario` and `params` is checked by those who own it."""

    study: StudySection
    society: SocietySection = SocietySection()
    scenario: dict[str, Any] | None = None
    params: dict[str, Any] = {}
    compare: list[CompareSection] = []
    sweep: SweepSection | None = None
    stop: StopSection | None = None
    calibrate: CalibrateSection | None = None
    report: ReportSection = ReportSection()


def parsed(data: Mapping[str, Any]) -> tuple[StudyFile, list[str]]:
    """The study file, and everything that is wrong with its form; sections at fault are left out of the former."""
    try:
        return StudyFile.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    strange = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    places = [detail["loc"] for detail in details if detail["loc"] not in strange or len(detail["loc"]) != 2]
    compare = data.get("compare")
    sound = {key: value for key, value in data.items() if not any(place[0] == key for place in places)}
    # An unknown key must not hide what is wrong with the others of its section …
    for section, key in (place for place in strange if len(place) == 2 and place[0] in sound):
        sound[str(section)] = {name: value for name, value in sound[str(section)].items() if name != key}
    if isinstance(compare, list):
        # … and one bad case not what is wrong with the settings of the others.
        sound["compare"] = [case for n, case in enumerate(compare) if not any(p[:2] == ("compare", n) for p in places)]
    return StudyFile.model_validate({"study": {"name": "study"}, **sound}), [_line(detail) for detail in details]


def checked(section: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """A table for a section, once its keys and types are what they should be; else InputError."""
    file, problems = parsed({"study": {"name": "study"}, section: table})
    if problems:
        raise InputError(problems)
    return dict(getattr(file, section).model_dump(exclude_none=True))


def _line(detail: ErrorDetails) -> str:
    """One pydantic error as a line that names the key, the value and what is allowed."""
    path, value, kind = detail["loc"], detail["input"], detail["type"]
    where, model = _dotted(path), _model(path)
    if any(where == later or where.startswith(later + " ") for later in LATER):
        return f"{where} comes with the next release; leave it out until then"
    match kind:
        case "extra_forbidden":
            known = list(model.model_fields)
            return f"{where}: unknown {'key' if path[1:] else 'section'}{_hint(path[-1], known)}"
        case "missing":
            return f"{where} is missing"
        case "literal_error":
            choices = _choices(model, path)
            return f"{where} {value!r} is not one of {', '.join(choices)}{nearest(value, choices)}"
        case "greater_than_equal" | "less_than_equal":
            return f"{where} {value!r} is outside {_range(model, path)}"
        case "string_pattern_mismatch":
            return f"{where} {value!r} cannot name a folder: no slash, and no dot or space at the start"
        case "list_type":
            return f"{where} {value!r} is not a list; write [[{where}]] above each entry"
    told = f" is not {_KINDS[kind]}" if kind in _KINDS else f": {detail['msg'].lower()}"
    return f"{where} {value!r}{told}"


_KINDS = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "dict_type": "a table",
    "model_type": "a table",
    "string_too_short": "a name",
}


def _hint(word: object, known: Sequence[str]) -> str:
    return nearest(word, known) or f"; known are {', '.join(known)}"


def _dotted(path: Sequence[int | str]) -> str:
    """A place as a reader would say it: society.people, compare 2.name."""
    text = "".join(f" {part + 1}" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _model(path: Sequence[int | str]) -> type[Section]:
    """The model that a place belongs to."""
    found: type[Section] = StudyFile
    for part in path[:-1]:
        annotation: Any = found.model_fields[part].annotation if isinstance(part, str) else found
        sections = [each for each in (annotation, *get_args(annotation)) if isinstance(each, type)]
        found = next((each for each in sections if issubclass(each, Section)), found)
    return found


def _range(model: type[Section], path: Sequence[int | str]) -> str:
    bounds = model.model_fields[str(path[-1])].metadata
    low = next(bound.ge for bound in bounds if isinstance(bound, annotated_types.Ge))
    high = next(bound.le for bound in bounds if isinstance(bound, annotated_types.Le))
    return f"{low}…{high}"


def _choices(model: type[Section], path: Sequence[int | str]) -> list[str]:
    told: Any = model.model_fields[str(path[1])].annotation
    if get_origin(told) is list:  # each entry is a choice
        (told,) = get_args(told)
    told = getattr(told, "__value__", told)  # what a name made with `type` stands for
    return [str(choice) for choice in get_args(told)]
