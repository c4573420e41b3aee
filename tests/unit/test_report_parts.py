"""The parts of the report: sentences, warnings, news rows, inlined figures."""

import base64
import io
import re
from types import SimpleNamespace
from typing import Any

import pandas as pd
from fontTools import ttLib

from sentiment_abm.charts import style
from sentiment_abm.charts.chart import Chart
from sentiment_abm.report import answer, health, measures
from sentiment_abm.report.figures import command, planned
from sentiment_abm.report.inline import inlined
from sentiment_abm.report.lettering import font_faces
from sentiment_abm.report.news_table import news_rows
from tests.chart_tables import items


def table_of_runs(**columns: list[float]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    base: dict[str, Any] = {measure.column: 0.0 for measure in measures.MEASURES}
    return pd.DataFrame({**base, **columns}, index=range(count)).assign(case="a", replicate=range(count), status="done")


def said(runs: pd.DataFrame) -> list[str]:
    cases = list(dict.fromkeys(runs["case"]))
    outcomes = [measures.outcome(runs, case, measure) for case in cases for measure in measures.MEASURES]
    return answer.sentences(outcomes, measures.contrasts(runs, cases), 30, None)


def test_one_run_has_no_ranges() -> None:
    net, peak, turn = said(table_of_runs(net_mean=[-0.031], hope_peak=[0.5], disillusion_day=[9.0]))
    assert net == "Over 30 days, net sentiment (hope minus disappointment) averaged −3.1\xa0points."
    assert peak == "Hope peaked at 50.0\xa0% of people around day\xa00."
    assert turn == "Disappointment first outnumbered hope on day\xa09."


def test_what_never_happened_is_said() -> None:
    never = table_of_runs(disillusion_day=[float("nan")] * 3)
    assert said(never)[2] == "Disappointment never outnumbered hope."
    mixed = pd.concat([table_of_runs(disillusion_day=[4.0, 6.0, float("nan")]), never.assign(case="b")])
    assert "in “a”, in 2 of 3 runs, and never in “b”" in said(mixed)[2]


def test_of_many_cases_the_first_and_the_extremes_are_named() -> None:
    parts = [
        table_of_runs(net_mean=[value] * 2).assign(case=case)
        for case, value in zip("abcde", (0, 2, 1, -3, 0.5), strict=True)
    ]
    sentence = said(pd.concat(parts))[0]
    assert [f"“{case}”" in sentence for case in "abcde"] == [True, True, False, True, False]


def test_failed_runs_are_told_and_left_out() -> None:
    runs = table_of_runs(net_mean=[0.1, 0.2]).assign(error=["", "ZeroDivisionError: <oops>"])
    runs.loc[1, "status"] = "failed"
    results = study_of(runs, wanted=3)
    assert len(measures.finished(runs)) == 1
    assert health.failures(runs) == [{"case": "a", "replicate": "1", "error": "ZeroDivisionError: <oops>"}]
    found = health.warnings(results, 0)
    assert found[0] == "The study is not finished: 2 of 3 runs are stored."
    assert found[1] == "1 run failed and is missing from every number."
    assert dict(health.counts(results)) == {"Runs wanted": "3", "Runs done": "1", "Runs failed": "1"}


def test_a_sound_study_has_no_warnings() -> None:
    runs = table_of_runs(net_mean=[0.1] * health.FEW_REPLICATES)
    assert health.warnings(study_of(runs, wanted=len(runs)), 0) == []


def study_of(runs: pd.DataFrame, wanted: int) -> Any:
    """What the health of a study is read from."""
    return SimpleNamespace(manifest={"cases": {"a": {}}}, runs=runs, plan=[None] * wanted)


def test_equal_news_of_two_cases_are_one_row() -> None:
    other = items(6)
    other.loc[5, "delivered"] = 0.77
    rows = news_rows({"a": items(6), "b": other}, dated=False)
    assert len(rows) == 7
    assert sorted(row["cases"] for row in rows) == ["", "", "", "", "", "a", "b"]
    assert {"77 % delivered"} <= {row["size"] for row in rows}


def test_an_inlined_figure_keeps_its_drawing_and_loses_its_surroundings() -> None:
    svg = (
        '<?xml version="1.0"?><!-- <script> --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9pt" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>x</metadata><defs><style>*{color:red}</style>'
        '<path id="p" d="M 0 0 L 1.00049 1"/></defs><g id="q" clip-path="url(#p)"><use xlink:href="#p"/></g></svg>'
    )
    assert inlined(svg, "w", 'hope & "despair"') == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="hope &amp; &quot;despair&quot;" '
        'style="stroke-linejoin:round;stroke-linecap:butt"><defs><path id="w-0" d="M0 0L1 1" /></defs>'
        '<g clip-path="url(#w-0)"><use href="#w-0" /></g></svg>'
    )


