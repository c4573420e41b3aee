"""Every reference is listed once, readable, and found by its key."""

import re

import networkx as nx
import pytest

import sentiment_abm as sa
from sentiment_abm.sources import SOURCES, Source, UnknownSourceError, cite

KEY = re.compile(r"[a-z]+(?:19|20)\d\d[a-z]?")
DOI = re.compile(r"10\.\d{4,9}/\S+[^.\s]")


def test_keys_are_name_and_year():
    for key, source in SOURCES.items():
        assert KEY.fullmatch(key), key
        assert key == source.key
        assert str(source.year) in key


def test_every_source_says_who_and_what():
    for source in SOURCES.values():
        assert source.authors.strip(), source.key
        assert source.title.strip(), source.key
        assert not source.title.endswith("."), source.key
        assert 1900 < source.year < 2100, source.key


def test_nothing_is_listed_twice():
    titles = [source.title.casefold() for source in SOURCES.values()]
    links = [source.doi for source in SOURCES.values() if source.doi]
    assert len(titles) == len(set(titles))
    assert len(links) == len(set(links))


def test_a_doi_is_bare():
    for source in SOURCES.values():
        assert not source.doi or DOI.fullmatch(source.doi), source.key


def test_order_is_that_of_the_keys_whatever_is_asked_for():
    assert list(SOURCES) == sorted(SOURCES)
    assert cite("watts2002", "bell1985") == cite("bell1985", "watts2002", "bell1985")
    assert [line[1:9] for line in cite("watts2002", "bell1985").splitlines()] == ["bell1985", "watts200"]


def test_without_keys_all_are_listed():
    assert len(cite().splitlines()) == len(SOURCES)


def test_a_source_reads_as_one_line():
    plain = Source("doe1999", "Doe, J.", 1999, "A title")
    assert str(plain) == "[doe1999] Doe, J. (1999). A title."
    full = Source("doe1999", "Doe, J.", 1999, "A question?", "A Journal 1, 2–3", "10.1000/x")
    assert str(full) == "[doe1999] Doe, J. (1999). A question? A Journal 1, 2–3. https://doi.org/10.1000/x"


def test_all_unknown_keys_are_named_with_the_nearest_one():
    with pytest.raises(UnknownSourceError) as caught:
        cite("slowic1993", "bell1985", "qqqqq")
    assert caught.value.problems == (
        "unknown source 'qqqqq'",
        "unknown source 'slowic1993' (did you mean 'slovic1993'?)",
    )
    assert isinstance(caught.value, KeyError)
    assert "slovic1993" in str(caught.value)


def test_a_run_names_what_is_switched_on_in_it_and_nothing_else():
    def keys(**settings):
        run = sa.simulate(people=30, days=1, **settings)
        assert sa.cite(run) == run.cite()
        assert [line[1:].split("]")[0] for line in run.cite().splitlines()] == list(run.references)
        return set(run.references)

    assert keys(params=sa.OFF) == {"watts1998", "salmon2011"}
    talking = keys(params={**sa.OFF, "talk.weight": 0.1})
    assert talking - keys(params=sa.OFF) >= {"degroot1974"}
    assert "slovic1993" not in talking
    assert "slovic1993" in keys()


def test_a_network_of_ones_own_has_no_source_here():
    assert sa.simulate(graph=nx.path_graph(9), days=1, params=sa.OFF).references == ("salmon2011",)
    fond = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]
    drawn = sa.Society(people=40, graph_recipe="communities", homophily=0.5, segments=fond)
    assert drawn.references == ("holland1983", "newman2003")
    partial = [{"name": "a", "share": 0.5, "patience.rate": 0.1}, {"name": "b", "share": 0.5}]
    run = sa.simulate(people=40, segments=partial, days=1, params=sa.OFF)
    assert "mazur1987" in run.references  # switched on in one segment only
