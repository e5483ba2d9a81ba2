"""What the archive says of itself: its name, a line about it, whom to write to, its rights.

Pages read a copy of the row, a small file in the data folder beside the search index. So no page asks the database for it,
the error pages of a database that is away included, and every worker shows a change with its next page. The row is the
truth: the copy is written anew when it is saved, and at every start (newsarchive.wsgi).
"""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.citing.values import one_line
from articles.site_settings import ONLY, SiteSettings
from newsarchive import environment

log = logging.getLogger(__name__)
#: The copy's name in the data folder.
COPY = "site.json"
#: By settings.LANGUAGES: the BCP 47 tag.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
#: Whose words stand where a language has none: the other script's sooner than another language's.
INSTEAD = {
    "zh-hans": ("zh-hans", "zh-hant", "en"),
    "zh-hant": ("zh-hant", "zh-hans", "en"),
    "en": ("en", "zh-hans", "zh-hant"),
}
#: Marks that turn the direction of what follows them, the rest of a line that is not ours included (Unicode, UAX 9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")


def plain(text: str) -> str:
    """On one line, without control characters or marks that would turn what stands beside it."""
    return one_line(_TURNING.sub("", text))


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text, one line or several. tag: of the language it is in (BCP 47)."""

    text: str
    tag: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def paragraphs(self) -> list[str]:
        """Empty lines part them; in each, lines are kept."""
        return [part.strip("\n") for part in re.split(r"\n{2,}", self.text) if part.strip()]


@dataclass(frozen=True, slots=True)
class Site:
    """names, descriptions, rights: by language, cleaned, without those that say nothing. former_address: what the ids of
    feed entries began with for articles imported before former_until (docs/decisions/0014-feed-ids.md)."""

    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    rights_by_language: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    former_address: str = ""
    former_until: datetime | None = None

    @property
    def name(self) -> Words:
        """In the language of the interface; where none was given, the program's own."""
        return _said(self.names, _("News Archive"))

    @property
    def named(self) -> bool:
        """Whether the archive has a name of its own."""
        return bool(self.names)

    @property
    def description(self) -> Words:
        own = _("A searchable archive of Chinese-language news: by day, by outlet, by every word.")
        return _said(self.descriptions, own)

    @property
    def described(self) -> bool:
        return bool(self.descriptions)

    @property
    def rights(self) -> Words:
        return _said(self.rights_by_language, "")

    @property
    def contact_href(self) -> str:
        """Where a link leads that is made of the contact; "" where it is neither an e-mail nor a web address."""
        if _MAIL.fullmatch(self.contact):
            return f"mailto:{quote(self.contact, safe='@')}"
        with suppress(ValueError):
            if urlsplit(self.contact).scheme in ("http", "https") and urlsplit(self.contact).hostname:
                return self.contact
        return ""


def _said(given: Mapping[str, str], own: str) -> Words:
    language = get_language() or settings.LANGUAGE_CODE
    for code in INSTEAD.get(language, INSTEAD["en"]):
        if code in given:
            return Words(given[code], TAGS[code])
    return Words(own, TAGS.get(language, language))


def _path() -> Path:
    return Path(settings.NEWSARCHIVE_DATA) / COPY


def _bytes() -> bytes:
    try:
        return _path().read_bytes()
    except OSError:
        return b""


def current() -> Site:
    """As it was last saved: read once a call, 20 µs. Without a copy, or with one that cannot be read, nothing is given."""
    return _read(_bytes())


def mark() -> str:
    """Another one after every change, for the ETag of a page."""
    return _bytes().decode(errors="replace")


@lru_cache(maxsize=4)
def _read(data: bytes) -> Site:
    try:
        known = json.loads(data)
        until = known["former_until"]
        return Site(
            names=known["name"],
            descriptions=known["description"],
            rights_by_language=known["rights"],
            contact=known["contact"],
            former_address=known["former_address"],
            former_until=datetime.fromisoformat(until) if until else None,
        )
    except (ValueError, KeyError, TypeError):
        return Site()


def publish() -> None:
    """Bring the copy up to the row. Raises OSError where the data folder cannot be written, DatabaseError where the row
    cannot be read; the copy is whole either way, the old one or the new one."""
    row = SiteSettings.objects.filter(pk=ONLY).first() or SiteSettings(pk=ONLY)
    data = json.dumps(_copy_of(row), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    if data == _bytes():
        return
    handle, draft = tempfile.mkstemp(prefix=f".{COPY}-", dir=settings.NEWSARCHIVE_DATA)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).replace(_path())
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def publish_at_start() -> None:
    """As `publish`, by a process that is about to serve: where it cannot be done, what the copy says goes on standing."""
    try:
        publish()
    except (OSError, DatabaseError) as error:
        log.warning("The archive's name is shown as it was: the copy of its settings could not be renewed (%s).", error)
    finally:
        connection.close()


def _copy_of(row: SiteSettings) -> dict[str, Any]:
    return {
        "name": _by_language(row, "name"),
        "description": _by_language(row, "description"),
        "rights": _by_language(row, "rights", many=True),
        "contact": plain(row.contact),
        "former_address": environment.origin(row.former_address),
        "former_until": row.former_until.isoformat() if row.former_until else None,
    }


def _by_language(row: SiteSettings, name: str, *, many: bool = False) -> dict[str, str]:
    found = {}
    for code in INSTEAD:
        text = str(getattr(row, f"{name}_{code.replace('-', '_')}"))
        cleaned = "\n".join(map(plain, text.splitlines())).strip("\n") if many else plain(text)
        if cleaned:
            found[code] = cleaned
    return found
