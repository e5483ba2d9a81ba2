"""An engine without an index: every question reads every article. Slow and plain; the judge of the others."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from django.conf import settings
from whoosh import query as wq

from articles.derived import Telling
from articles.models import Article
from articles.search.analysis.comparison import MOST_STEPS, Compared, OutletCounts, Period, QueryCounts, Wanted
from articles.search.analysis.highlight import Marker
from articles.search.evaluate import time_buckets
from articles.search.evaluate.exact_script import in_either_script, quotes_in_glyphs
from articles.search.evaluate.filters import IMPORTED, queries_beside
from articles.search.index.arrays.layout import FIELDS, FLAGS, NO_DAY, IndexDocument
from articles.search.index.documents import all_documents
from articles.search.query.language import Understood, moved, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import Exactly, Glyphs, Near
from articles.search.query.regional_names import known
from articles.search.suggestions.nothing_found import Nearby, nearby
from articles.search.suggestions.other_queries import Alternatives, alternatives
from articles.search.suggestions.suggest import Suggestion, suggest
from articles.search.suggestions.vocabulary import Vocabulary, build
from articles.search.types import Answer, Bar, Facet, Hit, Progress, Question, Similar
from tests.search import oracle
from tests.search.judge import Told, in_glyphs

Matches = Callable[[Any, IndexDocument], bool]
#: A word in the headline counts for so many in the text.
HEADLINE = 8


def texts(document: IndexDocument, field: str) -> tuple[str, ...]:
    return document.texts if field == "text" else (document.texts[FIELDS.index(field)],)


def _stands(query: Exactly, document: IndexDocument) -> bool:
    return any(oracle.quoted(query.typed, text) for text in texts(document, query.fieldname))


def _verbatim(query: Glyphs, document: IndexDocument) -> bool:
    told = Told(document.id, dict(zip(FIELDS, document.texts, strict=True)), None, "", False)
    return in_glyphs(told, "" if query.fieldname == "text" else query.fieldname, query.typed)


def _near(query: Near, document: IndexDocument) -> bool:
    read = partial(oracle.near, query.left.typed, query.right.typed, query.distance)
    return any(map(read, texts(document, query.left.fieldname)))


def _begins(query: wq.Prefix, document: IndexDocument) -> bool:
    units = chain.from_iterable(oracle.read(text)[0] for text in texts(document, query.fieldname))
    return any(unit.startswith(query.text) and not oracle.only_cjk(unit[0]) for _place, unit in units)


def _term(query: wq.Term, document: IndexDocument) -> bool:
    if query.fieldname == "source":
        return document.source == int(query.text)
    return bool(document.flags & FLAGS[query.text])


def _range(query: wq.NumericRange, document: IndexDocument) -> bool:
    if query.fieldname == IMPORTED:
        return _imported(document) <= query.end
    return bool((query.start or 0) <= document.day <= (query.end or date.max.toordinal()))


def _imported(document: IndexDocument) -> int:
    moment: datetime = Article.objects.values_list("imported_at", flat=True).get(pk=document.id)
    return moment.astimezone(settings.ARCHIVE_ZONE).toordinal()


KINDS: tuple[tuple[type, Matches], ...] = (
    (Exactly, _stands),
    (Glyphs, _verbatim),
    (Near, _near),
    (wq.Prefix, _begins),
    (wq.Term, _term),
    (wq.NumericRange, _range),
    (wq.Every, lambda query, document: True),
    (type(wq.NullQuery), lambda query, document: False),
    (wq.Not, lambda query, document: not matches(query.query, document)),
    (wq.And, lambda query, document: all(matches(part, document) for part in query)),
    (wq.Or, lambda query, document: any(matches(part, document) for part in query)),
    (wq.ConstantScoreQuery, lambda query, document: matches(query.child, document)),
)


def matches(query: wq.Query, document: IndexDocument) -> bool:
    return next(read for kind, read in KINDS if isinstance(query, kind))(query, document)


def weight(query: wq.Query | None, document: IndexDocument) -> float:
    """How often what was asked for stands there, the headline counting most."""
    if isinstance(query, (wq.And, wq.Or)):
        return sum(weight(part, document) for part in query)
    if not isinstance(query, (Exactly, Glyphs)):
        return 0.0
    often = [len(oracle.quoted(query.typed, text)) for text in document.texts]
    return float(often[0] * HEADLINE + sum(often[1:]))


@dataclass(frozen=True)
class Found:
    understood: Understood
    asked: wq.Query | None
    documents: list[IndexDocument]


class BruteForceEngine:
    """Implements protocol.Engine."""

    def _documents(self) -> list[IndexDocument]:
        return list(chain.from_iterable(all_documents()))

    def _found(self, question: Question) -> Found:
        understood = understand(question.text, outlet_by_name, {} if question.only_this_form else known())
        asked = understood.query
        if question.filters.exact and asked is not None:
            asked = quotes_in_glyphs(asked)
        whole = [*([] if asked is None else [asked]), *queries_beside(question)]
        found = [each for each in self._documents() if all(matches(part, each) for part in whole)]
        return Found(understood, asked, found)

    def _ordered(self, question: Question, found: Found) -> list[IndexDocument]:
        relevance = question.sort == "relevance" and found.asked is not None

        def key(document: IndexDocument) -> tuple[Any, ...]:
            captions = question.pictures and matches_in_captions(found.asked, document)
            score = -weight(found.asked, document)
            if relevance:
                return (not captions, score, -document.time, -document.id)
            undated = document.day == NO_DAY
            return (undated, document.time if question.sort == "oldest" else -document.time, 0, -document.id)

        return sorted(found.documents, key=key)

    def _shown(self, question: Question, found: Found) -> list[tuple[IndexDocument, int]]:
        """(document, how many more of its story match)"""
        ordered = self._ordered(question, found)
        if not question.collapse:
            return [(each, 0) for each in ordered]
        stories = dict(Telling.objects.filter(story__isnull=False).values_list("article_id", "story"))
        groups: dict[object, list[IndexDocument]] = {}
        for each in ordered:
            groups.setdefault(stories.get(each.id, ("alone", each.id)), []).append(each)
        return [(group[0], len(group) - 1) for group in groups.values()]

    def answer(self, question: Question) -> Answer:
        found = self._found(question)
        shown = self._shown(question, found)
        start = (question.page - 1) * question.page_size
        hits = (
            Hit(each.id, weight(found.asked, each), more) for each, more in shown[start : start + question.page_size]
        )
        return Answer(
            question=question,
            total=len(found.documents),
            pages=-(-len(shown) // question.page_size),
            hits=tuple(hits),
            facets=self._facets(question) if question.facets else (),
            timeline=timeline(found.documents, question.timeline),
            notices=found.understood.notices,
            took_ms=0.0,
            marker=Marker(found.asked),
            forms=found.understood.forms,
            quoted=in_either_script(found.asked),
            stories=len(shown) if question.collapse else None,
            query=found.asked,
            typed=found.asked,
        )

    def _facets(self, question: Question) -> tuple[Facet, ...]:
        wide = self._found(replace(question, filters=replace(question.filters, outlets=(), without=()))).documents
        counts = Counter(each.source for each in wide)
        return tuple(Facet(*each) for each in sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def ids(self, question: Question) -> list[int]:
        return [each.id for each, _more in self._shown(question, self._found(question))]

    def counts(self, questions: Sequence[Question]) -> list[int]:
        return [len(self._found(question).documents) for question in questions]

    def phrase_counts(self, texts: Sequence[str]) -> list[int]:
        documents = self._documents()
        return [sum(any(oracle.quoted(text, each) for each in doc.texts) for doc in documents) for text in texts]

    def outlet_counts(self, outlets: Sequence[int]) -> list[int]:
        counts = Counter(each.source for each in self._documents())
        return [counts[pk] for pk in outlets]

    def compare(
        self, wanted: Wanted, *, by_outlet: bool = False, with_words: bool = False, leave_out: Sequence[str] = ()
    ) -> Compared:
        """Words that go with a query are no matter of the contract: none."""
        question = Question("", wanted.filters, only_this_form=wanted.filters.exact)
        within = self._found(question).documents
        days = sorted(each.day for each in within if each.day != NO_DAY)
        spans = list(_spans(wanted, date.fromordinal(days[0]), date.fromordinal(days[-1]))) if days else []
        found = [self._found(replace(question, text=text)) for text in wanted.texts]

        def by_step(documents: list[IndexDocument], source: int | None = None) -> tuple[int, ...]:
            chosen = [each.day for each in documents if source in (None, each.source)]
            return tuple(sum(first <= day <= last for day in chosen) for first, last in spans)

        lines = []
        for text, each in zip(wanted.texts, found, strict=True):
            numbers, undated = by_step(each.documents), sum(doc.day == NO_DAY for doc in each.documents)
            total = len(each.documents)
            understood = each.understood
            lines.append(
                QueryCounts(
                    text, numbers, total, undated, total - undated - sum(numbers), understood.forms, understood.notices
                )
            )
        outlets = []
        for source in sorted({doc.source for each in found for doc in each.documents}) if by_outlet else ():
            rows = tuple(by_step(each.documents, source) for each in found)
            outlets.append(OutletCounts(source, by_step(within, source), rows, sum(map(sum, rows))))
        periods = zip(spans, by_step(within), strict=True)
        return Compared(
            wanted=wanted,
            step=_step(wanted, date.fromordinal(days[0]), date.fromordinal(days[-1])) if days else "day",
            periods=tuple(
                Period(date.fromordinal(first), date.fromordinal(last), held) for (first, last), held in periods
            ),
            lines=tuple(lines),
            outlets=tuple(
                sorted((each for each in outlets if each.total), key=lambda each: (-each.total, each.source_id))
            ),
            articles=len(within),
        )

    def examples(self, leave_out: Sequence[str] = ()) -> tuple[Compared, ...]:
        return ()

    def similar(self, article: Article, most: int) -> tuple[Similar, ...]:
        own = _pairs(article.headline + "\n" + article.text)
        found = []
        for each in self._documents():
            shared = len(own & _pairs(each.texts[0] + "\n" + each.texts[-1])) / max(len(own), 1)
            if each.id != article.pk and shared >= 0.25:
                close = abs(each.day - (article.day.toordinal() if article.day else -9)) <= 3
                found.append(Similar(each.id, shared, close and each.source != article.source_id and shared >= 0.45))
        known = any(each.id == article.pk for each in self._documents())
        return tuple(sorted(found, key=lambda each: (not each.same_story, -each.overlap))[:most]) if known else ()

    def _vocabulary(self) -> Vocabulary:
        newest = Article.objects.published().order_by("-published_at", "-id")
        return build(newest.values_list("headline", flat=True), 0)

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        return suggest(text, self, self._vocabulary(), most)

    def nearby(self, question: Question) -> Nearby:
        return nearby(question, self, self._vocabulary())

    def alternatives(self, answer: Answer) -> Alternatives:
        return alternatives(answer, lambda: (self, self._vocabulary()))

    def mark(self) -> str:
        rows = Article.objects.published().order_by("pk").values_list("pk", "content_hash")
        return hashlib.sha256(repr(list(rows)).encode()).hexdigest()

    def freshen(self) -> int:
        return 0

    def update(self, progress: Progress | None = None) -> int:
        return 0

    def rebuild(self, progress: Progress | None = None) -> int:
        return Article.objects.published().count()

    def check(self) -> list[str]:
        return []

    def refresh_suggestions(self, changed: int | None = None) -> bool:
        return False

    def warm(self) -> None:
        pass


def matches_in_captions(query: wq.Query | None, document: IndexDocument) -> bool:
    return query is not None and matches(moved(query, "caption"), document)


def _pairs(text: str) -> set[str]:
    plain = oracle.visible(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _step(wanted: Wanted, first: date, last: date) -> time_buckets.Step:
    return time_buckets.not_more_than(MOST_STEPS, wanted.step or time_buckets.fitting(first, last), first, last)


def _spans(wanted: Wanted, first: date, last: date) -> Iterator[tuple[int, int]]:
    """(first day, last day) of each step, cut to the days drawn."""
    step = _step(wanted, first, last)
    day = first
    while day <= last:
        end = min(time_buckets.last_day(step, time_buckets.number(step, day)), last)
        yield day.toordinal(), end.toordinal()
        day = end + timedelta(days=1)


def _beginning(day: date, step: str) -> date:
    return day if step == "day" else day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def timeline(documents: list[IndexDocument], step: str) -> tuple[Bar, ...]:
    days = [date.fromordinal(each.day) for each in documents if each.day != NO_DAY]
    if not days or not step:
        return ()
    first, last = min(days), max(days)
    if step in ("auto", "fine"):
        span = (last - first).days
        step = (
            "day"
            if span < {"auto": 62, "fine": 124}[step]
            else "month"
            if span < {"auto": 3700, "fine": 6087}[step]
            else "year"
        )
    bars = []
    start = _beginning(first, step)
    while start <= last:
        far = {"day": 1, "month": 31, "year": 366}[step]
        after = _beginning(start + timedelta(days=far), step)
        bars.append(Bar(start, after - timedelta(days=1), sum(start <= day < after for day in days)))
        start = after
    return tuple(bars)
