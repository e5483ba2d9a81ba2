"""The help page: every example on it is searched for, finds what it says and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import search
from articles.models import Article, Section, Tag, Tagging

#: Which of the articles below each example finds.
EXAMPLES = {
    "气候 外交": {"both"},
    '"climate talks"': {"english"},
    "「气候谈判」": {"both"},
    '"臺灣"': set(),
    "气候 OR 环境": {"both", "near", "far", "environment"},
    "气候 或 环境": {"both", "near", "far", "environment"},
    "气候 | 环境": {"both", "near", "far", "environment"},
    "气候 -会议": {"both"},
    "气候 NOT 会议": {"both"},
    "气候 非 会议": {"both"},
    "(气候 OR 环境) 外交": {"both"},
    "气候 NEAR/5 会议": {"near"},
    "econom*": {"economy"},
    "标题:气候": {"near", "far"},
    "標題:氣候": {"near", "far"},
    "title:climate": {"english"},
    "标题:(气候 会议)": {"near"},
    '标题:"气候会议"': {"near"},
    "图说:广场": {"square"},
    "圖說:廣場": {"square"},
    "caption:square": {"square"},
    "作者:王": {"wang"},
    "author:Wang": {"wang"},
    "来源:联合早报": {"zaobao"},
    "來源:聯合早報": {"zaobao"},
    "source:BBC": {"bbc", "filed"},
    "日期:2020-08": {"august", "late august"},
    "日期:2020年8月": {"august", "late august"},
    "date:2020-08..2020-10": {"august", "late august", "october"},
    "date:2020-08-05..": {"late august", "october"},
    "栏目:港闻": {"filed"},
    "标签:渡轮": {"filed"},
    "欄目:港聞": {"filed"},
    "標籤:渡輪": {"filed"},
    "section:港闻": {"filed"},
    "tag:渡轮": {"filed"},
    "section:港聞": {"filed"},
    "tag:渡輪": {"filed"},
    "has:image": {"square"},
    "has:图片": {"square"},
    "（气候｜环境）－会议": {"both", "environment"},
    "标题：气候": {"near", "far"},
    # The same in the Traditional interface.
    "氣候 外交": {"both"},
    "「氣候談判」": {"both"},
    "氣候 OR 環境": {"both", "near", "far", "environment"},
    "氣候 或 環境": {"both", "near", "far", "environment"},
    "氣候 | 環境": {"both", "near", "far", "environment"},
    "氣候 -會議": {"both"},
    "氣候 NOT 會議": {"both"},
    "氣候 非 會議": {"both"},
    "(氣候 OR 環境) 外交": {"both"},
    "氣候 NEAR/5 會議": {"near"},
    "標題:(氣候 會議)": {"near"},
    '標題:"氣候會議"': {"near"},
    "has:圖片": {"square"},
    "（氣候｜環境）－會議": {"both", "environment"},
    "標題：氣候": {"near", "far"},
}


@pytest.fixture
def archive(make_article: Callable[..., Article], index: Callable[[], int]) -> dict[str, Article]:
    old = datetime(2019, 5, 1, 4, tzinfo=UTC)
    made = {
        "both": make_article("外交", "<p>關於氣候談判。</p>", published_at=old),
        "near": make_article("气候会议", "<p>开幕。</p>", published_at=old),
        "far": make_article("气候", f"<p>{'甲' * 30}会议。</p>", published_at=old),
        "environment": make_article("保护环境", published_at=old),
        "english": make_article("Climate Talks", "<p>Go on.</p>", published_at=old),
        "other english": make_article("Weather", "<p>Talks on the climate.</p>", published_at=old),
        "economy": make_article("市场", "<p>Economic news.</p>", published_at=old),
        "square": make_article("图片", captions=["廣場 the square"], published_at=old),
        "no square": make_article("广场 square", published_at=old),
        "wang": make_article("人物", byline=["王五 Wang Wu"], published_at=old),
        "no wang": make_article("王家 Wang", published_at=old),
        "zaobao": make_article("早报的文章", source="联合早报", published_at=old),
        "bbc": make_article("英国的文章", source="BBC", published_at=old),
        "august": make_article("八月", published_at=datetime(2020, 8, 1, 4, tzinfo=UTC)),
        "late august": make_article("八月底", published_at=datetime(2020, 8, 31, 4, tzinfo=UTC)),
        "october": make_article("十月", published_at=datetime(2020, 10, 31, 4, tzinfo=UTC)),
    }
    section = Section.objects.create(source=made["bbc"].source, name="港聞")
    made["filed"] = make_article("归档的文章", source="BBC", section=section, published_at=old)
    Tagging.objects.create(article=made["filed"], tag=Tag.objects.create(name="渡輪"), position=0)
    index()
    return made


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_finds_what_it_says(archive: dict[str, Article], example: str) -> None:
    answer = search.ask(search.Question(example))
    assert answer.notices == ()
    names = {article.pk: name for name, article in archive.items()}
    assert {names[hit.article_id] for hit in answer.hits} == EXAMPLES[example]


def shown(client: Client, language: str) -> list[list[str]]:
    """The examples of the page, row by row."""
    page = BeautifulSoup(client.get(f"/{language}/search/help/").text, "lxml")
    return [[code.get_text() for code in row.select("code")] for row in page.select("tbody tr")]


@pytest.mark.django_db
def test_every_example_of_the_page_is_tried_here(client: Client) -> None:
    pages = [shown(client, language) for language in ("en", "zh-hans", "zh-hant")]
    assert {way for page in pages for ways in page for way in ways} == set(EXAMPLES)


@pytest.mark.django_db
def test_examples_are_in_the_script_of_the_interface(client: Client) -> None:
    simplified, traditional = shown(client, "zh-hans"), shown(client, "zh-hant")
    assert shown(client, "en") == simplified
    found = [[[EXAMPLES[way] for way in ways] for ways in page] for page in (simplified, traditional)]
    assert found[0] == found[1]
    # Names of fields are shown in the other script as well, after one's own.
    other = {"标题:气候", "图说:广场", "来源:联合早报"}
    own = "".join(way for ways in traditional for way in ways if way not in other)
    assert not set(own) & set("气环会议谈标题图说广场来联报")
    assert all(ways[0] not in other for ways in traditional)


def test_regional_names_as_the_page_tells(make_article: Callable[..., Article], index: Callable[[], int]) -> None:
    other = make_article("川普談話")
    index()
    found = search.ask(search.Question("特朗普", only_this_form=False))
    assert [hit.article_id for hit in found.hits] == [other.pk]
    assert search.ask(search.Question("特朗普", only_this_form=True)).total == 0
    assert search.ask(search.Question("“特朗普”", only_this_form=False)).total == 0
