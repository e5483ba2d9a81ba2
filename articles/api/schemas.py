"""What the API takes and gives: the contract of docs/architecture.md, as types. Others script against it: add only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import PlainSerializer, WithJsonSchema

from articles.search.request.fields import LONGEST_QUERY

#: Characters of an address; the longest that the sample holds, proxies' included, is a quarter of it.
LONGEST_ADDRESS = 8_000
#: Always with a numeric offset, "+00:00" too: some readers of JSON do not know the "Z" that would stand for it.
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class SuggestIn(Schema):
    q: str = Field(
        "",
        max_length=LONGEST_QUERY,
        description="What has been typed so far, in either script; Latin letters are also read as pinyin or its initials.",
    )


class SuggestionOut(Schema):
    text: str = Field(..., description="As the archive mostly writes it.")
    kind: Literal["headline", "word", "outlet", "name"] = Field(
        ...,
        description="outlet: name of an outlet; name: one of the regional names; word: a word of headlines; headline: a "
        "phrase of several words that headlines use.",
    )
    count: int = Field(..., description="Articles that say this, in either script; for an outlet, its articles.")


class SuggestOut(Schema):
    query: str
    suggestions: list[SuggestionOut] = Field(
        ..., description="At most eight: outlets first, then the most frequent. Each has articles."
    )


class AddressIn(Schema):
    canonical_url: str = Field(
        ..., max_length=LONGEST_ADDRESS, description="The article's address; scheme, host case and utm_* do not matter."
    )


class ResultOut(Schema):
    id: str = Field(..., description="Permanent id of the article.")
    url: str = Field(..., description="Its page in this archive.")
    headline: str
    source: str = Field(..., description="Name of the outlet.")
    published_at: Moment | None = Field(..., description="ISO 8601 with the outlet's offset; null if unknown.")
    canonical_url: str = Field(..., description="The article's address at the outlet, as the archive has it.")
    snippet: str = Field(
        ..., description="The passage that fits best, as HTML: text escaped, matches in <mark>. No other markup occurs."
    )
    score: float
    more: int = Field(
        0, description="Only with collapse=1: further articles found that tell the same story, not in results."
    )


class FacetOut(Schema):
    value: str = Field(..., description="Name, as source=, section= or tag= takes it.")
    count: int


class FacetsOut(Schema):
    source: list[FacetOut] = Field(..., description="Counted without the source filter, most first.")
    section: list[FacetOut] = Field(..., description="Sections by name, without the section filter; the 30 of most.")
    tag: list[FacetOut] = Field(..., description="Tags, without the tag filter; the 30 of most.")


class BarOut(Schema):
    first: date = Field(..., alias="from", description="First day of this step of the timeline.")
    last: date = Field(..., alias="to", description="Its last day, inclusive.")
    count: int


class TierOut(Schema):
    name: Literal["exact", "near", "all", "most"] = Field(
        ..., description="exact: as typed; near: its words close together; all: its words anywhere; most: most of them."
    )
    total: int = Field(..., description="Articles that it finds, those of the tiers before it included.")


class SearchOut(Schema):
    query: str
    match: Literal["words", "near", "all", "most"] | None = Field(None, description="As given; not there for exact.")
    tiers: list[TierOut] | None = Field(
        None,
        description="Only where q was read as words: results stand in the order of these; total is the last one's.",
    )
    total: int = Field(..., description="Exact number of articles found.")
    stories: int | None = Field(
        None, description="Only with collapse=1: how many stories these articles tell; pages counts these."
    )
    page: int
    pages: int
    took_ms: float
    results: list[ResultOut]
    facets: FacetsOut
    timeline: list[BarOut]
    notices: list[str] = Field(
        ..., description="What was not searched as asked, or is not there yet: sentences in the interface language."
    )


class FigureOut(Schema):
    position: int = Field(
        ..., description='From 1, in reading order; <figure data-figure="N"></figure> is its place in body_html.'
    )
    role: Literal["lead", "inline", "video"]
    image_url: str = Field(
        ..., description="The picture's original address, never a proxy's; empty if it came in a file of the archive."
    )
    local_url: str | None = Field(..., description="Path of the rescued file in this archive; null if not rescued.")
    caption: str
    credit: str
    alt: str = Field(..., description="Alternative text; never a caption.")


class ContributorOut(Schema):
    name: str
    role: Literal["reporter", "translator", "editor", "photographer", "agency"]


class HistoryOut(Schema):
    commit: str = Field(..., description="The commit, by its whole hash.")
    at: Moment = Field(..., description="When it was made, as it says; ISO 8601 with offset.")
    what: Literal["added", "changed", "removed"]


class CaptureOut(Schema):
    url: str = Field(..., description="Of a copy in a web archive.")
    at: Moment | None = Field(..., description="When that copy was made; null where its address does not say.")


class ArticleOut(Schema):
    id: str = Field(..., description="Permanent id of the article.")
    url: str = Field(..., description="Its page in this archive.")
    headline: str
    source: str = Field(..., description="Name of the outlet.")
    byline: list[str] = Field(..., description="Names of those who wrote it.")
    contributors: list[ContributorOut] = Field(..., description="Everyone the article names, reporters included.")
    dateline: str
    published_at: Moment | None = Field(..., description="ISO 8601 with the outlet's offset; null if unknown.")
    published_rule: str = Field(
        ...,
        description="Where published_at was read: body, comment, front-matter, date-line, dateline, address; of a saved "
        "page json-ld, meta, microdata, time-element; of a feed's entry feed, of a JSON object json; empty if unknown.",
    )
    archived_at: Moment | None = Field(..., description="When the archive took it in; ISO 8601 with offset.")
    canonical_url: str = Field(..., description="The article's address at the outlet, as the archive has it.")
    original_sha256: str | None = Field(
        ..., description="SHA-256 of the untouched file that this version was read from."
    )
    script: str = Field(..., description="Hans, Hant, or empty for neither.")
    text: str = Field(..., description="The body's paragraphs, one a line, without headline and captions.")
    body_html: str = Field(..., description="The body as sanitised HTML.")
    figures: list[FigureOut]
    section: str = Field(..., description="The section of the outlet, as the file names it; empty if it names none.")
    tags: list[str] = Field(..., description="In the order of the file.")
    captures: list[CaptureOut] = Field(..., description="Copies in web archives, the newest first.")
    also: dict[str, str] = Field(
        ..., description="What the file states beside all this, by its own names; several values of one, a line each."
    )
    history: list[HistoryOut] = Field(
        ..., description="What commits of the git repository it was read from did to it, the first one first."
    )


class ErrorOut(Schema):
    detail: str = Field(..., description="What went wrong and what to do, in the interface language.")
