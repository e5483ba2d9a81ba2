"""Beside what was found: a spelling that is far more frequent, and a long run taken apart into its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from articles.models import Article, NameGroup, Source
from articles.search import Counted, Question, alternatives, ask, refresh_suggestions, update
from articles.search.filters import Filters, Outlet
from articles.search.query.regional_names import forget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]
AT = datetime(2020, 8, 5, 4, tzinfo=UTC)


@pytest.fixture
def archive(make_article: Make) -> None:
    for n in range(24):
        make_article(f"黎智英第{n}案", "<p>黎智英出庭。</p>", source="晨报", published_at=AT)
    make_article("另一案", "<p>黎志英出庭；安全閥打开；李文足与王石。</p>", source="晨报", published_at=AT)
    make_article("香港國安法", "<p>香港国安法与港版国安法。</p>", source="晚报", published_at=AT)
    make_article("国安法", "<p>在香港，国安法生效。</p>", source="晚报", published_at=AT)
    for n in range(30):
        make_article(f"王室、李文卓与安全法{n}", "<p>台湾。</p>", source="晚报", published_at=AT)
    update()
    refresh_suggestions()


def meant(text: str, **asked: object) -> dict[str, int]:
    answer = ask(Question(text, **asked))  # type: ignore[arg-type]
    assert answer.total
    found = alternatives(answer).meant
    for each in found:
        assert ask(Question(each.text, **asked)).total == each.count  # type: ignore[arg-type]
    return {each.text: each.count for each in found}


@pytest.mark.usefixtures("archive")
def test_a_rare_spelling_that_sounds_like_a_frequent_one() -> None:
    for wrong, right in (
        ("黎志英", "黎智英"),
        ("黎誌英", "黎智英"),
        ("黎志英 出庭", "黎智英 出庭"),
        ("出庭　黎志英", "出庭　黎智英"),
    ):
        assert meant(wrong) == {right: 24}


@pytest.mark.usefixtures("archive")
def test_no_advice_about_what_is_right_or_was_asked_exactly() -> None:
    right = ("黎智英", "安全閥", "李文足", "王石")  # 安全閥 is a word, 李文足 no 李文卓, and 王石 as short as 王室
    exactly = ('"黎志英"', "「黎志英」", '黎志英 "出庭"', "标题:另一案 OR 黎志英", "黎志英 OR 出庭", "黎志英 -国安法")
    for text in (*right, *exactly, "黎志英 source:晨报"):
        assert meant(text) == {}, text


@pytest.mark.usefixtures("archive")
def test_advice_keeps_to_the_filters() -> None:
    pk = Source.objects.get(name="晚报").pk
    answer = ask(Question("黎志英", Filters(outlets=(Outlet(pk),))))
    assert answer.total == 0 and alternatives(answer).meant == ()


@pytest.mark.usefixtures("archive")
def test_a_frequent_word_is_not_doubted(make_article: Make) -> None:
    for n in range(40):
        make_article(f"又一案{n}", "<p>黎志英出庭。</p>", published_at=AT)
    update()
    assert meant("黎志英") == {}


@pytest.mark.usefixtures("archive")
def test_regional_forms_are_no_misspelling(make_article: Make) -> None:
    NameGroup.objects.create(forms="黎志英\n黎智英")
    forget()
    assert meant("黎志英", only_this_form=False) == {}


@pytest.mark.usefixtures("archive")
def test_a_long_run_is_taken_apart() -> None:
    for text, apart in (
        ("香港国安法", Counted("香港 国安法", 2)),
        ("香港國安法", Counted("香港 國安法", 2)),
        ("香港国安法 生效", Counted("香港 国安法 生效", 1)),
    ):
        found = alternatives(ask(Question(text)))
        assert (found.apart, found.in_one_piece) == (apart, (text.split()[0],))
        assert ask(Question(apart.text)).total == apart.count


@pytest.mark.usefixtures("archive")
def test_what_is_one_word_or_was_asked_exactly_stays_whole() -> None:
    exactly = ('"香港国安法"', "标题:香港国安法", "香港国安法 OR 台湾", "香港，国安法", "-香港国安法")
    for text in ("国安法", "香港", "台湾李文", "实验室事", *exactly):
        found = alternatives(ask(Question(text)))
        assert (found.apart, found.in_one_piece) == (None, ()), text


@pytest.mark.usefixtures("archive")
def test_apart_is_offered_only_where_it_finds_more(make_article: Make) -> None:
    Article.objects.filter(headline="国安法").update(visible=False)
    update()
    found = alternatives(ask(Question("香港国安法")))
    assert (found.apart, found.in_one_piece) == (None, ())


@pytest.mark.usefixtures("archive")
def test_no_question_fails() -> None:
    for text in ("", "，", "字" * 2000, "a b c", "has:image", "\ud800", "香" * 16):
        found = alternatives(ask(Question(text)))
        assert (found.meant, found.apart) == ((), None), text
