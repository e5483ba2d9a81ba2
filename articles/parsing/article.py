"""One file becomes one article: decode it, recognise its format, read its body, decide which of its times count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

from bs4.exceptions import ParserRejectedMarkup

from articles.parsing.addresses.captures import unwrapped, without_captures
from articles.parsing.addresses.held_pictures import base_of
from articles.parsing.addresses.urls import host_of, url_key
from articles.parsing.by_name import kind_by_path
from articles.parsing.facts.authors import bylines_of_author, plain_name
from articles.parsing.facts.bylines import Bylines, Opening, find_bylines, take_opening
from articles.parsing.facts.dates import day_in_address
from articles.parsing.facts.headings import raise_headings, repeats
from articles.parsing.facts.times import Stated, Times, comment_time, front_time, read_date, settle
from articles.parsing.formats.feed_files import Layout
from articles.parsing.formats.merge_metadata import bylines_said, first_words, times_said
from articles.parsing.formats.open_file import open_file
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.outlet_rules.outlets import OutletRule, ReadingRules, outlet_for, reading_for
from articles.parsing.text.blocks import Block, write
from articles.parsing.text.body import content_hash, finish_body
from articles.parsing.text.boilerplate import mark_biography, mark_boilerplate, strip_end_marks
from articles.parsing.text.figures import attach_captions
from articles.parsing.text.standfirst import shortened
from articles.parsing.text.walk import blocks_of
from articles.parsing.trace import Notes, noted_blocks
from articles.parsing.types import NotAnArticle, Parsed, ParsedArticle, ParsedFigure, Refused

#: Folders that say nothing about who published.
_PLAIN_FOLDERS = frozenset(
    (
        "articles",
        "article",
        "posts",
        "_posts",
        "_drafts",
        "drafts",
        "source",
        "src",
        "news",
        "jekyll",
        "archive",
        "archives",
        "content",
        "data",
        "files",
        "tmp",
        "feeds",
        "feed",
        "rss",
        "pages",
        "saved",
        "html",
        "json",
        "jsonl",
    )
)
_DATED = re.compile(r"^\d{4}(?:[-_.]?\d{1,2}){0,2}$")
_FILE_PREFIX = re.compile(r"^(?:\d{4}-\d{2}-\d{2}-|\d{4,10}_)")
#: Characters at a headline's end in which what the site appends is looked for.
_SUFFIX = 200
_SPACE = re.compile(r"(?<![\s\u200b\ufeff])[\s\u200b\ufeff]*\n[\s\u200b\ufeff]*|\t")


@dataclass(frozen=True, slots=True)
class _BodyRead:
    """What a body's HTML gave. opening: what stood above the text."""

    html: str
    has_text: bool
    figures: tuple[ParsedFigure, ...]
    bylines: Bylines
    opening: Opening


def parse_file(data: bytes, path: str, notes: Notes | None = None, profile: Profile = NO_PROFILE) -> Parsed:
    """Read one file; never raises. path: relative, only for what names tell (the disk is not touched).

    notes: filled with what was taken from where, for explain_article. profile: of the archive that the file is of."""
    if elsewhere := kind_by_path(path):
        return elsewhere
    try:
        layout = open_file(data, path, profile)
        if isinstance(layout, NotAnArticle | Refused):
            return layout
        return _article(layout, path, notes, base_of(data, path), profile)
    except ParserRejectedMarkup as error:
        return Refused(f"Its HTML cannot be parsed ({error}). Correct the file and import it again.")


def _article(layout: Layout, path: str, notes: Notes | None, beside: str, profile: Profile) -> ParsedArticle:
    url, captures = unwrapped(layout.url or layout.front.get("from", "").strip())
    captures = tuple({each.url: each for each in (*captures, *layout.captures)}.values())
    said = layout.said
    author, site_title = plain_name(layout.front.get("author", "")), plain_name(said.outlet if said else "")
    named = folder_named(path)
    if layout.format == "text" and named == layout.section:
        # It is the section, and says nothing about who published; the one above may.
        named = folder_named(PurePosixPath(path.replace("\\", "/")).parent.as_posix())
    folder = plain_name(named)
    # As it is on the disk, unless it is no plain name: identities follow from it.
    filed_as = author or site_title or (named if folder == named.strip() else folder)
    outlet = outlet_for(host_of(url), filed_as) or outlet_for("", site_title)
    reading = profile.over(reading_for(outlet))
    headline, headline_problems = _headline(layout, path, reading)
    # A feed file's pictures lie on the outlet's server; those of the other formats may lie beside the file.
    names = said.names if said else ()
    read = _read(layout.html, url, headline, reading, notes, beside if said else "", names)
    body = finish_body(without_captures(read.html) if captures else read.html)
    front = front_time(layout.front.get("date", ""))
    times, modified = _times(layout, read, front, outlet, url, reading), front.at if front else None
    bylines = read.bylines
    if said:
        times, modified = times_said(said, times, reading)
        bylines = bylines_said(said, bylines, outlet, reading)
    writer = "" if author == site_title else author
    bylines = bylines_of_author(writer, "" if site_title else folder, bylines, outlet, reading)
    if notes is not None:
        notes.take("format", layout.told)
        _note(notes, layout, times, read, outlet, filed_as)
    return ParsedArticle(
        format=layout.format,
        url=url,
        url_key=url_key(url),
        host=host_of(url),
        outlet=outlet.slug if outlet else "",
        filed_as=filed_as,
        headline=headline,
        byline=bylines.names,
        dateline=bylines.dateline[:300],
        published=times.published,
        archived=times.archived,
        front_date=modified,
        time_doubt=times.doubt,
        language=body.language,
        script=body.script,
        body_html=body.html,
        text=body.text,
        standfirst=layout.standfirst or shortened(read.opening.deck) or body.standfirst,
        figures=read.figures,
        content_hash=content_hash(headline, body.text),
        problems=_problems(layout.problems + headline_problems + times.problems, url, body.text, read.figures),
        contributors=bylines.contributors,
        section=layout.section,
        tags=layout.tags,
        captures=captures,
        also=layout.also,
        site_title=site_title,
    )


