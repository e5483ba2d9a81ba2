"""What every page knows: its language, and where it stands in the other ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language

from articles.addresses import absolute
from articles.site import TAGS
from articles.site import current as site_now

#: By settings.LANGUAGES: the name in the language itself, short enough for the switch.
NAMES = {"zh-hans": "简体", "zh-hant": "繁體", "en": "English"}


@dataclass(frozen=True, slots=True)
class Language:
    """href: this page in the language; absolute: the same with scheme and host."""

    tag: str
    name: str
    href: str
    absolute: str
    current: bool


def site(request: HttpRequest) -> dict[str, object]:
    """page_lang: the tag of the interface. canonical: this page without a language prefix, absolute. own: as it was asked
    for, absolute: to a search engine each language's page is one of its own, and names the others (Google's "Tell Google
    about localized versions of your page"; Lighthouse's audit `canonical`). card: the picture for messengers of a page that
    has none of its own, absolute. languages. private: whether readers log in."""
    query = request.META.get("QUERY_STRING", "")
    here = request.path_info + (f"?{query}" if query else "")
    current = get_language() or settings.LANGUAGE_CODE
    card = "card-plain" if site_now().named else "card"
    languages = []
    for code, _name in settings.LANGUAGES:
        href = f"/{code}{here}"
        languages.append(Language(TAGS[code], NAMES[code], href, absolute(request, href), code == current))
    return {
        "page_lang": TAGS.get(current, current),
        "canonical": absolute(request, here),
        "own": absolute(request, request.path + (f"?{query}" if query else "")),
        "card": absolute(request, static(f"img/{card}.png")),
        "languages": languages,
        "here": request.path_info,
        "private": settings.PRIVATE,
    }
