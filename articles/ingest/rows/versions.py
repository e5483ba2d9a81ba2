"""Which version of an article is current. Pure: the answer depends on the set of versions, never on their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """What deciding needs to know of an original."""

    sha256: str
    content_hash: str
    archived_at: datetime | None = None
    front_date: datetime | None = None
    seen_at: datetime | None = None

    @property
    def rank(self) -> tuple[datetime, datetime, datetime, str]:
        """docs/architecture.md: greatest (since when it stood, archived_at, front matter's date, sha256). A commit saw it
        come; without one the stamp tells. An unknown time is the smallest. docs/decisions/0023-git-history.md"""
        archived = self.archived_at or _NEVER
        return (self.seen_at or archived, archived, self.front_date or _NEVER, self.sha256)


@dataclass(frozen=True, slots=True)
class Decision:
    """current: what readers see. earliest: for each content, by its hash, the version that had it first."""

    current: Version
    earliest: dict[str, Version]

    @property
    def revisions(self) -> dict[str, Version]:
        """What is kept beside the current one: every other content, once."""
        return {key: version for key, version in self.earliest.items() if key != self.current.content_hash}


def decide(versions: Iterable[Version]) -> Decision:
    """versions: at least one, each sha256 once."""
    ranked = sorted(versions, key=lambda version: version.rank)
    earliest: dict[str, Version] = {}
    for version in ranked:
        earliest.setdefault(version.content_hash, version)
    return Decision(ranked[-1], earliest)
