"""Write a report: tables, figures and pages that need nothing else, the same bytes every time."""

from collections.abc import Collection
from importlib import import_module
from pathlib import Path

from sentiment_abm.report import checksums, page
from sentiment_abm.report.current import MARKDOWN, PAGE, PDF, asked
from sentiment_abm.report.figures import forget_others
from sentiment_abm.report.measures import finished
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import check_links, whole
from sentiment_abm.sweep.schema import checked
from sentiment_abm.sweep.store import load


def write(directory: str | Path, outputs: Collection[str] | None = None) -> Path:
    """Write tables/, figures/, report.html and checksums.txt into a results folder; return the path of the page.

    With "pdf" or "md" among `outputs`, by default those of the study, the same is written as report.pdf or report.md;
    where these are not wanted, those of an earlier report go.  A study of cases is told day by day, a sweep point by
    point.  Everything comes from the folder itself, so a second call writes the same bytes.  Raises InputError if the
    folder holds no results, no run that came to an end, or a link that leads out of it, or if the extra `pdf` is
    missing: the rest is written then.
    """
    folder = Path(directory).resolve()
    results = load(folder)
    check_links(folder)
    done = finished(results.runs)
    if done.empty:
        raise InputError([f"{folder.name} has no finished run to report on"])
    wanted = asked(results.manifest) if outputs is None else outputs
    wanted = checked("report", {"outputs": list(wanted)})["outputs"]
    # The report of a sweep brings scipy along, which is slow to import and which the other one does without.
    kind = import_module(f"sentiment_abm.report.{'sweep_study' if results.manifest.get('sweep') else 'case_study'}")
    content = kind.content(results, done, folder)
    page.store(folder, content.tables)
    text = page.rendered(content, results)
    _store(folder / PAGE, text.encode())
    figures = {figure.name for figure in content.figures}
    forget_others(folder, figures)
    missing = _others(folder, text, page.title(results.manifest), wanted)
    pages = [name for name in (PAGE, PDF, MARKDOWN) if (folder / name).exists()]
    checksums.store(folder, content.tables, figures, pages)
    if missing:
        raise missing
    return folder / PAGE


def _others(folder: Path, text: str, title: str, wanted: Collection[str]) -> InputError | None:
    """Write what the page says in the other forms that are wanted; returns what hinders one of them."""
    for name in (PDF, MARKDOWN):
        (folder / name).unlink(missing_ok=True)
    if not {"pdf", "md"} & {*wanted}:
        return None
    from sentiment_abm.report.blocks import blocks
    from sentiment_abm.report.markdown import markdown
    from sentiment_abm.report.pdf import pdf

    told = blocks(text)
    if "md" in wanted:
        _store(folder / MARKDOWN, markdown(told).encode())
    try:
        if "pdf" in wanted:
            _store(folder / PDF, pdf(told, title, folder))
    except InputError as error:
        return error
    return None


def _store(path: Path, content: bytes) -> None:
    with whole(path) as unfinished:
        unfinished.write_bytes(content)
