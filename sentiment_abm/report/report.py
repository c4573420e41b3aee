"""Write a report: tables, figures and one HTML page that needs nothing else, the same bytes every time."""

from importlib import import_module
from pathlib import Path

from sentiment_abm.report import checksums, page
from sentiment_abm.report.figures import forget_others
from sentiment_abm.report.measures import finished
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import whole
from sentiment_abm.sweep.store import load


def write(directory: str | Path) -> Path:
    """Write tables/, figures/, report.html and checksums.txt into a results folder; return the path of the page.

    A study of cases is told day by day, a sweep point by point.  Everything comes from the folder itself, so a second
    call writes the same bytes.  Raises InputError if the folder holds no results, or no run that came to an end.
    """
    folder = Path(directory).resolve()
    results = load(folder)
    done = finished(results.runs)
    if done.empty:
        raise InputError([f"{folder.name} has no finished run to report on"])
    # The report of a sweep brings scipy along, which is slow to import and which the other one does without.
    kind = import_module(f"sentiment_abm.report.{'sweep_study' if results.manifest.get('sweep') else 'case_study'}")
    content = kind.content(results, done, folder)
    page.store(folder, content.tables)
    path = folder / "report.html"
    with whole(path) as unfinished:
        unfinished.write_text(page.rendered(content, results), encoding="utf-8", newline="\n")
    figures = {figure.name for figure in content.figures}
    forget_others(folder, figures)
    checksums.store(folder, content.tables, figures)
    return path
