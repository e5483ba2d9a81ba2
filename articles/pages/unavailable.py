"""What is answered where something failed."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from newsarchive.disk import cannot_write


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the error is being handled: 503 where the disk is full or read-only, else 500.
    Neither page asks the database for anything. (The API has its own: articles.api.errors.)"""
    if not cannot_write(sys.exception()):
        return defaults.server_error(request)
    return HttpResponse(render_to_string("503_disk.html"), status=503, headers={"Retry-After": "600"})
