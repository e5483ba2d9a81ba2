"""What differs between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.related.differences import LONGEST_SENTENCE, ChangedPiece, TextDifference, compare, inside, sentences
from tests.patience import cpu_seconds


def shown(found: TextDifference) -> list[str]:
    """A paragraph a line; -taken out-, +put in+."""
    marks = {"same": "{}", "gone": "-{}-", "new": "+{}+"}
    return ["".join(marks[piece.kind].format(piece.text) for piece in passage.pieces) for passage in found.passages]


def side(found: TextDifference, without: str) -> str:
    return "".join(piece.text for passage in found.passages for piece in passage.pieces if piece.kind != without)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("渡轮停航。乘客滞留！", ["渡轮停航。", "乘客滞留！"]),
        ("他说：“停航了。”随后离开；雾未散……", ["他说：“停航了。”", "随后离开；", "雾未散……"]),
        ("「停航？」「是。」", ["「停航？」", "「是。」"]),
        ("The ferry cost 3.50 dollars. It left.", ["The ferry cost 3.50 dollars. ", "It left."]),
        ("没有句号\n第二段", ["没有句号", "第二段"]),
        ("。。。", ["。。。"]),
        ("", []),
    ],
)
def test_sentences_end_where_readers_see_them_end(text: str, parts: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == parts


def test_a_changed_sentence_shows_what_changed_in_it() -> None:
    before = "渡轮昨日停航。港口关闭三天。乘客已经疏散。\n记者沈望报道。"
    after = "渡轮昨日停航。港口关闭五天。乘客已经疏散。\n编者补记。\n记者沈望报道。"
    found = compare(before, after)
    assert shown(found) == ["渡轮昨日停航。港口关闭-三-+五+天。乘客已经疏散。", "+编者补记。+", "记者沈望报道。"]
    assert (found.altered, found.new, found.gone, found.cut) == (1, 1, 0, False)
    assert [passage.changed for passage in found.passages] == [True, True, False]


def test_an_unlike_sentence_is_taken_out_and_another_put_in() -> None:
    found = compare("大雾笼罩全港。", "市长今晨出席了书展开幕式。")
    assert shown(found) == ["-大雾笼罩全港。-", "+市长今晨出席了书展开幕式。+"]


def test_words_of_other_scripts_change_as_a_whole() -> None:
    assert inside("The ferry left at nine", "The ferry left at noon") == [
        ChangedPiece("same", "The ferry left at "),
        ChangedPiece("gone", "nine"),
        ChangedPiece("new", "noon"),
    ]


def test_single_equal_characters_make_no_confetti() -> None:
    assert inside("甲乙丙丁", "戊乙己丁") == [
        ChangedPiece("gone", "甲乙丙"),
        ChangedPiece("new", "戊乙己"),
        ChangedPiece("same", "丁"),
    ]
    assert inside("同", "同") == [ChangedPiece("same", "同")]
    assert inside("", "新") == [ChangedPiece("new", "新")]


texts = st.text(alphabet="渡轮停航。！\n 「」a.", max_size=120)


@given(texts, texts)
def test_both_texts_can_be_read_off_a_difference(before: str, after: str) -> None:
    def bare(text: str) -> str:
        return "".join(line.strip() for line in text.split("\n"))

    found = compare(before, after)
    assert side(found, "new") == bare(before)
    assert side(found, "gone") == bare(after)
    if before == after:
        assert not any(passage.changed for passage in found.passages)


def shuffled(kinds: str, first: int) -> str:
    """Long sentences, all much alike and none the same."""
    return "".join(f"{kinds[n % 2]}句{n + first}{'长' * 200}。" for n in range(4_000))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("停。" * 100_000, "停。" * 99_999 + "航。"),
        ("停航" * 200_000, "航停" * 200_000),
        ("".join(f"第{n}句。" for n in range(50_000)), "".join(f"第{n}句。" for n in range(50_000, 0, -1))),
        (shuffled("甲乙", 0), shuffled("丙甲", 1)),
        ("a." * 300_000, "(" * 300_000),
    ],
)  # fmt: skip
def test_hostile_texts_take_bounded_time(before: str, after: str) -> None:
    assert cpu_seconds(lambda: compare(before, after), enough=3) < 3
    found = compare(before, after)
    assert all(len(s.text) <= LONGEST_SENTENCE for s in sentences(before))
    assert found.passages


def test_of_a_very_long_text_the_beginning_is_compared_and_that_is_told() -> None:
    assert compare("停。" * 5_000, "停。" * 5_001).cut
    assert not compare("停。" * 3_000, "停。" * 3_001).cut
