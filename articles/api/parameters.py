"""The parameters of a search, read as the search page reads them, and described for OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from articles.api.errors import Refusal, sentence_of
from articles.search.request.fields import ChoicesField, DayField, FiledField, Outlets, OutletsField, SwitchField
from articles.search.request.forms import Problem, QuestionForm
from articles.search.request.request import SearchRequest, Unreadable
from articles.search.types import Question

#: No answer has as many pages. Beyond it the index need not count: the answer is as empty.
LAST_PAGE = 10**9
PAGE_SIZE = 20


class SearchParameters(QuestionForm):
    """Outlets by any name of theirs, days strictly; pages of any size."""

    page = forms.IntegerField(
        required=False, min_value=1, help_text="From 1. A page past the end is empty and has the right total."
    )
    page_size = forms.IntegerField(required=False, min_value=1, max_value=100)

    def __init__(self, data: QueryDict, *, outlets: Outlets) -> None:
        super().__init__(data, outlets=outlets)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.strict = True
            if isinstance(field, OutletsField):
                field.any_name = True


@dataclass(frozen=True, slots=True)
class ApiSearch:
    """query, page: as given. outlets: every outlet of the archive."""

    question: Question
    query: str
    page: int
    outlets: Outlets


def search_of(data: QueryDict) -> ApiSearch:
    """What the parameters ask for. Raises Refusal."""
    given: QueryDict = filled(data)
    outlets = Outlets.read()
    form = SearchParameters(given, outlets=outlets)
    try:
        search = SearchRequest.from_form(form)
    except Unreadable as error:
        raise Refusal(_refusal(error.problems)) from error
    query = given.get("q", "")
    question = replace(search, text=query).question(
        page=min(search.page, LAST_PAGE),
        page_size=form.cleaned_data["page_size"] or PAGE_SIZE,
        only_this_form=True,
        filed=True,
        timeline="auto",
    )
    return ApiSearch(question, query, search.page, outlets)


def filled(data: MultiValueDict[str, Any]) -> Any:
    """`?from=&to=` says nothing about from and to: a form sends its empty fields. A copy of the same kind."""
    given = data.copy()
    for name, values in data.lists():
        kept = [value for value in values if value.strip()]
        if kept:
            given.setlist(name, kept)
        else:
            del given[name]
    return given


def _refusal(problems: list[Problem]) -> str:
    """What a parameter by itself cannot be, or what does not fit together, or the first outlet that there is not: an empty
    answer would look like "nothing was written about it"."""
    alone = [each for each in problems if each.code not in ("reversed", "no_outlet")]
    if alone:
        return " ".join(dict.fromkeys(sentence_of(each) for each in alone))
    if any(each.code == "reversed" for each in problems):
        return _("from is later than to. Swap them.")
    advice = _("No outlet is called “%(source)s”. Give a name, an alias or a slug, as in /sources/.")
    return advice % {"source": problems[0].given[:200]}


def described() -> list[dict[str, Any]]:
    """For OpenAPI: every parameter of a search, in the order in which a page tells what is wrong with them."""
    return list(_described())


def _described() -> Iterator[dict[str, Any]]:
    form = SearchParameters(QueryDict(), outlets=Outlets(()))
    for name, field in form.fields.items():
        address = form.add_prefix(name)
        about = {"description": field.help_text} if field.help_text else {}
        schema = {**_schema(field), **about, "title": address.replace("_", " ").title()}
        yield {"in": "query", "name": address, "schema": schema, "required": False, **about}


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case OutletsField() | FiledField():
            return {"default": [], "items": {"type": "string"}, "type": "array"}
        case DayField():
            return {"anyOf": [{"format": "date", "type": "string"}, {"type": "null"}]}
        case forms.IntegerField():
            most = {} if field.max_value is None else {"maximum": field.max_value}
            return {"default": PAGE_SIZE if most else 1, **most, "minimum": field.min_value, "type": "integer"}
        case SwitchField() | ChoicesField():
            values = field.values()
            return {"default": values[0], "enum": values, "type": "string"}
        case forms.CharField():
            return {"default": "", "maxLength": field.max_length, "type": "string"}
    raise TypeError(field)
