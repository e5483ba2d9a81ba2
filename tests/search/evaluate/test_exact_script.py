"""Quotes in their very characters: exact for any number of candidates, and honest where time runs out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.utils import translation

from articles.models import Article
from articles.search import Question, ask, nearby, update
from articles.search.evaluate import exact_script
from articles.search.filters import Filters, Outlet
from articles.search.query.matchers import Verbatim
from articles.search.text.fold import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]
NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
EXACTLY = Filters(exact=True)
#: Of each two the index knows only one.
PAIRS = ("台臺", "湾灣", "才纔", "国國", "着著")


def found(text: str, **options: object) -> set[int]:
    return {hit.article_id for hit in ask(Question(text, page_size=500, filters=EXACTLY, **options)).hits}  # type: ignore[arg-type]


@pytest.fixture
def archive(make_article: Make) -> dict[str, Article]:
    made = {
        "hans": make_article("台湾的天气", "<p>他才来。</p>", source="晨报"),
        "hant": make_article("臺灣的天氣", "<p>他纔來。</p>", source="晚报"),
        "mixed": make_article("台灣与臺灣", source="晚报"),
        "caption": make_article("别的", captions=["臺灣的海"], source="日报"),
        "byline": make_article("又一篇", byline=["臺灣人"], source="日报"),
        "latin": make_article("Art and party", "<p>ART, Artist</p>", source="日报"),
    }
    update()
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"臺灣"', "hant mixed caption byline"), ('"台湾"', "hans"), ('"台灣"', "mixed"), ('"臺湾"', ""),
        ('"纔"', "hant"), ('"才"', "hans"), ('「臺灣」', "hant mixed caption byline"),
        ("臺灣", "hans hant mixed caption byline"),
        ('"臺灣" 天气', "hant"), ('天气 -"臺灣"', "hans"), ('-"臺灣" -"台湾"', "latin"),
        ('"台湾" OR "纔"', "hans hant"), ('标题:"臺灣"', "hant mixed"), ('图说:"臺灣"', "caption"),
        ('作者:"臺灣"', "byline"), ('来源:"晨報" "台湾"', "hans"), ('标题:("臺灣" -"台灣")', "hant"),
        ('"Art"', "latin"), ('"ART"', "latin"), ('"art"', ""), ('"party"', "latin"), ('"Artist"', "latin"), ('"rt"', ""),
        ('"臺灣的天氣"', "hant"), ('"臺灣的天气"', ""), ('"，臺灣。"', "hant mixed caption byline"), ('"，"', ""),
    ],
)  # fmt: skip
def test_what_is_found(archive: dict[str, Article], text: str, names: str) -> None:
    assert found(text) == {archive[name].pk for name in names.split()}


def test_without_the_switch_quotes_find_either_script(archive: dict[str, Article]) -> None:
    assert ask(Question('"臺灣"')).total == 5


def test_only_these_characters_are_marked(archive: dict[str, Article]) -> None:
    mark = ask(Question('"臺灣" 天气', filters=EXACTLY)).marker.mark
    assert mark("台湾、臺灣、台灣的天氣") == "台湾、<mark>臺灣</mark>、台灣的<mark>天氣</mark>"
    mark = ask(Question('"Art"', filters=EXACTLY)).marker.mark
    assert mark("Art, ART, Artist, pArt, Art19") == "<mark>Art</mark>, ART, Artist, pArt, <mark>Art</mark>19"


@pytest.mark.parametrize(
    ("typed", "text", "stands"),
    [
        ("葛", "葛\ufe00城", False), ("葛\ufe00", "葛\ufe00城", True), ("中国，美国", "中国，美国", True),
        ("中国，美国", "中国、美国", False), ("在 Twitter 上", "在Twitter上", False), ("cafe", "cafe\u0301", False),
        ("cafe\u0301", "a cafe\u0301", True), ("哈哈", "哈哈哈", True), ("", "中", False), ("，", "，", False),
    ],
)  # fmt: skip
def test_verbatim(typed: str, text: str, stands: bool) -> None:
    assert Verbatim(typed).stands_in(text) is stands


@pytest.fixture
def random_archive(make_article: Make) -> list[Article]:
    random = Random(7)

    def words(count: int) -> str:
        return "".join(random.choice(random.choice(PAIRS)) for _ in range(count))

    made = [
        make_article(
            words(4), f"<p>{words(6)}</p>", source=random.choice(["晨报", "晚报"]),
            published_at=NOON + timedelta(days=40 * n), captions=[words(3)] if n % 3 else [],
        )
        for n in range(60)
    ]  # fmt: skip
    update()
    return made


def says(article: Article, text: str) -> bool:
    return any(
        text in each for each in (article.headline, article.text, *article.figures.values_list("caption", flat=True))
    )


@pytest.mark.parametrize("limit", ["_BATCH", "_CHARACTERS"])
def test_total_facets_timeline_and_pages_are_exact(
    random_archive: list[Article], monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(exact_script, limit, 7)
    random = Random(3)
    for _ in range(40):
        one, other = ("".join(random.choice(random.choice(PAIRS)) for _ in range(random.randint(1, 2))) for _ in "ab")
        text, fits = random.choice([
            (f'"{one}"', lambda a, one=one: says(a, one)),
            (f'"{one}" "{other}"', lambda a, one=one, other=other: says(a, one) and says(a, other)),
            (f'"{one}" | "{other}"', lambda a, one=one, other=other: says(a, one) or says(a, other)),
            (f'{other[0]} -"{one}"', lambda a, one=one, c=other[0]: not says(a, one) and any(says(a, x) for x in forms(c))),
        ])  # fmt: skip
        right = {article.pk: article for article in random_archive if fits(article)}
        question = Question(text, sort="newest", page_size=5, filters=EXACTLY)
        answer = ask(question)
        pages = [ask(question.on_page(page)) for page in range(1, answer.pages + 1)]
        hits = [hit.article_id for page in pages for hit in page.hits]
        assert (answer.total, sorted(hits)) == (len(right), sorted(right)), text
        counts = {facet.source_id: facet.count for facet in answer.facets}
        assert sum(counts.values()) == sum(bar.count for bar in answer.timeline) == len(right)
        one_source = random_archive[0].source_id
        narrowed = ask(Question(text, filters=Filters(outlets=(Outlet(one_source),), exact=True)))
        assert narrowed.total == sum(article.source_id == one_source for article in right.values())
        assert {facet.source_id: facet.count for facet in narrowed.facets} == counts, "as if no outlet had been chosen"


def forms(char: str) -> str:
    return next(pair for pair in PAIRS if char in pair)


def test_when_time_runs_out_it_is_told_and_nothing_wrong_is_shown(
    random_archive: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {article.pk for article in random_archive if says(article, "臺")}
    without = {article.pk for article in random_archive if says(article, "才") and not says(article, "臺")}
    monkeypatch.setattr(exact_script, "PATIENCE", 0.0)
    with translation.override("en"):
        answer = ask(Question('"臺"', filters=EXACTLY))
        assert answer.total == 0 and len(answer.notices) == 1
        assert answer.notices[0].startswith("There was no time to read ")
        assert not {hit.article_id for hit in ask(Question('"才" -"臺"', filters=EXACTLY, page_size=99)).hits}
    monkeypatch.setattr(exact_script, "PATIENCE", 30.0)
    assert found('"臺"') == right
    assert found('"才" -"臺"') == without
    monkeypatch.setattr(exact_script, "PATIENCE", 0.0)
    answer = ask(Question('"臺"', filters=EXACTLY, page_size=99))
    assert ({hit.article_id for hit in answer.hits}, answer.notices) == (right, ()), "what was read is remembered"


def test_an_edit_is_seen(archive: dict[str, Article]) -> None:
    assert found('"台湾"') == {archive["hans"].pk}
    Article.objects.filter(pk=archive["hant"].pk).update(headline="台湾")
    Article.objects.filter(pk=archive["hans"].pk).update(headline="臺灣")
    update()
    assert found('"台湾"') == {archive["hant"].pk}


def test_advice_when_nothing_is_found_keeps_to_the_characters(archive: dict[str, Article]) -> None:
    near = nearby(Question('"臺湾" 天气', filters=EXACTLY))
    assert {each.text: each.count for each in near.parts} == {'"臺湾"': 0, "天气": 2}
    assert near.every_form == 2


@pytest.mark.parametrize(
    ("text", "matters"), [('"臺灣"', True), ('"台湾"', True), ('-"才"', True), ("臺灣", False), ('"art"', False)]
)
def test_whether_the_switch_matters(archive: dict[str, Article], text: str, matters: bool) -> None:
    assert ask(Question(text)).quoted is ask(Question(text, filters=EXACTLY)).quoted is matters


def test_beside_near_it_is_told(archive: dict[str, Article]) -> None:
    with translation.override("en"):
        assert ask(Question('"臺灣" NEAR/3 天气', filters=EXACTLY)).notices == (
            "Quotes beside NEAR are found in either script.",
        )
        assert ask(Question("臺灣 NEAR/3 天气", filters=EXACTLY)).notices == ()


def test_the_pairs_are_one_for_the_index() -> None:
    assert all(fold(one) == fold(other) for one, other in PAIRS)


def test_long_texts_are_read_one_by_one(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred at once were gigabytes."""
    monkeypatch.setattr(exact_script, "_CHARACTERS", 100)
    sizes: list[int] = []
    read = exact_script.documents
    monkeypatch.setattr(exact_script, "documents", lambda ids: sizes.append(len(ids)) or read(ids))
    for n in range(6):
        make_article("臺灣", "<p>" + "長" * (150 if n % 2 else 20) + "</p>")
    update()
    assert len(found('"臺灣"')) == 6
    assert sorted(sizes) == [1, 1, 1, 1, 1, 1]
