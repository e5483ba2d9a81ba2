"""One file to one article: decode, tell the layout, read the body, settle the times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

from bs4.exceptions import ParserRejectedMarkup

from .blocks import Block, write
from .body import content_hash, finish_body
from .boilerplate import mark_boilerplate, strip_end_marks
from .bylines import Opening, find_bylines, take_opening
from .decoding import decode
from .figures import attach_captions
from .headings import raise_headings
from .layout import Layout, kind_by_path, read_layout
from .outlets import OutletRule, Reading, outlet_for, reading_for
from .times import Stated, Times, comment_time, front_time, read_date, settle
from .types import NotAnArticle, Parsed, ParsedArticle, ParsedFigure, Refused
from .urls import host_of, url_key
from .walk import blocks_of

#: Folders that say nothing about who published.
_PLAIN_FOLDERS = frozenset(
    (
        "articles",
        "article",
        "posts",
        "_posts",
        "news",
        "jekyll",
        "archive",
        "archives",
        "content",
        "data",
        "files",
        "tmp",
    )
)
_DATED = re.compile(r"^\d{4}(?:[-_.]?\d{1,2}){0,2}$")
_FILE_PREFIX = re.compile(r"^(?:\d{4}-\d{2}-\d{2}-|\d{4,10}_)")
_SPACE = re.compile(r"[\s\u200b\ufeff]*\n[\s\u200b\ufeff]*|\t")


@dataclass(frozen=True, slots=True)
class _Read:
    """What a body's HTML gave. opening: what stood above the text."""

    html: str
    has_text: bool
    figures: tuple[ParsedFigure, ...]
    byline: tuple[str, ...]
    dateline: str
    opening: Opening


def parse_file(data: bytes, path: str) -> Parsed:
    """Read one file; never raises. path: relative, only for what names tell (the disk is not touched)."""
    if elsewhere := kind_by_path(path):
        return elsewhere
    decoded = decode(data)
    if isinstance(decoded, Refused):
        return decoded
    layout = read_layout(decoded.text)
    if isinstance(layout, NotAnArticle | Refused):
        return layout
    try:
        return _article(layout, path, decoded.problems)
    except ParserRejectedMarkup as error:
        return Refused(f"Its HTML cannot be parsed ({error}). Correct the file and import it again.")


def _article(layout: Layout, path: str, problems: tuple[str, ...]) -> ParsedArticle:
    url = layout.url or layout.front.get("from", "").strip()
    filed_as = layout.front.get("author", "").strip() or _folder(path)
    outlet = outlet_for(host_of(url), filed_as)
    reading = reading_for(outlet)
    headline, headline_problems = _headline(layout, path, reading)
    read = _read(layout.html, url, headline, reading)
    body = finish_body(read.html)
    front = front_time(layout.front.get("date", ""))
    times = _times(layout, read.opening, front, outlet)
    return ParsedArticle(
        format=layout.format,
        url=url,
        url_key=url_key(url),
        host=host_of(url),
        outlet=outlet.slug if outlet else "",
        filed_as=filed_as,
        headline=headline,
        byline=read.byline,
        dateline=read.dateline,
        published=times.published,
        archived=times.archived,
        front_date=front.at if front else None,
        time_doubt=times.doubt,
        language=body.language,
        script=body.script,
        body_html=body.html,
        text=body.text,
        standfirst=body.standfirst,
        figures=read.figures,
        content_hash=content_hash(headline, body.text),
        problems=_problems(
            problems + layout.problems + headline_problems + times.problems, url, body.text, read.figures
        ),
    )


def _problems(known: tuple[str, ...], url: str, text: str, figures: tuple[ParsedFigure, ...]) -> tuple[str, ...]:
    found = list(known)
    if not text:
        found.append("empty-body" if not figures else "no-text")
    if not url_key(url):
        found.append("no-address")
    return tuple(dict.fromkeys(found))


def _read(html: str, url: str, headline: str, reading: Reading) -> _Read:
    read = _blocks(blocks_of(html, url, reading), headline, reading)
    if not read.has_text:
        # Rules about elements may have taken the text itself.
        again = _blocks(blocks_of(html, url, reading, judge=False), headline, reading)
        if again.has_text:
            return again
    return read


def _blocks(blocks: list[Block], headline: str, reading: Reading) -> _Read:
    opening = take_opening(blocks, headline, reading)
    mark_boilerplate(blocks, reading)
    kept, figures = attach_captions([block for block in blocks if not block.drop], reading)
    # A title below a sound or a film, where no picture owns it.
    kept = [block for block in kept if not (block.small >= len(block.text) > 0 and block.text == headline)]
    names, dateline = find_bylines(kept, [block for block in blocks if block.drop.startswith("footer")], reading)
    strip_end_marks(kept, reading)
    raise_headings(kept)
    return _Read(
        html=write(kept),
        has_text=any(block.picture is None for block in kept),
        figures=tuple(figures),
        byline=tuple(opening.names or names),
        dateline=(opening.dateline or dateline)[:300],
        opening=opening,
    )


def _times(layout: Layout, opening: Opening, front: Stated | None, outlet: OutletRule | None) -> Times:
    reading = reading_for(outlet)
    return settle(
        opening.stated,
        comment_time(layout.comment_ms),
        front,
        read_date(layout.date_line),
        date_zone=reading.date_zone,
        home_zone=outlet.home_zone if outlet else "",
        comment_doubt=reading.comment_doubt,
    )


def _headline(layout: Layout, path: str, reading: Reading) -> tuple[str, tuple[str, ...]]:
    headline = _cleaned(layout.headline, reading)
    if headline:
        return headline, ()
    stem = _FILE_PREFIX.sub("", PurePosixPath(path.replace("\\", "/")).stem)
    # A post of plain HTML has its headline in the front matter; in any other layout one is missing.
    title = _cleaned(layout.front.get("title", ""), reading)
    missing = () if title and layout.format == "jekyll" and not layout.url else ("no-headline",)
    return title or _cleaned(stem, reading), missing


def _cleaned(headline: str, reading: Reading) -> str:
    """Entities decoded until nothing changes, one line, without what the site appends."""
    for _ in range(6):
        decoded = unescape(headline)
        if decoded == headline:
            break
        headline = decoded
    headline = _SPACE.sub(" ", headline).strip()
    for suffix in reading.headline_suffixes:
        headline = suffix.sub("", headline)
    return headline.strip()


def _folder(path: str) -> str:
    folder = PurePosixPath(path.replace("\\", "/")).parent.name
    return "" if folder.lower() in _PLAIN_FOLDERS or _DATED.match(folder) else folder
