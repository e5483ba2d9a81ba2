"""What a reader may compare, and the address that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast, get_args

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.forms import DAY_FORMAT, LONGEST_QUERY, QueryField
from articles.models import Source
from articles.search.comparing import Period, Wanted
from articles.search.steps import STEPS, Step
from articles.views.asked import Asked
from articles.views.scales import Measure

#: Queries on one chart: as many colours and dashes as can be told apart.
MOST_QUERIES = 6


class QueriesField(forms.Field):
    """Every `q` of the address, each once, without the empty ones."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        text = QueryField(required=False)
        return tuple(dict.fromkeys(found for each in value or () if (found := text.to_python(each))))

    def validate(self, value: tuple[str, ...]) -> None:
        if len(value) > MOST_QUERIES:
            raise forms.ValidationError(
                _("These are %(count)d queries. Compare at most %(most)d at a time."),
                params={"count": len(value), "most": MOST_QUERIES},
            )
        for each in value:
            if len(each) > LONGEST_QUERY:
                raise forms.ValidationError(
                    _("The query has %(show_value)d characters. Ask with at most %(limit_value)d."),
                    params={"show_value": len(each), "limit_value": LONGEST_QUERY},
                )


class CompareForm(forms.Form):
    """Bound to `request.GET`; the names in the address are those of the search page."""

    IN_ADDRESS: Mapping[str, str] = {"texts": "q", "sources": "source", "since": "from", "until": "to"}

    texts = QueriesField(required=False)
    sources = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("The archive has no outlet “%(value)s”. Choose one from the list.")},
    )
    since = forms.DateField(
        required=False,
        input_formats=[DAY_FORMAT],
        error_messages={"invalid": _("The first day is not a date. Write it as 2020-08-05.")},
    )
    until = forms.DateField(
        required=False,
        input_formats=[DAY_FORMAT],
        error_messages={"invalid": _("The last day is not a date. Write it as 2020-08-05.")},
    )
    by = forms.ChoiceField(
        required=False,
        choices=[("share", _("Share of articles")), ("count", _("Number of articles"))],
        error_messages={"invalid_choice": _("“by” can be “share” or “count”.")},
    )
    step = forms.ChoiceField(
        required=False,
        choices=[
            ("auto", _("Automatic step")),
            ("day", _("Daily")),
            ("week", _("Weekly")),
            ("month", _("Monthly")),
            ("year", _("Yearly")),
        ],
        error_messages={"invalid_choice": _("“step” can be “day”, “week”, “month”, “year” or “auto”.")},
    )
    split = forms.ChoiceField(
        required=False,
        choices=[("source", _("Each outlet"))],
        error_messages={"invalid_choice": _("“split” can only be “source”: a small chart for each outlet.")},
    )
    form = forms.ChoiceField(
        required=False,
        choices=[("typed", _("Only this form"))],
        error_messages={"invalid_choice": _("“form” can only be “typed”: no other regional forms of names.")},
    )

    words = forms.ChoiceField(
        required=False,
        choices=[("1", _("The words that go with each"))],
        error_messages={"invalid_choice": _("“words” can only be “1”: with the words that go with each search.")},
    )

    def __init__(self, *args: Any, slugs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["sources"])
        field.choices = [(slug, slug) for slug in slugs]

    def add_prefix(self, field_name: str) -> str:
        """The field's name in the address; `from` could not be a class attribute."""
        return self.IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first. Swap them."))
        return self.cleaned_data

    def sentences(self) -> list[str]:
        """What is wrong, one sentence each, in the interface language."""
        return [str(message) for messages in self.errors.values() for message in messages]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The state that a chart's address holds."""

    texts: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    by: Measure = "share"
    step: Step | None = None
    split: bool = False
    typed: bool = False
    #: With the words that go with each: 20 ms of CPU for each search that nobody has compared yet, so the chart comes first.
    words: bool = False

    @classmethod
    def from_cleaned(cls, cleaned: dict[str, Any]) -> Comparison:
        return cls(
            texts=cleaned["texts"],
            slugs=tuple(dict.fromkeys(cleaned["sources"])),
            since=cleaned["since"],
            until=cleaned["until"],
            by=cleaned["by"] if cleaned["by"] in get_args(Measure) else "share",
            step=cleaned["step"] if cleaned["step"] in STEPS else None,
            split=cleaned["split"] == "source",
            typed=cleaned["form"] == "typed",
            words=cleaned["words"] == "1",
        )

    def wanted(self, sources: Mapping[str, Source]) -> Wanted:
        pks = tuple(sources[slug].pk for slug in self.slugs)
        return Wanted(self.texts, pks, self.since, self.until, self.step, self.typed)

    def fields(self) -> list[tuple[str, str]]:
        """Names and values as in the address; defaults are left out."""
        pairs = [
            *(("q", text) for text in self.texts),
            *(("source", slug) for slug in self.slugs),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("by", self.by if self.by != "share" else ""),
            ("step", self.step or ""),
            ("split", "source" if self.split else ""),
            ("form", "typed" if self.typed else ""),
            ("words", "1" if self.words else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def address(self) -> str:
        return _address(reverse("compare"), self.fields())

    def data_address(self, kind: str) -> str:
        """Of the numbers as a file."""
        return _address(reverse("compare_data", args=[kind]), replace(self, words=False).fields())

    def with_(self, **changes: Any) -> str:
        """The address with these changes; without the words, unless they are asked for."""
        return replace(self, **{"words": False, **changes}).address()

    def search(self, text: str, period: Period | None = None) -> str:
        """The address of the search that finds the articles of this query, within a step if one is given."""
        since, until = (period.start, period.end) if period else (self.since, self.until)
        return Asked(text, self.slugs, since, until, typed=self.typed).address()

    @property
    def is_plain(self) -> bool:
        """Nothing but queries and days: what a search engine may keep."""
        return not {name for name, _value in self.fields()} - {"q", "from", "to"}


def _address(path: str, fields: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path
