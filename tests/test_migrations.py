"""What a migration does to an archive that is older than it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from articles import migrations
from articles.models import Article
from articles.site_settings import SiteSettings

[FILE] = Path(migrations.__file__).parent.glob("*_site_settings.py")
SITE_SETTINGS = importlib.import_module(f"articles.migrations.{FILE.stem}")


@pytest.mark.parametrize(
    ("site_url", "hosts", "https", "address"),
    [
        ("https://news.example.org", ["other.example"], True, "https://news.example.org"),
        ("", ["127.0.0.1", "localhost", "[::1]", "News.example.org"], True, "https://news.example.org"),
        ("", ["news.example.org"], False, "http://news.example.org"),
        ("", ["news.example.org", "news.example.net"], True, ""),
        ("", ["127.0.0.1", "localhost", "[::1]"], True, ""),
        ("", [".example.org"], True, ""),
        ("", ["*"], True, ""),
    ],
)
def test_an_upgraded_archive_keeps_the_ids_of_its_feed_entries(
    make_article: Callable[..., Article], settings: Any, site_url: str, hosts: list[str], https: bool, address: str
) -> None:
    make_article()
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.HTTPS = site_url, hosts, https
    SITE_SETTINGS.keep_ids(apps, connection.schema_editor())
    assert [row.former_address for row in SiteSettings.objects.all()] == ([address] if address else [])
    for row in SiteSettings.objects.all():
        assert row.former_until and row.former_until <= datetime.now(UTC)
        assert Article.objects.get().imported_at < row.former_until


@pytest.mark.django_db
def test_a_new_archive_has_no_former_ids(settings: Any) -> None:
    settings.SITE_URL = "https://news.example.org"
    SITE_SETTINGS.keep_ids(apps, connection.schema_editor())
    assert not SiteSettings.objects.exists()
