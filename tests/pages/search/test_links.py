"""Every link, form and file of a page of results asks for what the page asks for, but for what a link is there to change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.models import Article, Source
from articles.search.request.request import PAGE_SIZES

#: A field, an outlet left out in words, and every sign that means something in an address.
TEXT = '标题:灯塔 -"甲&乙=丙#丁+戊%" -来源:丁报'
#: Where a page stands in the results; another list of results starts at its beginning.
PLACE = {"page", "part"}
#: What each kind of link on the page may change.
MAY_CHANGE: dict[str, set[str]] = {
    ".languages a": set(),
    ".views a": {"view", "order"},
    ".facets a": {"source", "not"},
    ".left-out a": {"not"},
    ".timeline a": {"from", "to"},
    ".orders a": {"order"},
    ".lines__parts a": set(),
    ".pages a": set(),
    ".overview a": {"from", "to"},
    ".picks a": {"order"},
    ".menu a[download]": {"order"},
    ".menu a:not([download])": {"order", "sort"},
    ".take__files a[download]": {"order"},
    ".take__files a:not([download])": {"order", "sort"},
    'link[type="application/atom+xml"]': {"order", "sort"},
    '.undo:-soup-contains("all days")': {"from", "to"},
    '.undo:-soup-contains("all outlets")': {"source"},
    '.undo:-soup-contains("all articles")': {"collapse"},
    '.undo:-soup-contains("today’s archive")': {"asof"},
    '.undo:-soup-contains("all regional forms")': {"form"},
    '.undo:-soup-contains("not only")': {"script", "removed"},
}


def conditions(query: str) -> dict[str, list[str]]:
    return {name: values for name, values in parse_qs(query).items() if name not in PLACE}


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


@pytest.fixture
def ready(
    make_article: Callable[..., Article], make_source: Callable[..., Source], index: Callable[[], int]
) -> dict[str, list[str]]:
    """What is asked for, everything set, that finds two pages of articles with pictures, each a story of its own."""
    for name, slug in (("甲报", "jia"), ("乙報", "yi"), ("丙报", "bing"), ("丁报", "ding")):
        make_source(name, slug)
    for n in range(90):
        words = "".join(chr(0x4E00 + (n * 397 + at * 101) % 9000) for at in range(80))
        make_article(
            f"第{n}号灯塔",
            f"<p>{words}</p>",
            source=("甲报", "乙報", "丙报")[n % 3],
            published_at=datetime(2020, 8, 1 + n % 28, 4, tzinfo=UTC),
            captions=["灯塔"],
            script="Hans",
        )
    index()
    return {
        "q": [TEXT],
        "source": ["jia", "yi"],
        "not": ["bing"],
        "from": ["2020-08-01"],
        "to": ["2020-08-31"],
        "asof": [timezone.localdate(timezone=settings.ARCHIVE_ZONE).isoformat()],
        "script": ["hans"],
        "removed": ["not"],
        "sort": ["oldest"],
        "form": ["typed"],
        "collapse": ["1"],
    }


def page(client: Client, asked: dict[str, list[str]], place: str = "") -> BeautifulSoup:
    response = client.get(f"/en/search/?{urlencode(asked, doseq=True)}{place}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def links(shown: BeautifulSoup) -> list[Tag]:
    """All that lead to a search, its files, or a comparison; the masthead's own lead to none in particular."""
    found = shown.select("main a[href], nav.languages a[href], head link[type='application/atom+xml']")
    paths = ("/search/", "/compare/")
    return [each for each in found if any(path in str(each["href"]) for path in paths) and "?" in str(each["href"])]


@pytest.mark.parametrize(
    ("view", "place"),
    [({}, "&page=2"), ({"view": ["pictures"]}, "&page=2"), ({"view": ["lines"], "order": ["after"]}, "&page=2")],
    ids=["list", "pictures", "lines"],
)
def test_no_link_loses_a_condition(
    client: Client, ready: dict[str, list[str]], view: dict[str, list[str]], place: str
) -> None:
    asked = ready | view
    shown = page(client, asked, place)
    kinds = {id(each): may for selector, may in MAY_CHANGE.items() for each in shown.select(selector)}
    told = [link for link in links(shown) if "/compare/" not in str(link["href"])]
    assert len(told) > 40
    for link in told:
        assert id(link) in kinds, f"a link of an unknown kind: {link}"
        differs = changed(asked, conditions(urlsplit(str(link["href"])).query))
        assert differs <= kinds[id(link)], link
    # Each way of undoing undoes something.
    undoing = [link for link in told if "undo" in (link.get("class") or [])]
    assert len(undoing) == 7
    assert all(changed(asked, conditions(urlsplit(str(link["href"])).query)) for link in undoing)


@pytest.mark.parametrize("view", [{}, {"view": ["lines"], "order": ["before"]}], ids=["list", "lines"])
def test_no_form_loses_a_condition(client: Client, ready: dict[str, list[str]], view: dict[str, list[str]]) -> None:
    asked = ready | view
    shown = page(client, asked, "&page=2")
    form = shown.select_one("main form.ask")
    assert form is not None
    sent: dict[str, list[str]] = {}
    for field in form.select("[name]"):
        if field.name == "select":
            sent.setdefault(str(field["name"]), []).extend(str(each["value"]) for each in field.select("[selected]"))
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            sent.setdefault(str(field["name"]), []).append(str(field["value"]))
    assert sent == asked
    brush = shown.select_one(".timeline")
    assert brush is not None
    assert changed(asked, conditions(urlsplit(str(brush["data-address"])).query)) == {"from", "to"}


