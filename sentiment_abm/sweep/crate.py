"""The description of an exported study as an RO-Crate 1.2: what it is, its files, and the run that made them.

RO-Crate is JSON-LD with a fixed vocabulary, see https://www.researchobject.org/ro-crate/specification/1.2/ .
"""

import hashlib
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sentiment_abm.engine.waves import MEANINGS
from sentiment_abm.sweep.specs import specs

METADATA = "ro-crate-metadata.json"
CONTEXT, VERSION = "https://w3id.org/ro/crate/1.2/context", "https://w3id.org/ro/crate/1.2"
ACTION, SOFTWARE = "#simulation", "#sentiment_abm"
NO_LICENSE = "https://choosealicense.com/no-permission/"
TABLES: Mapping[str, tuple[str, str]] = {
    "runs": ("Runs", "One row per run: its settings, its seed, what came out of it, and whether it failed."),
    "daily": ("Days", "One row per run, segment and day: shares of moods, means of inner states, moves between moods."),
    "quantiles": (
        "Quantiles of days",
        "One row per case, point, indicator, segment and day: mean and quantiles over replicates.",
    ),
    "news": ("News", "One row per run and news item: what it said, and the share of people that learned it."),
}
FILES: Mapping[str, tuple[str, str]] = {
    "manifest.json": ("Manifest", "The study as resolved, its seeds, the versions of the software, and how it went."),
    "report.html": ("Report", "What the study found, in words and figures, with its limits."),
    "report.pdf": ("Report on paper", "The same, to print."),
    "report.md": ("Report as Markdown", "The same, for a repository."),
}
FOLDERS: Mapping[str, str] = {"figures": "Figure", "tables": "Table behind a figure or a statement of the report"}
FORMATS: Mapping[str, str] = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
HOMES: Mapping[str, str] = {
    "python": "https://www.python.org/",
    "mesa": "https://mesa.readthedocs.io/",
    "networkx": "https://networkx.org/",
    "numpy": "https://numpy.org/",
    "numba": "https://numba.pydata.org/",
    "pandas": "https://pandas.pydata.org/",
    "scipy": "https://scipy.org/",
    "pyarrow": "https://arrow.apache.org/",
}

type Entity = dict[str, Any]


