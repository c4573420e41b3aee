"""The files that `init` writes: what is commented out in them is valid, too."""

import re

import pytest

from sentiment_abm.commands.starter import write_starter
from sentiment_abm.sweep.study import Study


def shown(text, section):
    """The text with the commented lines of a section made valid."""
    head, _, rest = text.partition(f"# [{section}]\n")
    lines, _, after = rest.partition("\n\n")
    return f"{head}[{section}]\n" + re.sub(r"^# ", "", lines, flags=re.MULTILINE) + f"\n\n{after}"


@pytest.mark.parametrize(("section", "points"), [("sweep", 12), ("stop", 1)])
def test_a_section_that_is_commented_out_can_be_used(tmp_path, section, points):
    write_starter(tmp_path)
    file = tmp_path / "study.toml"
    file.write_text(shown(file.read_text(), section))
    study = Study.from_file(file)
    assert study.point_count == points
    assert (study.stop is None) == (section == "sweep")
