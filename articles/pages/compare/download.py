"""The numbers of a comparison as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from articles.pages.drawing.chart import Value
from articles.search.analysis.comparison import Compared, Period
from articles.search.filters import Outlet
from articles.spreadsheets import BOM, lines


def _counted(compared: Compared, outlets: Mapping[int, Outlet]) -> Iterator[tuple[str, str, Period, int]]:
    """(query, outlet, period with the articles that the share is of, matches); outlet is "" for all of them."""
    for line in compared.lines:
        for period, matches in zip(compared.periods, line.matches, strict=True):
            yield line.text, "", period, matches
    for counts in compared.outlets:
        if counts.source_id in outlets:
            name = outlets[counts.source_id].name
            for line, row in zip(compared.lines, counts.matches, strict=True):
                for period, articles, matches in zip(compared.periods, counts.articles, row, strict=True):
                    yield line.text, name, Period(period.start, period.end, articles), matches


def as_csv(compared: Compared, outlets: Mapping[int, Outlet], *, split: bool) -> str:
    """One line for each query and step (and outlet, if split). Matches that no step holds have a line without days, so that
    the lines of a query add up to what a search finds. Where the archive has no article, the share is empty."""
    return BOM + lines(_rows(compared, outlets, split=split))


def _rows(compared: Compared, outlets: Mapping[int, Outlet], *, split: bool) -> Iterator[list[object]]:
    yield ["query", *(["outlet"] if split else []), "from", "to", "matches", "articles", "share"]
    for query, outlet, period, matches in _counted(compared, outlets):
        share = Value(period, matches).share
        yield [
            query, *([outlet] if split else []), period.start.isoformat(), period.end.isoformat(),
            matches, period.articles, "" if share is None else f"{share:.6f}",
        ]  # fmt: skip
    for line in compared.lines:
        if beside := line.undated + line.outside:
            yield [line.text, *([""] if split else []), "", "", beside, "", ""]


def as_json(compared: Compared, outlets: Mapping[int, Outlet]) -> dict[str, Any]:
    """The same, with totals and the words that go with each query."""
    filters = compared.wanted.filters
    return {
        "step": compared.step,
        "from": filters.since.isoformat() if filters.since else None,
        "to": filters.until.isoformat() if filters.until else None,
        "asof": filters.as_of.isoformat() if filters.as_of else None,
        "typed": filters.exact,
        "sources": [outlet.slug for outlet in filters.outlets],
        "filters": filters.by_name(),
        "articles": compared.articles,
        "unread": compared.unread,
        "queries": [
            {
                "query": line.text,
                "total": line.total,
                "undated": line.undated,
                "outside": line.outside,
                "forms": list(line.forms),
                "words": [
                    {
                        "word": word.word, "inside": word.inside, "outside": word.outside,
                        "g2": round(word.g2, 2), "log_ratio": round(word.ratio, 3),
                    }
                    for word in line.words
                ],
            }
            for line in compared.lines
        ],
        "rows": [
            {
                "query": query, "outlet": outlet or None, "from": period.start.isoformat(), "to": period.end.isoformat(),
                "matches": matches, "articles": period.articles, "share": Value(period, matches).share,
            }
            for query, outlet, period, matches in _counted(compared, outlets)
        ],
    }  # fmt: skip
