"""A file's bytes as what it says, whatever its format."""

from __future__ import annotations

from dataclasses import replace

from articles.parsing.controls import markup_without_controls, without_controls
from articles.parsing.facts.page_metadata import Said
from articles.parsing.formats.decoding import decode
from articles.parsing.formats.entries import entries_of
from articles.parsing.formats.feed_files import Layout, read_layout
from articles.parsing.formats.feeds import read_feed
from articles.parsing.formats.formats import format_of
from articles.parsing.formats.json_articles import read_json
from articles.parsing.formats.mhtml import unwrap
from articles.parsing.formats.pages import read_page, without_embedded
from articles.parsing.types import NotAnArticle, Refused


def open_file(data: bytes) -> Layout | NotAnArticle | Refused:
    """What one file says, or one entry of a file of many (entries.py). The problems of its bytes are among the Layout's."""
    address = saved = ""
    unwrapped = unwrap(data)
    if isinstance(unwrapped, Refused):
        return unwrapped
    if unwrapped:
        data, address, saved = unwrapped.html, unwrapped.url, unwrapped.date
    decoded = decode(without_embedded(data))
    if isinstance(decoded, Refused):
        return decoded
    said = _read(data, decoded.text, address, saved)
    return replace(_clean(said), problems=decoded.problems + said.problems) if isinstance(said, Layout) else said


def _read(data: bytes, text: str, address: str, saved: str) -> Layout | NotAnArticle | Refused:
    match format_of(text):
        case "page":
            return read_page(text, address, saved)
        case "json":
            return read_json(text)
        case "feed":
            return _only_entry(data)
        case _:
            return read_layout(text)


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
        said=_clean_markup(layout.said) if layout.said else None,
    )


def _clean_markup(said: Said) -> Said:
    return replace(said, names=tuple(map(without_controls, said.names)), outlet=without_controls(said.outlet))
