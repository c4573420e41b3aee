"""Every reference is listed once, readable, and found by its key."""

import re

import pytest

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
