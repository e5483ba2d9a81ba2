"""The Whoosh schema: which fields there are, how their text becomes terms, and how Whoosh's query parser reads them."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh import query as wq
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, FieldType, Schema
from whoosh.formats import Positions

from articles.search.index.arrays.layout import FIELDS, TEXT
from articles.search.query.queries import Exactly
from articles.search.text.tokens import END, runs, scan


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

    def self_parsing(self) -> bool:
        """Whoosh's QueryParser would make a phrase of all terms, which overlap."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> wq.Query:
        """A word of Whoosh's query language, letter for letter."""
        run = runs(qstring)
        return Exactly(fieldname, run, boost, typed=qstring) if run.terms else wq.NullQuery


class Number(NUMERIC):
    """A column of numbers. Whoosh would look one up as a term, which a column has none of."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> wq.Query:
        number = self.prepare_number(qstring)
        return wq.NumericRange(fieldname, number, number, boost=boost)


def archive_schema() -> Schema:
    return Schema(
        id=Number(int, bits=64, stored=True, unique=True),
        source=Number(int, stored=True),
        day=Number(int, stored=True),
        time=Number(int, bits=64, stored=True),
        has=ID(stored=True),
        **{name: ArchiveText() for name in (TEXT, *FIELDS)},
    )
