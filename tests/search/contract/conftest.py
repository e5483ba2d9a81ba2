"""Each test of this folder runs once for each engine. Another engine is one more line of ENGINES."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from articles import search
from articles.models import Article

Make = Callable[..., Article]
ENGINES = {
    "embedded": "articles.search.embedded.engine.EmbeddedEngine",
    "brute force": "tests.search.contract.brute_force.BruteForceEngine",
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Any, db: None, no_sync: None) -> search.Engine:
    settings.SEARCH_ENGINE = ENGINES[request.param]
    return search.search_engine()


@pytest.fixture
def archive(make_article: Make) -> dict[str, Article]:
    def at(day: int, hour: int = 4) -> datetime:
        return datetime(2020, 8, day, hour, tzinfo=UTC)

    made = {
        "a": make_article("总统府", "<p>中国和美国。</p>", source="晨报", published_at=at(1)),
        "b": make_article(
            "黄河", "<p>中國人在臺灣。</p>", source="晚报", published_at=at(2), captions=["总统府的照片"]
        ),
        "c": make_article("长江", "<p>美国人。</p>", source="晨报", published_at=at(3), byline=["王五"]),
        "d": make_article("泰山", "<p>Twitter 上说中国台湾。</p>", source="晚报", published_at=None),
        "e": make_article("华山", "<p>没有别的。</p>", source="日报", published_at=at(4, 17)),
    }
    search.update()
    return made
