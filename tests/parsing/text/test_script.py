"""Which language a text is in, where Latin words stand among Han characters."""

from __future__ import annotations

import pytest

from articles.parsing.text.script import language_of


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [
        ("渡轮今日复航", "Hans", "zh-Hans"),
        ("评测 iPhone", "Hans", "zh-Hans"),  # two characters say as much as eight letters
        ("评 harbour ferries", "Hans", "en"),
        ("渡 ferr", "", "zh"),
        ("渡 ferry", "", "en"),
        ("The ferry runs again", "", "en"),
        ("1984", "", ""),
    ],
)
def test_a_han_character_weighs_as_much_as_four_letters(text: str, script: str, language: str) -> None:
    assert language_of(text, script) == language
