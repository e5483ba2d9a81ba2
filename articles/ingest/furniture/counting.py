"""In how many stories the pieces of an outlet's articles stand: two passes over fingerprints, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from articles.furniture import ArticlePieces
from articles.models import Article
from articles.parsing.text.repeated import BELOW_BOX, EDGE, HEAD, TAIL

#: Stories that a piece must stand in, and days: a story is told by headline and by its longest paragraph.
STORIES, DAYS = 5, 3
#: Articles whose fingerprints are read at once (SQLite allows 32,766 parameters), and whose keys are counted at once.
_READ = 2_000
#: Counters of the first pass: a byte each.
_LEAST_BITS, _MOST_BITS = 16, 27
#: Articles of a piece that are looked at more closely.
SAMPLE = 24

_HEADER = np.dtype(
    [
        *((name, "<u8") for name in ("headline", "longest", "second", "third")),
        *((name, "<u4") for name in ("day", "length", "pieces")),
    ]
)
Keys = npt.NDArray[np.uint64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Count:
    """A piece that repeats. stories, days: different ones. tail, head: in how many articles it stands near that end.
    last: in how many at most BELOW_BOX pieces of text stand behind it. sample: primary keys of some, spread over all."""

    key: int
    picture: bool
    articles: int
    stories: int
    days: int
    head: int
    tail: int
    last: int
    sample: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PieceCounts:
    """Of an outlet. articles: how many there are. counts: by key. days: different ones on which it published.
    long: primary key and times its usual length, of those far longer."""

    articles: int
    days: int
    counts: dict[int, Count]
    long: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The fingerprints of some articles. owner: of each key, which article of the outlet; index: which of its keys."""

    headers: npt.NDArray[np.void]
    keys: Keys
    owner: Whole
    index: Whole


@dataclass(frozen=True, slots=True)
class _Outlet:
    """Of each article with a fingerprint: its header, primary key, and what tells its story."""

    heads: npt.NDArray[np.void]
    pks: Whole
    witnesses: Keys


def count(source_id: int) -> PieceCounts:
    """All articles of an outlet that have fingerprints."""
    pks = np.array(sorted(Article.objects.filter(source_id=source_id).values_list("pk", flat=True)), np.int64)
    bits = int(np.clip(int(len(pks) * 64).bit_length(), _LEAST_BITS, _MOST_BITS))
    often = np.zeros(1 << bits, np.uint8)
    mask = np.uint64((1 << bits) - 1)
    headers = []
    known: list[Whole] = []
    for some, chunk in _chunks(pks):
        slots, times = np.unique(chunk.keys & mask, return_counts=True)
        often[slots] = np.minimum(often[slots] + np.minimum(times, STORIES), STORIES).astype(np.uint8)
        headers.append(chunk.headers)
        known.append(some)
    if not headers:
        return PieceCounts(0, 0, {}, {})
    heads = np.concatenate(headers)
    outlet = _Outlet(heads, np.concatenate(known), _witnesses(heads, often, mask))
    days = len(np.unique(heads["day"][heads["day"] > 0]))
    counts = _grouped(*_repeating(pks, often, mask), outlet)
    return PieceCounts(len(heads), days, counts, _far_longer(heads, outlet.pks))


def _chunks(pks: Whole) -> Iterator[tuple[Whole, _Chunk]]:
    """The fingerprints, some articles at a time, and those articles' primary keys."""
    seen = 0
    for start in range(0, len(pks), _READ):
        wanted = [int(pk) for pk in pks[start : start + _READ]]
        rows = dict(ArticlePieces.objects.filter(pk__in=wanted).values_list("pk", "fingerprint"))
        found = [pk for pk in wanted if pk in rows]
        if found:
            blobs = [bytes(rows[pk]) for pk in found]
            yield np.array(found, np.int64), _chunk(blobs, seen)
            seen += len(found)


