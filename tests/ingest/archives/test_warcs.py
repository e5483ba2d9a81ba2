"""Web archives: what is a page in them, what is counted, and what broken ones give."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from collections import Counter
from pathlib import Path

import brotli
import pytest
import zstandard

from articles.ingest.archives.captured_pictures import CapturedPictures, picture_key
from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.collections import Collection
from articles.ingest.archives.limits import Limits
from articles.ingest.parse_one import parse
from articles.ingest.types import Entry
from articles.parsing.types import NotAnArticle, ParsedArticle, Refused
from tests.ingest.archives.web_archives import Answer, answer, page, wacz, warc

LIMITS = Limits()


def taken(data: bytes, name: str = "crawl.warc.gz", **choice: tuple[str, ...]) -> tuple[list[Entry], Collection]:
    collection = Collection(name, LIMITS, data, choice=RecordChoice(**choice))  # type: ignore[arg-type]
    return list(collection.entries()), collection


def article(entry: Entry) -> ParsedArticle:
    assert entry.data is not None, entry.verdict
    parsed = parse(entry.data, f"folder/{entry.path}")
    assert isinstance(parsed, ParsedArticle), parsed
    return parsed


@pytest.mark.parametrize("kind", ["warc.gz", "warc", "one member", "wacz"])
def test_pages_are_articles_with_their_captures(kind: str) -> None:
    data = warc([answer(1), answer(2)], gzip=kind in ("warc.gz", "wacz"))
    data = gzip.compress(data) if kind == "one member" else wacz(data) if kind == "wacz" else data
    entries, collection = taken(data, "crawl.wacz" if kind == "wacz" else "crawl.warc.gz")
    assert [entry.path.partition("#")[2] for entry in entries] == ["1", "2"]
    read = article(entries[0])
    assert (read.headline, read.url, read.host) == (
        "渔市第1日",
        "https://harbour.example/news/1.html",
        "harbour.example",
    )
    assert [(each.url, each.at and each.at.isoformat()) for each in read.captures] == [
        (read.url, "2021-03-05T00:00:00+00:00")
    ]
    assert read.archived is not None
    assert (read.archived.rule, read.archived.at.isoformat()) == ("saved", "2021-03-05T00:00:00+00:00")
    assert "1 notes of the crawler" in collection.reason(2)


def test_the_same_pages_give_the_same_bytes_from_each_kind() -> None:
    plain, packed = warc([answer(1), answer(2)], gzip=False), warc([answer(1), answer(2)])
    kinds = [taken(plain, "a.warc"), taken(packed), taken(wacz(packed), "a.wacz")]
    assert len({tuple(entry.data for entry in entries) for entries, _ in kinds}) == 1


def test_what_is_no_page_is_counted() -> None:
    answers = [
        answer(1),
        Answer("https://harbour.example/a.jpg", b"\xff\xd8\xff", "image/jpeg"),
        Answer("https://harbour.example/gone.html", b"<html>gone", status="404 Not Found"),
        Answer("https://harbour.example/moved.html", b"", status="302 Found"),
        answer(1, record="revisit"),
        answer(1, record="request"),
    ]
    entries, collection = taken(warc(answers))
    assert len(entries) == 1
    assert collection.aside == Counter(
        {
            "pictures": 1,
            "answers that are no pages (redirects, errors)": 2,
            "revisits": 1,
            "requests": 1,
            "notes of the crawler": 1,
        }
    )


def test_only_the_hosts_that_were_asked_for() -> None:
    data = warc(
        [answer(1), answer(2, "www.harbour.example"), answer(3, "nharbour.example"), answer(4, "a.harbour.example")]
    )
    entries, collection = taken(data, hosts=("harbour.example",))
    assert [article(entry).headline for entry in entries] == ["渔市第1日", "渔市第2日", "渔市第4日"]
    assert collection.aside["pages of other hosts"] == 1
    assert collection.reason(3).endswith("only harbour.example was asked for.")


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip", lambda data: data),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ],
)
def test_what_the_server_packed_is_unpacked(name: str, pack: object) -> None:
    packed = Answer("https://a.example/1.html", pack(page("渔市").encode()), headers=(("Content-Encoding", name),))  # type: ignore[operator]
    assert article(taken(warc([packed]))[0][0]).headline == "渔市"


def chunks(body: bytes, size: int = 100) -> bytes:
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("broken", ["whole", "no last chunk", "cut short", "no chunks"])
def test_chunks_are_joined(broken: str) -> None:
    body = page("渔市").encode()
    sent = {
        "whole": chunks(body),
        "no last chunk": chunks(body)[:-5],
        "cut short": chunks(body)[:-40],
        "no chunks": body,
    }
    one = Answer("https://a.example/1.html", sent[broken], headers=(("Transfer-Encoding", "chunked"),))
    read = article(taken(warc([one]))[0][0])
    assert read.headline == "渔市"
    assert ";a=b" not in read.text


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("big5", "big5"), ("utf-8", "gb18030"), ("iso-8859-1", "utf-8"), ("hex", "utf-8")],
)
def test_the_servers_charset_counts_if_the_page_can_be_read_by_it(charset: str, encoding: str) -> None:
    html = page("漁市重開").replace('<meta charset="utf-8">', "").encode(encoding, "replace")
    one = Answer("https://a.example/1.html", html, f"text/html; charset={charset}")
    assert article(taken(warc([one]))[0][0]).headline == "漁市重開"


def test_arc_records_are_read_alike_each_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    body = head + page("渔市").encode()
    about = b"1 0 Internet Archive\nURL IP-address Archive-date Content-type Archive-length\n"
    data = b"filedesc://old.arc 0.0.0.0 20080430204825 text/plain %d\n%s\n" % (len(about), about)
    data += b"http://a.example/a b.html 127.0.0.1 20080430204826 text/html %d\n%s\n" % (len(body), body)
    first, second = taken(data, "old.arc")[0], taken(data, "old.arc")[0]
    assert [entry.data for entry in first] == [entry.data for entry in second]
    read = article(first[0])
    assert read.headline == "渔市"
    assert [each.at and each.at.year for each in read.captures] == [2008]


def refusals(entries: list[Entry]) -> list[str]:
    return [entry.verdict.reason for entry in entries if isinstance(entry.verdict, Refused)]


def test_a_damaged_member_costs_its_record_only() -> None:
    members = [warc([answer(number)]) for number in (1, 2, 3)]
    damaged = bytearray(members[1])
    start = damaged.rindex(b"\x1f\x8b\x08")
    damaged[start + 60 : start + 90] = bytes(30)
    entries, _ = taken(members[0] + bytes(damaged) + members[2])
    assert [article(each).headline for each in entries if each.data] == ["渔市第1日", "渔市第3日"]
    assert refusals(entries)


@pytest.mark.parametrize("stated", ["5", "999999", "99999999999999", "-3", "many", ""])
def test_a_record_that_lies_about_its_length_costs_that_record_only(stated: str) -> None:
    parts = [warc([answer(number)], gzip=False) for number in (1, 2, 3)]
    place = parts[1].rindex(b"Content-Length: ")
    end = parts[1].index(b"\r\n", place)
    lying = parts[1][: place + 16] + stated.encode() + parts[1][end:]
    entries, _ = taken(parts[0] + lying + parts[2], "a.warc")
    headlines = [
        parse(each.data, "a").headline
        for each in entries
        if each.data and isinstance(parse(each.data, "a"), ParsedArticle)
    ]  # type: ignore[union-attr]
    assert headlines[0] == "渔市第1日"
    assert headlines[-1] == "渔市第3日"
    assert refusals(entries)


def test_a_file_that_breaks_off_gives_what_is_whole() -> None:
    for data, name in (
        (warc([answer(1), answer(2)], gzip=False), "a.warc"),
        (warc([answer(1), answer(2)]), "a.warc.gz"),
    ):
        entries, _ = taken(data[:-200], name)
        assert [article(each).headline for each in entries if each.data] == ["渔市第1日"]
        assert len(refusals(entries)) == 1


def test_bombs_end() -> None:
    bomb = Answer("https://a.example/1.html", gzip.compress(bytes(80 * 2**20)), headers=(("Content-Encoding", "gzip"),))
    entries, _ = taken(warc([bomb, answer(2)]))
    assert isinstance(parse(entries[0].data or b"", "a"), Refused)
    assert article(entries[1]).headline == "渔市第2日"
    small = Limits(total=2**20)
    collection = Collection("a.warc.gz", small, gzip.compress(b"WARC/1.0\r\n" + b"a: b\r\n" * 2**20))
    assert "damaged" in refusals(list(collection.entries()))[-1]
    many = gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\n" + b"<" * 2**26)
    started = time.monotonic()
    list(Collection("a.warc.gz", LIMITS, many).entries())
    assert time.monotonic() - started < 10


def test_what_is_no_web_archive_says_so() -> None:
    for data in (b"hello\n", b"PK\x03\x04nothing", gzip.compress(b"hello"), b"\x1f\x8b\x08broken", b"WARC/1.0"):
        entries, _ = taken(data)
        assert refusals(entries), data


def test_pictures_are_found_by_their_addresses(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    wanted = "https://harbour.example/a%20b.jpg"
    file.write_bytes(
        warc([Answer(wanted, b"one", "image/jpeg"), Answer("https://harbour.example/c.jpg", b"two", "image/jpeg")])
    )
    task = CapturedPictures(file, LIMITS, frozenset({picture_key(wanted)}))
    assert [(entry.path, entry.data) for entry in task.entries()] == [(picture_key(wanted), b"one")]


@pytest.mark.parametrize("packed", [True, False])
def test_mutated_web_archives_neither_fail_nor_hang(packed: bool) -> None:
    whole = warc([answer(number) for number in range(4)], gzip=packed)
    luck = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(luck.randint(1, 8)):
            place = luck.randrange(len(data))
            data[place : place + luck.randint(0, 40)] = luck.randbytes(luck.randint(0, 40))
        started = time.monotonic()
        entries, _ = taken(bytes(data))
        for entry in entries:
            if entry.data is not None:
                assert isinstance(parse(entry.data, "a"), ParsedArticle | NotAnArticle | Refused)
        assert time.monotonic() - started < 5