def test_the_way_to_a_page_by_its_number_keeps_all(
    client: Client, ready: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAGE_SIZES, "list", 5)
    form = page(client, ready, "&page=2").select_one("form.pages__go")
    assert form is not None
    sent: dict[str, list[str]] = {}
    for field in form.select("input[type=hidden]"):
        sent.setdefault(str(field["name"]), []).append(str(field["value"]))
    assert sent == ready


def test_files_and_feed_hold_what_the_page_finds(client: Client, ready: dict[str, list[str]]) -> None:
    shown = page(client, ready)
    lines = {
        str(a["href"]).rsplit("export.", 1)[1].partition("?")[0]: str(a["href"]) for a in shown.select("a[download]")
    }
    assert set(lines) == {"csv", "jsonl", "ris", "bib", "json"}
    answer = client.get(lines["jsonl"])
    written = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(written) == 60
    feed = shown.select_one("link[href*='search/feed']")
    assert feed is not None
    told = feedparser.parse(client.get(str(feed["href"])).content)
    own = next(link["href"] for link in told.feed.links if link["rel"] == "self")
    back = next(link["href"] for link in told.feed.links if link["rel"] == "alternate")
    assert changed(ready, conditions(urlsplit(own).query)) == {"sort"}
    assert conditions(urlsplit(back).query) == ready | {"sort": ["newest"]}


def test_a_comparison_is_of_the_same_articles(client: Client, ready: dict[str, list[str]]) -> None:
    """It knows nothing of views, order and stories."""
    kept = {name: values for name, values in ready.items() if name not in ("sort", "collapse")}
    link = page(client, ready).select_one(".found__compare")
    assert link is not None and conditions(urlsplit(str(link["href"])).query) == kept
    chart = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    assert "60 articles" in chart.get_text()
    assert "The archive as it stood at the end of" in chart.get_text()
    assert "The day is not over" in chart.get_text()
    back = chart.select_one(".legend a")
    assert back is not None and conditions(urlsplit(str(back["href"])).query) == kept
    for name in ("asof", "not"):
        assert [each["value"] for each in chart.select(f"form.weigh input[name={name}]")] == ready[name]
    for each in links(chart):
        query = conditions(urlsplit(str(each["href"])).query)
        if "q" in query and not each.find_parent(class_="languages"):
            assert "asof" in query or "today’s" in each.get_text(), each


@pytest.mark.usefixtures("ready")
def test_outlets_left_out_are_not_compared(client: Client) -> None:
    link = page(client, {"q": ["灯塔"], "not": ["bing", "ding"]}).select_one(".found__compare")
    assert link is not None
    query = parse_qs(urlsplit(str(link["href"])).query)
    assert query == {"q": ["灯塔"], "not": ["bing", "ding"]}
    chart = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    what = chart.select_one(".compared__what")
    left_out = [Source.objects.get(slug=slug) for slug in query["not"]]
    articles = Article.objects.exclude(source__in=left_out).count()
    assert f"{articles} articles" in chart.get_text()
    assert what is not None and f"Left out: {'、'.join(outlet.name for outlet in left_out)}" in what.get_text()
    assert "Share of these outlets’ articles" in what.get_text()
    back = what.find("a", string="all outlets")
    assert back is not None and "not=" not in str(back["href"])  # type: ignore[index]
    numbers = client.get(str(chart.select_one("a[href*='json']")["href"])).json()  # type: ignore[index]
    assert (numbers["articles"], numbers["filters"]) == (articles, {"not": ["bing", "ding"]})
    nothing = {"q": ["灯塔"], "source": ["bing"], "not": ["bing"]}
    assert not page(client, nothing).select(".found__compare")


@pytest.mark.usefixtures("ready")
def test_a_comparison_as_of_a_day_counts_what_had_come_by_then(client: Client) -> None:
    first = Article.objects.order_by("pk")[:30].values_list("pk", flat=True)
    Article.objects.filter(pk__in=list(first)).update(imported_at=timezone.now() - timedelta(days=3))
    yesterday = timezone.localdate(timezone=settings.ARCHIVE_ZONE) - timedelta(days=1)
    shown = page(client, {"q": ["灯塔"], "asof": [yesterday.isoformat()]})
    assert "30 articles" in shown.get_text()
    link = shown.select_one(".found__compare")
    assert link is not None
    chart = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    numbers = chart.select_one("a[href*='json']")
    today = chart.find("a", string="today’s archive")
    assert "The day is not over" not in chart.get_text()
    assert numbers is not None and today is not None and "asof" not in str(today["href"])
    told = client.get(str(numbers["href"])).json()
    assert (told["asof"], told["articles"], told["queries"][0]["total"]) == (yesterday.isoformat(), 30, 30)
    assert client.get(str(numbers["href"]).replace(f"&asof={yesterday}", "")).json()["articles"] == 90


@pytest.mark.django_db
def test_a_comparison_of_a_day_to_come_is_refused(client: Client) -> None:
    answer = client.get("/en/compare/?q=灯塔&asof=9999-12-31")
    assert answer.status_code == 400 and "has not come yet" in answer.text
