"""Looks at an archive before it is imported: counts all its names, reads some of its files as an import would."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from articles.ingest.archives.roots import Folder, History, Limits, NothingToImport, Tar, Zip, open_roots
from articles.ingest.inspecting.finding import Findings
from articles.ingest.inspecting.sampling import Spread
from articles.ingest.inspecting.values import Inspection
from articles.ingest.own_rules import require_sound_rules
from articles.ingest.rows.root_names import own_name
from articles.ingest.run.apart import Apart
from articles.ingest.run.find_profile import beside, read_profile
from articles.ingest.run.pool import Pool, default_workers
from articles.ingest.run.read_entry import entries_in, open_entry
from articles.ingest.run.site_titles import SiteTitles
from articles.ingest.types import Done, Entry, Job, Ticket
from articles.parsing.by_name import kind_by_path
from articles.parsing.formats.profile import NO_PROFILE, Profile, with_map
from articles.parsing.outlet_rules.rules import RulesError
from articles.parsing.types import NotAnArticle, Refused

#: Files of one ending whose content is read, and entries of files of many; entries of one such file that are counted.
LOOKED_AT, MOST_ENTRIES = 800, 20_000

AnyRoot = Folder | Zip | Tar


def inspect(
    path: Path,
    *,
    profile: Profile | None = None,
    names: str = "",
    workers: int | None = None,
    looked_at: int = LOOKED_AT,
) -> Inspection:
    """How a folder, file or archive would be read. profile: instead of the archive.toml that lies there. names: as `--map`
    states them, on top. workers: as in import_paths. looked_at: files of each ending whose content is read.

    Raises NothingToImport if there is nothing to look at, or if a profile or the owner's rules are wrong."""
    started = time.monotonic()
    limits = Limits()
    root = open_roots([path], limits)[-1]  # of a clone, the folder: its history comes first
    if isinstance(root, History):
        raise NothingToImport(f"{root.text} holds a history only, no files. Clone it, and inspect the clone.")
    try:
        require_sound_rules()
        used = _profile(root, profile, names)
    except RulesError as error:
        raise NothingToImport(f"{error} Nothing was looked at.") from error
    with Pool(default_workers() if workers is None else workers) as pool, Apart(guarded=pool.workers > 0) as apart:
        look = _Look(root, used, limits, apart, looked_at)
        look.list_all()
        if not look.files:
            raise NothingToImport(f"No file was found in {root.text}. Name the folder that holds the articles.")
        for done in pool.run(look.jobs()):
            look.take(done)
    findings = look.findings
    return Inspection(
        root=root.text,
        title=look.titles.title,
        files=look.files,
        looked_at=findings.looked_at,
        endings=tuple(look.endings.most_common()),
        kinds=findings.kinds(),
        names=findings.names(),
        outlets=findings.outlets(),
        repeated=findings.repeated(),
        doubts=findings.doubts(),
        profile=used.text,
        proposal=findings.proposal(look.titles.title or own_name(root.text)),
        trouble="" if isinstance(root, Folder) else root.trouble,
        seconds=round(time.monotonic() - started, 2),
    )


def _profile(root: AnyRoot, given: Profile | None, names: str) -> Profile:
    found = beside(root) if given is None else None
    profile = given or (read_profile(found) if found else NO_PROFILE)
    return with_map(profile, names) if names else profile


@dataclass(slots=True)
class _Look:
    """spreads: by the ending of their names, some of the files that are to be opened. waiting: bytes of files that are being
    read, and for how many each stands, by path."""

    root: AnyRoot
    profile: Profile
    limits: Limits
    apart: Apart
    looked_at: int
    files: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    titles: SiteTitles = field(default_factory=SiteTitles)
    spreads: dict[str, Spread[Entry]] = field(default_factory=dict)
    waiting: dict[str, tuple[bytes, float, bool]] = field(default_factory=dict)
    findings: Findings = field(init=False)

    def __post_init__(self) -> None:
        self.findings = Findings(self.profile)

    def list_all(self) -> None:
        """Every name; what a name alone tells is told of all of them."""
        root = self.root
        for entry in root.entries() if isinstance(root, Folder) else self.apart.members(root):
            self.files += 1
            self.endings[_ending(entry.path)] += 1
            self.titles.see(entry, self.limits, self.apart)
            verdict = entry.verdict or kind_by_path(root.prefix + entry.path)
            if verdict:
                self.findings.by_name(entry.path, verdict)
            else:
                self._spread(_ending(entry.path)).see(entry, len(entry.data or b""))

    def _spread(self, ending: str) -> Spread[Entry]:
        return self.spreads.setdefault(ending, Spread(self.looked_at))

    def jobs(self) -> Iterator[Job | Done]:
        """What is to be read of the files, then of the entries of files of many."""
        many: dict[str, Spread[Entry]] = {}
        for ending, spread in self.spreads.items():
            for entry in spread.things:
                yield from self._job(entry, spread.weight, exact=spread.stride == 1, many=(ending, many))
        for spread in many.values():
            for entry in spread.things:
                yield from self._job(entry, spread.weight, exact=spread.stride == 1)

    def _job(
        self, entry: Entry, weight: float, *, exact: bool, many: tuple[str, dict[str, Spread[Entry]]] | None = None
    ) -> Iterator[Job | Done]:
        """many: where the entries of a file of many go; None for such an entry itself."""
        origin = self.root.prefix + entry.path
        opened = open_entry(entry, origin, self.limits, self.apart, whole=many is None)
        ticket = Ticket(path=entry.path, origin=origin, profile=self.profile.text)
        if isinstance(opened, NotAnArticle | Refused):
            self.waiting[entry.path] = (b"", weight, exact)
            yield Done(ticket, opened)
            return
        parts = entries_in(opened, ticket, self.limits, self.apart) if many else None
        self.waiting[entry.path] = (opened.data, weight, exact)
        if isinstance(parts, NotAnArticle | Refused):
            yield Done(ticket, parts)
        elif parts is not None and many:
            yield Done(ticket, NotAnArticle(self._take_apart(parts.entries, weight, *many)))
        else:
            yield Job(ticket, opened.data)

    def _take_apart(self, parts: Iterator[Entry], weight: float, ending: str, many: dict[str, Spread[Entry]]) -> str:
        """The ledger's word on such a file."""
        spread = many.setdefault(ending, Spread(self.looked_at))
        for part in islice(parts, MOST_ENTRIES):
            spread.see(part, len(part.data or b""))
        self.findings.more_entries |= next(parts, None) is not None or weight > 1
        return "It holds articles, each listed by itself."

    def take(self, done: Done) -> None:
        data, weight, exact = self.waiting.pop(done.ticket.path)
        self.findings.add(done, data, weight, exact=exact)


def _ending(path: str) -> str:
    name = PurePosixPath(path.partition("#")[0])
    return name.suffix.lower()[:20]
