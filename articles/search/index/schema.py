"""The Whoosh schema: which fields there are and how their text becomes terms."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, FieldType, Schema
from whoosh.formats import Positions

from articles.search.index.arrays.files import FORMAT
from articles.search.index.arrays.layout import FIELDS
from articles.search.text.fold import fingerprint
from articles.search.text.segmentation import segmenter
from articles.search.text.tokens import END, READING, scan

#: All of an article's texts as one field; the others are parts of it.
TEXT = "text"


class ArchiveTokenizer(Tokenizer):
    """Whoosh's view of tokens.scan: overlapping pairs of CJK characters, each single character, words."""

    def __call__(self, value: str, **flags: object) -> Iterator[Token]:
        found = scan(value)
        terms: list[tuple[int, str]] = []
        for first, second, place in zip(
            found.first.tolist(), found.second.tolist(), found.pair_place.tolist(), strict=True
        ):
            terms.append((place, chr(first)))
            if second != END:
                terms.append((place, chr(first) + chr(second)))
        terms += zip(found.word_place.tolist(), found.words(), strict=True)
        token = Token(positions=True, **flags)
        for place, text in sorted(terms):
            token.text, token.pos = text, place
            yield token


class ArchiveText(FieldType):
    """A field of text with places, scored."""

    indexed, stored, scorable, unique, multitoken_query, spelling, sortable = (
        True,
        False,
        True,
        False,
        "phrase",
        False,
        False,
    )
    vector = None

    def __init__(self) -> None:
        self.analyzer = ArchiveTokenizer()
        self.format = Positions()
        self.column_type = None


def archive_schema() -> Schema:
    return Schema(
        id=NUMERIC(int, bits=64, stored=True, unique=True),
        source=NUMERIC(int, stored=True),
        day=NUMERIC(int, stored=True),
        time=NUMERIC(int, bits=64, stored=True),
        has=ID(stored=True),
        **{name: ArchiveText() for name in (TEXT, *FIELDS)},
    )


def analysis() -> str:
    """Changes with whatever decides what the index holds for a given text."""
    return f"{FORMAT}-{fingerprint()}-{READING}-{segmenter()}"
