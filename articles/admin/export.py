"""Articles as CSV, streamed, for a spreadsheet that must not run what a headline says."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from articles.display.zones import archive_time, iso_moment
from articles.models import Article

#: What Excel and LibreOffice read as the start of a formula (OWASP, "CSV Injection"), full-width forms included, which
#: East Asian editions take as well; tab, CR and LF are skipped by them before they look.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it Excel takes UTF-8 for the machine's own encoding, and Chinese for noise.
BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "id", "headline", "source", "byline", "dateline", "published_at", "archived_at", "canonical_url", "language", "script",
    "length", "visible", "edited_at", "edited_fields", "problems", "text",
)  # fmt: skip


class _Echo:
    """A file that hands back what is written to it: csv.writer then returns each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(articles: Iterable[Article]) -> Iterator[str]:
    """The lines of a CSV file, a header first. Times as everywhere (articles.display.zones); names are joined by a
    semicolon."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + str(writer.writerow(COLUMNS))
    for article in articles:
        yield str(writer.writerow([safe_cell(cell) for cell in _cells(article)]))


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(article: Article) -> Iterator[str]:
    yield article.public_id
    yield article.headline
    yield article.source.name
    yield "; ".join(map(str, article.byline))
    yield article.dateline
    yield iso_moment(article, article.published_at, article.published_precision)
    yield iso_moment(article, article.archived_at)
    yield article.url
    yield article.language
    yield article.script
    yield str(article.length)
    yield "yes" if article.visible else "no"
    yield archive_time(article.edited_at).isoformat() if article.edited_at else ""
    yield ", ".join(map(str, article.edited_fields))
    yield article.problems
    yield article.text
