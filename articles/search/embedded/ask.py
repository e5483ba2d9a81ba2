"""Questions of pages, the admin and the API, asked through Haystack."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from whoosh import query as wq

from articles.models import Article, OutboxRow
from articles.search.analysis.highlight import Marker
from articles.search.backend.haystack_backend import ORDERS, search_index
from articles.search.backend.haystack_query import ArchiveSearchQuerySet
from articles.search.evaluate.exact_script import in_either_script, leaves, quotes_in_glyphs
from articles.search.evaluate.filing import KINDS
from articles.search.evaluate.filters import queries_beside
from articles.search.query.language import Understood, moved, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import Near
from articles.search.query.regional_names import known
from articles.search.types import Answer, Facet, Hit, Question

#: Waiting articles that are counted: a page does not walk an outbox of a million rows.
MOST_COUNTED = 1_000
#: More than any score.
_FAR_ABOVE = 1000.0


def _question_set(question: Question, query: wq.Query) -> ArchiveSearchQuerySet:
    found = ArchiveSearchQuerySet().models(Article).order_by(ORDERS[question.sort]).timeline(question.timeline)
    for each in queries_beside(question):
        found = found.narrow(each)
    if question.facets:
        found = found.facet("source", without="source")
        for kind in KINDS if question.filed else ():
            found = found.facet(kind)
    if question.collapse:
        found = found.each_story_once()
    asked: ArchiveSearchQuerySet = found.filter(content=query)
    return asked


def ask(question: Question) -> Answer:
    """The page asked for, the exact total, facets and a timeline. Raises SearchUnavailable.

    A query that cannot be parsed is searched as plain words, and `notices` says so. A text of nothing but punctuation
    finds nothing.
    """
    began = time.perf_counter()
    question, understood, asked, query = _prepared(question)
    found = _question_set(question, query)
    start = (question.page - 1) * question.page_size
    hits = tuple(Hit(int(hit.pk), float(hit.score), hit.more) for hit in found[start : start + question.page_size])
    shown = len(found)
    return Answer(
        question=question,
        total=found.total,
        pages=-(-shown // question.page_size),
        hits=hits,
        facets=tuple(Facet(source, count) for source, count in found.facet_counts()["fields"].get("source", ())),
        filed={kind: _filed(found, kind) for kind in KINDS if question.filed and question.facets},
        timeline=found.bars,
        notices=(*understood.notices, *_not_in_glyphs(question, query, found.unread), *_waiting()),
        took_ms=(time.perf_counter() - began) * 1000,
        marker=Marker(asked),
        forms=understood.forms,
        quoted=in_either_script(asked),
        stories=shown if question.collapse else None,
        query=asked,
    )


def _filed(found: ArchiveSearchQuerySet, kind: str) -> tuple[tuple[str, int], ...]:
    return tuple(found.facet_counts()["fields"].get(kind, ()))


def every_id(question: Question) -> array[int]:
    """Primary keys of all that `ask` would show on its pages, in their order, from one state of the index however many
    they are; eight bytes each. Raises SearchUnavailable."""
    question, _understood, _asked, query = _prepared(question)
    ids = array("q")
    order = [ORDERS[question.sort]]
    found = search_index(query, queries_beside(question), order, each_story_once=question.collapse)
    ids.frombytes(found.ids().tobytes())
    return ids


def _prepared(question: Question) -> tuple[Question, Understood, wq.Query | None, wq.Query]:
    """The question with the order that it can have, its text as understood and as a query (None: it has no words), and
    the query to look up."""
    understood = understand(
        question.text, outlet_by_name, known() if question.text and not question.only_this_form else {}
    )
    asked = understood.query
    if question.filters.exact and asked is not None:
        asked = quotes_in_glyphs(asked)
    query = wq.Every() if asked is None else asked
    if question.pictures and question.sort == "relevance" and asked is not None:
        query = _captions_first(question.text, query)
    if question.sort == "relevance" and asked is None:
        question = replace(question, sort="newest")
    return question, understood, asked, query


def _captions_first(text: str, query: wq.Query) -> wq.Query:
    """The same matches; those whose captions say it score more than any other."""
    in_captions = moved(understand(text, outlet_by_name).query, "caption")
    first = wq.ConstantScoreQuery(in_captions, _FAR_ABOVE)
    return wq.And([query, wq.Or([wq.ConstantScoreQuery(wq.Every(), 0.0), first])])


def _not_in_glyphs(question: Question, query: wq.Query, unread: int) -> Iterator[str]:
    """Where a quote was not held to its very characters."""
    if unread:
        text = ngettext(
            "There was no time to read %(number)s article that may have the quoted characters; it is left out here. What "
            "was read is remembered: ask again to go on, or choose outlets or days.",
            "There was no time to read %(number)s articles that may have the quoted characters; they are left out here. "
            "What was read is remembered: ask again to go on, or choose outlets or days.",
            unread,
        )
        yield text % {"number": f"{unread:,}"}
    nears = [leaf for leaf in leaves(query) if isinstance(leaf, Near)] if question.filters.exact else []
    if any(near.left.quoted or near.right.quoted for near in nears):
        yield _("Quotes beside NEAR are found in either script.")


def _waiting() -> tuple[str, ...]:
    """How many articles the index has not taken in yet; of an import's backlog only that it is long."""
    count = len(OutboxRow.objects.values_list("pk")[: MOST_COUNTED + 1])
    if not count:
        return ()
    if count > MOST_COUNTED:
        return (_("More than %(number)s articles are waiting to be indexed.") % {"number": f"{MOST_COUNTED:,}"},)
    text = ngettext(
        "%(number)s article is waiting to be indexed.", "%(number)s articles are waiting to be indexed.", count
    )
    return (text % {"number": f"{count:,}"},)
