"""A selection of articles: its page, and its files with notes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from articles.pages.selection.views import LONGEST_NOTE, MOST
from tests.pages.conftest import HOSTILE, TEMPLATES


@pytest.fixture
def three(make_article: Callable[..., Article]) -> list[Article]:
    return [make_article(name, byline=["林晚晴"]) for name in ("甲文", "乙文", "丙文")]


def query(articles: list[Article]) -> str:
    return "&".join(f"id={article.public_id}" for article in articles)


def posted(client: Client, articles: list[Article], kind: str, **notes: str) -> Any:
    sent = {"id": [article.public_id for article in articles], "as": kind}
    return client.post("/selection/", sent | {f"note-{key}": note for key, note in notes.items()})


def test_the_page_keeps_the_order_of_the_address(client: Client, three: list[Article]) -> None:
    page = BeautifulSoup(client.get(f"/en/selection/?{query([*three[::-1], three[0]])}").text, "lxml")
    assert [h2.get_text(strip=True) for h2 in page.select("li h2")] == ["丙文", "乙文", "甲文"]
    assert all("[N/OL]" in text.get_text() for text in page.select(".cite__text"))
    labels = {str(label["for"]) for label in page.select("label[for^=note-]")}
    assert labels == {str(area["id"]) for area in page.select("textarea")} and len(labels) == 3
    styled = page.select_one(".chips a:not([aria-current])")
    assert styled is not None
    other = BeautifulSoup(client.get("/en/selection/" + str(styled["href"])).text, "lxml")
    assert "林晚晴. “丙文.”" in str(other.select_one(".cite__text"))


def moved(client: Client, articles: list[Article], move: str, **sent: str) -> Any:
    return client.post("/en/selection/", {"id": [article.public_id for article in articles], "move": move, **sent})


def test_an_article_is_moved_and_the_address_says_so(client: Client, three: list[Article]) -> None:
    first, second, third = (article.public_id for article in three)
    assert moved(client, three, f"up-{third}").url == f"/en/selection/?id={first}&id={third}&id={second}#up-{third}"
    assert moved(client, three, f"down-{first}").url == f"/en/selection/?id={second}&id={first}&id={third}#down-{first}"
    # At an end only the other button can be pressed; beyond it nothing moves.
    assert moved(client, three, f"up-{second}").url == f"/en/selection/?id={second}&id={first}&id={third}#down-{second}"
    assert moved(client, three, f"down-{third}").url == f"/en/selection/?id={first}&id={second}&id={third}#up-{third}"
    assert "&style=apa#" in moved(client, three, f"up-{third}", style="apa").url
    assert moved(client, three[:1], f"up-{first}").url.endswith(f"/?id={first}#down-{first}")


def test_notes_move_along_and_stay_out_of_the_address(client: Client, three: list[Article]) -> None:
    key, note = three[2].public_id, '\n"第三段</textarea>\n核对'
    answer = moved(client, three, f"up-{key}", **{f"note-{key}": note, "style": "apa"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    page = BeautifulSoup(answer.text, "html.parser")
    assert [h2.get_text(strip=True) for h2 in page.select("li h2")] == ["甲文", "丙文", "乙文"]
    # An HTML parser drops one newline after the tag.
    assert [area.get_text() for area in page.select("textarea")] == ["\n", f"\n{note}", "\n"]
    assert [str(button["id"]) for button in page.select("[autofocus]")] == [f"up-{key}"]
    current = page.select_one(".chips [aria-current]")
    assert current is not None and current.get_text().startswith("APA")


def test_buttons_to_move(client: Client, three: list[Article]) -> None:
    page = BeautifulSoup(client.get(f"/en/selection/?{query(three)}").text, "lxml")
    names = [(str(button["aria-label"]), button.has_attr("disabled")) for button in page.select("button[name=move]")]
    assert names == [
        ("Move up: 甲文", True), ("Move down: 甲文", False),
        ("Move up: 乙文", False), ("Move down: 乙文", False),
        ("Move up: 丙文", False), ("Move down: 丙文", True),
    ]  # fmt: skip
    # Enter in a field presses a form's first button, and does nothing where that is disabled.
    first = page.select_one("form[data-selection] button")
    assert first is not None and first.has_attr("disabled")
    assert 'name="move"' not in client.get(f"/en/selection/?{query(three[:1])}").text


@pytest.mark.parametrize("move", ["", "up", "up-nothing", "sideways-", "down-\x00"])
def test_what_cannot_be_moved_is_refused(client: Client, three: list[Article], move: str) -> None:
    answer = moved(client, three, move)
    assert answer.status_code == 400
    assert "cannot be moved" in answer.text
    long = {f"note-{three[0].public_id}": "字" * (LONGEST_NOTE + 1)}
    assert "longer than" in moved(client, three, f"up-{three[1].public_id}", **long).text


def test_an_empty_selection_says_how_to_fill_it(client: Client, db: None) -> None:
    text = client.get("/en/selection/").text
    assert "Nothing is selected." in text
    assert "Tick articles" in text


def test_what_is_unknown_or_hidden_is_counted_not_shown(client: Client, three: list[Article]) -> None:
    three[1].visible = False
    three[1].save()
    text = client.get(f"/en/selection/?{query(three)}&id=nothing&id=%00&id=%22%3E%3Cscript%3E&id={'9' * 400}").text
    assert "5 articles of this address are not in the archive" in text
    assert "乙文" not in text
    assert "<script>" not in re.sub(r"<script src", "", text)


def test_more_than_fit_are_refused(client: Client, three: list[Article]) -> None:
    many = "&".join(f"id=a{n}" for n in range(MOST + 1))
    answer = client.get(f"/en/selection/?{many}")
    assert answer.status_code == 400
    assert f"at most {MOST} articles" in answer.text
    # What the script keeps is what the page takes, and its address fits into what gunicorn reads of one.
    assert f'data-most="{MOST}"' in (TEMPLATES / "selection" / "_script.html").read_text()
    assert len("GET /zh-hans/selection/ HTTP/1.1") + MOST * len("&id=abc123def456") < 4094


def test_files_with_notes(client: Client, three: list[Article]) -> None:
    chosen, key = [three[2], three[0]], three[2].public_id
    notes = {key: "第一行 =1\r\n100% {甲"}
    read = rispy.loads(posted(client, chosen, "ris", **notes).text)
    assert [entry["title"] for entry in read] == ["丙文", "甲文"]
    assert read[0]["notes"] == ["第一行 =1", "100% {甲"] and "notes" not in read[1]
    bib = bibtexparser.parse_string(posted(client, chosen, "bib", **notes).text)
    assert not bib.failed_blocks
    assert bib.entries[0]["annote"] == r"第一行 =1\par{} 100\% \textbraceleft{}甲"
    items = json.loads(posted(client, chosen, "json", **notes).content)
    assert [item.get("note") for item in items] == ["第一行 =1\n100% {甲", None]
    rows = list(csv.DictReader(io.StringIO(posted(client, chosen, "csv", **{key: "=1+1"}).content.decode("utf-8-sig"))))
    assert [row["note"] for row in rows] == ["'=1+1", ""]
    assert list(rows[0])[-7:] == ["standfirst", "note", "revisions", "edited", "section", "tags", "removed"]
    assert [(row["revisions"], row["edited"]) for row in rows] == [("0", "")] * 2
    assert rows[0]["permanent_address"] == f"http://testserver/articles/{key}/"
    text = posted(client, chosen, "gb7714", **notes).text.splitlines()
    assert text[0].startswith("[1] 林晚晴. 丙文[N/OL].") and text[1:3] == ["    第一行 =1", "    100% {甲"]
    assert text[3].startswith("[2] 林晚晴. 甲文[N/OL].") and len(text) == 4
    assert posted(client, chosen, "apa").text.startswith("[1] 林晚晴. (2023, August 2")


def test_a_file_is_kept_nowhere_and_needs_no_cookie(three: list[Article]) -> None:
    """As a browser sends it from our page: no referrer, `Origin: null`, and nothing that Django's check could know."""
    strict = Client(enforce_csrf_checks=True)
    sent = {"id": three[0].public_id, "as": "ris", f"note-{three[0].public_id}": "秘密"}
    answer = strict.post("/selection/", sent, headers={"origin": "null"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="selection-')
    assert not answer.cookies
    assert "秘密" not in strict.get(f"/selection/?id={three[0].public_id}").text


@pytest.mark.parametrize(
    ("kind", "note", "said"),
    [
        ("exe", "", "no such kind of file"),
        ("", "", "no such kind of file"),
        ("ris", "字" * (LONGEST_NOTE + 1), "longer than"),
    ],
)
def test_what_cannot_be_written_is_refused(
    client: Client, three: list[Article], kind: str, note: str, said: str
) -> None:
    sent = {"id": three[0].public_id, "as": kind, f"note-{three[0].public_id}": note}
    answer = client.post("/en/selection/", sent)
    assert answer.status_code == 400
    assert said in answer.text


def test_nothing_gives_no_file(client: Client, db: None) -> None:
    answer = client.post("/en/selection/", {"as": "ris", "id": "nothing"})
    assert answer.status_code == 400
    assert "nothing to download" in answer.text
    assert client.put("/selection/").status_code == 405


def test_hostile_articles_and_notes(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(HOSTILE + "\x01", source=HOSTILE, byline=[HOSTILE], url=HOSTILE)
    page = client.get(f"/selection/?id={article.public_id}").text
    assert "<script>alert" not in page and "onerror=alert(2)>" not in re.sub(r"&[^;]+;", "", page).split("</title>")[0]
    for kind in ("ris", "bib", "json", "csv", "gb7714", "chicago", "apa"):
        answer = posted(client, [article], kind, **{article.public_id: HOSTILE + "\x00\n"})
        assert answer.status_code == 200
        assert not {"\x00", "\x01"} & set(answer.text)


def test_it_costs_two_queries(client: Client, three: list[Article], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        answer = client.get(f"/selection/?{query(three)}")
    assert answer.status_code == 200
    assert all(article.headline in answer.text for article in three)


def test_the_boxes_beside_results_lead_there_without_scripts(
    client: Client, three: list[Article], index: Callable[[], int]
) -> None:
    index()
    page = BeautifulSoup(client.get("/en/search/?q=文").text, "lxml")
    boxes = page.select("input[data-pick]")
    assert {str(box["value"]) for box in boxes} == {article.public_id for article in three}
    form = page.find("form", id=str(boxes[0]["form"]))
    assert form is not None and form["action"] == "/en/selection/" and form.get("method", "get") == "get"
    assert all(box["name"] == "id" and box.get("aria-label") for box in boxes)
