"""The search form: what a reader may ask, and what is said when it cannot be asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Characters of a query, as many as articles.search.language reads. A pasted paragraph fits; a pasted book does not.
LONGEST_QUERY = 2000
LAST_PAGE = 10**9
DAY_FORMAT = "%Y-%m-%d"
_NO_PAGE = {name: _("The page must be a number from 1.") for name in ("invalid", "min_value", "max_value")}


class QueryField(forms.CharField):
    """Text in which control characters count as spaces (a pasted line break, a stray NUL)."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text).strip()


class SearchForm(forms.Form):
    """Bound to `request.GET`. The fields' names in the address are those of the JSON API (DESIGN.md section 8)."""

    IN_ADDRESS: Mapping[str, str] = {
        "text": "q", "sources": "source", "without": "not", "since": "from", "until": "to",
    }  # fmt: skip

    text = QueryField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("The query has %(show_value)d characters. Ask with at most %(limit_value)d."),
        },
    )
    sources = forms.MultipleChoiceField(
        label=_("Outlets"),
        required=False,
        error_messages={"invalid_choice": _("The archive has no outlet “%(value)s”. Choose one from the list.")},
    )
    without = forms.MultipleChoiceField(
        label=_("Outlets left out"),
        required=False,
        error_messages={"invalid_choice": _("The archive has no outlet “%(value)s”. Choose one from the list.")},
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        input_formats=[DAY_FORMAT],
        error_messages={"invalid": _("The first day is not a date. Write it as 2020-08-05.")},
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        input_formats=[DAY_FORMAT],
        error_messages={"invalid": _("The last day is not a date. Write it as 2020-08-05.")},
    )
    asof = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=[DAY_FORMAT],
        error_messages={"invalid": _("The day of “as of” is not a date. Write it as 2020-08-05.")},
    )
    sort = forms.ChoiceField(
        label=_("Sort"),
        required=False,
        choices=[("relevance", _("Best match")), ("newest", _("Newest first")), ("oldest", _("Oldest first"))],
        error_messages={"invalid_choice": _("Results cannot be sorted that way. Choose an order from the list.")},
    )
    form = forms.ChoiceField(
        required=False,
        choices=[("typed", _("Only this form"))],
        error_messages={"invalid_choice": _("“form” can only be “typed”: no other regional forms of names.")},
    )
    collapse = forms.ChoiceField(
        required=False,
        choices=[("1", _("Each story once"))],
        error_messages={"invalid_choice": _("“collapse” can only be “1”: of each story only the best match.")},
    )
    view = forms.ChoiceField(
        required=False,
        choices=[("list", _("List")), ("pictures", _("Pictures")), ("lines", _("Lines"))],
        error_messages={"invalid_choice": _("Results can be seen as “list”, “pictures” or “lines”.")},
    )
    order = forms.ChoiceField(
        required=False,
        choices=[("before", _("what precedes")), ("after", _("what follows")), ("date", _("date"))],
        error_messages={"invalid_choice": _("Lines can be in the order “before”, “after” or “date”.")},
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, error_messages=_NO_PAGE)
    #: Of the articles whose lines are shown: a page of lines is a page within it.
    part = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, error_messages=_NO_PAGE)

    def __init__(self, *args: Any, slugs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, slug) for slug in slugs]
        for name in ("sources", "without"):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = choices

    def add_prefix(self, field_name: str) -> str:
        """The field's name in the address; `from` could not be a class attribute."""
        return self.IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first. Swap them."))
        asof: date | None = self.cleaned_data.get("asof")
        if asof and asof > timezone.localdate(timezone=settings.ARCHIVE_ZONE):
            self.add_error("asof", _("The day of “as of” has not come yet. Choose today or a day before."))
        return self.cleaned_data

    def sentences(self) -> list[str]:
        """What is wrong, one sentence each, in the interface language."""
        return [str(message) for messages in self.errors.values() for message in messages]
