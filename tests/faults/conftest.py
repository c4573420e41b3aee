"""What tests of faults share: a study, the tables that nobody disturbed, and a count of what was injected."""

import pytest

from sentiment_abm.sweep.study import Study
from tests.faulty import INJECTED, LOST, STUDY, parts


@pytest.fixture
def place(tmp_path):
    """A folder with the study in it."""
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def study(place):
    """The study of `place`."""
    return Study.from_file(place / "study.toml")


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The tables of a session to which nothing happened."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    Study.from_file(folder / "study.toml").run(folder / "out", workers=1)
    return parts(folder / "out")


def pytest_terminal_summary(terminalreporter):
    """Say how often each fault was injected, and what was lost."""
    for fault, count in sorted(INJECTED.items()):
        terminalreporter.write_line(f"injected: {fault}: {count:,} times, {LOST[fault]} runs lost")