def crate(folder: Path, manifest: Mapping[str, Any], rows: Mapping[str, int], license_id: str = "") -> Entity:
    """The content of ``ro-crate-metadata.json`` for the files in a folder.

    Parameters
    ----------
    folder
        The root of the package; every file in it is described, with its hash.
    manifest
        The manifest of the results.
    rows
        Number of rows of the exported tables.
    license_id
        SPDX identifier of the license of the results; without one the package says that nobody chose any.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != METADATA]
    files = [_file(folder, path, rows) for path in paths]
    terms, variables = _license(license_id), [*_variables(manifest)]
    software = [*_software(manifest.get("versions", {}))]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": manifest.get("title") or f"Simulated study “{manifest['study']}”",
        "description": _description(manifest),
        "datePublished": str(manifest.get("finished") or manifest["started"])[:10],
        "license": {"@id": terms["@id"]},
        "hasPart": _references(files),
        "mentions": {"@id": ACTION},
        "variableMeasured": _references(variables),
        "keywords": ["agent-based model", "public opinion", "peace talks", "simulation"],
    }
    descriptor = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": VERSION},
    }
    graph = [descriptor, root, *files, *_action(manifest, files), *software, *variables, terms]
    return {"@context": CONTEXT, "@graph": [_told(each) for each in graph]}


def _told(entity: Entity) -> Entity:
    """An entity without what nobody knows."""
    return {key: value for key, value in entity.items() if value not in (None, "", [])}


def _description(manifest: Mapping[str, Any]) -> str:
    counts = manifest.get("counts") or {}
    told = f"{counts['done']:,} of {counts['wanted']:,} runs are done, {counts['failed']:,} failed." if counts else ""
    what = "Results of an agent-based model of public sentiment about peace talks: a model, not a forecast."
    return " ".join(filter(None, [str(manifest.get("question") or ""), what, told]))


def _file(folder: Path, path: Path, rows: Mapping[str, int]) -> Entity:
    place = path.relative_to(folder)
    name, description = FILES.get(place.as_posix(), (path.stem.replace("_", " "), ""))
    if path.parent == folder and path.stem in TABLES:
        name, description = TABLES[path.stem]
        description += f" {rows[path.stem]:,} rows; numbers read back to the same bits, an empty cell is unknown."
    return {
        "@id": quote(place.as_posix()),
        "@type": "File",
        "name": name,
        "description": description or FOLDERS.get(place.parts[0], "") + ".",
        "encodingFormat": FORMATS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
        "sha256": _sha256(path),
    }


def _action(manifest: Mapping[str, Any], files: list[Entity]) -> Iterator[Entity]:
    """The simulation as the act that made the files, and how far it got."""
    state = "Completed" if manifest.get("status") == "finished" else "Active"
    status = {"@id": f"http://schema.org/{state}ActionStatus", "@type": "ActionStatusType", "name": state}
    yield {
        "@id": ACTION,
        "@type": "CreateAction",
        "name": f"Simulation of the study “{manifest['study']}”",
        "description": manifest.get("command"),
        "instrument": {"@id": SOFTWARE},
        "startTime": manifest.get("started"),
        "endTime": manifest.get("finished"),
        "actionStatus": {"@id": status["@id"]},
        "result": _references(files),
    }
    yield status


def _software(versions: Mapping[str, str]) -> Iterator[Entity]:
    """The model and what it computes with, each with a place that says more about it."""
    others = [
        {"@id": home, "@type": "SoftwareApplication", "name": name, "version": versions[name], "url": home}
        for name, home in HOMES.items()
        if name in versions
    ]
    yield {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "sentiment_abm",
        "version": versions.get("sentiment_abm"),
        "url": "manifest.json",  # which tells the commit and the hash of the rules
        "softwareRequirements": _references(others),
    }
    yield from others


def _variables(manifest: Mapping[str, Any]) -> Iterator[Entity]:
    """The settings that vary, as declared, and the derived outcomes."""
    compared = [name for case in manifest["cases"].values() for name in case.get("settings", {})]
    swept = [axis["name"] for axis in (manifest.get("sweep") or {}).get("settings", ())]
    for name in dict.fromkeys([*compared, *swept]):
        known = specs().get(name)
        bounds = {"minValue": known.low, "maxValue": known.high} if known else {}
        yield {
            "@id": f"#{quote(name)}",
            "@type": "PropertyValue",
            "name": name,
            "description": known.meaning if known else "a setting of the study",
            "unitText": known.unit if known and known.unit != "1" else "",
            **{bound: value for bound, value in bounds.items() if math.isfinite(value)},
        }
    for name, meaning in MEANINGS.items():
        yield {"@id": f"#{name}", "@type": "PropertyValue", "name": name, "description": meaning}


def _license(license_id: str) -> Entity:
    """What others may do with the results."""
    if license_id:
        return {
            "@id": f"https://spdx.org/licenses/{quote(license_id)}",
            "@type": "CreativeWork",
            "name": license_id,
            "description": f"The license with the SPDX identifier {license_id}.",
        }
    return {
        "@id": NO_LICENSE,
        "@type": "CreativeWork",
        "name": "No license chosen",
        "description": "Nobody has chosen a license for these results: ask those who made them. The model itself, "
        "sentiment_abm, is under the MIT license.",
    }


def _references(entities: list[Entity]) -> Any:
    """References to entities, one of them alone without a list, as flattened JSON-LD wants it."""
    found = [{"@id": entity["@id"]} for entity in entities]
    return found[0] if len(found) == 1 else found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
