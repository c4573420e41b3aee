"""The pins are what pyproject.toml asks for, and everything that this comes to, each with its hashes."""

import re

import pytest
from packaging.utils import canonicalize_name

from tests.dependencies import ROOT, direct, installed, needs, pins

TEXT = (ROOT / "requirements" / "ci.txt").read_text(encoding="utf-8")
SOUND = f"one==1.0 \\\n    --hash=sha256:{'a' * 64}\ntwo==2.0 ; sys_platform == 'x' \\\n    --hash=sha256:{'b' * 64}\n"


def faults(text):
    """What is wrong with a file of pins by itself."""
    for name, pin in pins(text).items():
        if not pin.version:
            yield f"{name} has no version"
        if not pin.hashes or not all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in pin.hashes):
            yield f"{name} has no hashes"


def lacking(text, asked):
    """Requirements that hold on this machine and that no pin meets."""
    found = pins(text)
    for each in asked:
        if each.marker is None or each.marker.evaluate():
            pin = found.get(canonicalize_name(each.name))
            if pin is None or not each.specifier.contains(pin.version, prereleases=True):
                yield str(each)


def test_every_pin_has_a_version_and_hashes():
    assert len(pins(TEXT)) > 100
    assert [*faults(TEXT)] == []


def test_what_the_project_asks_for_is_pinned():
    assert [*lacking(TEXT, [*direct(), *direct("test")])] == []


def test_what_pinned_packages_ask_for_is_pinned():
    """Followed wherever the version that is installed is the pinned one: in continuous integration everywhere."""
    found = pins(TEXT)
    packages = installed([*direct(), *direct("test")])
    same = [dist for name, dist in packages.items() if name in found and dist.version == found[name].version]
    assert [(dist.name, each) for dist in same for each in lacking(TEXT, needs(dist))] == []


def left_over(text, packages):
    """Pins for every machine that nothing asks for; can be told only where what is installed is what is pinned."""
    found = pins(text)
    if all(name in found and dist.version == found[name].version for name, dist in packages.items()):
        yield from (name for name, pin in found.items() if pin.requirement.marker is None and name not in packages)


def test_nothing_else_is_pinned():
    assert [*left_over(TEXT, installed([*direct(), *direct("test")]))] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("one==1.0", "one>=1.0", "one has no version"),
        ("one==1.0", "one==1.*", "one has no version"),
        (f"--hash=sha256:{'a' * 64}", "", "one has no hashes"),
        (f"--hash=sha256:{'a' * 64}", "--hash=sha256:aa", "one has no hashes"),
        (f"--hash=sha256:{'b' * 64}", f"--hash=md5:{'b' * 64}", "two has no hashes"),
    ],
)
def test_what_is_wrong_with_a_pin_is_noticed(old, new, fault):
    assert [*faults(SOUND)] == []
    assert [*faults(SOUND.replace(old, new))] == [fault]


def test_a_pin_that_is_missing_or_too_old_is_noticed():
    numpy = next(each for each in direct() if each.name == "numpy")
    assert [*lacking(re.sub(r"(?m)^numpy==", "nump==", TEXT), direct())] == [str(numpy)]
    assert [*lacking(re.sub(r"(?m)^numpy==\S+", "numpy==1.26.4", TEXT), direct())] == [str(numpy)]


def test_a_pin_that_nothing_asks_for_is_noticed():
    numpy = installed(direct())["numpy"]
    text = f"numpy=={numpy.version} --hash=sha256:{'a' * 64}\nbrick==1.0 --hash=sha256:{'b' * 64}\n"
    assert [*left_over(text, {"numpy": numpy})] == ["brick"]
    assert [*left_over(text.replace(numpy.version, "0.1"), {"numpy": numpy})] == []  # another environment
