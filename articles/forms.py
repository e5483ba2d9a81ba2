"""What a reader may ask, and what is said when it cannot be asked: the search form, and what other forms share with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Source

#: Characters of a query, as many as articles.search.query.language reads. A pasted paragraph fits; a pasted book does not.
LONGEST_QUERY = 2000
LAST_PAGE = 10**9
DAY_FORMAT = "%Y-%m-%d"
_NO_PAGE = {name: _("The page must be a number from 1.") for name in ("invalid", "min_value", "max_value")}


class QueryField(forms.CharField):
    """Text in which control characters count as spaces (a pasted line break, a stray NUL)."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text).strip()


class DayField(forms.DateField):
    """A day as 2020-08-05, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=[DAY_FORMAT], **kwargs)


class OutletsField(forms.MultipleChoiceField):
    """Outlets by their slugs, present or former, or none."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = _("The archive has no outlet “%(value)s”. Choose one from the list.")
        super().__init__(required=False, error_messages={"invalid_choice": sentence}, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        """The present slugs: an address that was passed on before a merge asks for the outlet that stayed."""
        given = super().to_python(value)
        present = {slug for slug, _name in cast(list[tuple[str, str]], self.choices)}
        former = Source.objects.lead_on(slug for slug in given if slug not in present)
        return [former.get(slug, slug) for slug in given]


class JumpForm(forms.Form):
    """Bound to `request.GET`: the day that a reader of the calendar wants to see, if any."""

    day = DayField(error_messages={"invalid": _("This is not a day of the calendar. Write it as 2020-08-05.")})


class AskingForm(forms.Form):
    """What every form that asks the archive holds, bound to `request.GET`: outlets, the first and the last day, the
    day of "as of", whether names stay as typed; the names of all in the address, what is wrong with days, and the
    sentences that say so.

    slugs: of every outlet that can be chosen. A form of this kind adds its own fields, and says in `field_order` where they
    stand: its errors are said in that order.
    """

    #: Names in the address, where they are not the fields' own: those of the JSON API (docs/architecture.md).
    IN_ADDRESS: Mapping[str, str] = {"sources": "source", "since": "from", "until": "to"}

    sources = OutletsField(label=_("Outlets"))
    since = DayField(
        label=_("From"), error_messages={"invalid": _("The first day is not a date. Write it as 2020-08-05.")}
    )
    until = DayField(
        label=_("To"), error_messages={"invalid": _("The last day is not a date. Write it as 2020-08-05.")}
    )
    asof = DayField(
        label=_("As of"),
        error_messages={"invalid": _("The day of “as of” is not a date. Write it as 2020-08-05.")},
    )
    form = forms.ChoiceField(
        required=False,
        choices=[("typed", _("Only this form"))],
        error_messages={"invalid_choice": _("“form” can only be “typed”: no other regional forms of names.")},
    )

    #: The first and the last day as asked for, where the last is before the first.
    _reversed: tuple[date, date] | None = None

    def __init__(self, *args: Any, slugs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, slug) for slug in slugs]
        for field in self.fields.values():
            if isinstance(field, OutletsField):
                field.choices = choices

    def add_prefix(self, field_name: str) -> str:
        """The field's name in the address; `from` could not be a class attribute."""
        return self.IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        if since and until and since > until:
            self._reversed = since, until
            self.add_error("until", _("The last day is before the first. Swap them."))
        asof: date | None = self.cleaned_data.get("asof")
        if asof and asof > timezone.localdate(timezone=settings.ARCHIVE_ZONE):
            self.add_error("asof", _("The day of “as of” has not come yet. Choose today or a day before."))
        return self.cleaned_data

    def complaint(self) -> dict[str, object]:
        """For the template of a page that says what is wrong. swapped: where the days stand the wrong way round, and
        nothing else is wrong, the query of the address that has them the right way round."""
        return {"errors": self.sentences(), "swapped": self._swapped()}

    def _swapped(self) -> str:
        if self._reversed is None or len(self.errors) > 1:
            return ""
        last, first = self._reversed
        query = cast(QueryDict, self.data).copy()
        query["from"], query["to"] = first.isoformat(), last.isoformat()
        query.pop("page", None)
        return query.urlencode()

    def sentences(self) -> list[str]:
        """What is wrong, one sentence each, in the interface language."""
        return [str(message) for messages in self.errors.values() for message in messages]


class SearchForm(AskingForm):
    """Bound to `request.GET`."""

    IN_ADDRESS = {**AskingForm.IN_ADDRESS, "text": "q", "without": "not"}
    field_order = ("text", "sources", "without", "since", "until", "asof", "sort")

    text = QueryField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("The query has %(show_value)d characters. Use at most %(limit_value)d."),
        },
    )
    without = OutletsField(label=_("Outlets left out"))
    sort = forms.ChoiceField(
        label=_("Sort"),
        required=False,
        choices=[("relevance", _("Best match")), ("newest", _("Newest first")), ("oldest", _("Oldest first"))],
        error_messages={"invalid_choice": _("Results cannot be sorted that way. Choose an order from the list.")},
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
