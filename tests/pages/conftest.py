"""Fixtures for the pages: readers over plain HTTP, rescued pictures, an index."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.core.files.base import ContentFile
from PIL import Image as Drawing

from articles import search
from articles.models import Article, Image, Original

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
#: What a hostile page would put into a headline, a caption, a byline or a name.
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>&lt;'


@pytest.fixture(autouse=True)
def _plain_http(settings: Any) -> None:
    settings.HTTPS = False


@pytest.fixture
def rescue(settings: Any) -> Callable[..., Image]:
    """rescue(article, position=1): gives that figure's picture its file."""

    def keep(article: Article, position: int = 1, data: bytes = b"", name: str = "picture.png") -> Image:
        image = article.figures.get(position=position).image
        if not data:
            drawn = io.BytesIO()
            Drawing.new("RGB", (4, 3), (200, 80, 40)).save(drawn, "PNG")
            data = drawn.getvalue()
        image.sha256, image.width, image.height = hashlib.sha256(data).hexdigest(), 4, 3
        image.file.save(name, ContentFile(data))
        return image

    return keep


@pytest.fixture
def make_original() -> Callable[..., Original]:
    """make_original(article, b"bytes"): an untouched file, and the current one if the article has none."""

    def make(article: Article, data: bytes = b"<!--1-->\n[x](y)\n", path: str = "news/voa/1.md") -> Original:
        original = Original.objects.create(
            article=article,
            sha256=hashlib.sha256(data).hexdigest(),
            path=path,
            size=len(data),
            content_hash=article.content_hash,
            compressed=zstandard.compress(data),
        )
        if article.original is None:
            article.original = original
            article.save(update_fields=["original"])
        return original

    return make


@pytest.fixture
def index() -> Callable[[], int]:
    """index(): takes all articles of the test into its own index."""
    return search.rebuild
