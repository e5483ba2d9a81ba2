"""What is answered where something failed, or cannot be answered now."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from articles.search import SearchUnavailable
from newsarchive.disk import cannot_write


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the error is being handled: 503 where the disk is full or read-only, else 500.
    Neither page asks the database for anything. (The API has its own: articles.api.errors.)"""
    if not cannot_write(sys.exception()):
        return defaults.server_error(request)
    return HttpResponse(render_to_string("503_disk.html"), status=503, headers={"Retry-After": "600"})


def unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    """503 with the reason, and when to ask again."""
    response = render(request, "503.html", {"reason": str(error)}, status=503)
    response["Retry-After"] = "60"
    return response
