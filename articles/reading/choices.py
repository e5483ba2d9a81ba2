"""What a reader has chosen about reading, and the cookie that remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

#: The one cookie that readers can get. It holds three words of the lists below, and nothing about the reader.
COOKIE = "reading"
COOKIE_SECONDS = 365 * 24 * 60 * 60

#: The first of each is the default.
CHOICES: dict[str, tuple[str, ...]] = {
    "size": ("normal", "small", "large", "huge"),
    "width": ("normal", "narrow", "wide"),
    "script": ("original", "hans", "hant"),
}
#: In the order in which they are offered.
OFFERED: dict[str, tuple[str, ...]] = {
    "size": ("small", "normal", "large", "huge"),
    "width": ("narrow", "normal", "wide"),
    "script": ("original", "hans", "hant"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Each one of CHOICES."""

    size: str = "normal"
    width: str = "normal"
    script: str = "original"

    def cookie(self) -> str:
        """Such as `large.normal.hans`: characters that no cookie has to quote (RFC 6265, 4.1.1)."""
        return ".".join(getattr(self, field.name) for field in fields(self))


DEFAULT = Preferences()


def remembered(cookie: str) -> Preferences:
    """The settings that the cookie holds; a value that is not one of the choices counts as not given. Never raises."""
    said = dict(zip(CHOICES, cookie[:100].split("."), strict=False))
    return _with(DEFAULT, said)


def asked_for(given: Mapping[str, str], before: Preferences) -> Preferences:
    """What an address such as `?size=large&script=hans` asks for, over what is remembered. An unknown value asks for
    nothing: the address of an article is permanent, and whatever was hung onto it should still show the article."""
    return _with(before, given)


def _with(reading: Preferences, said: Mapping[str, str]) -> Preferences:
    return replace(reading, **{name: said[name] for name, known in CHOICES.items() if said.get(name) in known})
