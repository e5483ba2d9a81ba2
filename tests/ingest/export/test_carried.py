"""Every table and every column of the archive is either in an export, or it is known why it is not."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from PIL import Image as Pillow

from articles import site
from articles.furniture import PutBack
from articles.history import Commit, Witness
from articles.ingest.export.carried import CARRIED, FOLLOWING, LEFT_OUT, NOT_DIGESTED
from articles.ingest.export.digest import overall, table_digests
from articles.ingest.export.exporting import export_archive
from articles.ingest.pictures.storing import keep_picture
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import ArchiveProfile, Article, Figure, Image, NameGroup, Original, Section, Source, SourceAlias
from articles.parsing.formats.profile import profile_of
from articles.site_settings import SiteSettings
from tests.ingest.conftest import VOA, feed_file

Folder = Callable[[Mapping[str, bytes]], Path]
MODELS = {model.__name__: model for model in apps.get_app_config("articles").get_models()}
NOON = datetime(2021, 3, 5, 4, 0, tzinfo=UTC)
LABELS = sorted(f"{table}.{column}" for table, columns in CARRIED.items() for column in columns)
#: How a row of a table is known in another archive.
KEYS = {
    "Source": "slug", "SourceAlias": "value", "Article": "public_id", "Figure": "caption", "Image": "url",
    "Original": "sha256", "NameGroup": "forms", "PutBack": "outlet", "Section": "name", "SiteSettings": "id",
    "Commit": "hash", "Witness": "path",
    "ArchiveProfile": "sha256",
}  # fmt: skip


def label(model: str, field: Any) -> str:
    return f"{model}.{field.name}"


def test_every_table_and_column_is_carried_or_known_not_to_be() -> None:
    listed = {f"{table}.{column}" for table, columns in CARRIED.items() for column in columns}
    listed |= {f"{table}.{column}" for table, columns in FOLLOWING.items() for column in columns}
    assert not listed & LEFT_OUT.keys()
    listed |= LEFT_OUT.keys()
    columns = {
        label(name, field) for name, model in MODELS.items() for field in model._meta.concrete_fields
        if not field.primary_key
    }  # fmt: skip
    forgotten = {each for each in columns if each not in listed and each.split(".")[0] not in LEFT_OUT}
    assert not forgotten, "carry them, or say in articles/ingest/export/carried.py why not"
    assert not listed - columns - MODELS.keys(), "these are no tables or columns any more"
    assert all(LEFT_OUT.values()) and NOT_DIGESTED.keys() <= set(LABELS)


@pytest.fixture
def archive(folder: Folder) -> None:
    """Each carried column of each table holds, in one row at least, what an archive does not begin with."""
    files = {
        "美国之音/a.md": feed_file(
            "渡轮停航", "因大雾停航。", url=VOA.format(1), pictures=("https://p.example/a.jpg",)
        ),
        "林舟/b.md": feed_file("无址短讯", "没有地址的一篇。", pictures=("https://p.example/b.jpg",)),
        "林舟/c.md": feed_file(
            "日记", "今日晴。", url="https://diary.example/c", pictures=("https://p.example/c.jpg",)
        ),
    }
    root = folder(files)
    import_paths([root], workers=0, source="海港报", profile=profile_of('zone = "Asia/Tokyo"\n'))
    ArchiveProfile.objects.create(sha256="0" * 64, text="# another")
    Source.objects.filter(slug="voa").update(home_zone="Asia/Tokyo", home_page="https://voa.example/")
    Source.objects.create(name="空报", slug="empty", home_zone="Asia/Taipei", home_page="https://empty.example/")
    SourceAlias.objects.create(source=Source.objects.get(slug="empty"), kind="slug", value="formerly")
    SourceAlias.objects.create(source=Source.objects.get(slug="empty"), kind="host", value="empty.example")
    ferry = Article.objects.get(headline="渡轮停航")
    ferry.figures.update(
        caption="编者的图说", credit="林舟摄", alt="雾", video_url="https://v.example/1", position=3, role="lead"
    )
    changes: dict[str, object] = {
        "headline": "編者改題", "byline": ["沈望"], "dateline": "港口", "body_html": "<p>改過的正文，臺灣。</p>",
        "standfirst": "導語", "published_at": NOON, "figures": True, "source": Source.objects.get(slug="empty"),
        "section": "港航", "tags": ["渡轮", "大雾"],
    }  # fmt: skip
    save_edit(ferry, changes)
    Section.objects.create(source=ferry.source, name="副刊", slug="副刊")
    Article.objects.filter(pk=ferry.pk).update(published_offset=-210, time_doubt="after-archived", language="zh-hant")
    Article.objects.filter(headline="日记").update(visible=False, hidden_at=NOON, hidden_reason="作者要求")
    drawn = io.BytesIO()
    Pillow.linear_gradient("L").convert("RGB").save(drawn, "PNG")
    rescued = {
        "fetched_at": NOON, "fetched_from": "https://cdn.example/a.png", "etag": '"1"', "last_modified": "Fri",
    }  # fmt: skip
    Image.objects.filter(url="https://p.example/a.jpg").update(**keep_picture(drawn.getvalue()).columns(), **rescued)
    Image.objects.filter(url="https://p.example/b.jpg").update(
        state="failed", reason="timeout", detail="30 s", attempts=2, next_try_at=NOON, fetched_at=NOON
    )
    for number, original in enumerate(Original.objects.order_by("pk")[:2]):
        commit = Commit.objects.create(
            hash=str(number) * 40, at=NOON, rank=NOON + timedelta(hours=number), subject=f"撤下{number}"
        )
        said = {"what": "removed", "final": number == 0, "rewritten": number == 0}
        Witness.objects.create(original=original, commit=commit, path=f"news/{number}.md", at=NOON, **said)
    NameGroup.objects.all().delete()
    NameGroup.objects.create(forms="海港市\n海港城")
    PutBack.objects.create(outlet="voa", key=7, text="欢迎收看")
    texts = {name: f"{name} 海港档案" for name in CARRIED["SiteSettings"] if not name.startswith("former")}
    SiteSettings.objects.create(**texts, former_address="https://old.example", former_until=NOON)


def values() -> dict[str, dict[str, Any]]:
    """By "Table.column": the value of each row, by its natural key."""
    found: dict[str, dict[str, Any]] = {}
    for table, columns in CARRIED.items():
        for row in MODELS[table]._default_manager.all():
            for column in columns:
                value = getattr(row, column)
                if isinstance(value, models.Model):
                    value = getattr(value, KEYS[type(value).__name__])
                if isinstance(value, bytes | memoryview):
                    value = bytes(value)
                found.setdefault(f"{table}.{column}", {})[getattr(row, KEYS[table])] = value
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_is_carried_comes_back(archive: None, tmp_path: Path, name: str) -> None:
    before = values()
    assert before.keys() == set(LABELS)
    for each, by_key in before.items():
        field = MODELS[each.split(".")[0]]._meta.get_field(each.split(".")[1])
        assert any(value != field.get_default() for value in by_key.values()), (
            f"{each}: nothing would be seen to be lost"
        )
    digest = overall(table_digests())
    export_archive(tmp_path / name)
    call_command("flush", interactive=False, verbosity=0)
    NameGroup.objects.create(forms="旧\n舊")  # such as an archive begins with
    report = import_paths([tmp_path / name], workers=0)
    assert not report.refused and not report.notes
    assert str(site.current().name) == "name_zh_hans 海港档案"  # pages show it at once
    after = values()
    for each in LABELS:
        assert after[each] == before[each], each
    assert overall(table_digests()) == digest


@pytest.mark.django_db
@pytest.mark.parametrize("each", [each for each in LABELS if each not in NOT_DIGESTED])
def test_what_is_carried_counts_in_the_digest(archive: None, each: str) -> None:
    table, column = each.split(".")
    before = overall(table_digests())
    # The figure that has another position than those of other articles: it can become theirs.
    rows = MODELS[table]._default_manager.order_by("-position" if table == "Figure" else "pk")
    if column.startswith("hidden"):  # triggers empty both of an article that is shown
        rows = rows.filter(visible=False)
    field = MODELS[table]._meta.get_field(column)
    row = rows.exclude(**{column: None})[0] if field.null else rows[0]
    rows.filter(pk=row.pk).update(**{column: other(field, getattr(row, column))})
    assert overall(table_digests()) != before


def other(field: Any, value: Any) -> Any:
    if field.choices:
        return next(choice for choice, _name in field.choices if choice != value)
    match value:
        case models.Model():
            return type(value)._default_manager.exclude(pk=value.pk)[0]  # type: ignore[attr-defined]
        case bool():
            return not value
        case int():
            return value + 1
        case datetime():
            return value + timedelta(hours=1)
        case list():
            return [*value, "x"]
    return f"{value[:-1]}x"


@pytest.mark.django_db(transaction=True)
def test_an_archive_that_holds_articles_keeps_its_own_names(archive: None, folder: Folder, tmp_path: Path) -> None:
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    NameGroup.objects.create(forms="本馆\n本館")
    import_paths([folder({"林舟/z.md": feed_file("本馆的一篇")}) / "林舟/z.md"], workers=0)
    import_paths([tmp_path / "out"], workers=0)
    assert list(NameGroup.objects.values_list("forms", flat=True)) == ["本馆\n本館"]
    assert Figure.objects.filter(caption="编者的图说").exists()


@pytest.mark.django_db(transaction=True)
def test_outlet_rules_leave_with_the_archive_and_are_mentioned_when_they_come(
    archive: None, tmp_path: Path, settings: Any
) -> None:
    """Rules decide how articles are read: those of a stranger must not be used unseen."""
    settings.NEWSARCHIVE_OUTLETS = tmp_path / "outlets.toml"
    rules = '[[outlet]]\nslug = "quay"\nname = "海港报"\nhosts = ["quay.example"]\n'
    settings.NEWSARCHIVE_OUTLETS.write_text(rules, encoding="utf-8")
    export_archive(tmp_path / "out")
    assert (tmp_path / "out/outlets.toml").read_text(encoding="utf-8") == rules
    call_command("flush", interactive=False, verbosity=0)
    assert import_paths([tmp_path / "out"], workers=0).notes == []
    call_command("flush", interactive=False, verbosity=0)
    settings.NEWSARCHIVE_OUTLETS.unlink()
    [note] = import_paths([tmp_path / "out"], workers=0).notes
    assert "outlets.toml" in note and not settings.NEWSARCHIVE_OUTLETS.exists()
