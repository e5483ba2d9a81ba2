"""WSGI entry point (gunicorn newsarchive.wsgi)."""

import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
_answer = get_wsgi_application()

from articles import site  # noqa: E402 - models only stand from here on

site.publish_at_start()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Asked by HEAD, the archive answers with the head of what it would answer: no export is written for nobody, and
    gunicorn need not warn that it drops a body."""
    answer: Any = _answer(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer  # type: ignore[no-any-return]
    answer.close()
    return []
