"""Who is compared: one file of this folder each."""

from typing import NamedTuple


class Peer(NamedTuple):
    """A package, and how its user works with it."""

    file: str
    title: str
    kind: str
    packages: tuple[str, ...]


AGENTS, OPERATIONS, ARRAYS = "code of each agent", "operations of the package", "array code of the user"

PEERS = (
    Peer("mesa_agents", "Mesa", AGENTS, ("mesa",)),
    Peer("ndlib_model", "NDlib", AGENTS, ("ndlib",)),
    Peer("modelly_agents", "modelly-abm", AGENTS, ("modelly-abm",)),
    Peer("ambr_columns", "AMBER", OPERATIONS, ("ambr", "polars")),
    Peer("starsim_common", "Starsim, common random numbers", ARRAYS, ("starsim",)),
    Peer("starsim_module", "Starsim, plain random numbers", ARRAYS, ("starsim",)),
    Peer("ambr_arrays", "AMBER", ARRAYS, ("ambr", "polars")),
    Peer("modelly_columns", "modelly-abm", ARRAYS, ("modelly-abm",)),
    Peer("numpy_scipy", "NumPy and SciPy", ARRAYS, ("numpy", "scipy")),
    Peer("numba_loop", "a compiled loop (numba)", ARRAYS, ("numba",)),
)
