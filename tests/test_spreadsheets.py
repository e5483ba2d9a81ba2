"""No cell of ours is a formula to any spreadsheet, and each text can be had back."""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.spreadsheets import guarded, lines

#: Written anew, from what programs do: they part lines and cells, skip blanks and what has no width, and take off quotes.
PARTS = re.compile("[;\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
DANGEROUS = st.text(st.sampled_from(list("=+-@＝﹣;\t\n\r'\" \u3000\u200b\ufeffa甲1,|\x00\x85\u2028")), max_size=30)


def cells(text: str) -> list[str]:
    """As a program sees them that parts at semicolons, tabs and line ends whatever the quotes."""
    return PARTS.split(text)


def first_sign(cell: str) -> str:
    """What is left when everything that may be skipped is."""
    for char in cell:
        if not (char in '" ' or char.isspace() or unicodedata.category(char) in ("Cc", "Cf")):
            return char
    return ""


def restored(text: str) -> str:
    """As docs/exports.md tells a program to take the guard away."""
    skipped = (
        r"[ '\"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\xa0\xad\u1680"
        r"\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]*"
    )
    signs = r"=+\-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⩵⩶\ufb29"
    return re.sub(rf"\A'(?={skipped}[{signs}\t\r\n])|(?<={PARTS.pattern})'(?={skipped}[{signs}])", "", text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *((f"{sign}1", f"'{sign}1") for sign in SIGNS),
        ("\t=1", "'\t'=1"), ("\tx", "'\tx"), ("'\tx", "''\tx"), ("x\ty", "x\ty"),
        ("\r=1", "'\r'=1"), ("\n=1", "'\n'=1"), ("\n\n=1", "'\n\n'=1"),
        (" =1", "' =1"), ("\u3000＝1", "'\u3000＝1"),
        ("\u200b=1", "'\u200b=1"), ("\ufeff@x", "'\ufeff@x"), ('"=1"', "'\"=1\""), ("'=1", "''=1"), ("\x00=1", "'\x00=1"),
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"), ("x; ;@y;-1", "x; ;'@y;'-1"), ('x";=1', "x\";'=1"),
        ('x;"=1', "x;'\"=1"),
        ("甲\n- 乙\n+ 丙", "甲\n'- 乙\n'+ 丙"), ("甲\u2028=1", "甲\u2028'=1"), ("\v=1", "\v'=1"),
        ("洪水 -股市", "洪水 -股市"), ("1-2", "1-2"), ("a=b", "a=b"), ("甲；=乙", "甲；=乙"), ("'Tis", "'Tis"),
        ("", ""), ("正文", "正文"),
        ("https://a.example/?a=1&b=+2", "https://a.example/?a=1&b=+2"), ("a,=b", "a,=b"),
    ],
)  # fmt: skip
def test_what_a_cell_is_written_as(text: str, written: str) -> None:
    assert guarded(text) == written
    assert restored(written) == text


def test_whatever_unicode_takes_for_such_a_sign_is_one() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.normalize("NFKC", char)[:1] in tuple("=+-@"):
            assert guarded(f"{char}1") == f"'{char}1", f"U+{ord(char):04X}"


@given(DANGEROUS)
def test_no_cell_begins_a_formula_and_every_text_comes_back(text: str) -> None:
    written = guarded(text)
    assert restored(written) == text
    assert len(written) - len(text) <= len(cells(text))
    for cell in cells(written):
        assert first_sign(cell) not in tuple(SIGNS), (text, written)


@given(st.lists(DANGEROUS, min_size=1, max_size=4))
def test_a_file_holds_its_rows(row: list[str]) -> None:
    """Whichever program reads it: by RFC 4180, or one that expects semicolons."""
    file = lines([row, [1, -2.5, None]])
    first, second = csv.reader(io.StringIO(file, newline=""))
    assert [restored(cell) for cell in first] == row
    assert second == ["1", "-2.5", ""], "a number is no text"
    elsewhere = [
        cell for each in csv.reader(io.StringIO(lines([["甲", *row]]), newline=""), delimiter=";") for cell in each
    ]
    assert not [cell for cell in elsewhere if first_sign(cell) in tuple(SIGNS)], elsewhere


def test_lines_end_as_the_rule_says() -> None:
    assert lines([["a", 'b"c', "d\ne"], ["f,g"]]) == 'a,"b""c","d\ne"\r\n"f,g"\r\n'


def test_a_long_run_of_blanks_costs_no_time() -> None:
    text = ("; " * 50_000 + "'" * 200_000 + "\n" * 100_000) * 2
    assert guarded(text) == text
