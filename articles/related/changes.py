"""Which articles their outlets published again with other words, and when (docs/architecture.md, "The data")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise

from django.db.models import QuerySet

from articles.derived import Change
from articles.ingest.rows.apply_versions import UnreadableOriginal, light, read_original
from articles.models import Article, Original, Revision

_NEVER = datetime.min.replace(tzinfo=UTC)
_UNSEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ChangedWords:
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """Two originals of an article, the second with other words and a later stamp."""

    before: Original
    after: Original


def only_punctuation(before: str, after: str) -> bool:
    """Whether nothing but spaces and punctuation differs."""
    return _UNSEEN.sub("", before) == _UNSEEN.sub("", after)


def steps(originals: Iterable[Original]) -> list[ChangeStep]:
    """Where the words changed, the earliest first. What has equal stamps is taken as one: its order is not known, and so
    is that of an original without a stamp."""
    stamped = [original for original in originals if original.since]
    stamped.sort(key=lambda o: (*_stamp(o), o.sha256))
    groups = [list(group) for _stamped, group in groupby(stamped, key=_stamp)]
    found: list[ChangeStep] = []
    for earlier, later in pairwise(groups):
        known = {original.content_hash for original in earlier}
        new = [original for original in later if original.content_hash not in known]
        if new:
            found.append(ChangeStep(earlier[-1], new[-1]))
    return found


def _stamp(original: Original) -> tuple[datetime, datetime]:
    """Since when it stood; of those that one commit brought, their own stamps tell."""
    since = original.since or _NEVER
    return since, original.archived_at or since


def write_changes(ids: Collection[int]) -> None:
    """Make the rows of these articles those that follow from their originals. In a transaction."""
    Change.objects.filter(article__in=ids).delete()
    several = set(Revision.objects.filter(article__in=ids).values_list("article", flat=True))
    newest = [_newest(article) for article in Article.objects.filter(pk__in=several).defer("body_html")]
    Change.objects.bulk_create([row for row in newest if row])


def _newest(article: Article) -> Change | None:
    """The newest change of words; where there is none, the newest of punctuation."""
    small: Change | None = None
    for step in reversed(steps(light(article.originals.all()))):
        before, after = words_of(article, step.before), words_of(article, step.after)
        if before is None or after is None or step.after.since is None:
            continue
        row = Change(
            article=article,
            source_id=article.source_id,
            at=step.after.since,
            headline=not only_punctuation(before.headline, after.headline),
            before=step.before.sha256,
            after=step.after.sha256,
            minor=only_punctuation(f"{before.headline}\n{before.text}", f"{after.headline}\n{after.text}"),
        )
        if not row.minor:
            return row
        small = small or row
    return small


def words_of(article: Article, original: Original) -> ChangedWords | None:
    """What the outlet wrote in this original: as stored where it is, else read from its bytes. None if today's rules do not
    read it any more."""
    if original.content_hash == article.content_hash and not article.edited_at:
        return ChangedWords(article.headline, article.text)
    revision = article.revisions.filter(content_hash=original.content_hash).values_list("headline", "text").first()
    if revision:
        return ChangedWords(*revision)
    try:
        parsed = read_original(original)
    except UnreadableOriginal:
        return None
    return ChangedWords(parsed.headline, parsed.text)


def changed_after_publication() -> QuerySet[Change]:
    """Those that readers may see, with article and outlet; spaces and punctuation alone do not count. Newest first."""
    found = Change.objects.filter(minor=False, article__visible=True).select_related("article__source")
    return found.defer("article__body_html", "article__text").order_by("-at", "-article")
