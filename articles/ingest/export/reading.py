"""The files of an export, as bytes and as lines. Nothing in it is trusted: what is no line of its kind is named, and the
next one is read."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError

from articles.ingest.archives.zips import DAMAGED
from articles.ingest.export.schema import why

#: Half a character, which no database holds.
_HALVES = re.compile("[\ud800-\udfff]")
Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(slots=True)
class ExportFiles:
    """place: an export's folder (resolved), or the zip itself. longest: bytes of a line, and of an original."""

    place: zipfile.Path | Path
    longest: int
    refusals: list[tuple[str, str]] = field(default_factory=list)

    def holds(self, name: str) -> bool:
        """Whether it has that file: itself, not a link to what lies elsewhere."""
        file = self.place / name
        if isinstance(file, Path):
            return file.is_file() and file.resolve() == file
        return file.is_file()

    def read(self, name: str, limit: int) -> bytes | None:
        """A file of the export; None if it is missing, damaged or has more than `limit` bytes."""
        try:
            if not self.holds(name):
                return None
            with (self.place / name).open("rb") as stream:
                data: bytes = stream.read(limit + 1)
        except DAMAGED:
            return None
        return data if len(data) <= limit else None

    def refuse(self, name: str, number: int, reason: str) -> None:
        self.refusals.append((f"{name}, line {number}", reason))

    def lines(self, name: str, schema: type[Schema], *, again: bool = False) -> Iterator[tuple[int, Schema]]:
        """The sound lines of a file, with their numbers; the others are refused. again: they were named before."""
        for number, value, refused in self.values(name):
            try:
                if not refused:
                    yield number, schema.model_validate(value)
            except ValidationError as error:
                refused = why(error)
            if refused and not again:
                self.refuse(name, number, refused)

    def values(self, name: str) -> Iterator[tuple[int, Any, str]]:
        """Number, JSON value and "" of each line; None and the reason for one that holds none."""
        number = 0
        try:
            with (self.place / name).open("rb") as stream:
                for number, line in enumerate(self._raw(stream), 1):
                    yield (number, *_parsed(line))
        except DAMAGED as error:
            yield number + 1, None, f"The file is damaged from here on ({error})."

    def _raw(self, stream: IO[bytes]) -> Iterator[bytes | None]:
        """None for a line that is too long, whose rest is skipped."""
        while line := stream.readline(self.longest):
            if line.endswith(b"\n") or len(line) < self.longest:
                yield line
                continue
            while (rest := stream.readline(self.longest)) and not rest.endswith(b"\n"):
                pass
            yield None


def _parsed(line: bytes | None) -> tuple[Any, str]:
    if line is None:
        return None, "The line is too long."
    try:
        value = json.loads(line)
        return (_storable(value) if b"\\u0000" in line or b"\\ud" in line.lower() else value), ""
    except RecursionError:
        return None, "Its brackets are nested too deep."
    except ValueError as error:
        return None, f"It is no JSON ({error})."


def _storable(value: Any) -> Any:
    """Without NUL, which PostgreSQL does not hold, and with U+FFFD for half a character."""
    match value:
        case str():
            return _HALVES.sub("\ufffd", value.replace("\0", ""))
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {key: _storable(each) for key, each in value.items()}
    return value
