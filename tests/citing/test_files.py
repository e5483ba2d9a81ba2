"""What programs read from our RIS, BibTeX and CSL-JSON: parsed back by others' parsers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts

from articles.citing import Citable, bibtex, csl_item, ris
from tests.citing.conftest import HOSTILE

Make = Callable[..., Citable]
NAMES = ["林晚晴", "JANE DOE", "Reuters, Ltd and {Co", "约翰·史密斯"]


def entries(text: str) -> list[Any]:
    read = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not read.failed_blocks
    return list(read.entries)


def decoded(text: str) -> list[Any]:
    read = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not read.failed_blocks
    return list(read.entries)


# RIS


def test_ris_is_read_back(cited: Make) -> None:
    text = ris(cited(names=NAMES, note="第一段\n\n第二段"))
    [read] = rispy.loads(text)
    assert read["type_of_reference"] == "NEWS"
    assert read["name_of_database"] == "新闻档案馆 (https://archive.example/articles/abc123def456/)"
    assert read["title"] == "渡口的灯又亮了"
    assert read["authors"] == ["林晚晴", "Doe, Jane", "Reuters， Ltd and {Co", "约翰·史密斯"]
    assert read["secondary_title"] == "晨报"
    assert (read["year"], read["date"], read["access_date"]) == ("2020", "2020/08/05/", "2020/08/06/")
    assert read["urls"] == ["https://news.example/a/1?x=1&y=2"]
    assert read["notes"] == ["第一段", "第二段"]
    assert read["id"] == "chenbao-20200805-abc123def456"


def test_every_line_of_ris_is_a_tag_or_ends_a_reference(cited: Make) -> None:
    text = ris(cited(headline=HOSTILE[0], note=HOSTILE[0], outlet="a\rTY  - b")) + ris(cited())
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert [line[:6] for line in lines if line].count("TY  - ") == 2
    assert all(line[2:6] == "  - " and line[:2].isupper() for line in lines if line)
    assert "\n" not in text.replace("\r\n", "")
    first, _second = rispy.loads(text)
    assert first["title"] == HOSTILE[1]


def test_ris_leaves_out_what_is_not_known(cited: Make) -> None:
    text = ris(cited(names=[], published=None, archived=None, url="", language=""))
    tags = [line[:2] for line in text.split("\r\n") if line]
    assert tags == ["TY", "ID", "TI", "T2", "UR", "DB", "ER"]
    assert "UR  - https://archive.example/articles/abc123def456/\r\nDB  - 新闻档案馆\r\n" in text
    assert "chenbao-nd-abc123def456" in text


# BibTeX


def test_bibtex_is_read_back(cited: Make) -> None:
    [entry] = entries(bibtex(cited(names=NAMES, note="甲 100%\n乙")))
    assert (entry.entry_type, entry.key) == ("article", "chenbao-20200805-abc123def456")
    assert [(name.first, name.last) for name in entry["author"]] == [
        ([], ["{林晚晴}"]), (["Jane"], ["Doe"]), ([], [r"{Reuters, Ltd and \textbraceleft{}Co}"]), ([], ["{约翰·史密斯}"]),
    ]  # fmt: skip
    fields = {field.key: field.value for field in entry.fields}
    assert fields["title"] == "{渡口的灯又亮了}"
    assert fields["journal"] == "晨报"
    assert (fields["date"], fields["year"], fields["urldate"]) == ("2020-08-05", "2020", "2020-08-06")
    assert fields["url"] == "https://news.example/a/1?x=1&y=2"
    assert fields["note"] == r"存档 2020-08-06: 新闻档案馆, \url{https://archive.example/articles/abc123def456/}"
    assert fields["annote"] == r"甲 100\%\par{} 乙"
    assert fields["langid"] == "chinese"


@pytest.mark.parametrize("headline", ['{a} 50% \\ & $b_1$ #2 ~c “d” "e" 😀 末', "C_D & {E{F}} 100%"])
def test_bibtex_gives_a_headline_back_as_it_was(cited: Make, headline: str) -> None:
    [entry] = decoded(bibtex(cited(headline=headline)))
    assert entry["title"] == headline


def test_bibtex_survives_any_headline(cited: Make) -> None:
    """Braces without a partner would swallow the rest of the file."""
    text = "".join(bibtex(cited(public_id=f"id{n}", headline=HOSTILE[0][n:], note=HOSTILE[0], outlet="{", archive="}",
                                url="https://a.example/{x\\")) for n in range(9))  # fmt: skip
    assert text.count("{") == text.count("}")
    read = entries(text)
    assert [entry.key for entry in read] == [f"chenbao-20200805-id{n}" for n in range(9)]
    assert read[0]["url"] == "https://a.example/%7Bx%5C"
    assert "\x00" not in text and "\ud800" not in text
    assert "JOUR 😀 <b>末" in read[0]["title"]


# CSL-JSON


def test_csl(cited: Make) -> None:
    item = csl_item(cited(names=NAMES, note="甲\n乙"))
    assert json.loads(json.dumps(item)) == item
    assert item == {
        "id": "chenbao-20200805-abc123def456",
        "type": "article-newspaper",
        "title": "渡口的灯又亮了",
        "container-title": "晨报",
        "author": [
            {"literal": "林晚晴"}, {"family": "Doe", "given": "Jane"}, {"literal": "Reuters, Ltd and {Co"},
            {"literal": "约翰·史密斯"},
        ],
        "issued": {"date-parts": [[2020, 8, 5]]},
        "accessed": {"date-parts": [[2020, 8, 6]]},
        "URL": "https://news.example/a/1?x=1&y=2",
        "archive": "新闻档案馆 (https://archive.example/articles/abc123def456/)",
        "language": "zh-Hans",
        "note": "甲\n乙",
    }  # fmt: skip
    bare = csl_item(cited(names=[], published=None, archived=None, url="", language="", headline=""))
    assert set(bare) == {"id", "type", "title", "container-title", "archive", "URL"}
    assert (bare["title"], bare["archive"]) == ("[Untitled]", "新闻档案馆")
    assert bare["URL"] == "https://archive.example/articles/abc123def456/"


def test_what_stands_behind_a_name_is_a_part_of_its_own(cited: Make) -> None:
    item = cited(names=["John Doe Jr."])
    assert csl_item(item)["author"] == [{"family": "Doe", "given": "John", "suffix": "Jr."}]
    assert "AU  - Doe, John, Jr.\r\n" in ris(item)
    assert "author = {Doe, Jr., John}" in bibtex(item)
