"""Every error is `{"detail": "…"}` with a fitting status (DESIGN.md section 8)."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles.api.schemas import LONGEST_QUERY
from articles.display.hiding import Hidden
from articles.search import SearchUnavailable
from newsarchive.disk import cannot_write

#: Named like Django's own, so that one setting directs both.
log = logging.getLogger("django.request")

#: What each parameter takes, for whoever wrote something else.
SENTENCES: dict[str, str | Promise] = {
    "q": gettext_lazy("q is too long: at most %(longest)d characters."),
    "from": gettext_lazy("from is not a day. Write one such as 2020-08-05."),
    "to": gettext_lazy("to is not a day. Write one such as 2020-08-05."),
    "sort": gettext_lazy("sort must be relevance, newest or oldest."),
    "page": gettext_lazy("page must be a whole number from 1."),
    "page_size": gettext_lazy("page_size must be a whole number from 1 to 100."),
    "canonical_url": gettext_lazy("canonical_url must be given: the article's address, at most 8,000 characters."),
}


class Refusal(HttpError):
    """A request that cannot be answered. message: translated; what is wrong and what to do."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(status, message)


def install(api: NinjaAPI) -> None:
    """Make `api` answer every exception in the contract's form."""

    def answer(request: HttpRequest, detail: str, status: int) -> HttpResponse:
        return api.create_response(request, {"detail": detail}, status=status)

    def invalid(request: HttpRequest, exc: ValidationError | type[ValidationError]) -> HttpResponse:
        names = [str(part) for error in getattr(exc, "errors", ()) for part in error["loc"] if part in SENTENCES]
        sentences = [str(SENTENCES[name]) % {"longest": LONGEST_QUERY} for name in dict.fromkeys(names)]
        return answer(request, " ".join(sentences) or _("This request cannot be read. See /api/docs."), 400)

    def missing(request: HttpRequest, _exc: Http404 | type[Http404]) -> HttpResponse:
        return answer(request, _("No such article."), 404)

    def hidden(request: HttpRequest, exc: Hidden | type[Hidden]) -> HttpResponse:
        known = exc if isinstance(exc, Hidden) else Hidden(None, "")
        why = f" {_('The reason given')}{_(': ')}{known.reason}" if known.reason else ""
        return answer(request, known.sentence() + why, 410)

    def unavailable(request: HttpRequest, exc: SearchUnavailable | type[SearchUnavailable]) -> HttpResponse:
        log.error("Search is unavailable: %s", exc)
        return answer(request, str(exc), 503)

    def failed(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        if settings.DEBUG and isinstance(exc, Exception):
            raise exc
        log.error("Internal Server Error: %s", request.path, exc_info=exc if isinstance(exc, Exception) else None)
        if isinstance(exc, Exception) and cannot_write(exc):
            detail = _("The archive's disk is full or cannot be written. Tell whoever keeps it, and try again later.")
            return answer(request, detail, 503)
        return answer(request, _("Something failed here. It was logged; try again later."), 500)

    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(Hidden, hidden)
    api.add_exception_handler(SearchUnavailable, unavailable)
    api.add_exception_handler(Exception, failed)
