"""A few articles that stand for a day which a page cannot show whole: its longest reads, each outlet in its turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models.expressions import RawSQL

from articles.models import Article, ArticleQuerySet, Source

#: So many of a day's longest reads are looked through for those of different outlets: one outlet may have twenty of them.
CONSIDERED = 30
#: All that a line of a list shows. With every column a month of them took twice as long.
OF_A_LINE = ("public_id", "headline", "language", "script", "day", "length", "source__name", "source__slug")

_LONGEST_OF_A_DAY = (
    "SELECT id FROM (SELECT id FROM articles_article WHERE visible AND day = %s {of_outlet}"
    "ORDER BY length DESC, id DESC LIMIT %s) AS longest"
)


def longest_of_days(days: Iterable[date], count: int, source: Source | None = None) -> ArticleQuerySet:
    """The `count` longest reads of each of these days (at most 400), the longest first; of one outlet, or of all.

    Each day is `count` steps along an index. A window function over a month of 9,744 articles takes 12 ms, this 0.07;
    Django's union() allows no LIMIT in its parts on SQLite, hence the SQL.
    """
    published = Article.objects.published()
    wanted = [[day, *([source.pk] if source else []), count] for day in days]
    if not wanted:
        return published.none()
    of_outlet = "AND source_id = %s " if source else ""
    longest = " UNION ALL ".join([_LONGEST_OF_A_DAY.format(of_outlet=of_outlet)] * len(wanted))
    values = [value for one in wanted for value in one]
    chosen = RawSQL(longest, values)  # noqa: S611 - of the two constants above; values are parameters
    return published.filter(pk__in=chosen).order_by("-length", "-id")


def longest_of(days: Iterable[date], each: int, source: Source | None = None) -> dict[date, list[Article]]:
    """By day: at most `each` articles; of one outlet, or of as many as there are among the longest. Two queries."""
    count = each if source else CONSIDERED
    rows: dict[date | None, list[tuple[int, int]]] = defaultdict(list)
    found = longest_of_days(days, count, source)
    for day, source_id, pk in found.values_list("day", "source_id", "pk"):
        rows[day].append((source_id, pk))
    chosen = [pk for of_day in rows.values() for pk in in_turn(of_day)[:each]]
    by_day: dict[date, list[Article]] = defaultdict(list)
    for article in Article.objects.listed().filter(pk__in=chosen).only(*OF_A_LINE).order_by("-length", "-id"):
        if article.day:
            by_day[article.day].append(article)
    return by_day


def in_turn(articles: list[tuple[int, int]]) -> list[int]:
    """The first of each outlet before any outlet's second one. articles: (outlet, article), by their primary keys."""
    seen: dict[int, int] = defaultdict(int)
    ranked: list[tuple[int, int]] = []
    for place, (source_id, _pk) in enumerate(articles):
        ranked.append((seen[source_id], place))
        seen[source_id] += 1
    return [articles[place][1] for _nth, place in sorted(ranked)]
