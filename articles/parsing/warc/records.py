"""One record of a web archive, which is how the archive keeps a captured page: its head, then what the server answered."""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from articles.parsing.types import Capture, Refused
from articles.parsing.warc.http_bodies import HttpAnswer, TooLarge, read_answer, unpacked

MARK = b"WARC/"
HTML = frozenset(("text/html", "application/xhtml+xml"))
#: Heads that are read; longer ones are an attack.
LONGEST_HEAD = 256 * 1024
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
#: What servers say without knowing; the page and its bytes know better.
_DEFAULTS = frozenset(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "us-ascii", "ascii", "windows-1252", "cp1252"))
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "x-x-big5": "big5hkscs"}
#: Python knows encodings that are none of a page's, and slow ones.
_OF_PAGES = re.compile(r"(?:utf|gb|big5|hz|euc|iso-|shift|sjis|windows-|cp|koi8|x-gbk|x-x-big5|macintosh)")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FULL = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})T?(\d{2}):?(\d{2}):?(\d{2})")
#: It tells of each address with a blank in it, which is nothing to tell an importer of.
logging.getLogger("warcio").setLevel(logging.ERROR)
_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=True)


class NoRecord(ValueError):
    """Bytes that begin no record."""


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What a record states. kind: `response`, `resource`, `revisit`, … length: of its block; -1 if it states none.
    written: the head in WARC's own form, which for an ARC record is made of its line."""

    kind: str
    url: str
    at: datetime | None
    media_type: str
    length: int
    segment: int
    written: bytes


@dataclass(frozen=True, slots=True)
class Captured:
    """html: in UTF-8 where the server named another encoding, else as it was sent."""

    html: bytes
    url: str
    at: datetime | None

    @property
    def date(self) -> str:
        """The time in ISO 8601, "" if the record states none."""
        return self.at.isoformat() if self.at else ""

    @property
    def captures(self) -> tuple[Capture, ...]:
        return (Capture(self.url, self.at),) if self.url else ()


def read_head(written: bytes) -> RecordHead:
    """written: the head with the blank line behind it, or the line of an ARC record. Raises NoRecord."""
    try:
        record = _LOADER.parse_record_stream(BytesIO(written), no_record_parse=True)
    except (ArchiveLoadFailed, EOFError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise NoRecord(str(error)[:200]) from error
    headers = record.rec_headers
    arc = not written.startswith(MARK)
    stated = (headers.get_header("Content-Length") or "").strip()
    length = record.length if arc else int(stated) if stated.isascii() and stated.isdecimal() else -1
    segment = headers.get_header("WARC-Segment-Number") or ""
    return RecordHead(
        kind=(record.rec_type or "").strip().lower(),
        url=(headers.get_header("WARC-Target-URI") or "").strip()[:8_000],
        at=_moment(headers.get_header("WARC-Date") or ""),
        media_type=(headers.get_header("Content-Type") or "").strip().lower(),
        length=length if length is not None else -1,
        segment=int(segment) if segment.isascii() and segment.isdecimal() else 1,
        written=_as_warc(headers) if arc else written,
    )


def _as_warc(headers: StatusAndHeaders) -> bytes:
    """Without the name that warcio gives a record at random: the same record has the same bytes whenever it is read."""
    headers.remove_header("WARC-Record-ID")
    return bytes(headers.to_bytes())


def answer_of(head: RecordHead, block: bytes) -> HttpAnswer:
    """A `resource` has no head of HTTP: what it is its record states."""
    if head.kind == "resource":
        return HttpAnswer(200, {"content-type": head.media_type}, block)
    return read_answer(block)


def unwrap(data: bytes, limit: int) -> Captured | Refused | None:
    """The page in a record; None for bytes that are none. limit: of its bytes once they are unpacked."""
    end = _END_OF_HEAD.search(data, 0, LONGEST_HEAD) if data.startswith(MARK) else None
    if end is None:
        return None
    try:
        head = read_head(data[: end.end()])
        answer = answer_of(head, data[end.end() :])
        body = unpacked(answer, limit)
    except NoRecord:
        return None
    except TooLarge:
        return Refused(f"The captured page unpacks to more than {limit // 2**20} MiB; no article has.")
    if not body.strip():
        return Refused("The capture holds no page: its record is empty.")
    return Captured(_in_utf8(body, answer.charset), head.url, head.at)


def _in_utf8(body: bytes, charset: str) -> bytes:
    """By the encoding that the server named, if the page can be read by it; else its own words or its bytes tell."""
    if not _OF_PAGES.match(charset) or charset in _DEFAULTS or body.startswith(_BYTE_ORDER_MARKS):
        return body
    try:
        return body.decode(_SUPERSETS.get(charset, charset)).encode()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return body


def _moment(stated: str) -> datetime | None:
    found = _FULL.match(stated.strip())
    try:
        return datetime.strptime("".join(found.groups()), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
