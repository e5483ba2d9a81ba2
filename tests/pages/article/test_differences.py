"""What the page of a difference says: which version was first, what became of captions, what editors changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import related
from articles.ingest.rows.editing import save_edit
from articles.models import Article, Figure, Original
from tests.pages.article.test_related import page, published_again

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]
MakeOriginal = Callable[..., Original]


def test_two_stamps_that_differ_say_which_was_first_whatever_a_third_says(
    client: Client, make_article: Make, make_original: MakeOriginal
) -> None:
    """Two versions of 11:00 and one of noon: which of the two was first is not known, that both were before noon is."""
    article = make_article("题", "<p>今文。</p>", published_at=NOON)
    one, two = (published_again(article, make_original, "题", text) for text in ("旧文甲。", "旧文乙。"))
    shown = related.version_name(article.original)  # type: ignore[arg-type]

    def told(pair: str) -> str:
        return page(client, f"{article.get_absolute_url()}versions/{pair}/").select_one(".reading__head").get_text(" ")  # type: ignore[union-attr]

    for old in (one, two):
        text = told(f"{old}..{shown}")
        assert "What the outlet changed" in text
        assert "unknown" not in text and "came first" not in text
    text = told(f"{one}..{two}")
    assert "What differs between two versions" in text
    assert "came first" in text
    text = told(f"{shown}..{one}")
    assert "What differs between two versions" in text, "nobody changed it from noon to eleven"
    assert "came first" not in text


def test_what_only_the_order_of_all_says_stands_in_the_list(
    client: Client, make_article: Make, make_original: MakeOriginal
) -> None:
    article = make_article("题", "<p>今文。</p>", published_at=NOON)
    one, two = (published_again(article, make_original, "题", text) for text in ("旧文甲。", "旧文乙。"))
    rows = page(client, f"{article.get_absolute_url()}versions/{one}..{two}/").select(".versions li")
    assert ["order unknown" in row.get_text() for row in rows] == [True, True, False]


def feed_file(headline: str, caption: str) -> bytes:
    head = f"<!--1596600000000-->\n[{headline}](https://x.example/)\n------\n"
    picture = f"<figure><img src='https://x.example/1.jpg'><figcaption>{caption}</figcaption></figure>"
    return f"{head}<p>因雾停航。船停在港里。</p>{picture}\n".encode()


@pytest.fixture
def captioned(make_article: Make, make_original: MakeOriginal) -> Article:
    article = make_article(
        "渡轮停航", "<p>因雾停航。船停在港里。</p>", source="远声", captions=["港口的渡轮。"], published_at=NOON
    )
    original = make_original(article, feed_file("渡轮停航", "港口的渡轮。"))
    original.content_hash = article.content_hash
    original.save()
    return article


def test_a_caption_that_an_editor_changed_is_in_the_difference(client: Client, captioned: Article) -> None:
    Figure.objects.update(caption="港口的两艘渡轮。", credit="沈望摄")
    save_edit(captioned, {"figures": True})
    base = related.version_name(captioned.original)  # type: ignore[arg-type]
    found = page(client, f"{captioned.get_absolute_url()}versions/{base}..edited/")
    captions = found.select_one(".compared__captions")
    assert captions is not None
    text = captions.get_text(" ", strip=True)
    assert "Captions" in text
    assert [tag.get_text() for tag in captions.select("ins")] == ["[added: 两艘] ", "[added: 沈望摄] "]
    assert "1 sentence changed" in found.get_text(" ", strip=True)
    assert not found.select(".compared__text:not(.compared__captions) ins")


def test_captions_that_stayed_are_not_listed(client: Client, captioned: Article) -> None:
    save_edit(captioned, {"headline": "渡轮停航一日"})
    base = related.version_name(captioned.original)  # type: ignore[arg-type]
    assert not page(client, f"{captioned.get_absolute_url()}versions/{base}..edited/").select(".compared__captions")


@pytest.mark.parametrize(
    ("prefix", "names"),
    [("/en", ["captions", "headline"]), ("/zh-hans", ["图片说明", "标题"]), ("/zh-hant", ["圖片說明", "標題"])],
)
def test_what_was_edited_is_named_in_the_readers_language(
    client: Client, captioned: Article, prefix: str, names: list[str]
) -> None:
    Figure.objects.update(caption="别的")
    save_edit(captioned, {"figures": True, "headline": "别的"})
    base = related.version_name(captioned.original)  # type: ignore[arg-type]
    response = client.get(f"{prefix}{captioned.get_absolute_url()}versions/{base}..edited/")
    fields = BeautifulSoup(response.content, "lxml").select(".compared__fields .compared__field")
    assert [field.get_text() for field in fields] == names


def test_editors_changed_what_they_started_from(
    client: Client, make_article: Make, make_original: MakeOriginal
) -> None:
    """Not the difference from a version that came later and was withheld."""
    article = make_article("题", "<p>文。</p>", published_at=NOON)
    published_again(article, make_original, "题", "后来的文。", minutes=-5, withheld=True)
    base = make_original(article, feed_file("题", ""), "news/2.md")
    base.content_hash, base.archived_at = "a" * 64, NOON
    base.save()
    Article.objects.update(original=base, content_hash="a" * 64)
    article.refresh_from_db()
    save_edit(article, {"headline": "编辑的题"})
    name = related.version_name(base)
    found = page(client, f"{article.get_absolute_url()}versions/{name}..edited/")
    assert found.h1.get_text() == "What the archive’s editors changed"  # type: ignore[union-attr]
    last = found.select(".versions li")[-1]
    assert "compared above" in last.get_text(), "the editors' version stands beside what they started from"
