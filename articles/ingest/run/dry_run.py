"""A dry run: makes the same decisions as an import, and keeps them in memory instead of writing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.ingest.rows.storing import classify, identities_of
from articles.ingest.types import Done, Outcome
from articles.models import Article, Original
from articles.parsing.types import NotAnArticle, ParsedArticle


@dataclass(slots=True)
class Preview:
    """_held: by identity, the (sha256, content hash) of each original. As bytes: a million files stay under 400 MB."""

    _held: defaultdict[bytes, list[tuple[bytes, bytes]]] = field(default_factory=lambda: defaultdict(list))
    _there: set[bytes] = field(default_factory=set)
    _looked_up: set[bytes] = field(default_factory=set)

    def classify(self, batch: Sequence[Done]) -> list[Outcome]:
        """The outcome of each file, in order."""
        keys = identities_of(batch)
        self._look_up({key for key in keys if key})
        return [self._outcome(done, key) for done, key in zip(batch, keys, strict=True)]

    def _outcome(self, done: Done, key: str) -> Outcome:
        if not isinstance(done.parsed, ParsedArticle):
            return "not-an-article" if isinstance(done.parsed, NotAnArticle) else "refused"
        held = self._held[bytes.fromhex(key)]
        sha256, content = bytes.fromhex(done.ticket.sha256), done.parsed.content_hash
        if any(sha256 == known for known, _ in held):
            return "duplicate"
        outcome = classify(content, [known.hex() for _, known in held], exists=bytes.fromhex(key) in self._there)
        held.append((sha256, bytes.fromhex(content)))
        return outcome

    def _look_up(self, identities: set[str]) -> None:
        new = [key for key in identities if bytes.fromhex(key) not in self._looked_up]
        self._looked_up.update(map(bytes.fromhex, new))
        self._there.update(
            map(bytes.fromhex, Article.objects.filter(identity__in=new).values_list("identity", flat=True))
        )
        columns = ("article__identity", "sha256", "content_hash")
        for key, sha256, content in Original.objects.filter(article__identity__in=new).values_list(*columns):
            self._held[bytes.fromhex(key)].append((bytes.fromhex(sha256), bytes.fromhex(content)))
