"""fold: one code point to one code point, whatever the text."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from articles.search.text.fold import (
    BREAK,
    CJK,
    IGNORABLE,
    OTHER,
    SPACE,
    WORD,
    class_table,
    code_points,
    fingerprint,
    fold,
    fold_table,
    is_cjk,
    opencc_pairs,
    radical_pairs,
)

#: Unified ideographs of the basic plane, extensions A and B.
HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF))
#: Any string at all, lone surrogates included.
anything = st.text(st.characters(codec=None))


def test_every_pair_of_opencc_folds_together() -> None:
    pairs = list(opencc_pairs())
    assert len(pairs) > 7_000
    assert [(left, right) for left, right in pairs if fold(left) != fold(right)] == []


@pytest.mark.parametrize("config", ["s2t", "t2s", "t2tw", "tw2t", "t2hk", "hk2t", "s2tw", "tw2s", "s2hk", "hk2s"])
def test_what_opencc_itself_converts_folds_together(config: str) -> None:
    """Asked of the converter that others use, not of the tables as we read them."""
    convert = OpenCC(config).convert
    ideographs = [chr(point) for first, last in HAN_BLOCKS for point in range(first, last + 1)]
    converted = [(char, other) for char in ideographs if (other := convert(char)) != char and len(other) == 1]
    assert len(converted) > {"s2": 2_000, "t2": 20, "tw": 20, "hk": 20}[config[:2]]
    assert [(left, right) for left, right in converted if fold(left) != fold(right)] == []


def test_every_radical_folds_to_its_ideograph() -> None:
    pairs = list(radical_pairs())
    assert len(pairs) > 300
    assert [(hex(left), hex(right)) for left, right in pairs if fold(chr(left)) != fold(chr(right))] == []


def test_every_compatibility_ideograph_folds_to_its_unified_form() -> None:
    points = [*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
    apart = [hex(p) for p in points if fold(chr(p)) != fold(unicodedata.normalize("NFKC", chr(p)))]
    assert apart == []


def test_folding_twice_is_folding_once() -> None:
    table = fold_table()
    assert np.array_equal(table[table], table)
    assert not table.flags.writeable


@given(anything)
@example("\ud83d\ude00")
@example("\udfff\ud800")
@example("👨\u200d👩\u200d👧")
@example("e\u0301\u0302\ufe0f葛\U000e0100")
@example("ǅﬁßİ\x00\U0010ffff")
def test_length_is_kept_and_folding_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_case_width_and_compatibility_fold_in_every_script() -> None:
    """Wherever one character stands for another: Vai and Cherokee, phonetic letters, Latin and Cyrillic additions, too."""
    apart = []
    for point in (*range(0xD800), *range(0xE000, 0x110000)):
        char = chr(point)
        for other in {unicodedata.normalize("NFKC", char), char.lower(), unicodedata.normalize("NFKC", char).lower()}:
            if len(other) == 1 and fold(other) != fold(char):
                apart.append(f"{point:X} {other}")
    assert apart == []


@given(st.characters(min_codepoint=0xA000, max_codepoint=0xABFF))
@example("Ꭰ")
@example("ꭰ")
@example("Ꙁ")
@example("Ꜣ")
@example("ꓐ")
def test_scripts_between_the_ideographs_and_hangul(char: str) -> None:
    assert fold(char.upper()) == fold(char.lower()) or len(char.upper()) > 1
    assert fold(fold(char)) == fold(char)
    assert class_table()[ord(char)] == class_table()[ord(fold(char))]


@given(anything, anything)
def test_each_character_folds_by_itself(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(anything)
def test_code_points_are_those_of_the_text(text: str) -> None:
    assert code_points(text).tolist() == list(map(ord, text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("總統府", "总统府"),
        ("着", "著"),
        ("餘", "馀"),
        ("餘", "余"),
        ("衞", "衛"),
        ("衞", "卫"),
        ("臺灣", "台湾"),
        ("台", "檯"),
        ("台", "颱"),
        ("裏", "里"),
        ("裡", "里"),
        ("麪", "面"),
        ("髮", "发"),
        ("發", "髮"),
        ("乾", "干"),
        ("滙", "汇"),
        ("羣", "群"),
        ("峯", "峰"),
        ("説", "說"),
        ("爲", "為"),
        ("ＡＢＣ", "abc"),
        ("２０２３", "2023"),
        ("ｱ", "ア"),
        ("É", "e"),
        ("ñ", "N"),
        ("⼈", "人"),
        ("⺠", "民"),
        ("豈", "岂"),
        ("唐納德‧川普", "唐纳德·川普"),
        ("唐納德・川普", "唐纳德•川普"),
        ("唐納德･川普", "唐纳德∙川普"),
        ("МОСКВА", "москва"),
        ("ΟΔΟΣ", "οδος"),
        ("οδοσ", "οδος"),
        ("：", ":"),
        ("𡞵", "㛟"),
    ],
)
def test_what_folds_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("人", "入"), ("日", "曰"), ("a", "b"), ("ア", "あ"), ("。", "，"), ("国", "囯人")]
)
def test_what_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("char", "kind"),
    [
        ("中", CJK), ("𠮷", CJK), ("〇", CJK), ("々", CJK), ("か", CJK), ("ア", CJK), ("ー", CJK), ("한", CJK), ("ㄅ", CJK),
        ("⿰", OTHER), ("a", WORD), ("é", WORD), ("я", WORD), ("7", WORD), ("Ａ", WORD), ("，", OTHER), ("·", OTHER),
        ("😀", OTHER), ("$", OTHER), (" ", SPACE), ("　", SPACE), ("\u00a0", SPACE), ("\t", SPACE), ("\n", BREAK),
        ("\r", BREAK), ("\u2028", BREAK), ("\u2029", BREAK), ("\x85", BREAK), ("\u200b", IGNORABLE), ("\u00ad", IGNORABLE),
        ("\ufeff", IGNORABLE), ("\u202e", IGNORABLE), ("\ufe0f", IGNORABLE), ("\U000e0100", IGNORABLE),
        ("\u0301", IGNORABLE), ("\x00", IGNORABLE), ("\x07", IGNORABLE), ("\ud800", IGNORABLE),
    ],
)  # fmt: skip
def test_classes(char: str, kind: int) -> None:
    assert class_table()[ord(fold(char))] == kind


def test_folding_takes_no_character_out_of_its_class() -> None:
    classes, folded = class_table(), class_table()[fold_table()]
    for kind in (CJK, SPACE, IGNORABLE, BREAK):
        assert np.all(folded[classes == kind] == kind)


def test_is_cjk() -> None:
    assert is_cjk("中") and is_cjk("ㄅ") and not is_cjk("a") and not is_cjk("，")


def test_the_fingerprint_is_short_and_stable() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 24
