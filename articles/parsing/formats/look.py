"""What of a file's own words is not understood, and what is doubtful in them: for an inspection before an import."""

from __future__ import annotations

import json
from typing import Any

from articles.parsing.formats.decoding import decode
from articles.parsing.formats.feed_files import Layout
from articles.parsing.formats.fields import also_in, plain_key
from articles.parsing.formats.formats import format_of
from articles.parsing.formats.front_matter import read_front_matter
from articles.parsing.formats.open_file import open_file
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.types import Refused

#: Bytes of JSON beyond which names are not looked at.
_MOST = 4 * 1024 * 1024
#: Understood, and told with the article all the same.
_UNDERSTOOD = frozenset(("draft", "published"))


def unknown_names(data: bytes, profile: Profile = NO_PROFILE) -> tuple[tuple[str, str], ...]:
    """(name, value) of the fields that no table of names and not the profile knows, as written, in their order."""
    decoded = decode(data) if len(data) <= _MOST else None
    if decoded is None or isinstance(decoded, Refused):
        return ()
    values = profile.renamed(_fields(decoded.text, profile))
    ignored = _UNDERSTOOD | profile.keys
    return tuple((name, value) for name, value in also_in(values) if plain_key(name) not in ignored)


def _fields(text: str, profile: Profile) -> dict[str, Any]:
    if front := read_front_matter(text, profile.keys):
        return front.values
    if format_of(text) != "json":
        return {}
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    return {str(key): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}


def lacks_zone(data: bytes, path: str, profile: Profile = NO_PROFILE) -> bool:
    """Whether the file states a clock by which it was published, and not of which zone. Of a file that was read before."""
    layout = open_file(data, path, profile)
    published = layout.said.published if isinstance(layout, Layout) and layout.said else None
    return published is not None and published.has_clock and published.at.tzinfo is None
