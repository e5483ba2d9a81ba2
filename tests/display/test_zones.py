"""One rule for times: whatever shows an article shows them with the same offset, so on the same day."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from articles import search
from articles.display.zones import archive_time, local_time, offset_text
from articles.ingest.run.importing import import_paths
from articles.models import Article, Source

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
Make = Callable[..., Any]
NOON = datetime(2023, 7, 1, 12, tzinfo=UTC)


def an_article(zone: str = "", offset: int | None = None, rule: str = "comment") -> Article:
    return Article(source=Source(name="晨报", home_zone=zone), published_offset=offset, published_rule=rule)


class Shown:
    """What each way out of the archive says of when an article was published, as text."""

    def __init__(self, client: Client) -> None:
        self.client = client
        export = b"".join(client.get("/search/export.csv").streaming_content).decode()  # type: ignore[attr-defined]
        self.rows = {row["id"]: row for row in csv.DictReader(io.StringIO(export.removeprefix("\ufeff")))}
        lines = b"".join(client.get("/search/export.jsonl").streaming_content).decode()  # type: ignore[attr-defined]
        self.lines = {line["id"]: line for line in map(json.loads, lines.splitlines())}
        results = [client.get(f"/api/search?page_size=100&page={page}").json()["results"] for page in (1, 2)]
        self.results = {found["id"]: found for page in results for found in page}

    def times(self, article: Article) -> dict[str, str]:
        """Whole times; of the page only where it shows more than the day."""
        page = BeautifulSoup(self.client.get(f"/en/articles/{article.public_id}/").content, "lxml")
        data = json.loads(page.select_one('script[type="application/ld+json"]').text)  # type: ignore[union-attr]
        tag = page.select_one(".reading__facts time, .reading__times time, .reading__head time")
        assert tag is not None
        api = self.client.get(f"/api/articles/{article.public_id}").json()
        day = article.day
        assert day is not None
        feed = self.client.get(f"/archive/{day:%Y/%m/%d}/feed/").content
        entries = BeautifulSoup(feed, "xml").find_all("entry")
        [entry] = [one for one in entries if article.public_id in one.find("id").text]
        offset = tag.select_one(".zone")
        told = {
            "page": str(tag["datetime"]),
            "API": api["published_at"],
            "search in the API": self.results[article.public_id]["published_at"],
            "feed": entry.find("published").text,
            "CSV": self.rows[article.public_id]["published"],
            "JSONL": self.lines[article.public_id]["published"],
            "linked data": data["datePublished"],
            "OpenGraph": str(page.select_one('meta[property="article:published_time"]')["content"]),  # type: ignore[index]
        }
        if offset:
            assert offset.text == offset_text(datetime.fromisoformat(told["API"])), article.headline
        return told

    def days(self, article: Article) -> dict[str, str]:
        ris = self.client.get(f"/articles/{article.public_id}/cite.ris").content.decode()
        item = self.client.get(f"/articles/{article.public_id}/cite.json").json()[0]
        year, month, day = item["issued"]["date-parts"][0]
        cited = re.search(r"DA  - (\d{4})/(\d\d)/(\d\d)/", ris)
        assert cited
        return {"RIS": "-".join(cited.groups()), "CSL-JSON": f"{year:04}-{month:02}-{day:02}"}


@pytest.mark.django_db
def test_every_article_of_the_sample_has_one_time_wherever_it_is_shown(client: Client, settings: Any) -> None:
    settings.HTTPS = False
    import_paths([SAMPLE / "news", SAMPLE / "jekyll", SAMPLE / "formats"], workers=1)
    search.rebuild()
    shown = Shown(client)
    articles = list(Article.objects.select_related("source").filter(published_at__isnull=False))
    assert len(articles) == 48
    for article in articles:
        times = shown.times(article)
        local = local_time(article, article.published_at)
        assert local is not None
        assert local == article.published_at
        whole = {name: told for name, told in times.items() if len(told) > 10}
        assert set(whole.values()) == {local.isoformat()}, (article.headline, times)
        days = {told[:10] for told in [*times.values(), *shown.days(article).values()]}
        assert days == {local.date().isoformat()}, (article.headline, times)
        if article.published_precision == "day":
            assert {"page", "CSV", "JSONL", "linked data"}.isdisjoint(whole)


OFFSETS = st.integers(min_value=-14 * 60, max_value=14 * 60)


@given(OFFSETS.filter(bool))
@example(330)  # India
@example(345)  # Nepal
@example(-210)  # Newfoundland
@example(1)
def test_an_offset_that_is_stated_is_kept_to_the_minute(minutes: int) -> None:
    local = local_time(an_article("America/New_York", minutes), NOON)
    assert local == NOON
    assert local.utcoffset() == timedelta(minutes=minutes)
    assert local.isoformat()[-6:] == f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Kolkata", "UTC+5:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−2:30"),
        ("Australia/Lord_Howe", "UTC+10:30"),
        ("Pacific/Chatham", "UTC+12:45"),
        ("Asia/Shanghai", "UTC+8"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_an_outlets_zone_is_kept_to_the_minute(zone: str, text: str) -> None:
    local = local_time(an_article(zone), NOON)
    assert local == NOON
    assert local.utcoffset() == NOON.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset_text(local) == text


#: Names that no zone has: what ZoneInfo raises for them differs (KeyError, ValueError, OSError).
NO_ZONES = ["Mars/Olympus", "Asia", "../../etc/passwd", "/etc/localtime", "a\0b", "x" * 64, "Asia/", "東京", " "]


@pytest.mark.parametrize("zone", NO_ZONES)
def test_an_unknown_zone_is_the_archives(zone: str, settings: Any) -> None:
    local = local_time(an_article(zone), NOON)
    assert local is not None
    assert local.utcoffset() == NOON.astimezone(settings.ARCHIVE_ZONE).utcoffset()


@pytest.mark.parametrize("minutes", [1440, -1440, 1500, 32767, -32768, 99999])
def test_an_offset_that_no_place_has_counts_for_nothing(minutes: int) -> None:
    local = local_time(an_article("Asia/Kolkata", minutes), NOON)
    assert local is not None
    assert local.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("zone", "minutes"), [("Asia/Kathmandu", None), ("", -1439), ("", 1439), ("Pacific/Kiritimati", None)]
)
@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_the_calendar_can_be_shown(zone: str, minutes: int | None, at: datetime) -> None:
    assert local_time(an_article(zone, minutes), at) == at
    assert archive_time(at) == at


def test_a_zone_of_old_that_knew_seconds_is_told_in_whole_minutes() -> None:
    """Shanghai's mean time was UTC+8:05:43 until 1901; RFC 3339 knows no seconds in an offset."""
    old = datetime(1890, 1, 1, tzinfo=UTC)
    local = local_time(an_article("Asia/Shanghai"), old)
    assert local == old
    assert local.isoformat().endswith("+08:06")


