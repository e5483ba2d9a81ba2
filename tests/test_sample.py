"""The sample archive: what was written into it (sample_expected.json, made with the articles and not by a parser) is what
is read from it, and it holds every layout that it is there to show."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from articles.display.histories import history_of
from articles.ingest.inspecting.inspect import inspect
from articles.ingest.run.importing import import_paths
from articles.models import Article, ImportedFile
from articles.parsing import NotAnArticle, ParsedArticle, parse_file

SAMPLE = Path(__file__).resolve().parent.parent / "sample"
EXPECTED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "sample_expected.json").read_text())
RUBBISH = ("获取更多RSS", "feeds.example", "訂閱《早安", "订阅澜风简报", "Feed enhanced", "...more", "© ", "Post tags")


def raw(path: str) -> bytes:
    return (SAMPLE / path).read_bytes()


@pytest.mark.parametrize("expected", EXPECTED, ids=[e["path"].split("/")[-1][:30] for e in EXPECTED])
def test_an_article_is_read_as_it_was_written(expected: dict[str, Any]) -> None:
    parsed = parse_file(raw(expected["path"]), expected["path"])
    assert isinstance(parsed, ParsedArticle)
    assert parsed.headline == expected["headline"]
    assert parsed.url == expected["url"]
    assert parsed.filed_as in {expected["outlet"], ""}
    assert parsed.published is not None
    assert parsed.published.at == datetime.fromisoformat(expected["published_at"])
    assert [(f.image_url, f.caption) for f in parsed.figures] == [
        (f["image_url"], f["caption"]) for f in expected["figures"]
    ]
    assert expected["begins"] in "".join(parsed.text.splitlines()[:2])
    assert expected["ends"] in "".join(parsed.text.splitlines()[-3:])
    assert not [word for word in RUBBISH if word in parsed.text]
    assert not set(parsed.problems) - {"no-time"}


def test_bylines_of_the_layouts_that_state_them() -> None:
    found = {e["headline"]: parse_file(raw(e["path"]), e["path"]) for e in EXPECTED}
    bylines = {headline: p.byline for headline, p in found.items() if isinstance(p, ParsedArticle)}
    assert bylines["我们为什么还在写信"] == ("阮青禾", "卢照")
    assert bylines["南嶼珊瑚產卵夜 潛水員記錄粉紅色的「海底雪」"] == ("蘇以晴",)


@pytest.mark.parametrize("path", ["news/README.md", "news/lists/all.md"])
def test_what_is_no_article_is_known_as_such(path: str) -> None:
    assert isinstance(parse_file(raw(path), path), NotAnArticle)


def test_it_is_as_varied_as_real_archives_are() -> None:
    parsed = [parse_file(raw(e["path"]), e["path"]) for e in EXPECTED if not e.get("duplicate")]
    articles = [p for p in parsed if isinstance(p, ParsedArticle)]
    assert len(articles) >= 36
    assert sum(a.script == "Hant" for a in articles) >= 12
    assert sum(a.script == "" for a in articles) == 2
    assert len({a.filed_as for a in articles}) >= 10
    days = sorted(a.published.at.astimezone(UTC).date() for a in articles if a.published)
    assert days[-1] - days[0] > timedelta(days=3 * 365)
    assert days.count(days[-1]) >= 5
    assert max(after - before for before, after in pairwise(days)) > timedelta(days=60)


def test_it_holds_every_way_of_captioning_and_both_old_encodings() -> None:
    files = {e["path"]: raw(e["path"]) for e in EXPECTED}
    everything = b"".join(files.values()).decode("utf-8", "replace")
    for sign in (
        "<div><small", "<figcaption>", 'class="picinfo"', 'class="caption"', 'class="wp-caption ', 'class="image-caption"',
        "<video ", "images.weserv.nl/?url=", "images.weserv.nl?url=", "获取更多RSS", "日期：", "layout: post",
    ):  # fmt: skip
        assert sign in everything, sign
    old = {path: data for path, data in files.items() if b"\xef\xbf\xbd" not in data and not is_utf8(data)}
    assert len(old) == 2
    assert any("看台上的四百人" in data.decode("gb18030", "replace") for data in old.values())
    assert any("守燈人趙家" in data.decode("big5", "replace") for data in old.values())


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_it_names_no_real_outlet_and_leads_nowhere_real() -> None:
    hosts = set()
    for path in SAMPLE.rglob("*.md"):
        hosts |= set(re.findall(r"https?://([\w.-]+)", path.read_bytes().decode("utf-8", "ignore")))
    real = {host for host in hosts if not host.endswith(".example")}
    # The picture proxy and the web archive as real archives write them, and the name of a vocabulary.
    assert real == {"images.weserv.nl", "schema.org", "web.archive.org"}


@pytest.mark.django_db
def test_the_post_and_the_text_show_what_their_formats_can_say() -> None:
    import_paths([SAMPLE / "posts"], workers=0)
    post = parse_file(raw("posts/灯塔来信.md"), "posts/灯塔来信.md")
    assert isinstance(post, ParsedArticle)
    assert (post.byline, post.section, post.tags) == (("阮青禾", "卢照"), "人物", ("灯塔", "白鹭港"))
    assert post.url == "https://www.bailugang.example/people/lighthouse.html"
    assert post.also == (("weather", "晴，东北风三级"),)
    assert [figure.caption for figure in post.figures] == ["何潮生在灯室。阮青禾摄"]
    assert not re.search(r"[*#>\[\]]", post.text.replace("[1]", ""))
    article = Article.objects.get(headline=post.headline)
    assert [bool(figure.image.file) for figure in article.figures.all()] == [True]
    assert Article.objects.get(headline="旧港纪事：渡口停摆的那一年").byline == ["林舟"]


@pytest.mark.django_db
def test_importing_it_accounts_for_every_file() -> None:
    import_paths([SAMPLE / "news", SAMPLE / "jekyll"], workers=1)
    outcomes = ImportedFile.objects.values_list("outcome", flat=True)
    assert len(outcomes) == len(EXPECTED) + 2
    assert {outcome: list(outcomes).count(outcome) for outcome in set(outcomes)} == {
        "stored": 43, "duplicate": 2, "revised": 1, "not-an-article": 2,
    }  # fmt: skip
    assert Article.objects.count() == 43
    [flood] = Article.objects.filter(headline__startswith="雾河水位")
    assert flood.headline == "雾河水位回落 下游三县解除防汛应急响应"
    assert flood.revisions.count() == 1


FORMATS = {
    "钟表铺的最后一课": (
        "望潮周刊", "2023-11-04T08:20:00+08:00",
        ["孙师傅把一枚游丝放到学徒的指甲上。（阮青禾摄）", "用了四十年的镊子。"],
    ),
    "雾河冬季航道今起限速 夜航船只须开两盏灯": ("雾河电讯", "2023-11-10T11:30:00+08:00", ["测速点的浮标漆成橙色。"]),
    "快讯：雾河大桥东匝道明晨三时起封闭两小时": ("雾河电讯", "2023-11-10T09:05:00+08:00", []),
    "雲岫茶工夜裡也聞得出雨": ("雲岫之聲", "2023-10-21T20:15:00+08:00", ["關了燈的揉捻間。 雲岫之聲"]),
    "开源潮汐表更新 新增十二个无名小湾": ("星槎", "2023-11-06T08:00:00+00:00", []),
}  # fmt: skip


@pytest.mark.django_db
def test_the_other_formats_are_read_as_they_were_written() -> None:
    """A saved page, a feed and JSON Lines, mixed in one folder."""
    report = import_paths([SAMPLE / "formats"], workers=1)
    assert dict(report.counts) == {"stored": len(FORMATS), "not-an-article": 2}
    for article in Article.objects.select_related("source"):
        source, published_at, captions = FORMATS[article.headline]
        assert article.source.name == source
        assert article.published_at == datetime.fromisoformat(published_at)
        assert list(article.figures.values_list("caption", flat=True)) == captions
        assert not [word for word in ("相关报道", "读者留言", "最多人看", "关于我们") if word in article.text]
    assert import_paths([SAMPLE / "formats"], workers=0).counts["unchanged"] == len(FORMATS) + 2


@pytest.mark.django_db
def test_the_history_is_read_as_it_was_written() -> None:
    """A bundle: corrected, renamed and retitled, taken out, on a branch."""
    report = import_paths([SAMPLE / "history" / "雾河报.bundle"], workers=1)
    assert dict(report.counts) == {"stored": 4, "revised": 2}
    told = {a.headline: [(step.what, step.final) for step in history_of(a)] for a in Article.objects.all()}
    assert told == {
        "老水闸合龙 十四道闸门换新": [("added", False), ("changed", False)],
        "夹在书里的纸条": [("added", False), ("changed", False)],
        "沿河步道本周夜间封闭": [("added", False), ("removed", True)],
        "渔市搬到新码头": [("added", False)],
    }
    # Three name an address, whose host no rule knows; one names none.
    assert {article.source.name for article in Article.objects.select_related("source")} == {"wuhe.example", "雾河报"}


@pytest.mark.django_db
def test_the_archive_with_names_of_its_own_is_read_by_its_archive_toml() -> None:
    root = SAMPLE / "own-names"
    assert inspect(root, workers=0).articles == 2
    import_paths([root], workers=0)
    salt = Article.objects.get(headline="盐田最后一季")
    assert salt.published_at is not None and salt.published_at.isoformat() == "2022-10-02T23:40:00+00:00"
    assert (salt.source.name, salt.byline, salt.also) == ("潮汐通讯", ["顾言秋"], {})
    mill = Article.objects.get(headline="老风车重新转动")
    assert mill.section is not None and mill.section.name == "乡里"
    assert not Article.objects.filter(text__contains="出刊").exists()


@pytest.mark.django_db
def test_the_web_archive_shows_what_a_crawler_keeps() -> None:
    report = import_paths([SAMPLE / "captures"], workers=0)
    assert dict(report.counts) == {"stored": 2, "duplicate": 1, "not-an-article": 1}
    assert report.pictures == 1
    last = Article.objects.get(headline="潮水最后一次来稿")
    assert (last.source.name, last.byline) == ("望潮周刊", ["阮青禾"])
    assert [each["at"] for each in last.captures] == ["2022-07-01T02:00:00+00:00"]
    assert [figure.caption for figure in last.figures.all()] == ["停刊前一晚的编辑部窗外。阮青禾摄"]
    assert "1 revisits" in ImportedFile.objects.get(path="望潮.warc.gz").reason
