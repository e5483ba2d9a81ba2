"""Each outlet's layout, in articles of our own: the input beside what must come of it."""

from __future__ import annotations

import pytest

from articles.parsing import finish_body
from tests.parsing import golden


@pytest.mark.parametrize("name", golden.names())
def test_golden_pair(name: str) -> None:
    assert golden.parsed(name) == golden.expected(name)


@pytest.mark.parametrize("name", golden.names())
def test_bodies_are_finished(name: str) -> None:
    body = golden.expected(name)["body_html"]
    assert finish_body(body).html == body
