"""The article page and the untouched file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from articles.display.days import own_moment
from articles.models import Article, Image, ImportedFile, ImportRun, Original, Revision, Source
from tests.pages.conftest import HOSTILE

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
#: What these pages may run.
SCRIPTS = ("suggest", "keys", "selection", "reading", "copying", "heat", "saved")
GB = "中文".encode("gb18030") + b"\xff"


def opened(client: Client, article: Article, prefix: str = "/en") -> BeautifulSoup:
    response = client.get(f"{prefix}{article.get_absolute_url()}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def test_it_says_who_wrote_what_when_and_where_from(
    client: Client, make_article: Callable[..., Article], make_original: Callable[..., Original]
) -> None:
    article = make_article(
        "标题", "<p>第一段。</p><p>第二段。</p>", source="远声", published_at=NOON, published_offset=480,
        archived_at=NOON + timedelta(minutes=31), byline=["林一", "王二"], dateline="（北京讯）",
    )  # fmt: skip
    original = make_original(article, path="news/voa/1.md")
    page = opened(client, article)
    text = page.get_text(" ", strip=True)
    for expected in (
        "标题",
        "远声",
        "林一、王二",
        "（北京讯）",
        "第一段。",
        "5 August 2020 12:00 UTC+8",
        "12:31",
        "news/voa/1.md",
    ):
        assert expected in text
    link = page.select_one(f'a[href="{article.url}"]')
    assert link is not None
    assert "noreferrer" in link["rel"]
    assert page.select_one(f'a[href="/en/articles/{article.public_id}/original/{original.sha256}/"]')


@pytest.mark.parametrize(
    ("offset", "zone", "shown"),
    [
        (480, "Asia/Tokyo", "12:00 UTC+8"),
        (0, "Asia/Tokyo", "13:00 UTC+9"),
        (-210, "", "00:30 UTC−3:30"),
        (0, "", "04:00 UTC"),
        (None, "Asia/Tokyo", "13:00 UTC+9"),
        (None, "Asia/Kolkata", "09:30 UTC+5:30"),
        (None, "", "12:00 UTC+8"),
        (None, "Nowhere/Never", "12:00 UTC+8"),
        (None, "../../etc/passwd", "12:00 UTC+8"),
        (32_000, "", "12:00 UTC+8"),
    ],
)
def test_times_are_the_outlets(
    client: Client, make_article: Callable[..., Article], offset: int | None, zone: str, shown: str
) -> None:
    article = make_article(published_at=NOON, published_offset=offset)
    Source.objects.update(home_zone=zone)
    assert shown in opened(client, article).get_text(" ", strip=True)


def test_a_day_that_is_not_the_archives_names_the_page_that_lists_it(
    client: Client, make_article: Callable[..., Article]
) -> None:
    """23:30 in UTC+1 is the next day in the archive's zone, UTC+8."""
    late = datetime(2020, 8, 5, 22, 30, tzinfo=UTC)
    page = opened(client, make_article(published_at=late, published_offset=60))
    filed = page.select_one(".reading__times a")
    assert filed is not None
    assert (filed["href"], filed.get_text(strip=True)) == ("/en/archive/2020/08/06/", "here under 6 August 2020, UTC+8")
    assert client.get(filed["href"]).status_code == 200
    for at in (NOON, None):
        assert not opened(client, make_article(published_at=at, published_offset=60)).select(".reading__times a")


def test_the_zone_stated_with_a_time_is_that_of_its_citations_too(
    client: Client, make_article: Callable[..., Article]
) -> None:
    """07:24 of the 16th for its readers in UTC+8 is the evening of the 15th where the outlet is at home."""
    at = datetime(2020, 9, 15, 23, 24, tzinfo=UTC)
    article = make_article(published_at=at, published_offset=480, published_rule="body")
    Source.objects.update(home_zone="America/New_York")
    page = opened(client, article)
    assert "16 September 2020 07:24 UTC+8" in page.get_text(" ", strip=True)
    assert "15 September" not in page.get_text(" ", strip=True)
    assert "2020-09-16" in client.get(f"/en{article.get_absolute_url()}cite.ris").text.replace("/", "-")


