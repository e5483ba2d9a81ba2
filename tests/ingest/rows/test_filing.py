"""Sections and tags: named, stored, edited, moved with their articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.filing import LONGEST_NAME
from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import export_archive
from articles.ingest.rereading.reparsing import reparse
from articles.ingest.rows.editing import save_edit
from articles.ingest.rows.filing import MOST_TAGS, filed_name, filed_names, set_tags, slug_for_name, tag_ids, tags_of
from articles.ingest.rows.sources import merge_sources
from articles.ingest.run.importing import import_paths
from articles.models import Article, OutboxRow, Section, Source, Tag, Tagging

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)


def post(number: int, section: str = "港航", tags: tuple[str, ...] = ("渡轮", "大雾")) -> bytes:
    front = f"title: 第{number}篇\ndate: 2021-03-0{number}\nurl: https://quay.example/{number}\ncategory: {section}\n"
    listed = "".join(f'  - "{tag}"\n' for tag in tags)
    return f"---\n{front}tags:\n{listed}mood: 平静\n---\n\n海边的集市今日开张，来往的人很多。\n".encode()


@pytest.fixture
def quay(folder: Folder) -> Article:
    import_paths([folder({f"a/{n}.md": post(n) for n in (1, 2)})], workers=0)
    return Article.objects.get(headline="第1篇")


def test_a_file_s_section_and_tags_are_kept(quay: Article) -> None:
    assert quay.section and quay.section.name == "港航" and quay.section.source == quay.source
    assert tags_of(quay) == ["渡轮", "大雾"]
    assert quay.also == {"mood": "平静"}
    assert Tag.objects.count() == 2 and Section.objects.count() == 1 and Tagging.objects.count() == 4


def test_an_editor_s_section_and_tags_stay(quay: Article) -> None:
    save_edit(quay, {"section": " 副刊 ", "tags": ["市集", "市集", "大雾", ""]})
    assert quay.section and quay.section.name == "副刊" and tags_of(quay) == ["市集", "大雾"]
    assert quay.edited_fields == ["section", "tags"]
    reparse(quay)
    quay.refresh_from_db()
    assert quay.section.name == "副刊" and tags_of(quay) == ["市集", "大雾"]
    save_edit(quay, {"section": "", "tags": []})
    assert quay.section is None and tags_of(quay) == []


def test_a_new_version_brings_its_own(quay: Article, folder: Folder) -> None:
    newer = post(1, "財經", ("mtr",)).replace(b"2021-03-01", b"2021-03-09").replace("今日".encode(), "昨日".encode())
    import_paths([folder({"a/9.md": newer})], workers=0)
    quay.refresh_from_db()
    assert quay.section and (quay.section.name, tags_of(quay)) == ("財經", ["mtr"])


def test_a_section_goes_where_its_articles_go(quay: Article) -> None:
    other = Source.objects.create(name="海港周报", slug="weekly")
    own = Section.objects.create(source=other, name="港航", slug="港航")
    merge_sources(other, quay.source)
    assert set(Article.objects.values_list("section", flat=True)) == {own.pk}
    third = Source.objects.create(name="渡口晚报", slug="evening")
    save_edit(Article.objects.get(pk=quay.pk), {"source": third})
    moved = Article.objects.get(pk=quay.pk).section
    assert moved and (moved.source, moved.name) == (third, "港航")


def test_a_change_of_tags_alone_is_due_to_the_index(quay: Article) -> None:
    OutboxRow.objects.all().delete()
    set_tags(quay, ["别的"])
    assert list(OutboxRow.objects.values_list("article_id", flat=True)) == [quay.pk]


def test_an_export_brings_both_back(quay: Article, tmp_path: Path) -> None:
    save_edit(quay, {"section": "副刊", "tags": ["市集"]})
    digest = check_database().digest
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    assert not import_paths([tmp_path / "out"], workers=0).refused
    assert check_database().digest == digest
    again = Article.objects.get(headline="第1篇")
    assert again.section and (again.section.name, tags_of(again)) == ("副刊", ["市集"])


def test_the_digest_counts_them(quay: Article) -> None:
    before = check_database().digest
    set_tags(quay, ["大雾", "渡轮"])
    assert check_database().digest != before


@given(st.text(max_size=300), st.text(max_size=300))
def test_addresses_of_names(one: str, other: str) -> None:
    first, second = filed_name(one), filed_name(other)
    assert len(first) <= LONGEST_NAME and (first.isprintable() or not first)
    slugs = [slug_for_name(name) for name in (first, second) if name]
    assert all(
        0 < len(slug) <= 80 and all(c.isalnum() or c in "-_" or c.isidentifier() for c in slug) for slug in slugs
    )
    assert first == second or len(set(slugs)) == len(slugs)


def test_no_name_takes_another_s_address() -> None:
    marked = slug_for_name("MTR")
    assert marked != "mtr" and slug_for_name("mtr") == "mtr" and slug_for_name("香港") == "香港"
    assert slug_for_name(marked) != marked


def test_hostile_tags_are_bounded() -> None:
    assert len(filed_names(f"标签{n}" for n in range(100_000))) == MOST_TAGS
    assert filed_names(["x" * 10_000, "\x00\x1b", "a\u202eb", "a b", "a\nb"]) == ["x" * LONGEST_NAME, "a b"]


def test_very_many_tags_are_made_in_pieces() -> None:
    names = [f"标签{n}" for n in range(3_000)]
    assert len(tag_ids(names)) == 3_000
    assert len(tag_ids(names[:10])) == 10
