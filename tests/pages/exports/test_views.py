"""All that a search finds, as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import bibtexparser
import pytest
import rispy
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.models import Article, Original, Revision
from articles.pages.exports import views as exports_views
from articles.search.backend import haystack_backend

NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)
KINDS = ("csv", "jsonl", "ris", "bib", "json")


@pytest.fixture
def filled(
    make_article: Callable[..., Article], index: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> list[Article]:
    """137 articles, the newest first; written in tens."""
    monkeypatch.setattr(exports_views, "CHUNK", 10)
    made = [
        make_article(f"第{n}篇", "<p>灯塔的报道。</p>", published_at=NOON - timedelta(hours=n), byline=["林晚晴"])
        for n in range(137)
    ]
    index()
    return made


def body(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.streaming
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def ids_in(kind: str, data: bytes) -> list[str]:
    text = data.decode()
    match kind:
        case "csv":
            return [row["id"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
        case "jsonl":
            return [json.loads(line)["id"] for line in text.splitlines()]
        case "ris":
            return [entry["id"].rpartition("-")[2] for entry in rispy.loads(text)]
        case "bib":
            read = bibtexparser.parse_string(text)
            assert not read.failed_blocks
            return [entry.key.rsplit("-", 1)[1] for entry in read.entries]
    return [item["id"].rsplit("-", 1)[1] for item in json.loads(text)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_match_in_the_order_of_the_page(client: Client, filled: list[Article], kind: str) -> None:
    expected = [article.public_id for article in filled]
    assert ids_in(kind, body(client, f"/search/export.{kind}?q=灯塔&sort=newest&page=3")) == expected
    assert ids_in(kind, body(client, f"/search/export.{kind}?q=灯塔&sort=oldest")) == expected[::-1]
    assert ids_in(kind, body(client, f"/search/export.{kind}?from=2020-08-05")) == expected[:13]
    assert ids_in(kind, body(client, f"/search/export.{kind}?q=没有")) == []


def test_best_matches_come_as_on_the_pages(client: Client, filled: list[Article]) -> None:
    pages = [hit.article_id for n in range(1, 8) for hit in search.ask(search.Question("灯塔 OR 第7", page=n)).hits]
    by_pk = {article.pk: article.public_id for article in filled}
    assert ids_in("jsonl", body(client, "/search/export.jsonl?q=灯塔 OR 第7")) == [by_pk[pk] for pk in pages]


@pytest.mark.parametrize("query", ["sort=newest", "sort=oldest", "sort=relevance", "sort=newest&collapse=1"])
def test_an_import_meanwhile_shifts_nothing(
    client: Client,
    filled: list[Article],
    make_article: Callable[..., Article],
    index: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    """One look at one state of the index names all: every match once, none lost, whatever arrives, leaves or is merged
    between one part of the file and the next."""
    expected = ids_in("jsonl", body(client, f"/search/export.jsonl?q=灯塔&{query}"))
    look, arrived = haystack_backend.searcher, []

    def looked() -> object:
        now = look()
        for n in range(20):
            hours = timedelta(hours=10 * len(arrived) + n)
            arrived.append(make_article(f"新{len(arrived)}篇", "<p>灯塔的报道。</p>", published_at=NOON + hours))
        index()
        return now

    monkeypatch.setattr(haystack_backend, "searcher", looked)
    answer = client.get(f"/search/export.jsonl?q=灯塔&{query}")
    pieces = [next(iter(answer.streaming_content))]  # type: ignore[attr-defined]
    looked()
    Article.objects.filter(pk=filled[100].pk).update(headline="改过的题")
    data = b"".join([*pieces, *answer.streaming_content])  # type: ignore[attr-defined]
    assert arrived
    assert ids_in("jsonl", data) == expected
    assert "改过的题" in data.decode()  # a row is whole, and as it stands when its turn comes


@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_is_two_queries_and_nothing_is_read_ahead(client: Client, filled: list[Article], kind: str) -> None:
    answer = client.get(f"/search/export.{kind}?q=灯塔")
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
    next(pieces)
    with CaptureQueriesContext(connection) as captured:
        next(pieces)
    assert len(captured) == 2  # the articles, and their tags
    assert ('"text"' in captured[0]["sql"]) is (kind == "jsonl")
    assert '"body_html"' not in captured[0]["sql"]
    assert len(list(pieces)) == 14  # 13 chunks, and what stands behind them


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_gone_or_hidden_meanwhile_is_left_out(client: Client, filled: list[Article], kind: str) -> None:
    for article in filled[:30]:
        Article.objects.filter(pk=article.pk).update(visible=False)
    filled[40].delete()
    expected = [article.public_id for n, article in enumerate(filled) if n >= 30 and n != 40]
    assert ids_in(kind, body(client, f"/search/export.{kind}?q=灯塔&sort=newest")) == expected


def test_the_columns(client: Client, make_article: Callable[..., Article], index: Callable[[], int]) -> None:
    zone = {"published_offset": 480}
    article = make_article("题，“甲”", source="晨报", byline=["林晚晴", "王小明"], published_at=NOON, **zone)
    make_article("日", published_at=NOON - timedelta(days=1), published_precision="day", archived_at=None, **zone)
    make_article("无", published_at=None)
    index()
    data = body(client, "/search/export.csv?sort=newest")
    assert data.startswith(b"\xef\xbb\xbfid,headline,outlet,byline,")
    assert data.count(b"\r\n") == 4 and data.count(b"\n") == 4
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == {
        "id": article.public_id, "headline": "题，“甲”", "outlet": "晨报", "byline": "林晚晴、王小明", "dateline": "",
        "published": "2020-08-05T12:00:00+08:00", "archived": "2020-08-05T12:00:00+08:00", "address": article.url,
        "permanent_address": f"http://testserver/articles/{article.public_id}/", "language": "zh", "length": "3",
        "standfirst": "正文。", "revisions": "0", "edited": "", "section": "", "tags": "", "removed": "",
    }  # fmt: skip
    assert list(rows[0])[-6:] == ["standfirst", "revisions", "edited", "section", "tags", "removed"]
    assert (rows[1]["published"], rows[1]["archived"]) == ("2020-08-04", "")
    assert rows[2]["published"] == ""
    [first, *_rest] = [json.loads(line) for line in body(client, "/en/search/export.jsonl?sort=newest").splitlines()]
    assert first["text"] == "正文。"
    assert first["byline"] == ["林晚晴", "王小明"]
    assert first["permanent_address"] == rows[0]["permanent_address"]


def test_versions_and_edits_are_told(
    client: Client,
    make_article: Callable[..., Article],
    make_original: Callable[..., Original],
    index: Callable[[], int],
) -> None:
    twice = make_article("改过两次", published_at=NOON)
    edited = make_article("编辑改过", published_at=NOON - timedelta(hours=1), published_offset=480)
    make_article("没改过", published_at=NOON - timedelta(hours=2))
    for n in range(2):
        file = make_original(twice, b"%d" % n)
        Revision.objects.create(article=twice, original=file, content_hash=str(n), headline="旧题")
    Article.objects.filter(pk=edited.pk).update(edited_at=NOON)
    index()
    data = body(client, "/search/export.csv?sort=newest").decode("utf-8-sig")
    told = [(row["revisions"], row["edited"]) for row in csv.DictReader(io.StringIO(data, newline=""))]
    assert told == [("2", ""), ("0", "2020-08-05T12:00:00+08:00"), ("0", "")]
    lines = [json.loads(line) for line in body(client, "/search/export.jsonl?sort=newest").splitlines()]
    assert [(line["revisions"], line["edited"]) for line in lines] == [(int(number), at) for number, at in told]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "－1"])
def test_a_spreadsheet_calculates_nothing(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int], start: str
) -> None:
    make_article(f'{start}"a",b\r\nc\x01d', source=f"{start}报", byline=[start], url=f"{start}//x")
    index()
    data = body(client, "/search/export.csv")
    [_head, row] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(row) == len(_head)
    for cell in (row[1], row[2], row[3], row[7]):
        assert cell == "'" + cell[1:]
    assert row[1].endswith('"a",b c d')


def test_the_name_says_what_and_when(client: Client, filled: list[Article]) -> None:
    for query, name in (
        ("q=灯塔&from=2020-08-01&to=2020-08-31", "%E7%81%AF%E5%A1%94-2020-08-01..2020-08-31-exported-"),
        ("q=abc", 'filename="abc-exported-'),
        ("q=abc&asof=2020-09-01", 'filename="abc-asof-2020-09-01-exported-'),
        ("", 'filename="archive-exported-'),
        (f"source={filled[0].source.slug}", f'filename="{filled[0].source.slug}-exported-'),
        ("q=..%2F..%2F%22%3B%0d%0aX-A: b%3C" + "字" * 300, "X-A-b-%E5%AD%97"),
    ):
        given = client.get(f"/search/export.csv?{query}")["Content-Disposition"]
        assert given.startswith("attachment; filename") and name in given, given
        assert "\n" not in given and "/" not in given and len(given) < 600


def test_a_head_reads_no_article(client: Client, filled: list[Article]) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = client.head("/search/export.csv?q=灯塔")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert b"".join(answer.streaming_content) == b""  # type: ignore[attr-defined]
    assert not [query for query in captured if "headline" in query["sql"]]


def test_what_cannot_be_asked_is_refused(client: Client, filled: list[Article]) -> None:
    for query in ("from=x", "source=none", "sort=a", "page=0", "from=2021-01-02&to=2021-01-01", "q=" + "字" * 2001):
        answer = client.get(f"/en/search/export.csv?{query}")
        assert answer.status_code == 400
        assert "This cannot be searched for:" in answer.text
    assert client.get("/search/export.xls?q=a").status_code == 404
    assert client.post("/search/export.csv").status_code == 405
    assert client.get("/search/export.csv?q=%00%ED%A0%80").status_code == 200


def test_while_the_index_is_away(client: Client, make_article: Callable[..., Article]) -> None:
    make_article()
    with pytest.raises(search.SearchUnavailable):
        search.ask(search.Question("报道"))
    for path in ("/en/search/export.csv?q=a", "/en/search/feed/?q=a"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert "Search is unavailable" in answer.text


def test_the_search_page_links_to_them(client: Client, filled: list[Article]) -> None:
    text = client.get("/en/search/?q=灯塔&sort=oldest&page=2").text
    for kind in KINDS:
        assert f'href="/en/search/export.{kind}?q=%E7%81%AF%E5%A1%94&amp;sort=oldest"' in text
    assert "all 137 articles as" in text
    assert '<link rel="alternate" type="application/atom+xml" href="/en/search/feed/?q=%E7%81%AF%E5%A1%94"' in text
    assert "search/export" not in client.get("/en/search/?q=没有").text
    assert 'id="pick"' in text
    lines = client.get("/en/search/?q=灯塔&view=lines&order=after&part=2").text
    assert 'id="pick"' not in lines and 'export.csv?q=%E7%81%AF%E5%A1%94&amp;view=lines"' in lines


@pytest.mark.parametrize("kind", KINDS)
def test_a_web_server_may_gather_the_file(client: Client, filled: list[Article], kind: str) -> None:
    """`X-Accel-Buffering: no` held a thread for as long as a slow reader reads (docs/deploy.md)."""
    assert "X-Accel-Buffering" not in client.get(f"/search/export.{kind}?q=灯塔").headers
