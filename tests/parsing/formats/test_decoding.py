"""Encodings told apart, and bytes that are no text."""

from __future__ import annotations

import codecs

import pytest

from articles.parsing.formats.decoding import MAX_BYTES, MAX_LINE, Decoded, decode
from articles.parsing.types import Refused

HANS = "渔市今晨重开，摊贩说，鱼比人先到。市长表示，这是一个好的开始。"
HANT = "漁市今晨重開，攤販說，魚比人先到。市長表示，這是一個好的開始。"


@pytest.mark.parametrize("text", [HANS, HANT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-32"])
def test_both_scripts_in_every_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.problems) == (text, ())


@pytest.mark.parametrize("text", [HANT, "漁市今晨重開", "「不要怕，」她說。" * 3])
def test_big5(text: str) -> None:
    decoded = decode(text.encode("big5"))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding[:4]) == (text, "big5")


@pytest.mark.parametrize("text", [HANS, "渔市今晨重开", "He said “no” – and left."])
def test_gb18030(text: str) -> None:
    decoded = decode(text.encode("gb18030"))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


def test_stray_bytes_are_replaced_and_noted() -> None:
    decoded = decode(HANS.encode() + b"\xff" + HANS.encode())
    assert isinstance(decoded, Decoded)
    assert decoded.text == f"{HANS}\ufffd{HANS}"
    assert decoded.problems == ("invalid-bytes",)


def test_a_cut_character_at_the_end_is_noted() -> None:
    decoded = decode(HANS.encode()[:-1])
    assert isinstance(decoded, Decoded)
    assert decoded.text.startswith(HANS[:-1])
    assert decoded.problems == ("invalid-bytes",)


def test_western_text_is_read() -> None:
    decoded = decode("Le café de la gare était fermé, à Besançon comme à Orléans.".encode("latin-1"))
    assert isinstance(decoded, Decoded)
    assert "caf" in decoded.text


def test_line_ends_and_controls() -> None:
    decoded = decode("a\r\nb\rc\x08d\ufeff".encode())
    assert isinstance(decoded, Decoded)
    assert decoded.text == "a\nb\ncd"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "blanks"),
        (codecs.BOM_UTF8, "blanks"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04zip", "ZIP"),
        (b"text\x00text", "NUL"),
        ("文".encode("utf-16-le") + b"\0a", "NUL"),
        (b"\x81\x8d\x8f\x90\x9d" * 40, "encoding"),
        (b"x" * (MAX_BYTES + 1), "at most 32 MiB"),
        (b"x" * (MAX_LINE + 1), "longer"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    refused = decode(data)
    assert isinstance(refused, Refused), refused
    assert reason in refused.reason
