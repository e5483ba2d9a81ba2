"""Reading an export back. Its originals go the way of all files, with the identities they had; then what people decided
(outlets, edits, hidden articles, pictures) is laid over them, never over what this archive had before."""

from __future__ import annotations

import json
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from articles import site
from articles.ingest.archives.roots import Folder, History, NothingToImport, Tar, Zip
from articles.ingest.archives.zips import DAMAGED
from articles.ingest.export.carried import OWN_TABLES
from articles.ingest.export.exporting import FORMAT, MANIFEST, OWN_RULES, VERSION
from articles.ingest.export.import_edits import lay_over, restore_source
from articles.ingest.export.lines import PAGE, original_name
from articles.ingest.export.own_tables import restore_own_table
from articles.ingest.export.reading import ExportFiles
from articles.ingest.export.restoring_history import restore_history
from articles.ingest.export.restoring_pictures import restore_picture
from articles.ingest.export.schema import ArticleLine, ExportManifest, OriginalLine, PictureLine, SourceLine
from articles.ingest.rows import ledger
from articles.ingest.types import Entry, Ticket
from articles.models import Article, ImportRun
from articles.parsing.types import Refused

#: Every export has them; version 2 also the owner's own tables.
_FILES = ("sources.jsonl", "articles.jsonl", "originals.jsonl", "pictures.jsonl")


class Export:
    """A root whose files are the originals of an export. refusals: (which line, why) of what was not taken. notes: what
    else whoever imports it should know, a sentence each."""

    archive = False
    prefix = ""

    def __init__(self, files: ExportFiles, text: str, about: ExportManifest) -> None:
        self.files, self.text, self.about = files, text, about
        self.complete = False
        self.refusals = files.refusals
        self.notes: list[str] = []
        self._sound: array[int] | None = None

    def total(self) -> int:
        """Originals, as the manifest counts them."""
        return self.about.counts.get("originals", 0)

    def done(self) -> int | None:
        return None  # counted in files

    def before(self) -> None:
        """The outlets first: articles are filed under them. What the owner of an archive decides for all of it (regional
        names, settings) is taken over by an archive that holds no article yet."""
        self._mention_rules()
        with transaction.atomic():
            if self.about.version > 1 and not Article.objects.exists():
                for table in OWN_TABLES:
                    if table.required or self.files.holds(table.file):
                        restore_own_table(table, self.files)
            for number, line in self.files.lines("sources.jsonl", SourceLine):
                if refused := restore_source(line):
                    self.files.refuse("sources.jsonl", number, refused)
        site.publish()

    def _mention_rules(self) -> None:
        rules = self.files.read(OWN_RULES, self.files.longest)
        own = Path(settings.NEWSARCHIVE_OUTLETS)
        if rules is not None and (not own.is_file() or own.read_bytes() != rules):
            self.notes.append(
                f"The export has outlet rules of its own ({OWN_RULES}), which were not used. To have articles read by them, "
                f"look at them, copy the file to {own}, and run reparse."
            )

    def entries(self) -> Iterator[Entry]:
        """One for each original of each article."""
        for number, line in self.files.lines("originals.jsonl", OriginalLine):
            yield self._entry(line, number)

    def after(self, run: ImportRun) -> None:
        """What commits say, what people decided, and the pictures. Safe to repeat."""
        restore_history(self.files)
        lines = self.files.lines("articles.jsonl", ArticleLine, again=True)
        elsewhere = 0
        while page := list(islice(lines, PAGE)):
            with transaction.atomic():
                mine = ledger.articles_first_read_from(self.text, [line.identity for _number, line in page])
                for number, line in page:
                    if line.identity not in mine:
                        elsewhere += bool(line.edited_at)
                    elif refused := lay_over(line):
                        self.files.refuse("articles.jsonl", number, refused)
        if elsewhere:
            self.notes.append(
                f"{elsewhere:,} edits of the export are of articles that this archive does not have from it; they were not "
                "taken over. An export imported into an empty archive brings all of its edits."
            )
        for number, picture in self.files.lines("pictures.jsonl", PictureLine):
            if refused := restore_picture(picture, self.files.read):
                self.files.refuse("pictures.jsonl", number, refused)

    def _entry(self, line: OriginalLine, number: int) -> Entry:
        path = f"{line.public_id}/{line.sha256}"
        if not self._is_sound(line.identity):
            reason = (
                "articles.jsonl has no sound line for its article, so that it cannot be known whether it is hidden."
            )
            return Entry(path, verdict=Refused(reason))
        data = self.files.read(original_name(line.sha256), self.files.longest)
        if data is None or sha256(data).hexdigest() != line.sha256:
            return Entry(
                path, verdict=Refused("Its file is missing from the export, too large or not the bytes it was.")
            )
        ticket = Ticket(
            path=path,
            origin=line.path,
            size=len(data),
            sha256=line.sha256,
            source_given=line.source_given,
            profile=line.profile,
            identity=line.identity,
            public_id=line.public_id,
        )
        return Entry(path, size=len(data), data=data, ticket=ticket)

    def _is_sound(self, identity: str) -> bool:
        """Whether articles.jsonl has a line for it that can be laid over: an article whose line is bad might be one that was
        hidden. Eight bytes are kept of each."""
        if self._sound is None:
            found = (_short(line.identity) for _number, line in self.files.lines("articles.jsonl", ArticleLine))
            self._sound = array("Q", sorted(array("Q", found)))
        at = bisect_left(self._sound, _short(identity))
        return at < len(self._sound) and self._sound[at] == _short(identity)


def _short(identity: str) -> int:
    return int(identity[:16], 16)


def open_export(root: Folder | Zip | Tar | History) -> Export | None:
    """An Export if the root is one: a folder or zip with our manifest. Raises NothingToImport for one that is not whole, or
    from the future."""
    if isinstance(root, Tar | History) or (isinstance(root, Folder) and root.only):
        return None
    try:
        place = root.root.resolve() if isinstance(root, Folder) else zipfile.Path(root.path)
        files = ExportFiles(place, root.limits.file)
        about = _about(files)
        held = [name for name in _FILES if files.holds(name)]
    except DAMAGED:
        return None
    if about is None:
        if len(held) == len(_FILES):
            raise NothingToImport(
                f"{root.text} looks like an export, but is not whole: its {MANIFEST} is missing or damaged. Export it again."
            )
        return None
    if about.version not in range(1, VERSION + 1):
        raise NothingToImport(f"{root.text} was exported by a newer version ({about.version}). Upgrade first.")
    wanted = [*_FILES, *(table.file for table in OWN_TABLES if about.version > 1 and table.required)]
    if missing := [name for name in wanted if not files.holds(name)]:
        raise NothingToImport(f"{root.text} has no {missing[0]}: the export is not whole. Export it again.")
    return Export(files, root.text, about)


def _about(files: ExportFiles) -> ExportManifest | None:
    """The manifest, if it is one of ours; counts that are none are left out."""
    data = files.read(MANIFEST, files.longest)
    try:
        about: Any = json.loads(data) if data else None
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            return None
        counts = about.get("counts")
        known = counts if isinstance(counts, dict) else {}
        about["counts"] = {kind: count for kind, count in known.items() if type(count) is int and count >= 0}
        return ExportManifest.model_validate(about)
    except (ValueError, RecursionError, ValidationError):
        return None
