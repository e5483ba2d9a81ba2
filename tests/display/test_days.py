"""Days and times in one form, wherever they are read by people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from articles.display.days import outlet_moment, own_day, own_moment
from articles.models import Article, ImportRun, Source
from tests.admin.conftest import Editor

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
Make = Callable[..., Any]
#: 01:00 of the next day in Shanghai.
EVENING = datetime(2024, 5, 1, 17, 0, tzinfo=UTC)
FORMS = {
    "en": ("2 May 2024", "2 May 2024 01:00 UTC+8"),
    "zh-hans": ("2024年5月2日", "2024年5月2日 01:00 UTC+8"),
    "zh-hant": ("2024年5月2日", "2024年5月2日 01:00 UTC+8"),
}


@pytest.mark.parametrize("language", FORMS)
def test_what_the_archive_did_is_told_by_its_own_day_and_clock(language: str) -> None:
    with translation.override(language):
        assert (own_day(EVENING), own_moment(EVENING)) == FORMS[language]


def test_an_outlets_time_has_its_offset_and_a_bare_day_none() -> None:
    article = Article(source=Source(name="甲", home_zone="Asia/Kathmandu"))
    with translation.override("en"):
        assert outlet_moment(article, EVENING) == "1 May 2024 22:45 UTC+5:45"
        assert outlet_moment(article, EVENING, "day") == "1 May 2024"


def test_templates_write_machine_dates_for_machines_only() -> None:
    """`|date` stands in attributes and addresses; what people read goes through the filters of articles.display.days."""
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        for found in re.finditer(r"\{\{[^{}]*\|date:[^{}]*\}\}", source):
            assert source[: found.start()].endswith(('="', "?day=")), (path.name, found[0])
            assert '|date:"Y-m-d"' in found[0], (path.name, found[0])
        assert not re.findall(r"\w+=[\w.]+\|date:", source), path.name


@pytest.mark.django_db
def test_check_this_tells_times_as_the_rest_of_the_page_does(client: Client, make_article: Make) -> None:
    article = make_article()
    Article.objects.update(imported_at=EVENING)
    page = client.get(f"/en/articles/{article.public_id}/", HTTP_HOST="127.0.0.1").content.decode()
    assert "<dd>2 May 2024 01:00 UTC+8</dd>" in page
    assert "2024-05-02 01:00" not in page


@pytest.mark.django_db
def test_an_import_run_is_named_by_the_archives_clock() -> None:
    run = ImportRun.objects.create()
    ImportRun.objects.update(started_at=EVENING)
    run.refresh_from_db()
    with translation.override("en"):
        assert str(run) == "2 May 2024 01:00"
    with translation.override("zh-hans"):
        assert str(run) == "2024年5月2日 01:00"


@pytest.mark.django_db
def test_the_admin_tells_times_as_the_pages_do(make_article: Make, make_source: Make, django_user_model: Any) -> None:
    make_source("甲报", "jia", home_zone="Asia/Kathmandu")
    article = make_article(source="甲报", published_at=EVENING, archived_at=EVENING, edited_at=EVENING)
    Article.objects.update(imported_at=EVENING)
    editor = Editor(HTTP_HOST="127.0.0.1", headers={"accept-language": "en"})
    editor.force_login(django_user_model.objects.create_superuser("editor"))
    row = editor.open("/admin/articles/article/").select_one("#result_list tbody tr")
    assert row is not None
    assert row.select_one(".field-published").get_text() == "1 May 2024 22:45 UTC+5:45"  # type: ignore[union-attr]
    assert row.select_one(".field-edited").get_text() == "2 May 2024"  # type: ignore[union-attr]
    facts = editor.open(f"/admin/articles/article/{article.pk}/change/").select_one(".facts")
    assert facts is not None
    assert facts.select_one(".field-archived .readonly").get_text() == "1 May 2024 22:45 UTC+5:45"  # type: ignore[union-attr]
    assert facts.select_one(".field-imported .readonly").get_text() == "2 May 2024 01:00 UTC+8"  # type: ignore[union-attr]
    run = ImportRun.objects.create(finished_at=timezone.now())
    ImportRun.objects.filter(pk=run.pk).update(started_at=EVENING)
    page = editor.open("/admin/articles/importrun/")
    assert page.select_one("#result_list .field-started_at").get_text() == "2 May 2024 01:00"  # type: ignore[union-attr]
