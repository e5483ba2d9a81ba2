"""Dear answers take turns, so that whoever asks for them, however often, leaves room for everyone else.

Measured on 31,000 articles: a page takes some 0.05 s of CPU, a search with hundreds of alternatives, a quote in its very
characters and the sitemap 1 to 2 s, a whole export 5 s, or as long as a slow line takes. Both kinds together never take
every thread of a worker (gunicorn.conf.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from newsarchive import arrival

#: Seconds after which to try again.
RETRY_AFTER = 5
#: Characters of all words asked for, above which looking them up and marking them is dear: some hundred alternatives.
LONG = 200


class Turns:
    """So many at once in this process; so many more wait. Who has not begun `patience` seconds after the request came in,
    the wait for a thread included, is sent away."""

    def __init__(self, at_once: int, waiting: int, patience: float = 5.0) -> None:
        self.most, self.patience = at_once + waiting, patience
        self._present, self._served = BoundedSemaphore(self.most), BoundedSemaphore(at_once)

    def take(self) -> bool:
        """Whether there is a turn; who has had it gives it back."""
        left = self.patience - arrival.waited()
        if left < 0 or not self._present.acquire(blocking=False):
            return False
        if self._served.acquire(timeout=left):
            return True
        self._present.release()
        return False

    def give_back(self) -> None:
        self._served.release()
        self._present.release()


#: Two keep both cores of a small server busy.
DEAR = Turns(2, waiting=3)
#: Most of their time goes into writing to the line.
EXPORTS = Turns(6, waiting=3)


def is_dear(request: HttpRequest) -> bool:
    """From the address alone: nothing has been looked up yet."""
    asked = request.GET
    long = sum(map(len, asked.getlist("q"))) > LONG
    return long or asked.get("form") == "typed" or request.path_info.startswith("/sitemap-")


def busy(request: HttpRequest) -> HttpResponse:
    """503, in the form that whoever asks reads."""
    if request.path_info.startswith("/api/"):
        detail = _("The archive is working on several long requests. Try again in a few seconds.")
        response: HttpResponse = JsonResponse({"detail": detail}, status=503)
    else:
        response = render(request, "busy.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


class TurnsMiddleware:
    """Answers that are dear to work out take turns. A file that is streamed after that has turns of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_dear(request):
            return self.get_response(request)
        if not DEAR.take():
            return busy(request)
        try:
            return self.get_response(request)
        finally:
            DEAR.give_back()


class _Held:
    """What a streamed answer is made of, with the turn that it has until it is closed, read to the end or not."""

    def __init__(self, parts: Iterator[bytes], turns: Turns) -> None:
        self._parts, self._turns = parts, turns
        self._held = True

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        if self._held:
            self._held = False
            self._turns.give_back()

    def __del__(self) -> None:
        self.close()  # an answer that a server has dropped without closing it


def whole_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose answer may be a whole archive: few of these are written at a time, each until its last byte is sent."""

    @wraps(view)
    def taking_turns(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not EXPORTS.take():
            return busy(request)
        streamed = False
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = _Held(response.streaming_content, EXPORTS)  # type: ignore[arg-type]
                streamed = True
            return response
        finally:
            if not streamed:
                EXPORTS.give_back()

    return taking_turns
