"""Where words surely begin and end; and what that is for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from articles.search.text.segmentation import boundaries, simplified


def cut(text: str) -> list[str]:
    marks = boundaries(text).tolist()
    return [text[start:end] for start, end in pairwise(marks)]


@pytest.mark.parametrize("text", ["", "华", "a", "\n", "華人說中文，Covid-19。\n", "\ud800中国\x00人", "𠮷野家𠮷"])
def test_boundaries_go_from_the_start_to_the_end(text: str) -> None:
    marks = boundaries(text)
    assert marks[0] == 0 and marks[-1] == len(text)
    assert (np.diff(marks) > 0).all() or not text
    assert len(simplified(text)) == len(text)


def test_words_of_either_script() -> None:
    assert cut("这些华人说中文") == ["这些", "华人", "说", "中文"]
    assert cut("這些華人說中文") == ["這些", "華人", "說", "中文"]
    assert cut("中华人民共和国成立") == ["中华人民共和国", "成立"]


def test_a_border_that_another_reading_has_not_is_left_out() -> None:
    assert cut("五国外长会晤") == ["五", "国外长", "会晤"], "国外|长 or 国|外长?"
    assert cut("住在国外的人") == ["住", "在", "国外", "的", "人"]
    assert cut("美国大选") == ["美国", "大选"], "国大 is a word, too, but 美|国大|选 is no reading"


def test_unknown_names_have_borders_on_both_sides() -> None:
    assert {0, 2, 5} <= set(boundaries("美国雷蒙多").tolist())


def test_a_long_text_is_cut_as_its_parts_are() -> None:
    line = "五国外长会晤，谈到华人。\n"
    assert cut(line * 300) == cut(line) * 300
