"""An article as a search found it: its hits marked, its place among the results, and those beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from articles import search as engine
from articles.display.hits import Finder, Hits
from articles.models import Article
from articles.pages.opened_from import carried
from articles.reading import ShownText
from articles.search.request.request import PAGE_SIZES, SearchRequest


@dataclass(frozen=True, slots=True)
class Found:
    """hits: how many are marked; more: there are others behind them. place: among the results, counted from 1; None where
    the search does not find the article (any more). before, after: addresses of the results beside it, "" where there is
    none. back: of the page of results."""

    text: str
    total: int
    back: str
    hits: int
    more: bool
    headline: SafeString
    byline: SafeString
    body: SafeString
    place: int | None = None
    before: str = ""
    after: str = ""


def found_by(search: SearchRequest, article: Article, shown: ShownText, body: Callable[[], str]) -> Found | None:
    """body: makes the safe HTML of the article's text with its pictures. None while the index is away: the page does
    without."""
    try:
        answer, number, at = _page_with(search, article.pk)
        ways = _beside(search, answer, number, at) if at is not None else ("", "")
    except engine.SearchUnavailable:
        return None
    hits = Hits()
    headline = hits.tree(
        render_to_string("article/_phrases.html", {"headline": shown.text(article.headline)}).strip(),
        _finder(answer, "headline"),
    )
    byline = hits.tree(escape("、".join(article.byline)), _finder(answer, "byline"))
    text = hits.tree(body(), _finder(answer, "body"), _finder(answer, "caption"))
    place = None if at is None else (number - 1) * PAGE_SIZES[search.view] + at + 1
    return Found(
        text=search.text,
        total=answer.total if answer.stories is None else answer.stories,
        back=_on(search, number).address(),
        hits=hits.count,
        more=hits.more,
        headline=hits.written(headline),
        byline=hits.written(byline),
        body=hits.written(text),
        place=place,
        before=ways[0],
        after=ways[1],
    )


def _finder(answer: engine.Answer, field: str) -> Finder:
    return engine.Marker(answer.query, field).spans


def _on(search: SearchRequest, number: int) -> SearchRequest:
    """number: of a page of articles; lines call it a part."""
    return replace(search, part=number, page=1) if search.view == "lines" else replace(search, page=number)


def _ask(search: SearchRequest, number: int) -> engine.Answer:
    return engine.ask(search.on_page().question(page=number, facets=False, timeline=""))


def _pks(answer: engine.Answer) -> list[int]:
    return [hit.article_id for hit in answer.hits]


def _page_with(search: SearchRequest, pk: int) -> tuple[engine.Answer, int, int | None]:
    """The page of results that has the article, its number, and where it stands on it (None: nowhere). The page that the
    address names is the first to be looked at; only where it has not, for the archive has changed, all are."""
    number = search.part if search.view == "lines" else search.page
    answer = _ask(search, number)
    if pk in _pks(answer):
        return answer, number, _pks(answer).index(pk)
    every: Sequence[int] = engine.every_id(search.on_page().question())
    if pk not in every:
        return answer, min(number, max(1, answer.pages)), None
    number, at = divmod(every.index(pk), PAGE_SIZES[search.view])
    answer = _ask(search, number + 1)
    pks = _pks(answer)
    return answer, number + 1, at if pks[at : at + 1] == [pk] else None


def _beside(search: SearchRequest, answer: engine.Answer, number: int, at: int) -> tuple[str, str]:
    pks = _pks(answer)
    before = (number, pks[at - 1]) if at else _end(search, number - 1, last=True) if number > 1 else None
    after = (
        (number, pks[at + 1])
        if at + 1 < len(pks)
        else (_end(search, number + 1, last=False) if number < answer.pages else None)
    )
    wanted = [each[1] for each in (before, after) if each]
    articles = Article.objects.published().only("public_id").in_bulk(wanted)

    def address(one: tuple[int, int] | None) -> str:
        if one is None or one[1] not in articles:
            return ""
        return articles[one[1]].get_absolute_url() + carried(_on(search, one[0]))

    return address(before), address(after)


def _end(search: SearchRequest, number: int, *, last: bool) -> tuple[int, int] | None:
    """The first or the last result of a page: the page's number, and the article."""
    pks = _pks(_ask(search, number))
    return (number, pks[-1 if last else 0]) if pks else None
