"""What a reader may compare, and the address that says so."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.pages.drawing.scales import Measure
from articles.search.analysis.comparison import Period, Wanted
from articles.search.evaluate.time_buckets import STEPS, Step
from articles.search.filters import EVERYTHING, NAMES, Filters, in_order
from articles.search.request.fields import LONGEST_QUERY, ChoicesField, QueryField, SwitchField
from articles.search.request.forms import FilterForm
from articles.search.request.request import SearchRequest, address

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
                _("There are %(count)d queries. Compare at most %(most)d at a time."),
                params={"count": len(value), "most": MOST_QUERIES},
            )
        for each in value:
            if len(each) > LONGEST_QUERY:
                raise forms.ValidationError(
                    _("The query has %(show_value)d characters. Use at most %(limit_value)d."),
                    params={"show_value": len(each), "limit_value": LONGEST_QUERY},
                )


class CompareForm(FilterForm):
    """The names in the address are those of the search page."""

    IN_ADDRESS = {**NAMES, "texts": "q", "every": "outlets", "own": "scale"}
    field_order = ("texts", "outlets", "without", "since", "until", "as_of", "by", "step", "split")

    texts = QueriesField(required=False)
    by = ChoicesField(
        [("share", _("Share of articles")), ("count", _("Number of articles"))],
        _("“by” can be “share” or “count”."),
        "share",
    )
    step = ChoicesField(
        [
            ("auto", _("Automatic step")),
            ("day", _("Daily")),
            ("week", _("Weekly")),
            ("month", _("Monthly")),
            ("year", _("Yearly")),
        ],
        _("“step” can be “day”, “week”, “month”, “year” or “auto”."),
    )
    split = SwitchField("source", _("Each outlet"), _("“split” can only be “source”: a small chart for each outlet."))
    every = SwitchField("all", _("All outlets"), _("“outlets” can only be “all”: a small chart for every outlet."))
    own = SwitchField(
        "own", _("Each its own scale"), _("“scale” can only be “own”: each small chart on its own scale.")
    )
    words = SwitchField(
        "1",
        _("The words that go with each"),
        _("“words” can only be “1”: with the words that go with each search."),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The state that a chart's address holds."""

    texts: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    by: Measure = "share"
    step: Step | None = None
    split: bool = False
    #: With the words that go with each: 20 ms of CPU for each search that nobody has compared yet, so the chart comes first.
    words: bool = False
    #: Of small charts: for every outlet, not only those of most matches; each on a scale of its own.
    every: bool = False
    own: bool = False

    @classmethod
    def from_form(cls, form: CompareForm) -> Comparison:
        """form: without problems."""
        given = {each.name: form.cleaned_data[each.name] for each in fields(cls) if each.name != "filters"}
        given["step"] = given["step"] if given["step"] in STEPS else None
        return cls(filters=form.filters(), **given)

    @classmethod
    def of(cls, search: SearchRequest) -> Comparison | None:
        """Of the articles that a search asks for. None where there is nothing to compare."""
        filters = search.filters
        nothing = bool(filters.outlets) and set(filters.outlets) <= set(filters.without)
        return cls((search.text,), filters) if search.text and not nothing else None

    def wanted(self) -> Wanted:
        return Wanted(self.texts, self.filters, self.step)

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """Names and values as in the address, some left out; defaults are left out."""
        pairs = [
            *(("q", text) for text in self.texts),
            *self.filters.pairs(),
            ("by", self.by if self.by != "share" else ""),
            ("step", self.step or ""),
            ("split", "source" if self.split else ""),
            ("outlets", "all" if self.every else ""),
            ("scale", "own" if self.own else ""),
            ("words", "1" if self.words else ""),
        ]
        return [(name, value) for name, value in in_order(pairs) if name not in without]

    def address(self) -> str:
        return address(reverse("compare"), self.pairs())

    def data_address(self, kind: str) -> str:
        """Of the numbers as a file."""
        return address(reverse("compare_data", args=[kind]), self.pairs("words", "outlets", "scale"))

    def with_(self, **changes: Any) -> str:
        """The address with these changes, of fields here or of the filters; without the words, unless they are asked for."""
        filters = {name: value for name, value in changes.items() if name in NAMES}
        own = {"words": False} | {name: value for name, value in changes.items() if name not in NAMES}
        return replace(self, filters=replace(self.filters, **filters), **own).address()

    def search(self, text: str, period: Period | None = None) -> str:
        """The address of the search that finds the articles of this query, within a step if one is given."""
        found = SearchRequest(text, self.filters)
        return (found.with_(since=period.start, until=period.end) if period else found).address()

    @property
    def is_plain(self) -> bool:
        """Nothing but queries and days: what a search engine may keep."""
        return not self.pairs("q", "from", "to")
