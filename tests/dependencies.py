"""What the package needs: named in pyproject.toml, pinned in requirements/ci.txt, and found in this environment."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: Mapping[str, list[str]] = PROJECT["optional-dependencies"]
OURS = canonicalize_name(PROJECT["name"])


class Pin(NamedTuple):
    """One entry of a file of pins."""

    requirement: Requirement
    hashes: list[str]

    @property
    def version(self) -> str:
        """The version that is pinned; "" where it is not one version."""
        exact = re.fullmatch(r"==([^*,]+)", str(self.requirement.specifier))
        return exact[1] if exact else ""


def pins(text: str) -> dict[str, Pin]:
    """The entries of a file of pins, by name."""
    entries = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    split = (entry.split("--hash=") for entry in entries if entry.strip())
    found = [Pin(Requirement(head.strip()), [each.strip() for each in hashes]) for head, *hashes in split]
    return {canonicalize_name(pin.requirement.name): pin for pin in found}


def direct(extra: str = "") -> list[Requirement]:
    """What pyproject.toml asks for, by an extra or without one; extras of ours that it names are followed."""
    asked = [Requirement(line) for line in (EXTRAS[extra] if extra else PROJECT["dependencies"])]
    own = [name for each in asked if canonicalize_name(each.name) == OURS for name in each.extras]
    others = [each for each in asked if canonicalize_name(each.name) != OURS]
    return [*others, *(each for name in own for each in direct(name))]


def installed(asked: Iterable[Requirement]) -> dict[str, Distribution]:
    """Everything that these requirements come to in this environment, by name; what is not installed is left out."""
    found: dict[str, Distribution] = {}
    seen, todo = set[str](), [each for each in asked if each.marker is None or each.marker.evaluate()]
    while todo:
        requirement = todo.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        try:
            found[canonicalize_name(requirement.name)] = dist = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        todo += needs(dist, requirement.extras)
    return found


def needs(dist: Distribution, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """What an installed package asks for on this machine, with some of its extras."""
    for line in dist.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement
