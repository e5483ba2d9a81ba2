"""Web archives: .warc and .arc, packed with gzip or not, and .wacz, which is a zip of them. Record by record."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.limits import Limits
from articles.ingest.archives.warc_streams import WarcStream
from articles.parsing.types import Refused
from articles.parsing.warc.http_bodies import HttpAnswer, TooLarge, unpacked
from articles.parsing.warc.records import HTML, LONGEST_HEAD, MARK, NoRecord, RecordHead, answer_of, read_head

_LONGEST_LINE = 16 * 1024
#: The first line of an ARC record: address, IP, time, media type, length.
_ARC = re.compile(rb"\S[^\r\n]{0,8000} \S{1,60} \d{8,17} \S{1,200}(?: \S{1,200}){0,5} \d{1,12}\r?\n")
_ARC_FILE = re.compile(rb"filedesc:[^\r\n]{0,8000} (\d{1,12})\r?\n")
_NEXT = re.compile(rb"(?:\r?\n){2}WARC/[01]\.\d")
#: Kinds of records that may hold a page.
_PAGES = frozenset(("response", "resource"))
_IN_WACZ = re.compile(r"(?:^|/)archive/[^/]+\.w?arc(?:\.gz)?$", re.IGNORECASE)
_SNIFFED = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Record:
    """head, and the block behind it."""

    head: RecordHead
    block: bytes

    @property
    def bytes(self) -> bytes:
        """The record as a file of its own."""
        return self.head.written + self.block


def beside(aside: Counter[str]) -> str:
    """What a web archive holds beside pages, for its line in the ledger; "" if there is nothing."""
    parts = [f"{count:,} {name}" for name, count in sorted(aside.items())]
    return f" Beside them: {', '.join(parts)}." if parts else ""


def is_warc(start: bytes) -> bool:
    """Whether a file's first bytes, unpacked, are those of a web archive."""
    return start.startswith(MARK) or _ARC_FILE.match(start) is not None


def open_streams(place: Path | bytes, limits: Limits) -> Iterator[WarcStream]:
    """The streams of a file: one, or one for each archive in a .wacz. Raises DAMAGED's for a zip that is none."""
    with io.BytesIO(place) if isinstance(place, bytes) else place.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            file.seek(0)
            yield WarcStream(file, limits)
            return
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                if _IN_WACZ.search(info.filename) and not info.flag_bits & 0x1:
                    with archive.open(info) as member:
                        yield WarcStream(member, limits)


def records(
    stream: WarcStream, limits: Limits, wanted: Callable[[RecordHead], bool], aside: Counter[str]
) -> Iterator[Record | Refused]:
    """The records that `wanted` says yes to; a refusal where something cannot be read. aside: counts what else is there."""
    for head in _heads(stream):
        if isinstance(head, Refused):
            yield head
        elif not wanted(head):
            aside[_name_of(head)] += 1
            stream.skip(max(head.length, 0))
        elif read := _large(stream, head, limits, aside) if head.length > limits.file else _read(stream, head):
            yield read


def _heads(stream: WarcStream) -> Iterator[RecordHead | Refused]:
    """Each record's head; its block is to be read before the next one is asked for."""
    while True:
        try:
            head = _next_head(stream)
        except NoRecord as error:
            yield Refused(f"A record's head cannot be read ({error}). Reading goes on with the next record.")
            if not _find_next(stream):
                return
            continue
        if head is None:
            if not stream.mend():
                return
            yield Refused("A packed member of the file is damaged. Reading goes on with the next one.")
            continue
        yield head


def _next_head(stream: WarcStream) -> RecordHead | None:
    """None at the end, and before what is damaged."""
    while (start := stream.peek(2)) and start[:1] in b"\r\n":
        stream.read(1)
    start = stream.peek(_LONGEST_LINE)
    if not start:
        return None
    if start.startswith(MARK):
        end = re.compile(rb"\r?\n\r?\n").search(start)
        if end is None:
            start = stream.peek(LONGEST_HEAD)
            end = re.compile(rb"\r?\n\r?\n").search(start)
        if end is None:
            raise NoRecord("it has no end")
        return read_head(stream.read(end.end()))
    if about := _ARC_FILE.match(start):
        stream.read(about.end())
        stream.skip(int(about[1]))
        return _next_head(stream)
    if line := _ARC.match(start):
        return read_head(stream.read(line.end()))
    raise NoRecord("it begins with neither WARC's nor ARC's first line")


