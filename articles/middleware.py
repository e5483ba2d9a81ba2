"""What happens around every request: HTTPS, the interface language, and an index that follows what was changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.http.request import split_domain_port
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from articles import related, search
from articles.derived import DueRow
from articles.display.hiding import Hidden
from articles.models import OutboxRow

Answer = Callable[[HttpRequest], HttpResponseBase]
#: Media types that hold text and do not say so in their name.
TEXTUAL = frozenset({"application/x-research-info-systems", "application/x-bibtex", "image/svg+xml"})
HOUR = 60 * 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
log = logging.getLogger(__name__)


class NoPrefetchMiddleware:
    """No answer lets a browser look up the hosts of its links before one is followed: whoever answers the look-ups would
    learn what is being read. Browsers do so of their own accord on plain HTTP, and on HTTPS where a page asks for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["X-DNS-Prefetch-Control"] = "off"
        return response


class HttpsRedirectMiddleware:
    """Plain HTTP goes to HTTPS, unless the address is this machine's own loopback (a laptop has no certificate).

    Names of hosts that are not in ALLOWED_HOSTS end here: no page can be drawn that would have to name its own address.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            host = request.get_host()
        except DisallowedHost:
            sentence = _(
                "This server does not answer to this host name. Its administrator can add the name to ALLOWED_HOSTS."
            )
            return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
        if settings.HTTPS and not request.is_secure() and split_domain_port(host)[0] not in settings.LOOPBACK_HOSTS:
            return HttpResponsePermanentRedirect(f"https://{host}{request.get_full_path()}")
        return self.get_response(request)


class TextCompressionMiddleware(GZipMiddleware):
    """Pages, feeds, JSON and exports travel compressed where the browser takes it; pictures are so already.

    Static files have their own compressed forms beside them (WhiteNoise). Django pads with random bytes against BREACH.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 304:
            # It says what the whole answer would have said (RFC 9110, 15.4.5).
            patch_vary_headers(response, ("Accept-Encoding",))
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind.startswith("text/") or kind.endswith(("json", "xml", "jsonl", "ndjson")) or kind in TEXTUAL:
            return super().process_response(request, response)
        return response


class InterfaceLanguageMiddleware:
    """`/zh-hans/…`, `/zh-hant/…` and `/en/…` fix the interface language; without them it is negotiated, with Vary.

    The prefix becomes the script prefix, so that every `reverse()` of the page stays in its language, and one set of
    URL patterns serves all (docs/architecture.md, "Pages").
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.prefixes = {f"/{code}": code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = "/" + request.path_info[1:].split("/", 1)[0]
        fixed = self.prefixes.get(first) if request.path_info.startswith(f"{first}/") else None
        before = get_script_prefix()
        if fixed:
            request.path_info = request.path_info[len(first) :]
            set_script_prefix(f"{first}/")
        language = fixed or translation.get_language_from_request(request)
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
        finally:
            set_script_prefix(before)
        response.headers.setdefault("Content-Language", language)
        if not fixed:
            patch_vary_headers(response, ("Accept-Language",))
        return response


class BoundedBodyMiddleware:
    """Refuses a body by its announced length, before anything reads it: 413 above a bound, 411 where no length is announced
    (chunks; every form of a browser announces it)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        editing = request.path_info.startswith("/admin/")
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if editing else settings.LONGEST_PUBLIC_FORM
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return self._refuse(request, 411, _("A form must say how long it is. Send it with a Content-Length."))
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            sentence = _("At most %(size)s fit into one form. Shorten what you send, or send it in parts.")
            return self._refuse(request, 413, sentence % {"size": filesizeformat(most)})
        return self.get_response(request)

    @staticmethod
    def _refuse(request: HttpRequest, status: int, sentence: str) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return JsonResponse({"detail": sentence}, status=status)
        # Without the request: the page's own head would look up the reader, whose session is not open yet.
        page = render_to_string("413.html", {"status": status, "sentence": sentence})
        return HttpResponse(page, status=status)


class PrivateMiddleware(LoginRequiredMiddleware):
    """PRIVATE=1: nothing without a login, and nothing of it in a cache that others share.

    A page leads to the login; the API, whose callers read JSON, answers 401. Static files, which are the program's and
    not the archive's, are served before this.
    """

    def handle_no_permission(  # type: ignore[override]  # the stubs know of redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.path_info.startswith("/api/") and request.path_info != "/api/docs":
            detail = _("This archive is private. Log in, and send the session's cookie.")
            # RFC 9110 wants every 401 to name a way in; a browser asks for no password because of this one.
            return JsonResponse({"detail": detail}, status=401, headers={"WWW-Authenticate": 'Cookie realm="archive"'})
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_cache_control(response, private=True)
        return response


class SessionRenewalMiddleware:
    """A session lasts so many hours from its last use, not from the log-in: nobody loses a long edit at noon because of a
    log-in at midnight. Written down at most once an hour; where that fails (a full disk) the page comes all the same."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get("used", 0) > HOUR:
                request.session["used"] = now
                try:
                    request.session.save()
                except (DatabaseError, UpdateError):
                    log.exception("A session could not be prolonged.")
                request.session.modified = False
        return self.get_response(request)


class HiddenMiddleware:
    """A hidden article's addresses answer 410, and say since when and why."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, Hidden):
            return None
        response = render(request, "410.html", {"hidden": exception}, status=410)
        # It may be shown again tomorrow: without this a cache keeps a 410 as long as it likes (RFC 9110, 15.1).
        response["Cache-Control"] = "no-cache"
        return response


class FormReferrerMiddleware:
    """Pages with forms that carry a token keep to `same-origin`, everything else to `no-referrer`.

    Under `no-referrer` a browser sends `Origin: null` with every form, also to the page's own site, and Django refuses
    it as forged (Fetch standard, "append a request Origin header"): nobody could log in. Other sites learn nothing
    either way.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(("/admin/", "/account/")):
            response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class FreshIndexMiddleware:
    """After a request that changed an article, the index takes in what the outbox holds (docs/architecture.md, "Search").

    "Changed": while somebody who is logged in sent something, a row came into the outbox or among the articles that are
    due. The database's triggers put it there; so no request of a stranger, no log-in and no refused form makes work, however
    much of an import is waiting. The work is not in `save()` or a signal: here the transaction has been committed. If
    another process writes the index, it is waited for; a failure keeps the rows for the next request.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return self.get_response(request)
        before = _newest_rows()
        response = self.get_response(request)
        after = _newest_rows()
        if before and after and any(now > then for then, now in zip(before, after, strict=True)):
            _follow()
        return response


def _newest_rows() -> list[int] | None:
    """The highest numbers in the outbox and among the articles that are due (0: none), which only rise; None if the
    database does not say."""
    try:
        return [
            model.objects.order_by("-id").values_list("id", flat=True).first() or 0 for model in (OutboxRow, DueRow)
        ]
    except DatabaseError:
        log.exception("The outbox could not be read; what it holds stays for the next run.")
        return None


def _follow() -> None:
    """What was saved is saved: whatever happens here is no failure of the request."""
    # The index first: an edit is searched for sooner than its links and stories are looked at.
    try:
        search.freshen()
    except (OSError, DatabaseError, search.SearchUnavailable):
        log.exception("The index could not take in the change; it stays in the outbox for the next run.")
    try:
        related.freshen()
    except (OSError, DatabaseError):
        log.exception("Links and stories could not follow the change; it stays due for the next run.")
