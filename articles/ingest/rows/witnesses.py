"""What commits say of versions, written; and what follows from it: when bytes stood last, and what is taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Q

from articles.history import Commit, Witness
from articles.ingest.rows.apply_versions import Settler, light
from articles.ingest.rows.sources import drop_abandoned
from articles.ingest.rows.storing import one_writer
from articles.models import Article, Original

PAGE = 400
T = TypeVar("T")
_BROUGHT = Q(witnesses__what__in=[Witness.What.ADDED, Witness.What.CHANGED])


@dataclass(frozen=True, slots=True)
class Word:
    """A commit's word on an original. at, rank: seconds since 1970."""

    original: int
    commit: str
    at: int
    rank: int
    subject: str
    what: str
    path: str
    final: bool = False
    rewritten: bool = False


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def write(words: Sequence[Word]) -> None:
    """Add what is not there yet."""
    by_hash = {word.commit: word for word in words}
    Commit.objects.bulk_create(
        [
            Commit(hash=word.commit, at=moment(word.at), rank=moment(word.rank), subject=word.subject)
            for word in by_hash.values()
        ],
        ignore_conflicts=True,
    )
    keys: dict[str, int] = {}
    for page in _pages(list(by_hash)):
        keys.update(Commit.objects.filter(hash__in=page).values_list("hash", "pk"))
    rows = [
        Witness(
            original_id=word.original,
            commit_id=keys[word.commit],
            what=word.what,
            path=word.path,
            at=moment(word.at),
            final=word.final,
            rewritten=word.rewritten,
        )
        for word in words
    ]
    Witness.objects.bulk_create(rows, ignore_conflicts=True)


def settle_seen(originals: Iterable[int]) -> int:
    """Let `seen_at` of these follow from their witnesses, and their articles from that. How many articles changed."""
    changed = 0
    for page in _pages(list(originals)):
        with transaction.atomic():
            one_writer()
            changed += _settle(_late(page))
    return changed


def _late(keys: Sequence[int]) -> set[int]:
    """Put seen_at right. The articles of those that were wrong."""
    rows = Original.objects.filter(pk__in=keys).annotate(last=Max("witnesses__commit__rank", filter=_BROUGHT))
    wrong = [row for row in rows.values_list("pk", "article_id", "seen_at", "last") if row[2] != row[3]]
    for key, _article, _seen, last in wrong:
        Original.objects.filter(pk=key).update(seen_at=last)
    return {article for _key, article, _seen, _last in wrong}


def _settle(keys: Collection[int]) -> int:
    settler, changed = Settler(), 0
    for article in Article.objects.filter(pk__in=keys).select_for_update().order_by("pk"):
        changed += settler.settle(article, list(light(article.originals.all())), {})
    drop_abandoned(settler.abandoned)
    return changed


def _pages(items: list[T]) -> Iterable[list[T]]:
    for start in range(0, len(items), PAGE):
        yield items[start : start + PAGE]
