"""Suggestions: what is offered, in which order, and that all of it has articles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.models import Article, NameGroup
from articles.search import Question, SearchUnavailable, ask, refresh_suggestions, suggest, update
from articles.search.evaluate.phrase_counts import articles_saying
from articles.search.query.regional_names import forget
from articles.search.suggestions.suggest import LONGEST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> list[Article]:
    made = [
        make_article("孟晚舟被捕", "<p>华为。</p>", source="晨报"),
        make_article("孟晚舟被捕：华为回應", "<p>華為的声明。</p>", source="华报"),
        make_article("华山", "<p>风景，孟晚舟。</p>", source="华报"),
        make_article("气候大会", source="晨报"),
    ]
    update()
    return made


def test_counts_are_what_a_search_finds(archive: list[Article]) -> None:
    for begun in ("孟", "華", "气", "hua", "mwz"):
        found = suggest(begun)
        assert found
        for each in found:
            if each.kind != "outlet":
                assert each.count == ask(Question(each.text, only_this_form=True)).total > 0


def test_kinds_and_order(archive: list[Article]) -> None:
    found = [(each.text, each.kind, each.count) for each in suggest("華")]
    assert found[0] == ("华报", "outlet", 2)
    assert [each[2] for each in found[1:]] == sorted((each[2] for each in found[1:]), reverse=True)
    assert ("华山", "word", 1) in found


def test_a_beginning_that_never_stands_alone_is_left_out(archive: list[Article]) -> None:
    texts = [each.text for each in suggest("孟")]
    assert "孟晚舟被捕" in texts
    assert "孟晚" not in texts


def test_pinyin(archive: list[Article]) -> None:
    for letters in ("qihou", "qh", "qi hou", "QIHOU"):
        assert "气候" in [each.text for each in suggest(letters)]


def test_regional_names_that_occur(archive: list[Article], make_article: Make) -> None:
    NameGroup.objects.create(forms="孟晚舟\n孟先生")
    forget()
    first = suggest("孟晚舟")[0]
    assert (first.text, first.kind) == ("孟晚舟", "name")
    assert suggest("孟先") == (), "no article says it"


def test_at_most_so_many(make_article: Make) -> None:
    for first in "甲乙丙丁戊己庚辛壬癸":
        make_article(f"中国{first}，中国{first}")
        make_article(f"中国{first}。")
    update()
    assert len(suggest("中")) == 8
    assert len(suggest("中", most=3)) == 3


@pytest.mark.parametrize("text", ["", " ", "，", "字" * (LONGEST + 1), "\0", "\ud800"])
def test_nothing_to_go_on(archive: list[Article], text: str) -> None:
    assert suggest(text) == ()


def test_after_a_deletion_the_count_is_the_new_one(archive: list[Article]) -> None:
    before = {each.text: each.count for each in suggest("孟")}
    archive[0].delete()
    update()
    refresh_suggestions()
    after = {each.text: each.count for each in suggest("孟")}
    assert before["孟晚舟被捕"] == 2
    assert after.get("孟晚舟被捕", 1) == 1


def test_articles_saying_is_exact(archive: list[Article]) -> None:
    from articles.search.index.open_index import snapshot

    for text in ("华", "华为", "孟晚舟", "舟案", "没有", "，"):
        expected = 0 if text in ("没有", "，") else ask(Question(text, only_this_form=True)).total
        assert articles_saying(snapshot(), text) == expected


def test_without_an_index(make_article: Make) -> None:
    make_article()
    with pytest.raises(SearchUnavailable):
        suggest("标")


def found_by(begun: str) -> list[tuple[str, int]]:
    return [(each.text, each.count) for each in suggest(begun)]


@pytest.mark.parametrize(
    ("begun", "completed", "count"),
    [
        ("声明 孟", "声明 孟晚舟被捕", 1),
        ("声明 mwz", "声明 孟晚舟被捕", 1),
        ("华为 OR 气", "华为 OR 气候", 3),
        ("华为|气", "华为|气候", 3),
        ("(华为 气", "", 0),
        ("(华为) 孟", "(华为) 孟晚舟被捕", 2),
        ("source:华报 孟", "source:华报 孟晚舟被捕", 1),
        ("source:无人 孟", "", 0),
        ('"華為的声明" 孟', '"華為的声明" 孟晚舟被捕', 1),
        ("标题:华为 -风景 孟", "标题:华为 -风景 孟晚舟被捕", 1),
        ("华为 NEAR/9 孟", "华为 NEAR/9 孟晚舟被捕", 1),
        ("火星 孟", "", 0),
    ],
)
def test_the_last_of_several_words(archive: list[Article], begun: str, completed: str, count: int) -> None:
    found = dict(found_by(begun))
    if not completed:
        assert found == {}
    else:
        assert found.get(completed) == count
    for text, number in found.items():
        assert text.startswith(begun.rpartition(" ")[0])
        assert ask(Question(text)).total == number > 0


@pytest.mark.parametrize(
    "begun",
    [
        '"华为 孟',
        "华为 标题:孟",
        "华为 标题:",
        "华为 -孟",
        "华为 OR",
        "华为 NEAR/3",
        "华为 孟*",
        "华为 (孟)",
        '华为 "孟"',
        "华为 非",
    ],
)
def test_operators_and_fields_are_left_alone(archive: list[Article], begun: str) -> None:
    assert suggest(begun) == ()


def test_the_whole_goes_before_its_last_word(make_article: Make) -> None:
    make_article("气候大会")
    make_article("qi 后天")
    make_article("qi 后天")
    update()
    assert found_by("qi hou") == [("气候", 1), ("气候大会", 1), ("qi 后天", 2)]


def test_a_pasted_text_is_left_alone(archive: list[Article]) -> None:
    assert suggest("华为 " * 80 + "孟") == ()
