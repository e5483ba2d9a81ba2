"""Addresses that are passed on: cited, fed, exported, indexed. They begin with SITE_URL, whatever name a reader came by;
where none is set, with the scheme and host of the request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri


def base(request: HttpRequest) -> str:
    """Such as `https://news.example.org`, without a slash behind it."""
    return settings.SITE_URL or request.build_absolute_uri("/").removesuffix("/")


def absolute(request: HttpRequest, path: str) -> str:
    """path: from the root of this site, with its query if it has one; what is not ASCII in it is percent-encoded."""
    return f"{base(request)}{iri_to_uri(path)}"
