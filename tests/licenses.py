"""The licenses of everything that an installation may bring: read from installed packages, written to docs/licenses.md.

    make licenses     # all extras in an environment of their own, and the page anew

A package says its license in metadata as an SPDX expression or, if it is older, by classifiers or in words.  The kind
of an expression is that of its strictest part, where there is a choice that of its mildest.  Of several classifiers
nobody knows whether they are a choice, so they are taken to hold together.
"""

import re
import sys
from collections.abc import Mapping
from importlib.metadata import Distribution
from pathlib import Path
from typing import NamedTuple

from tests.dependencies import EXTRAS, ROOT, direct, installed

PAGE = ROOT / "docs" / "licenses.md"
PERMISSIVE, WEAK, STRONG, UNKNOWN = KINDS = ("permissive", "weak copyleft", "strong copyleft", "not known")
CORE = "core"

_PERMISSIVE = (
    "0BSD Apache-2.0 BSD BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 CNRI-Python HPND ISC LicenseRef-Public-Domain "
    "LLVM-exception MIT MIT-0 MIT-CMU NCSA OFL-1.1 PSF-2.0 Python-2.0 Unicode-3.0 Unlicense Zlib ZPL-2.1"
)
_WEAK = "EPL-2.0 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later MPL-1.1 MPL-2.0"
_STRONG = "GPL AGPL-3.0-only AGPL-3.0-or-later GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later"
OF_ID = {
    license_id.lower(): kind
    for kind, ids in ((PERMISSIVE, _PERMISSIVE), (WEAK, _WEAK), (STRONG, _STRONG))
    for license_id in ids.split()
}

# Words of older metadata, as patterns, and what is meant by them.
WORDS = {
    r"MIT(-| )?CMU|Historical Permission.*": "HPND",
    r"(The )?MIT( License)?( \(MIT\))?": "MIT",
    r"(3-Clause|New|Modified) BSD( License)?|BSD[- ]3([- ]Clause)?( License)?": "BSD-3-Clause",
    r"BSD( License)?": "BSD",
    r"Apache(-| )?(License|Software License)?,? ?(Version |v)?(2(\.0)?)?( License)?": "Apache-2.0",
    r"ISC( License)?( \(ISCL\))?": "ISC",
    r"Python Software Foundation( License)?|PSF(-2\.0)?( License)?|PSFL": "PSF-2.0",
    r"Mozilla Public License 2\.0 \(MPL 2\.0\)|MPL[ -]?v?2(\.0)?": "MPL-2.0",
    r"Public Domain": "LicenseRef-Public-Domain",
    r"GNU General Public License( \(GPL\))?": "GPL",
    r"The Unlicense( \(Unlicense\))?": "Unlicense",
    r"zlib/libpng License|zlib": "Zlib",
    r"GNU Lesser General Public License v3( \(LGPLv3\))?|LGPLv3": "LGPL-3.0-only",
    r"GNU Lesser General Public License v2 or later \(LGPLv2\+\)": "LGPL-2.1-or-later",
    r"GNU General Public License v3( \(GPLv3\))?|GPLv3": "GPL-3.0-only",
    r"GNU General Public License v2( \(GPLv2\))?|GPLv2": "GPL-2.0-only",
}

# Not permissive, and why that does no harm here.  The package contains nothing of any of these.
ALLOWED: Mapping[str, str] = {
    "axe-playwright-python": "metadata has no license, the license file is MIT, the script in it MPL-2.0; tests only",
    "certifi": "a list of certificates, used unchanged by packages that download; not by this one",
    "docutils": "in the public domain but for files of its own editors and tools; builds the site only",
    "hypothesis": "runs tests only, and is used unchanged",
    "igraph": "comes with ndlib, which benchmarks compare with; nothing else imports it",
    "pathspec": "comes with the type checker and the builder, and is used unchanged",
    "python-igraph": "as igraph",
    "tqdm": "comes with Mesa, is used unchanged, and nothing of it is given away with the package",
}


class License(NamedTuple):
    """One line of the table."""

    package: str
    version: str
    license: str
    kind: str
    needed: str


def license_of(dist: Distribution) -> str:
    """The license of an installed package, as SPDX where its words are known; "" where it says nothing."""
    head = dist.metadata
    if expression := head.get("License-Expression"):
        return expression
    classifiers = [line.split(" :: ")[-1] for line in head.get_all("Classifier") or () if line.startswith("License ::")]
    told = [each for each in classifiers if each != "OSI Approved"] or [(head.get("License") or "").strip()]
    return " AND ".join(dict.fromkeys(spdx(line) for line in told))


