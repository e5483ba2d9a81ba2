"""An article's columns and figures as a function of what was parsed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from articles.models import Article, Figure, Image
from articles.parsing.types import ParsedArticle, ParsedFigure, ParsedTime

#: What follows from a column that an editor may change, and is his with it.
FOLLOWS = {
    "byline": {"contributors"},
    "body_html": {"text", "length", "language", "script", "figures", "figure_count", "standfirst"},
    "figures": {"figure_count"},
    "published_at": {"published_offset", "published_precision", "published_rule", "time_doubt", "day"},
}
#: A problem that a parser reports, and the column whose filling solves it.
SOLVED_BY = {"no-headline": "headline", "no-time": "published_at", "empty-body": "text"}


def day_of(moment: datetime | None) -> date | None:
    """The archive's day of a moment."""
    return moment.astimezone(settings.ARCHIVE_ZONE).date() if moment else None


def offset_of(moment: datetime | None) -> int | None:
    """Minutes east of UTC, as the moment itself states."""
    offset = moment.utcoffset() if moment else None
    return int(offset.total_seconds() // 60) if offset is not None else None


#: Of what a file states beside what the archive knows: names and values that are kept, and their characters.
MOST_ALSO, LONGEST_ALSO, LONGEST_ALSO_NAME = 60, 2_000, 100
MOST_CAPTURES = 20


def columns(
    parsed: ParsedArticle, source_id: int, section_id: int | None = None, *, named: bool = False
) -> dict[str, Any]:
    """Every column of Article that the original decides. Columns of limited width are cut to it.

    named: the outlet goes by the name that the article is filed under; then that is no author's."""
    published = _time("published", parsed.published)
    archived = _time("archived", parsed.archived)
    outlet = parsed.filed_as if named else None
    return {
        "source_id": source_id,
        "section_id": section_id,
        "site_title": parsed.site_title[:200],
        "captures": captures(parsed),
        "also": also(parsed),
        "filed_as": parsed.filed_as[:200],
        "url": parsed.url,
        "url_key": parsed.url_key,
        "headline": parsed.headline,
        "byline": [name for name in parsed.byline if name != outlet],
        "contributors": [{"name": each.name, "role": each.role} for each in parsed.contributors if each.name != outlet],
        "dateline": parsed.dateline[:300],
        "body_html": parsed.body_html,
        "text": parsed.text,
        "standfirst": parsed.standfirst,
        "length": len(parsed.text),
        "language": parsed.language[:12],
        "script": parsed.script,
        "published_at": published["published_at"],
        "published_offset": offset_of(published["published_at"]),
        "published_precision": parsed.published.precision if parsed.published else "",
        "published_rule": published["published_rule"],
        "archived_at": archived["archived_at"],
        "archived_rule": archived["archived_rule"],
        "time_doubt": parsed.time_doubt[:64],
        "day": day_of(published["published_at"]),
        "figure_count": len(parsed.figures),
        "problems": ",".join(parsed.problems)[:200],
        "content_hash": parsed.content_hash,
    }


def captures(parsed: ParsedArticle) -> list[dict[str, str | None]]:
    """Copies in web archives, each once: addresses that a browser may follow."""
    found = {each.url: each.at.isoformat() if each.at else None for each in parsed.captures}
    safe = [(url, at) for url, at in found.items() if url.startswith(("https://", "http://")) and url.isprintable()]
    return [{"url": url, "at": at} for url, at in safe[:MOST_CAPTURES]]


def also(parsed: ParsedArticle) -> dict[str, str]:
    """What the file states and no column holds; several values of one name, a line each."""
    found: dict[str, str] = {}
    for name, value in parsed.also:
        key = name[:LONGEST_ALSO_NAME]
        if key in found or len(found) < MOST_ALSO:
            found[key] = f"{found[key]}\n{value}"[:LONGEST_ALSO] if key in found else value[:LONGEST_ALSO]
    return found


def _time(kind: str, time: ParsedTime | None) -> dict[str, Any]:
    return {f"{kind}_at": time.at if time else None, f"{kind}_rule": time.rule if time else ""}


def solved(problems: str, article: Article) -> str:
    """The problems left once an editor has filled in what was missing."""
    codes = [code for code in problems.split(",") if code]
    return ",".join(code for code in codes if not (code in SOLVED_BY and getattr(article, SOLVED_BY[code])))


def kept(edited: Iterable[str]) -> set[str]:
    """The columns ("figures" among them) that belong to the editor who changed these."""
    edited = set(edited)
    return edited.union(*(FOLLOWS.get(name, set()) for name in edited))


def figure_rows(article: Article, parsed: ParsedArticle, images: dict[str, int]) -> list[Figure]:
    """Unsaved rows. images: primary keys by address, from `image_ids`."""
    return _rows(article, parsed.figures, images)


def _rows(article: Article, figures: Iterable[ParsedFigure], images: dict[str, int]) -> list[Figure]:
    return [
        Figure(article=article, image_id=images[figure.image_url], position=figure.position, **_words(figure))
        for figure in figures
    ]


def _words(figure: ParsedFigure) -> dict[str, Any]:
    return {
        "role": figure.role,
        "caption": figure.caption,
        "credit": figure.credit[:500],
        "alt": figure.alt,
        "video_url": figure.video_url,
    }


def image_ids(urls: Collection[str]) -> dict[str, int]:
    """The Image of each address, made where it is new."""
    hashes = {sha256(url.encode()).hexdigest(): url for url in urls}
    found = _known_images(hashes)
    if missing := [Image(url=url, url_hash=digest) for digest, url in hashes.items() if url not in found]:
        Image.objects.bulk_create(missing, ignore_conflicts=True)
        found |= _known_images({image.url_hash: image.url for image in missing})
    return found


def _known_images(hashes: dict[str, str]) -> dict[str, int]:
    rows = Image.objects.filter(url_hash__in=list(hashes)).values_list("url_hash", "pk")
    return {hashes[digest]: pk for digest, pk in rows}


def stored_figures(article: Article) -> tuple[ParsedFigure, ...]:
    """An article's figures as they were parsed."""
    return tuple(
        ParsedFigure(position=figure.position, image_url=figure.image.url, **_stored_words(figure))
        for figure in article.figures.select_related("image")
    )


def rewrite_figures(article: Article, figures: Collection[ParsedFigure]) -> bool:
    """Make the article's figures these; True if they were others. Pictures that nothing uses any more go, unless their file
    was rescued: which rows exist must not depend on the order of versions."""
    stored = list(article.figures.select_related("image"))
    wanted = [(figure.position, figure.image_url, _words(figure)) for figure in figures]
    if [(figure.position, figure.image.url, _stored_words(figure)) for figure in stored] == wanted:
        return False
    article.figures.all().delete()
    Figure.objects.bulk_create(_rows(article, figures, image_ids({figure.image_url for figure in figures})))
    Image.objects.filter(pk__in=[figure.image_id for figure in stored], figures=None, file="").delete()
    return True


def write_figures(article: Article, parsed: ParsedArticle) -> bool:
    """Make the article's figures those of `parsed`; True if they were others."""
    return rewrite_figures(article, parsed.figures)


def _stored_words(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("role", "caption", "credit", "alt", "video_url")}
