"""A reader's settings: in the address, in one cookie, in what is shown; never in what is kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.display.headlines import phrases
from articles.models import Article, Image
from tests.pages.conftest import HOSTILE

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)


def page_of(client: Client, article: Article, query: str = "", prefix: str = "/en") -> BeautifulSoup:
    response = client.get(f"{prefix}{article.get_absolute_url()}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def setting(page: BeautifulSoup) -> tuple[str, str]:
    reading = page.select_one("article.reading")
    assert reading is not None
    return str(reading["data-size"]), str(reading["data-width"])


def current(page: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in page.select(".tools a[aria-current]")]


def test_without_a_choice_there_is_no_cookie(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article("国家", "<p>为什么。</p>")
    page = page_of(client, article)
    assert setting(page) == ("normal", "normal")
    assert current(page) == ["Original", "Normal", "Normal"]
    assert not client.cookies
    assert "Cookie" in client.get(article.get_absolute_url())["Vary"]
    assert "Cookie" not in client.get("/about/")["Vary"]


def test_a_choice_is_remembered_in_one_cookie(client: Client, make_article: Callable[..., Article]) -> None:
    article, other = make_article("国家", "<p>为什么。</p>"), make_article("里面", "<p>头发。</p>")
    chosen = page_of(client, article, "?size=large&width=wide")
    assert setting(chosen) == ("large", "wide")
    assert list(client.cookies) == ["reading"]
    cookie = client.cookies["reading"]
    assert cookie.value == "large.wide.original"
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert setting(page_of(client, other)) == ("large", "wide")
    page_of(client, other, "?width=narrow")
    assert setting(page_of(client, article)) == ("large", "narrow")


def test_the_cookie_is_for_https_where_the_site_is(
    client: Client, make_article: Callable[..., Article], settings: object
) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    page_of(client, make_article(), "?size=small")
    assert client.cookies["reading"]["secure"]


def test_every_choice_is_a_link_that_no_robot_follows(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article("国家", "<p>为什么。</p>")
    links = page_of(client, article).select(".tools a[href^='?']")
    assert len(links) == 4 + 3 + 3
    for link in links:
        assert link["rel"] == ["nofollow"]
        page = page_of(client, article, str(link["href"]))
        assert link.get_text(strip=True) in current(page)
        # The panel stays open while one chooses in it; the script is chosen beside it, and it covers nothing then.
        assert bool(page.select_one(".tools details[open]")) == bool(link.get("data-set"))


def test_the_script_changes_and_nothing_else(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article("国家", "<p>为什么。</p>")
    page_of(client, article, "?size=large&width=wide")
    link = page_of(client, article).select_one(".tools__script a:not([aria-current])")
    assert link is not None
    page = page_of(client, article, str(link["href"]))
    assert setting(page) == ("large", "wide")
    assert page.select_one(".tools details:not([open])")


def test_other_headlines_on_the_page_follow_the_script(client: Client, make_article: Callable[..., Article]) -> None:
    first, article, last = (
        make_article(name, "<p>天。</p>", published_at=NOON, script=script)
        for name, script in (("国前", "Hans"), ("国中", "Hans"), ("國後", "Hant"))
    )
    beside = page_of(client, article, "?script=hant").select(".beside__headline")
    assert [(each["lang"], each.get_text()) for each in beside] == [("zh-Hant", "國前"), ("zh-Hant", "國後")]
    beside = page_of(client, article, "?script=hans").select(".beside__headline")
    assert [(each["lang"], each.get_text()) for each in beside] == [("zh-Hans", "国前"), ("zh-Hans", "国后")]
    assert first.pk < last.pk


def test_what_is_only_a_headline_says_so(client: Client, make_article: Callable[..., Article]) -> None:
    headline = "港口 关闭五天"
    stub = make_article(headline, "<p>港口关闭五天。</p>", url="https://paper.example/a")
    prose = page_of(client, stub).select_one(".prose")
    assert prose is not None
    assert "only the headline" in prose.get_text() and "关闭" not in prose.get_text()
    assert (
        prose.select_one('a[href="https://paper.example/a"][rel~=noreferrer]').get_text() == "Read it at paper.example"
    )  # type: ignore[union-attr]
    for body, captions in (("<p>港口关闭五天，渡轮停航。</p>", []), ("<p>港口关闭五天。</p>", ["港口"])):
        other = page_of(client, make_article(headline, body, captions=captions)).select_one(".prose")
        assert other is not None
        assert "关闭" in other.get_text() and "only the headline" not in other.get_text()


def test_addresses_and_long_words_are_marked_where_they_are_shown(
    client: Client, make_article: Callable[..., Article]
) -> None:
    article = make_article(
        "国家",
        "<p>见 https://paper.example/a?b=1&amp;c=2 为什么。</p><p>Washington 国</p>",
        language="zh-Hans",
        script="Hans",
    )
    prose = page_of(client, article, "?script=hant").select_one(".prose")
    assert prose is not None
    assert [each.get_text() for each in prose.select(".address")] == ["https://paper.example/a?b=1&c=2"]
    assert [each.get_text() for each in prose.select("p.runs")] == ["Washington 國"]
    article.refresh_from_db()
    assert "class" not in article.body_html


def test_a_headline_may_break_between_words_and_is_itself(client: Client, make_article: Callable[..., Article]) -> None:
    headline = "中国经济基本面加速复苏"
    heading = page_of(client, make_article(headline, "<p>天。</p>")).h1
    assert heading is not None
    assert heading.get_text() == headline
    assert heading.select_one("wbr").previous_sibling == "中国"  # type: ignore[union-attr]
    english = page_of(client, make_article("The city’s record", "<p>Rain.</p>", language="en", script="")).h1
    assert english is not None
    assert english.get_text() == "The city’s record" and not english.select("wbr")


def test_a_hostile_headline_is_text_between_its_breaks(client: Client, make_article: Callable[..., Article]) -> None:
    heading = page_of(client, make_article(f"中国经济{HOSTILE}", "<p>天。</p>")).h1
    assert heading is not None
    assert heading.get_text(strip=True).replace(" ", "") == f"中国经济{HOSTILE}".replace(" ", "")
    assert not heading.select("script, img")


def test_the_canonical_address_chooses_nothing(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article()
    page = page_of(client, article, "?size=large&script=hant&utm_source=x", "")
    links = page.select("link[rel=canonical], link[rel=alternate][hreflang]")
    assert len(links) == 5
    assert not [link for link in links if "?" in str(link["href"])]
    assert str(links[0]["href"]) == f"http://testserver{article.get_absolute_url()}"


@pytest.mark.parametrize(
    "query",
    ["?size=7", "?size=&width=&script=", "?script=%00", "?width=" + "9" * 5000, "?size=large%0d%0aSet-Cookie:x=1",
     "?script=%ed%b3%bf", "?size=<script>"],
)  # fmt: skip
def test_an_unknown_choice_is_none(client: Client, make_article: Callable[..., Article], query: str) -> None:
    page = page_of(client, make_article(), query)
    assert setting(page) == ("normal", "normal")
    assert client.cookies["reading"].value == "normal.normal.original"


@pytest.mark.parametrize(
    "value", ["", "large", "x.y.z", "narrower.wider.more", "<script>alert(1)</script>", "." * 9000]
)
def test_any_cookie_shows_the_article(client: Client, make_article: Callable[..., Article], value: str) -> None:
    client.cookies["reading"] = value
    page = page_of(client, make_article())
    assert setting(page)[1] == "normal"
    assert "alert(1)" not in str(page.select_one("article"))


def test_what_is_shown_is_converted_and_what_is_kept_is_not(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    body = '<p>为什么<a href="https://x.example/国家">国家</a></p><figure data-figure="1"></figure>'
    article = make_article(
        "里面的国家", body, captions=["图片说明"], dateline="北京讯", source="头发报", byline=["里正"]
    )
    article.figures.update(credit="摄影国", alt="发网")
    rescue(article)
    page = page_of(client, article, "?script=hant")
    assert page.h1.get_text() == "裡面的國家"  # type: ignore[union-attr]
    assert page.h1["lang"] == "zh-Hant"  # type: ignore[index]
    prose = page.select_one(".prose")
    assert prose is not None
    assert prose["lang"] == "zh-Hant"
    for shown in ("為什麼", "國家", "圖片說明", "攝影國", "北京訊"):
        assert shown in prose.get_text()
    assert prose.img["alt"] == "髮網"  # type: ignore[index]
    assert prose.select_one('a[href="https://x.example/国家"]')
    assert "converted by machine" in page.select_one(".reading__converted").get_text()  # type: ignore[union-attr]
    # Names are nobody's to change, and the file is as it was.
    assert page.select_one(".reading__byline").get_text() == "里正"  # type: ignore[union-attr]
    assert page.select_one(".kicker").get_text() == "头发报"  # type: ignore[union-attr]
    kept = Article.objects.get(pk=article.pk)
    assert (kept.headline, kept.figures.get().caption) == ("里面的国家", "图片说明")
    assert "为什么" in kept.body_html
    untouched = page_of(client, article, "?script=original")
    assert untouched.h1.get_text() == "里面的国家"  # type: ignore[union-attr]
    assert untouched.select_one(".reading__converted") is None


def test_only_chinese_is_converted(client: Client, make_article: Callable[..., Article]) -> None:
    japanese = make_article("国会", "<p>の国会で。</p>", language="ja", script="Hans")
    plain = make_article("天", "<p>天。</p>", language="zh", script="")
    for article in (japanese, plain):
        page = page_of(client, article, "?script=hant")
        assert page.h1.get_text() == article.headline  # type: ignore[union-attr]
        assert page.select_one(".tools__script, .reading__converted") is None
    same = page_of(client, make_article("皇后里長", "<p>國家</p>"), "?script=hant")
    assert same.h1.get_text() == "皇后里長"  # type: ignore[union-attr]
    assert same.select_one(".reading__converted") is None


def test_hostile_text_is_text_in_every_script(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(
        f"国{HOSTILE}",
        f"<p>国&lt;script&gt;</p>{HOSTILE}",
        captions=[f"国{HOSTILE}"],
        language="zh-Hans",
        script="Hans",
    )
    page = page_of(client, article, "?script=hant")
    assert "國" in page.h1.get_text()  # type: ignore[union-attr]
    assert not page.select("main script:not([src]), main img, [onerror]")


def test_the_bodys_headings_follow_the_pages(client: Client, make_article: Callable[..., Article]) -> None:
    page = page_of(client, make_article("题", "<h3>一</h3><p>甲</p><h4>二</h4><p>乙</p><h2>三</h2>"))
    found = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4, h5, h6)")]
    assert found[:4] == [1, 2, 3, 2]
    assert all(after <= before + 1 for before, after in itertools.pairwise(found))


def test_a_table_scrolls_in_a_frame_that_the_tab_key_reaches(
    client: Client, make_article: Callable[..., Article]
) -> None:
    page = page_of(client, make_article("题", "<table><tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>"))
    frames = page.select(".scrolls")
    assert [(frame["tabindex"], frame["role"], bool(frame["aria-label"])) for frame in frames] == [("0", "group", True)]
    assert "甲" in frames[0].get_text() and "乙" in frames[0].get_text()


def test_only_the_first_picture_is_fetched_before_it_is_seen(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    article = make_article(captions=["一", "二"])
    rescue(article, 1)
    rescue(article, 2, b"\x89PNG\r\n\x1a\n other", "other.png")
    assert [image.get("loading") for image in page_of(client, article).select(".prose img")] == [None, "lazy"]
    wall = BeautifulSoup(client.get("/pictures/").text, "lxml")
    assert "lazy" in {image.get("loading") for image in wall.select("img")}


@pytest.mark.parametrize(
    ("headline", "parts"),
    [
        ("编程随想 | 每周转载 ｜ 评论", ["编程随想 |", "每周转载 ｜", "评论"]),
        ("| 什么叫国宴 ——", ["|", "什么叫国宴 ——"]),
        ("一二 三四", ["一二", "三四"]),
        ("在病房住了 5 年 院方说", ["在病房住了 5 年", "院方说"]),
        ("BBC 记者 在上海", ["BBC 记者", "在上海"]),
        ("“一二” 《三四》", ["“一二”", "《三四》"]),
        ("In one piece", ["In one piece"]),
        ("", []),
    ],
)
def test_a_headline_breaks_between_its_phrases(headline: str, parts: list[str]) -> None:
    assert phrases(headline) == parts
