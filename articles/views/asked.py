"""What a search page shows beside its results. Pure: from a question and its answer to what the template draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Source
from articles.search.nearby import Counted, Nearby
from articles.search.types import Answer, Bar, Question, Sort

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
        )

    def question(self, sources: dict[str, Source]) -> Question:
        """Without words there is no best match: then the newest come first."""
        best: Sort = "relevance" if self.text else "newest"
        sort = best if self.sort in (None, "relevance") else self.sort
        pks = tuple(sources[slug].pk for slug in self.slugs)
        return Question(
            self.text, pks, self.since, self.until, sort, self.page,
            only_this_form=self.typed, glyphs=self.typed, collapse=self.collapse,
        )  # fmt: skip

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """Names and values as in the address, for links and hidden fields; defaults are left out."""
        pairs = [
            ("q", self.text),
            *(("source", slug) for slug in self.slugs),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("sort", self.sort or ""),
            ("form", "typed" if self.typed else ""),
            ("collapse", "1" if self.collapse else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        return [(name, value) for name, value in pairs if value and name not in without]

    def address(self) -> str:
        query = urlencode(self.fields())
        return f"{reverse('search')}?{query}" if query else reverse("search")

    def with_(self, **changes: Any) -> str:
        """The address with these changes; a changed search starts at its first page."""
        return replace(self, **{"page": 1, **changes}).address()


@dataclass(frozen=True, slots=True)
class FacetLink:
    """href: adds the outlet to the search, or takes it out again when it is chosen."""

    source: Source
    count: int
    chosen: bool
    href: str


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


def offers(asked: Asked, near: Nearby) -> Offers:
    def other(count: int | None, **changes: Any) -> Offer | None:
        return Offer(asked.text, count, asked.with_(**changes)) if count else None

    def texts(found: Iterable[Counted]) -> tuple[Offer, ...]:
        return tuple(Offer(each.text, each.count, asked.with_(text=each.text)) for each in found)

    return Offers(
        meant=texts(near.meant),
        parts=texts(near.parts),
        without_filters=other(near.without_filters, slugs=(), since=None, until=None),
        every_form=other(near.every_form, typed=False),
        nothing_there=near.within_filters == 0,
    )


def facet_links(asked: Asked, answer: Answer, sources: Iterable[Source]) -> list[FacetLink]:
    """Outlets with results, the most first; a chosen outlet without any stays, so that it can be taken out."""
    by_pk = {source.pk: source for source in sources}
    counts = {facet.source_id: facet.count for facet in answer.facets if facet.source_id in by_pk}
    counts |= {pk: 0 for pk, source in by_pk.items() if source.slug in asked.slugs and pk not in counts}

    def link(source: Source, count: int) -> FacetLink:
        chosen = source.slug in asked.slugs
        slugs = tuple(slug for slug in asked.slugs if slug != source.slug) if chosen else (*asked.slugs, source.slug)
        return FacetLink(source, count, chosen, asked.with_(slugs=slugs))

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
    step = max((_step(bar) for bar in bars), key=["day", "month", "year"].index)

    def link(bar: Bar) -> BarLink:
        left = round((bar.start - first).days * WIDTH / days)
        right = round(((bar.end - first).days + 1) * WIDTH / days)
        gap = min(4, (right - left) // 5)
        height = max(2, round(bar.count * HEIGHT / most)) if bar.count else 0
        href = asked.with_(since=bar.start, until=bar.end)
        width = max(1, right - left - gap)
        return BarLink(bar, step, href, left, width, HEIGHT - height, height, left, max(1, right - left))

    return [link(bar) for bar in bars]


def page_links(asked: Asked, pages: int) -> list[PageLink]:
    """First, last, and those around the one shown."""
    near = range(asked.page - AROUND, asked.page + AROUND + 1)
    shown = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    links: list[PageLink] = []
    for number in shown:
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, asked.with_(page=number), number == asked.page))
    return links
