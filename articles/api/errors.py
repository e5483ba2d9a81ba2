"""Every error is `{"detail": "…"}` with a fitting status (docs/architecture.md, "The contract")."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles.display.hiding import Hidden
from articles.search import SearchUnavailable
from articles.search.request.fields import LONGEST_QUERY
from articles.search.request.forms import Problem
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


def sentence_of(problem: Problem) -> str:
    """In the API's words where it has its own, by the name of the parameter."""
    own = SENTENCES.get(problem.name)
    return problem.sentence if own is None else str(own) % {"longest": LONGEST_QUERY}


class Refusal(HttpError):
    """A request that cannot be answered. message: translated; what is wrong and what to do."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(status, message)


def install(api: NinjaAPI) -> None:
    """Make `api` answer every exception in the contract's form."""

    def refused(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        detail, status = _refused(exc)
        return api.create_response(request, {"detail": detail}, status=status)

    def failed(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        if settings.DEBUG and isinstance(exc, Exception):
            raise exc
        log.error("Internal Server Error: %s", request.path, exc_info=exc if isinstance(exc, Exception) else None)
        if isinstance(exc, Exception) and cannot_write(exc):
            detail = _("The archive's disk is full or cannot be written. Tell its administrator, and try again later.")
            return api.create_response(request, {"detail": detail}, status=503)
        detail = _("Something failed here. It was logged; try again later.")
        return api.create_response(request, {"detail": detail}, status=500)

    for kind in (ValidationError, Http404, Hidden, SearchUnavailable):
        api.add_exception_handler(kind, refused)
    api.add_exception_handler(Exception, failed)


def _refused(exc: Exception | type[Exception]) -> tuple[str, int]:
    """What to say, and the status."""
    match exc:
        case ValidationError():
            names = [str(part) for error in exc.errors for part in error["loc"] if part in SENTENCES]
            sentences = [str(SENTENCES[name]) % {"longest": LONGEST_QUERY} for name in dict.fromkeys(names)]
            return " ".join(sentences) or _("This request cannot be read. See /api/docs."), 400
        case Hidden():
            why = f" {_('The reason given')}{_(': ')}{exc.reason}" if exc.reason else ""
            return exc.sentence() + why, 410
        case SearchUnavailable():
            log.error("Search is unavailable: %s", exc)
            return str(exc), 503
    return _("No such article."), 404
