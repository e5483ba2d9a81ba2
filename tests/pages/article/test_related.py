"""Pages on what an article has to do with others and with its former selves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import related
from articles.ingest.rows.editing import save_edit
from articles.models import Article, Original, Revision, Source
from articles.pages.article.views import TELLINGS_SHOWN
from tests.pages.conftest import HOSTILE
from tests.related.conftest import retold, story_text

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]
MakeOriginal = Callable[..., Original]


def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(f"/en{path}")
    assert response.status_code == status
    return BeautifulSoup(response.text, "lxml")


def published_again(
    article: Article,
    make_original: MakeOriginal,
    headline: str,
    text: str,
    *,
    minutes: int | None = 60,
    withheld: bool = False,
) -> str:
    """Another version of it, so many minutes before the one shown (None: of an unknown time); its name in addresses."""
    if article.original is None:
        make_original(article, b"now")
    article.originals.filter(pk=article.original_id).update(archived_at=article.archived_at)
    original = make_original(article, f"{headline}{text}{minutes}".encode())
    original.content_hash = hashlib.sha256(original.sha256.encode()).hexdigest()
    original.archived_at = None if minutes is None else article.archived_at - timedelta(minutes=minutes)
    original.save()
    Revision.objects.create(
        article=article,
        original=original,
        content_hash=original.content_hash,
        headline=headline,
        text=text,
        archived_at=original.archived_at,
        withheld=withheld,
    )
    return related.version_name(original)


def test_a_difference_says_what_changed_when_and_by_whom(
    client: Client, make_article: Make, make_original: MakeOriginal
) -> None:
    lines = "".join(f"<p>第{n}段没有变。</p>" for n in range(9))
    article = make_article("渡轮复航", f"<p>港口关闭五天。</p>{lines}", source="远声", published_at=NOON)
    same = "\n".join(f"第{n}段没有变。" for n in range(9))
    old = published_again(article, make_original, "渡轮停航", f"港口关闭三天。\n{same}")
    link = page(client, article.get_absolute_url()).select_one('.versions a[href*="/versions/"]')
    assert link is not None
    found = page(client, str(link["href"]).removeprefix("/en"))
    assert old in str(link["href"])
    text = found.get_text(" ", strip=True)
    assert "What the outlet changed" in text
    assert "5 August 2020 11:00 UTC+8" in text
    assert "5 August 2020 12:00 UTC+8" in text
    assert "1 sentence changed" in text
    prose = found.select_one(".compared__text")
    assert prose is not None
    assert [tag.get_text() for tag in prose.select("del")] == ["[removed: 停] ", "[removed: 三] "]
    assert [tag.get_text() for tag in prose.select("ins")] == ["[added: 复] ", "[added: 五] "]
    assert prose.select_one("details summary").get_text() == "8 unchanged paragraphs"  # type: ignore[union-attr]


def test_equal_stamps_are_never_called_a_change(
    client: Client, make_article: Make, make_original: MakeOriginal
) -> None:
    article = make_article("题", "<p>新。</p>", published_at=NOON)
    old = published_again(article, make_original, "题", "旧。", minutes=0)
    shown = related.version_name(article.original)  # type: ignore[arg-type]
    found = page(client, f"{article.get_absolute_url()}versions/{old}..{shown}/")
    text = found.get_text(" ", strip=True)
    assert "What differs between two versions" in text
    assert "do not say which of them came first" in text
    assert "order unknown" in text
    assert "outlet changed" not in text


def test_punctuation_alone_is_marked(client: Client, make_article: Make, make_original: MakeOriginal) -> None:
    article = make_article("题", "<p>停航，三天。</p>", published_at=NOON)
    old = published_again(article, make_original, "题", "停航 三天")
    shown = related.version_name(article.original)  # type: ignore[arg-type]
    found = page(client, f"{article.get_absolute_url()}versions/{old}..{shown}/")
    assert "Only spaces and punctuation differ." in found.get_text()


def test_what_editors_changed_is_told_apart(client: Client, make_article: Make, make_original: MakeOriginal) -> None:
    article = make_article("渡轮停航", "<p>因雾停航。</p>", source="远声", published_at=NOON)
    held = published_again(article, make_original, "渡轮停航（更新）", "因大雾停航。", minutes=-5, withheld=True)
    original = (
        b"<!--1596600000000-->\n[\xe6\xb8\xa1\xe8\xbd\xae\xe5\x81\x9c\xe8\x88\xaa](https://x.example/)\n------\n\n"
    )
    data = original + "<p>因雾停航。</p>".encode()
    Original.objects.filter(pk=article.original_id).delete()
    article.original = None
    make_original(article, data)
    save_edit(article, {"headline": "渡轮停航一日", "byline": ["沈望"]})
    opened = page(client, article.get_absolute_url())
    link = next(a for a in opened.select("a") if a.get_text() == "What they changed")
    found = page(client, str(link["href"]).removeprefix("/en"))
    text = found.get_text(" ", strip=True)
    assert "What the archive’s editors changed" in text
    assert [tag.get_text() for tag in found.select(".compared__headline ins")] == ["[added: 一日] "]
    assert [field.get_text() for field in found.select(".compared__field")] == ["byline", "headline"]
    assert "withheld" in opened.select_one(".versions").get_text()  # type: ignore[union-attr]
    assert held in str(opened.select_one(".versions"))


@pytest.mark.parametrize("pair", ["nothing..nowhere", "{0}..nowhere", "{0}..{0}", "edited..{0}"])
def test_versions_that_are_not_there(
    client: Client, make_article: Make, make_original: MakeOriginal, pair: str
) -> None:
    article = make_article(published_at=NOON)
    name = related.version_name(make_original(article))
    page(client, f"{article.get_absolute_url()}versions/{pair.format(name)}/", 404)


def test_a_hidden_articles_versions_are_hidden(client: Client, make_article: Make, make_original: MakeOriginal) -> None:
    article = make_article(published_at=NOON)
    old = published_again(article, make_original, "旧题", "旧文。")
    shown = related.version_name(article.original)  # type: ignore[arg-type]
    Article.objects.update(visible=False)
    for path in (f"versions/{old}..{shown}/", "story/", "linking/"):
        page(client, article.get_absolute_url() + path, 410)


def test_everything_in_a_difference_is_text(client: Client, make_article: Make, make_original: MakeOriginal) -> None:
    article = make_article(HOSTILE, "<p>新。</p>", source=HOSTILE, published_at=NOON)
    old = published_again(article, make_original, HOSTILE + "旧", f"{HOSTILE}\n旧。")
    shown = related.version_name(article.original)  # type: ignore[arg-type]
    found = page(client, f"{article.get_absolute_url()}versions/{old}..{shown}/")
    assert not found.select('script:not([src^="/static/"]), img, [onerror]')
    assert "alert(1)" in found.get_text()


def change(make_article: Make, make_original: MakeOriginal, n: int, source: str = "甲报") -> Article:
    article = make_article(f"新题{n}", "<p>新。</p>", source=source, published_at=NOON - timedelta(hours=n))
    published_again(article, make_original, f"旧题{n}", "旧。")
    return article


def test_the_list_of_changes_is_newest_first_and_goes_on(
    client: Client, make_article: Make, make_original: MakeOriginal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.pages.article.related.PAGE", 2)
    for n in range(3):
        change(make_article, make_original, n)
    change(make_article, make_original, 9, "乙报")
    hidden = change(make_article, make_original, 1)
    Article.objects.filter(pk=hidden.pk).update(visible=False)
    related.update()

    def walked(path: str) -> list[str]:
        seen, at = [], path
        while at:
            found = page(client, at)
            seen += [h2.get_text(strip=True) for h2 in found.select(".listing h2")]
            onward = found.select_one("[rel=next]")
            at = str(onward["href"]).removeprefix("/en") if onward else ""
        return seen

    assert walked("/changed/") == ["新题0", "新题1", "新题2", "新题9"]
    one = Source.objects.get(name="甲报")
    assert walked(f"/sources/{one.slug}/changed/") == ["新题0", "新题1", "新题2"]
    assert page(client, one.get_absolute_url()).select_one(f'a[href="/en/sources/{one.slug}/changed/"]')
    chips = page(client, "/changed/").select(".chips a")
    assert [" ".join(chip.get_text().split()) for chip in chips] == ["甲报 3", "乙报 1"]
    assert chips[0]["href"] == f"/en/sources/{one.slug}/changed/"
    assert not page(client, f"/sources/{one.slug}/changed/").select(".chips")
    for path in ("/sources/", "/"):
        assert page(client, path).select_one('a[href="/en/changed/"]'), path
    for link in page(client, "/changed/").select('a[href*="/versions/"]'):
        page(client, str(link["href"]).removeprefix("/en"))
    page(client, "/changed/?before=nonsense", 404)
    page(client, "/sources/nowhere/changed/", 404)


@pytest.mark.django_db
def test_nothing_has_changed(client: Client) -> None:
    assert "No article is known to have been changed." in page(client, "/changed/").get_text()


def test_the_same_story_in_others(client: Client, make_article: Make) -> None:
    text = story_text(1)
    own = make_article("本文", f"<p>{text}</p>", source="甲报", published_at=NOON)
    copy = make_article("照登", f"<p>{text}</p>", source="乙报", published_at=NOON + timedelta(hours=2))
    shorter = make_article("摘登", f"<p>{retold(text, 0.8)}</p>", source="丙报", published_at=NOON - timedelta(hours=2))
    hidden = make_article("隐藏", f"<p>{text}</p>", source="丁报", published_at=NOON, visible=False)
    related.update()
    for path in (own.get_absolute_url(), f"{own.get_absolute_url()}story/"):
        rows = [row.get_text(" ", strip=True) for row in page(client, path).select(".others li")]
        assert [row.split()[0] for row in rows] == ["摘登", "照登"]
        assert ["almost word for word" in row for row in rows] == [False, True]
        assert "乙报 · 5 August 2020 14:00 UTC+8" in rows[1]
    assert copy.pk != shorter.pk != hidden.pk
    alone = make_article("另一篇", f"<p>{story_text(2)}</p>", published_at=NOON)
    related.update()
    page(client, f"{alone.get_absolute_url()}story/", 404)
    assert not page(client, alone.get_absolute_url()).select(".others")


def test_who_tells_the_story_is_not_called_like_it(
    client: Client, make_article: Make, index: Callable[[], int]
) -> None:
    """However many there are: the first stand in one section, and none in the other."""
    event = "港大校委会通过任命申作军及宫鹏为副校长。"
    told = f"<p>{event}{story_text(1)}</p>"
    tellings = [make_article(f"照登{n}", told, source=f"报{n}", published_at=NOON) for n in range(TELLINGS_SHOWN + 4)]
    other = make_article("另写", f"<p>{event}{story_text(2)}</p>", source="另报", published_at=NOON)
    for n in range(120):  # a word that every tenth article has tells nothing
        make_article(f"天气{n}", "<p>多云。</p>", published_at=NOON)
    related.update()
    index()
    found = page(client, tellings[0].get_absolute_url())
    assert len(found.select("[aria-labelledby=told-name] li")) == TELLINGS_SHOWN
    assert [str(link["href"]) for link in found.select(".alike a")] == [f"/en{other.get_absolute_url()}"]
    # Above the whole story is listed, so what is alike is not called the same story.
    mark = found.select_one(".alike .others__mark")
    assert mark is not None and mark.get_text() == "perhaps the same event"


def identity(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def test_links_lead_to_the_archive_and_back(client: Client, make_article: Make) -> None:
    target = make_article("被引", url_key="paper.example/1?a=1&b=2", identity=identity("paper.example/1?a=1&b=2"))
    body = (
        '<p>见<a href="https://paper.example/1?a=1&amp;b=2#x"><b>旧闻</b></a>与'
        '<a href="https://paper.example/elsewhere">别处</a>。</p>'
    )
    linking = make_article("引用", body, published_at=NOON)
    related.update()
    prose = page(client, linking.get_absolute_url()).select_one(".prose")
    assert prose is not None
    held, own, away = prose.select("a")
    assert held["href"] == f"/en{target.get_absolute_url()}"
    assert held.get_text() == "旧闻"
    assert own["href"] == "https://paper.example/1?a=1&b=2#x"
    assert "noreferrer" in own["rel"]
    assert "paper.example" in own.get_text()
    assert away["href"] == "https://paper.example/elsewhere"
    linking.refresh_from_db()
    assert linking.body_html == body.replace('#x">', '#x" rel="noopener noreferrer">').replace(
        'elsewhere">', 'elsewhere" rel="noopener noreferrer">'
    )
    back = page(client, target.get_absolute_url()).select(".others a")
    assert [a["href"] for a in back] == [f"/en{linking.get_absolute_url()}"]
    assert "5 August 2020" in page(client, f"{target.get_absolute_url()}linking/").select_one(".others").get_text()  # type: ignore[union-attr]
    Article.objects.filter(pk=target.pk).update(visible=False)
    assert "paper.example/1" in str(page(client, linking.get_absolute_url()).select(".prose a")[0]["href"])


def test_an_article_stands_once_below_another(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    """In the section that says most of it: the same story, then links here, then what is alike."""
    event = "港大校委会通过任命申作军及宫鹏为副校长。"
    link = '<p><a href="https://paper.example/1">链</a></p>'
    key = "paper.example/1"
    article = make_article(
        "任命", f"<p>{event}{story_text(1)}</p>", source="甲报", published_at=NOON, url_key=key, identity=identity(key)
    )
    told = f"<p>{event}{story_text(1)}</p>{link}"
    teller = make_article("转载", told, source="乙报", published_at=NOON, script="Hans")
    citing = make_article("引用", f"<p>{event}{story_text(2)}</p>{link}", source="丙报", published_at=NOON)
    following = make_article("后续", f"<p>{event}{story_text(3)}</p>", source="甲报", published_at=NOON)
    alike = make_article("另写", f"<p>{event}{story_text(4)}</p>", source="丁报", published_at=NOON)
    for n in range(120):
        make_article(f"天气{n}", "<p>多云。</p>", published_at=NOON)
    related.update()
    index()
    found = page(client, article.get_absolute_url())
    sections = ("[aria-labelledby=told-name]", "[aria-labelledby=linking-name]", ".alike", ".beside")
    shown = [[str(a["href"]).removeprefix("/en") for a in found.select(f"{section} a")] for section in sections]
    # Not every link is listed here: the page of all of them is.
    every = f"{article.get_absolute_url()}linking/"
    expected = [[teller], [citing], [alike], [following]]
    assert [[path for path in paths if path != every] for paths in shown] == [
        [each.get_absolute_url() for each in row] for row in expected
    ]
    assert every in shown[1]
    in_script = page(client, f"{article.get_absolute_url()}?script=hant")
    assert in_script.select_one("[aria-labelledby=told-name] a").get_text() == "轉載"  # type: ignore[union-attr]


def test_many_links_here_have_a_page_of_their_own(
    client: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.pages.article.related.PAGE", 5)
    target = make_article("被引", url_key="paper.example/1", identity=identity("paper.example/1"))
    for n in range(8):
        make_article(f"引用{n}", '<p><a href="https://paper.example/1">链</a></p>')
    related.update()
    opened = page(client, target.get_absolute_url())
    assert len(opened.select(".others li")) == 6
    assert opened.select_one(f'a[href="/en{target.get_absolute_url()}linking/"]')
    first = page(client, f"{target.get_absolute_url()}linking/")
    onward = str(first.select_one("[rel=next]")["href"]).removeprefix("/en")  # type: ignore[index]
    rest = page(client, onward)
    shown = [a.get_text() for found in (first, rest) for a in found.select(".others a")]
    assert shown == [f"引用{n}" for n in range(7, -1, -1)]


def test_each_story_once_on_the_search_page(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    text = story_text(1)
    for n in range(3):
        make_article(f"灯塔{n}", f"<p>{text}</p>", source=f"报{n}", published_at=NOON + timedelta(hours=n))
    make_article("灯塔别事", f"<p>{story_text(2)}</p>", published_at=NOON - timedelta(days=1))
    related.update()
    index()
    found = page(client, "/search/?q=灯塔&sort=newest&collapse=1")
    assert "4 articles, 2 stories" in found.select_one(".found__total").get_text()  # type: ignore[union-attr]
    assert [h2.get_text(strip=True) for h2 in found.select(".results h2")] == ["灯塔2", "灯塔别事"]
    more = found.select_one(".results__more")
    assert more is not None
    assert more.get_text() == "and 2 more of the same story"
    assert len(page(client, str(more["href"]).removeprefix("/en")).select(".others li")) == 2
    assert found.select_one("input[name=collapse][checked]")
    everything = page(client, "/search/?q=灯塔&sort=newest")
    assert len(everything.select(".results h2")) == 4
    assert "stories" not in everything.select_one(".found__total").get_text()  # type: ignore[union-attr]
    page(client, "/search/?q=灯塔&collapse=2", 400)
