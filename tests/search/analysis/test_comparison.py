"""Comparisons: exact counts by step and outlet, gaps, spans, and the words that go with each query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from articles import search
from articles.models import Article, NameGroup
from articles.search.analysis.comparison import MOST_STEPS, Wanted
from articles.search.embedded.comparison_counts import _core, compare
from articles.search.embedded.example_topics import examples
from articles.search.evaluate import time_buckets
from articles.search.evaluate.time_buckets import STEPS, Step
from articles.search.filters import Filters, Outlet
from articles.search.text.fold import fold
from articles.search.types import Question, SearchUnavailable

Make = Callable[..., Article]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


# Steps


@pytest.mark.parametrize("step", STEPS)
def test_steps_touch_and_hold_each_day_once(step: Step) -> None:
    random = Random(1)
    for _ in range(200):
        day = date.fromordinal(random.randrange(1, date.max.toordinal() - 400))
        number = time_buckets.number(step, day)
        assert time_buckets.first_day(step, number) <= day <= time_buckets.last_day(step, number)
        assert time_buckets.last_day(step, number) + timedelta(1) == time_buckets.first_day(step, number + 1)


def test_weeks_begin_on_monday() -> None:
    first = time_buckets.first_day("week", time_buckets.number("week", date(2020, 8, 5)))
    assert (first, first.weekday()) == (date(2020, 8, 3), 0)


@pytest.mark.parametrize("step", STEPS)
def test_the_first_and_the_last_day_of_the_calendar_have_steps(step: Step) -> None:
    assert time_buckets.first_day(step, time_buckets.number(step, date.min)) == date.min
    assert time_buckets.last_day(step, time_buckets.number(step, date.max)) == date.max


@pytest.mark.parametrize(("days", "step"), [(1, "day"), (62, "day"), (63, "week"), (401, "month"), (3701, "year")])
def test_a_step_that_fits(days: int, step: Step) -> None:
    assert time_buckets.fitting(date(2010, 1, 1), date(2010, 1, 1) + timedelta(days - 1)) == step


def test_too_fine_a_step_gives_way() -> None:
    first, last = date(2010, 1, 1), date(2019, 12, 31)
    assert time_buckets.not_more_than(150, "day", first, last) == "month"
    assert time_buckets.not_more_than(150, "year", first, last) == "year"
    assert time_buckets.not_more_than(3, "day", first, last) == "year"


# Counts


@pytest.fixture
def archive(make_article: Make) -> list[Article]:
    """180 days of articles in three outlets, some of them undated."""
    random, made = Random(7), []
    for n in range(240):
        day = date(2020, 1, 1) + timedelta(random.randrange(180))
        words = "".join(word for word in ("洪水", "疫苗", "選舉", "奥运") if random.random() < 0.4)
        outlet = random.choice(["甲报", "乙报", "乙报", "丙報"])
        published = at(day) if n % 20 else None
        made.append(make_article(f"第{n}篇", f"<p>今日的{words}。</p>", source=outlet, published_at=published))
    search.rebuild()
    return made


def says(article: Article, text: str) -> bool:
    return text in article.text or text.replace("选举", "選舉") in article.text


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("step", STEPS)
def test_every_number_is_what_counting_by_hand_gives(archive: list[Article], step: Step) -> None:
    texts = ("洪水", "选举", "疫苗 奥运", "洪水 OR 疫苗")
    found = compare(Wanted(texts, step=step), by_outlet=True)
    assert found.step == step
    tests: list[Callable[[Article], bool]] = [
        lambda a: says(a, "洪水"),
        lambda a: says(a, "选举"),
        lambda a: says(a, "疫苗") and says(a, "奥运"),
        lambda a: says(a, "洪水") or says(a, "疫苗"),
    ]
    for at_, period in enumerate(found.periods):
        here = [a for a in archive if a.day and period.start <= a.day <= period.end]
        assert period.articles == len(here)
        for line, test in zip(found.lines, tests, strict=True):
            assert line.matches[at_] == sum(map(test, here))
        for outlet in found.outlets:
            own = [a for a in here if a.source_id == outlet.source_id]
            assert outlet.articles[at_] == len(own)
            assert [row[at_] for row in outlet.matches] == [sum(map(test, own)) for test in tests]
    totals = [outlet.total for outlet in found.outlets]
    assert totals == sorted(totals, reverse=True)
    assert sum(totals) == sum(sum(line.matches) for line in found.lines)


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("text", ["洪水", "选举", "選舉 -洪水", "“疫苗”", "headline:第1", "洪水 OR 疫苗", ")("])
@pytest.mark.parametrize("since", [None, date(2020, 3, 1)])
def test_a_total_is_what_the_search_page_finds(text: str, since: date | None) -> None:
    answer = search.ask(Question(text, Filters(since=since), only_this_form=False))
    line = compare(Wanted((text,), Filters(since=since))).lines[0]
    assert line.total == answer.total
    assert sum(line.matches) + line.undated + line.outside == line.total


@pytest.mark.usefixtures("archive")
def test_undated_matches_are_in_the_total_only() -> None:
    line = compare(Wanted(("今日",))).lines[0]
    assert (line.total, line.undated) == (240, 12)
    assert compare(Wanted(("今日",), Filters(since=date(2020, 1, 1)))).lines[0].undated == 0


@pytest.mark.usefixtures("archive")
def test_filters_narrow_matches_and_what_they_are_a_share_of(archive: list[Article]) -> None:
    source = archive[0].source_id
    found = compare(
        Wanted(("洪水",), Filters((Outlet(source),), (), date(2020, 2, 10), date(2020, 4, 20)), step="month")
    )
    own = [a for a in archive if a.source_id == source and a.day and date(2020, 2, 10) <= a.day <= date(2020, 4, 20)]
    assert found.articles == sum(period.articles for period in found.periods) == len(own)
    assert found.lines[0].total == sum(says(a, "洪水") for a in own)
    # The first and the last month are cut to the days asked for.
    assert found.periods[0].start >= date(2020, 2, 10)
    assert found.periods[-1].end <= date(2020, 4, 20)


@pytest.mark.django_db
def test_regional_forms_count_as_on_the_search_page(make_article: Make) -> None:
    NameGroup.objects.update_or_create(forms="橙报\n柑报")
    make_article("橙报出刊")
    make_article("柑报停刊")
    search.rebuild()
    assert compare(Wanted(("橙报",))).lines[0].total == 2
    assert compare(Wanted(("橙报",))).lines[0].forms == (fold("柑报"),)
    assert compare(Wanted(("橙报",), Filters(exact=True))).lines[0].total == 1


def test_steps_without_articles_stay_as_gaps(make_article: Make) -> None:
    for day in (date(2020, 1, 6), date(2020, 1, 7), date(2020, 1, 10)):
        make_article("晨报", published_at=at(day))
    search.rebuild()
    found = compare(Wanted(("晨报",)))
    assert [period.articles for period in found.periods] == [1, 1, 0, 0, 1]
    assert found.lines[0].matches == (1, 1, 0, 0, 1)


def test_in_a_small_archive_no_date_is_stray(make_article: Make) -> None:
    for day in (date(1971, 3, 4), *(date(2020, 1, 1) + timedelta(n) for n in range(60))):
        make_article("晨报", published_at=at(day))
    search.rebuild()
    found = compare(Wanted(("晨报",)))
    assert found.periods[0].start == date(1971, 3, 4)
    assert found.lines[0].outside == 0


def test_stray_days_are_found_beside_many() -> None:
    days = np.array([date(1971, 3, 4).toordinal(), *[date(2020, 1, 1).toordinal() + n % 90 for n in range(2000)]])
    low, high = _core(days)
    assert (date.fromordinal(low), date.fromordinal(high)) == (date(2020, 1, 1), date(2020, 3, 30))


def test_centuries_of_wrong_dates_do_not_break_it(make_article: Make) -> None:
    for day in (date(1, 1, 1), date(2020, 1, 1), date(9999, 12, 30)):
        make_article("晨报", published_at=datetime(2020, 1, 1, tzinfo=UTC), day=day)
    search.rebuild()
    for step in (None, *STEPS):
        found = compare(Wanted(("晨报",), step=step))
        assert 0 < len(found.periods) <= MOST_STEPS
        assert found.lines[0].total == 3
        assert sum(found.lines[0].matches) + found.lines[0].outside == 3


def test_nothing_dated_has_no_periods(make_article: Make) -> None:
    make_article("晨报", published_at=None)
    search.rebuild()
    found = compare(Wanted(("晨报", "没有这个")), by_outlet=True, with_words=True)
    assert (found.periods, found.outlets) == ((), ())
    assert [line.total for line in found.lines] == [1, 0]


def test_every_outlet_that_has_a_match_is_counted(make_article: Make) -> None:
    for n in range(14):
        for _ in range(n + 1):
            make_article("晨报", source=f"第{n}报")
    make_article("夜话", source="别报")
    search.rebuild()
    found = compare(Wanted(("晨报",)), by_outlet=True)
    assert [outlet.total for outlet in found.outlets] == list(range(14, 0, -1))


@pytest.mark.django_db
def test_without_an_index_it_says_so(make_article: Make) -> None:
    make_article("晨报")
    with pytest.raises(SearchUnavailable):
        compare(Wanted(("晨报",)))


# Words


@pytest.fixture
def flood(make_article: Make) -> None:
    """Forty articles about a flood that name one river, and two hundred about something else."""
    for n in range(40):
        make_article(f"洪水淹没青衣江沿岸村庄 {n}", "<p>青衣江的水位。</p>")
    for n in range(200):
        make_article(f"市场股票下跌 {n}", "<p>交易。</p>")
    search.rebuild()


@pytest.mark.usefixtures("flood")
def test_the_words_that_go_with_a_query_are_counted_as_a_search_would() -> None:
    line = compare(Wanted(("洪水",)), with_words=True).lines[0]
    words = {word.word: word for word in line.words}
    assert any("青衣" in word for word in words)
    assert not any("洪水" in word or "市场" in word for word in words)
    for word in line.words:
        assert word.inside == search.ask(Question(f"洪水 {word.word}", only_this_form=False)).total
        assert word.inside + word.outside == search.ask(Question(word.word, only_this_form=False)).total


@pytest.mark.usefixtures("flood")
def test_the_same_words_each_time_and_without_names_of_outlets() -> None:
    first = compare(Wanted(("洪水", "股票")), with_words=True)
    again = compare(Wanted(("股票", "洪水")), with_words=True)
    assert [line.words for line in first.lines] == [line.words for line in again.lines][::-1]
    search.rebuild()
    assert compare(Wanted(("洪水", "股票")), with_words=True).lines == first.lines
    assert first.lines[1].words
    named = compare(Wanted(("股票", "交易")), with_words=True, leave_out=["市场晨报", "下跌"])
    assert not {"市场", "下跌"} & {word.word for word in named.lines[1].words}


def test_examples_come_from_the_archive(make_article: Make) -> None:
    for n in range(120):
        day = date(2020, 1, 1) + timedelta(n // 40)
        said = ("洪水", "地震", "选举")[n // 40] if n % 2 else "天气"
        make_article(f"今晨{said}，城中{'晴朗' if n % 3 else '多云'}", published_at=at(day))
    search.rebuild()
    found = examples()
    assert found
    words = [word for group in found for word in group]
    assert len(words) == len(set(words))
    assert {"洪水", "地震", "选举"} & set(words)
    assert "天气" not in words  # as often on every day


@pytest.mark.django_db
def test_an_empty_archive_has_no_examples() -> None:
    search.rebuild()
    assert examples() == ()
