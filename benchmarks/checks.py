"""What must be so before a time means anything; `make bench` fails where it is not."""

from typing import Any

from benchmarks.signatures import several, signatures
from benchmarks.vectorized import multiplications, scalar


def measure() -> dict[str, Any]:
    """What was counted.  Raises AssertionError with one line for each fault."""
    counted, compiled = multiplications(), signatures()
    if faults := scalar(counted) + several(compiled):
        raise AssertionError("\n".join(faults))
    return {"multiplications": {name: list(count) for name, count in counted.items()}, "signatures": compiled}
