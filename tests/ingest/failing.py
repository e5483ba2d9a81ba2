"""A task for a reading process that fails within; in a module that such a process can import without Django."""

from __future__ import annotations

from collections.abc import Iterator

from articles.ingest.types import Entry


class Deep:
    """fault: what it raises behind its first entry."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    @property
    def state(self) -> dict[str, object]:
        return {}

    def entries(self) -> Iterator[Entry]:
        yield Entry("1")
        raise self.fault
