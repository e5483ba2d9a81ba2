"""The pictures that a web archive holds beside its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.streams import Bomb
from articles.ingest.archives.warcs import open_streams, pictures
from articles.ingest.archives.zips import DAMAGED
from articles.ingest.types import Entry
from articles.parsing.addresses.proxies import picture_address
from articles.parsing.addresses.urls import url_key


def picture_key(address: str) -> str:
    """Equal for an address as a page writes it and as a crawler fetched it; "" for none."""
    return url_key(picture_address(address))


@dataclass(slots=True)
class CapturedPictures:
    """The pictures of one file that articles show. wanted: their keys; each is given once,
    by the first record that has it."""

    file: Path
    limits: Limits
    wanted: frozenset[str]
    alive: Callable[[], None] | None = None

    @property
    def state(self) -> dict[str, object]:
        return {}

    def entries(self) -> Iterator[Entry]:
        """Each with its key as path. What is damaged ends the reading: the pages before have said so."""
        left = set(self.wanted)
        try:
            for stream in open_streams(self.file, self.limits):
                stream.alive = self.alive
                for address, data in pictures(stream, self.limits, lambda url: picture_key(url) in left):
                    left.discard(key := picture_key(address))
                    yield Entry(key, size=len(data), data=data)
                    if not left:
                        return
        except (*DAMAGED, Bomb):
            return
