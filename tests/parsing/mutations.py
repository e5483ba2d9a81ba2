"""Corrupted copies of files, as interrupted downloads, broken scrapers and ill will leave them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from articles.parsing import NotAnArticle, Parsed, ParsedArticle, Refused, finish_body

Mutation = Callable[[bytes, random.Random], bytes]
_TAG = re.compile(rb"<[^<>]{1,400}>")
_CLOSING = re.compile(rb"</[a-z0-9]{1,10}>")
_ATTRIBUTE = re.compile(rb' ([a-z-]{2,20})="[^"<>]{0,300}"')
_TEXT = re.compile(rb"(?<=>)[^<>]{8,}(?=<)")
_NESTING = 10_000
_ENTITIES = (
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&amp;amp;amp;lt;script&amp;gt;", b"&nosuch;", b"&lt", b"&",
    b"&#x202E;", b"&ZeroWidthSpace;", b"&#13;", b"&lt;script&gt;alert(1)&lt;/script&gt;",
)  # fmt: skip
_TRICKS = (
    b"<!--", b"-->", b"<!-- <p> --!>", b"<!-->", b"<!--->", b"<![CDATA[<p>x</p>]]>", b"<![CDATA[", b"]]>",
    b"<?php echo 1 ?>", b"<?xml", b"<!DOCTYPE html [<!ENTITY a '&b;'>]>", b"</script>", b"<script>",
    b"<style>", b"<textarea>", b"<title>",
    b"<plaintext>", b"<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", b"<svg><![CDATA[><p>x]]>",
    b"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1&gt;'>", b"<template>", b"<frameset>",
)  # fmt: skip
_NESTED = (
    b"<div>", b"<b><i>", b"<table><tr><td>", b"<ul><li>", b"<blockquote>", b"<figure><figcaption>x", b'<a href="/x">',
    b'<div data-poster="/p.jpg">', b'<blockquote class="twitter-tweet">', b"<small>x", b"<svg>", b"<font size=1>",
)  # fmt: skip


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def beheaded(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 400) + 1) :]


def unbalanced(data: bytes, chance: random.Random) -> bytes:
    """A share of the closing tags is gone, or every closing tag is another's."""
    closing = _CLOSING.findall(data) or [b"</p>"]
    share = chance.random()
    if chance.random() < 0.5:
        return _CLOSING.sub(lambda match: b"" if chance.random() < share else match[0], data)
    return _CLOSING.sub(lambda match: chance.choice(closing), data)


def reordered(data: bytes, chance: random.Random) -> bytes:
    """Tags stand where others stood."""
    tags = _TAG.findall(data) or [b"<p>"]
    return _TAG.sub(lambda match: chance.choice(tags) if chance.random() < 0.3 else match[0], data)


def nested(data: bytes, chance: random.Random) -> bytes:
    tag, place = chance.choice(_NESTED), _between_tags(data, chance)
    return data[:place] + tag * _NESTING + data[place:]


def entities(data: bytes, chance: random.Random) -> bytes:
    return sprinkled(data, _ENTITIES, chance)


def tricks(data: bytes, chance: random.Random) -> bytes:
    """Comments, CDATA, declarations and elements that change how a parser reads on."""
    return sprinkled(data, _TRICKS, chance)


def nuls(data: bytes, chance: random.Random) -> bytes:
    return sprinkled(data, (b"\0", b"\0\0\0\0", b"\x1a", b"\x0b", b"\x7f"), chance)


def recoded(data: bytes, chance: random.Random) -> bytes:
    """The whole file in another encoding, with or without its mark."""
    text = data.decode("utf-8", "replace")
    return text.encode(
        chance.choice(["gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7"]), "replace"
    )


def mixed(data: bytes, chance: random.Random) -> bytes:
    """Stretches of text in other encodings, as where a page joins two sources."""

    def one(match: re.Match[bytes]) -> bytes:
        if chance.random() > 0.2:
            return match[0]
        return match[0].decode("utf-8", "replace").encode(chance.choice(["gb18030", "big5", "cp1252"]), "replace")

    return _TEXT.sub(one, data)


