"""A few articles that stand for a day which a page cannot show whole: its longest reads, each outlet in its turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from articles.models import Article, Source

#: So many of a day's longest reads are looked through for those of different outlets: one outlet may have twenty of them.
CONSIDERED = 30
#: All that a line of a list shows. With every column a month of them took twice as long.
OF_A_LINE = ("public_id", "headline", "language", "script", "day", "length", "source__name", "source__slug")


def longest_of(days: Iterable[date], each: int, source: Source | None = None) -> dict[date, list[Article]]:
    """By day: at most `each` articles; of one outlet, or of as many as there are among the longest. Two queries."""
    count = each if source else CONSIDERED
    rows: dict[date | None, list[tuple[int, int]]] = defaultdict(list)
    found = Article.objects.published().longest_of_days(days, count, source)
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
