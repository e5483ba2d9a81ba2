"""In which language a headline is set, whatever its article's text is in."""

from __future__ import annotations

import pytest

from articles.reading import headline_tag


@pytest.mark.parametrize(
    ("headline", "article", "tag"),
    [
        ("What next for the EU’s fiscal rules?", "en", "en"),
        ("【图说天朝】这是我的职责所在", "en", "zh"),
        ("Photo: Chongqing – 2017, by RykJ", "", "en"),
        ("Photo: Shenzhen, China", "zh-Hans", "en"),
        ("[生活] 展現Taiwan can help精神", "zh-Hant", "zh-Hant"),
        ("香港疫症的威力", "", "zh"),
        ("东京の一番街", "ja", "ja"),
        ("广东山寨日本“一番街”", "ja", "zh"),
        ("한국 news", "ko", "ko"),
        ("Les frères Bogdanoff", "fr", "fr"),
        ("TikTok", "zh-Hans", "zh-Hans"),
        ("G20", "zh-Hans", "zh-Hans"),
        ("2020", "zh-Hans", "zh-Hans"),
        ("", "zh-Hans", "zh-Hans"),
    ],
)
def test_the_language_of_a_headline(headline: str, article: str, tag: str) -> None:
    assert headline_tag(headline, article) == tag
