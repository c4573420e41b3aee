"""Checks of a results folder: whether its files are as they were written, and whether its runs come out again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sentiment_abm.commands.verify import Check
from sentiment_abm.report.checksums import changed_files, changed_parts
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.rerun import case_of, rerun
from sentiment_abm.sweep.store import Results, load

SAMPLE = 5  # runs that are carried out again


def verified_folder(directory: Path, network: Path | None = None) -> list[Check]:
    """The checks of a results folder; `network` is the network file, for a study that has one.

    Raises InputError if there are no results or no report, or if the network file is needed and is not given.
    """
    folder = directory.resolve()
    if not (folder / "ledger.sqlite").exists():
        load(folder)  # says what is missing
    # Hashes come first: a file that is damaged may not be readable.
    data = _files("data", "the parts of the data have the hashes in the ledger", changed_parts(folder))
    report = _files("report", "page, tables and figures have the hashes in checksums.txt", changed_files(folder))
    if not (data.passed and report.passed):
        return [data, report]  # from changed data nothing can be carried out again
    return [data, report, _again(load(folder), network)]


def sample(results: Results, count: int = SAMPLE) -> list[Planned]:
    """Finished runs, evenly spread over the study from the first to the last."""
    done = [run for run in results.wanted if results.stored[run.run_id].status == "done"]
    last, steps = len(done) - 1, min(count, len(done)) - 1
    return [done[round(n * last / steps)] for n in range(steps + 1)] if steps > 0 else done


def _files(name: str, claim: str, wrong: Iterator[str]) -> Check:
    """A check that names the first file that is not what it was, and counts the others."""
    found = [*wrong]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return Check(name, claim, f"{found[0]}{more}" if found else "yes", passed=not found)


def _again(results: Results, network: Path | None) -> Check:
    """Carry a sample out again and compare every summary indicator."""
    runs = sample(results)
    claim = f"{len(runs)} runs carried out again give the indicators that are stored"
    for case in dict.fromkeys(run.case for run in runs):
        case_of(results.manifest, case, network)  # a network that is missing is no difference
    wrong = next(_wrong(results, runs, network), "")
    return Check("runs", claim, wrong or "yes", passed=not wrong)


def _wrong(results: Results, runs: Sequence[Planned], network: Path | None) -> Iterator[str]:
    for run in runs:
        try:
            rerun(results, run.case, run.replicate, point=run.varied.get("point"), network=network)
        except InputError as error:
            yield f"runs/{results.stored[run.run_id].part}.parquet, run {run.run_id}: {error}"
