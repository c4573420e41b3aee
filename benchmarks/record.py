"""What was measured, on which machine, in benchmarks/results.json; each part can be measured anew by itself."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sentiment_abm.engine.compiled import digest

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
PACKAGES = ("sentiment-abm", "numba", "llvmlite", "numpy")

type Results = dict[str, dict[str, Any]]


def processor() -> str:
    """Name of the processor, as far as the system tells."""
    names = Path("/proc/cpuinfo")
    for line in names.read_text(encoding="utf-8").splitlines() if names.exists() else ():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def vectors() -> str:
    """The kind of processor in the compiler's words, and how many bits it works on at once: what decides the times."""
    from llvmlite import binding  # type: ignore[import-untyped]

    has = binding.get_host_cpu_features()
    bits = 512 if has.get("avx512f") else 256 if has.get("avx2") else 128
    return f"{binding.get_host_cpu_name()}, {bits}-bit vectors"


def circumstances() -> dict[str, str]:
    """What a time depends on besides what is measured: machine, versions, state of the sources."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return {
        "machine": f"{processor()} ({vectors()}), {os.cpu_count()} cores",
        "versions": f"Python {platform.python_version()}, {versions}",
        "rules": digest()[:12],
    }


def read() -> Results:
    """All parts that were ever measured."""
    found: Results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return found


def write(results: Results) -> None:
    """Keep the parts, three digits of each number: no timing has more."""
    text = json.dumps(_rounded(results), indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value
