"""Documents to the arrays of a segment, by sorting arrays (layout.py says what each holds)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.search.index.arrays.layout import DTYPES, MAX_ROWS, OVERLAP, STRIDE, IndexDocument
from articles.search.text.arrays import Array, Arrays
from articles.search.text.segmentation import boundaries
from articles.search.text.tokens import END, Scan, scan


class TooManyRows(ValueError):
    """The documents do not fit one segment: give fewer at a time."""


def rows_of(lengths: Array) -> Array:
    """How many rows documents of these lengths (places) take."""
    rows: Array = np.maximum(1, -(-lengths // STRIDE))
    return rows


class _Places:
    """Where the documents of a batch lie among the places of one scan over all of their texts."""

    def __init__(self, documents: Sequence[IndexDocument], found: Scan) -> None:
        sizes = np.array([[len(text) + 1 for text in document.texts] for document in documents], np.int64)
        ends = found.place_of[np.cumsum(sizes.ravel())].reshape(sizes.shape)
        self.base = np.concatenate([[0], ends[:-1, -1]])
        #: ends[document, field], counted from the document's first place
        self.ends = ends - self.base[:, None]
        self.lengths = self.ends[:, -1]
        self.rows = rows_of(self.lengths)
        self.row_base = np.cumsum(self.rows) - self.rows
        if self.rows.sum() > MAX_ROWS:
            raise TooManyRows(f"{len(documents)} documents take {self.rows.sum()} rows; a segment holds {MAX_ROWS}.")

    def documents(self, places: Array) -> Array:
        """The document of each of these ascending places."""
        return np.repeat(np.arange(len(self.base)), np.diff(np.searchsorted(places, self.base), append=len(places)))

    def postings(self, places: Array) -> tuple[Array, Array | None]:
        """Postings (uint64, to be packed) and the indexes into `places` that they are of, None for all in their order:
        overlaps come twice."""
        document = self.documents(places)
        if len(self.rows) == self.rows.sum():
            # One row each, as nearly always: the start of a document takes its row off and its place away in one step.
            step = (np.arange(len(self.base)) << 16) - self.base
            return (places + step[document]).astype(np.uint64), None
        offset = places - self.base[document]
        row, inside = offset // STRIDE, offset % STRIDE
        row += self.row_base[document]
        plain = (row << 16 | inside).astype(np.uint64)
        again = np.flatnonzero((inside < OVERLAP) & (offset >= STRIDE))
        twice = ((row[again] - 1) << 16 | (inside[again] + STRIDE)).astype(np.uint64)
        return np.concatenate([plain, twice]), np.concatenate([np.arange(len(places)), again])

    def row_arrays(self) -> Arrays:
        row_doc = np.repeat(np.arange(len(self.base)), self.rows)
        step = (np.arange(len(row_doc)) - self.row_base[row_doc]) * STRIDE
        row_end = np.clip(self.ends[row_doc] - step[:, None], 0, 0xFFFF)
        return {"row_doc": row_doc, "row_end": row_end}


def starts_of(groups: Array, count: int) -> Array:
    """Where each of `count` groups starts in the ascending array of group numbers `groups`, and the end."""
    return np.searchsorted(groups, np.arange(count + 1, dtype=groups.dtype))


#: What is known of a posting, as bits: a word begins there, a word ends after it, it stands before the body.
BEGINS, ENDS, EARLY = 1, 2, 4
BITS = {"post_begins": BEGINS, "post_ends": ENDS, "post_early": EARLY}


def _sorted(number: Array, posting: Array, bits: Array) -> tuple[Array, Array, Array]:
    """(number, posting, bits) by number, then by posting. number: below 2**29."""
    packed = number.astype(np.uint64) << np.uint64(35) | posting << np.uint64(3) | bits
    packed.sort()
    return packed >> np.uint64(35), (packed >> np.uint64(3)).astype(np.uint32), packed.astype(np.uint8) & np.uint8(7)


def _numbered(found: Scan) -> tuple[Array, Array]:
    """(the pairs' characters in code point order, the number among them of each code point)."""
    there = np.zeros(0x110000, bool)
    there[END] = there[found.first] = there[found.second] = True
    characters = np.flatnonzero(there).astype(np.uint64)
    number = np.zeros(0x110000, np.uint32)
    number[characters] = np.arange(len(characters), dtype=np.uint32)
    return characters, number


def _bits(marks: Array, place: Array, length: Array | int) -> Array:
    """The bits of terms at these places, of so many places each. marks: BEGINS and EARLY of each place of the batch."""
    result: Array = marks[place]
    result |= (marks[place + length] & BEGINS) * np.uint8(ENDS // BEGINS)
    return result


def _pairs(found: Scan, places: _Places, marks: Array) -> tuple[Arrays, Array, Array]:
    """(key and start of each pair, its postings, their bits)."""
    characters, number = _numbered(found)
    posting, of = places.postings(found.pair_place)
    bits = _bits(marks, found.pair_place, np.where(found.second == END, 1, 2))
    first, second = number[found.first], number[found.second]
    # Pairs of up to 16,384 characters are numbered without looking which ones there are.
    if len(characters) <= 1 << 14:
        code, known = first << np.uint32(14) | second, None
    else:  # A table of all characters there are. This way sorts twice.
        known, code = np.unique(first.astype(np.uint64) << np.uint64(32) | second, return_inverse=True)
    if of is not None:
        code, bits = code[of], bits[of]
    code, postings, bits = _sorted(code, posting, bits)
    heads = np.flatnonzero(np.diff(code, prepend=np.uint64(1 << 63)))
    code = code[heads]
    if known is None:
        left, right = code >> np.uint64(14), code & np.uint64(0x3FFF)
    else:
        left, right = known[code] >> np.uint64(32), known[code] & np.uint64(0xFFFFFFFF)
    key = characters[left] << np.uint64(32) | characters[right]
    return {"pair_key": key, "pair_start": np.append(heads, len(postings))}, postings, bits


def word_arrays(words: Sequence[str]) -> Arrays:
    """words, ascending, as one blob and where each starts in it."""
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    at = np.cumsum([0, *map(len, encoded)])
    return {"word_blob": np.frombuffer(b"".join(encoded), np.uint8), "word_at": at}


def _words(found: Scan, places: _Places, marks: Array) -> tuple[Arrays, Array, Array]:
    """(the words and the start of each one's postings, the postings, their bits)."""
    occurring = found.words()
    words = sorted(set(occurring))
    numbers = {word: number for number, word in enumerate(words)}
    number = np.fromiter((numbers[word] for word in occurring), np.uint64, len(occurring))
    posting, of = places.postings(found.word_place)
    bits = _bits(marks, found.word_place, 1)
    if of is not None:
        number, bits = number[of], bits[of]
    number, postings, bits = _sorted(number, posting, bits)
    return word_arrays(words) | {"word_start": starts_of(number, len(words))}, postings, bits


def _marks(text: str, found: Scan, places: _Places) -> Array:
    """BEGINS and EARLY of each place of the batch, and of its end (uint8). Where a word begins another one has ended."""
    total = int(found.place_of[-1])
    marks = np.zeros(total + 1, np.uint8)
    marks[found.place_of[boundaries(text)]] = BEGINS
    start, body = places.base, places.base + places.ends[:, -2]
    change = np.stack([start, body], 1).ravel()
    lengths = np.diff(change, append=total)
    marks[:-1] |= np.repeat(np.tile(np.array([EARLY, 0], np.uint8), len(start)), lengths)
    return marks


def packed_bits(bits: Array) -> Arrays:
    """The arrays of the bits of all postings."""
    return {name: np.packbits(bits & bit) for name, bit in BITS.items()}


def build(documents: Sequence[IndexDocument]) -> Arrays:
    """The arrays of a segment of these documents, in their order. Raises TooManyRows."""
    text = "".join(part for document in documents for text in document.texts for part in (text, "\n"))
    found = scan(text)
    places = _Places(documents, found)
    marks = _marks(text, found, places)
    arrays, pair_posts, pair_bits = _pairs(found, places, marks)
    of_words, word_posts, word_bits = _words(found, places, marks)
    arrays |= of_words
    arrays["word_start"] = arrays["word_start"] + len(pair_posts)
    arrays["post"] = np.concatenate([pair_posts, word_posts])
    arrays |= packed_bits(np.concatenate([pair_bits, word_bits]))
    arrays |= places.row_arrays()
    arrays |= {
        "doc_id": np.array([document.id for document in documents]),
        "doc_source": np.array([document.source for document in documents]),
        "doc_day": np.array([document.day for document in documents]),
        "doc_time": np.array([document.time for document in documents]),
        "doc_flags": np.array([document.flags for document in documents]),
        "doc_length": places.lengths,
        "doc_stamp": np.array([document.stamp for document in documents], np.uint64),
    }
    return {name: np.ascontiguousarray(arrays[name], dtype) for name, dtype in DTYPES.items()}