def _find_next(stream: WarcStream) -> bool:
    """Forward to where the next record may begin."""
    while piece := stream.peek(4 * _LONGEST_LINE):
        found = re.compile(rb"\nWARC/[01]\.\d").search(piece, 1)
        if found:
            stream.read(found.start() + 1)
            return True
        if len(piece) < 4 * _LONGEST_LINE:
            stream.read(len(piece))
            return stream.mend()
        stream.read(len(piece) - 10)
    return stream.mend()


def _large(stream: WarcStream, head: RecordHead, limits: Limits, aside: Counter[str]) -> Refused | None:
    """A record that is too large for a page: a film, mostly."""
    page = _is_html(answer_of(head, stream.peek(_LONGEST_LINE)))
    if not page:
        aside["other files"] += 1
    _pass_over(stream, head.length)
    return Refused(limits.too_large(head.length)) if page else None


def _pass_over(stream: WarcStream, length: int) -> None:
    """A record that is too large to be held; no further than the next one, where its length is a lie."""
    while length > 0 and (piece := stream.read(min(length, 4 * _LONGEST_LINE))):
        if cut := _NEXT.search(piece):
            stream.back(piece[cut.start() :])
            return
        length -= len(piece)


def _name_of(head: RecordHead) -> str:
    if head.kind in _PAGES:
        return "pages of other hosts"
    return {"revisit": "revisits", "request": "requests"}.get(head.kind, "notes of the crawler")


def _read(stream: WarcStream, head: RecordHead) -> Record | Refused:
    """A record, or why there is none. What a length lies about is put back."""
    if head.length < 0:
        return Refused("The record does not say how long it is.")
    block = stream.read(head.length)
    if len(block) < head.length:
        cut = _NEXT.search(block)
        if cut:
            stream.back(block[cut.start() :])
            return Refused("The record says that it is longer than it is.")
        return Refused(f"The record breaks off: of {head.length:,} bytes {len(block):,} are there.")
    after = stream.peek(16).lstrip(b"\r\n")
    if after and not after.startswith(MARK) and head.written.startswith(MARK) and (cut := _NEXT.search(block)):
        stream.back(block[cut.start() :])
        return Refused("The record says that it is longer than it is.")
    return Record(head, block)


def page_in(record: Record, aside: Counter[str]) -> bool:
    """Whether a record holds a page. What else it is, is counted."""
    if record.head.segment > 1 or record.head.kind == "continuation":
        aside["parts of records"] += 1
        return False
    answer = answer_of(record.head, record.block)
    if answer.status not in (200, 203, 0):
        aside["answers that are no pages (redirects, errors)"] += 1
        return False
    if not _is_html(answer):
        aside["pictures" if answer.kind.startswith("image/") else "other files"] += 1
        return False
    return True


def _is_html(answer: HttpAnswer) -> bool:
    if answer.kind in HTML:
        return True
    return (
        answer.kind in ("", "unk", "application/unknown", "text/plain")
        and _SNIFFED.match(answer.body[:4096]) is not None
    )


def pages(stream: WarcStream, limits: Limits, choice: RecordChoice, aside: Counter[str]) -> Iterator[bytes | Refused]:
    """The pages of a stream, each as the bytes of its record."""

    def wanted(head: RecordHead) -> bool:
        return head.kind in _PAGES and choice.has_host(head.url)

    for record in records(stream, limits, wanted, aside):
        if isinstance(record, Refused):
            yield record
        elif page_in(record, aside):
            yield record.bytes


def pictures(stream: WarcStream, limits: Limits, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of the pictures that are wanted, and only of those."""

    def asked(head: RecordHead) -> bool:
        return head.kind in _PAGES and wanted(head.url)

    for record in records(stream, limits, asked, Counter()):
        if isinstance(record, Record):
            answer = answer_of(record.head, record.block)
            if answer.status in (200, 203) and answer.kind not in HTML:
                with suppress(TooLarge):
                    yield record.head.url, unpacked(answer, limits.file)