def test_groups_without_a_word_go_and_equal_styles_are_said_once() -> None:
    line, faint = "fill: none; stroke: #c8c8c8", "fill: #000000; opacity: 0.5"
    svg = "".join(
        ['<svg viewBox="0 0 9 9">']
        + [f'<g id="line_{n}"><g><path d="M 0 {n} L 9 {n}" style="{line}"/></g></g>' for n in (1, 2)]
        + [f'<path d="M 0 0 L 9 {n}" style="{faint}"/>' for n in (3, 4)]
        + ["</svg>"]
    )
    drawing = inlined(svg, "w", "lines").partition('butt">')[2]
    assert drawing == (
        '<g style="fill:none;stroke:#c8c8c8"><path d="M0 1L9 1" /><path d="M0 2L9 2" /></g>'
        '<path d="M0 0L9 3" style="fill:#000000;opacity:0.5" /><path d="M0 0L9 4" style="fill:#000000;opacity:0.5" />'
        "</svg>"
    )


def test_words_of_a_drawing_are_text_in_the_font_of_the_page() -> None:
    with style.look():
        chart = Chart.of_size(style.WIDTHS["single"], 60)
        chart.text(0.5, 0.5, "hope & <b>fear</b>", ha="right")
    page = inlined(style.rendered(chart, "svg", words=True).decode(), "w", "")
    assert "hope &amp; &lt;b&gt;fear&lt;/b&gt;</text>" in page
    assert "DejaVu" not in page
    assert re.search(r'<text style="font-size:[0-9.]+px;text-anchor:end;fill:#[0-9a-f]{6}" x="126" y="30"', page)


def test_the_font_of_the_page_has_the_letters_that_are_used() -> None:
    rules = font_faces(["Hope", "−3"])
    assert font_faces({"p": 1, "Ho": 2, "e−3": 3}) == rules
    fonts = [ttLib.TTFont(io.BytesIO(base64.b64decode(part))) for part in re.findall(r"base64,([^)]+)", rules)]
    assert [{*map(chr, font.getBestCmap())} for font in fonts] == [{*"Hope−3"}] * 2
    assert len(rules) < 20_000


def test_csv_is_the_same_for_equal_tables() -> None:
    table = pd.DataFrame({"a": [0.1 + 0.2], "b": ["x, y"]})
    assert style.csv(table) == b'a,b\n0.3,"x, y"\n'


def test_more_cases_than_a_chart_holds() -> None:
    many = SimpleNamespace(
        manifest={"cases": {case: {} for case in "abcdefghij"}},
        daily=pd.DataFrame({"segment": ["all"]}),
        start_date=None,
    )
    plans = list(planned(many, list("abcdefgh"), ()))  # type: ignore[arg-type]
    assert {plan.family for plan in plans} == {"news", "moods", "states", "differences", "flows"}
    assert all(plan.options == {"cases": list("abcdefgh")} for plan in plans if plan.family != "differences")
    assert 'cases=["a", "b"' in command(plans[0], "x")
