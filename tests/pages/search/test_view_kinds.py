"""The views of a search's results, outlets left out, "as of", and the search in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, unquote

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from articles.models import Article, ImportedFile, ImportRun, Original, Source
from articles.pages.search.query_summary import days, explained
from articles.pages.search.results import LINES
from articles.pages.search_state import steps
from articles.search.filters import Filters, Outlet
from articles.search.query.language import understand
from articles.search.request.request import PAGE_SIZES, SearchRequest
from articles.search.text.fold import fold
from articles.search.types import Bar
from tests.pages.conftest import HOSTILE

Make = Callable[..., Article]


def page(client: Client, query: str, status: int = 200, language: str = "en") -> BeautifulSoup:
    response = client.get(f"/{language}/search/?{query}")
    assert response.status_code == status, response.text[-3000:]
    return BeautifulSoup(response.text, "lxml")


def asked_by(href: object) -> dict[str, list[str]]:
    return parse_qs(str(href).split("?")[1])


@pytest.fixture
def ready(make_article: Make, make_source: Callable[..., Source], index: Callable[[], int]) -> None:
    for name, slug in (("甲报", "jia"), ("乙報", "yi"), ("丙报", "bing")):
        make_source(name, slug)
    for n in range(30):
        make_article(
            f"第{n}号灯塔",
            f"<p>开头说到{'甲乙丙丁'[n % 4]}灯塔，{'戊己庚辛'[n // 8]}很亮。</p><p>没有别的。</p>",
            source=("甲报", "乙報", "丙报")[n % 3],
            published_at=datetime(2020, 8, 1 + n % 28, 4, tzinfo=UTC),
            captions=["夜里的燈塔", "别的"] if n == 7 else [],
        )
    index()


@pytest.mark.usefixtures("ready")
def test_an_outlet_is_left_out_and_taken_back(client: Client) -> None:
    link = page(client, "q=灯塔").find("a", {"aria-label": "Leave out 乙報"})
    assert link is not None and link["rel"] == ["nofollow"]
    assert asked_by(link["href"]) == {"q": ["灯塔"], "not": ["yi"]}
    narrowed = page(client, str(link["href"]).split("?")[1])
    assert "20 articles" in narrowed.get_text()
    assert "not from 乙報" in narrowed.select_one(".explained").get_text()  # type: ignore[union-attr]
    assert narrowed.select_one("input[type=hidden][name=not]")["value"] == "yi"  # type: ignore[index]
    assert "乙報" not in narrowed.select_one(".facets").get_text()  # type: ignore[union-attr]
    back = narrowed.find("a", {"aria-label": "Take 乙報 back in"})
    assert back is not None and "10" in back.get_text()
    assert asked_by(back["href"]) == {"q": ["灯塔"]}


@pytest.mark.usefixtures("ready")
def test_choosing_an_outlet_ends_leaving_it_out() -> None:
    from articles.pages.search_state import facet_links
    from articles.search import Question, ask
    from articles.search.request.fields import Outlets

    outlets = Outlets.read()
    jia, yi = (next(each for each in outlets if each.slug == slug) for slug in ("jia", "yi"))
    asked = SearchRequest("灯塔", Filters((jia,), (yi,)))
    answer = ask(Question("灯塔"))
    link = next(each for each in facet_links(asked, answer, outlets) if each.outlet.slug == "yi")
    assert link.excluded and not link.chosen
    assert asked_by(link.href) == {"q": ["灯塔"], "source": ["jia", "yi"]}
    assert asked_by(link.exclude) == {"q": ["灯塔"], "source": ["jia"]}


@pytest.mark.usefixtures("ready")
def test_the_address_carries_everything(client: Client) -> None:
    query = "q=灯塔&source=jia&not=yi&from=2020-08-01&to=2020-08-31&asof=2026-01-01&sort=oldest&collapse=1"
    query += "&view=lines&order=after"
    shown = page(client, query)
    assert asked_by(f"?{query}") | {"view": ["pictures"]} == asked_by(
        shown.select_one(".views a:nth-of-type(2)")["href"]  # type: ignore[index]
    ) | {"order": ["after"]}
    hidden = {str(field["name"]): str(field.get("value")) for field in shown.select("main form.ask [name]")}
    assert hidden | {"source": "jia", "not": "yi", "asof": "2026-01-01", "view": "lines", "order": "after"} == hidden


def test_defaults_stay_out_of_addresses() -> None:
    assert SearchRequest("灯").pairs() == [("q", "灯")]
    assert (
        not SearchRequest("灯").refined
        and SearchRequest("灯", page=2).refined
        and SearchRequest("灯", view="lines").refined
    )
    assert SearchRequest("灯", view="list", order="after", part=3).pairs() == [("q", "灯")]
    lines = SearchRequest("灯", view="lines", order="after", part=3, page=2)
    assert lines.pairs("q") == [("view", "lines"), ("order", "after"), ("part", "3"), ("page", "2")]
    assert lines.with_(sort="newest").address().endswith("sort=newest&view=lines&order=after")


@pytest.mark.usefixtures("ready")
def test_only_a_plain_search_is_for_robots(client: Client) -> None:
    assert not page(client, "q=灯塔").select("meta[name=robots]")
    for more in ("view=lines", "not=yi", "page=2", "from=2020-08-01", "asof=2026-01-01", "sort=newest"):
        found = page(client, f"q=灯塔&{more}").select_one("meta[name=robots]")
        assert found is not None and found["content"] == "noindex", more
    links = page(client, "q=灯塔").select(".facets a, .timeline a, .views a, .pages a")
    assert links and all("nofollow" in link["rel"] for link in links)


@pytest.mark.usefixtures("ready")
def test_lines(client: Client) -> None:
    shown = page(client, "q=燈塔&view=lines")
    lines = shown.select("li.line[data-result]")
    assert len(lines) == LINES
    assert "61 occurrences, in all articles found." in shown.get_text()
    first = lines[0]
    assert first.select_one("mark").get_text() == "灯塔"  # type: ignore[union-attr]
    assert first.select_one("time")["datetime"].startswith("2020-08-")  # type: ignore[index, union-attr]
    assert len(page(client, "q=燈塔&view=lines&page=2").select("li.line")) == 11
    assert "only 2 pages" in page(client, "q=灯塔&view=lines&page=3", 404).get_text()
    page(client, "q=灯塔&view=lines&part=2", 404)


@pytest.mark.usefixtures("ready")
def test_lines_in_each_order(client: Client) -> None:
    def sides(order: str, side: str) -> list[str]:
        lines = page(client, f"q=亮 灯塔&view=lines&order={order}").select("li.line")
        return [line.select_one(f".line__{side}").get_text() for line in lines]  # type: ignore[union-attr]

    after = [text for text in sides("after", "after") if text]
    assert after == sorted(after, key=fold) and len(set(after)) > 3
    before = [text[::-1] for text in sides("before", "before") if text]
    assert before == sorted(before, key=fold)
    days_ = [time["datetime"] for time in page(client, "q=灯塔&view=lines&order=date").select("li.line time")]
    assert days_ == sorted(days_)


@pytest.mark.usefixtures("ready")
def test_a_line_leads_to_its_place(client: Client) -> None:
    shown = page(client, "q=燈塔 夜里&view=lines")
    places = {str(a["href"]).partition("/articles/")[2].partition("/")[2] for a in shown.select(".line__found")}
    asked = "?q=燈塔+夜里&view=lines"
    assert {unquote(place) for place in places} == {asked, f"{asked}#:~:text=开头说到丁灯塔", f"{asked}#figure-1"}
    labels = " ".join(each.get_text() for each in shown.select(".line__from"))
    assert "headline" in labels and "under a picture" in labels


@pytest.mark.usefixtures("ready")
def test_lines_are_read_part_by_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE_SIZES, "lines", 12)
    seen: list[str] = []
    query = "q=灯塔&view=lines&order=after&sort=newest"
    for part, said in ((1, "1 to 12 of 30"), (2, "13 to 24 of 30"), (3, "25 to 30 of 30")):
        shown = page(client, f"{query}&part={part}")
        assert f"in the articles {said}, the newest first." in shown.get_text()
        seen += [str(a["href"]).partition("#")[0] for a in shown.select(".line__found")]
    assert len(set(seen)) == 30
    later = page(client, query).find("a", string="Read on in the next articles")
    assert later is not None and asked_by(later["href"])["part"] == ["2"]
    page(client, f"{query}&part=4", 404)


@pytest.mark.usefixtures("ready")
def test_lines_say_of_how_many_articles_not_all_are_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "too many to read all" not in page(client, "q=灯塔&view=lines").get_text()
    monkeypatch.setattr("articles.search.analysis.concordance.MOST", 40)
    monkeypatch.setattr("articles.search.analysis.concordance.LEAST", 1)
    shown = page(client, "q=灯塔&view=lines").get_text()
    assert "40 occurrences" in shown and "too many to read all: of them only the first are among these." in shown
    assert "30 articles" in shown, "totals stay exact"


@pytest.mark.usefixtures("ready")
def test_lines_without_words_say_so(client: Client) -> None:
    assert "Type a word above" in page(client, "source=jia&view=lines").get_text()
    assert "None of the words occurs" in page(client, "q=来源:jia&view=lines").get_text()
    assert "Nothing found" in page(client, "q=从没写过的词&view=lines").get_text()


def test_hostile_text_stays_text_in_every_view(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    make_article(
        HOSTILE + "灯塔", f"<p>{HOSTILE.replace('<', '&lt;')}灯塔</p>", captions=[HOSTILE + "灯塔"], source=HOSTILE
    )
    index()
    for view in ("list", "pictures", "lines"):
        shown = page(client, f"q=灯塔&view={view}")
        assert shown.select("mark")
        assert not shown.select("main script, main img, [onerror]")


@pytest.mark.usefixtures("ready")
def test_the_wall_shows_matching_captions_first_and_marked(client: Client) -> None:
    shown = page(client, "q=灯塔&view=pictures")
    assert "1 article with pictures" in shown.get_text()
    captions = [each.get_text() for each in shown.select(".captions .figure__caption")]
    assert captions == ["夜里的燈塔", "别的"]
    assert shown.select_one(".captions mark").get_text() == "燈塔"  # type: ignore[union-attr]
    assert page(client, "q=别的&view=pictures").select_one(".figure__caption").get_text() == "别的"  # type: ignore[union-attr]


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_every_view_has_boxes_to_select_with(client: Client, language: str) -> None:
    for view, each in (("list", ".results > li"), ("lines", "li.line"), ("pictures", ".captions > li")):
        shown = page(client, f"q=灯塔&view={view}", language=language)
        form = shown.select_one("form#pick[action$='/selection/']")
        assert form is not None and form.select("button"), view
        boxes = shown.select(f"main {each} label.pick input[type=checkbox][data-pick][name=id][form=pick]")
        # An article with several pictures has one, and each of an article's lines its own.
        assert len(boxes) == (1 if view == "pictures" else len(shown.select(each)))
        assert all(str(box["aria-label"]).endswith("号灯塔") for box in boxes)
        labels = {str(label["lang"]) for label in shown.select("label.pick")}
        assert labels == {"zh-Hant" if language == "zh-hant" else "en"}


@pytest.mark.usefixtures("ready")
def test_lines_of_one_article_select_it_once_without_scripts(client: Client) -> None:
    boxes = page(client, "q=第7号灯塔 OR 夜里 OR 丁灯塔&view=lines").select(".line input[data-pick]")
    ids = [str(box["value"]) for box in boxes]
    assert len(ids) > len(set(ids)) > 1
    sent = client.get("/en/selection/?" + "&".join(f"id={each}" for each in ids))
    listed = BeautifulSoup(sent.text, "lxml").select("[data-picked]")
    assert [row["data-picked"] for row in listed] == list(dict.fromkeys(ids))


@pytest.mark.usefixtures("ready")
def test_without_boxes_there_is_no_button_for_them(client: Client) -> None:
    for query in ("q=来源:jia&view=lines", "q=灯塔&view=lines&part=2", "q=灯塔&page=9"):
        answer = client.get(f"/en/search/?{query}").text
        assert 'id="take-name"' in answer and 'id="pick"' not in answer, query


@pytest.mark.usefixtures("ready")
def test_as_of_says_what_it_is(client: Client) -> None:
    today = timezone.localdate(timezone=settings.ARCHIVE_ZONE)
    yesterday = today - timedelta(days=1)
    now = page(client, f"q=灯塔&asof={today}")
    assert "The day is not over" in now.get_text() and "30 articles" in now.get_text()
    assert "Nothing found" in page(client, f"q=灯塔&asof={yesterday}").get_text()
    Article.objects.update(imported_at=timezone.now() - timedelta(days=3))
    assert (
        "None of the articles shown here is known to have been edited"
        in page(client, f"q=灯塔&asof={yesterday}").get_text()
    )
    one, two, three = Article.objects.filter(headline__contains="灯塔").order_by("-published_at", "-id")[:3]
    Article.objects.filter(pk=one.pk).update(edited_at=timezone.now())
    Article.objects.filter(pk=two.pk).update(archived_at=timezone.now())
    run = ImportRun.objects.create()
    ImportRun.objects.filter(pk=run.pk).update(started_at=timezone.now())
    original = Original.objects.create(
        article=three, sha256="0" * 64, path="a.md", size=1, content_hash="", compressed=b""
    )
    ImportedFile.objects.create(
        run=run, original=original, root="r", path="a.md", path_hash="1" * 64, outcome=ImportedFile.Outcome.REVISED
    )
    shown = page(client, f"q=灯塔&asof={yesterday}&sort=newest")
    assert "3 of the articles shown here have been edited or revised since" in shown.get_text()
    link = shown.find("a", string="today’s archive")
    assert link is not None and "asof" not in asked_by(link["href"])


WRONG = [
    ("not=nobody", "no outlet “nobody”"),
    ("asof=x", "“as of” is not a date"),
    ("asof=9999-12-31", "has not come yet"),
    ("view=grid", "“list”, “pictures” or “lines”"),
    ("order=up", "“before”, “after” or “date”"),
    ("view=lines&part=0", "number from 1"),
    ("view=lines&part=99999999999999999999", "number from 1"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "said"), WRONG)
def test_what_cannot_be_asked(client: Client, query: str, said: str) -> None:
    assert said in page(client, f"q=灯塔&{query}", 400).get_text()


@pytest.mark.usefixtures("ready")
def test_odd_but_possible(client: Client) -> None:
    page(client, "q=灯塔&asof=0001-01-01")
    page(client, "q=灯塔&view=lines&part=1000000000", 404)
    page(client, "q=灯塔&view=pictures&page=1000000000", 404)
    page(client, "q=灯塔&view=lines&page=1000000000", 404)
    page(client, "q=灯塔&not=jia&not=yi&not=bing&view=pictures")
    page(client, "view=pictures")
    page(client, "view=&order=&asof=&part=&q=")


def in_words(text: str, asked: SearchRequest | None = None, language: str = "en") -> str:
    with translation.override(language):
        query = understand(text, {"bbc": 1}.get).query
        said = explained(asked or SearchRequest(text), query, {1: "BBC"})
    return BeautifulSoup(said, "lxml").get_text()


BBC, ZAOBAO = Outlet(1, "bbc", "BBC"), Outlet(2, "zaobao", "联合早报")
AUGUST = SearchRequest("气候", Filters((ZAOBAO, BBC), since=date(2020, 8, 1), until=date(2020, 8, 31)))
SENTENCES = [
    ("气候", "", ""),
    ("", "", ""),
    ("气候 会议 -巴黎", "with “气候” and “会议”; without “巴黎”", "“气候”和“会议”都出现；不含“巴黎”"),
    ("甲 乙 丙", "with “甲”, “乙” and “丙”", "“甲”、“乙”和“丙”都出现"),
    ("甲 OR 乙", "with “甲” or “乙”", "含“甲”或“乙”"),
    ("(甲 OR 乙) 丙", "with (“甲” or “乙”) and “丙”", "（“甲”或“乙”）和“丙”都出现"),
    ("-(甲 乙)", "without “甲” and “乙” together", "不同时含“甲”和“乙”"),
    ("甲 OR -乙", "with “甲” or without “乙”", "含“甲”或不含“乙”"),
    ('"气候 谈判"', "with exactly “气候 谈判”", "含一字不差的“气候 谈判”"),
    ("甲 NEAR/5 乙", "with “甲” and “乙” at most 5 characters apart", "含相隔不超过5字的“甲”和“乙”"),
    (
        "甲 NEAR/1 乙 丙",
        "with (“甲” and “乙” at most 1 character apart) and “丙”",
        "（相隔不超过1字的“甲”和“乙”）和“丙”都出现",
    ),
    ("econom*", "with words that begin with “econom”", "含以“econom”开头的词"),
    ("标题:气候", "with “气候” in the headline", "含标题里的“气候”"),
    ("图说:气候", "with “气候” under a picture", "含图说里的“气候”"),
    ("作者:王", "with “王” in the byline", "含署名里的“王”"),
    ("来源:bbc", "from BBC", "出自BBC"),
    ("-来源:bbc 气候", "with “气候”; not from BBC", "含“气候”；不要BBC的"),
    ("日期:2020-08", "August 2020", "2020年8月"),
    ("-日期:2020", "not from the days 2020", "不要2020年的"),
    ("has:image", "with a picture", "带图片"),
    ("-has:image", "without a picture", "不带图片"),
]


@pytest.mark.parametrize(("text", "english", "chinese"), SENTENCES)
def test_the_search_in_words(text: str, english: str, chinese: str) -> None:
    assert in_words(text) == english
    assert in_words(text, language="zh-hans") == chinese


def test_filters_in_words() -> None:
    assert in_words("气候", AUGUST) == "with “气候”; from 联合早报, BBC; August 2020"
    assert in_words("气候", AUGUST, "zh-hans") == "含“气候”；出自联合早报、BBC；2020年8月"
    assert in_words("气候", AUGUST, "zh-hant") == "含「气候」；出自联合早报、BBC；2020年8月"
    assert in_words("", SearchRequest(filters=Filters(without=(BBC,))), "zh-hans") == "不要BBC的"


def test_hostile_words_are_escaped() -> None:
    said = explained(SearchRequest(HOSTILE), understand(f'"{HOSTILE[2:]}" {{0}} 甲', {}.get).query, {})
    assert not BeautifulSoup(said, "lxml").select("script, img")
    assert "{0}" in BeautifulSoup(said, "lxml").get_text()


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2020, 8, 5), date(2020, 8, 5), "5 August 2020", "2020年8月5日"),
        (date(2020, 8, 5), date(2020, 8, 7), "5 to 7 August 2020", "2020年8月5日至7日"),
        (date(2020, 8, 5), date(2020, 10, 7), "5 August to 7 October 2020", "2020年8月5日至10月7日"),
        (date(2020, 8, 5), date(2021, 1, 7), "5 August 2020 to 7 January 2021", "2020年8月5日至2021年1月7日"),
        (date(2020, 2, 1), date(2020, 2, 29), "February 2020", "2020年2月"),
        (date(2020, 8, 1), date(2020, 9, 30), "August 2020 to September 2020", "2020年8月至2020年9月"),
        (date(2020, 1, 1), date(2020, 12, 31), "2020", "2020年"),
        (date(2019, 1, 1), date(2020, 12, 31), "2019 to 2020", "2019年至2020年"),
        (date(2020, 8, 5), date.max, "from 5 August 2020 on", "2020年8月5日起"),
        (date.min, date(2020, 8, 5), "until 5 August 2020", "到2020年8月5日为止"),
        (date.min, date.max, "dated", "有日期的"),
    ],
)
def test_days_in_words(first: date, last: date, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert days(first, last) == english
    with translation.override("zh-hans"):
        assert days(first, last) == chinese


@pytest.mark.usefixtures("ready")
def test_the_timeline_names_its_steps_for_the_brush(client: Client) -> None:
    figure = page(client, "q=灯塔&from=2020-08-01&sort=oldest").select_one(".timeline")
    assert figure is not None
    told = [step.split(",") for step in str(figure["data-steps"]).split(" ")]
    assert sum(int(count) for _first, _last, count in told) == 30
    assert asked_by(figure["data-address"]) == {"q": ["灯塔"], "sort": ["oldest"]}
    assert (figure["data-one"], figure["data-many"]) == ("# article", "# articles")
    assert steps([Bar(date(2020, 8, 1), date(2020, 8, 31), 3)]) == "2020-08-01,2020-08-31,3"
