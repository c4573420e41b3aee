"""Compiled code does not count who uses its arrays: with locked instructions that was a quarter of a day of news."""

from pathlib import Path

import numba
import numpy as np

from sentiment_abm.engine import passes
from sentiment_abm.engine.passes import Contacts, Faces
from sentiment_abm.engine.state import DESK, LANES
from sentiment_abm.machine_code.compiled import compiled
from sentiment_abm.machine_code.sources import Sources

COUNTED = "@NRT_incref"


def gathered(desk, faces, contacts):
    for block in range(len(faces.belief) // LANES):
        passes.gather(block * LANES, desk, faces, contacts)


def llvm(function):
    people = 2 * LANES
    faces = Faces(np.ones(people), np.zeros(people, np.uint8), np.zeros(people, np.int64))
    contacts = Contacts(np.arange(people + 1), np.arange(people, dtype=np.uint32))
    desk = np.zeros(1, DESK)[0]
    function(desk, faces, contacts)
    assert (desk.around.heard == 1.0).all()
    return function.inspect_llvm(function.signatures[0])


def test_kernel_code_counts_no_references():
    (made,) = compiled([gathered], Sources((Path(__file__),), "kept nowhere", is_settled=False))
    assert COUNTED not in llvm(made)


def test_ordinary_code_does():
    assert COUNTED in llvm(numba.njit(error_model="numpy")(gathered))
