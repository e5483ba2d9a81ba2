"""What a site calls itself: the titles in the settings that lie in a PATH."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.ingest.archives.limits import Limits
from articles.ingest.rows.root_names import settings_of_site, title_in
from articles.ingest.run.apart import Apart
from articles.ingest.run.read_entry import open_entry
from articles.ingest.types import Entry
from articles.parsing.types import NotAnArticle, Refused


@dataclass(slots=True)
class SiteTitles:
    """found: how deep the settings lie, and the title in them."""

    found: set[tuple[int, str]] = field(default_factory=set)

    def see(self, entry: Entry, limits: Limits, apart: Apart) -> None:
        """Take the title of an entry that holds settings."""
        if not settings_of_site(entry.path):
            return
        opened = open_entry(entry, entry.path, limits, apart, whole=True)
        if not isinstance(opened, NotAnArticle | Refused) and (title := title_in(opened.data)):
            self.found.add((entry.path.count("/"), title))

    @property
    def title(self) -> str:
        """The highest, if it is the only one there."""
        highest = min((depth for depth, _ in self.found), default=0)
        titles = [title for depth, title in self.found if depth == highest]
        return titles[0] if len(titles) == 1 else ""
