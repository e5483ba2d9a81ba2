"""Fixtures of every test: an index and a media folder of its own, and a way to make articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

from articles.models import Article, Figure, Image, Source
from articles.parsing import content_hash, finish_body
from articles.search.evaluate import filing
from tests.own_archive import OwnArchive, own_archive

SHARED = Path(__file__).resolve().parents[2] / "shared"
# The same examples on every run, however long one takes: a failure is the change's, not the day's or the machine's. To look
# further, run with --hypothesis-seed.
hypothesis_settings.register_profile("archive", deadline=None, database=None, derandomize=True)
hypothesis_settings.load_profile("archive")


#: Fixtures without which, and without the mark, pytest-django lets no test reach the database.
REACHING = frozenset({"db", "transactional_db", "other_archive"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The real sample is not in the repository: what needs it runs where ../shared is. On PostgreSQL, only the tests that
    reach a database: `make test` runs the others."""
    if not (SHARED / "corpus").is_dir():
        for item in items:
            if item.get_closest_marker("sample"):
                item.add_marker(pytest.mark.skip(reason="../shared/corpus is not here"))
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        config.hook.pytest_deselected(items=[item for item in items if not reaches_the_database(item)])
        items[:] = filter(reaches_the_database, items)


def reaches_the_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or not REACHING.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture
def other_archive(tmp_path: Path) -> Iterator[OwnArchive]:
    """An archive for commands that run as processes of their own (its database has no tables yet)."""
    with own_archive(tmp_path / "data") as archive:
        yield archive


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.NEWSARCHIVE_DATA = tmp_path
    settings.NEWSARCHIVE_INDEX = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    filing._kept.clear()
    yield
    cache.clear()


@pytest.fixture
def make_source(db: None) -> Callable[..., Source]:
    def make(name: str = "晨报", slug: str = "", **fields: Any) -> Source:
        slug = slug or "s" + hashlib.sha256(name.encode()).hexdigest()[:8]
        return Source.objects.get_or_create(name=name, defaults={"slug": slug, **fields})[0]

    return make


@pytest.fixture
def make_article(make_source: Callable[..., Source], settings: Any) -> Callable[..., Article]:
    """make_article("标题", "<p>正文</p>", source="晨报", published_at=datetime, captions=["图说"], **columns)"""
    count = 0

    def make(
        headline: str = "标题",
        body: str = "<p>正文。</p>",
        *,
        source: str = "晨报",
        published_at: datetime | None = datetime(2023, 8, 29, 15, 9, 5, tzinfo=UTC),
        captions: tuple[str, ...] | list[str] = (),
        **columns: Any,
    ) -> Article:
        nonlocal count
        count += 1
        identity = hashlib.sha256(f"{headline}{count}".encode()).hexdigest()
        done = finish_body(body)
        values: dict[str, Any] = {
            "public_id": identity[:12],
            "identity": identity,
            "source": make_source(source),
            "url": f"https://news.example/{count}",
            "url_key": f"news.example/{count}",
            "headline": headline,
            "body_html": done.html,
            "text": done.text,
            "standfirst": done.standfirst,
            "length": done.length,
            "script": done.script,
            "language": done.language,
            "published_at": published_at,
            "published_rule": "body" if published_at else "",
            "archived_at": published_at,
            "day": published_at.astimezone(settings.ARCHIVE_ZONE).date() if published_at else None,
            "figure_count": len(captions),
            "content_hash": content_hash(headline, done.text),
        }
        article = Article.objects.create(**(values | columns))
        for position, caption in enumerate(captions, start=1):
            url = f"https://pictures.example/{count}-{position}.jpg"
            image = Image.objects.create(url=url, url_hash=hashlib.sha256(url.encode()).hexdigest())
            Figure.objects.create(article=article, image=image, position=position, caption=caption)
        return article

    return make
