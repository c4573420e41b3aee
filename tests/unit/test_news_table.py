"""A news CSV from any spreadsheet reads as items, or says what is wrong in which line."""

import csv
import datetime
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.spec import InputError

HEADER = "day,kind,headline,source,hype,caveat,delivered,external,strength,closes,size,coverage"


@pytest.fixture
def news(tmp_path):
    """Writes text or bytes to news.csv and returns the path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "news.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(path: Path, **changes: object) -> Scenario:
    scenario = Scenario.from_file(path, **changes)
    assert isinstance(scenario, Scenario)
    return scenario


def problems(path: Path, **changes: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        Scenario.from_file(path, **changes)
    return caught.value.problems


def test_every_column(news):
    scenario = read(
        news(
            f"{HEADER},deception,id\n"
            "10,announcement,Summit to end the war,leader,1.5,0.1,,,,,,5,,\n"
            "20,signal,Port shelled,wire,,,,,-1,,,,,7\n"
            "31,outcome,No deal,,,,0.25,1,,no,0.3,,yes,\n"
        ),
        sources={"wire": 0.6},
    )
    assert scenario.name == "news"
    assert scenario.items == (
        NewsItem(10, "announcement", "Summit to end the war", "leader", hype=1.5, caveat=0.1, coverage=5),
        NewsItem(20, "signal", "Port shelled", "wire", strength=-1, id=7),
        NewsItem(
            31, "outcome", "No deal", "leader", delivered=0.25, external=1, deception=True, closes=False, size=0.3
        ),
    )


def test_what_spreadsheets_do_is_fine(news):
    text = (
        "\ufeffday,kind,headline,,\r\n"
        '1,announcement,"Leaders: ""peace, soon""",,\r\n'
        ",,,,\r\n"
        "\r\n"
        '2,announcement,"=SUM(A1:A9)",,\r\n'
        '3,announcement,"<b>Summit</b>\r\non two lines",,\r\n'
        " 4 , announcement , + spaced ,,"
    )
    headlines = ['Leaders: "peace, soon"', "=SUM(A1:A9)", "<b>Summit</b>\r\non two lines", "+ spaced"]
    assert [item.headline for item in read(news(text)).items] == headlines


def test_old_line_ends_are_fine(news):
    assert len(read(news("day,kind,headline\r1,announcement,Talks\r2,announcement,More talks\r")).items) == 2


def test_columns_by_segment(news):
    path = news("day,kind,headline,delivered:Ukraine,delivered: Russia\n5,outcome,Truce,0.2,1\n")
    assert read(path).items[0].delivered == {"Ukraine": 0.2, "Russia": 1.0}


def test_dates_count_from_the_first_or_from_the_start_date(news):
    path = news("date,kind,headline\n2025-02-18,announcement,Riyadh\n2025-02-12,announcement,Call\n")
    scenario = read(path)
    assert scenario.start_date == datetime.date(2025, 2, 12)
    assert [item.day for item in scenario.items] == [6, 0]
    assert [item.day for item in read(path, start_date=datetime.date(2025, 2, 1)).items] == [17, 11]
    assert problems(path, start_date=datetime.date(2025, 2, 18)) == (
        "news.csv line 3: date 2025-02-12 is before the start date 2025-02-18",
    )


