"""Every feed against RFC 4287, rule by rule, and read by feedparser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client

from articles import site
from articles.models import Article, Source, SourceAlias
from articles.site_settings import ONLY, SiteSettings
from tests.pages.conftest import HOSTILE

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)
#: RFC 4151, section 2.1, of an authority that is a host's name and a year; what follows is RFC 3986's pchar, "/" and "?".
TAG_URI = re.compile(r"tag:[a-z0-9-]+(\.[a-z0-9-]+)+,\d{4}:([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
#: RFC 4287, sections 4.1.1 and 4.1.2: how often an element may stand in its parent (at least, at most).
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "author": (0, 99), "link": (2, 2)}
ENTRY = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "author": (1, 99),
    "link": (1, 1), "category": (0, 9),
}  # fmt: skip


@pytest.fixture
def filled(make_article: Callable[..., Article], index: Callable[[], int]) -> list[Article]:
    hostile = make_article(
        f"{HOSTILE}\x0b\x01\ufffe", "<p>灯塔 &lt;i&gt;</p>", source="大报", byline=[HOSTILE, "王小明"],
        published_at=NOON, edited_at=NOON + timedelta(days=3), script="Hant", standfirst="灯塔 <b>粗</b> & \x08",
    )  # fmt: skip
    rest = [
        make_article(f"第{n}篇", "<p>灯塔。</p>", source="大报", published_at=NOON - timedelta(minutes=n))
        for n in range(1, 70)
    ]
    rest.append(make_article("", "<p>灯塔。</p>", source="大报", published_at=None))
    index()
    return [hostile, *rest]


def feeds(article: Article) -> list[str]:
    return ["/feed/", f"/sources/{article.source.slug}/feed/", "/archive/2020/08/05/feed/", "/search/feed/?q=灯塔",
            "/zh-hant/search/feed/", "/search/feed/?q=没有"]  # fmt: skip


def assert_counts(parent: Any, rules: dict[str, tuple[int, int]]) -> None:
    found = [child.tag.removeprefix(ATOM) for child in parent if child.tag != f"{ATOM}entry"]
    assert set(found) <= set(rules)
    for name, (least, most) in rules.items():
        assert least <= found.count(name) <= most, name


def assert_valid(data: bytes, address: str) -> Any:
    feed = ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(XML_LANG)
    assert_counts(feed, FEED)
    links = {link.get("rel"): str(link.get("href")) for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == address
    assert set(links) == {"self", "alternate"}
    assert TAG_URI.fullmatch(str(feed.findtext(f"{ATOM}id")))
    entries = feed.findall(f"{ATOM}entry")
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in entries]
    assert len(ids) == len(set(ids))
    assert all(map(TAG_URI.fullmatch, ids))
    for place in links.values():
        assert urlsplit(place).scheme == "http" and urlsplit(place).netloc == "testserver" and " " not in place
    for entry in entries:
        assert_counts(entry, ENTRY)
        for person in entry.findall(f"{ATOM}author"):
            assert [child.tag for child in person] == [f"{ATOM}name"] and person.findtext(f"{ATOM}name")
        for category in entry.findall(f"{ATOM}category"):
            assert category.get("term")
        # Text constructs (3.1): without a type a title is text; only the summary is HTML, and its text is escaped.
        title = entry.find(f"{ATOM}title")
        assert title is not None and title.get("type", "text") == "text" and title.text
    for name in ("updated", "published"):
        for moment in feed.iter(f"{ATOM}{name}"):
            assert RFC3339.fullmatch(str(moment.text))
    return feed


@pytest.mark.parametrize("number", range(6))
def test_every_feed_keeps_the_rules(client: Client, filled: list[Article], number: int) -> None:
    path = feeds(filled[0])[number]
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    address = answer.wsgi_request.build_absolute_uri()
    assert_valid(answer.content, address)
    read = feedparser.parse(answer.content)
    assert read.bozo == 0
    assert read.version == "atom10"
    assert read.feed.title
    assert client.get(path).content == answer.content, "the same archive gives the same feed"
    assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.head(path).status_code == 200
    assert "Last-Modified" not in answer, "it would be the time of the newest article, not of the last change"


def test_what_an_entry_says(client: Client, filled: list[Article]) -> None:
    feed = assert_valid(client.get("/feed/").content, "http://testserver/feed/")
    [first, second, *_rest] = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == HOSTILE
    assert first.findtext(f"{ATOM}id") == f"tag:newsarchive.invalid,2026:articles/{filled[0].public_id}"
    assert first.findtext(f"{ATOM}published") == "2020-08-05T12:00:00+08:00"
    assert first.findtext(f"{ATOM}updated") == "2020-08-08T12:00:00+08:00"
    assert [name.text for name in first.findall(f"{ATOM}author/{ATOM}name")] == [HOSTILE, "王小明"]
    assert second.findtext(f"{ATOM}author/{ATOM}name") == "大报"
    assert first.get(XML_LANG) == "zh-Hant" and second.get(XML_LANG) == "zh-Hans"
    assert first.findtext(f"{ATOM}summary") == "灯塔 &lt;b&gt;粗&lt;/b&gt; &amp;"
    assert feed.findtext(f"{ATOM}updated") == "2020-08-08T12:00:00+08:00"
    assert len(feed.findall(f"{ATOM}entry")) == 50
    read = feedparser.parse(client.get("/feed/").content)
    assert read.entries[1].title == "第1篇"


def test_a_search_as_a_feed(client: Client, filled: list[Article]) -> None:
    path = "/en/search/feed/?q=灯塔&sort=oldest&from=2020-08-05"
    feed = ElementTree.fromstring(client.get(path).content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles[1:4] == ["第1篇", "第2篇", "第3篇"], "the newest first, whatever the page's order"
    assert len(titles) == 50
    assert feed.findtext(f"{ATOM}title") == "灯塔 – News Archive"
    assert feed.findtext(f"{ATOM}subtitle") == "The newest of 70 articles that this search finds"
    everything = ElementTree.fromstring(client.get("/search/feed/?sort=newest&q=灯塔 第6").content)
    undated = ElementTree.fromstring(client.get(f"/search/feed/?q=灯塔&source={filled[0].source.slug}").content)
    assert everything.findall(f"{ATOM}entry") and undated.findall(f"{ATOM}entry")
    assert client.get("/search/feed/?from=x").status_code == 400
    filtered = ElementTree.fromstring(client.get(f"/en/search/feed/?source={filled[0].source.slug}").content)
    assert filtered.findtext(f"{ATOM}title") == "from 大报 – News Archive"


def test_an_undated_article_is_updated_when_it_came(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int]
) -> None:
    article = make_article("无日期的灯塔", published_at=None)
    index()
    [entry] = ElementTree.fromstring(client.get("/search/feed/?q=灯塔").content).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}published") is None
    updated = datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated")))
    assert abs(updated - article.imported_at) < timedelta(seconds=1)


def test_a_day_as_a_feed(client: Client, filled: list[Article]) -> None:
    feed = ElementTree.fromstring(client.get("/archive/2020/08/05/feed/").content)
    assert len(feed.findall(f"{ATOM}entry")) == 70, "all of the day"
    assert 'href="/en/archive/2020/08/05/feed/"' in client.get("/en/archive/2020/08/05/").text
    assert client.get("/archive/2020/08/09/feed/").status_code == 404
    assert client.get("/archive/2020/02/31/feed/").status_code == 404


def test_a_merged_outlets_feed_leads_on(client: Client, make_source: Callable[..., Source]) -> None:
    kept = make_source("留报", "kept")
    SourceAlias.objects.create(source=kept, kind="slug", value="gone")
    answer = client.get("/sources/gone/feed/")
    assert (answer.status_code, answer["Location"]) == (301, "/sources/kept/feed/")
    assert client.get("/sources/never/feed/").status_code == 404


# Ids


class FeedReader:
    """A program that follows feeds: an entry is new if its id has never been seen, whatever else it says."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def fetch(self, host: str, path: str = "/feed/") -> list[str]:
        """Titles of what is new to it."""
        read = feedparser.parse(Client(headers={"host": host}).get(path).content)
        assert read.entries and not read.bozo
        new = [entry.title for entry in read.entries if entry.id not in self.seen]
        self.seen |= {entry.id for entry in read.entries}
        return new


