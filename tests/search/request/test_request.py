"""What an address asks for, and the address that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.rows.sources import merge_sources
from articles.search.evaluate.filters import filter_queries
from articles.search.filters import EVERYTHING, NAMES, Filters, Outlet
from articles.search.request.fields import ChoicesField, Outlets
from articles.search.request.forms import FilterForm, SearchForm
from articles.search.request.request import SearchRequest, Unreadable
from articles.search.types import Question

OUTLETS = Outlets(tuple(Outlet(n, slug, slug.upper()) for n, slug in enumerate(("bbc", "cna", "a-b", "voa"), 1)))
#: As a form gives it back: without control characters, and without space at its ends.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40).map(str.strip)
SOME = st.lists(st.sampled_from(OUTLETS.every), unique=True, max_size=3).map(tuple)
DAYS = st.none() | st.dates()
#: Of sections and tags.
NAMED = st.lists(st.sampled_from(["港闻", "Op-Ed", "渡輪"]), unique=True, max_size=3).map(tuple)


def words(name: str) -> list[Any]:
    """Of a filter that is one of a few words, and none."""
    field = FilterForm.base_fields[name]
    assert isinstance(field, ChoicesField)
    return [getattr(EVERYTHING, name), *filter(None, field.values())]


STRATEGIES: dict[str, st.SearchStrategy[Any]] = {
    "outlets": SOME, "without": SOME, "since": DAYS, "until": DAYS, "exact": st.booleans(),
    "sections": NAMED, "tags": NAMED, "as_of": st.none() | st.dates(max_value=date(2026, 1, 1)),
}  # fmt: skip


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    every = {name: STRATEGIES[name] if name in STRATEGIES else st.sampled_from(words(name)) for name in NAMES}
    found = draw(st.builds(Filters, **every))
    wrong = found.since and found.until and found.since > found.until
    return replace(found, since=found.until, until=found.since) if wrong else found


SEARCHES = st.builds(
    SearchRequest, TEXTS, filters(), st.sampled_from([None, "relevance", "newest", "oldest"]), st.integers(1, 10**9),
    st.booleans(), st.sampled_from(["list", "pictures", "lines"]),
)  # fmt: skip
LINES = st.builds(
    SearchRequest, TEXTS, filters(), page=st.integers(1, 10**9), view=st.just("lines"), part=st.integers(1, 10**9),
    order=st.sampled_from(["", "before", "after", "date"]),
)  # fmt: skip


@given(SEARCHES | LINES)
def test_an_address_says_all_of_it(search: SearchRequest) -> None:
    assert SearchRequest.from_query(QueryDict(search.to_query()), OUTLETS) == search
    assert parse_qsl(search.to_query()) == search.pairs()
    assert all(value for _name, value in search.pairs())


@given(SEARCHES)
def test_replacing_one_thing_leaves_all_others(search: SearchRequest) -> None:
    other = search.with_(as_of=None, sort="oldest")
    assert other == replace(search, filters=replace(search.filters, as_of=None), sort="oldest", page=1, part=1)
    assert [pair for pair in other.pairs() if pair[0] != "sort"] == search.pairs("asof", "sort", "page", "part")


def test_every_filter_has_a_name_a_field_and_a_query() -> None:
    """What a new filter needs; a filter that narrows nothing would be asked for in vain."""
    assert list(NAMES) == [each.name for each in fields(Filters)]
    day, some = date(2020, 8, 5), (OUTLETS.every[0],)
    values = {"outlets": some, "without": some, "since": day, "until": day, "as_of": day, "exact": True}
    values |= {"sections": ("港闻",), "tags": ("渡輪",)}
    for name, parameter in NAMES.items():
        one = replace(EVERYTHING, **{name: values[name] if name in values else words(name)[-1]})
        assert [pair[0] for pair in one.pairs()] == [parameter]
        assert len(filter_queries(one)) == (name != "exact"), name
        assert one.narrowing is (name not in ("exact", "as_of"))


def test_the_order_of_parameters_is_that_of_addresses_that_were_passed_on() -> None:
    outlet = OUTLETS.every[0]
    day = date(2020, 8, 5)
    asked = Filters((outlet,), (outlet,), day, day, day, exact=True)
    assert SearchRequest("字", asked, "newest", 2, True, "lines", "date", 3).to_query() == (
        "q=%E5%AD%97&source=bbc&not=bbc&from=2020-08-05&to=2020-08-05&asof=2020-08-05&sort=newest&form=typed"
        "&collapse=1&view=lines&order=date&part=3&page=2"
    )


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("from=x&q=y", [("from", "invalid", "The first day is not a date. Write it as 2020-08-05.")]),
        ("source=bbc&source=no&not=none", [
            ("source", "no_outlet", "The archive has no outlet “no”. Choose one from the list."),
            ("not", "no_outlet", "The archive has no outlet “none”. Choose one from the list."),
        ]),
        ("from=2020-02-02&to=2020-02-01", [("to", "reversed", "The last day is before the first. Swap them.")]),
        ("asof=9999-01-01", [("asof", "", "The day of “as of” has not come yet. Choose today or a day before.")]),
        ("form=x", [("form", "invalid_choice", "“form” can only be “typed”: no other regional forms of names.")]),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_cannot_be_asked_is_told(query: str, problems: list[tuple[str, str, str]]) -> None:
    with translation.override("en"), pytest.raises(Unreadable) as refused:
        SearchRequest.from_query(QueryDict(query), OUTLETS)
    with translation.override("en"):
        assert [(each.name, each.code, each.sentence) for each in refused.value.problems] == problems
        assert str(refused.value) == " ".join(sentence for _name, _code, sentence in problems)


def test_outlets_of_former_addresses(make_source: Callable[..., Any]) -> None:
    stayed, gone = make_source("甲报", "jia"), make_source("乙报", "yi")
    merge_sources(stayed, gone)
    search = SearchRequest.from_query(QueryDict("q=x&source=yi&source=jia&not=yi"))
    assert search.filters.outlets == search.filters.without == (Outlet(stayed.pk, "jia", "甲报"),)
    assert search.to_query() == "q=x&source=jia&not=jia"


def test_what_is_asked_of_the_index() -> None:
    some = Filters(exact=True, since=date(2020, 8, 5))
    assert SearchRequest("字", some, view="pictures", page=3, collapse=True).question() == Question(
        "字", some, page=3, page_size=24, only_this_form=True, collapse=True, pictures=True, timeline="fine"
    )
    lines = SearchRequest("字", view="lines", page=3, part=5).question(facets=False)
    assert (lines.page, lines.page_size, lines.facets, lines.only_this_form) == (5, 200, False, False)


def test_everywhere_is_read_as_exactly() -> None:
    assert Filters((OUTLETS.every[0],), since=date(2020, 1, 1), exact=True).everywhere() == Filters(exact=True)


def test_only_the_api_is_strict_about_days() -> None:
    assert SearchRequest.from_query(QueryDict("from=2020-8-5"), OUTLETS).filters.since == date(2020, 8, 5)
    assert not SearchForm(QueryDict("from=20200805"), outlets=OUTLETS).is_valid()
