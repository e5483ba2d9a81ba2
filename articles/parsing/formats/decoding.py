"""Bytes to text: UTF-8, UTF-16 with a mark, GB18030 and Big5 told apart, or the reason why it cannot be."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from articles.parsing.types import Refused

MIB = 1024 * 1024
#: Larger files hold no article: the largest of 31,574 real ones has 252,396 bytes, a page saved with its pictures some more.
MAX_BYTES = 32 * MIB
#: A feed file's body is one line; a longer one is no article, and costs seconds to parse.
MAX_LINE = 4 * 1024 * 1024
_BINARY = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip-compressed data",
    b"\x28\xb5\x2f\xfd": "zstd-compressed data",
    b"\xfd7zXZ": "xz-compressed data",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
}
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "latin_1", "cp1250", "cp1251")
#: The most frequent characters of Chinese text, simplified and traditional: more than a third of any article. Text decoded
#: with the wrong table has hardly any.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使"
    "情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話報導總統記者電華灣台港聯"
    "日月年今天昨表示市政府指出，。、：「」“”（）‘’—–…《》"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
#: Characters enough to judge by.
_JUDGED = 20_000
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
#: Bytes in which a page declares its encoding: twice what https://html.spec.whatwg.org/#prescan demands.
_DECLARED = 2_048
#: Declared names, as browsers read them: gb2312 is its superset GB18030, and latin-1 is cp1252.
_LEGACY = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "us-ascii"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """text: with \\n line ends. problems: "invalid-bytes" if some could not be read and stand as U+FFFD."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded | Refused:
    """The text of a file, or why there is none. Never raises."""
    if refused := _unreadable(data):
        return refused
    decoded = _marked(data) or _declared(data) or _utf8(data) or _legacy(data)
    if decoded is None:
        return Refused(
            "Its character encoding is not UTF-8, UTF-16, GB18030 or Big5. Convert it to UTF-8 and import it again."
        )
    text = _CONTROLS.sub("", decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return Refused("It holds nothing but blanks.")
    return Decoded(text, decoded.encoding, decoded.problems)


def too_large(size: int, limit: int = MAX_BYTES) -> str:
    """Why a file of `size` bytes (known at least) is refused."""
    return (
        f"It has {size / MIB:,.1f} MiB or more, and an article at most {limit / MIB:g} MiB. Split it into its articles."
    )


def _unreadable(data: bytes) -> Refused | None:
    if not data:
        return Refused("It is empty.")
    if len(data) > MAX_BYTES:
        return Refused(too_large(len(data)))
    for magic, name in _BINARY.items():
        if data.startswith(magic):
            return Refused(f"It is {name}, not text.")
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in data:
        return Refused("It holds NUL bytes: binary, damaged, or UTF-16 without its mark.")
    if len(data) > MAX_LINE and max(map(len, data.split(b"\n"))) > MAX_LINE:
        return Refused(f"One of its lines is longer than {MAX_LINE // 1024 // 1024} MB.")
    return None


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data, encoding)
    return None


def _declared(data: bytes) -> Decoded | None:
    """What a page's <meta charset> or a feed's XML declaration names, if the bytes are no UTF-8 and read well that way."""
    match = _CHARSET.search(data[:_DECLARED]) if data.lstrip()[:1] == b"<" else None
    encoding = _LEGACY.get(match[1].decode().lower()) if match else None
    if encoding is None or _is_utf8(data):
        return None
    decoded = _tolerant(data, encoding)
    return decoded if decoded.text.count("\ufffd") <= len(decoded.text) / 100 else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
    # In another encoding nearly every character is invalid as UTF-8; in damaged or truncated UTF-8 few are.
    broken, kept = (
        text.count("\ufffd"),
        sum(1 for character in text[:_JUDGED] if character > "\x7f" and character != "\ufffd"),
    )
    return Decoded(text, "utf-8", ("invalid-bytes",)) if kept > 4 * broken else None


def _legacy(data: bytes) -> Decoded | None:
    best: Decoded | None = None
    best_share = 0.0
    for encoding in ("gb18030", "big5hkscs", "cp950"):
        decoded = _tolerant(data, encoding)
        share = _likeness(decoded.text)
        if share > best_share:
            best, best_share = decoded, share
    if best is not None and best_share > 0.15:
        return best
    return _western(data)


def _western(data: bytes) -> Decoded | None:
    """An article in a European language: ASCII for the most part."""
    sample = data[:_JUDGED]
    if sum(byte < 0x80 for byte in sample) < 0.7 * len(sample):
        return None
    guess = from_bytes(sample, cp_isolation=list(_WESTERN)).best()
    return _tolerant(data, guess.encoding) if guess and not _CONTROLS.search(str(guess)) else None


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, ("invalid-bytes",) if "\ufffd" in text else ())


def _likeness(text: str) -> float:
    """Share of frequent characters among all that are not ASCII; invalid ones weigh as much as five."""
    sample = [character for character in text[:_JUDGED] if character > "\x7f"]
    if not sample:
        return 0.0
    frequent = sum(character in _FREQUENT for character in sample)
    return frequent / (len(sample) + 4 * sample.count("\ufffd"))
