"""Order, pages, facets and the timeline."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from articles.search.evaluate import results
from articles.search.evaluate.evaluate import Matches
from articles.search.index.arrays.layout import NO_DAY, NO_TIME, IndexDocument
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array
from articles.search.types import Bar, Sort
from tests.search.archives import document, opened

pytestmark = pytest.mark.usefixtures("no_sync")
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


def dated(number: int, day: date | None, seconds: int = 0, source: int = 1) -> IndexDocument:
    if day is None:
        return document(number, source=source)
    midnight = (day - date(1970, 1, 1)).days * 86_400
    return document(number, day=day.toordinal(), time=midnight + seconds, source=source)


def all_of(snapshot: Snapshot, score: float = 1.0) -> Matches:
    return Matches(np.arange(snapshot.documents), np.full(snapshot.documents, score, np.float32))


def many_equal_keys(folder: Path, count: int = 300) -> tuple[Snapshot, Matches, list[tuple[int, float, int]]]:
    """(snapshot, matches, [(id, score, time)]), with few different scores and times."""
    random = Random(1)
    ids = random.sample(range(1, 10_000), count)
    docs = [document(n, time=random.choice([NO_TIME, -86_400, 0, 5, 6])) for n in ids]
    snapshot = opened(folder, docs[: count // 3], docs[count // 3 :]).snapshot()
    scores = np.array([random.choice([0.0, 0.5, 0.5, 2.0]) for _ in docs], np.float32)
    rows = [(doc.id, float(score), doc.time) for doc, score in zip(docs, scores, strict=True)]
    return snapshot, Matches(np.arange(count), scores), rows


def expected_order(rows: list[tuple[int, float, int]], sort: Sort) -> list[int]:
    keys = {
        "relevance": lambda row: (-row[1], -row[2], -row[0]),
        "newest": lambda row: (row[2] == NO_TIME, -row[2], -row[1], -row[0]),
        "oldest": lambda row: (row[2] == NO_TIME, row[2], -row[1], -row[0]),
    }
    return [row[0] for row in sorted(rows, key=keys[sort])]


def ids_and_scores(snapshot: Snapshot, found: Matches, sort: Sort, start: int, stop: int) -> tuple[Array, Array]:
    docs, scores = results.page(snapshot, found, sort, start, stop)
    return snapshot.column("doc_id")[docs], scores


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [1, 7, 20, 100, 299, 300, 1000])
def test_every_match_is_on_exactly_one_page_in_a_total_order(tmp_path: Path, sort: Sort, size: int) -> None:
    snapshot, found, rows = many_equal_keys(tmp_path)
    order: list[int] = []
    for start in range(0, len(rows), size):
        ids, scores = ids_and_scores(snapshot, found, sort, start, start + size)
        by_id = {number: score for number, score, _time in rows}
        assert [by_id[number] for number in ids.tolist()] == scores.tolist()
        order += ids.tolist()
    assert order == expected_order(rows, sort)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("start", "stop"), [(300, 320), (10**12, 10**12 + 20), (5, 5), (20, 10), (0, 0)])
def test_beyond_the_end_there_is_nothing(tmp_path: Path, sort: Sort, start: int, stop: int) -> None:
    snapshot, found, _rows = many_equal_keys(tmp_path)
    ids, scores = ids_and_scores(snapshot, found, sort, start, stop)
    assert (len(ids), len(scores)) == (0, 0)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_what_has_no_date_comes_last(tmp_path: Path, sort: Sort) -> None:
    docs = [
        dated(1, None),
        dated(2, date(2020, 1, 1)),
        dated(3, None),
        dated(4, date(1949, 10, 1)),
        dated(5, date(2021, 1, 1)),
    ]
    snapshot = opened(tmp_path, docs).snapshot()
    ids, _scores = ids_and_scores(snapshot, all_of(snapshot), sort, 0, 10)
    assert ids.tolist() == ([5, 2, 4, 3, 1] if sort == "newest" else [4, 2, 5, 3, 1])


def test_equally_relevant_ones_come_newest_first(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, [dated(1, date(2020, 1, 1)), dated(2, date(2021, 1, 1)), dated(3, None)]).snapshot()
    assert ids_and_scores(snapshot, all_of(snapshot), "relevance", 0, 10)[0].tolist() == [2, 1, 3]


def test_facets_count_the_most_first(tmp_path: Path) -> None:
    docs = [document(n, source=source) for n, source in enumerate([5, 3, 3, 9, 9, 9, 1])]
    snapshot = opened(tmp_path, docs[:4], docs[4:]).snapshot()
    assert results.source_counts(snapshot, np.arange(7)) == [(9, 3), (3, 2), (1, 1), (5, 1)]
    assert results.source_counts(snapshot, np.array([0, 3])) == [(5, 1), (9, 1)]
    assert results.source_counts(snapshot, np.zeros(0, np.int64)) == []


def timeline(folder: Path, days: list[date | None], step: str) -> tuple[Bar, ...]:
    snapshot = opened(folder, [dated(n, day) for n, day in enumerate(days)]).snapshot()
    return results.timeline(snapshot, np.arange(len(days)), step)


def test_a_timeline_by_day_has_zeros_in_between(tmp_path: Path) -> None:
    bars = timeline(tmp_path, [date(2020, 3, 1), None, date(2020, 2, 27), date(2020, 3, 1)], "day")
    days = [date(2020, 2, 27), date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)]
    assert bars == tuple(Bar(day, day, count) for day, count in zip(days, [1, 0, 0, 2], strict=True))


def test_a_timeline_by_month(tmp_path: Path) -> None:
    bars = timeline(tmp_path, [date(2019, 12, 31), date(2020, 2, 29), date(2020, 2, 1)], "month")
    assert bars == (
        Bar(date(2019, 12, 1), date(2019, 12, 31), 1),
        Bar(date(2020, 1, 1), date(2020, 1, 31), 0),
        Bar(date(2020, 2, 1), date(2020, 2, 29), 2),
    )


def test_months_of_a_year_without_a_leap_day(tmp_path: Path) -> None:
    bars = timeline(tmp_path, [date(2021, 2, 28), date(2021, 3, 1)], "month")
    assert [(bar.end, bar.count) for bar in bars] == [(date(2021, 2, 28), 1), (date(2021, 3, 31), 1)]


def test_a_timeline_by_year(tmp_path: Path) -> None:
    bars = timeline(tmp_path, [date(2018, 1, 1), date(2020, 12, 31), date(2020, 1, 1)], "year")
    assert [(bar.start, bar.end, bar.count) for bar in bars] == [
        (date(2018, 1, 1), date(2018, 12, 31), 1),
        (date(2019, 1, 1), date(2019, 12, 31), 0),
        (date(2020, 1, 1), date(2020, 12, 31), 2),
    ]


@pytest.mark.parametrize(
    ("first", "last", "step_days", "bars"),
    [
        (date(2020, 1, 1), date(2020, 1, 1), 1, 1),
        (date(2020, 1, 1), date(2020, 3, 2), 1, 62),
        (date(2020, 1, 1), date(2020, 3, 3), 31, 3),
        (date(2010, 1, 1), date(2020, 2, 17), 31, 122),
        (date(2010, 1, 1), date(2020, 2, 18), 366, 11),
        (date(1900, 1, 1), date(2023, 1, 1), 366, 124),
    ],
)
def test_auto_chooses_a_step_that_can_be_read(
    tmp_path: Path, first: date, last: date, step_days: int, bars: int
) -> None:
    found = timeline(tmp_path, [first, last], "auto")
    assert len(found) == bars
    assert max((bar.end - bar.start).days for bar in found) < step_days


@pytest.mark.parametrize("step", ["day", "month", "year", "auto", "fine"])
@pytest.mark.parametrize("seed", range(3))
def test_bars_touch_and_hold_every_dated_match(tmp_path: Path, step: str, seed: int) -> None:
    random = Random(seed)
    days = [date(2015, 1, 1) + timedelta(random.randrange(2000)) if random.random() < 0.9 else None for _ in range(100)]
    bars = timeline(tmp_path, days, step)
    dated_ones = [day for day in days if day]
    assert sum(bar.count for bar in bars) == len(dated_ones)
    assert all(after.start - before.end == timedelta(1) for before, after in pairwise(bars))
    assert bars[0].start <= min(dated_ones) <= bars[0].end and bars[-1].start <= max(dated_ones) <= bars[-1].end
    assert all(bar.count == sum(bar.start <= day <= bar.end for day in dated_ones) for bar in bars)


@pytest.mark.parametrize("step", ["day", "month", "year", "auto", "fine"])
def test_one_day_is_one_bar_and_none_is_none(tmp_path: Path, step: str) -> None:
    bars = timeline(tmp_path / "one", [date(2020, 2, 29), None], step)
    assert len(bars) == 1 and bars[0].count == 1
    assert timeline(tmp_path / "none", [None, None], step) == ()


@pytest.mark.parametrize("step", ["day", "month", "year", "auto", "fine"])
def test_the_last_day_there_is(tmp_path: Path, step: str) -> None:
    """A scraped date may be nonsense; the page must stand all the same."""
    bars = timeline(tmp_path, [date(9999, 12, 30), date.max], step)
    assert sum(bar.count for bar in bars) == 2
    assert bars[-1].end == date.max


@pytest.mark.parametrize("step", ["month", "year", "auto"])
def test_the_first_day_there_is(tmp_path: Path, step: str) -> None:
    bars = timeline(tmp_path, [date.min, date(1, 2, 1)], step)
    assert sum(bar.count for bar in bars) == 2 and bars[0].start == date.min


def test_no_day_is_no_day() -> None:
    assert date.min.toordinal() > NO_DAY
