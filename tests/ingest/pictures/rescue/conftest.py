"""A hostile server, and a fetcher that may ask it and nobody else on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles.ingest.pictures.rescue.fetching import Manners
from articles.ingest.pictures.rescue.network import Network
from articles.ingest.pictures.rescue.running import Pace
from articles.models import Article, Image
from tests.ingest.pictures.rescue.hostile import HostileServer, gzip_bomb, hostile_server, pixel_bomb

#: Short, so that the slow ones do not make the tests slow.
QUICK = Pace(workers=4, delay=0.0, retries=1, first=0.01, longest=2.0)


@pytest.fixture(scope="session")
def _server() -> Iterator[HostileServer]:
    pixel_bomb(), gzip_bomb()  # made before anybody waits for them
    with hostile_server() as running:
        yield running


@pytest.fixture
def server(_server: HostileServer) -> HostileServer:
    _server.counts.clear()
    _server.headers.clear()
    return _server


@pytest.fixture
def manners(server: HostileServer) -> Manners:
    return Manners(seconds=60, patience=15, network=Network(beside=frozenset({server.place})))


@pytest.fixture
def show(make_article: Callable[..., Article]) -> Callable[..., list[Image]]:
    """show(*addresses, **article): an article with these pictures."""

    def make(*addresses: str, **article: Any) -> list[Image]:
        shown = make_article(captions=["图"] * len(addresses), **article)
        images = [figure.image for figure in shown.figures.select_related("image")]
        for image, address in zip(images, addresses, strict=True):
            image.url, image.url_hash = address, hashlib.sha256(address.encode()).hexdigest()
            image.save()
        return images

    return make
