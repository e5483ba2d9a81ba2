"""Looking at page after page in one window, and noting everything that is wrong with any of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Error as BrowserError

from tests.browser.conftest import Watched

#: What is no page: files to keep, feeds, what machines read; the admin, which asks for a login.
NO_PAGE = re.compile(
    r"/(?:admin|api|feed|static|original)/|\.(?:csv|jsonl|ris|bib|json|txt|xml|html)$|/pictures/\w{64}/(?!articles)"
)
LINKS = """Array.from(document.querySelectorAll('a[href]'))
    .filter(link => link.origin === location.origin).map(link => link.pathname + link.search)"""
#: Of a hundred steps of a walk so many begin somewhere else: a walk along "older" would never see much.
LEAPS = 20


@dataclass
class Crawl:
    """A walk through a site. offences: what was wrong, with the page it was wrong on."""

    watched: Watched
    opened: list[str] = field(default_factory=list)
    offences: list[str] = field(default_factory=list)

    def look(self, path: str, status: int = 200) -> list[str]:
        """Open a page, note what is wrong with it, and return the pages of this site that it leads to."""
        self.opened.append(path)
        wrong: list[str] = []
        links: list[str] = []
        try:
            page = self.watched.goto(path, status)
            if self.watched.sideways() > 0:
                wrong.append(f"is {self.watched.sideways()} px wider than the window")
            links = [link for link in page.evaluate(LINKS) if not NO_PAGE.search(link.partition("?")[0])]
        except (AssertionError, BrowserError) as error:
            wrong.append(str(error))
        wrong += [f"asked for {url}" for url in self.watched.foreign] + self.watched.errors
        self.watched.foreign.clear()
        self.watched.errors.clear()
        self.offences += [f"{path}: {one}" for one in wrong]
        return links

    def walk(self, starts: Sequence[str], language: str, pages: int, seed: int) -> None:
        """So many pages that were not opened yet, from link to link, in one language; `seed` chooses which."""
        chance = random.Random(f"{seed} {language}")
        known, links = set(self.opened), list[str]()
        for _ in range(pages):
            fresh = self._in(language, links, known) if chance.randrange(100) >= LEAPS else []
            path = chance.choice(fresh or self._in(language, starts, known) or list(starts))
            known.add(path)
            links = self.look(path) or links

    @staticmethod
    def _in(language: str, links: Iterable[str], known: set[str]) -> list[str]:
        return sorted({link for link in links if link.startswith(f"/{language}/")} - known)
