"""Advice when nothing is found: every offer has results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from articles.models import Article, NameGroup, Source
from articles.search import Counted, Nearby, Question, ask, nearby, update
from articles.search.filters import Filters, Outlet
from articles.search.query.regional_names import forget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> None:
    at = datetime(2020, 8, 5, 4, tzinfo=UTC)
    make_article("李文亮医生", "<p>武漢的醫生。</p>", source="晨报", published_at=at)
    make_article("气候谈判", "<p>特朗普没有出席。</p>", source="晚报", published_at=at)
    make_article("Biden speaks", "<p>氣候與特朗普。</p>", source="晚报", published_at=at.replace(year=2021))
    update()


def meant(text: str, **filters: object) -> dict[str, int]:
    question = Question(text, **filters)  # type: ignore[arg-type]
    assert ask(question).total == 0
    near = nearby(question)
    for each in near.meant:
        assert ask(Question(each.text, **filters)).total == each.count > 0  # type: ignore[arg-type]
    return {each.text: each.count for each in near.meant}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("李文量", "李文亮"),  # sounds the same
        ("汽候", "气候"),
        ("气后谈判", "气候谈判"),
        ("谈半", "谈判"),
        ("谈一判", "谈判"),  # a character too many
        ("qihou", "气候"),  # pinyin
        ("Qi Hou", "气候"),
        ("tanpan", "谈判"),
        ("bidem", "Biden"),
        ("氣候 tanpan", "氣候 谈判"),
        ("标题:汽候", "标题:气候"),
        ("“汽候”", "“气候”"),
        ("汽候 -总统", "气候 -总统"),
    ],
)
def test_did_you_mean(archive: None, wrong: str, right: str) -> None:
    assert right in meant(wrong)


def test_nothing_is_made_up(archive: None) -> None:
    assert meant("djkfhs") == {}
    assert meant("火星人来了") == {}
    assert meant("汽候" * 60) == {}


def test_only_what_the_filters_leave_is_offered(archive: None) -> None:
    pk = Source.objects.get(name="晨报").pk
    assert meant("汽候", filters=Filters(outlets=(Outlet(pk),))) == {}


def test_each_part_is_counted(archive: None) -> None:
    assert nearby(Question("特朗普 火星 武汉")).parts == (
        Counted("特朗普", 2),
        Counted("火星", 0),
        Counted("武汉", 1),
    )
    assert nearby(Question("标题:特朗普 武汉")).parts == (Counted("headline:特朗普", 0), Counted("武汉", 1))
    assert nearby(Question('"Biden said" 武汉')).parts == (Counted('"Biden said"', 0), Counted("武汉", 1))
    assert nearby(Question("「火星」 武汉")).parts == (Counted('"火星"', 0), Counted("武汉", 1))


def test_the_words_of_one_long_run_are_its_parts(archive: None) -> None:
    assert nearby(Question("特朗普武汉谈判")).parts == (
        Counted("特朗普", 2),
        Counted("武汉", 1),
        Counted("谈判", 1),
    )


def test_what_the_filters_leave(archive: None) -> None:
    pk = Source.objects.get(name="晨报").pk
    near = nearby(Question("特朗普", Filters(outlets=(Outlet(pk),))))
    assert (near.without_filters, near.within_filters) == (2, 1)
    near = nearby(Question("特朗普", Filters(since=date(1999, 1, 1), until=date(2000, 1, 1))))
    assert (near.without_filters, near.within_filters) == (2, 0)
    near = nearby(Question("火星"))
    assert (near.without_filters, near.within_filters) == (None, None)


def test_forms_that_were_left_out(archive: None) -> None:
    NameGroup.objects.create(forms="特朗普\n特老板")
    forget()
    assert nearby(Question("特老板", only_this_form=True)).every_form == 2
    assert nearby(Question("特老板", only_this_form=False)).every_form is None


@pytest.mark.parametrize("text", ["", '"', "(((", "，", "字" * 2000, "NEAR/3", "a OR b", "-x", "has:nothing", "\ud800"])
def test_no_question_fails(archive: None, text: str) -> None:
    assert isinstance(nearby(Question(text)), Nearby)
