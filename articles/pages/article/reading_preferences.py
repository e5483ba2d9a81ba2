"""A reader's settings on the article page: from the cookie and the address, back into the cookie, and what is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.reading import COOKIE, COOKIE_SECONDS, OFFERED, Preferences, asked_for, remembered

LEGENDS: dict[str, Promise] = {"size": _("Text size"), "width": _("Line length"), "script": _("Script")}
LABELS: dict[tuple[str, str], Promise] = {
    ("size", "small"): pgettext_lazy("text size", "Small"),
    ("size", "normal"): pgettext_lazy("text size", "Normal"),
    ("size", "large"): pgettext_lazy("text size", "Large"),
    ("size", "huge"): pgettext_lazy("text size", "Very large"),
    ("width", "narrow"): pgettext_lazy("line length", "Short"),
    ("width", "normal"): pgettext_lazy("line length", "Normal"),
    ("width", "wide"): pgettext_lazy("line length", "Long"),
    ("script", "original"): pgettext_lazy("script", "Original"),
    ("script", "hans"): _("Simplified"),
    ("script", "hant"): _("Traditional"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """href: the query of this page that chooses it. Beside the script, which the page offers by itself, no other setting is
    named: what names the size or the width opens their panel (`asks_for_type`)."""

    value: str
    label: Promise
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class PreferenceGroup:
    name: str
    legend: Promise
    options: list[Option]


def reading_of(request: HttpRequest) -> Preferences:
    before = remembered(request.COOKIES.get(COOKIE, ""))
    return asked_for({name: request.GET.get(name, "") for name in OFFERED}, before)


def asks(request: HttpRequest) -> bool:
    """Whether the address itself chooses."""
    return any(name in request.GET for name in OFFERED)


def asks_for_type(request: HttpRequest) -> bool:
    """Whether it chooses how the text is set: such a choice was made in the panel, where the next may follow."""
    return "size" in request.GET or "width" in request.GET


def offered(reading: Preferences, beside: Iterable[tuple[str, str]] = ()) -> dict[str, PreferenceGroup]:
    """By name: size, width and script, each with what can be chosen. beside: what else the address says, and keeps."""
    kept = list(beside)
    return {name: PreferenceGroup(name, LEGENDS[name], _options(reading, name, kept)) for name in OFFERED}


def _options(reading: Preferences, name: str, beside: list[tuple[str, str]]) -> list[Option]:
    found = []
    for value in OFFERED[name]:
        chosen = replace(reading, **{name: value})
        named = ("script",) if name == "script" else OFFERED
        query = urlencode([*beside, *((each, getattr(chosen, each)) for each in named)])
        found.append(Option(value, LABELS[name, value], f"?{query}", chosen == reading))
    return found


def with_settings(request: HttpRequest, response: HttpResponse, reading: Preferences) -> HttpResponse:
    """Who chose in the address gets the cookie, for a year, for no other site (SameSite).

    An answer with the cookie is not to be stored: met again in a cache it would choose nothing. The cookie is not HttpOnly:
    static/js/reading.js writes the same when a choice needs no reload. It holds no more than that choice.
    """
    if asks(request):
        patch_cache_control(response, no_store=True)
        response.set_cookie(
            COOKIE, reading.cookie(), max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
