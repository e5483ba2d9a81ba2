"""What a run does with one root: a folder, an archive, a history, an export."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.db import reset_queries

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.git.history import AT
from articles.ingest.archives.roots import Folder, History, Limits, Tar, Zip
from articles.ingest.export.restoring import Export
from articles.ingest.rows import ledger
from articles.ingest.rows.deciding import decide_root, name_hosts, unnamed_hosts
from articles.ingest.rows.profiles import keep_profile, kept_profile
from articles.ingest.rows.root_names import own_name
from articles.ingest.rows.sources import Here, host_name
from articles.ingest.rows.storing import store
from articles.ingest.run import histories
from articles.ingest.run.apart import Apart
from articles.ingest.run.dry_run import Preview
from articles.ingest.run.held_pictures import HeldPictures
from articles.ingest.run.multi_article_files import Collector
from articles.ingest.run.pool import Pool
from articles.ingest.run.read_entry import Opened, Parts, entries_in, few, open_entry, outcome_of, sha256_of
from articles.ingest.run.site_titles import SiteTitles
from articles.ingest.types import Done, Entry, FileReport, Job, Outcome, Progress, ProgressStep, Report, Ticket
from articles.models import ImportedRoot, ImportRun
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.types import NotAnArticle, ParsedArticle, Refused

#: Files looked up in the ledger at once, and written at once: a transaction stays under half a second.
LOOKED_UP, BATCH_FILES, BATCH_BYTES = 400, 250, 16 * 1024 * 1024
#: Pictures of a root that were refused and are named in the report.
_MOST_NOTES = 20
#: Seconds between calls of on_progress.
TICK = 0.2

AnyRoot = Folder | Zip | Tar | History | Export


@dataclass(slots=True)
class RootImport:
    """What is the same for all roots of a run, and what was met in the present one.

    met: hashes of the paths met in this root. doubles: paths of this root that hold bytes known already, by sha256.
    refused_before: sha256 and reason of files that are tried again, since a newer version may read them.
    titles: of the site, by its settings. hosts, undecided: of what was met, what
    outlets are decided by for the whole root. given: --source. reread: the root was read by another profile last time."""

    report: Report
    run: ImportRun | None
    given: str
    limits: Limits
    pool: Pool
    apart: Apart
    on_progress: Progress | None
    choice: RecordChoice
    preview: Preview = field(default_factory=Preview)
    met: set[int] = field(default_factory=set)
    doubles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused_before: dict[str, tuple[str, str]] = field(default_factory=dict)
    touched: list[tuple[int, Entry]] = field(default_factory=list)
    collector: Collector = field(default_factory=lambda: Collector(""))
    titles: SiteTitles = field(default_factory=SiteTitles)
    hosts: set[str] = field(default_factory=set)
    undecided: bool = False
    profile: Profile = NO_PROFILE
    reread: bool = False
    held: HeldPictures = field(default_factory=lambda: HeldPictures(""))
    _next_tick: float = 0.0

    def take(self, root: AnyRoot, profile: Profile) -> None:
        """Import one root to its end."""
        self.profile, self.reread = profile, not isinstance(root, Export) and kept_profile(root.text) != profile.text
        self.met, self.doubles, self.refused_before = set(), defaultdict(list), {}
        self.collector, self.held = Collector(root.text), HeldPictures(root.text)
        self.titles, self.hosts, self.undecided = SiteTitles(), set(), False
        before = self.report.seen
        whole = ""
        if isinstance(root, Zip | Tar):
            whole = sha256_of(root.path)
            if whole and not (self.source or self.reread) and self._known_whole(root, whole):
                return
        if isinstance(root, History) and not self._begin_history(root):
            return
        if isinstance(root, Export) and self.run:
            root.before()
        total = root.total() if self.on_progress else 0
        batch: list[Done] = []
        size = 0
        for each in self.pool.run(self._jobs(root)):
            done = each if isinstance(root, Export) else self.choice.chosen(each)
            batch.append(done)
            size += len(done.compressed)
            if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
                self._flush(root, batch)
                batch, size = [], 0
            self._tick(root, total, before)
        self._flush(root, batch)
        self._finish(root, whole)
        self._tick(root, total, before, last=True)

    def _begin_history(self, root: History) -> bool:
        """Whether there is anything to read. What the ledger knows of its versions is counted."""
        readable = histories.begin(root)
        self.report.notes += root.notes
        if not readable:
            if root.place.kind == "clone" and root.without_git:
                self.report.notes.append(root.trouble)  # its files are imported nevertheless
            else:
                self._count(root, ledger.WHOLE, "refused", root.trouble)
            return False
        for entry in root.settings():
            self.titles.see(entry, self.limits, self.apart)
        again = {f"{path}{AT}{blob}" for path, blob in root.retry}
        for path, outcome, reason in ledger.members(root.text):
            if path not in again:
                self._count(root, path, "refused" if outcome == "refused" else "unchanged", reason)
        return True

    def _known_whole(self, root: Zip | Tar, whole: str) -> bool:
        """An archive with the bytes of last time: its members are answered for by the ledger."""
        row = ledger.known(root.text, [ledger.WHOLE]).get(ledger.WHOLE)
        if row is None or row.sha256 != whole:
            return False
        for path, outcome, reason in ledger.members(root.text):
            self._count(root, path, "refused" if outcome == "refused" else "unchanged", reason)
        if row.outcome == "refused":
            self._count(root, ledger.WHOLE, "refused", row.reason)
        return True

    def _jobs(self, root: AnyRoot) -> Iterator[Job | Done]:
        """What the ledger does not answer for."""
        entries = self.apart.members(root) if isinstance(root, Zip | Tar) else root.entries()
        while chunk := list(few(entries, LOOKED_UP, BATCH_BYTES)):
            rows = ledger.known(root.text, [entry.path for entry in chunk])
            for entry in chunk:
                if isinstance(root, History) and hash(entry.path) in self.met:
                    continue  # counted from an earlier reading
                self.titles.see(entry, self.limits, self.apart)
                self.held.see(entry.path)
                yield from self._examine(root, entry, rows.get(entry.path))

    def _here(self, root: AnyRoot) -> Here | None:
        if isinstance(root, Export):
            return None
        return Here(root.text, self.titles.title or own_name(root.called if isinstance(root, History) else root.text))

    def _examine(
        self, root: AnyRoot, entry: Entry, row: ledger.LedgerEntry | None, *, whole: bool = False
    ) -> Iterator[Job | Done]:
        """One file: nothing if it is unchanged, Done if it needs no parsing, else a Job, or one for each of its entries.

        whole: it is an entry of a file of many, and is not taken apart again."""
        settled = self._settled(entry.path, row)
        if row and settled and entry.verdict is None and ledger.unmoved(entry, row):
            self._unchanged(root, entry.path, row)
            return
        origin = entry.origin or root.prefix + entry.path
        opened = open_entry(entry, origin, self.limits, self.apart, self.choice, whole=whole)
        if isinstance(opened, NotAnArticle | Refused):
            yield from self._verdict(root, entry, row, Done(self._ticket(root, entry), opened))
        elif not self._held(root, entry, row if settled else None, opened):
            if row and row.outcome == "refused" and not row.gone:
                self.refused_before[entry.path] = (row.sha256, row.reason)
            ticket = self._ticket(root, entry, opened.digest, opened.size, row)
            parts = None if whole else entries_in(opened, ticket, self.limits, self.apart)
            if isinstance(parts, NotAnArticle | Refused):
                yield from self._verdict(root, entry, row, Done(ticket, parts))
            else:
                yield from self._parts(root, ticket, row, parts) if parts else (Job(ticket, opened.data),)

    def _held(self, root: AnyRoot, entry: Entry, row: ledger.LedgerEntry | None, opened: Opened) -> bool:
        """Whether the ledger answers for these bytes, here or in the history of the folder. row: if it is settled."""
        if row and row.sha256 == opened.digest:
            if row.gone or (entry.mtime_ns is not None and entry.mtime_ns != row.mtime_ns):
                self.touched.append((row.pk, entry))
            self._unchanged(root, entry.path, row)
            return True
        known = histories.as_in_history(root, entry, opened.data, opened.size) if isinstance(root, Folder) else None
        if known is None or not self._same_source(known):
            return False
        self.collector.moved.append((entry.path, known))
        self._unchanged(root, entry.path, known)
        return True

    def _parts(
        self, root: AnyRoot, ticket: Ticket, row: ledger.LedgerEntry | None, parts: Parts
    ) -> Iterator[Job | Done]:
        """The entries of a file that holds many."""
        count = 0
        while chunk := list(few(parts.entries, LOOKED_UP, BATCH_BYTES)):
            count += len(chunk)
            rows = ledger.known(root.text, [entry.path for entry in chunk])
            before = self.collector.elsewhere(ticket.path, chunk) if row else {}
            for entry in chunk:
                part = replace(entry, origin=ticket.origin + entry.path[len(ticket.path) :], seen_at=ticket.seen_at)
                yield from self._part(root, part, rows.get(entry.path), before)
        self.collector.read.append((Done(ticket, NotAnArticle(parts.collection.reason(count))), row))
        self.held.read(parts.collection)

    def _part(
        self, root: AnyRoot, entry: Entry, row: ledger.LedgerEntry | None, before: dict[str, ledger.LedgerEntry]
    ) -> Iterator[Job | Done]:
        """An entry of such a file. before: by sha256, what the ledger knows of it from wherever it stood."""
        digest = sha256(entry.data or b"").hexdigest()
        known = before.get(digest)
        if known and self._same_source(known) and (row is None or row.gone or row.sha256 != digest):
            self.collector.moved.append((entry.path, known))
            self._count(root, entry.path, "unchanged")
            return
        yield from self._examine(root, entry, row, whole=True)

    def _settled(self, path: str, row: ledger.LedgerEntry | None) -> bool:
        """Whether the ledger answers for a file whose bytes are the same. Refused ones are tried again."""
        if row is None or row.outcome == "refused" or not self._same_source(row) or not self.choice.settles(row.reason):
            return False
        return all(
            part.outcome != "refused" and self._same_source(part) and self.choice.settles(part.reason)
            for _, part in self.collector.parts(path, row)
        )

    def _unchanged(self, root: AnyRoot, path: str, row: ledger.LedgerEntry) -> None:
        self._count(root, path, "unchanged")
        for name, _part in self.collector.parts(path, row):
            self._count(root, name, "unchanged")

    def _same_source(self, row: ledger.LedgerEntry) -> bool:
        return not self.reread and (not self.source or row.source_given in (None, self.source))

    @property
    def source(self) -> str:
        return self.given or self.profile.outlet

    def _ticket(
        self,
        root: AnyRoot,
        entry: Entry,
        digest: str = "",
        size: int | None = None,
        row: ledger.LedgerEntry | None = None,
    ) -> Ticket:
        if entry.ticket:
            return entry.ticket
        return Ticket(
            path=entry.path,
            origin=entry.origin or root.prefix + entry.path,
            size=entry.size if size is None else size,
            mtime_ns=entry.mtime_ns,
            sha256=digest,
            source_given=self.source,
            seen_at=entry.seen_at,
            before=entry.before,
            profile=self.profile.text,
            identity=ledger.identity_of(row, digest) if self.reread else "",
        )

    def _verdict(self, root: AnyRoot, entry: Entry, row: ledger.LedgerEntry | None, done: Done) -> Iterator[Done]:
        """What was judged without parsing; nothing if the ledger says the same already."""
        outcome = outcome_of(done)
        if row and not row.gone and outcome and (row.outcome, row.reason) == outcome:
            self._count(root, entry.path, "refused" if outcome[0] == "refused" else "unchanged", outcome[1])
        else:
            yield done

    def _flush(self, root: AnyRoot, batch: list[Done]) -> None:
        """Write a batch, and count it."""
        batch = [done for done in batch if not self._refused_again(root, done)]
        if self.run:
            outcomes = store(batch, self.run, root.text, self._here(root)) if batch else []
            if self.touched:
                ledger.touch(self.touched)
        else:
            outcomes = self.preview.classify(batch)
        self.touched = []
        self.collector.write_moved(self.run, at_least=BATCH_FILES)
        if settings.DEBUG:
            reset_queries()  # Django then keeps every statement, whole articles in it
        for done, outcome in zip(batch, outcomes, strict=True):
            reason = "" if isinstance(done.parsed, ParsedArticle) else done.parsed.reason
            self._count(root, done.ticket.path, outcome, reason)
            if isinstance(done.parsed, ParsedArticle) and not done.parsed.outlet:
                self._undecided(done.parsed)
            if outcome == "duplicate":
                self.doubles[done.ticket.sha256].append(done.ticket.path)

    def _undecided(self, parsed: ParsedArticle) -> None:
        if parsed.host:
            self.hosts.add(host_name(parsed.host))
        else:
            self.undecided = True

    def _refused_again(self, root: AnyRoot, done: Done) -> bool:
        """Count a file that is refused as it was last time; the ledger has it."""
        if not isinstance(done.parsed, Refused) or not done.ticket.sha256:
            return False
        if self.refused_before.get(done.ticket.path) != (done.ticket.sha256, done.parsed.reason):
            return False
        self._count(root, done.ticket.path, "refused", done.parsed.reason)
        return True

    def _finish(self, root: AnyRoot, whole: str) -> None:
        """After a root's last file: what has gone, what has only moved, and whether an archive was whole."""
        for path, outcome, reason in self.collector.close(self.run):
            self._count(root, path, outcome, reason)
        if self.run and not isinstance(root, Export | History):
            self.report.pictures += self._take_pictures(root)
        if isinstance(root, Zip | Tar):
            self._close_archive(root, whole)
        if isinstance(root, History):
            self._close_history(root)
        if isinstance(root, Export):
            self._close_export(root)
        elif root.complete:
            self._follow_moves(root)
        self._decide(root)

    def _decide(self, root: AnyRoot) -> None:
        """What follows from all of the root's files together: its outlets and their names."""
        here = self._here(root)
        if self.run is None or here is None:
            return
        if self.reread and root.complete:
            keep_profile(root.text, self.profile.text)
        if self.undecided or ImportedRoot.objects.filter(root=here.text[-1000:], by_name=None).exists():
            _moves, note = decide_root(here, titled=bool(self.titles.title))
            self.report.notes += [note] if note else []
        stopped = ImportRun.objects.filter(finished_at=None).exclude(pk=self.run.pk).exists()
        if hosts := self.hosts | (unnamed_hosts() if stopped else set()):
            name_hosts(hosts, here if self.titles.title else None)

    def _take_pictures(self, root: Folder | Zip | Tar) -> int:
        """The pictures that lie in this root, for the articles that show them."""
        given, refused = self.held.take_in(root, self.apart)
        self.report.notes += [f"{name}: {reason}" for name, reason in refused[:_MOST_NOTES]]
        return given

    def _close_history(self, root: History) -> None:
        if self.run:
            histories.finish(root, self.run)
        if root.trouble:
            self._count(root, ledger.WHOLE, "refused", root.trouble)

    def _close_export(self, root: Export) -> None:
        if self.run:
            root.after(self.run)
        for line, reason in root.refusals:
            self._count(root, line, "refused", reason)
        self.report.notes += root.notes

    def _follow_moves(self, root: AnyRoot) -> None:
        """A file that is missing here and found there has moved; the others are gone."""
        gone: list[ledger.Missing] = []
        moved: set[str] = set()
        for file in ledger.missing(root.text, self.run, self.met):
            new = self.doubles.get(file.sha256) if file.sha256 else None
            if not new:
                gone.append(file)
                continue
            path = new.pop()
            moved.add(path)
            if self.run:
                ledger.move(root.text, file, path)
        self.report.recount(root.text, moved, "unchanged")
        self.report.gone += len(gone)
        if self.run:
            ledger.mark_gone(gone)

    def _close_archive(self, root: Zip | Tar, whole: str) -> None:
        verdict = Refused(root.trouble) if root.trouble else NotAnArticle(ledger.READ_WHOLE)
        if root.trouble:
            self._count(root, ledger.WHOLE, "refused", root.trouble)
        if self.run:
            done = Done(Ticket(path=ledger.WHOLE, origin="", size=root.total(), sha256=whole), verdict)
            ledger.write(
                self.run, root.text, [ledger.LedgerLine(done, "refused" if root.trouble else "not-an-article")]
            )

    def _count(self, root: AnyRoot, path: str, outcome: Outcome, reason: str = "") -> None:
        self.met.add(hash(path))
        self.report.add(FileReport(root.text, path, outcome, reason))

    def _tick(self, root: AnyRoot, total: int, before: int, *, last: bool = False) -> None:
        now = time.monotonic()
        if self.on_progress is None or (now < self._next_tick and not last):
            return
        self._next_tick = now + TICK
        unpacked = root.done()
        done = self.report.seen - before if unpacked is None else unpacked
        unit: Literal["files", "bytes"] = "files" if unpacked is None else "bytes"
        total = total if done <= total else 0  # files of many entries were counted as one
        self.on_progress(ProgressStep(root.text, self.report.seen, done, total, unit, self.report.counts["refused"]))