def doubled_attributes(data: bytes, chance: random.Random) -> bytes:
    other = (
        b"x",
        b"javascript:alert(1)",
        b"//a.example/p.jpg",
        b"data:image/png;base64,AAAA",
        b"&quot;&gt;&lt;script&gt;",
    )

    def one(match: re.Match[bytes]) -> bytes:
        again = b' %s="%s"' % (match[1], chance.choice(other))
        return again + match[0] if chance.random() < 0.5 else match[0] + again

    return _ATTRIBUTE.sub(one, data)


def huge_attributes(data: bytes, chance: random.Random) -> bytes:
    name = chance.choice(
        [b"src", b"srcset", b"class", b"style", b"href", b"title", b"data-src", b"poster", b"data-image-dataset"]
    )
    value = chance.choice(
        [b"a", b"share-", b"a,", b"a 1x, ", b"https://", b"proxy/", b"&amp;", b"{", b"//a.example/p.jpg?url="]
    )
    element = chance.choice([b"img", b"p", b"div", b"iframe", b"video", b"a"])
    place = _between_tags(data, chance)
    return data[:place] + b'<%s %s="%s">' % (element, name, value * chance.choice([1_000, 60_000])) + data[place:]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 60) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_out(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(changed) + 1)
        del changed[start : start + chance.randint(1, 80)]
    return bytes(changed)


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A download that began again: a piece, or the whole, stands there several times."""
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[: chance.randint(1, len(data) + 1)] * chance.randint(1, 6) + data[start:]


def lines_lost(data: bytes, chance: random.Random) -> bytes:
    """The lines above the text are what tells an article."""
    lines = data.split(b"\n")
    kept = [line for line in lines if chance.random() > 0.25]
    if chance.random() < 0.3:
        chance.shuffle(kept)
    return b"\n".join(kept)


def letters(data: bytes, chance: random.Random) -> bytes:
    """Characters that cannot be seen, change direction or are none."""
    odd = ("\u202e", "\u200b", "\ufeff", "\ufffe", "\u0301" * 300, "\U0010ffff", "\u2028", "\r", "\u3000" * 500)
    return sprinkled(data, tuple(each.encode("utf-8", "surrogatepass") for each in (*odd, "\ud800")), chance)


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        truncated, beheaded, unbalanced, reordered, nested, entities, tricks, nuls, recoded, mixed, doubled_attributes,
        huge_attributes, flipped, cut_out, repeated, lines_lost, letters,
    )
}  # fmt: skip


def mutants(files: list[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of `count` corrupted copies: each mutation in turn, every third with another one on top."""
    chance = random.Random(seed)
    names = list(MUTATIONS)
    for number in range(count):
        name = names[number % len(names)]
        data = MUTATIONS[name](chance.choice(files), chance)
        if number % 3 == 2:
            data = MUTATIONS[chance.choice(names)](data, chance)
        yield name, data


def outcome(parsed: Parsed) -> str:
    """What became of it, in a word; AssertionError if what was read is not whole."""
    if isinstance(parsed, ParsedArticle):
        assert finish_body(parsed.body_html).html == parsed.body_html
        places = re.findall(r'<figure data-figure="(\d+)">', parsed.body_html)
        assert places == [str(figure.position) for figure in parsed.figures]
        assert all(figure.image_url.startswith(("http://", "https://")) for figure in parsed.figures)
        return "parsed, with a doubt" if parsed.problems else "parsed"
    assert isinstance(parsed, NotAnArticle | Refused), parsed
    assert parsed.reason.endswith((".", ")")), parsed.reason
    return "not an article" if isinstance(parsed, NotAnArticle) else "refused"


def _between_tags(data: bytes, chance: random.Random) -> int:
    ends = [match.end() for match in _TAG.finditer(data)]
    return chance.choice(ends) if ends else len(data)


def sprinkled(data: bytes, pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        place = chance.randrange(len(changed) + 1)
        changed[place:place] = chance.choice(pieces)
    return bytes(changed)
