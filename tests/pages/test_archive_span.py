"""Of what time an archive is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from articles.pages.archive_span import Span, last_usual_day, main_span

NOW = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("by_month", "expected"),
    [
        ({}, None),
        ({(2020, 5): 3}, Span(date(2020, 5, 1), date(2020, 5, 1), whole=True)),
        (
            {(2003, 1): 2, (2020, 11): 40, (2020, 12): 40, (2021, 1): 40, (2024, 2): 3},
            Span(date(2020, 11, 1), date(2021, 1, 1), whole=False),
        ),
        ({(2018, 3): 1, (2020, 7): 99}, Span(date(2020, 7, 1), date(2020, 7, 1), whole=False)),
        ({(2020, 1): 50, (2020, 12): 50}, Span(date(2020, 1, 1), date(2020, 12, 1), whole=True)),
        ({(2019, 12): 9, (2020, 1): 81, (2020, 2): 9}, Span(date(2019, 12, 1), date(2020, 1, 1), whole=False)),
    ],
)
def test_the_shortest_run_of_months_with_most_of_it(
    by_month: dict[tuple[int, int], int], expected: Span | None
) -> None:
    assert main_span(by_month) == expected


def days(*counts: int, until: date = NOW) -> dict[date, int]:
    return {until - timedelta(days=len(counts) - 1 - n): count for n, count in enumerate(counts) if count}


@pytest.mark.parametrize(
    ("counts", "back"),
    [((100, 120, 90, 1), 1), ((100, 120, 90, 24), 0), ((100, 120, 90, 23), 1), ((1, 1), 0), ((2, 1), 0)],
)
def test_a_straggler_does_not_lead(counts: tuple[int, ...], back: int) -> None:
    assert last_usual_day(days(*counts), NOW) == NOW - timedelta(days=back)


def test_a_mistaken_date_in_the_future_does_not_lead() -> None:
    assert last_usual_day({**days(10, 10), date(2077, 1, 1): 10}, NOW) == NOW
    assert last_usual_day({date(2077, 1, 1): 10}, NOW) is None
    assert last_usual_day({}, NOW) is None
