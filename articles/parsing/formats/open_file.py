"""A file's bytes as what it says, whatever its format."""

from __future__ import annotations

from dataclasses import replace

from articles.parsing.addresses.held_pictures import without_embedded
from articles.parsing.controls import markup_without_controls, without_controls
from articles.parsing.facts.page_metadata import Said
from articles.parsing.formats.decoding import MAX_BYTES, decode
from articles.parsing.formats.entries import entries_of
from articles.parsing.formats.feed_files import Layout, read_layout
from articles.parsing.formats.feeds import read_feed
from articles.parsing.formats.formats import format_of
from articles.parsing.formats.front_matter import FrontMatter, read_front_matter
from articles.parsing.formats.json_articles import read_json
from articles.parsing.formats.pages import read_page
from articles.parsing.formats.posts import is_html, read_post, read_text, with_fields
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.mhtml import unwrap
from articles.parsing.types import Capture, NotAnArticle, Refused
from articles.parsing.warc.records import unwrap as unwrap_record

#: What the front matter of mirrored feeds states: there `author` is the outlet.
_MIRRORED = frozenset(("layout", "title", "date", "author", "from", "tags", "categories"))


def open_file(data: bytes, path: str = "", profile: Profile = NO_PROFILE) -> Layout | NotAnArticle | Refused:
    """What one file says, or one entry of a file of many (entries.py). The problems of its bytes are among the Layout's.
    path: where a day or a section may stand. profile: what its archive says of its names."""
    address = saved = ""
    captures: tuple[Capture, ...] = ()
    unwrapped = unwrap(data) or unwrap_record(data, MAX_BYTES)
    if isinstance(unwrapped, Refused):
        return unwrapped
    if unwrapped:
        data, address, saved, captures = unwrapped.html, unwrapped.url, unwrapped.date, unwrapped.captures
    decoded = decode(without_embedded(data))
    if isinstance(decoded, Refused):
        return decoded
    said = _read(data, decoded.text, address, saved, path, profile)
    if not isinstance(said, Layout):
        return said
    problems = decoded.problems + said.problems
    return replace(_clean(replace(said, captures=captures + said.captures)), problems=problems)


def _read(
    data: bytes, text: str, address: str, saved: str, path: str, profile: Profile
) -> Layout | NotAnArticle | Refused:
    match format_of(text):
        case "page":
            return read_page(text, address, saved)
        case "json":
            front = _front(text, profile)
            return read_post(front, path) if front else read_json(text, profile)
        case "feed":
            return _only_entry(data)
        case _:
            return _archive_file(text, path, profile)


def _archive_file(text: str, path: str, profile: Profile) -> Layout | NotAnArticle | Refused:
    """A feed file, which its heading tells; else a text with front matter; else a text whose first line is its headline."""
    layout = read_layout(text)
    if isinstance(layout, Refused):
        return layout
    front = _front(text, profile)
    if isinstance(layout, Layout) and (layout.url or layout.headline):
        return with_fields(layout, front.values) if front and layout.front else layout
    if isinstance(layout, Layout) and front and front.values.keys() <= _MIRRORED and is_html(front.rest):
        return with_fields(layout, front.values)
    return read_post(front, path) if front else read_text(text, path) or layout


def _front(text: str, profile: Profile) -> FrontMatter | None:
    """The front matter, its names as the profile has them."""
    front = read_front_matter(text, profile.keys)
    return replace(front, values=profile.renamed(front.values)) if front and profile.names else front


def _only_entry(data: bytes) -> Layout | NotAnArticle | Refused:
    entries = entries_of(data)
    parts = list(entries.parts) if entries else []
    if len(parts) > 1:
        return NotAnArticle(f"It is a feed of {len(parts)} entries, each read as an article of its own.")
    if not parts:
        return NotAnArticle("It is a feed without entries.")
    return parts[0] if isinstance(parts[0], Refused) else read_feed(parts[0])


def _clean(layout: Layout) -> Layout:
    """All that a file says, without control characters."""
    return replace(
        layout,
        front={key: without_controls(value) for key, value in layout.front.items()},
        headline=without_controls(layout.headline),
        url=without_controls(layout.url),
        html=markup_without_controls(layout.html),
        section=without_controls(layout.section),
        tags=tuple(map(without_controls, layout.tags)),
        also=tuple((without_controls(name), without_controls(value)) for name, value in layout.also),
        standfirst=without_controls(layout.standfirst),
        captures=tuple(replace(each, url=without_controls(each.url)) for each in layout.captures),
        said=_clean_markup(layout.said) if layout.said else None,
    )


def _clean_markup(said: Said) -> Said:
    return replace(said, names=tuple(map(without_controls, said.names)), outlet=without_controls(said.outlet))
