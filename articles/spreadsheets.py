"""CSV that spreadsheets read right, and that makes none of them calculate. Every CSV of the archive is written here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

#: Excel takes UTF-8 for what its country's code page says unless the file begins so.
BOM = "\ufeff"
#: What begins a formula (owasp.org/www-community/attacks/CSV_Injection), and whatever Unicode calls compatible with it
#: (NFKC): East Asian editions take ＝ for =.
_FORMULA = r"[=+\-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⩵⩶\ufb29]"
#: Where a program may see a cell begin: also behind what parts cells in half of Europe (a semicolon) and in what is pasted
#: (a tab), and behind a line's end, since a quoted cell is none to a program that expects semicolons.
_PARTING = r"[;\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
#: What programs skip or take off before they look: blanks, control characters, marks without width, quotes.
_SKIPPED = (
    r"[ '\"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\xa0\xad\u1680"
    r"\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]*"
)
#: A tab or a line's end at the very beginning counts by itself, as OWASP's page has it.
_DANGER = re.compile(
    rf"\A(?={_SKIPPED}({_FORMULA}|[\t\r\n]))|(?<={_PARTING})(?={_SKIPPED}{_FORMULA})",
)


def guarded(text: str) -> str:
    """With an apostrophe before each place where a spreadsheet would see a cell that it calculates.

    The text can be had back: nowhere else does an apostrophe stand at such a place before such a sign (docs/exports.md)."""
    return _DANGER.sub("'", text)


def lines(rows: Iterable[Iterable[object]]) -> str:
    """RFC 4180: CR LF, quotes doubled, quoted where it must be. Numbers stay numbers: only texts are guarded."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()
