"""The compare page and its data, on a real index."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import search
from articles.models import Article, Source
from articles.pages.compare.form import MOST_QUERIES
from articles.search.evaluate.time_buckets import STEPS
from tests.pages.conftest import HOSTILE

START = date(2020, 1, 6)


def page(client: Client, query: str, status: int = 200) -> BeautifulSoup:
    response = client.get(f"/en/compare/?{query}")
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "lxml")


@pytest.fixture
def archive(make_article: Callable[..., Article], make_source: Callable[..., Source]) -> None:
    """Two months, 40 articles in each of two outlets a week but for one empty week; of the flood more and more."""
    make_source("甲报", slug="one")
    for week in range(9):
        for n in range(80 if week != 4 else 0):
            day = START + timedelta(7 * week + n % 7)
            about = "洪水冲毁青衣桥" if n < week * 4 else "股市收盘"
            published = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
            make_article(f"{about}{n}", "<p>正文。</p>", source="甲报" if n % 2 else "乙報", published_at=published)
    make_article("洪水无日期", published_at=None)
    search.rebuild()


def told(soup: BeautifulSoup) -> str:
    return " ".join(soup.select_one("main").get_text(" ").split())  # type: ignore[union-attr]


# The page


@pytest.mark.usefixtures("archive")
def test_totals_are_those_of_the_search_page_and_lead_there(client: Client) -> None:
    soup = page(client, "q=洪水&q=股市")
    links = soup.select(".legend a")
    assert [link.get_text() for link in links] == ["洪水", "股市"]
    for link, item in zip(links, soup.select(".legend li"), strict=True):
        found = client.get(str(link["href"]))
        total = BeautifulSoup(found.text, "lxml").select_one(".found__total strong")
        assert total is not None
        assert re.sub(r"\D", "", total.get_text()) == re.sub(r"\D", "", item.get_text().split("article")[0])


@pytest.mark.usefixtures("archive")
def test_every_point_leads_to_the_articles_it_stands_for(client: Client) -> None:
    soup = page(client, "q=洪水&q=股市")
    points = soup.select(".chart__plot a")
    assert len(points) == 2 * 8
    for point in (points[0], points[5], points[-1]):
        title = point.title.get_text() if point.title else ""
        matches = re.search(r"\(([\d,]+) of 80 articles\)", title)
        assert matches, title
        found = BeautifulSoup(client.get(str(point["href"])).text, "lxml").select_one(".found__total strong")
        assert found is not None
        number = re.sub(r"\D", "", found.get_text()) or "0"
        assert number == matches[1]


@pytest.mark.usefixtures("archive")
def test_a_week_without_articles_is_a_gap_not_a_zero(client: Client) -> None:
    soup = page(client, "q=洪水")
    assert len(soup.select('rect[fill="url(#hatch)"]')) == 1
    assert "holds no article at all" in told(soup)
    line = soup.select_one("path.line.series-1")
    assert line is not None
    assert str(line["d"]).count("M") == 2
    assert "nothing archived" in told(soup)


@pytest.mark.usefixtures("archive")
def test_the_table_holds_every_number(client: Client) -> None:
    soup = page(client, "q=洪水&q=股市")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in soup.select(".numbers tbody tr")]
    assert len(rows) == 9
    assert rows[8][1:] == ["80", "32", "40.0%", "48", "60.0%"]
    foot = [cell.get_text() for cell in soup.select(".numbers tfoot td")]
    assert foot[:2] == ["641", "129"]


@pytest.mark.usefixtures("archive")
def test_undated_matches_are_told(client: Client) -> None:
    assert "1 article without a date is in the total, not on the chart." in told(page(client, "q=洪水"))


@pytest.mark.usefixtures("archive")
def test_each_outlet_has_a_chart_that_leads_to_its_own(client: Client) -> None:
    soup = page(client, "q=洪水&split=source")
    links = soup.select(".smalls h3 a")
    assert {link.get_text() for link in links} == {"甲报", "乙報"}
    own = next(str(link["href"]) for link in links if link.get_text() == "甲报")
    assert "source=one" in own and "split" not in own
    narrowed = BeautifulSoup(client.get(own).text, "lxml")
    assert narrowed.select_one("input[name=source][value=one][checked]")
    assert "甲报" in narrowed.select_one(".compared__what").get_text()  # type: ignore[union-attr]


@pytest.fixture
def an_odd_week(make_article: Callable[..., Article]) -> None:
    """First a week of two articles, one of them of the flood; then of 40 a week four."""
    for week in range(5):
        for n in range(40 if week else 2):
            day = START + timedelta(7 * week)
            published = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
            make_article(f"{'洪水' if n < (4 if week else 1) else '股市'}{week}{n}", published_at=published)
    search.rebuild()


@pytest.mark.usefixtures("an_odd_week")
def test_a_value_beyond_the_scale_is_told_and_not_drawn_at_its_top(client: Client) -> None:
    soup = page(client, "q=洪水")
    assert [text.get_text() for text in soup.select(".chart__number")][:6][-1] == "10%"
    assert [text.get_text() for text in soup.select(".chart__off text")] == ["50.0%"]
    odd = soup.select_one(".chart__plot a:has(.chart__off)")
    assert odd is not None and "50.0% (1 of 2 articles)" in odd.title.get_text()  # type: ignore[union-attr]
    assert str(odd.select_one("use.spot")["transform"]).startswith("translate(0 -")  # type: ignore[index]
    assert len(soup.select("use.spot[transform]")) == 1
    assert "Values beyond the scale are marked ↑ with their number." in told(soup)
    assert soup.select_one(f"{soup.select_one('.chart__arrow')['href']}")  # type: ignore[index]
    small = page(client, "q=洪水&split=source").select_one(".smalls .chart__plot")
    assert small is not None and [text.get_text() for text in small.select(".chart__off text")] == ["50.0%"]
    assert str(small["aria-label"]).endswith("beyond the scale: 50.0%")


@pytest.mark.usefixtures("archive")
def test_where_nothing_is_beyond_the_scale_nothing_is_said_of_it(client: Client) -> None:
    soup = page(client, "q=洪水&split=source")
    assert not soup.select(".chart__off") and "beyond the scale" not in told(soup)


@pytest.mark.usefixtures("archive")
def test_words_lead_to_what_they_count(client: Client) -> None:
    link = page(client, "q=洪水&split=source").select_one("#words a[data-words]")
    assert link is not None and str(link["href"]).endswith("&words=1#words")
    soup = page(client, "q=洪水&words=1")
    words = soup.select(".beside-words li a")
    assert words
    assert not [str(a["href"]) for a in soup.select(".compared a[href*='words=']")]
    found = BeautifulSoup(client.get(str(words[0]["href"])).text, "lxml").select_one(".found__total strong")
    assert found is not None
    inside = re.search(r"in ([\d,]+) articles of this search", str(words[0]["title"]))
    assert inside and re.sub(r"\D", "", found.get_text()) == inside[1]


@pytest.mark.parametrize(
    ("language", "query", "shown"),
    [
        ("zh-hans", "疫情", {"武汉", "确诊"}),
        ("zh-hant", "疫情", {"武漢", "確診"}),
        ("en", "疫情 发烧", {"武汉", "确诊"}),
        ("en", "疫情 發燒", {"武漢", "確診"}),
    ],
)
def test_words_are_shown_in_one_script(
    client: Client, make_article: Callable[..., Article], language: str, query: str, shown: set[str]
) -> None:
    for n in range(12):
        make_article(f"武漢疫情{n}", "<p>疫情中，武漢有人發燒，已經确诊。</p>")
        make_article(f"疫情确诊{n}", "<p>疫情中，武漢有人發燒，已經确诊。</p>")
        make_article(f"股市收盤{n}", "<p>無事。</p>")
    search.rebuild()
    response = client.get(f"/{language}/compare/?" + urlencode({"q": query, "words": "1"}))
    links = BeautifulSoup(response.text, "lxml").select(".beside-words li a")
    assert {str(link.select_one(".beside-words__word").get_text()) for link in links} == shown  # type: ignore[union-attr]
    for link in links:
        found = BeautifulSoup(client.get(str(link["href"])).text, "lxml").select_one(".found__total strong")
        assert found is not None and found.get_text().strip().startswith("24")


@pytest.mark.usefixtures("archive")
def test_the_form_keeps_what_was_asked_and_offers_another_field(client: Client) -> None:
    soup = page(client, "q=洪水&q=股市&q=青衣&from=2020-01-10&by=count&step=month&source=one")
    assert [field["value"] for field in soup.select(".weigh input[name=q]")] == ["洪水", "股市", "青衣", ""]
    assert soup.select_one("select[name=by] option[selected]")["value"] == "count"  # type: ignore[index]
    assert soup.select_one("select[name=step] option[selected]")["value"] == "month"  # type: ignore[index]
    assert soup.select_one("input[name=from]")["value"] == "2020-01-10"  # type: ignore[index]
    six = page(client, urlencode([("q", f"洪水{n}") for n in range(MOST_QUERIES)]))
    assert len(six.select(".weigh input[name=q]")) == MOST_QUERIES


@pytest.mark.usefixtures("archive")
def test_empty_fields_leave_the_address_and_the_language_stays(client: Client) -> None:
    response = client.get("/en/compare/?q=洪水&q=&q=股市&from=&to=&by=&step=")
    assert response.status_code == 302
    assert response["Location"] == "/en/compare/?" + urlencode([("q", "洪水"), ("q", "股市")])
    assert client.get("/en/compare/?q=")["Location"] == "/en/compare/"


@pytest.mark.usefixtures("archive")
def test_only_plain_comparisons_may_be_kept_by_search_engines(client: Client) -> None:
    assert not page(client, "q=洪水&from=2020-01-01").select("meta[name=robots]")
    for more in ("split=source", "step=day", "source=one", "by=count", "form=typed", "outlets=all", "scale=own"):
        assert page(client, f"q=洪水&{more}").select_one("meta[name=robots][content=noindex]"), more


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("by", ["share", "count"])
@pytest.mark.parametrize("step", [*STEPS, "auto"])
def test_every_step_and_measure_can_be_drawn(client: Client, by: str, step: str) -> None:
    soup = page(client, f"q=洪水&q=没有这个词&by={by}&step={step}&split=source")
    assert soup.select(".chart__plot")
    for number in re.findall(r'(?:x|y|cx|cy|width|height|y1|y2)="(-?[\d.]+)%"', str(soup.select_one(".chart"))):
        assert 0 <= float(number) <= 100


@pytest.mark.usefixtures("archive")
def test_a_query_that_finds_nothing_and_one_that_makes_no_sense_are_drawn_as_nothing(client: Client) -> None:
    soup = page(client, urlencode([("q", "没有这个词"), ("q", "source:无此报"), ("q", "？！")]))
    assert "no outlet called" in told(soup)
    assert "There is nothing to search for in this" in told(soup)


@pytest.mark.usefixtures("archive")
def test_days_without_anything_dated(client: Client) -> None:
    assert "nothing to draw" in told(page(client, "q=洪水&from=2031-01-01"))


def test_the_first_page_offers_comparisons_of_the_archive_itself(client: Client, archive: None) -> None:
    soup = page(client, "")
    assert soup.select_one("input[name=q]")
    hrefs = [str(link["href"]) for link in soup.select(".examples a")]
    assert hrefs
    assert client.get(hrefs[0]).status_code == 200


@pytest.mark.django_db
def test_an_empty_archive_has_a_first_page_and_a_chart_of_nothing(client: Client) -> None:
    search.rebuild()
    assert not page(client, "").select(".examples")
    assert "nothing to draw" in told(page(client, "q=洪水&split=source"))


# What cannot be asked


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=洪水&from=gestern", "The first day is not a date."),
        ("q=洪水&to=2020-13-01", "The last day is not a date."),
        ("q=洪水&from=2020-02-01&to=2020-01-01", "The last day is before the first."),
        ("&".join(f"q=洪水{n}" for n in range(7)), "There are 7 queries. Compare at most 6 at a time."),
        ("q=" + "洪" * 2001, "The query has 2001 characters."),
        ("q=洪水&source=none", "The archive has no outlet"),
        ("q=洪水&by=weight", "“by” can be"),
        ("q=洪水&step=hour", "“step” can be"),
        ("q=洪水&split=day", "“split” can only be"),
        ("q=洪水&form=x", "“form” can only be"),
        ("q=洪水&split=source&outlets=some", "“outlets” can only be"),
        ("q=洪水&split=source&scale=log", "“scale” can only be"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(client: Client, query: str, sentence: str) -> None:
    soup = page(client, query, 400)
    assert sentence in told(soup)
    assert client.get(f"/en/compare/data.csv?{query}").status_code == 400
    answer = client.get(f"/en/compare/data.json?{query}")
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ED%A0%80", "q=a%00b", "q=%FF&from=%00", "from=9999999-01-01&q=a", "q=)("]
)
def test_garbage_is_no_error_of_ours(client: Client, query: str) -> None:
    search.rebuild()
    for path in ("", "data.csv", "data.json"):
        assert client.get(f"/compare/{path}?{query}").status_code in (200, 302, 400)


def test_while_the_index_is_away_it_says_so(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("洪水")
    response = client.get("/en/compare/?q=洪水")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert client.get("/en/compare/data.csv?q=洪水").status_code == 503
    assert "detail" in client.get("/en/compare/data.json?q=洪水").json()


def test_hostile_texts_are_only_text(client: Client, make_article: Callable[..., Article]) -> None:
    for n in range(3):
        make_article(HOSTILE + "洪水" + str(n), source=HOSTILE)
    search.rebuild()
    soup = page(client, urlencode({"q": HOSTILE, "split": "source"}))
    assert not soup.select("main script, main img, [onerror]")


# Files


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/compare/data.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("archive")
def test_the_csv_adds_up_to_the_total(client: Client) -> None:
    rows = rows_of(client, "q=洪水&q=股市")
    assert list(rows[0]) == ["query", "from", "to", "matches", "articles", "share"]
    assert sum(int(row["matches"]) for row in rows if row["query"] == "洪水") == 129
    empty = [row for row in rows if row["articles"] == "0"]
    assert len(empty) == 2 and all(row["share"] == "" for row in empty)
    full = next(row for row in rows if row["query"] == "洪水" and row["from"] == "2020-03-02")
    assert (full["matches"], full["articles"], full["share"]) == ("32", "80", "0.400000")


@pytest.mark.usefixtures("archive")
def test_the_csv_by_outlet(client: Client) -> None:
    rows = rows_of(client, "q=洪水&split=source&step=month")
    by_outlet = {name: [row for row in rows if row["outlet"] == name and row["from"]] for name in ("", "甲报", "乙報")}
    assert sum(int(row["matches"]) for row in by_outlet["甲报"] + by_outlet["乙報"]) == sum(
        int(row["matches"]) for row in by_outlet[""]
    )


@pytest.mark.usefixtures("archive")
def test_the_json_says_the_same(client: Client) -> None:
    answer = client.get("/compare/data.json?q=洪水&q=股市").json()
    rows = rows_of(client, "q=洪水&q=股市")
    dated = [row for row in rows if row["from"]]
    assert [str(row["matches"]) for row in answer["rows"]] == [row["matches"] for row in dated]
    assert [query["total"] for query in answer["queries"]] == [129, 512]
    assert answer["step"] == "week"
    assert json.dumps(answer)
    assert client.get("/compare/data.xml?q=洪水").status_code == 404
    assert client.get("/compare/data.csv").status_code == 400


@pytest.mark.usefixtures("archive")
def test_a_query_that_begins_like_a_formula_is_written_as_text(client: Client) -> None:
    rows = rows_of(client, urlencode({"q": "-股市"}))
    assert {row["query"] for row in rows} == {"'-股市"}
