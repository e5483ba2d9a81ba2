"""What a search found, as each view of its page shows it: a list, the pictures, every occurrence in its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.utils.safestring import SafeString

from articles import search as engine
from articles.models import Article, Figure
from articles.pages.opened_from import carried
from articles.search.analysis.concordance import ArticleText, ConcordanceLine, line, occurrences
from articles.search.request.request import PAGE_SIZES, SearchRequest
from articles.search.text.headline_only import repeats

#: Characters of the passage shown under a headline.
SNIPPET_WIDTH = 120
#: Articles of one selection: their ids fill 3,200 of the 4,094 bytes that gunicorn reads of an address.
MOST_PICKED = 200
#: Lines on a page.
LINES = 50
#: Where a browser may begin or end a passage that a link names.
_SIGNS = "，。！？；：、,.!?;:「」『』“”（）()《》…—"


@dataclass(frozen=True, slots=True)
class Result:
    """snippet: escaped, with marks; empty where the text only says the headline again. from_caption: it stands under a
    picture of the article."""

    article: Article
    headline: SafeString
    snippet: SafeString
    from_caption: bool
    #: Further results that tell the same story, where each story is shown once.
    more: int = 0


@dataclass(frozen=True, slots=True)
class PicturedArticle:
    """An article on the wall, with its figures: those whose caption matches first, marked."""

    article: Article
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """href: leads to the passage, where a browser can find it."""

    line: ConcordanceLine
    article: Article
    href: str


@dataclass(frozen=True, slots=True)
class ConcordancePage:
    """lines: of one page. count: occurrences in the articles from `first` to `last` (counted from 1 in the order asked).
    cut: of how many of these articles only the first occurrences are counted.
    earlier, later: addresses of the parts beside this one, "" at the ends."""

    lines: list[ShownLine]
    count: int
    cut: int
    pages: int
    first: int
    last: int
    earlier: str
    later: str


def results(answer: engine.Answer) -> list[Result]:
    """In the answer's order. A row that is gone since the index was written is left out."""
    pks = [hit.article_id for hit in answer.hits]
    articles = Article.objects.published().select_related("source").defer("body_html").in_bulk(pks)
    captions: dict[int, list[str]] = {}
    for text in _captions(pks):
        captions.setdefault(text.article, []).append(text.text)
    more = {hit.article_id: hit.more for hit in answer.hits}
    return [replace(_result(answer, articles[pk], captions.get(pk, [])), more=more[pk]) for pk in pks if pk in articles]


def _captions(pks: list[int]) -> Iterator[ArticleText]:
    rows = Figure.objects.filter(article__in=pks).exclude(caption="").order_by("article", "position")
    for pk, position, caption in rows.values_list("article_id", "position", "caption"):
        yield ArticleText(pk, "caption", caption, figure=position)


def _result(answer: engine.Answer, article: Article, captions: list[str]) -> Result:
    """The passage that shows the match: of the text, else of a caption that has it while the text has not."""
    mark = answer.marker
    headline = mark.mark(article.headline)
    again = _says_nothing_more(answer, article.headline, article.text)
    snippet = SafeString("") if again else mark.snippet(article.text, SNIPPET_WIDTH)
    if answer.question.text and "<mark>" not in snippet:
        for caption in captions:
            passage = mark.snippet(caption, SNIPPET_WIDTH)
            if "<mark>" in passage:
                return Result(article, headline, passage, True)
    return Result(article, headline, snippet, False)


def _says_nothing_more(answer: engine.Answer, headline: str, text: str) -> bool:
    """Whether the headline shows all that is found in the text. A quote in its very characters may stand in one alone."""
    return not answer.question.filters.exact and repeats(headline, text)


def wall(answer: engine.Answer) -> list[PicturedArticle]:
    """In the answer's order; articles whose pictures are gone since the index was written are left out."""
    pks = [hit.article_id for hit in answer.hits]
    articles = Article.objects.listed().in_bulk(pks)
    marker = engine.Marker(answer.query, "caption")
    matching: dict[int, list[Figure]] = {}
    others: dict[int, list[Figure]] = {}
    for figure in Figure.objects.filter(article__in=pks).select_related("image").order_by("article", "position"):
        matches = bool(figure.caption) and bool(marker.spans(figure.caption))
        if matches:
            # With marks in it the caption would not be seen to hold the credit.
            figure.credit = "" if figure.credit in figure.caption else figure.credit
            figure.caption = marker.mark(figure.caption)
        (matching if matches else others).setdefault(figure.article_id, []).append(figure)
    shown = ((articles[pk], matching.get(pk, []) + others.get(pk, [])) for pk in pks if pk in articles)
    return [PicturedArticle(article, figures) for article, figures in shown if figures]


def lines(search: SearchRequest, answer: engine.Answer) -> ConcordancePage:
    """One page of the lines of one part of the articles: so many are read for each, whatever the search found."""
    pks = [hit.article_id for hit in answer.hits]
    found = occurrences(answer.query, _texts(answer, pks), len(pks))
    start = (search.page - 1) * LINES
    shown = [line(each) for each in found.page(search.order, start, start + LINES)]
    articles = Article.objects.listed().in_bulk({each.article for each in shown}) if shown else {}
    first = (search.part - 1) * PAGE_SIZES["lines"]
    return ConcordancePage(
        lines=[ShownLine(each, articles[each.article], _place(search, each, articles[each.article])) for each in shown
               if each.article in articles],
        count=found.count,
        cut=found.cut,
        pages=-(-found.count // LINES),
        first=first + 1,
        last=first + len(pks),
        earlier=search.with_(part=search.part - 1).address() if search.part > 1 else "",
        later=search.with_(part=search.part + 1).address() if search.part < answer.pages else "",
    )  # fmt: skip


def _texts(answer: engine.Answer, pks: list[int]) -> Iterator[ArticleText]:
    """Of these articles, in this order: headline, text (unless it only says the headline again), captions."""
    rows = Article.objects.published().filter(pk__in=pks).order_by().values_list("pk", "headline", "text", "day")
    articles = {pk: (headline, text, day.isoformat() if day else "") for pk, headline, text, day in rows}
    captions: dict[int, list[ArticleText]] = {}
    for caption in _captions(pks):
        captions.setdefault(caption.article, []).append(caption)
    for pk in pks:
        if pk in articles:
            headline, text, day = articles[pk]
            yield ArticleText(pk, "headline", headline, day)
            if not _says_nothing_more(answer, headline, text):
                yield ArticleText(pk, "body", text, day)
            yield from (replace(caption, day=day) for caption in captions.get(pk, []))


def _place(search: SearchRequest, shown: ConcordanceLine, article: Article) -> str:
    """The address of the passage: a picture by its number, words of the text by a text fragment
    (https://wicg.github.io/scroll-to-text-fragment/), which browsers that do not know it ignore."""
    address = article.get_absolute_url() + carried(search)
    if shown.field == "caption":
        return f"{address}#figure-{shown.figure}"
    if shown.field == "headline":
        return address
    # Browsers begin and end a passage at words, and Chinese shows none: signs are safe.
    start = max(map(shown.before.rfind, _SIGNS)) + 1
    ends = [at for at in map(shown.after.find, _SIGNS) if at >= 0]
    passage = shown.before[start:] + shown.found + shown.after[: min(ends, default=len(shown.after))]
    return f"{address}#:~:text={quote(passage.strip(), safe='').replace('-', '%2D')}"
