"""What the search page says when nothing is found; what an article's page says of others like it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.models import Article
from tests.pages.conftest import HOSTILE

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


@pytest.fixture
def ready(make_article: Make, index: Callable[[], int]) -> None:
    make_article("李文亮医生", "<p>武漢的特朗普。</p>", source="晨报", published_at=NOON)
    make_article("气候谈判", "<p>特朗普没有出席。</p>", source="晚报", published_at=NOON)
    index()


def page(client: Client, query: str) -> Tag:
    response = client.get(f"/en/search/?{query}")
    assert response.status_code == 200
    found = BeautifulSoup(response.text, "lxml").select_one(".empty")
    assert found is not None
    return found


def offered(client: Client, part: Tag, selector: str) -> dict[str, str]:
    """Text and the count told, of links that find as many as they tell."""
    told = {}
    for link in part.select(f"{selector} a"):
        count = link.find_next_sibling(class_="empty__count")
        assert count is not None
        other = BeautifulSoup(client.get(str(link["href"])).text, "lxml").select_one(".found__total strong")
        assert other is not None and other.get_text() == count.get_text()
        told[" ".join(link.get_text().split())] = count.get_text()
    return told


@pytest.mark.usefixtures("ready")
def test_did_you_mean(client: Client) -> None:
    assert "李文亮" in offered(client, page(client, "q=李文量"), ".empty__meant")
    assert "气候" in offered(client, page(client, "q=qihou"), ".empty__meant")


@pytest.mark.usefixtures("ready")
def test_each_part(client: Client) -> None:
    part = page(client, "q=特朗普 火星")
    assert offered(client, part, ".empty__parts") == {"特朗普": "2 articles"}
    assert [" ".join(li.get_text().split()) for li in part.select(".empty__parts li")] == [
        "特朗普 2 articles",
        "火星 0 articles",
    ]


@pytest.mark.usefixtures("ready")
def test_filters_that_leave_nothing(client: Client) -> None:
    part = page(client, "q=特朗普&from=1999-01-01&to=1999-12-31")
    assert "holds nothing at all" in part.get_text()
    assert {"the same search in all outlets and over all days": "2 articles"}.items() <= offered(
        client, part, "ul:not(.empty__parts) li:has(.empty__count)"
    ).items()


@pytest.mark.usefixtures("ready")
def test_names_only_as_typed(client: Client) -> None:
    part = page(client, "q=川普&form=typed")
    assert offered(client, part, "li:has(.empty__count)") == {"the names in all regional forms": "2 articles"}


def test_what_is_offered_is_escaped(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    make_article(HOSTILE)
    index()
    for query in (HOSTILE + " 火星", "<b>x</b> 火星", "scrip"):
        found = client.get("/en/search/", {"q": query}).text
        assert "<b>x" not in found and "<script>alert" not in found


def test_more_like_this_the_same_event_first(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    story = "<p>港大校委会通过任命申作军及宫鹏为副校长。</p>"
    article = make_article("港大任命副校长", story, source="晨报", published_at=NOON)
    make_article("早安", "<p>早。</p>", source="晨报", published_at=NOON)  # the outlet's next article
    own = make_article("港大副校长任命", story, source="晨报", published_at=NOON)
    other = make_article("港大副校長任命惹議", "<p>校委會通過任命申作軍及宮鵬。</p>", source="晚報", published_at=NOON)
    hidden = make_article("港大任命", story, source="日报", published_at=NOON)
    for n in range(40):
        make_article(f"天气{n}", "<p>多云。</p>", published_at=NOON)
    index()
    Article.objects.filter(pk=hidden.pk).update(visible=False)
    found = BeautifulSoup(client.get(f"/en{article.get_absolute_url()}").text, "lxml")
    links = [str(a["href"]) for a in found.select(".alike a")]
    assert links == [f"/en{each.get_absolute_url()}" for each in (other, own)]
    assert ["perhaps the same event" in li.get_text() for li in found.select(".alike li")] == [True, False]


def test_without_an_index_the_article_is_still_there(client: Client, make_article: Make) -> None:
    found = client.get(make_article().get_absolute_url())
    assert found.status_code == 200
    assert 'class="alike"' not in found.text