def _chunk(blobs: list[bytes], first: int) -> _Chunk:
    size = _HEADER.itemsize
    headers = np.frombuffer(b"".join(blob[:size] for blob in blobs), _HEADER)
    keys = np.frombuffer(b"".join(blob[size:] for blob in blobs), "<u8")
    lengths = np.array([(len(blob) - size) // 8 for blob in blobs], np.int64)
    owner = np.repeat(np.arange(first, first + len(blobs)), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return _Chunk(headers, keys, owner, np.arange(len(keys)) - starts)


def _repeating(pks: Whole, often: npt.NDArray[np.uint8], mask: np.uint64) -> tuple[Keys, Whole, Whole]:
    """The second pass: only keys that may stand in enough articles."""
    found: list[tuple[Keys, Whole, Whole]] = []
    for _, chunk in _chunks(pks):
        hot = often[chunk.keys & mask] >= STORIES
        found.append((chunk.keys[hot], chunk.owner[hot], chunk.index[hot]))
    keys, owner, index = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((index, owner, keys))
    return keys[order], owner[order], index[order]


def _witnesses(heads: npt.NDArray[np.void], often: npt.NDArray[np.uint8], mask: np.uint64) -> Keys:
    """Of each article the longest piece that does not repeat, which tells its story from others; 0 where there is none."""
    witness = np.zeros(len(heads), np.uint64)
    for name in ("third", "second", "longest"):
        own = (heads[name] > 0) & (often[heads[name] & mask] < STORIES)
        witness[own] = heads[name][own]
    return witness


def _stories(headlines: Keys, witnesses: Keys) -> int:
    """How many stories some articles tell: two with one headline, or with one longest paragraph, tell the same."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = node = parent.setdefault(above, above)
        return node

    for headline, witness in zip(headlines.tolist(), witnesses.tolist(), strict=True):
        if witness:
            parent[root(("headline", headline))] = root(("witness", witness))
    return sum(node == above for node, above in parent.items())


def _grouped(keys: Keys, owner: Whole, index: Whole, outlet: _Outlet) -> dict[int, Count]:
    found: dict[int, Count] = {}
    if not len(keys):
        return found
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    ends = np.append(starts[1:], len(keys))
    for start, end in zip(starts, ends, strict=True):
        if end - start >= STORIES and keys[start]:
            one = _count(int(keys[start]), owner[start:end], index[start:end], outlet)
            if one.stories >= STORIES and one.days >= DAYS:
                found[one.key] = one
    return found


def _count(key: int, owner: Whole, index: Whole, outlet: _Outlet) -> Count:
    articles, first = np.unique(owner, return_index=True)
    index = index[first]
    of = outlet.heads[articles]
    before, behind = _from_ends(index, of["pieces"].astype(np.int64))
    step = max(1, len(articles) // SAMPLE)
    return Count(
        key=key,
        picture=bool(np.all(index >= np.minimum(of["pieces"], 2 * EDGE))),
        articles=len(articles),
        stories=_stories(of["headline"], outlet.witnesses[articles]),
        days=len(np.unique(of["day"][of["day"] > 0])),
        head=int(np.sum(before < HEAD)),
        tail=int(np.sum(behind < TAIL)),
        last=int(np.sum(behind <= BELOW_BOX)),
        sample=tuple(int(outlet.pks[at]) for at in articles[::step][:SAMPLE]),
    )


def _from_ends(index: Whole, pieces: Whole) -> tuple[Whole, Whole]:
    """How many pieces of text stand before and behind: of a long article only both ends have keys."""
    skipped = np.where(index >= EDGE, np.maximum(pieces - 2 * EDGE, 0), 0)
    return index + skipped, pieces - 1 - index - skipped


#: Times an outlet's usual length, and characters, from which on an article is far too long.
_TIMES, _CHARACTERS = 20, 20_000


def _far_longer(heads: npt.NDArray[np.void], owners: Whole) -> dict[int, int]:
    lengths = heads["length"].astype(np.int64)
    usual = max(1, int(np.median(lengths)))
    far = (lengths > _TIMES * usual) & (lengths > _CHARACTERS)
    return {int(pk): int(length) // usual for pk, length in zip(owners[far], lengths[far], strict=True)}