def test_every_problem_names_its_line_all_at_once(news):
    found = problems(
        news(
            f"{HEADER}\n"
            "10,anouncement,Talks,,,,,,,,,\n"
            "x,announcement,Talks,,9,,,,,,,\n"
            '12,announcement,"Two\nlines, one row",,nan,,,,,,,\n'
            "31,outcome,No deal,,,,3.2,,,perhaps,,\n"
            "32,outcome,No deal again,,,,,,,,,\n"
            "33,signal,Shelling,,,,,,-1,,,\n"
            "34,announcement,,tv,,,,,,,,\n"
            "35,announcement,Peace, at last,,,,,,,,,\n"
            "36,announcement,More talks,tv,,,,,,,,\n"
            "37,announcement,=A1,,=1+1,,,,,,,1_0\n"
        )
    )
    assert found == (
        "news.csv line 2: kind 'anouncement' is not announcement, signal or outcome (did you mean 'announcement'?)",
        "news.csv line 3: day 'x' is not a number",
        "news.csv line 3: hype 9 is outside 0…4",
        "news.csv line 4: hype nan is outside 0…4",
        "news.csv line 6: delivered 3.2 is outside 0…1",
        "news.csv line 6: closes 'perhaps' is not true or false",
        "news.csv line 7: delivered is missing, an outcome needs it",
        "news.csv line 8: source is missing",
        "news.csv line 9: headline is missing",
        "news.csv line 10: 13 cells for 12 columns; a headline with a comma needs quotes around it",
        "news.csv line 12: hype '=1+1' is not a number",
        "news.csv line 12: coverage '1_0' is not a number",
        (
            "news.csv line 11 (day 36, 'More talks'): "
            "unknown source 'tv'; known are leader, others need a place in sources"
        ),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["news.csv line 1: the file is empty; its first line has to name the columns"]),
        ("day,kind,headline\n", ["news.csv line 1: no news below the names of the columns"]),
        ("\n\nday,kind,headline\n\n", ["news.csv line 3: no news below the names of the columns"]),
        ("day,kind\n1,announcement\n", ["news.csv line 1: no column 'headline'"]),
        ("kind,headline\nannouncement,Talks\n", ["news.csv line 1: no column 'day' or 'date'"]),
        (
            "day,kind,headlin\n1,announcement,Talks\n",
            [
                "news.csv line 1: unknown column 'headlin' (did you mean 'headline'?)",
                "news.csv line 1: no column 'headline'",
            ],
        ),
        (
            "day,kind,headline,hpye,delivered:\n1,announcement,Talks,1,\n2,announcement,Talks,1,\n-1,announcement,More,,\n",
            [
                "news.csv line 1: unknown column 'hpye' (did you mean 'hype'?)",
                "news.csv line 1: unknown column 'delivered:' (did you mean 'delivered'?)",
                "news.csv line 4: day -1 is outside 0…2147483647",
            ],
        ),
        ("day,kind,headline,day\n1,announcement,Talks,2\n", ["news.csv line 1: column 'day' appears twice"]),
        (
            "day,date,kind,headline\n1,,announcement,Talks\n",
            ["news.csv line 1: has both a column 'day' and a column 'date'"],
        ),
        (
            "date,kind,headline\n18.02.2025,announcement,Talks\n",
            ["news.csv line 2: date '18.02.2025' is not a date like 2025-02-18"],
        ),
        (
            "day,kind,headline,delivered,delivered:US\n1,outcome,Deal,1,0.5\n",
            ["news.csv line 2: delivered is given both for everybody and by segment"],
        ),
        (
            "day,kind,headline,delivered:US\n1,outcome,Deal,7\n",
            ["news.csv line 2: delivered of segment 'US' 7 is outside 0…1"],
        ),
        (
            'day,kind,headline\n1,announcement,Talks\n2,announcement,"Talks" again\n-3,announcement,More\n',
            ["news.csv line 3: ',' expected after '\"'"],
        ),
        ('day,kind,headline\n1,announcement,"Talks\n', ["news.csv line 2: unexpected end of data"]),
        ("day,kind,headline\n1,announcement,Talks\n1,announcement,Talks\n", None),
    ],
    ids=str,
)
def test_bad_tables(news, text, found):
    lines = problems(news(text))
    if found is None:
        assert lines[0].startswith("news.csv line 3 (day 1, 'Talks'): same id")
    else:
        assert list(lines) == found


def test_an_unreadable_announcement_does_not_make_its_outcome_early(news):
    path = news("day,kind,headline,hype,delivered\n9,announcement,A,,\n1,announcement,B,77,\n5,outcome,C,,0\n")
    assert problems(path) == ("news.csv line 3: hype 77 is outside 0…4",)


def test_files_that_are_no_text(news, tmp_path):
    (line,) = problems(news("day,kind,headline\n1,announcement,Gespräche\n".encode("latin-1")))
    assert line == "news.csv line 2: not UTF-8 text; save the file with encoding UTF-8"
    (line,) = problems(tmp_path / "absent.csv")
    assert "absent.csv' cannot be read: No such file or directory" in line
    (line,) = problems(tmp_path / "a\0b.csv")
    assert "cannot be read" in line
    (tmp_path / "folder.csv").mkdir()
    assert problems(tmp_path / "folder.csv")


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_any_headline_survives_a_csv(tmp_path_factory, headlines):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["day", "kind", "headline"])
    writer.writerows([day, "announcement", headline] for day, headline in enumerate(headlines))
    path = tmp_path_factory.mktemp("news") / "news.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert [item.headline for item in read(path).items] == headlines


CELLS = st.text(alphabet='day,kind"headline\n\r\t;:=0123456789.-+einfa\ufeff', max_size=60) | st.text(max_size=20)


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=200) | CELLS.map(lambda text: f"day,kind,headline,delivered:US\n{text}".encode()))
def test_whatever_is_in_a_csv_there_is_a_scenario_or_an_input_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("news") / "news.csv"
    path.write_bytes(data)
    found: tuple[str, ...] = ()
    try:
        assert read(path).items
    except InputError as error:
        found = error.problems
    assert all("news.csv" in line and "\n" not in line for line in found)
