"""What a line of an export may say. An export is a file like any other, perhaps a stranger's: what does not fit is
refused."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from django.utils.dateparse import parse_datetime
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from articles.ingest.archives.names import member_path
from articles.ingest.pictures.reasons import REASONS
from articles.ingest.rows.editing import EDITABLE, NO_EDITS
from articles.parsing.formats.profile import MOST, profile_of
from articles.parsing.types import ContributorRole

#: Of moments: what calendars draw and every zone can show.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: Minutes east of UTC, from Baker Island to Kiribati.
WEST, EAST = -12 * 60, 14 * 60


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    moment = parse_datetime(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("it is no moment such as 2020-08-05T12:00:00+00:00")
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise ValueError(f"only the years from {FIRST_YEAR} to {LAST_YEAR - 1} are taken")
    return moment


def _commit_time(value: Any) -> datetime:
    moment = _moment(value)
    if moment is None:
        raise ValueError("it is missing")
    return moment


@cache
def _zones() -> set[str]:
    return available_timezones()


def _zone(name: str) -> str:
    if name and name not in _zones():
        raise ValueError("there is no such time zone")
    return name


def _web_address(address: str) -> str:
    if address and not re.match(r"https?://[^\s/]", address, re.I):
        raise ValueError("it is no http or https address")
    return address


def _plain_path(path: str) -> str:
    _path, refused = member_path(path)
    if refused:
        raise ValueError(refused)
    return path


def _header(value: Any) -> str:
    """What a server once called its file; one that no request could repeat is forgotten."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def _reason(code: str) -> str:
    if code and code not in REASONS:
        raise ValueError("there is no such reason")
    return code


def _editable(name: str) -> str:
    if name not in EDITABLE - NO_EDITS:
        raise ValueError("no editor changes that")
    return name


def _once(figures: list[FigureLine]) -> list[FigureLine]:
    if len({figure.position for figure in figures}) != len(figures):
        raise ValueError("two figures have one position")
    return figures


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
NoSha256 = Literal[""]
PublicId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{12,32}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,80}$")]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
CommitTime = Annotated[datetime, BeforeValidator(_commit_time)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Header = Annotated[str, BeforeValidator(_header)]


class _Line(BaseModel):
    """Types are taken literally: "5" is no number and 1 is not true. Keys that a newer version may add count for nothing."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ExportManifest(_Line):
    format: Literal["newsarchive-export"]
    version: int
    counts: dict[str, int] = {}


class AliasLine(_Line):
    kind: Literal["name", "host", "slug"]
    value: Annotated[str, StringConstraints(min_length=1, max_length=253)]


class SourceLine(_Line):
    name: Name
    slug: Slug
    home_zone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
    home_page: Annotated[WebAddress, StringConstraints(max_length=500)]
    aliases: list[AliasLine]

    def model_post_init(self, _context: Any) -> None:
        for alias in self.aliases:
            if alias.kind == "slug" and not re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", alias.value):
                raise ValueError(f"{alias.value[:80]!r} cannot be a former address")


class ContributorLine(_Line):
    name: str
    role: ContributorRole


class FigureLine(_Line):
    image_url: Annotated[WebAddress, StringConstraints(min_length=1)]
    position: Annotated[int, Field(ge=1, le=32_767)]
    role: Literal["lead", "inline", "video"]
    caption: str
    credit: Annotated[str, StringConstraints(max_length=500)]
    alt: str
    video_url: WebAddress


class Edited(_Line):
    """Values of the columns that an editor changed, and of those that follow; the others stay unset. What can be worked out
    from them (text, length, day, figure_count) is not read."""

    section: str = ""
    tags: list[str] = []
    headline: str = ""
    byline: list[str] = []
    contributors: list[ContributorLine] = []
    dateline: Annotated[str, StringConstraints(max_length=300)] = ""
    body_html: str = ""
    standfirst: str = ""
    language: Annotated[str, StringConstraints(pattern=r"^[-A-Za-z0-9]{0,12}$")] = ""
    script: Literal["", "Hans", "Hant"] = ""
    published_at: Moment = None
    published_offset: Annotated[int, Field(ge=WEST, le=EAST)] | None = None
    published_precision: Literal["", "second", "minute", "day"] = ""
    published_rule: Annotated[str, StringConstraints(pattern=r"^[-a-z0-9_. ]{0,32}$")] = ""
    time_doubt: Annotated[str, StringConstraints(pattern=r"^[-a-z0-9_., ]{0,64}$")] = ""
    figures: Annotated[list[FigureLine], AfterValidator(_once)] = []


class ArticleLine(_Line):
    """A line of articles.jsonl, as far as it is restored; the rest follows from the originals."""

    public_id: PublicId
    identity: Sha256
    source: Slug
    visible: bool
    hidden_at: Moment = None
    hidden_reason: Annotated[str, StringConstraints(max_length=300)] = ""
    current: Sha256 | NoSha256
    edited_at: Moment
    edited_fields: list[Annotated[str, AfterValidator(_editable)]]
    edited: Edited


def _profile(text: str) -> str:
    profile_of(text, "profile")  # RulesError is a ValueError
    return text


class OriginalLine(_Line):
    public_id: PublicId
    identity: Sha256
    sha256: Sha256
    path: Annotated[str, StringConstraints(min_length=1), AfterValidator(_plain_path)]
    source_given: Annotated[str, StringConstraints(max_length=200)]
    #: Earlier exports have none.
    profile: Annotated[str, StringConstraints(max_length=MOST), AfterValidator(_profile)] = ""


class HistoryLine(_Line):
    """Exports of before git histories were read have no such file."""

    identity: Sha256
    sha256: Sha256
    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]
    at: CommitTime
    rank: CommitTime
    subject: Annotated[str, StringConstraints(max_length=200)]
    what: Literal["added", "changed", "removed"]
    path: Annotated[str, AfterValidator(_plain_path)]
    final: bool
    rewritten: bool


class PictureLine(_Line):
    """Exports of version 1 have neither untouched files nor how the fetching went."""

    url: Annotated[WebAddress, StringConstraints(min_length=1)]
    sha256: Sha256 | NoSha256
    width: Annotated[int, Field(ge=1, le=1_000_000)] | None
    height: Annotated[int, Field(ge=1, le=1_000_000)] | None
    perceptual_hash: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
    file: Annotated[str, StringConstraints(pattern=r"^(pictures/[0-9a-f]{64}\.[a-z0-9]{1,5})?$")]
    untouched_sha256: Sha256 | NoSha256 = ""
    untouched: Annotated[str, StringConstraints(pattern=r"^(untouched/[0-9a-f]{64}\.[a-z0-9]{1,5})?$")] = ""
    fetched_at: Moment = None
    fetched_from: WebAddress = ""
    state: Literal["waiting", "rescued", "failed", "refused"] = "waiting"
    reason: Annotated[str, StringConstraints(max_length=20), AfterValidator(_reason)] = ""
    detail: Annotated[str, StringConstraints(max_length=300)] = ""
    attempts: Annotated[int, Field(ge=0, le=30_000)] = 0
    next_try_at: Moment = None
    etag: Annotated[Header, StringConstraints(max_length=300)] = ""
    last_modified: Annotated[Header, StringConstraints(max_length=60)] = ""


def why(error: ValidationError) -> str:
    """The first thing that is wrong with a line, and where in it."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("constrained", "function")))
    text = first["msg"].removeprefix("Value error, ")
    return f"{place}: {text}." if place else f"{text}."
