"""The shelf of scenarios that come with the package, each read when it is first asked for."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.scenario_file import from_table, load
from sentiment_abm.news.talks import Talks
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest


class Shelf(Mapping[str, Scenario]):
    """Scripted scenarios in a folder of TOML files, by name: the file's name without ``.toml``.

    >>> scenarios["promise_broken"].promiser
    'leader'
    >>> "promise_broken" in scenarios, "no_such_thing" in scenarios
    (True, False)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> Scenario:
        if name not in self._names:
            raise KeyError(f"no scenario {shown(name)} in the library{nearest(name, self)}")
        return _read(self.path(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def path(self, name: str) -> Path:
        """The file of a scenario."""
        return self.folder / f"{name}.toml"

    @cached_property
    def _names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.toml"))


scenarios = Shelf(Path(__file__).with_name("library"))


def find(name: str | Path, folder: Path = Path(), /, **changes: Any) -> Scenario | Talks:
    """The scenario of this name in the library, else the one in the file of this path, seen from `folder`.

    `changes` replace keys of its file.  Raises InputError when there is neither, or the file is at fault.

    >>> find("promise_broken", promiser="leader").name
    'promise_broken'
    """
    text = str(name)
    if text in scenarios:
        return load(scenarios.path(text), **changes)
    if text.lower().endswith((".toml", ".csv")):
        return load(folder / text, **changes)
    hint = nearest(text, scenarios) or f"; the library has {', '.join(scenarios)}"
    raise InputError([f"no scenario {shown(text)} in the library, and no .toml or .csv file{hint}"])


def chosen(section: Mapping[str, Any], where: str, folder: Path) -> Scenario | Talks:
    """The scenario that the ``[scenario]`` section of a study asks for.

    The section says `use` (a name in the library or a file), or `items`, `news` or `process` as a scenario file
    does; its other keys are fields of the scenario, and under `use` they replace those of the scenario used.
    """
    if "use" not in section:
        return from_table(section, where, folder)
    changes = {key: value for key, value in section.items() if key != "use"}
    try:
        return find(section["use"], folder, **changes)
    except InputError as error:
        raise InputError(f"{where}: use {shown(section['use'])}: {problem}" for problem in error.problems) from None


@cache
def _read(path: Path) -> Scenario:
    scenario = load(path)
    assert isinstance(scenario, Scenario), f"{path.name} is no script"
    return scenario
