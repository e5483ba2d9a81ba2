"""Pages that are made again only when something they show has changed: conditional GET by the archive's edition.

Django's `conditional_page` makes the page to learn whether it has changed; here one row of the database and the index's
manifest tell before anything is made. RFC 9110, section 13.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import condition, conditional_page

from articles import editions, search, site
from articles.pages import archive_counts, dates

P = ParamSpec("P")

#: What a page is drawn with, beside the archive. A cookie's value is part of the address, so to speak.
COOKIES = ("reading",)


@lru_cache(maxsize=1)
def program() -> str:
    """Another one after every change of templates, code, translations or style sheets; the same in every worker."""
    stamps = sorted(f"{path} {found.st_mtime_ns} {found.st_size}" for path in _parts() if (found := path.stat()))
    return hashlib.sha256("\n".join([*stamps, settings.NEWSARCHIVE_TIME_ZONE]).encode()).hexdigest()


def _parts() -> Iterator[Path]:
    for folder in ("articles", "newsarchive", "templates", "static"):
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    manifest = Path(settings.NEWSARCHIVE_DATA) / "staticfiles.json"
    if manifest.is_file():
        yield manifest


def edition_of(request: HttpRequest, *_args: object, **_kwargs: object) -> str | None:
    """The ETag of a page: what was asked, in which language, of which edition, on which day. None while developing, when
    templates change under a running server; and for editors, who may see what others do not: their pages are made each time,
    and no tag of theirs is right for a reader."""
    if settings.DEBUG or _is_editor(request) or request.headers.get("If-None-Match", "").strip() == "*":
        return None  # "*" is any page that is there, which only the view can say
    now = editions.current()
    known = (
        program(),
        request.get_full_path(),
        str(get_language()),
        *(request.COOKIES.get(name, "") for name in COOKIES),
        # What is cheap is shown as it is now; what is dear to count, as it was a while ago.
        *(str(number) for number in (now, *archive_counts.editions(now))),
        search.index_mark(),
        settings.SITE_URL,
        site.mark(),
        # The front page tells of today.
        dates.today().isoformat(),
    )
    digest = hashlib.sha256("\n".join(known).encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:32]}"'


def _is_editor(request: HttpRequest) -> bool:
    """Asks nothing for a reader without a session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.user.is_staff)


def archive_page(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For a view that shows nothing but the archive: answers 304 without calling it where the edition is still the same."""
    return conditional_page(condition(etag_func=edition_of)(view))
