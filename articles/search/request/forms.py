"""How an address is read: what may be asked, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.search.filters import NAMES, Filters
from articles.search.request.fields import (
    LAST_PAGE,
    LONGEST_QUERY,
    ChoicesField,
    DayField,
    FiledField,
    Outlets,
    OutletsField,
    QueryField,
    SwitchField,
)

_NO_PAGE = {name: _("The page must be a number from 1.") for name in ("invalid", "min_value", "max_value")}


@dataclass(frozen=True, slots=True)
class Problem:
    """name: of the parameter in the address. code: "reversed" where the last day is before the first, else Django's own.
    sentence: in the interface language. given: the value, where the sentence names it."""

    name: str
    code: str
    sentence: str
    given: str = ""


class FilterForm(forms.Form):
    """Reads Filters from an address; a form of this kind adds its own fields. Its problems are told in the order of the
    fields. `help_text` is what the API says of a parameter."""

    #: Names in the address, where they are not the fields' own: those of the JSON API, docs/api.md.
    IN_ADDRESS: Mapping[str, str] = NAMES

    outlets = OutletsField(label=_("Outlets"), help_text="Outlet, by name, alias or slug. Repeat it for several.")
    without = OutletsField(
        label=_("Outlets left out"), help_text="Outlet that is left out, by name, alias or slug. Repeat it for several."
    )
    since = DayField(
        label=_("From"),
        error_messages={"invalid": _("The first day is not a date. Write it as 2020-08-05.")},
        help_text="First day, inclusive, such as 2020-08-05.",
    )
    until = DayField(
        label=_("To"),
        error_messages={"invalid": _("The last day is not a date. Write it as 2020-08-05.")},
        help_text="Last day, inclusive.",
    )
    as_of = DayField(
        label=_("As of"),
        error_messages={"invalid": _("The day of “as of” is not a date. Write it as 2020-08-05.")},
        help_text="Only articles that had come into this archive by the end of this day.",
    )
    script = ChoicesField(
        [("hans", _("simplified characters")), ("hant", _("traditional characters"))],
        _("“script” can be “hans” or “hant”: articles in simplified or in traditional characters."),
        "",
        label=_("Script"),
        help_text="hans, hant: only articles whose text is written in simplified, in traditional characters. What q finds "
        "does not depend on how q is written.",
    )
    sections = FiledField(
        label=_("Section"), help_text="Section, by name in either script. Repeat it for any of several."
    )
    tags = FiledField(label=_("Tags"), help_text="Tag, by name in either script. Repeat it for any of several.")
    removed = ChoicesField(
        [("only", _("taken out")), ("not", _("not taken out"))],
        _("“removed” can be “only” or “not”: articles that were taken out of their repository, or all others."),
        "",
        label=_("Taken out"),
        help_text="only, not: only articles that a commit took out of the git repository they were read from, or all the "
        "others.",
    )
    exact = SwitchField(
        "typed",
        _("Only this form"),
        _("“form” can only be “typed”: no other regional forms of names."),
        help_text="typed: what stands in quotes in q is found only in these very characters, not in either script.",
    )

    #: The first and the last day as asked for, where the last is before the first.
    _reversed: tuple[date, date] | None = None

    def __init__(self, data: QueryDict, *, outlets: Outlets) -> None:
        super().__init__(data)
        for field in self.fields.values():
            if isinstance(field, OutletsField):
                field.outlets = outlets

    def add_prefix(self, field_name: str) -> str:
        """The field's name in the address; `from` could not be a class attribute."""
        return self.IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        if since and until and since > until:
            self._reversed = since, until
            sentence = _("The last day is before the first. Swap them.")
            self.add_error("until", forms.ValidationError(sentence, code="reversed"))
        as_of: date | None = self.cleaned_data.get("as_of")
        if as_of and as_of > timezone.localdate(timezone=settings.ARCHIVE_ZONE):
            self.add_error("as_of", _("The day of “as of” has not come yet. Choose today or a day before."))
        return self.cleaned_data

    def filters(self) -> Filters:
        """Of a form without problems."""
        return Filters.of(self.cleaned_data)

    def problems(self) -> list[Problem]:
        return [
            Problem(self.add_prefix(field), error.code or "", sentence, str((error.params or {}).get("value", "")))
            for field, errors in self.errors.as_data().items()
            for error in errors
            for sentence in error.messages
        ]

    def sentences(self) -> list[str]:
        """What is wrong, one sentence each, in the interface language."""
        return [problem.sentence for problem in self.problems()]

    def complaint(self) -> dict[str, object]:
        """For the template of a page that says what is wrong. swapped: where the days stand the wrong way round, and
        nothing else is wrong, the query of the address that has them the right way round."""
        return {"form": self, "errors": self.sentences(), "swapped": self._swapped()}

    def _swapped(self) -> str:
        if self._reversed is None or len(self.errors) > 1:
            return ""
        last, first = self._reversed
        query = cast(QueryDict, self.data).copy()
        query["from"], query["to"] = first.isoformat(), last.isoformat()
        query.pop("page", None)
        return query.urlencode()


def chosen_words(filters: Filters) -> list[tuple[str, str]]:
    """Of filters that are one of a few words: the field's name, and the word in the interface language."""
    choices = [(name, field) for name, field in FilterForm.base_fields.items() if isinstance(field, ChoicesField)]
    return [(name, label) for name, field in choices if (label := field.label_of(getattr(filters, name)))]


class QuestionForm(FilterForm):
    """Words, and in which order what is found stands; pages, files and the API."""

    IN_ADDRESS = {**NAMES, "text": "q"}
    field_order = ("text", "outlets", "without", "since", "until", "as_of", "sort")

    text = QueryField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("The query has %(show_value)d characters. Use at most %(limit_value)d."),
        },
        help_text="What to find, in either script, in the query language of the search page. "
        "Empty: everything that fits the filters.",
    )
    sort = ChoicesField(
        [("relevance", _("Best match")), ("newest", _("Newest first")), ("oldest", _("Oldest first"))],
        _("Results cannot be sorted that way. Choose an order from the list."),
        label=_("Sort"),
    )
    match = ChoicesField(
        [
            ("exact", _("as typed")),
            ("words", _("in every reading")),
            ("near", _("its words close together")),
            ("all", _("its words anywhere")),
            ("most", _("most of its words")),
        ],
        _("“match” can be “exact”, “words”, “near”, “all” or “most”."),
        "",
        label=_("Match"),
        help_text="exact, as by default: q as typed. words: where that is rare, the words of q as well, in one list: as "
        "typed, its words close together, anywhere, most of them. near, all, most: the list up to that reading.",
    )
    collapse = SwitchField(
        "1",
        _("Each story once"),
        _("“collapse” can only be “1”: of each story only the best match."),
        help_text="1: of articles that tell the same story (nearly the same text) only the one that comes first. Pages "
        "then hold stories; total, facets and timeline still count articles.",
    )


class SearchForm(QuestionForm):
    """Of the search page, its feed and its files."""

    view = ChoicesField(
        [("list", _("List")), ("pictures", _("Pictures")), ("lines", _("Lines"))],
        _("Results can be seen as “list”, “pictures” or “lines”."),
        "list",
    )
    order = ChoicesField(
        [("before", _("what precedes")), ("after", _("what follows")), ("date", _("date"))],
        _("Lines can be in the order “before”, “after” or “date”."),
        "",
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, error_messages=_NO_PAGE)
    #: Of the articles whose lines are shown: a page of lines is a page within it.
    part = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, error_messages=_NO_PAGE)
