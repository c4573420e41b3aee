"""Intervals of a calibration hold the truth as often as they say: synthetic recovery, with a negative control.

The whole count takes minutes: it is the script of experiments/synthetic_recovery, run as it is.
"""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).parents[2] / "experiments" / "synthetic_recovery" / "recover.py"


@pytest.mark.slow
def test_ninety_per_cent_intervals_hold_nine_truths_in_ten(tmp_path):
    command = [sys.executable, str(SCRIPT), "--data-sets", "100", "--controls", "40", "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=SCRIPT.parents[2])
    found = pd.read_csv(tmp_path / "recovery_coverage.csv", index_col="name")
    known = found[found["verdict"] == "identified"]
    assert len(known) >= 2
    assert (found["verdict"] == "not identified").any()
    assert not found["alarm"].any()
    assert known["coverage"].between(0.80, 0.98).all()  # 99.9 % of the counts of 100 when 90 is true
    wrong = pd.read_csv(tmp_path / "control_coverage.csv", index_col="name")
    assert wrong["alarm"].any()  # a fit that believes in no house effects is caught
