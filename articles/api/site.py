"""A NinjaAPI that keeps to the contract where the library's own ways differ: read-only, JSON to the last error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from articles import site
from articles.api.parameters import filled

View = Callable[..., HttpResponse]
ALLOWED = "GET, HEAD"


class ReadableJSON(JSONRenderer):
    """Chinese stays Chinese instead of \\uXXXX: half the bytes, and legible in a terminal."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class LenientParser(Parser):
    """Empty parameters are none."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        return super().parse_querydict(filled(data), list_fields, request)


class ReadOnlyAPI(NinjaAPI):
    """Only GET and HEAD; unknown addresses and methods answer `{"detail": …}` too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(renderer=ReadableJSON(), parser=LenientParser(), **options)

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = self._read_only(pattern.callback)
        rest = re_path(r"^.*$", self._read_only(self._unknown), name="api-unknown")
        return [*patterns, rest], app_name, namespace

    def get_openapi_schema(self, **place: Any) -> OpenAPISchema:
        """Under the archive's own name."""
        schema = super().get_openapi_schema(**place)
        schema["info"]["title"] = str(site.current().name)
        return schema

    def _unknown(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.create_response(request, {"detail": _("There is nothing here. See /api/docs.")}, status=404)

    def _read_only(self, view: View) -> View:
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                detail = _("This API is read-only: use GET.")
                response = self.create_response(request, {"detail": detail}, status=405)
                response["Allow"] = ALLOWED
                return response
            method, request.method = request.method, "GET"
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return self._unknown(request)
            finally:
                # The server leaves out the body of an answer to HEAD.
                request.method = method

        update_wrapper(wrapper, view)
        # Nothing can be changed here, so a refused POST is told why instead of "CSRF token missing".
        wrapper.csrf_exempt = True  # type: ignore[attr-defined]
        return wrapper
