"""Some of many, spread evenly over them, in one pass that does not know how many there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Spread(Generic[T]):
    """Every stride-th thing seen; the stride doubles whenever more than `most` things, or `most_bytes`, are kept."""

    most: int
    most_bytes: int = 64 * 1024 * 1024
    seen: int = 0
    stride: int = 1
    kept: list[tuple[T, int]] = field(default_factory=list)

    def see(self, thing: T, size: int = 0) -> None:
        """size: bytes of memory that it takes."""
        self.seen += 1
        if (self.seen - 1) % self.stride:
            return
        self.kept.append((thing, size))
        while len(self.kept) > 1 and (
            len(self.kept) > self.most or sum(each for _, each in self.kept) > self.most_bytes
        ):
            self.kept = self.kept[::2]
            self.stride *= 2

    @property
    def things(self) -> list[T]:
        return [thing for thing, _ in self.kept]

    @property
    def weight(self) -> float:
        """For how many each thing kept stands."""
        return self.seen / len(self.kept) if self.kept else 1.0

    def few(self, number: int) -> list[T]:
        """So many of what is kept, spread as well."""
        things = self.things
        if len(things) <= number:
            return things
        return [things[at * len(things) // number] for at in range(number)]
