"""Every headline says its own language, on whatever page it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article

ENGLISH, CHINESE = "What next for the fiscal rules", "这是我的职责所在"


@pytest.mark.parametrize(
    "path", ["/", "/archive/2023/08/29/", "/archive/2023/08/", "/sources/{slug}/", "/pictures/", "/articles/{id}/"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_headline_is_set_in_its_own_language(
    client: Client, make_article: Callable[..., Article], path: str, language: str
) -> None:
    bodies = {
        ENGLISH: "<p>这是一篇中文的文章，标题是英文的。</p>",
        CHINESE: "<p>An article in English with a Chinese headline.</p>",
    }
    made = [make_article(headline, body, captions=["图"]) for headline, body in bodies.items()]
    for article, lang in zip(made, ("en", "zh"), strict=True):
        address = path.format(slug=article.source.slug, id=article.public_id)
        page = BeautifulSoup(client.get(f"/{language}{address}").text, "lxml")
        found = [
            each
            for each in page.select("main a, main h1, main p > span")
            if each.get_text(strip=True) == article.headline
        ]
        assert found, "the headline stands on the page"
        for each in found:
            nearest = each if each.has_attr("lang") else each.find_parent(lang=True)
            assert nearest is not None
            assert nearest["lang"] == lang, nearest
