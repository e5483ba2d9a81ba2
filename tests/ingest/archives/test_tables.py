"""Tables of articles: CSV and its kin, SQLite, Excel, Parquet."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
import time
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.collections import Collection
from articles.ingest.archives.limits import Limits
from articles.ingest.parse_one import parse
from articles.ingest.run.importing import import_paths
from articles.models import Article, ImportedFile
from articles.parsing.types import NotAnArticle, ParsedArticle, Refused

TEXT = "渔市今早重开，第一批渔船在天亮以前靠岸。\n买鱼的人说，“等了三年”，排到了大街上。"
ROWS = [
    {
        "标题": f"渔市第{n}日",
        "链接": f"https://harbour.example/{n}",
        "正文": TEXT,
        "发布时间": "2021-03-05 08:00",
        "作者": "沈望",
    }
    for n in (1, 2, 3)
]


def in_csv(rows: list[dict[str, str]] = ROWS, separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def in_sqlite(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TABLE 'the \"news\"' (id INTEGER PRIMARY KEY, title TEXT, url TEXT, content BLOB, pub_time INT)"
        )
        for n in (1, 2, 3):
            values = (n, f"渔市第{n}日", f"https://harbour.example/{n}", TEXT.encode("gb18030"), 1614902400)
            database.execute("INSERT INTO 'the \"news\"' VALUES (?, ?, ?, ?, ?)", values)
        database.execute("CREATE TABLE users (name TEXT, password TEXT)")
        database.execute(
            "CREATE VIEW endless AS "
            "WITH RECURSIVE c(title, url) AS (SELECT 'a', 'b' UNION ALL SELECT * FROM c) SELECT * FROM c"
        )
        database.commit()
    return path.read_bytes()


def in_excel() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["渔港消息汇编"])
    sheet.append(["标题", "链接", "正文", "发布时间"])
    for n in (1, 2, 3):
        at = datetime(2021, 3, 5, 8, 0)  # noqa: DTZ001 - Excel knows no zones
        sheet.append([f"渔市第{n}日", f"https://harbour.example/{n}", TEXT, at])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_parquet() -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), out)
    return out.getvalue()


def made(kind: str, folder: Path) -> tuple[str, bytes]:
    match kind:
        case "sqlite":
            return "news.db", in_sqlite(folder / "made.db")
        case "excel":
            return "news.xlsx", in_excel()
        case "parquet":
            return "news.parquet", in_parquet()
        case _:
            return "news.csv", in_csv()


def taken(name: str, data: bytes, **names: str) -> tuple[list[bytes], list[str], Collection]:
    collection = Collection(name, Limits(), data, choice=RecordChoice(names=names))
    entries = list(collection.entries())
    refusals = [each.verdict.reason for each in entries if isinstance(each.verdict, Refused)]
    return [each.data for each in entries if each.data is not None], refusals, collection


KINDS = ("csv", "sqlite", "excel", "parquet")


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_is_an_article(kind: str, tmp_path: Path) -> None:
    rows, refusals, _ = taken(*made(kind, tmp_path))
    assert not refusals
    read = [parse(row, f"news#{n}") for n, row in enumerate(rows)]
    assert [each.headline for each in read if isinstance(each, ParsedArticle)] == [
        "渔市第1日",
        "渔市第2日",
        "渔市第3日",
    ]
    first = read[0]
    assert isinstance(first, ParsedArticle)
    assert first.text == TEXT
    assert first.url == "https://harbour.example/1"
    assert first.published is not None
    assert first.published.at.date().isoformat() == "2021-03-05"


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separators_and_encodings_are_told(separator: str, encoding: str) -> None:
    rows, refusals, _ = taken("news.csv", in_csv(separator=separator, encoding=encoding))
    assert not refusals
    read = parse(rows[2], "news.csv#3")
    assert isinstance(read, ParsedArticle)
    assert (read.headline, read.text) == ("渔市第3日", TEXT)


def test_other_columns_need_a_map() -> None:
    table = in_csv([{"甲": "渔市重开", "乙": TEXT}])
    rows, _, collection = taken("news.csv", table)
    assert not rows
    assert not collection.found
    assert "甲, 乙" in collection.none
    assert "--map" in collection.none
    assert len(taken("news.csv", table, 甲="headline", 乙="text")[0]) == 1


def test_tables_without_articles_are_none(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "u.db")) as database:
        database.execute("CREATE TABLE users (name TEXT)")
        database.commit()
    for name, data in (
        ("u.db", (tmp_path / "u.db").read_bytes()),
        ("a.csv", b""),
        ("a.csv", b"x,y\n1,2\n"),
        ("a.xlsx", b"PK"),
    ):
        rows, refusals, collection = taken(name, data)
        assert not rows
        assert collection.none or refusals, name


def test_big5_is_told() -> None:
    text = "漁市今早重開，第一批漁船在天亮以前靠岸，買魚的人排到了碼頭外面的大街上。"
    table = in_csv([{"標題": "漁市重開", "內容": text, "連結": "https://a.example/1"}], encoding="big5")
    rows, _, _ = taken("news.csv", table)
    read = parse(rows[0], "news.csv#1")
    assert isinstance(read, ParsedArticle)
    assert (read.headline, read.text) == ("漁市重開", text)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_an_import_knows_its_rows_again(kind: str, tmp_path: Path) -> None:
    name, data = made(kind, tmp_path)
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / name).write_bytes(data)
    assert import_paths([folder], workers=1).counts["stored"] == 3
    assert dict(import_paths([folder], workers=0).counts) == {"unchanged": 4}
    assert Article.objects.count() == 3
    if kind == "csv":  # a row in front moves the others, which stay what they are
        more = [{**ROWS[0], "标题": "渔市前夜", "链接": "https://harbour.example/0"}, *ROWS]
        (folder / name).write_bytes(in_csv(more))
        assert import_paths([folder], workers=0).counts["stored"] == 1


@pytest.mark.django_db
def test_other_tables_of_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"name,phone\nA,1\n")
    (tmp_path / "news.csv").write_bytes(in_csv())
    report = import_paths([tmp_path], workers=0)
    assert report.counts["refused"] == 0
    assert "name, phone" in ImportedFile.objects.get(path="list.csv").reason


def test_a_workbook_that_is_a_bomb_is_not_opened() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(bytes(2**20))
    assert "MiB" in taken("a.xlsx", out.getvalue())[1][0]


def test_a_lone_carriage_return_and_a_nul_cost_nothing() -> None:
    rows, refusals, _ = taken("a.csv", in_csv().replace("链接".encode(), "链接\r".encode(), 1))
    assert rows or refusals
    assert len(taken("a.csv", in_csv().replace(b"harbour", b"har\0bour", 1))[0]) == 3
    assert taken("a.csv", b"\xff\xff\xff title,url\n\x81\x81")[1]


def test_a_table_of_one_endless_line_ends() -> None:
    started = time.monotonic()
    taken("a.csv", b"title,url,text\n" + b'"' + b"x" * (40 * 2**20))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_tables_neither_fail_nor_hang(kind: str, tmp_path: Path) -> None:
    name, whole = made(kind, tmp_path)
    luck = random.Random(3)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(luck.randint(1, 6)):
            place = luck.randrange(len(data))
            data[place : place + luck.randint(0, 20)] = luck.randbytes(luck.randint(0, 20))
        started = time.monotonic()
        for row in taken(name, bytes(data))[0]:
            assert isinstance(parse(row, "a#1"), ParsedArticle | NotAnArticle | Refused)
        assert time.monotonic() - started < 5
