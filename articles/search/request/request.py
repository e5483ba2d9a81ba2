"""A search as its address says it: text, filters, order, view, page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from articles.search.analysis.concordance import Order
from articles.search.filters import EVERYTHING, NAMES, Filters, in_order
from articles.search.request.fields import Outlets
from articles.search.request.forms import Problem, QuestionForm, SearchForm
from articles.search.types import Match, Question, Sort

View = Literal["list", "pictures", "lines"]
#: Articles on a page of each view. Lines: so many are read for one, and `part` counts them.
PAGE_SIZES: dict[View, int] = {"list": 20, "pictures": 24, "lines": 200}
#: Parameters that say where in the results a page stands: a whole has none.
PLACE = ("page", "part", "order")


class Unreadable(ValueError):
    """An address that cannot be searched for. form: says why, for the page; problems: the same as values."""

    def __init__(self, form: QuestionForm) -> None:
        super().__init__(" ".join(form.sentences()))
        self.form = form

    @property
    def problems(self) -> list[Problem]:
        return self.form.problems()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """sort: None for the one that fits. collapse: each story once. order, part: of lines. match: "" for what the face
    does by default: pages read words, all else is as typed."""

    text: str = ""
    filters: Filters = EVERYTHING
    sort: Sort | None = None
    page: int = 1
    collapse: bool = False
    view: View = "list"
    order: Order = ""
    part: int = 1
    match: Match | Literal[""] = ""

    @classmethod
    def from_query(cls, query: QueryDict, outlets: Outlets | None = None) -> Self:
        """outlets: to choose from; read from the archive if not given. Raises Unreadable."""
        return cls.from_form(SearchForm(query, outlets=outlets or Outlets.read()))

    @classmethod
    def from_form(cls, form: QuestionForm) -> Self:
        """Raises Unreadable. What the form does not know stays as it is by default."""
        if not form.is_valid():
            raise Unreadable(form)
        given = {name: value for name, value in form.cleaned_data.items() if name in _OWN and value is not None}
        return cls(filters=form.filters(), **given)

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """Names and values as in the address, some left out; defaults are left out."""
        lines = self.view == "lines"
        pairs = [
            ("q", self.text),
            *self.filters.pairs(),
            ("sort", self.sort or ""),
            ("match", self.match),
            ("collapse", "1" if self.collapse else ""),
            ("view", self.view if self.view != "list" else ""),
            ("order", self.order if lines else ""),
            ("part", str(self.part) if lines and self.part > 1 else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        return [(name, value) for name, value in in_order(pairs) if name not in without]

    def to_query(self, *without: str) -> str:
        """As it stands behind the "?" of an address. without: names that are left out."""
        return urlencode(self.pairs(*without))

    def with_(self, **changes: Any) -> SearchRequest:
        """With these changes, of fields here or of the filters; a changed search starts at its first page."""
        own = {"page": 1, "part": 1} | {name: value for name, value in changes.items() if name in _OWN}
        filters = {name: value for name, value in changes.items() if name in NAMES}
        return replace(self, filters=replace(changes.get("filters", self.filters), **filters), **own)

    def question(self, **changes: Any) -> Question:
        """For the index. Without words there is no best match: then the newest come first."""
        best: Sort = "relevance" if self.text else "newest"
        asked: Mapping[str, Any] = {
            "text": self.text,
            "filters": self.filters,
            "sort": best if self.sort in (None, "relevance") else self.sort,
            "page": self.part if self.view == "lines" else self.page,
            "page_size": PAGE_SIZES[self.view],
            "only_this_form": self.filters.exact,
            "collapse": self.collapse,
            "pictures": self.view == "pictures",
            "timeline": "fine",
            "match": self.match or "exact",
        }
        return Question(**{**asked, **changes})

    def on_page(self) -> SearchRequest:
        """As the search page reads it; another face does the same where its address says so."""
        return self if self.match or not self.text else replace(self, match="words")

    def address(self) -> str:
        """Of its page."""
        return address(reverse("search"), self.pairs())

    @property
    def refined(self) -> bool:
        """Whether it asks for more than words."""
        return bool(self.pairs("q"))


_OWN = {"text", "sort", "match", "page", "collapse", "view", "order", "part"}


def address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
