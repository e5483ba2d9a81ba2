"""Every type of page, and addresses of each in a given archive: what the tests and the benches open.

A new type of page is added here, and is then walked by axe-core, the crawls, the screenshots and the measurements.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

#: What is not answered with 200.
STATUSES = {"search-error": 400, "not-found": 404}
#: Whose cost follows the index and what is asked, not the number of articles alone.
SEARCHES = frozenset(
    {
        "search",
        "search-lines",
        "search-pictures",
        "search-narrowed",
        "search-none",
        "compare",
        "compare-words",
        "compare-outlets",
    }
)
NOBODY_WROTE = "一个谁也没有写过的词"
OFTEN = quote("一个")
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")

SHOWN = "article.visible"
ARTICLE = f"SELECT public_id FROM articles_article AS article WHERE {SHOWN}"
PAIR = f"SELECT public_id, (SELECT max(public_id) FROM ({ARTICLE})) FROM ({ARTICLE})"
REVISED = "id IN (SELECT article_id FROM articles_revision)"
CHANGED = (
    "SELECT public_id, before, after FROM articles_change AS change JOIN articles_article AS article"
    f" ON article.id = change.article_id WHERE NOT minor AND {SHOWN}"
)
TOLD = (
    "SELECT public_id FROM articles_telling AS telling JOIN articles_article AS article ON article.id = article_id"
    f" WHERE {SHOWN} AND story IN (SELECT story FROM articles_telling WHERE story IS NOT NULL GROUP BY story"
    " HAVING COUNT(*) > 1)"
)
LINKED = f"{ARTICLE} AND identity IN (SELECT target FROM articles_link)"
PHOTOGRAPH = (
    "SELECT DISTINCT sha256 FROM articles_image AS image JOIN articles_figure AS figure ON image.id = image_id"
    f" JOIN articles_article AS article ON article.id = article_id WHERE {SHOWN} AND image.file <> ''"
)
PICTURED = f"SELECT DISTINCT day FROM articles_article AS article WHERE {SHOWN} AND figure_count > 0"
OUTLET = (
    "SELECT slug FROM articles_source AS source JOIN articles_article AS article ON source.id = source_id"
    f" WHERE {SHOWN}"
)
#: With enough articles, and outlets, to be set as a paper (articles.pages.front.paper).
PAPER = (
    f"SELECT strftime('%Y', day), strftime('%m', day), strftime('%d', day) FROM articles_article AS article WHERE {SHOWN}"
    " AND day IS NOT NULL GROUP BY day HAVING COUNT(*) >= 8 AND COUNT(DISTINCT source_id) > 1"
)
YEAR_OF_OUTLET = (
    "SELECT DISTINCT strftime('%Y', day), slug FROM articles_article AS article"
    f" JOIN articles_source AS source ON source.id = source_id WHERE {SHOWN} AND day IS NOT NULL"
)
SECTION = (
    "SELECT source.slug, section.slug FROM articles_section AS section JOIN articles_source AS source"
    " ON source.id = section.source_id"
)
TAG = "SELECT slug FROM articles_tag"
OUTLET_CHANGED = "SELECT DISTINCT slug FROM articles_change JOIN articles_source AS source ON source.id = source_id"


@dataclass(frozen=True)
class Archive:
    """A database to choose from. each: at most so many of a type; the same seed chooses the same."""

    database: sqlite3.Connection
    each: int
    seed: int

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        found = self.database.execute(f"SELECT DISTINCT * FROM ({sql}) ORDER BY 1").fetchall()
        return random.Random(self.seed).sample(found, min(self.each, len(found)))

    def paths(self, pattern: str, sql: str) -> list[str]:
        """pattern: with a place for each column of the query, as for str.format."""
        return [pattern.format(*row) for row in self.rows(sql)]

    def days(self) -> list[list[str]]:
        """Year, month and day of days that have articles."""
        rows = self.rows(f"SELECT day FROM articles_article AS article WHERE {SHOWN} AND day IS NOT NULL")
        return [str(day).split("-") for (day,) in rows]

    def moments(self, where: str = "1") -> list[str]:
        """What `?before=` says somewhere in a list of articles."""
        columns = "strftime('%Y-%m-%dT%H:%M:%SZ', published_at), id"
        return [
            f"{at},{pk}"
            for at, pk in self.rows(
                f"SELECT {columns} FROM articles_article AS article"
                f" WHERE {SHOWN} AND {where} AND published_at IS NOT NULL"
            )
        ]

    def words(self) -> Iterator[str]:
        """Two to four characters in a row of a headline: somebody wrote them."""
        chance = random.Random(self.seed)
        headlines = f"SELECT headline FROM articles_article AS article WHERE {SHOWN} AND script <> ''"
        for (headline,) in self.rows(headlines):
            if run := max(HAN.findall(headline), key=len, default=""):
                start = chance.randrange(max(1, len(run) - 3))
                yield run[start : start + chance.randint(2, 4)]


def addresses(data: Path, each: int = 1, seed: int = 1) -> dict[str, list[str]]:
    """Of each type of page at most `each` addresses, without a language. data: an archive's folder, with an SQLite
    database. A type that the archive has nothing for (no rescued picture, no article without a date) has none."""
    with closing(sqlite3.connect(f"file:{data / 'db.sqlite3'}?mode=ro", uri=True)) as database:
        archive = Archive(database, each, seed)
        return {**_times(archive), **_outlets(archive), **_articles(archive), **_searches(archive), **_others(archive)}


def _times(archive: Archive) -> dict[str, list[str]]:
    days = archive.days()
    return {
        "home": ["/"],
        "archive": ["/archive/"],
        "year": sorted({f"/archive/{year}/" for year, _month, _day in days}),
        "month": sorted({f"/archive/{year}/{month}/" for year, month, _day in days}),
        "day": [f"/archive/{year}/{month}/{day}/" for year, month, day in days],
        "day-as-paper": archive.paths("/archive/{}/{}/{}/", PAPER),
        "undated": ["/archive/undated/"],
        "archive-of-outlet": archive.paths("/archive/?source={}", OUTLET),
        "year-of-outlet": archive.paths("/archive/{}/?source={}", YEAR_OF_OUTLET),
    }


def _outlets(archive: Archive) -> dict[str, list[str]]:
    outlets = archive.paths("/sources/{}/", OUTLET)
    return {
        "sources": ["/sources/"],
        "source": outlets,
        "source-older": [f"{outlets[n % len(outlets)]}?before={at}" for n, at in enumerate(archive.moments())],
        "source-changed": archive.paths("/sources/{}/changed/", OUTLET_CHANGED),
        "changed": ["/changed/"],
        "removed": ["/removed/"],
        "section": archive.paths("/sources/{}/sections/{}/", SECTION),
        "tags": ["/tags/"],
        "tag": archive.paths("/tags/{}/", TAG),
    }


def _articles(archive: Archive) -> dict[str, list[str]]:
    at = "/articles/{}/"
    return {
        "article": archive.paths(at, f"{ARTICLE} AND figure_count = 0 AND NOT {REVISED}"),
        "article-pictures": archive.paths(at, f"{ARTICLE} AND figure_count > 1"),
        "article-versions": archive.paths(at, f"{ARTICLE} AND {REVISED}"),
        "article-traditional": archive.paths(at, f"{ARTICLE} AND script = 'Hant'"),
        "article-set-otherwise": archive.paths(
            f"{at}?size=huge&width=wide&script=hant", f"{ARTICLE} AND script = 'Hans'"
        ),
        "article-with-links": archive.paths(at, f"{ARTICLE} AND id IN (SELECT article_id FROM articles_link)"),
        "article-undated": archive.paths(at, f"{ARTICLE} AND published_at IS NULL"),
        "article-found": archive.paths(f"{at}?q={OFTEN}", f"{ARTICLE} AND figure_count > 0"),
        "difference": [
            f"/articles/{public_id}/versions/{before[:12]}..{after[:12]}/"
            for public_id, before, after in archive.rows(CHANGED)
        ],
        "story": archive.paths("/articles/{}/story/", TOLD),
        "linking": archive.paths("/articles/{}/linking/", LINKED),
    }


def _searches(archive: Archive) -> dict[str, list[str]]:
    words = [quote(word) for word in archive.words()]
    return {
        "search-empty": ["/search/"],
        "search": [f"/search/?q={word}" for word in words],
        "search-narrowed": [f"/search/?q={word}&from=2020-01-01&sort=newest" for word in words],
        "search-lines": [f"/search/?q={word}&view=lines" for word in words],
        "search-pictures": [f"/search/?q={word}&view=pictures" for word in words],
        "search-none": [f"/search/?q={quote(NOBODY_WROTE)}"],
        "search-error": ["/search/?q=x&from=yesterday"],
        "search-help": ["/search/help/"],
        "compare-empty": ["/compare/"],
        "compare": [f"/compare/?q={word}&q={OFTEN}" for word in words],
        "compare-words": [f"/compare/?q={word}&q={OFTEN}&words=1" for word in words],
        "compare-outlets": [f"/compare/?q={word}&q={OFTEN}&split=source" for word in words],
    }


def _others(archive: Archive) -> dict[str, list[str]]:
    older = archive.moments("figure_count > 0")
    return {
        "pictures": ["/pictures/"],
        "pictures-older": [f"/pictures/?before={at}" for at in older],
        "pictures-of-day": archive.paths("/pictures/?day={}", f"{PICTURED} AND day IS NOT NULL"),
        "photograph": archive.paths("/pictures/{}/articles/", PHOTOGRAPH),
        "selection-empty": ["/selection/"],
        "selection": archive.paths("/selection/?id={}&id={}", PAIR),
        "about": ["/about/"],
        "api-docs": ["/api/docs"],
        "not-found": ["/nowhere/"],
        "login": ["/account/login/"],
    }