@pytest.fixture
def hosts(settings: Any) -> list[str]:
    settings.ALLOWED_HOSTS = ["news.example.org", "127.0.0.1", "localhost"]
    return ["news.example.org", "127.0.0.1", "localhost:8000"]


def test_one_article_is_one_entry_by_whatever_name_the_feed_is_read(
    filled: list[Article], hosts: list[str], settings: Any
) -> None:
    reader = FeedReader()
    assert len(reader.fetch(hosts[0])) == 50
    for host in hosts:
        for language in ("", "/zh-hans", "/zh-hant", "/en"):
            assert reader.fetch(host, f"{language}/feed/") == []
        assert reader.fetch(host, f"/sources/{filled[0].source.slug}/feed/") == []
    for address in ("https://news.example.org", "https://moved.example"):
        settings.SITE_URL = address
        assert reader.fetch(hosts[1]) == [], "an archive that moves keeps its entries"


def test_a_feed_is_the_same_feed_by_whatever_name_it_is_read(filled: list[Article], hosts: list[str]) -> None:
    every = set()
    for path in feeds(filled[0]):
        [only] = {feedparser.parse(Client(headers={"host": host}).get(path).content).feed.id for host in hosts}
        every.add(only)
    assert len(every) == len(feeds(filled[0])), "two feeds are two"


def test_after_an_upgrade_a_reader_is_shown_nothing_twice(
    filled: list[Article], hosts: list[str], make_article: Callable[..., Article]
) -> None:
    """What they had read had ids of the host they had read it by; the one that was named in the settings keeps them."""
    reader = FeedReader()
    reader.seen = {f"https://news.example.org/articles/{article.public_id}/" for article in filled}
    upgraded = max(article.imported_at for article in filled) + timedelta(seconds=1)
    SiteSettings.objects.create(pk=ONLY, former_address="https://news.example.org", former_until=upgraded)
    site.publish()
    for host in hosts:
        assert reader.fetch(host) == [], host
    later = make_article("新来的", source="大报", published_at=NOON + timedelta(hours=1))
    Article.objects.filter(pk=later.pk).update(imported_at=upgraded)
    assert reader.fetch(hosts[1]) == ["新来的"], "imported at that moment or later: by its tag: URI"
    assert f"tag:newsarchive.invalid,2026:articles/{later.public_id}" in reader.seen
    assert reader.fetch(hosts[0]) == []
    same = Client(headers={"host": hosts[1]}).get("/feed/").content
    assert feedparser.parse(same).feed.id == "https://news.example.org/feed/"
