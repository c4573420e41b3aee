"""Nobody at the other end, narrow terminals, other alphabets, files from Windows."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sentiment_abm.cli.surroundings import Heedless
from sentiment_abm.commands.terminal import fitted
from sentiment_abm.sweep.manifest import manifest
from sentiment_abm.sweep.observations import Frame, observations
from sentiment_abm.sweep.polls import read_polls
from sentiment_abm.sweep.study import Study
from tests.faulty import INJECTED, ROOT, RUNS, STUDY, command, ended, on_terminal, parts

RUN = ["0", "run", "study.toml", "--out", "out"]


@pytest.fixture
def finished(study, place):
    """A study that has been run: to run it again takes no longer than a start."""
    study.run(place / "out", workers=1)
    return place


# -- nobody at the other end


def closed(*numbers):
    """What closes standard streams in a new process."""
    return lambda: [os.close(number) for number in numbers]


@pytest.mark.parametrize("numbers", [(0, 1, 2), pytest.param((2,), marks=pytest.mark.slow)])
def test_streams_that_are_closed(place, undisturbed, numbers):
    """The next files that are opened, the lock and the ledger, would get their numbers."""
    running = command(RUN, place, preexec_fn=closed(*numbers), stdin=None, stdout=None, stderr=None)
    INJECTED["streams closed"] += 1
    assert ended(running)[0] == 0
    assert parts(place / "out") == undisturbed
    assert (place / "out" / "lock").read_text().startswith(f"process {running.pid} on ")


def test_gaps_are_filled_for_children_too():
    code = (
        "import os; os.close(0); os.close(2); from sentiment_abm.cli.surroundings import fill_gaps; fill_gaps(); "
        "print([os.readlink(f'/proc/self/fd/{n}') for n in (0, 2)], [os.get_inheritable(n) for n in (0, 2)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "['/dev/null', '/dev/null'] [True, True]\n"


@pytest.mark.parametrize(
    "stream", ["both", *(pytest.param(one, marks=pytest.mark.slow) for one in ("stdout", "stderr"))]
)
def test_a_pipe_that_nobody_reads(place, undisturbed, stream):
    """As of ``| head -1``, once it has its line: the work goes on, and the exit code is that of the work."""
    read, write = os.pipe()
    os.close(read)
    pipes = {name: write for name in ("stdout", "stderr") if stream in (name, "both")}
    code, _, err = ended(command(RUN, place, **pipes))
    os.close(write)
    INJECTED["pipe that nobody reads"] += 1
    assert code == 0, err
    assert parts(place / "out") == undisturbed


@pytest.mark.slow
def test_all_streams_to_the_null_device(finished):
    null = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    INJECTED["no terminal, /dev/null"] += 1
    assert ended(command(RUN, finished, **null))[0] == 0


def test_head_takes_a_line_and_nobody_complains():
    words = f"{sys.executable} -m sentiment_abm params | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False, cwd=ROOT)
    INJECTED["pipe that nobody reads"] += 1
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has this device")
def test_a_full_disk_below_standard_output_is_told_and_below_messages_it_is_not():
    def ends(stream):
        with open("/dev/full", "w") as full:  # noqa: PTH123
            return ended(command(["params"], ROOT, **{stream: full}))

    code, _, err = ends("stdout")
    INJECTED["full disk below a stream"] += 2
    assert code == 1
    assert (
        err == "the disk: [Errno 28] No space left on device; make room; what is finished is stored, the same "
        "command continues\n"
    )
    assert ends("stderr")[0] == 0


def test_only_what_nobody_reads_is_dropped():
    read, write = os.pipe()
    os.close(read)
    with Heedless(write, "w") as dead:
        assert dead.write(b"lost") == 4
    with Heedless(os.open("/dev/null", os.O_RDONLY), "w") as wrong, pytest.raises(OSError, match="Bad file") as caught:
        wrong.write(b"x")
    assert caught.value.errno == errno.EBADF
    assert isinstance(dead, io.RawIOBase)


# -- other alphabets

NEWS = "day,kind,headline,source,delivered\n1,announcement,Саммит о мире,leader,\n5,outcome,Сделки нет,,0\n"
CYRILLIC = (
    STUDY.partition("[sweep]")[0]
    .replace('use = "promise_broken"', 'news = "новости.csv"')
    .replace("[study]", '[report]\ncharts = ["moods"]\n[study]\ntitle = "Мир"')
)


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        pytest.param({"LANG": "C", "LC_ALL": "C"}, marks=pytest.mark.slow),
        pytest.param({"PYTHONIOENCODING": "ascii"}, marks=pytest.mark.slow),
    ],
    ids=["locale C", "locale C in UTF-8", "ASCII streams"],
)
def test_cyrillic_where_the_locale_has_no_letters(tmp_path, environment):
    """Headlines, and the names of study, news and results folder."""
    folder = tmp_path / "папка"
    folder.mkdir()
    (folder / "исследование.toml").write_text(CYRILLIC, encoding="utf-8")
    (folder / "новости.csv").write_text(NEWS, encoding="utf-8")
    words = ["run", "папка/исследование.toml", "--replicates", "2", "--out", "папка/итог"]
    code, out, err = ended(command(words, tmp_path, environment, encoding="utf-8"))
    INJECTED["locale without letters"] += 1
    assert code == 0, err
    assert out.splitlines()[-1] == "report: папка/итог/report.html"
    assert sorted(path.name for path in folder.iterdir()) == ["исследование.toml", "итог", "новости.csv"]
    assert "Саммит о мире" in (folder / "итог" / "report.html").read_text(encoding="utf-8")


# -- narrow terminals


NAME = "a study with a [name] that is longer than the line of the terminal in front of which somebody waits"


@pytest.mark.parametrize(
    ("columns", "more"), [(80, {}), (40, {}), (80, {"COLUMNS": "0"}), pytest.param(0, {}, marks=pytest.mark.slow)]
)
def test_no_line_is_longer_than_the_terminal(finished, columns, more):
    words = [
        *RUN[:2],
        "promise_broken",
        "--people",
        "40",
        "--days",
        "5",
        "--replicates",
        "20",
        "--set",
        f"study.name={NAME}",
    ]
    code, lines = on_terminal(columns, [*words, "--out", "named"], finished, **more)
    INJECTED["narrow terminal"] += 1
    assert code == 0, lines
    assert max(map(len, lines)) <= (columns or 80), max(lines, key=len)
    drawn = [line for line in lines if "20/20" in line]  # the numbers can be read, the name makes room for them
    assert drawn
    assert all(line.startswith("a study") and "…" in line for line in drawn)


@pytest.mark.parametrize("columns", [40, pytest.param(80, marks=pytest.mark.slow)])
def test_messages_are_folded_between_words(finished, columns):
    words = ["run", "study.toml", "--set", "trust.asymmetry=99", "--set", "talk.wait=1", "--people", "0"]
    code, lines = on_terminal(columns, words, finished)
    INJECTED["narrow terminal"] += 1
    assert code == 2
    assert max(map(len, lines)) <= columns
    assert "did you mean 'talk.weight'?" in " ".join(line.strip() for line in lines)


def test_a_terminal_that_cannot_draw_gets_lines(finished):
    code, lines = on_terminal(80, RUN, finished, TERM="dumb")
    INJECTED["narrow terminal"] += 1
    assert code == 0
    assert f"faults: {RUNS} of {RUNS} runs done, 0 failed" in lines


def test_what_another_program_reads_stays_in_one_line():
    assert fitted("a word " * 50, None) == "a word " * 50
    assert max(map(len, fitted("a word " * 50, 40).splitlines())) <= 40


# -- files from Windows

MARK = b"\xef\xbb\xbf"


def from_windows(text):
    return MARK + text.replace("\n", "\r\n").encode()


POLLS = "date,indicator,value\n2025-02-14,hope,0.4\n2025-02-18,skepticism,0.3\n"
SEEN = "day,indicator,value,n\n2,hope,40,900\n4,hope,42,900\n6,hope,39,900\n"
SCENARIO = """
start_date = "2025-02-12"
[[items]]
day = 2
kind = "announcement"
headline = \"\"\"
Talks
in two lines\"\"\"
[[items]]
day = 6
kind = "outcome"
headline = "No deal"
delivered = 0.0
"""


@pytest.mark.parametrize("written", [lambda text: text.replace("\n", "\r\n").encode(), from_windows])
@pytest.mark.parametrize("kind", ["news", "use"])
def test_files_from_windows_are_the_same_study(tmp_path, written, kind):
    """Down to the ids of the runs and the hash of the study."""
    made = []
    for folder, put in (("unix", str.encode), ("windows", written)):
        (tmp_path / folder).mkdir()
        source = 'news = "news.csv"\nstart_date = "2025-02-12"' if kind == "news" else 'use = "own.toml"'
        study = STUDY.replace('use = "promise_broken"', source) + '[report]\npolls = "polls.csv"\n'
        files = {"study.toml": study, "own.toml": SCENARIO, "news.csv": NEWS, "polls.csv": POLLS}
        for name, text in files.items():
            (tmp_path / folder / name).write_bytes(put(text))
        made.append(Study.from_file(tmp_path / folder / "study.toml"))
    INJECTED["files from Windows"] += 1
    unix, windows = made
    assert [run.run_id for run in windows.plan()] == [run.run_id for run in unix.plan()]
    assert manifest(windows, "")["hash"] == manifest(unix, "")["hash"]
    assert windows.polls == unix.polls
    assert len(windows.polls) == 2


def test_polls_from_windows_are_the_same(tmp_path):
    for name, text in (("polls.csv", POLLS), ("seen.csv", SEEN)):
        (tmp_path / f"unix-{name}").write_text(text)
        (tmp_path / f"windows-{name}").write_bytes(from_windows(text))
    INJECTED["files from Windows"] += 2
    assert read_polls(tmp_path / "windows-polls.csv") == read_polls(tmp_path / "unix-polls.csv")
    frame = Frame(start=None, days=10)
    assert observations(tmp_path / "windows-seen.csv", frame).equals(observations(tmp_path / "unix-seen.csv", frame))


def test_a_network_from_windows_is_the_same(tmp_path):
    edges = "source,target\n" + "".join(f"{n},{(n + 1) % 40}\n" for n in range(40))
    (tmp_path / "unix.csv").write_text(edges)
    (tmp_path / "windows.csv").write_bytes(from_windows(edges))
    found = []
    for name in ("unix", "windows"):
        study = Study(name="s", scenario="quiet", society={"file": str(tmp_path / f"{name}.csv")}, replicates=1, days=3)
        found.append(study.run(tmp_path / name, workers=1).runs.drop(columns=["run_id"]))
    INJECTED["files from Windows"] += 1
    assert found[0].equals(found[1])
