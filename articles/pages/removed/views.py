"""Articles that a commit took out of its repository: by day and commit, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.display.histories import SHORT, removals
from articles.history import Witness
from articles.models import Article
from articles.pages.etags import archive_page
from articles.pages.paging import Cursor, cursor_from

PAGE = 50


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What one commit took out, as far as it stands on this page."""

    commit: str
    subject: str
    rewritten: bool
    witness: Witness
    articles: tuple[Article, ...]

    @property
    def short(self) -> str:
        return self.commit[:SHORT]


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    commits: tuple[TakenOut, ...]


@require_safe
@archive_page
def removed(request: HttpRequest) -> HttpResponse:
    """Each page is one walk of the index, however many were taken out."""
    cursor = cursor_from(request)
    found = removals()
    if cursor:
        found = found.filter(at__lte=cursor.at).exclude(at=cursor.at, pk__gte=cursor.pk) if cursor.at else found.none()
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    more = str(Cursor(shown[-1].at, shown[-1].pk)) if len(rows) > PAGE else ""
    context = {"days": _days(shown), "page": {"before": more, "is_first": cursor is None}}
    return render(request, "removed/removed.html", context)


def _days(rows: Sequence[Witness]) -> list[Day]:
    by_day = groupby(rows, key=lambda row: row.at.astimezone(settings.ARCHIVE_ZONE).date())
    return [Day(day, tuple(_commits(list(of_day)))) for day, of_day in by_day]


def _commits(rows: Sequence[Witness]) -> list[TakenOut]:
    found = []
    for _key, group in groupby(rows, key=lambda row: (row.commit_id, row.rewritten)):
        held = list(group)
        first = held[0]
        articles = tuple(row.original.article for row in held)
        found.append(TakenOut(first.commit.hash, first.commit.subject, first.rewritten, first, articles))
    return found