def test_a_feeds_stamp_states_no_zone(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(published_at=NOON, published_offset=0, published_rule="comment")
    assert "12:00 UTC+8" in opened(client, article).get_text(" ", strip=True)


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_times_at_the_ends_of_the_calendar(
    client: Client, make_article: Callable[..., Article], moment: datetime
) -> None:
    article = make_article(published_at=NOON)
    Article.objects.filter(pk=article.pk).update(published_at=moment, archived_at=moment, day=moment.date())
    for offset in (-720, 720):
        Article.objects.update(published_offset=offset)
        opened(client, article)
    for path in ("/", "/archive/", article.source.get_absolute_url(), "/feed/", "/pictures/", "/about/", "/sources/"):
        assert client.get(path).status_code == 200


def test_a_day_is_all_that_is_known(client: Client, make_article: Callable[..., Article]) -> None:
    text = opened(client, make_article(published_at=NOON, archived_at=None, published_precision="day")).get_text(" ")
    assert "5 August 2020" in text
    assert "12:00" not in text


def test_doubt_and_edits_are_told_and_problems_are_not(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(time_doubt="comment-zone", edited_at=NOON, problems="no-headline,empty-body")
    text = opened(client, article).get_text(" ")
    assert "local time as UTC" in text
    assert "editors corrected this article on 5 August 2020" in text
    assert "empty-body" not in text
    other = make_article(time_doubt="a-code-of-tomorrow", published_at=None)
    text = opened(client, other).get_text(" ")
    assert "There is doubt about these times" in text
    assert "not known when this was published" in text


def test_a_dateline_that_the_text_begins_with_is_shown_once(
    client: Client, make_article: Callable[..., Article]
) -> None:
    apart = make_article("题", "<p>渡轮首航。</p>", dateline="白鹭港")
    within = make_article("题", "<p>白鹭港——渡轮首航。</p>", dateline="白鹭港")
    shown = [client.get(one.get_absolute_url()).text.count("reading__dateline") for one in (apart, within)]
    assert shown == [1, 0]


def test_everything_scraped_is_shown_as_text(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(
        HOSTILE, "<p>正文</p>", source=HOSTILE, captions=[HOSTILE], byline=[HOSTILE], dateline=HOSTILE,
        url="javascript:alert(3)//https://x.example/", standfirst=HOSTILE, published_rule=HOSTILE[:30],
        language='x" onload="1', script="",
    )  # fmt: skip
    figure = article.figures.get()
    figure.credit, figure.alt, figure.video_url = f"摄影 {HOSTILE}", HOSTILE, "data:text/html,<script>alert(4)</script>"
    figure.save()
    Image.objects.update(url="javascript:alert(5)")
    make_article("另一篇", source=HOSTILE)
    for path in (article.get_absolute_url(), "/", "/pictures/", "/sources/", article.source.get_absolute_url(),
                 "/archive/2023/08/29/", "/archive/2023/08/", "/feed/", "/about/"):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 200
        page = BeautifulSoup(response.text, "lxml" if path != "/feed/" else "xml")
        scripts = {str(script.get("src")) for script in page.select("script[src]")}
        assert scripts <= {f"/static/js/{name}.js" for name in SCRIPTS}, path
        data = page.select('head > script[type="application/ld+json"]') if path == article.get_absolute_url() else []
        assert len(page.select("script:not([src])")) == len(data), path
        assert not page.select("img, [onload], [onerror]"), path
        assert not [a for a in page.select("[href]") if str(a["href"]).lower().startswith(("javascript:", "data:"))], (
            path
        )


def test_figures_stand_in_their_places(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    article = make_article(captions=["第一张", "第二张", "第三张"])
    article.body_html = (
        '<p>一</p><figure data-figure="2"></figure><p>二</p><figure data-figure="9"></figure>'
        '<figure data-figure="1"></figure><figure data-figure="1"></figure>'
    )
    article.save()
    image = rescue(article, 1)
    prose = opened(client, article).select_one(".prose")
    assert prose is not None
    order = [element.get_text(" ", strip=True)[:3] for element in prose.select(":scope > p, figcaption")]
    assert order == ["一", "第二张", "二", "第一张", "第三张"]
    shown = prose.select("img")
    assert [(img["src"], img["width"], img["height"]) for img in shown] == [(f"/en/pictures/{image.sha256}/", "4", "3")]
    away = prose.select(".figure--away a")
    assert [str(a["href"]).startswith("https://pictures.example/") for a in away] == [True, True]
    assert all("noreferrer" in a["rel"] for a in away)
    assert "pictures.example" in away[0].get_text()
    assert "data-figure" not in str(prose)


def test_a_video_names_the_host_it_opens(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(captions=["影片"])
    article.figures.update(role="video", video_url="https://video.example/watch?v=1")
    link = opened(client, article).select_one('a[href="https://video.example/watch?v=1"]')
    assert link is not None
    assert "video.example" in link.get_text()
    assert "noreferrer" in link["rel"]


@pytest.mark.parametrize(
    ("script", "language", "tag"),
    [("Hans", "zh", "zh-Hans"), ("Hant", "zh", "zh-Hant"), ("", "en", "en"), ("", "", "")],
)
def test_the_body_says_its_script(
    client: Client, make_article: Callable[..., Article], script: str, language: str, tag: str
) -> None:
    page = opened(client, make_article(script=script, language=language))
    assert page.select_one(".prose")["lang"] == tag  # type: ignore[index]
    assert page.html["lang"] == "en"  # type: ignore[index]


def test_before_and_after_in_the_same_outlet(client: Client, make_article: Callable[..., Article]) -> None:
    first = make_article("最早", source="甲", published_at=NOON)
    middle = make_article("中间", source="甲", published_at=NOON)
    last = make_article("最晚", source="甲", published_at=NOON + timedelta(hours=1))
    make_article("别家", source="乙", published_at=NOON + timedelta(minutes=5))
    make_article("隐藏", source="甲", published_at=NOON + timedelta(minutes=5), visible=False)
    page = opened(client, middle, "")
    assert page.select_one("[rel=prev]")["href"] == first.get_absolute_url()  # type: ignore[index]
    assert page.select_one("[rel=next]")["href"] == last.get_absolute_url()  # type: ignore[index]
    assert not opened(client, last, "").select("[rel=next]")
    assert not opened(client, make_article(published_at=None, source="甲"), "").select("[rel=next], [rel=prev]")


def test_other_versions_are_listed_and_equal_stamps_claim_no_order(
    client: Client, make_article: Callable[..., Article], make_original: Callable[..., Original]
) -> None:
    article = make_article(archived_at=NOON)
    make_original(article, b"now")
    for n, moment in enumerate((NOON, NOON - timedelta(days=1), None)):
        original = make_original(article, b"%d" % n)
        Revision.objects.create(
            article=article, original=original, content_hash=f"{n}", headline=f"旧题{n}", archived_at=moment
        )
    rows = [row.get_text(" ", strip=True) for row in opened(client, article).select(".versions li")]
    assert len(rows) == 3
    assert [("order unknown" in row) for row in rows if "旧题0" in row or "旧题2" in row] == [True, True]
    assert ["order unknown" in row for row in rows if "旧题1" in row] == [False]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("<script>中文</script>".encode(), "text/plain; charset=utf-8"),
        (GB, "text/plain"),
        (b"", "text/plain; charset=utf-8"),
    ],
)
def test_the_untouched_file_cannot_be_run(
    client: Client,
    make_article: Callable[..., Article],
    make_original: Callable[..., Original],
    data: bytes,
    media_type: str,
) -> None:
    article = make_article()
    original = make_original(article, data, path='x/"\r\nevil.html')
    address = f"/articles/{article.public_id}/original/{original.sha256}/"
    response = client.get(address)
    assert response.content == data
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="{article.public_id}-{original.sha256[:8]}.txt"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article("旧题")
    etag = client.get(article.get_absolute_url())["ETag"]
    assert client.get(article.get_absolute_url(), headers={"if-none-match": etag}).status_code == 304
    Article.objects.filter(pk=article.pk).update(headline="新题")
    assert client.get(article.get_absolute_url(), headers={"if-none-match": etag}).status_code == 200
    # Another language at the same address is another page.
    other = client.get(article.get_absolute_url(), headers={"if-none-match": etag, "accept-language": "en"})
    assert other.status_code == 200


def test_it_names_translators_editors_and_agencies(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(
        byline=["林一"],
        contributors=[
            {"name": "林一", "role": "reporter"},
            {"name": "远声社", "role": "agency"},
            {"name": "王乙", "role": "editor"},
            {"name": "<b>李丙</b>", "role": "translator"},
            {"name": "陈丁", "role": "editor"},
        ],
    )
    credits = opened(client, article).select_one(".reading__credits")
    assert credits is not None
    assert credits.get_text(" ", strip=True) == "Translation <b>李丙</b> Editing 王乙、陈丁 Agency 远声社"
    assert opened(client, make_article(byline=["林一"])).select_one(".reading__credits") is None


@pytest.mark.parametrize("code", ["front-earlier", "body-later", "body-zone", "dateline-earlier"])
def test_each_doubt_about_the_times_has_words_of_its_own(
    client: Client, make_article: Callable[..., Article], code: str
) -> None:
    note = opened(client, make_article(time_doubt=code)).select_one(".reading__head .note")
    assert note is not None
    assert "There is doubt about these times" not in note.text


def test_a_credit_that_ends_the_caption_is_shown_once(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(captions=["渔船出海（渔市社）", "港口一角"])
    article.figures.filter(position=1).update(credit="渔市社")
    article.figures.filter(position=2).update(credit="林海 摄")
    shown = [caption.get_text(" ", strip=True) for caption in opened(client, article).select(".captions li")]
    assert [text.count("渔市社") for text in shown] == [1, 0]
    assert [text.count("林海 摄") for text in shown] == [0, 1]


def test_it_says_how_it_can_be_checked(
    client: Client, make_article: Callable[..., Article], make_original: Callable[..., Original]
) -> None:
    article = make_article(filed_as="voa", archived_rule="front-matter")
    original = make_original(article, b"untouched", "news/voa/1.md")
    run = ImportRun.objects.create(paths=["/secret/place"])
    ImportRun.objects.create()
    for number, path in enumerate(("a.md", "b.md")):
        ImportedFile.objects.create(
            root="/secret/place", path=path, path_hash=f"{number}", outcome="stored", original=original, run=run
        )
    page = opened(client, article)
    section = page.select_one(".provenance")
    assert section is not None
    facts = [
        (row.dt.get_text(strip=True), row.dd.get_text(" ", strip=True))  # type: ignore[union-attr]
        for row in section.select("dl > div")
    ]
    said = dict(facts)
    with translation.override("en"):
        begun = own_moment(run.started_at)
    assert said["Time of publication"] == "stated in the article"
    assert said["Time of archiving"] == "stated in the file’s front matter"
    assert said["SHA-256"].startswith(hashlib.sha256(b"untouched").hexdigest())
    assert "9 bytes" in said["SHA-256"]
    assert said["Filed as"] == "voa"
    assert said["Permanent address"] == f"http://testserver{article.get_absolute_url()}"
    assert [text for name, text in facts if name == "Read by the import"] == [f"number {run.pk}, begun {begun}"]
    assert "/secret" not in page.get_text()
