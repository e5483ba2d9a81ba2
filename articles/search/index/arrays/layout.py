"""What a segment holds, array by array.

A posting is one uint32: row << 16 | place in the row. A document has one row, or several when it is longer than STRIDE
places: row r of a document covers places r*STRIDE up to r*STRIDE + STRIDE + OVERLAP, and a match belongs to the row whose
first STRIDE places it starts in. So a run of up to OVERLAP places is found wherever it stands, and counted once.

| array         | dtype  | shape           | meaning                                                               |
|---------------|--------|-----------------|-----------------------------------------------------------------------|
| post          | uint32 | all postings    | of each pair, then of each word, ascending                            |
| pair_key      | uint64 | pairs           | first << 32 | second code point, ascending; second 0: no CJK follows   |
| pair_start    | uint32 | pairs + 1       | where a pair's postings start in post                                 |
| word_blob     | uint8  | bytes           | the words in UTF-8, ascending, one after the other                    |
| word_at       | uint32 | words + 1       | where a word starts in word_blob                                      |
| word_start    | uint32 | words + 1       | where a word's postings start in post                                 |
| post_begins   | uint8  | postings, packed bits | does a word surely begin there                                  |
| post_ends     | uint8  | postings, packed bits | does a word surely end after the pair (or the word)             |
| post_early    | uint8  | postings, packed bits | does it stand before the body                                   |
| row_doc       | uint16 | rows            | the document of a row                                                 |
| row_end       | uint16 | rows × FIELDS   | where each field ends in the row                                      |
| doc_id        | int64  | documents       | primary key of the article                                            |
| doc_source    | int32  | documents       | primary key of its outlet                                             |
| doc_day       | int32  | documents       | proleptic ordinal of its day in the archive's zone, NO_DAY if undated |
| doc_time      | int64  | documents       | published, seconds since 1970 UTC, NO_TIME if undated                 |
| doc_flags     | uint8  | documents       | HAS_IMAGE, SCRIPT_HANS, SCRIPT_HANT                                   |
| doc_length    | uint32 | documents       | places of all fields                                                  |
| doc_stamp     | uint64 | documents       | hash of everything above that came from the database                  |
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

#: The order of a document's texts. Their names are fields of the Whoosh schema.
FIELDS = ("headline", "caption", "byline", "body")
#: The field of the Whoosh schema that is all of them.
TEXT = "text"

STRIDE = 60_000
OVERLAP = 5_000
MAX_ROWS = 1 << 16

NO_DAY = 0
NO_TIME = -(1 << 62)
HAS_IMAGE, SCRIPT_HANS, SCRIPT_HANT = 1, 2, 4
#: What the field `has` of the schema may hold.
FLAGS = {"image": HAS_IMAGE, "hans": SCRIPT_HANS, "hant": SCRIPT_HANT}

DTYPES = {
    "post": "<u4", "pair_key": "<u8", "pair_start": "<u4", "word_blob": "|u1", "word_at": "<u4", "word_start": "<u4",
    "post_begins": "|u1", "post_ends": "|u1", "post_early": "|u1",
    "row_doc": "<u2", "row_end": "<u2", "doc_id": "<i8", "doc_source": "<i4",
    "doc_day": "<i4", "doc_time": "<i8", "doc_flags": "|u1", "doc_length": "<u4", "doc_stamp": "<u8",
}  # fmt: skip
#: Arrays with one entry a document.
COLUMNS = tuple(name for name in DTYPES if name.startswith("doc_"))


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An article as the index sees it. texts: one for each of FIELDS. day and time: as in the table above."""

    id: int
    source: int
    day: int
    time: int
    flags: int
    texts: tuple[str, ...]

    @property
    def stamp(self) -> int:
        """Equal exactly when the index entry would be equal (64 bits of BLAKE2b)."""
        value = json.dumps([self.source, self.day, self.time, self.flags, self.texts]).encode()
        return int.from_bytes(hashlib.blake2b(value, digest_size=8).digest(), "little")

    @property
    def size(self) -> int:
        return sum(map(len, self.texts))
