"""One table of steps in time: the number of a day, counted one by one or all at once."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.evaluate.time_buckets import STEPS, Step, first_day, last_day, number, numbers


@pytest.mark.parametrize("step", STEPS)
@given(days=st.lists(st.dates(), min_size=1, max_size=20))
def test_many_days_have_the_numbers_of_each(step: Step, days: list[date]) -> None:
    assert numbers(step, np.array([day.toordinal() for day in days])).tolist() == [number(step, day) for day in days]


@pytest.mark.parametrize("step", STEPS)
@given(day=st.dates())
def test_a_day_lies_in_its_step_and_steps_follow_each_other(step: Step, day: date) -> None:
    this = number(step, day)
    assert first_day(step, this) <= day <= last_day(step, this)
    if last_day(step, this) < date.max:
        assert first_day(step, this + 1).toordinal() == last_day(step, this).toordinal() + 1
