"""What a search page shows beside its results. Pure: from a question and its answer to what the template draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Source
from articles.search.analysis.concordance import Order
from articles.search.suggestions.nothing_found import Counted, Nearby
from articles.search.types import Answer, Bar, Question, Sort

View = Literal["list", "pictures", "lines"]
#: Articles on a page of each view. Lines: so many are read for one, and `part` counts them.
PAGE_SIZES: dict[View, int] = {"list": 20, "pictures": 24, "lines": 200}
#: The drawing's own units.
WIDTH, HEIGHT = 1000, 100
#: Pages named on either side of the one shown.
AROUND = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The state that a search page's address holds."""

    text: str = ""
    slugs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort | None = None
    page: int = 1
    #: Only as typed: names without their other regional forms, quotes in their very characters.
    typed: bool = False
    #: Each story once.
    collapse: bool = False
    #: Outlets that are left out.
    without: tuple[str, ...] = ()
    #: Only what had come into this archive by the end of this day.
    asof: date | None = None
    view: View = "list"
    #: Of lines.
    order: Order = ""
    part: int = 1

    @classmethod
    def from_cleaned(cls, cleaned: dict[str, Any]) -> Asked:
        sort = cleaned["sort"] if cleaned["sort"] in get_args(Sort) else None
        slugs = tuple(dict.fromkeys(cleaned["sources"]))
        typed = cleaned["form"] == "typed"
        return cls(
            cleaned["text"],
            slugs,
            cleaned["since"],
            cleaned["until"],
            sort,
            cleaned["page"] or 1,
            typed,
            cleaned["collapse"] == "1",
            tuple(dict.fromkeys(cleaned["without"])),
            cleaned["asof"],
            cleaned["view"] or "list",
            cleaned["order"] or "",
            cleaned["part"] or 1,
        )

    def question(self, sources: dict[str, Source]) -> Question:
        """Without words there is no best match: then the newest come first."""
        best: Sort = "relevance" if self.text else "newest"
        sort = best if self.sort in (None, "relevance") else self.sort
        pks = tuple(sources[slug].pk for slug in self.slugs)
        without = tuple(sources[slug].pk for slug in self.without)
        page = self.part if self.view == "lines" else self.page
        return Question(
            self.text, pks, self.since, self.until, sort, page, PAGE_SIZES[self.view],
            only_this_form=self.typed, glyphs=self.typed, collapse=self.collapse, without_sources=without,
            asof=self.asof, pictures=self.view == "pictures", timeline="fine",
        )  # fmt: skip

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """Names and values as in the address, for links and hidden fields; defaults are left out."""
        lines = self.view == "lines"
        pairs = [
            ("q", self.text),
            *(("source", slug) for slug in self.slugs),
            *(("not", slug) for slug in self.without),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("asof", self.asof.isoformat() if self.asof else ""),
            ("sort", self.sort or ""),
            ("form", "typed" if self.typed else ""),
            ("collapse", "1" if self.collapse else ""),
            ("view", self.view if self.view != "list" else ""),
            ("order", self.order if lines else ""),
            ("part", str(self.part) if lines and self.part > 1 else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        return [(name, value) for name, value in pairs if value and name not in without]

    def address(self) -> str:
        query = urlencode(self.fields())
        return f"{reverse('search')}?{query}" if query else reverse("search")

    def with_(self, **changes: Any) -> str:
        """The address with these changes; a changed search starts at its first page."""
        return replace(self, **{"page": 1, "part": 1, **changes}).address()

    @property
    def refined(self) -> bool:
        """Whether the address holds more than words."""
        return bool(self.fields("q"))

    @property
    def narrowed(self) -> bool:
        """Whether outlets or days are chosen or left out."""
        return bool(self.slugs or self.without or self.since or self.until)


@dataclass(frozen=True, slots=True)
class FacetLink:
    """href: adds the outlet to those chosen, or takes it out again when it is chosen. exclude: leaves it out, or takes it
    back where it is left out."""

    source: Source
    count: int
    chosen: bool
    href: str
    exclude: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class BarLink:
    """A bar of the timeline, in the drawing's units; `hit` is its whole column. step: day, month or year."""

    bar: Bar
    step: str
    href: str
    x: int
    width: int
    y: int
    height: int
    hit_x: int
    hit_width: int


@dataclass(frozen=True, slots=True)
class PageLink:
    """number None: pages are left out here."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search, with what it finds."""

    text: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered when nothing was found. without_filters, every_form: None where they would find nothing either.
    nothing_there: the archive holds nothing at all of the outlets and days chosen."""

    meant: tuple[Offer, ...]
    parts: tuple[Offer, ...]
    without_filters: Offer | None
    every_form: Offer | None
    nothing_there: bool


def offered(asked: Asked, found: Iterable[Counted]) -> tuple[Offer, ...]:
    """Other words with the same filters."""
    return tuple(Offer(each.text, each.count, asked.with_(text=each.text)) for each in found)


def offers(asked: Asked, near: Nearby) -> Offers:
    def other(count: int | None, **changes: Any) -> Offer | None:
        return Offer(asked.text, count, asked.with_(**changes)) if count else None

    return Offers(
        meant=offered(asked, near.meant),
        parts=offered(asked, near.parts),
        without_filters=other(
            near.without_filters, slugs=(), without=(), since=None, until=None, asof=None, view="list"
        ),
        every_form=other(near.every_form, typed=False),
        nothing_there=near.within_filters == 0,
    )


def facet_links(asked: Asked, answer: Answer, sources: Iterable[Source]) -> list[FacetLink]:
    """Outlets with results, the most first; a chosen outlet without any stays, so that it can be taken out, and so does one
    that is left out."""
    by_pk = {source.pk: source for source in sources}
    counts = {facet.source_id: facet.count for facet in answer.facets if facet.source_id in by_pk}
    named = {*asked.slugs, *asked.without}
    counts |= {pk: 0 for pk, source in by_pk.items() if source.slug in named and pk not in counts}

    def link(source: Source, count: int) -> FacetLink:
        slug = source.slug
        chosen, excluded = slug in asked.slugs, slug in asked.without
        slugs = tuple(each for each in asked.slugs if each != slug)
        without = tuple(each for each in asked.without if each != slug)
        href = asked.with_(slugs=slugs if chosen else (*slugs, slug), without=without)
        exclude = asked.with_(slugs=slugs, without=without if excluded else (*without, slug))
        return FacetLink(source, count, chosen, href, exclude, excluded)

    links = [link(by_pk[pk], count) for pk, count in counts.items()]
    return sorted(links, key=lambda facet: (-facet.count, facet.source.name))


def _step(bar: Bar) -> str:
    days = (bar.end - bar.start).days
    return "day" if days == 0 else "month" if days < 31 else "year"


def bar_links(asked: Asked, bars: Sequence[Bar]) -> list[BarLink]:
    """Placed by date, so that an empty stretch is seen as one. Whole steps decide what a bar is called."""
    if not bars:
        return []
    first, last, most = bars[0].start, bars[-1].end, max(bar.count for bar in bars) or 1
    days = (last - first).days + 1
    step = max({_step(bar) for bar in bars}, key=["day", "month", "year"].index)
    # One address for all; what one asks for holds no "=" of its own there.
    address = asked.with_(since=date.min, until=date.max)
    span = f"from={date.min.isoformat()}&to={date.max.isoformat()}"

    def link(bar: Bar) -> BarLink:
        left = round((bar.start - first).days * WIDTH / days)
        right = round(((bar.end - first).days + 1) * WIDTH / days)
        gap = min(4, (right - left) // 5)
        height = max(2, round(bar.count * HEIGHT / most)) if bar.count else 0
        href = address.replace(span, f"from={bar.start.isoformat()}&to={bar.end.isoformat()}")
        width = max(1, right - left - gap)
        return BarLink(bar, step, href, left, width, HEIGHT - height, height, left, max(1, right - left))

    return [link(bar) for bar in bars]


def page_links(asked: Asked, pages: int) -> list[PageLink]:
    """First, last, and those around the one shown. Of lines: pages within their part."""
    near = range(asked.page - AROUND, asked.page + AROUND + 1)
    shown = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    links: list[PageLink] = []
    for number in shown:
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, asked.with_(page=number, part=asked.part), number == asked.page))
    return links


def beside(asked: Asked, pages: int) -> dict[str, str]:
    """The addresses of the pages before and after the one shown, "" at the ends."""
    before, after = asked.page - 1, asked.page + 1
    return {
        "page_before": asked.with_(page=before, part=asked.part) if 1 <= before < pages else "",
        "page_after": asked.with_(page=after, part=asked.part) if after <= pages else "",
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few ways to see what was found. value: as in the address."""

    value: str
    href: str
    current: bool


def view_links(asked: Asked) -> list[Choice]:
    return [Choice(view, asked.with_(view=view), view == asked.view) for view in get_args(View)]


def order_links(asked: Asked) -> list[Choice]:
    """Of lines; another order of the same part."""
    return [Choice(order, asked.with_(order=order, part=asked.part), order == asked.order) for order in get_args(Order)]


def steps(bars: Sequence[Bar]) -> str:
    """Every step of the timeline, for static/js/brush.js: first day, last day and count, parted by commas and spaces."""
    return " ".join(f"{bar.start.isoformat()},{bar.end.isoformat()},{bar.count}" for bar in bars)
