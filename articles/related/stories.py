"""Who tells the same story: articles whose texts share so much that one was taken from the other or both from a third.

Groups are what the pairs of `rules.same_story` join. They do not depend on the order of arrival: a change of an article
takes its whole story apart, and every member is compared with the whole archive again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from articles.derived import Telling
from articles.models import Article
from articles.related.rules import ALMOST_WORD_FOR_WORD, FAR, Tellings, same_story
from articles.related.sketches import likeness, matrix, version

#: Rows held in memory at once: of what waits (60 MB), and of what it is compared with (20 MB).
MOST_WAITING, BLOCK = 60_000, 20_000
#: Of a text that very many share (a notice in place of a body) so many are compared in one block; that joins them all.
MOST_EQUAL = 64
#: Pairs whose sketches are compared at once: 25 MB.
_PAIRS = 50_000
#: Values in one statement, which databases limit.
_AT_ONCE = 500

Numbers = npt.NDArray[np.int64]
#: Rows in the order of one band of their sketches, and the band in this order.
Band = tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64]]


def story_of(ids: Sequence[int]) -> dict[int, int]:
    """The number of the story that each of these articles tells: its smallest article id. Of an article that nobody else
    tells it is its own."""
    return {pk: pk for pk in ids} | _stories(Telling.objects.filter(article_id__in=ids))


def stories_among(articles: QuerySet[Article]) -> dict[int, int]:
    """As `story_of`, of those that a query finds and that share their story with others."""
    return _stories(Telling.objects.filter(article_id__in=articles.order_by().values("pk")))


def _stories(tellings: QuerySet[Telling]) -> dict[int, int]:
    rows = tellings.filter(story__isnull=False).values_list("article_id", "story")
    return {pk: story for pk, story in rows if story is not None}


@dataclass(frozen=True, slots=True)
class Retold:
    """likeness: of the texts, 0 to 1, estimated."""

    article: Article
    likeness: float

    @property
    def almost_word_for_word(self) -> bool:
        return self.likeness >= ALMOST_WORD_FOR_WORD


def retellings(article: Article, limit: int) -> list[Retold]:
    """Other articles that tell its story, the earliest first, at most `limit`. Two queries, one where nobody does."""
    own = Telling.objects.filter(article_id=article.pk, story__isnull=False).values("story")
    sketches = dict(Telling.objects.filter(story__in=own).values_list("article_id", "sketch")[: limit * 20])
    mine = sketches.pop(article.pk, None)
    if mine is None:
        return []
    found = (
        Article.objects.listed().filter(pk__in=sketches).order_by(F("published_at").asc(nulls_last=True), "pk")[:limit]
    )
    return [Retold(other, likeness(bytes(mine), bytes(sketches[other.pk]))) for other in found]


def outdated() -> QuerySet[Telling]:
    """Those whose sketch another version made: they cannot be compared until they have a new one."""
    # Not "other than": along the index, after every edit.
    other = Q(version__isnull=True) | Q(version__lt=version()) | Q(version__gt=version())
    return Telling.objects.filter(other)


def write_tellings(articles: Collection[tuple[Article, bytes]]) -> None:
    """Keep their sketches; those that are new or other than before wait for `group`. One that is only of another version
    keeps its story until then. articles: with source_id and day; an empty sketch is a text too short to compare. In a
    transaction."""
    stored = Telling.objects.in_bulk([article.pk for article, _sketch in articles])
    wanted = {
        article.pk: Telling(
            article_id=article.pk, sketch=sketch, version=version(), source_id=article.source_id, day=article.day,
            grouped_ns=0,
        )
        for article, sketch in articles
        if sketch
    }  # fmt: skip
    same = {pk for pk, row in wanted.items() if pk in stored and _as_compared(row) == _as_compared(stored[pk])}
    renewed = {pk for pk in wanted if pk in stored and stored[pk].version != version()}
    forget([pk for pk in stored if pk not in same | renewed])
    Telling.objects.bulk_update([wanted[pk] for pk in renewed], ["sketch", "version", "source_id", "day", "grouped_ns"])
    Telling.objects.bulk_create([row for pk, row in wanted.items() if pk not in same | renewed])


def _as_compared(row: Telling) -> tuple[bytes, int | None, int, object]:
    return bytes(row.sketch), row.version, row.source_id, row.day


def forget(ids: Collection[int]) -> None:
    """Take them out; who told a story with them waits for `group`. In a transaction."""
    stories = Telling.objects.filter(article_id__in=ids, story__isnull=False).values_list("story", flat=True)
    Telling.objects.filter(story__in=set(stories)).update(grouped_ns=0, story=None)
    Telling.objects.filter(article_id__in=ids).delete()


def group(at_most: int | None = None) -> int:
    """Find the stories of all that wait; how many waited. Memory does not grow with the archive. at_most: if more wait, an
    import is at it, and they are left to it.

    Comparing is not in the transaction: rows are claimed first, and one that was written anew meanwhile has lost its claim
    and waits for the next turn. A claim that a killed process left is anybody's."""
    total = 0
    waiting_now = Telling.objects.filter(grouped_ns__lte=0)
    if at_most is not None and len(waiting_now.values_list("pk")[: at_most + 1]) > at_most:
        return 0
    while pks := list(
        Telling.objects.filter(grouped_ns__lte=0).order_by("article_id")[:MOST_WAITING].values_list("pk", flat=True)
    ):
        claim = -time.time_ns()
        for start in range(0, len(pks), _AT_ONCE):
            Telling.objects.filter(pk__in=pks[start : start + _AT_ONCE], grouped_ns__lte=0).update(grouped_ns=claim)
        waiting = _block(Telling.objects.filter(grouped_ns=claim, version=version()).order_by("article_id"))
        if waiting:
            bands = _sorted_bands(waiting)
            pairs = [pair for block in _blocks() for pair in _pairs(waiting, bands, block)]
            with transaction.atomic():
                _write(waiting.ids.tolist(), pairs, claim)
        total += len(pks)
    return total


