"""Between facts that stand in a line: a line may end with a ·, none begins with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import override

from articles.display.days import short_day
from articles.models import Article

NOON = datetime(2020, 9, 17, 4, tzinfo=UTC)
PATHS = ["/", "/archive/", "/archive/2020/09/", "/archive/2020/09/17/", "/archive/undated/", "/sources/", "/pictures/"]


@pytest.mark.parametrize("path", [*PATHS, "/search/?q=正文", "/search/?q=正文&view=lines"])
def test_no_line_can_begin_with_a_separator(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int], path: str
) -> None:
    """A break is only where a plain space is: before the · stands one that does not break."""
    make_article(published_at=NOON, captions=["正文"])
    make_article(published_at=datetime(2020, 9, 16, 4, tzinfo=UTC))
    make_article(published_at=None, archived_at=NOON)
    index()
    main = BeautifulSoup(client.get(path).text, "lxml").main
    assert main
    for unseen in main.select(".unseen, [aria-hidden]"):
        unseen.decompose()
    assert not re.search(r"\s(?<!\N{NO-BREAK SPACE})·", main.text)


@pytest.mark.parametrize(
    ("language", "written"), [("en", "17 Sep 2020"), ("zh-hans", "2020年9月17日"), ("zh-hant", "2020年9月17日")]
)
def test_a_list_writes_its_days_as_its_language_does(
    client: Client, make_article: Callable[..., Article], language: str, written: str
) -> None:
    make_article(published_at=NOON, captions=["图说"])
    with override(language):
        assert short_day(date(2020, 9, 17)) == written
    for path in ("sources", "pictures"):
        days = BeautifulSoup(client.get(f"/{language}/{path}/").text, "lxml").select("main li time")
        assert [(day["datetime"], day.text) for day in days] == [("2020-09-17", written)]
