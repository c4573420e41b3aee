"""Screening before a Sobol analysis: many settings looked at coarsely, so that few are looked at well."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.columns import summary_columns

if TYPE_CHECKING:
    from sentiment_abm.sweep.study import Study

SUFFIX = "-screening"  # of the name of the study, and of its results folder


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A Morris design over all settings of a sweep, and how many of them go on: ``screen`` of ``[sweep]``.

    Parameters
    ----------
    points
        Number of trajectories; each takes one point more than there are settings.
    keep
        At most so many settings go on.
    of
        The summary indicator that decides.

    Raises InputError with everything that is wrong.

    >>> Screen(points=20, keep=6).of
    'net_mean'
    """

    points: int
    keep: int
    of: str = "net_mean"

    def __post_init__(self) -> None:
        problems = [
            f"sweep.screen.{name} {shown(value)} is not a whole number from {least} on"
            for name, value, least in (("points", self.points, 2), ("keep", self.keep, 1))
            if isinstance(value, bool) or not isinstance(value, int) or value < least
        ]
        if self.of not in summary_columns():
            hint = nearest(self.of, summary_columns()) or "; for instance net_mean, hope_peak, trust_lost"
            problems.append(f"sweep.screen.of {shown(self.of)} is no summary indicator{hint}")
        if problems:
            raise InputError(problems)

    @property
    def rule(self) -> str:
        """How settings are chosen, in words."""
        return (
            f"the {self.keep} settings with the largest μ* of {self.of} in any case, "
            "without those whose μ* luck alone would give (95 %)"
        )


def screen_of(told: object) -> Screen | None:
    """The screen that a study file tells; raises InputError with everything that is wrong.

    >>> screen_of({"points": 10, "keep": 4})
    Screen(points=10, keep=4, of='net_mean')
    """
    if told is None or isinstance(told, Screen):
        return told
    if not isinstance(told, Mapping):
        raise InputError([f"sweep.screen {shown(told)} is not a table such as {{points = 20, keep = 6}}"])
    if problems := [*_key_faults(told)]:
        raise InputError(problems)
    return Screen(**told)


def screening(study: "Study") -> "Study":
    """The study that comes first: the same cases, seeds and replicates at the points of a Morris design.

    `study` has a sweep with a `screen`; how it goes on is told by :func:`~sentiment_abm.analysis.screening.screened`.
    Raises InputError for a study without a screen.

    Sources: ``morris1991``, ``campolongo2007``.

    >>> from sentiment_abm.sweep.design import Sweep
    >>> from sentiment_abm.sweep.study import Study
    >>> vary = {"trust.asymmetry": [1, 5], "talk.weight": [0, 0.4], "patience.rate": [0, 0.2]}
    >>> sweep = Sweep(design="sobol", points=64, vary=vary, screen={"points": 10, "keep": 2})
    >>> first = screening(Study(name="few", scenario="promise_broken", sweep=sweep))
    >>> first.name, first.sweep.design, first.point_count
    ('few-screening', 'morris', 40)
    """
    from sentiment_abm.sweep.design import Sweep  # it has a screen

    sweep, screen = study.sweep, study.sweep.screen if study.sweep else None
    if not sweep or not screen:
        raise InputError([f"study {study.name!r} has no [sweep] screen"])
    first = Sweep(design="morris", vary=sweep.vary, points=screen.points)
    return replace(study, name=f"{study.name}{SUFFIX}", sweep=first, stop=None)


def narrowed(study: "Study", kept: Iterable[str], record: Mapping[str, Any]) -> "Study":
    """The study that comes second: only the `kept` settings vary; `record` says how they were chosen."""
    from sentiment_abm.sweep.vary import spread_out

    assert study.sweep
    names = {*kept}
    vary = {name: told for name, told in spread_out(study.sweep.vary) if name in names}
    return replace(study, sweep=replace(study.sweep, vary=vary, screen=None, screened=record))


def _key_faults(told: Mapping[str, Any]) -> Iterator[str]:
    known = [field.name for field in fields(Screen)]
    for key in told:
        if key not in known:
            yield f"sweep.screen: unknown key {key!r}{nearest(key, known) or f'; known are {", ".join(known)}'}"
    for key in ("points", "keep"):
        if key not in told:
            yield f"sweep.screen.{key} is missing"
