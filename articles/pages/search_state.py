"""What a search page shows beside its results. Pure: from a request and its answer to what the template draws. Every link is
the request with one thing replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from articles.search.analysis.concordance import Order
from articles.search.filters import Outlet
from articles.search.request.request import SearchRequest, View
from articles.search.suggestions.nothing_found import Counted, Nearby
from articles.search.text.fold import fold
from articles.search.types import Answer, Bar

#: The drawing's own units.
WIDTH, HEIGHT = 1000, 100
#: Pages named on either side of the one shown.
AROUND = 2


@dataclass(frozen=True, slots=True)
class FacetLink:
    """href: adds the outlet to those chosen, or takes it out again when it is chosen. exclude: leaves it out, or takes it
    back where it is left out."""

    outlet: Outlet
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


def offered(search: SearchRequest, found: Iterable[Counted]) -> tuple[Offer, ...]:
    """Other words with the same filters."""
    return tuple(Offer(each.text, each.count, search.with_(text=each.text).address()) for each in found)


def offers(search: SearchRequest, near: Nearby) -> Offers:
    def other(count: int | None, **changes: Any) -> Offer | None:
        return Offer(search.text, count, search.with_(**changes).address()) if count else None

    return Offers(
        meant=offered(search, near.meant),
        parts=offered(search, near.parts),
        without_filters=other(near.without_filters, filters=search.filters.everywhere(), view="list"),
        every_form=other(near.every_form, exact=False),
        nothing_there=near.within_filters == 0,
    )


def facet_links(search: SearchRequest, answer: Answer, outlets: Iterable[Outlet]) -> list[FacetLink]:
    """Outlets with results, those chosen first, then the most; a chosen outlet without any stays, so that it can be taken
    out, and so does one that is left out."""
    by_pk = {outlet.pk: outlet for outlet in outlets}
    chosen, left_out = search.filters.outlets, search.filters.without
    counts = {facet.source_id: facet.count for facet in answer.facets if facet.source_id in by_pk}
    counts |= {outlet.pk: 0 for outlet in (*chosen, *left_out) if outlet.pk not in counts}

    def link(outlet: Outlet, count: int) -> FacetLink:
        others = tuple(each for each in chosen if each != outlet)
        kept_out = tuple(each for each in left_out if each != outlet)
        href = search.with_(outlets=others if outlet in chosen else (*others, outlet), without=kept_out)
        exclude = search.with_(outlets=others, without=kept_out if outlet in left_out else (*kept_out, outlet))
        return FacetLink(
            outlet, count, outlet in chosen, href.address(), exclude.address(), excluded=outlet in left_out
        )

    links = [link(by_pk[pk], count) for pk, count in counts.items()]
    return sorted(links, key=lambda facet: (not facet.chosen, -facet.count, facet.outlet.name))


@dataclass(frozen=True, slots=True)
class FiledLink:
    """A section or tag beside the results. count: None of a chosen one that is not among the most used. href: the search
    with it chosen, or not any more."""

    name: str
    count: int | None
    chosen: bool
    href: str


#: Sections, and tags, beside the results.
MOST_FILED = 12


def filed_links(search: SearchRequest, answer: Answer) -> dict[str, list[FiledLink]]:
    """By "sections" and "tags": those chosen first, however they are spelled, then the most used of what was found."""
    return {
        field: _filed_links(search, field, answer.filed.get(kind, ()))
        for field, kind in (("sections", "section"), ("tags", "tag"))
    }


def _filed_links(search: SearchRequest, field: str, counted: Sequence[tuple[str, int]]) -> list[FiledLink]:
    chosen: tuple[str, ...] = getattr(search.filters, field)
    folded = {fold(name): name for name in chosen}
    known = {name: count for name, count in counted if fold(name) in folded}
    found = set(map(fold, known))
    counts: dict[str, int | None] = {**known, **{name: None for key, name in folded.items() if key not in found}}
    counts |= dict(list(counted)[:MOST_FILED])

    def link(name: str, count: int | None) -> FiledLink:
        others = tuple(each for each in chosen if fold(each) != fold(name))
        is_chosen = fold(name) in folded
        return FiledLink(
            name, count, is_chosen, search.with_(**{field: others if is_chosen else (*chosen, name)}).address()
        )

    return [link(name, count) for name, count in counts.items()]


def _step(bar: Bar) -> str:
    days = (bar.end - bar.start).days
    return "day" if days == 0 else "month" if days < 31 else "year"


def bar_links(search: SearchRequest, bars: Sequence[Bar]) -> list[BarLink]:
    """Placed by date, so that an empty stretch is seen as one. Whole steps decide what a bar is called."""
    if not bars:
        return []
    first, last, most = bars[0].start, bars[-1].end, max(bar.count for bar in bars) or 1
    days = (last - first).days + 1
    step = max({_step(bar) for bar in bars}, key=["day", "month", "year"].index)
    # One address for all; what one asks for holds no "=" of its own there.
    address = search.with_(since=date.min, until=date.max).address()
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


def page_links(search: SearchRequest, pages: int) -> list[PageLink]:
    """First, last, and those around the one shown. Of lines: pages within their part."""
    near = range(search.page - AROUND, search.page + AROUND + 1)
    shown = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    links: list[PageLink] = []
    for number in shown:
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, search.with_(page=number, part=search.part).address(), number == search.page))
    return links


def beside(search: SearchRequest, pages: int) -> dict[str, str]:
    """The addresses of the pages before and after the one shown, "" at the ends."""
    before, after = search.page - 1, search.page + 1
    return {
        "page_before": search.with_(page=before, part=search.part).address() if 1 <= before < pages else "",
        "page_after": search.with_(page=after, part=search.part).address() if after <= pages else "",
    }


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """One of a few ways to see what was found. value: as in the address."""

    value: str
    href: str
    current: bool


def view_links(search: SearchRequest) -> list[ViewChoice]:
    return [ViewChoice(view, search.with_(view=view).address(), view == search.view) for view in get_args(View)]


def order_links(search: SearchRequest) -> list[ViewChoice]:
    """Of lines; another order of the same part."""
    return [
        ViewChoice(order, search.with_(order=order, part=search.part).address(), order == search.order)
        for order in get_args(Order)
    ]


def steps(bars: Sequence[Bar]) -> str:
    """Every step of the timeline, for static/js/brush.js: first day, last day and count, parted by commas and spaces."""
    return " ".join(f"{bar.start.isoformat()},{bar.end.isoformat()},{bar.count}" for bar in bars)