def _blocks() -> Iterator[Tellings]:
    last = -1
    comparable = Telling.objects.filter(version=version()).order_by("article_id")
    while block := _block(comparable.filter(article_id__gt=last)[:BLOCK]):
        last = int(block.ids[-1])
        yield block


def _block(rows: QuerySet[Telling]) -> Tellings | None:
    found = list(rows.values_list("article_id", "source_id", "day", "sketch"))
    if not found:
        return None
    ids, sources, days, sketches = zip(*found, strict=True)
    return Tellings(
        np.array(ids, np.int64),
        np.array(sources, np.int64),
        np.array([day.toordinal() if day else FAR for day in days], np.int64),
        matrix([bytes(sketch) for sketch in sketches]),
    )


def _sorted_bands(waiting: Tellings) -> list[Band]:
    orders = [(np.argsort(band, kind="stable"), band) for band in waiting.bands.T]
    return [(order, band[order]) for order, band in orders]


def _pairs(waiting: Tellings, bands: list[Band], block: Tellings) -> Iterator[tuple[int, int]]:
    """Ids of those that tell the same story, one of `waiting` and another of `block`."""
    near = _candidates(bands, block.bands)
    for start in range(0, len(near), _PAIRS):
        left, right = np.divmod(near[start : start + _PAIRS], len(block.ids))
        other = waiting.ids[left] != block.ids[right]
        left, right = left[other], right[other]
        same = same_story(waiting, left, block, right)
        yield from zip(waiting.ids[left[same]].tolist(), block.ids[right[same]].tolist(), strict=True)


def _candidates(waiting: list[Band], block: npt.NDArray[np.uint64]) -> Numbers:
    """Locality-sensitive hashing: who shares a band, as (row of waiting) * rows of block + (row of block), ascending. Of
    texts with a likeness of 0.5 it finds 98%, of 0.6 all but one in 10,000: 1 - (1 - likeness ** 4) ** 64."""
    found = []
    for (order, keys), band in zip(waiting, block.T, strict=True):
        first = np.searchsorted(keys, band, "left")
        count = np.minimum(np.searchsorted(keys, band, "right") - first, MOST_EQUAL)
        right = np.repeat(np.arange(len(block)), count)
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        left = order[np.repeat(first, count) + within]
        found.append(left.astype(np.int64) * len(block) + right)
    return np.unique(np.concatenate(found))


def _write(waiting: list[int], pairs: Iterable[tuple[int, int]], claim: int) -> None:
    """Join what the pairs join, with the stories that the others of them tell already."""
    sets = _Sets()
    for one, other in pairs:
        sets.join(one, other)
    told = _told(sorted(set(sets.leader) - set(waiting)))
    for pk, story in told.items():
        sets.join(pk, story)
    members: dict[int, list[int]] = defaultdict(list)
    for pk in list(sets.leader):
        members[sets.find(pk)].append(pk)
    now = time.time_ns()
    rows: list[tuple[int | None, int, int, int]] = [(None, now, pk, claim) for pk in waiting if pk not in sets.leader]
    for story, pks in members.items():
        rows += [(story, now, pk, claim) for pk in pks]
        for old in {told[pk] for pk in pks if pk in told} - {story}:
            Telling.objects.filter(story=old, grouped_ns__gt=0).update(story=story, grouped_ns=now)
    table = connection.ops.quote_name(Telling._meta.db_table)
    # Another one that waits is left alone: it will find its story itself.
    condition = "article_id = %s AND (grouped_ns > 0 OR grouped_ns = %s)"
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET story = %s, grouped_ns = %s WHERE {condition}", rows)  # noqa: S608 - our own table's name


def _told(pks: list[int]) -> dict[int, int]:
    """The stories of those that have one. One that waits has none that counts, but that of an earlier version."""
    told: dict[int, int] = {}
    for start in range(0, len(pks), _AT_ONCE):
        told |= _stories(Telling.objects.filter(pk__in=pks[start : start + _AT_ONCE], grouped_ns__gt=0))
    return told


class _Sets:
    """Disjoint sets of ids, each led by its smallest."""

    def __init__(self) -> None:
        self.leader: dict[int, int] = {}

    def find(self, pk: int) -> int:
        leader = self.leader.setdefault(pk, pk)
        while leader != self.leader[leader]:
            self.leader[pk] = leader = self.leader[leader]
        return leader

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        self.leader[max(one, other)] = min(one, other)
