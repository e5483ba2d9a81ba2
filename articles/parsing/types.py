"""What a parsed file is. Frozen values: they cross process borders and decide nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["lead", "inline", "video"]
ContributorRole = Literal["reporter", "translator", "editor", "photographer", "agency"]
Precision = Literal["second", "minute", "day"]
#: Where a time was read: the body's opening lines, the feed comment, the front matter, the legacy 日期 line, the
#: dateline (or the day below the last paragraph), the article's address.
TimeRule = Literal[
    "body", "comment", "front-matter", "date-line", "dateline", "address",
    # Of a saved page: its JSON-LD, <meta>, microdata or <time>. Of an entry: the feed, the JSON object. Who saved the file.
    "json-ld", "meta", "microdata", "time-element", "feed", "json", "saved",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """at: aware, in the offset that the file states or its outlet keeps."""

    at: datetime
    precision: Precision
    rule: TimeRule


@dataclass(frozen=True, slots=True)
class Contributor:
    """Whom an article names, and as what. A reporter is also an author; an agency is an organisation, such as 中央社."""

    name: str
    role: ContributorRole


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """position counts from 1 in reading order; body_html holds `<figure data-figure="position"></figure>` in its place.

    local: the path by which the file names a picture that may lie beside it in the archive, "" where it names an address."""

    position: int
    role: Role
    image_url: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    video_url: str = ""
    local: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """A copy in a web archive. url: of the capture, as written. at: when it was made, aware, if its address says."""

    url: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One article, read from one file.

    outlet: slug of the outlet rule that the host (else a name) matched, else "".
    filed_as: the front matter's author, else the folder's name, else "".
    body_html: sanitised. text: its paragraphs, one a line, without headline and captions.
    content_hash: sha256 (hex) of headline and normalised text: equal means "same content".
    problems: codes, such as "no-headline", "no-time", "empty-body".
    byline: names of the contributors who are reporters.
    section, tags: as the file states them, each tag once. captures: where web archives hold it.
    also: (name, value) of what the file states and no table of names knows, in the file's order; bounded.
    site_title: the outlet as the file itself states it, "" if it does not.
    fingerprint: its pieces (repeated.Fingerprint), for whoever counts what repeats; added by the worker that parsed it.
    """

    format: str
    url: str
    url_key: str
    host: str
    outlet: str
    filed_as: str
    headline: str
    byline: tuple[str, ...]
    dateline: str
    published: ParsedTime | None
    archived: ParsedTime | None
    front_date: datetime | None
    time_doubt: str
    language: str
    script: str
    body_html: str
    text: str
    standfirst: str
    figures: tuple[ParsedFigure, ...]
    content_hash: str
    problems: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    captures: tuple[Capture, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    site_title: str = ""
    fingerprint: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """A readable file that holds no article, such as a README or a list of links. reason: a sentence for the ledger."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that should perhaps hold an article and cannot be read. reason: what is wrong, for the ledger."""

    reason: str


Parsed = ParsedArticle | NotAnArticle | Refused
