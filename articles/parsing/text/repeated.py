"""The pieces of a body, known by what they say, so that what repeats in many articles can be counted and left out.

Counting and deciding need the whole archive and stand in articles.ingest; here is what one article alone tells."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from html import unescape

from articles.parsing.text.body import Body, finish_body
from articles.parsing.types import ParsedArticle, ParsedFigure

#: Pieces from the head and from the tail whose keys are kept: furniture stands at the edges, or in short articles.
EDGE = 24
#: A longer piece is text, whatever it says.
LONGEST = 900
#: A piece of the head or tail may stand so many pieces of text from its end, and still be furniture there.
HEAD, TAIL = 3, 10
#: Pieces that may stand behind a box for it to end the article: its author's lines.
BELOW_BOX = 3
#: Characters of a line below a box in which its author is looked for.
_NAMED_IN = 40
_TOKEN = re.compile(r"<(/?)([a-z0-9]++)[^<>]*+>|[^<]+")
_TAG = re.compile(r"<[^<>]*+>")
_DIGITS = re.compile(r"\d")
_PLACE = re.compile(r'<figure data-figure="(\d{1,4})"></figure>')
_HEADER = struct.Struct("<QQQQIII")


@dataclass(frozen=True, slots=True)
class BodyPiece:
    """A top-level element of a sanitised body. text: as read, on one line; "" of a picture or a film. figure: the position
    of the picture that it is the place of, 0 if it is none."""

    html: str
    text: str
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What counting needs of one article. headline, longest, second, third: keys, 0 for none; of the headline and of the
    three longest pieces, which tell whether two articles are one story. day: ordinal, 0 if unknown. length: characters
    of text. pieces: how many have text. keys: of those, in order, the first and last EDGE. pictures: those without caption
    and credit."""

    headline: int
    longest: int
    second: int
    third: int
    day: int
    length: int
    pieces: int
    keys: tuple[int, ...]
    pictures: tuple[int, ...] = ()

    def pack(self) -> bytes:
        told = (self.headline, self.longest, self.second, self.third, self.day, self.length, self.pieces)
        header = _HEADER.pack(*told)
        both = self.keys + self.pictures
        return header + struct.pack(f"<{len(both)}Q", *both)

    @classmethod
    def unpack(cls, data: bytes) -> Fingerprint:
        headline, longest, second, third, day, length, pieces = _HEADER.unpack_from(data)
        both = struct.unpack_from(f"<{(len(data) - _HEADER.size) // 8}Q", data, _HEADER.size)
        keys = min(pieces, 2 * EDGE)
        return cls(headline, longest, second, third, day, length, pieces, both[:keys], both[keys:])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an outlet's articles leave out. keys: how each was found, by key: "edge" holds near an article's ends, "box"
    (which stands in most articles, and has nothing of the article below it but its author's lines) there too, "anywhere" in
    all places. pictures: keys of addresses."""

    keys: Mapping[int, str]
    pictures: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.pictures)


def key_of(text: str) -> int:
    """64 bits for what a piece says: spaces, case and which digits make no difference. 0 for what says nothing.

    Of 63 bits, so that every database's integers hold it."""
    folded = _DIGITS.sub("0", "".join(text.split()).casefold())
    return _hashed(folded) if folded else 0


def picture_key(address: str) -> int:
    """The same for a picture."""
    return _hashed(f"picture {address}")


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little") >> 1


def pieces_of(html: str) -> list[BodyPiece]:
    """The top-level elements of a sanitised body, in order."""
    found: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(html):
        if token[2] is None or token[2] == "br":
            continue
        depth += -1 if token[1] else 1
        if depth == 0:
            found.append(html[start : token.end()])
            start = token.end()
    if html[start:].strip():
        found.append(html[start:])
    return [_piece(part) for part in found]


def _piece(html: str) -> BodyPiece:
    place = _PLACE.fullmatch(html.strip())
    if place or html.startswith("<p data-player"):
        return BodyPiece(html, "", int(place[1]) if place else 0)
    return BodyPiece(html, " ".join(unescape(_TAG.sub(" ", html)).split()))


def fingerprint(parsed: ParsedArticle) -> Fingerprint:
    """Of an article as its file says it, before anything is left out of it."""
    texts = [piece.text for piece in pieces_of(parsed.body_html) if piece.text]
    keys = [key_of(text) for text in texts]
    longest = sorted(zip(map(len, texts), keys, strict=True), reverse=True)[:3]
    edges = keys if len(keys) <= 2 * EDGE else keys[:EDGE] + keys[-EDGE:]
    first, second, third = ([key for _, key in longest] + [0, 0, 0])[:3]
    bare = [figure.image_url for figure in parsed.figures if not figure.caption and not figure.credit]
    return Fingerprint(
        headline=key_of(parsed.headline),
        longest=first,
        second=second,
        third=third,
        day=parsed.published.at.toordinal() if parsed.published else 0,
        length=sum(map(len, texts)),
        pieces=len(keys),
        keys=tuple(edges),
        pictures=tuple(map(picture_key, dict.fromkeys(bare))),
    )


def without(parsed: ParsedArticle, furniture: LeftOut) -> ParsedArticle:
    """The article without its outlet's furniture; itself if it has none, or is nothing else."""
    cleared = clear(parsed.body_html, parsed.byline, parsed.figures, furniture)
    if cleared is None:
        return parsed
    body, figures = cleared
    return replace(
        parsed,
        body_html=body.html,
        text=body.text,
        standfirst=standfirst_after(parsed.standfirst, parsed.text, body),
        language=body.language,
        script=body.script,
        figures=figures,
    )


def clear(
    html: str, names: Sequence[str], figures: Sequence[ParsedFigure], furniture: LeftOut
) -> tuple[Body, tuple[ParsedFigure, ...]] | None:
    """A sanitised body and its figures without furniture; None if nothing is to go, or nothing would stay."""
    pieces = pieces_of(html)
    left_out = set(left_out_of(pieces, names, furniture))
    pictures = {figure.position for figure in figures if _is_furniture(figure, furniture)}
    kept = [piece for at, piece in enumerate(pieces) if at not in left_out and piece.figure not in pictures]
    if not any(piece.text for piece in kept):
        kept = _above_box(pieces, furniture)
    if len(kept) == len(pieces) or not kept:
        return None
    stay = [figure for figure in figures if figure.position not in pictures]
    body = finish_body(_renumbered("".join(piece.html for piece in kept), stay))
    return body, tuple(replace(figure, position=number) for number, figure in enumerate(stay, 1))


def _above_box(pieces: Sequence[BodyPiece], furniture: LeftOut) -> list[BodyPiece]:
    """The pictures and films of an article that has no text but a box and what stands below it; all pieces of any other:
    what is known by repeating alone may be all that an article says."""
    box = next((at for at, piece in enumerate(pieces) if furniture.keys.get(key_of(piece.text)) == "box"), len(pieces))
    shown = [piece for piece in pieces if not piece.text]
    only = not any(piece.text for piece in pieces[:box])
    return shown if shown and only else list(pieces)


def standfirst_after(before: str, text: str, body: Body) -> str:
    """The standfirst of an article without furniture. One that the file states, or that still stands in it, stays.

    before, text: as they were."""
    begins = before.rstrip("…")
    gone = begins in text and begins not in body.text
    return body.standfirst if gone else before


def left_out_of(pieces: Sequence[BodyPiece], names: Sequence[str], furniture: LeftOut) -> Iterator[int]:
    """Indexes of the pieces that are furniture. names: the byline's, told below a box as whose lines these are."""
    texts = [(at, piece.text) for at, piece in enumerate(pieces) if piece.text]
    wanted = [name for name in names if len(name) > 1]
    below = False
    for number, (at, text) in enumerate(texts):
        behind = len(texts) - 1 - number
        counted = len(text) <= LONGEST and (number < EDGE or behind < EDGE)
        kind = furniture.keys.get(key_of(text), "") if counted else ""
        if kind == "anywhere" or (kind and (number < HEAD or behind < TAIL)):
            below = below or (kind == "box" and behind <= BELOW_BOX)
            yield at
        elif below and counted and any(name in text[:_NAMED_IN] for name in wanted):
            yield at


def signature(fingerprint: Fingerprint, furniture: LeftOut) -> int:
    """What of an outlet's furniture an article has, in 63 bits; 0 for nothing. Equal ones have the same left out."""
    found = sorted((key, furniture.keys[key]) for key in set(fingerprint.keys) if key in furniture.keys)
    pictures = sorted(furniture.pictures.intersection(fingerprint.pictures))
    return _hashed(f"left out {found} {pictures}") if found or pictures else 0


def _is_furniture(figure: ParsedFigure, furniture: LeftOut) -> bool:
    return not figure.caption and not figure.credit and picture_key(figure.image_url) in furniture.pictures


def _renumbered(html: str, figures: Iterable[ParsedFigure]) -> str:
    numbers = {figure.position: number for number, figure in enumerate(figures, 1)}

    def place(match: re.Match[str]) -> str:
        number = numbers.get(int(match[1]))
        return f'<figure data-figure="{number}"></figure>' if number else ""

    return _PLACE.sub(place, html)
