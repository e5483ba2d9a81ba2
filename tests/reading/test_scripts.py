"""The other script: of the text between tags only, as people write it."""

from __future__ import annotations

import pytest

from articles.reading import Shown


@pytest.mark.parametrize(
    ("wanted", "script", "before", "after"),
    [
        ("hant", "Hans", "为什么里面的头发随着皇后", "為什麼裡面的頭髮隨著皇后"),
        ("hans", "Hant", "隨著裡面的頭髮，乾隆的著作", "随着里面的头发，乾隆的著作"),
        ("hans", "Hant", "裏面爲衆", "里面为众"),  # Hong Kong's and OpenCC's own characters
        ("hant", "Hans", "软件和信息", "軟件和信息"),  # other characters, not other words
        ("hant", "Hant", "皇后里長", "皇后里長"),
        ("hans", "Hans", "皇后里长", "皇后里长"),
        ("original", "Hans", "里面", "里面"),
        ("hant", "", "国", "国"),
        ("nonsense", "Hans", "里面", "里面"),
        ("hant", "Hans", "", ""),
        ("hant", "Hans", "\U0001f600里面\x01", "\U0001f600裡面\x01"),
    ],
)
def test_text(wanted: str, script: str, before: str, after: str) -> None:
    assert Shown(wanted, script).text(before) == after


def test_only_the_text_between_tags() -> None:
    html = (
        '<p>国家<a href="https://x.example/国家?a=1&amp;b=国" rel="noopener">国家 &amp; &lt;国&gt;</a></p>'
        '<figure data-figure="1"></figure>国<img alt="国 > 家" src=\'国\'>'
    )
    assert Shown("hant", "Hans").html(html) == (
        '<p>國家<a href="https://x.example/国家?a=1&amp;b=国" rel="noopener">國家 &amp; &lt;國&gt;</a></p>'
        '<figure data-figure="1"></figure>國<img alt="国 > 家" src=\'国\'>'
    )
    assert Shown("original", "Hans").html(html) == html


def test_the_language_is_that_of_what_is_shown() -> None:
    assert Shown("hant", "Hans").lang("zh-Hans") == "zh-Hant"
    assert Shown("hans", "Hant").lang("zh-Hant") == "zh-Hans"
    assert Shown("hans", "Hans").lang("zh-Hans") == "zh-Hans"
    assert Shown("hans", "").lang("ja") == "ja"
    assert not Shown().converted
