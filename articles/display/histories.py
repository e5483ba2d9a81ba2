"""What the commits of git repositories say of an article, as pages, feeds, API and exports show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from articles.history import Witness
from articles.models import Article

#: Columns of what a witness belongs to that no list needs; large.
_LARGE = ("original__compressed", "original__article__body_html", "original__article__text")
#: Characters of a commit's hash that people write.
SHORT = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A commit that brought the article, changed it or took it out. path: the file, in its repository. final: nothing of it
    stood there afterwards. rewritten: the history was rewritten without it; no commit took it out."""

    commit: str
    at: datetime
    what: str
    path: str
    subject: str
    final: bool
    rewritten: bool

    @property
    def short(self) -> str:
        return self.commit[:SHORT]


def history_of(article: Article) -> list[Step]:
    """In the order of the history, one for each commit. One query."""
    found = Witness.objects.filter(original__article=article).select_related("commit")
    steps: dict[str, Step] = {}
    for witness in found.order_by("commit__rank", "pk"):
        before = steps.get(witness.commit.hash)
        if before is None or (witness.final and not before.final):
            steps[witness.commit.hash] = _step(witness)
    return list(steps.values())


def _step(witness: Witness) -> Step:
    commit = witness.commit
    return Step(commit.hash, witness.at, witness.what, witness.path, commit.subject, witness.final, witness.rewritten)


def taken_out(steps: list[Step]) -> Step | None:
    """The step after which no repository showed the article any more."""
    return next((step for step in reversed(steps) if step.final), None)


def removals() -> QuerySet[Witness]:
    """What was taken out and readers may see here, newest first, with commit, article and outlet."""
    found = Witness.objects.filter(final=True, original__article__visible=True)
    return found.select_related("commit", "original__article__source").defer(*_LARGE).order_by("-at", "-pk")


def removed_at() -> Subquery:
    """For a query of articles: when each was taken out; null where it was not."""
    found = Witness.objects.filter(final=True, original__article=OuterRef("pk"))
    return Subquery(found.order_by("-at").values("at")[:1])