def test_what_states_utc_itself_is_in_utc(settings: Any) -> None:
    said, counted = an_article("", 0, "body"), an_article("", 0, "comment")
    assert local_time(said, NOON).utcoffset() == timedelta(0)  # type: ignore[union-attr]
    assert local_time(counted, NOON).utcoffset() == NOON.astimezone(settings.ARCHIVE_ZONE).utcoffset()  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "minutes"), [("Mars/Olympus", None), ("Asia", None), ("", 1500), ("Mars", -32768)])
def test_no_page_file_or_answer_fails_over_a_zone(
    client: Client, make_article: Make, make_source: Make, settings: Any, zone: str, minutes: int | None
) -> None:
    settings.HTTPS = False
    make_source("晨报", "chenbao", home_zone=zone)
    article = make_article(published_offset=minutes)
    search.rebuild()
    paths = [
        f"/articles/{article.public_id}/", f"/api/articles/{article.public_id}", "/api/search", "/feed/",
        f"/articles/{article.public_id}/cite.ris", "/search/export.csv", "/search/export.bib",
    ]  # fmt: skip
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        _ = response.getvalue()


@pytest.mark.django_db
def test_what_the_archive_did_is_in_its_own_zone(client: Client, make_article: Make, make_source: Make) -> None:
    """An edit at 01:00 in Shanghai is of that day, not of the day before in New York: page, file and linked data agree."""
    make_source("美国之音", "voa", home_zone="America/New_York")
    edited = datetime(2024, 5, 1, 17, 0, tzinfo=UTC)
    article = make_article(source="美国之音", edited_at=edited, edited_fields=["headline"])
    search.rebuild()
    page = client.get(f"/en/articles/{article.public_id}/", HTTP_HOST="127.0.0.1").content.decode()
    assert "corrected this article on 2 May 2024" in page
    assert '"dateModified":"2024-05-02T01:00:00+08:00"' in page
    export = client.get("/search/export.csv", HTTP_HOST="127.0.0.1").getvalue().decode()  # type: ignore[attr-defined]
    assert "2024-05-02T01:00:00+08:00" in export


def test_offsets_are_written_to_the_minute() -> None:
    for minutes in range(-14 * 60, 14 * 60 + 1):
        text = offset_text(NOON.astimezone(timezone(timedelta(minutes=minutes))))
        match = re.fullmatch(r"UTC(?:([+−])(\d+)(?::(\d\d))?)?", text)
        assert match
        told = int(match[2] or 0) * 60 + int(match[3] or 0)
        assert (-told if match[1] == "−" else told) == minutes
