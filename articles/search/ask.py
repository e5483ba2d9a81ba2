"""Questions of pages, the admin and the API, asked through Haystack."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from django.utils.translation import ngettext
from haystack.query import SearchQuerySet
from whoosh import query as wq

from articles.models import Article, OutboxRow
from articles.search.engine import sources_query
from articles.search.highlight import Marker
from articles.search.language import understand
from articles.search.names import known
from articles.search.outlets import outlet_by_name
from articles.search.types import Answer, Facet, Hit, Question

_ORDER = {"newest": "-published_at", "oldest": "published_at", "relevance": "-score"}


def _question_set(question: Question, query: wq.Query) -> SearchQuerySet:
    found = SearchQuerySet().models(Article).filter(content=query).order_by(_ORDER[question.sort])
    if question.sources:
        found = found.narrow(sources_query(question.sources))
    if question.since or question.until:
        days = (question.since or date.min).toordinal(), (question.until or date.max).toordinal()
        found = found.narrow(wq.NumericRange("day", *days))
    if question.facets:
        found = found.facet("source", without="source")
    if question.timeline:
        # The backend finds the first and the last day itself: Haystack only wants to be given some.
        found = found.date_facet("day", date.min, date.max, "day")
        found.query.date_facets["day"]["gap_by"] = question.timeline
    return found


def ask(question: Question) -> Answer:
    """The page asked for, the exact total, facets and a timeline. Raises SearchUnavailable.

    A query that cannot be parsed is searched as plain words, and `notices` says so. A text of nothing but punctuation
    finds nothing.
    """
    began = time.perf_counter()
    understood = understand(
        question.text, outlet_by_name, known() if question.text and not question.only_this_form else {}
    )
    query = wq.Every() if understood.query is None else understood.query
    if question.sort == "relevance" and understood.query is None:
        question = replace(question, sort="newest")
    found = _question_set(question, query)
    start = (question.page - 1) * question.page_size
    hits = tuple(Hit(int(hit.pk), float(hit.score)) for hit in found[start : start + question.page_size])
    total = found.query.get_count()
    counts = found.query.get_facet_counts()
    return Answer(
        question=question,
        total=total,
        pages=-(-total // question.page_size),
        hits=hits,
        facets=tuple(Facet(source, count) for source, count in counts["fields"].get("source", ())),
        timeline=counts["dates"].get("day", ()),
        notices=(*understood.notices, *_waiting()),
        took_ms=(time.perf_counter() - began) * 1000,
        marker=Marker(understood.query),
        forms=understood.forms,
    )


def _waiting() -> tuple[str, ...]:
    count = OutboxRow.objects.count()
    if not count:
        return ()
    text = ngettext(
        "%(count)d article is waiting to be indexed.", "%(count)d articles are waiting to be indexed.", count
    )
    return (text % {"count": count},)


def matching_ids(text: str, limit: int = 10_000) -> list[int]:
    """Primary keys of the published articles that match, best first, at most `limit`. Raises SearchUnavailable."""
    question = Question(text, page_size=limit, facets=False, timeline="")
    return [hit.article_id for hit in ask(question).hits]
