"""Reading an export back. Its originals go the way of all files, with the identities they had; then what people decided
(outlets, edits, hidden articles, pictures) is laid over them, never over what an editor changed here."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from articles.ingest import ledger
from articles.ingest.exporting import FORMAT, MANIFEST, PAGE, VERSION, original_name
from articles.ingest.overlaying import Line, lay_over, restore_source
from articles.ingest.reading import Folder, Limits, NothingToImport, Tar, Zip
from articles.ingest.restoring_pictures import restore_picture
from articles.ingest.types import Entry, Ticket
from articles.models import ImportRun
from articles.parsing.types import Refused

_IDENTITY, _PUBLIC_ID = re.compile(r"[0-9a-f]{64}"), re.compile(r"[a-z2-7]{12,32}")
#: Half a character, which no database holds.
_HALVES = re.compile("[\ud800-\udfff]")


class Export:
    """A root whose files are the originals of an export. place: its folder, or the zip itself."""

    archive = False
    prefix = ""

    def __init__(self, place: zipfile.Path | Path, text: str, about: dict[str, Any], limits: Limits) -> None:
        self.place, self.text, self.about, self.limits = place, text, about, limits
        self.complete = False

    def total(self) -> int:
        """Originals, as the manifest counts them."""
        return int(self.about.get("counts", {}).get("originals", 0))

    def done(self) -> int | None:
        return None  # counted in files

    def before(self) -> None:
        """The outlets first: articles are filed under them."""
        with transaction.atomic():
            for line in self._lines("sources.jsonl"):
                restore_source(line)

    def entries(self) -> Iterator[Entry]:
        """One for each original of each article."""
        for line in self._lines("originals.jsonl"):
            yield self._entry(line)

    def after(self, run: ImportRun) -> None:
        """What people decided, and the pictures. Safe to repeat."""
        lines = self._lines("articles.jsonl")
        while page := [Line.read(line) for line in islice(lines, PAGE)]:
            with transaction.atomic():
                mine = ledger.articles_first_read_from(self.text, [row.identity for row in page])
                for row in page:
                    lay_over(row, mine)
        for picture in self._lines("pictures.jsonl"):
            restore_picture(picture, self._bytes)

    def _entry(self, line: dict[str, Any]) -> Entry:
        digest, path = str(line["sha256"]), f"{line['public_id']}/{line['sha256']}"
        if not (_IDENTITY.fullmatch(str(line["identity"])) and _PUBLIC_ID.fullmatch(str(line["public_id"]))):
            return Entry(path, verdict=Refused("originals.jsonl gives it an identity that is none."))
        data = self._bytes(original_name(digest)) if _IDENTITY.fullmatch(digest) else None
        if data is None or sha256(data).hexdigest() != digest:
            return Entry(
                path, verdict=Refused("Its file is missing from the export, too large or not the bytes it was.")
            )
        ticket = Ticket(
            path=path,
            origin=str(line["path"]),
            size=len(data),
            sha256=digest,
            source_given=str(line["source_given"]),
            identity=str(line["identity"]),
            public_id=str(line["public_id"]),
        )
        return Entry(path, size=len(data), data=data, ticket=ticket)

    def _bytes(self, name: str) -> bytes | None:
        """A file of the export; None if it is missing or larger than any article."""
        file = self.place / name
        if ".." in name.split("/") or not file.is_file():
            return None
        with file.open("rb") as stream:
            data: bytes = stream.read(self.limits.file + 1)
        return data if len(data) <= self.limits.file else None

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        file = self.place / name
        if not file.is_file():
            raise NothingToImport(f"{self.text} has no {name}: the export is not whole. Export it again.")
        with file.open("rb") as stream:
            yield from _parsed_lines(stream, f"{self.text}: {name}", self.limits.file)


def _parsed_lines(stream: IO[bytes], name: str, longest: int) -> Iterator[dict[str, Any]]:
    """longest: bytes of a line; one beyond that is no JSON any more, and is refused as damaged."""
    for number, line in enumerate(iter(lambda: stream.readline(longest), b""), 1):
        try:
            value = json.loads(line)
            yield _storable(value) if b"\\u0000" in line or b"\\ud" in line.lower() else value
        except ValueError as error:
            raise NothingToImport(f"{name}, line {number}, is damaged ({error}). Export it again.") from error


def _storable(value: Any) -> Any:
    """Without NUL, which PostgreSQL does not hold, and with U+FFFD for half a character."""
    match value:
        case str():
            return _HALVES.sub("\ufffd", value.replace("\0", ""))
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {key: _storable(each) for key, each in value.items()}
    return value


def open_export(root: Folder | Zip | Tar) -> Export | None:
    """An Export if the root is one: a folder or zip with our manifest. Raises NothingToImport for one from the future."""
    if isinstance(root, Tar) or (isinstance(root, Folder) and root.only):
        return None
    try:
        place = root.root if isinstance(root, Folder) else zipfile.Path(root.path)
        manifest = place / MANIFEST
        about = json.loads(manifest.read_bytes()) if manifest.is_file() else None
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        return None
    if about.get("version") != VERSION:
        raise NothingToImport(f"{root.text} was exported by a newer version ({about.get('version')}). Upgrade first.")
    return Export(place, root.text, about, root.limits)
