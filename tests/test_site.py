"""The copy of the archive's settings that pages read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from articles import site
from articles.site_settings import ONLY, SiteSettings

NAMES = {"name_zh_hans": "灯塔馆", "name_zh_hant": "燈塔館", "name_en": "The Lighthouse"}


def published(**values: Any) -> site.Site:
    if connection.vendor == "postgresql":  # which holds no such character
        values = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in values.items()}
    SiteSettings.objects.update_or_create(pk=ONLY, defaults=values)
    site.publish()
    return site.current()


@pytest.mark.parametrize(
    ("language", "name", "tag"),
    [("zh-hans", "新闻档案馆", "zh-Hans"), ("zh-hant", "新聞檔案館", "zh-Hant"), ("en", "News Archive", "en")],
)
def test_until_it_is_named_the_program_s_own_name_stands(language: str, name: str, tag: str) -> None:
    with translation.override(language):
        assert site.current().name == site.Words(name, tag)
        assert not site.current().named and not site.current().described
        assert not site.current().rights and not site.current().contact


@pytest.mark.django_db
def test_each_language_has_its_name() -> None:
    published(**NAMES)
    for language, name, tag in (("zh-hans", "灯塔馆", "zh-Hans"), ("zh-hant", "燈塔館", "zh-Hant"),
                                ("en", "The Lighthouse", "en")):  # fmt: skip
        with translation.override(language):
            assert site.current().name == site.Words(name, tag)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "language", "text"),
    [
        ({"zh_hans": "灯塔馆", "en": "Lighthouse"}, "zh-hant", "灯塔馆"),
        ({"zh_hant": "燈塔館", "en": "Lighthouse"}, "zh-hans", "燈塔館"),
        ({"zh_hant": "燈塔館", "zh_hans": "灯塔馆"}, "en", "灯塔馆"),
        ({"en": "Lighthouse"}, "zh-hans", "Lighthouse"),
        ({"zh_hans": " \u202e\x00 ", "en": "Lighthouse"}, "zh-hans", "Lighthouse"),
    ],
)
def test_where_a_language_has_no_words_the_nearest_has(given: dict[str, str], language: str, text: str) -> None:
    for field, of in (("name", "name"), ("description", "description"), ("rights", "rights")):
        said = published(**{f"{field}_{code}": given.get(code, "") for code in ("zh_hans", "zh_hant", "en")})
        with translation.override(language):
            assert str(getattr(said, of)) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("一\r\n二\u2028三\x85四\t五", "一 二 三 四 五"),
        ("\u202e反\u202c \u2066甲\u2069", "反 甲"),
        ("甲\u200f乙", "甲\u200f乙"),
        ("  甲  ", "甲"),
        ("甲\x00\x1b[31m乙\ud800", "甲 [31m乙"),
        ('<b>"甲"</b>', '<b>"甲"</b>'),
    ],
)
def test_a_text_is_one_line_that_turns_nothing_beside_it(written: str, shown: str) -> None:
    assert site.plain(written) == shown


@pytest.mark.django_db
def test_rights_are_paragraphs() -> None:
    said = published(rights_en="First,\r\nstill the first.\r\n\r\n\r\n\u202eSecond.\x00\n")
    with translation.override("en"):
        assert said.rights.paragraphs == ["First,\nstill the first.", "Second."]


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("editor@news.example.org", "mailto:editor@news.example.org"),
        ("a?subject=x&body=y@b.example", "mailto:a%3Fsubject%3Dx%26body%3Dy@b.example"),
        ("https://news.example.org/contact?a=1", "https://news.example.org/contact?a=1"),
        ("javascript:alert(1)", ""), ("javascript:alert(1)//a@b.example c", ""), ("data:text/html,x", ""),
        ("//a.example", ""), ("https://", ""), ("https://[", ""), ("Write to editor@news.example.org", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_an_address_becomes_a_link(contact: str, href: str) -> None:
    assert site.Site(contact=contact).contact_href == href


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["javascript:x", "https://a.example/feed", "\x00", "https://a.example\x0b"])
def test_a_former_address_that_is_none_is_not_used(written: str) -> None:
    """It may have come with somebody's export."""
    assert published(former_address=written).former_address == ""