def spdx(words: str) -> str:
    """The SPDX id that is meant by words, or their first line."""
    line = words.strip().splitlines()[0].strip() if words.strip() else ""
    return next((known for pattern, known in WORDS.items() if re.fullmatch(pattern, line, re.IGNORECASE)), line[:60])


def kind_of(expression: str) -> str:
    """What kind of license an SPDX expression is.

    >>> kind_of("MIT AND (MPL-2.0 OR Apache-2.0)"), kind_of("BSD-3-Clause AND MPL-2.0"), kind_of("Custom")
    ('permissive', 'weak copyleft', 'not known')
    """
    return KINDS[_rank(re.findall(r"[()]|[^\s()]+", expression))]


def _rank(words: list[str]) -> int:
    """The kind of an expression in words as a number, which are taken from the list: OR binds less than AND."""
    found, part = [], 0
    if not words:
        return len(KINDS) - 1
    while words and words[0] != ")":
        word = words.pop(0)
        if word == "OR":
            found.append(part)
            part = 0
        elif word == "(":
            part = max(part, _rank(words))
            del words[:1]
        elif word not in {"AND", "WITH"}:
            part = max(part, KINDS.index(OF_ID.get(word.lower(), UNKNOWN)))
    return min([*found, part])


def found() -> list[License]:
    """Everything that the package and its extras need, as far as it is installed here, by name."""
    groups = {CORE: installed(direct()), **{extra: installed(direct(extra)) for extra in EXTRAS}}
    packages = {name: dist for group in groups.values() for name, dist in group.items()}
    return [_line(name, packages[name], groups) for name in sorted(packages)]


def _line(name: str, dist: Distribution, groups: Mapping[str, Mapping[str, Distribution]]) -> License:
    needed = CORE if name in groups[CORE] else ", ".join(extra for extra, group in groups.items() if name in group)
    said = license_of(dist)
    return License(name, dist.version, said or "says nothing", kind_of(said), needed)


def missing() -> list[str]:
    """What is asked for directly on this machine and is not installed."""
    asked = [each for extra in ("", *EXTRAS) for each in direct(extra) if each.marker is None or each.marker.evaluate()]
    there = installed(asked)
    return sorted({each.name for each in asked if each.name.lower().replace("_", "-") not in there})


def page(lines: list[License]) -> str:
    """The page of licenses."""
    counts = ", ".join(f"{sum(line.kind == kind for line in lines)} {kind}" for kind in KINDS)
    core = sum(line.needed == CORE for line in lines)
    others = [f"| {each.package} | {each.license} | {ALLOWED.get(each.package, '')} |" for each in by_reason(lines)]
    table = [f"| {' | '.join(line)} |" for line in lines]
    return HEAD.format(count=len(lines), core=core, counts=counts, others="\n".join(others), table="\n".join(table))


def by_reason(lines: list[License]) -> list[License]:
    """What is not permissive."""
    return [line for line in lines if line.kind != PERMISSIVE]


def lines_of(text: str) -> list[License]:
    """The table of a page."""
    return [License(*cells) for cells in re.findall(ROW, text, re.MULTILINE)][1:]


ROW = r"^\| " + r"([^|\n]+) \| " * 4 + r"([^|\n]+) \|$"
HEAD = """# Licenses

The package itself is under the MIT license. This page lists what an installation brings along, directly or by way of
others: {count} packages with every extra, {core} of them without any, on Linux. None of them is contained in the
package. By kind: {counts}.

`make licenses` installs every extra in an environment of its own and writes this page anew from the metadata of what is
installed (`tests/licenses.py`). `tests/docs/test_licenses.py` fails where a package is neither permissive nor named in
the first table with a reason. Metadata is what authors say. Wheels may contain compiled libraries under further
licenses, which the license files in them name: those of SciPy for Linux, for one, have the run-time libraries of the
Fortran compiler, under the GPL with its exception for such use and the LGPL.

*Permissive* licenses ask for their text to be kept. *Weak copyleft* asks in addition that changes to the files of that
package stay under its license; programs that import it are free. *Strong copyleft* extends to programs that are given
away together with it.

## Not permissive, and why they may stay

| package | license | why |
|---|---|---|
{others}

## All

| package | version | license | kind | needed by |
|---|---|---|---|---|
{table}
"""


def main() -> int:
    """Write the page; 1 if something is not installed, so that the page would lack it."""
    if lacks := missing():
        sys.stderr.write(f"not installed: {', '.join(lacks)}\n")
        return 1
    lines = found()
    Path(PAGE).write_text(page(lines), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(lines)} packages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
