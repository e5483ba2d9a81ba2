"""Headings of a body under the page's own h1."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading import with_ranks


def ranks(html: str) -> list[int]:
    return [int(rank) for rank in re.findall(r"<h(\d)", html)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        ([2, 3, 2], [2, 3, 2]),
        ([3, 3], [2, 2]),
        ([4, 3, 4], [2, 2, 3]),
        ([1, 2, 3], [2, 3, 4]),
        ([2, 4, 3, 4], [2, 3, 3, 4]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
    ],
)
def test_ranks(before: list[int], after: list[int]) -> None:
    html = "".join(f"<h{rank}>题<em>目</em></h{rank}><p>文</p>" for rank in before)
    done = with_ranks(html)
    assert ranks(done) == after
    assert done == "".join(f"<h{rank}>题<em>目</em></h{rank}><p>文</p>" for rank in after)


@given(st.lists(st.integers(1, 6)))
def test_no_order_jumps_and_doing_it_again_changes_nothing(given: list[int]) -> None:
    done = with_ranks("".join(f"<h{rank}>x</h{rank}>" for rank in given))
    found = [1, *ranks(done)]
    assert all(2 <= after <= before + 1 for before, after in itertools.pairwise(found))
    assert with_ranks(done) == done


def test_what_only_looks_like_a_heading_stays() -> None:
    html = '<hr><p data-player="1">&lt;h3&gt;</p><h3 class="x">题</h3>'
    assert with_ranks(html) == '<hr><p data-player="1">&lt;h3&gt;</p><h2 class="x">题</h2>'