@pytest.mark.django_db
def test_there_is_one_row() -> None:
    SiteSettings.objects.create(pk=ONLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSettings.objects.create(pk=2)


@pytest.mark.django_db
def test_a_change_is_another_mark_and_no_change_writes_nothing(settings: Any) -> None:
    before = site.mark()
    published(**NAMES, former_until=datetime(2026, 12, 1, tzinfo=UTC), former_address="https://a.example")
    first = site.mark()
    assert first != before
    assert site.current().former_until == datetime(2026, 12, 1, tzinfo=UTC)
    inode = (settings.NEWSARCHIVE_DATA / site.COPY).stat().st_ino
    site.publish()
    assert (settings.NEWSARCHIVE_DATA / site.COPY).stat().st_ino == inode
    published(name_en="Lighthouse Two")
    assert site.mark() != first
    assert [path.name for path in settings.NEWSARCHIVE_DATA.iterdir()] == [site.COPY], "no draft is left"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"name": {}}', b"\xff", b'{"name": 1, "former_until": 3}']
)
def test_a_damaged_copy_says_nothing(settings: Any, data: bytes) -> None:
    (settings.NEWSARCHIVE_DATA / site.COPY).write_bytes(data)
    assert site.current() == site.Site()


@pytest.mark.django_db
def test_a_copy_that_cannot_be_written_leaves_the_old_one(settings: Any, tmp_path: Path) -> None:
    published(**NAMES)
    before = site.mark()
    (tmp_path / "busy").write_text("")
    settings.NEWSARCHIVE_DATA = tmp_path / "busy"
    with pytest.raises(OSError, match="busy"):
        published(name_en="Other")
    settings.NEWSARCHIVE_DATA = tmp_path
    assert site.mark() == before


@pytest.mark.django_db(transaction=True)
def test_a_start_makes_the_copy_anew(settings: Any) -> None:
    published(**NAMES)
    (settings.NEWSARCHIVE_DATA / site.COPY).write_text("{}")
    site.publish_at_start()
    assert site.current().names["en"] == "The Lighthouse"


def test_a_start_without_a_table_goes_on(tmp_path: Path) -> None:
    """As before the first `migrate`: the service must come up and say what is wrong on its pages, not here."""
    known = {"NEWSARCHIVE_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", "import newsarchive.wsgi"], env=known, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "could not be renewed" in done.stderr
    assert not (tmp_path / site.COPY).exists()


@pytest.mark.django_db(transaction=True)
def test_every_worker_shows_a_change_at_once(settings: Any) -> None:
    """Another process, as a second worker is, that had read the copy before it changed."""
    published(name_zh_hans="从前")
    code = (
        "import django; django.setup()\n"
        "from articles import site\n"
        "for _line in range(2):\n"
        "    print(site.current().names.get('zh-hans'), flush=True); input()\n"
    )
    known = {"NEWSARCHIVE_DATA": str(settings.NEWSARCHIVE_DATA), "DJANGO_SETTINGS_MODULE": "newsarchive.settings",
             "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=known,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as worker:
        assert worker.stdin and worker.stdout
        assert worker.stdout.readline() == "从前\n"
        published(name_zh_hans="如今")
        worker.stdin.write("\n\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "如今\n"


@pytest.mark.django_db
def test_reading_it_asks_the_database_for_nothing(django_assert_num_queries: Any) -> None:
    published(**NAMES)
    with django_assert_num_queries(0):
        site.current()
        site.mark()


@pytest.mark.django_db
def test_the_copy_is_plain_json(settings: Any) -> None:
    published(name_en='</script>"', contact="a\u202eb")
    read = json.loads((settings.NEWSARCHIVE_DATA / site.COPY).read_text(encoding="utf-8"))
    assert read["name"] == {"en": '</script>"'} and read["contact"] == "ab"
