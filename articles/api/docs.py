"""The API's page for people, made on the server from the OpenAPI description.

The usual pages (Swagger UI, Redoc) are megabytes of script, are blank without it and write inline styles, which the
Content Security Policy forbids. openapi.json is there for whoever likes to open it in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """name: with its place, such as results[].url. kind: such as "string (date)"."""

    name: str
    kind: str
    default: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]


class PlainDocs(DocsBase):
    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=kwargs)
        context = {
            "title": schema["info"]["title"],
            "description": api.description,
            "version": api.version,
            "operations": list(operations(schema)),
            "openapi_url": self.get_openapi_url(api, kwargs),
            "private": settings.PRIVATE,
        }
        return render(request, "api/docs.html", context)


def operations(schema: Json) -> Iterator[Operation]:
    """What the OpenAPI document `schema` describes, in its order."""
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            ok = operation["responses"][200]["content"]["application/json"]["schema"]
            yield Operation(
                id=operation["operationId"],
                path=path,
                summary=operation["summary"],
                description=operation.get("description", ""),
                parameters=tuple(_parameter(schema, given) for given in operation["parameters"]),
                answer=tuple(_fields(schema, ok)),
                statuses=tuple(str(status) for status in operation["responses"]),
            )


def _parameter(schema: Json, given: Json) -> Field:
    form = given["schema"]
    return Field(
        name=given["name"],
        kind=_kind(schema, form),
        default=str(form.get("default") or ""),
        required=bool(given.get("required")),
        description=form.get("description", ""),
    )


def _fields(schema: Json, form: Json, prefix: str = "") -> Iterator[Field]:
    """Every field of an object, those of nested objects after it, with their place."""
    for name, inner in _resolved(schema, form).get("properties", {}).items():
        place = f"{prefix}{name}"
        yield Field(place, _kind(schema, inner), "", required=True, description=inner.get("description", ""))
        resolved = _resolved(schema, inner)
        if resolved.get("type") == "array":
            yield from _fields(schema, resolved["items"], f"{place}[].")
        else:
            yield from _fields(schema, resolved, f"{place}.")


def _resolved(schema: Json, form: Json) -> Json:
    if "$ref" in form:
        found: Json = schema["components"]["schemas"][form["$ref"].rsplit("/", 1)[1]]
        return found
    return form


def _kind(schema: Json, form: Json) -> str:
    form = _resolved(schema, form)
    if choices := form.get("enum"):
        return " | ".join(choice or '""' for choice in choices)
    if variants := form.get("anyOf"):
        return " | ".join(_kind(schema, variant) for variant in variants)
    if form["type"] == "array":
        return f"array of {_kind(schema, form['items'])}"
    limits = [form["format"]] if "format" in form else []
    limits += [f"{word} {form[key]}" for word, key in _LIMITS if key in form]
    return f"{form['type']} ({', '.join(limits)})" if limits else str(form["type"])


_LIMITS = (("from", "minimum"), ("to", "maximum"), ("at most", "maxLength"))
