"""What a reader may compare, and the address that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.forms import LONGEST_QUERY, AskingForm, QueryField
from articles.models import Source
from articles.pages.drawing.scales import Measure
from articles.pages.search_state import Asked
from articles.search.analysis.comparison import Period, Wanted
from articles.search.evaluate.time_buckets import STEPS, Step

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


class CompareForm(AskingForm):
    """Bound to `request.GET`; the names in the address are those of the search page."""

    IN_ADDRESS = {**AskingForm.IN_ADDRESS, "texts": "q", "every": "outlets"}
    field_order = ("texts", "sources", "since", "until", "asof", "by", "step", "split")

    texts = QueriesField(required=False)
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
    every = forms.ChoiceField(
        required=False,
        choices=[("all", _("All outlets"))],
        error_messages={"invalid_choice": _("“outlets” can only be “all”: a small chart for every outlet.")},
    )
    scale = forms.ChoiceField(
        required=False,
        choices=[("own", _("Each its own scale"))],
        error_messages={"invalid_choice": _("“scale” can only be “own”: each small chart on its own scale.")},
    )
    words = forms.ChoiceField(
        required=False,
        choices=[("1", _("The words that go with each"))],
        error_messages={"invalid_choice": _("“words” can only be “1”: with the words that go with each search.")},
    )


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
    #: Only what had come into this archive by the end of this day.
    asof: date | None = None
    #: Of small charts: for every outlet, not only those of most matches; each on a scale of its own.
    every: bool = False
    own: bool = False

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
            asof=cleaned["asof"],
            every=cleaned["every"] == "all",
            own=cleaned["scale"] == "own",
        )

    @classmethod
    def of(cls, asked: Asked, slugs: Iterable[str]) -> Comparison | None:
        """Of the articles that a search asks for. slugs: of all outlets: where some are left out, the others are chosen, so
        that the reader sees them chosen in the form. None where there is nothing to compare."""
        chosen = asked.slugs
        if asked.without:
            chosen = tuple(slug for slug in asked.slugs or slugs if slug not in asked.without)
        if not asked.text or (asked.without and not chosen):
            return None
        return cls((asked.text,), chosen, asked.since, asked.until, typed=asked.typed, asof=asked.asof)

    def wanted(self, sources: Mapping[str, Source]) -> Wanted:
        pks = tuple(sources[slug].pk for slug in self.slugs)
        return Wanted(self.texts, pks, self.since, self.until, self.step, self.typed, self.asof)

    def fields(self) -> list[tuple[str, str]]:
        """Names and values as in the address; defaults are left out."""
        pairs = [
            *(("q", text) for text in self.texts),
            *(("source", slug) for slug in self.slugs),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("asof", self.asof.isoformat() if self.asof else ""),
            ("by", self.by if self.by != "share" else ""),
            ("step", self.step or ""),
            ("split", "source" if self.split else ""),
            ("outlets", "all" if self.every else ""),
            ("scale", "own" if self.own else ""),
            ("form", "typed" if self.typed else ""),
            ("words", "1" if self.words else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def address(self) -> str:
        return _address(reverse("compare"), self.fields())

    def data_address(self, kind: str) -> str:
        """Of the numbers as a file."""
        return _address(
            reverse("compare_data", args=[kind]), replace(self, words=False, every=False, own=False).fields()
        )

    def with_(self, **changes: Any) -> str:
        """The address with these changes; without the words, unless they are asked for."""
        return replace(self, **{"words": False, **changes}).address()

    def search(self, text: str, period: Period | None = None) -> str:
        """The address of the search that finds the articles of this query, within a step if one is given."""
        since, until = (period.start, period.end) if period else (self.since, self.until)
        return Asked(text, self.slugs, since, until, typed=self.typed, asof=self.asof).address()

    @property
    def is_plain(self) -> bool:
        """Nothing but queries and days: what a search engine may keep."""
        return not {name for name, _value in self.fields()} - {"q", "from", "to"}


def _address(path: str, fields: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path
