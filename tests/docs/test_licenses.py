"""What an installation brings along is permissive, or is named with a reason; the page of licenses has all of it."""

import re
from email.message import Message
from types import SimpleNamespace

import pytest
from packaging.utils import canonicalize_name

from tests.dependencies import EXTRAS, ROOT, direct, pins
from tests.licenses import ALLOWED, KINDS, PAGE, PERMISSIVE, License, found, kind_of, license_of, lines_of

LISTED = lines_of(PAGE.read_text(encoding="utf-8"))


def unexplained(lines):
    """What is neither permissive nor named with a reason."""
    return [line for line in lines if kind_of(line.license) != PERMISSIVE and line.package not in ALLOWED]


def test_what_is_installed_here_is_permissive_or_explained():
    here = found()
    assert len(here) > 50
    assert unexplained(here) == []


def test_what_every_extra_brings_is_permissive_or_explained():
    assert len(LISTED) > 150
    assert unexplained(LISTED) == []
    assert [line for line in LISTED if line.kind != kind_of(line.license)] == []


def test_what_is_not_explained_is_noticed():
    lines = [License("a", "1", license_id, "", "core") for license_id in ("GPL-3.0-only", "MPL-2.0", "Own", "MIT", "")]
    assert [line.license for line in unexplained(lines)] == ["GPL-3.0-only", "MPL-2.0", "Own", ""]


def test_a_reason_is_given_for_what_is_there_and_needs_one():
    there = {line.package: line.kind for line in LISTED}
    assert [name for name in ALLOWED if there.get(name, PERMISSIVE) == PERMISSIVE] == []
    assert [name for name, reason in ALLOWED.items() if len(reason) < 5] == []


def test_the_page_has_what_the_project_asks_for_and_pins():
    listed = {line.package for line in LISTED}
    asked = [canonicalize_name(each.name) for extra in ("", *EXTRAS) for each in direct(extra)]
    assert [name for name in asked if name not in listed] == []
    text = (ROOT / "requirements" / "ci.txt").read_text(encoding="utf-8")
    everywhere = [name for name, pin in pins(text).items() if pin.requirement.marker is None]
    assert [name for name in everywhere if name not in listed] == []


def test_the_page_counts_its_lines():
    text = PAGE.read_text(encoding="utf-8")
    count, core = re.search(
        r"(\d+) packages with every extra, (\d+) of them without any", text.replace("\n", " ")
    ).groups()
    assert (int(count), int(core)) == (len(LISTED), sum(line.needed == "core" for line in LISTED))


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("MIT", "permissive"),
        ("mit", "permissive"),
        ("BSD-3-Clause AND 0BSD AND MIT", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("GPL-2.0-only OR MIT", "permissive"),
        ("MIT AND GPL-2.0-only OR MPL-2.0", "weak copyleft"),
        ("MIT OR GPL-2.0-only AND MPL-2.0", "permissive"),
        ("MIT AND (GPL-2.0-only OR MPL-2.0)", "weak copyleft"),
        ("(MIT OR GPL-2.0-only) AND Zlib", "permissive"),
        ("MPL-2.0 AND MIT", "weak copyleft"),
        ("MIT AND AGPL-3.0-or-later", "strong copyleft"),
        ("Custom", "not known"),
        ("MIT AND Custom", "not known"),
        ("", "not known"),
    ],
)
def test_kinds_of_expressions(expression, kind):
    assert kind in KINDS
    assert kind_of(expression) == kind


@pytest.mark.parametrize(
    ("heads", "license_id"),
    [
        ({"License-Expression": "MIT", "License": "GPL"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License", "License": "GPL"}, "BSD"),
        ({"Classifier": "License :: OSI Approved", "License": "Apache 2.0"}, "Apache-2.0"),
        ({"Classifier": "Programming Language :: Python", "License": "MIT License\n\nCopyright"}, "MIT"),
        ({"License": "Do as I say\nand not as I do"}, "Do as I say"),
        ({}, ""),
    ],
)
def test_what_metadata_says(heads, license_id):
    metadata = Message()
    for name, value in heads.items():
        metadata[name] = value
    assert license_of(SimpleNamespace(metadata=metadata)) == license_id
