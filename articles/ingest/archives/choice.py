"""What of a web archive or table was asked for, and how its fields are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.ingest.types import Done
from articles.parsing.addresses.urls import host_of
from articles.parsing.types import NotAnArticle, Parsed, ParsedArticle

#: How the ledger's reason of what was not asked for begins.
LEFT_OUT = "Left out: only "


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """hosts: these and what lies below them; languages: `zh`, `en`, …; all, where none is named. names: parts of
    json_keys.toml by the plain names that the files have for them beyond that table: {"正文内容": "text"}."""

    hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """What was asked for, as the ledger says it; "" for everything."""
        asked = [", ".join(sorted(set(each))) for each in (self.hosts, self.languages) if each]
        return f"{LEFT_OUT}{'; '.join(asked)} was asked for." if asked else ""

    def has_host(self, url: str) -> bool:
        """Whether an address is of a chosen host."""
        host = host_of(url)
        return not self.hosts or any(host == each or host.endswith(f".{each}") for each in self.hosts)

    def judge(self, parsed: Parsed) -> Parsed:
        """An article that was not asked for becomes none."""
        if not isinstance(parsed, ParsedArticle):
            return parsed
        language = parsed.language.partition("-")[0].lower()
        asked = not self.languages or language in self.languages or parsed.language.lower() in self.languages
        return parsed if asked and (not parsed.url or self.has_host(parsed.url)) else NotAnArticle(self.said)

    def chosen(self, done: Done) -> Done:
        """A file with its verdict; what was not asked for becomes no article."""
        parsed = self.judge(done.parsed)
        return done if parsed is done.parsed else Done(done.ticket, parsed)

    def settles(self, reason: str) -> bool:
        """Whether what the ledger says of a file holds for this choice: it was read with the same, or with none."""
        return LEFT_OUT not in reason or (bool(self.said) and reason.endswith(self.said))
