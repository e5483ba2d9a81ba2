"""What explain_article shows: how one file was, or would be, read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import zstandard

from articles.ingest.archives.names import storable
from articles.ingest.own_rules import require_sound_rules
from articles.ingest.rows.apply_versions import original_bytes
from articles.ingest.rows.identity import identity
from articles.ingest.run.find_profile import read_profile
from articles.models import Article
from articles.parsing import ParsedArticle, ParsedFigure, ParsedTime, parse_file, url_key
from articles.parsing.formats.entries import entries_of
from articles.parsing.formats.profile import FILE, NO_PROFILE, Profile, profile_of
from articles.parsing.trace import Notes
from articles.parsing.types import NotAnArticle, Refused

#: Characters of a quoted piece of text.
_QUOTED = 100
#: The same where it is wanted whole, such as an address.
_LONGEST = 4_000
#: Folders above a file in which its archive.toml is looked for.
_ABOVE = 6


class NothingToExplain(Exception):
    """There is no such file or article, or it cannot be read. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """lines: to print. article: whether the file was read as one."""

    lines: tuple[str, ...]
    article: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    """data: the bytes. path: as the import saw it. article: as it stands in the archive, if it does."""

    data: bytes
    path: str
    article: Article | None = None
    profile: Profile = NO_PROFILE


def explain(asked: str, entry: int = 1) -> Explanation:
    """asked: the path of a file, or an article's permanent id or address. entry: which one of a file of many, from 1.

    Raises NothingToExplain, and RulesError if the owner's outlet rules cannot be used."""
    require_sound_rules()
    subject = _subject(asked)
    data, many = _entry(subject.data, entry, asked)
    if isinstance(data, Refused):
        return Explanation((*many, f"Refused: {data.reason}"), False)
    notes = Notes()
    parsed = parse_file(data, subject.path, notes, subject.profile)
    if isinstance(parsed, NotAnArticle | Refused):
        kind = "Not an article" if isinstance(parsed, NotAnArticle) else "Refused"
        return Explanation((*many, f"{kind}: {parsed.reason}"), False)
    lines = [*many, f"{subject.path}: read as {parsed.format}", *_archived(subject.article), *_described(parsed, notes)]
    return Explanation(tuple(lines), True)


def _subject(asked: str) -> _Subject:
    path = Path(asked)
    try:
        if path.is_file():
            return _Subject(path.read_bytes(), storable("/".join(path.parts[-3:])), profile=_profile_above(path))
    except OSError as error:
        raise NothingToExplain(f"{storable(asked)} cannot be read ({error.strerror}).") from error
    key = url_key(asked) if "://" in asked else ""
    wanted = {"identity": identity(key, "", "", "")} if key else {"public_id": asked}
    article = Article.objects.filter(**wanted).select_related("original", "source").first()
    if article is None:
        named = storable(asked)
        raise NothingToExplain(f"{named} is neither a file nor an article's permanent id or address in this archive.")
    if article.original is None:
        raise NothingToExplain(f"The archive has no file of the article {article.public_id}.")
    try:
        return _Subject(
            original_bytes(article.original), article.original.path, article, profile_of(article.original.profile_text)
        )
    except zstandard.ZstdError as error:
        raise NothingToExplain(
            f"The stored file of {article.public_id} is damaged ({error}). Run check_archive."
        ) from error


def _profile_above(file: Path) -> Profile:
    """The nearest archive.toml in the folders above a file."""
    for folder in list(file.resolve().parents)[:_ABOVE]:
        if (found := folder / FILE).is_file() and not found.is_symlink():
            return read_profile(found)
    return NO_PROFILE


def _entry(data: bytes, number: int, asked: str) -> tuple[bytes | Refused, tuple[str, ...]]:
    """The bytes to read, and a line that says which of many they are."""
    entries = entries_of(data)
    if entries is None:
        return data, ()
    part = next(islice(entries.parts, number - 1, None), None)
    if part is None:
        raise NothingToExplain(f"{storable(asked)} has no entry {number}.")
    return part, (f"Entry {number} of a {entries.kind} file (--entry N for another)",)


def _archived(article: Article | None) -> Iterator[str]:
    if article is not None:
        yield f"In the archive: {article.public_id}, {article.source.name}"
        if article.edited_fields:
            yield f"Changed by editors, and kept as they left it: {', '.join(article.edited_fields)}"


def _described(parsed: ParsedArticle, notes: Notes) -> Iterator[str]:
    how = {taken.field: taken.how for taken in notes.taken}
    if told := how.get("format"):
        yield f"  told by {_quoted(told, 160)}"
    yield ""
    for name, value in _facts(parsed):
        yield f"{name + ':':14}{_quoted(value, _LONGEST) or '-'}"
        if source := how.get(name):
            yield f"{'':14}  from {_quoted(source, 160)}"
    yield ""
    yield f"{len(parsed.figures)} figures"
    for figure in parsed.figures:
        yield from _figure(figure, notes)
    yield ""
    if notes.again:
        yield "Rules about elements would have taken all text, so the body was read without them."
    yield f"{len(notes.dropped)} pieces were dropped"
    for dropped in notes.dropped:
        yield f"  [{_quoted(dropped.rule, 60)}] {_quoted(dropped.text)}"


def _facts(parsed: ParsedArticle) -> Iterator[tuple[str, str]]:
    lines = parsed.text.split("\n") if parsed.text else []
    yield "headline", parsed.headline
    yield "address", parsed.url
    for capture in parsed.captures:
        yield "capture", f"{capture.url} ({capture.at.isoformat() if capture.at else 'time unknown'})"
    yield "outlet", parsed.outlet
    yield "site title", parsed.site_title
    yield "filed as", parsed.filed_as
    yield "published", _time(parsed.published)
    yield "archived", _time(parsed.archived)
    if parsed.time_doubt:
        yield "doubt", parsed.time_doubt
    yield "byline", ", ".join(parsed.byline)
    yield "contributors", ", ".join(f"{each.name} ({each.role})" for each in parsed.contributors)
    yield "dateline", parsed.dateline
    yield "section", parsed.section
    yield "tags", ", ".join(parsed.tags)
    for name, value in parsed.also:
        yield "also", f"{name}: {value}"
    yield "language", parsed.language
    yield "text", f"{len(lines)} lines, {len(parsed.text)} characters"
    if lines:
        yield "begins", _quoted(lines[0])
        yield "ends", _quoted(lines[-1])
    yield "problems", ", ".join(parsed.problems)


def _time(time: ParsedTime | None) -> str:
    return f"{time.at.isoformat()} (to the {time.precision})" if time else ""


def _figure(figure: ParsedFigure, notes: Notes) -> Iterator[str]:
    yield f"  {figure.position}. {figure.role}: {_quoted(figure.image_url, _LONGEST)}"
    if figure.caption:
        yield f"     caption: {_quoted(figure.caption)}"
        yield f"       from {notes.captions.get(figure.position, 'the page')}"
    if figure.credit:
        yield f"     credit: {_quoted(figure.credit)}"
    if figure.alt:
        yield f"     alt: {_quoted(figure.alt)}"


def _quoted(text: str, length: int = _QUOTED) -> str:
    """One line without control characters, cut where it is long (textwrap.shorten cuts at spaces; Chinese has none)."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
