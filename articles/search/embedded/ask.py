"""Questions of pages, the admin and the API, asked through Haystack."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from whoosh import query as wq

from articles.models import Article, OutboxRow
from articles.search.analysis.highlight import Marker
from articles.search.backend.haystack_backend import ORDERS, search_index
from articles.search.backend.haystack_query import ArchiveSearchQuerySet
from articles.search.embedded.reading import ReadAs, reading
from articles.search.evaluate.exact_script import in_either_script, leaves, quotes_in_glyphs
from articles.search.evaluate.filing import KINDS
from articles.search.evaluate.filters import queries_beside
from articles.search.query.language import Understood, moved, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import Near
from articles.search.query.regional_names import known
from articles.search.readings.readings import ranked
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
    asked = _prepared(question)
    found, hits = _page(asked)
    read = reading(asked.question, asked.typed, found.total)
    if read is not None:
        asked = _read_as(asked, read)
        found, hits = _page(asked)
    question = asked.question
    shown = len(found)
    return Answer(
        question=question,
        total=found.total,
        pages=-(-shown // question.page_size),
        hits=hits,
        facets=tuple(Facet(source, count) for source, count in found.facet_counts()["fields"].get("source", ())),
        filed={kind: _filed(found, kind) for kind in KINDS if question.filed and question.facets},
        timeline=found.bars,
        notices=(
            *asked.understood.notices,
            *_not_in_glyphs(question, asked.query, found.unread),
            *_waiting(),
        ),
        took_ms=(time.perf_counter() - began) * 1000,
        marker=Marker(asked.marked),
        forms=asked.understood.forms,
        quoted=in_either_script(asked.typed),
        stories=shown if question.collapse else None,
        query=asked.marked,
        typed=asked.typed,
        tiers=read.tiers if read else (),
        words=read.words if read else (),
    )


def _filed(found: ArchiveSearchQuerySet, kind: str) -> tuple[tuple[str, int], ...]:
    return tuple(found.facet_counts()["fields"].get(kind, ()))


def _page(asked: _Asked) -> tuple[ArchiveSearchQuerySet, tuple[Hit, ...]]:
    """What was found, and what the page has of it. The page first: whoever asks Haystack for a total before asks twice."""
    question, found = asked.question, _question_set(asked.question, asked.query)
    start = (question.page - 1) * question.page_size
    hits = tuple(Hit(int(hit.pk), float(hit.score), hit.more) for hit in found[start : start + question.page_size])
    return found, hits


def every_id(question: Question) -> array[int]:
    """Primary keys of all that `ask` would show on its pages, in their order, from one state of the index however many
    they are; eight bytes each. Raises SearchUnavailable."""
    asked = _prepared(question)
    read = reading(asked.question, asked.typed)
    asked = asked if read is None else _read_as(asked, read)
    ids = array("q")
    order = [ORDERS[asked.question.sort]]
    found = search_index(asked.query, queries_beside(question), order, each_story_once=question.collapse)
    ids.frombytes(found.ids().tobytes())
    return ids


@dataclass(frozen=True, slots=True)
class _Asked:
    """question: with the order that it can have. typed: its text as a query, None: it has no words. query: what is
    looked up. marked: what is marked in the texts found."""

    question: Question
    understood: Understood
    typed: wq.Query | None
    query: wq.Query
    marked: wq.Query | None


def _prepared(question: Question) -> _Asked:
    understood = understand(
        question.text, outlet_by_name, known() if question.text and not question.only_this_form else {}
    )
    typed = understood.query
    if question.filters.exact and typed is not None:
        typed = quotes_in_glyphs(typed)
    if question.sort == "relevance" and typed is None:
        question = replace(question, sort="newest")
    query = typed if question.match == "exact" else ranked(typed)
    return _Asked(question, understood, typed, _looked_up(question, query), typed)


def _looked_up(question: Question, query: wq.Query | None) -> wq.Query:
    if query is None:
        return wq.Every()
    first = question.pictures and question.sort == "relevance"
    return _captions_first(question.text, query) if first else query


def _read_as(asked: _Asked, read: ReadAs) -> _Asked:
    return replace(asked, query=_looked_up(asked.question, read.query), marked=read.query)


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
