"""Keeps the derived tables in step with the articles: triggers note which changed (migration 0006), this does the rest.

What is read and computed is not in the transaction that writes it: an import or an editor does not wait. A row that was
written again meanwhile has another number, stays, and is taken in the next turn.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection, reset_queries, transaction

from articles.derived import DueRow, Telling
from articles.models import Article
from articles.related.changes import write_changes
from articles.related.links import write_links
from articles.related.sketches import sketch
from articles.related.stories import forget, group, outdated, write_tellings

#: done, in all (articles)
Progress = Callable[[int, int], None]

#: Articles read and written at once: a transaction stays under half a second.
BATCH = 500
#: What a request takes on; the backlog of an import is left to the next `update`.
_FEW = 50
#: A changed article takes its whole story apart: so many wait for each at most, or it is not the request that they wait for.
_TOLD = 4


def update(progress: Progress | None = None) -> int:
    """Work out everything that is due, and what another version of the sketches has worked out; returns how many articles
    were. Every article keeps its story until all can be compared again, also when this is killed."""
    old = outdated().exclude(article_id__in=DueRow.objects.values("article_id")).values_list("pk", flat=True)
    DueRow.objects.bulk_create([DueRow(article_id=pk) for pk in old], batch_size=BATCH, ignore_conflicts=True)
    taken, total = 0, DueRow.objects.count() if progress else 0
    while rows := _waiting(BATCH):
        _work_out(rows)
        taken += len(rows)
        if settings.DEBUG:
            reset_queries()  # Django then keeps every statement, whole sketches in it
        if progress:
            progress(taken, max(total, taken))
    group()
    return taken


def start_anew() -> None:
    """Make every article due, and forget who tells which story: for rules that have changed. The rows are many and tiny:
    one statement, as in migration 0006."""
    due, articles = (connection.ops.quote_name(model._meta.db_table) for model in (DueRow, Article))
    with transaction.atomic(), connection.cursor() as cursor:
        Telling.objects.all().delete()
        DueRow.objects.all().delete()
        cursor.execute(f"INSERT INTO {due} (article_id) SELECT id FROM {articles}")  # noqa: S608 - our own tables' names


def freshen() -> int:
    """What a request has made due, unless a whole import waits; returns how many articles. One query where nothing is."""
    rows = _waiting(_FEW + 1)
    if not rows or len(rows) > _FEW:
        return 0
    _work_out(rows)
    if not outdated().exists():
        group(at_most=_FEW * _TOLD)
    return len(rows)


def _waiting(most: int) -> dict[int, int]:
    """article: row, of the oldest rows."""
    return dict(DueRow.objects.order_by("id").values_list("article_id", "id")[:most])


def _work_out(rows: dict[int, int]) -> None:
    columns = ("identity", "source_id", "day", "body_html", "text")
    articles = list(Article.objects.filter(pk__in=rows).only(*columns))
    sketches = sketch([article.text for article in articles])
    with transaction.atomic():
        write_links(articles)
        write_changes(list(rows))
        write_tellings(list(zip(articles, sketches, strict=True)))
        forget(rows.keys() - {article.pk for article in articles})
        DueRow.objects.filter(id__in=rows.values()).delete()
