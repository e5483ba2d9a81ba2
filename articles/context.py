"""What every page knows: its language, and where it stands in the other ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language

#: By settings.LANGUAGES: the BCP 47 tag, the name in the language itself, and its short form for the switch.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
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
    languages = []
    for code, _name in settings.LANGUAGES:
        href = f"/{code}{here}"
        absolute = request.build_absolute_uri(href)
        languages.append(Language(TAGS[code], NAMES[code], href, absolute, code == current))
    return {
        "page_lang": TAGS.get(current, current),
        "canonical": request.build_absolute_uri(here),
        "own": request.build_absolute_uri(request.path + (f"?{query}" if query else "")),
        "card": request.build_absolute_uri(static("img/card.png")),
        "languages": languages,
        "here": request.path_info,
        "private": settings.PRIVATE,
    }