def _problems(known: tuple[str, ...], url: str, text: str, figures: tuple[ParsedFigure, ...]) -> tuple[str, ...]:
    found = list(known)
    if not text:
        found.append("empty-body" if not figures else "no-text")
    if not url_key(url):
        found.append("no-address")
    return tuple(dict.fromkeys(found))


def _note(
    notes: Notes, layout: Layout, times: Times, read: _BodyRead, outlet: OutletRule | None, filed_as: str
) -> None:
    url = layout.url or layout.front.get("from", "")
    notes.outlet(outlet, host_of(url), filed_as)
    stated = {
        "comment": f"<!--{layout.comment_ms}-->",
        "front-matter": layout.front.get("date", ""),
        "date-line": layout.date_line,
        "address": url,
    }
    notes.times(times, read.opening, read.bylines, stated)


def _read(
    html: str, url: str, headline: str, reading: ReadingRules, notes: Notes | None, beside: str, names: tuple[str, ...]
) -> _BodyRead:
    """names: of the authors, as markup or front matter states them."""

    def walked(*, judge: bool) -> list[Block]:
        if notes is not None:
            return noted_blocks(html, url, reading, notes, judge=judge, beside=beside)
        return blocks_of(html, url, reading, judge=judge, beside=beside)

    read = _blocks(walked(judge=True), headline, reading, notes, names)
    if not read.has_text:
        # Rules about elements may have taken the text itself.
        if notes is not None:
            notes.start_again()
        again = _blocks(walked(judge=False), headline, reading, notes, names)
        if again.has_text:
            return again
    return read


def _blocks(
    blocks: list[Block], headline: str, reading: ReadingRules, notes: Notes | None, names: tuple[str, ...]
) -> _BodyRead:
    opening = take_opening(blocks, headline, reading)
    mark_boilerplate(blocks, reading)
    kept, figures = attach_captions([block for block in blocks if not block.drop], reading, headline)
    # A title below a sound or a film, where no picture owns it.
    kept = [block for block in kept if not (block.small >= len(block.text) > 0 and repeats(block.text, headline))]
    footers = [block for block in blocks if block.drop.startswith("footer")]
    bylines = find_bylines(kept, footers, opening, reading)
    mark_biography(kept, (*bylines.names, *names))
    kept = [block for block in kept if not block.drop]
    if notes is not None:
        notes.body(blocks, figures, opening, bylines)
    strip_end_marks(kept, reading)
    raise_headings(kept)
    return _BodyRead(
        html=write(kept),
        has_text=any(block.picture is None for block in kept),
        figures=tuple(figures),
        bylines=bylines,
        opening=opening,
    )


def _times(
    layout: Layout, read: _BodyRead, front: Stated | None, outlet: OutletRule | None, url: str, reading: ReadingRules
) -> Times:
    return settle(
        read.opening.stated,
        comment_time(layout.comment_ms),
        front,
        read_date(layout.date_line),
        date_zone=reading.date_zone,
        home_zone=outlet.home_zone if outlet else "",
        comment_doubt=reading.comment_doubt,
        dateline=read.bylines.dated,
        address=day_in_address(url),
    )


def _headline(layout: Layout, path: str, reading: ReadingRules) -> tuple[str, tuple[str, ...]]:
    headline = _cleaned(layout.headline, reading)
    if headline:
        return headline, ()
    stem = _FILE_PREFIX.sub("", PurePosixPath(path.replace("\\", "/")).stem)
    # A post of plain HTML has its headline in the front matter; in any other layout one is missing.
    title = _cleaned(layout.front.get("title", ""), reading)
    missing = () if title and layout.format == "jekyll" and not layout.url else ("no-headline",)
    # The name of a file of many entries is none of theirs.
    stem = (first_words(layout.html) if layout.said and "#" in path else "") or stem
    return title or _cleaned(stem, reading), missing


def _cleaned(headline: str, reading: ReadingRules) -> str:
    """Entities decoded until nothing changes, one line, without what the site appends."""
    for _ in range(6):
        decoded = unescape(headline)
        if decoded == headline:
            break
        headline = decoded
    headline = _SPACE.sub(" ", headline).strip()
    for suffix in reading.headline_suffixes:
        headline = headline[:-_SUFFIX] + suffix.sub("", headline[-_SUFFIX:])
    return headline.strip()


def folder_named(path: str) -> str:
    """The folder of a file, if its name may say who published it; else ""."""
    folder = PurePosixPath(path.replace("\\", "/")).parent.name
    return "" if folder.lower() in _PLAIN_FOLDERS or _DATED.match(folder) else folder
