from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from articles.ingest.rows.sources import merge_sources, slug_for
from articles.ingest.run.importing import import_paths
from articles.models import Article, OutboxRow, Source, SourceAlias
from tests.ingest.conftest import VOA, feed_file

Folder = Callable[[Mapping[str, bytes]], Path]
PAPER = "https://paper.example/{}"


@pytest.mark.parametrize(
    ("name", "slug"), [("Mara Vell", "mara-vell"), ("晚潮", None), ("paper.example", "paper-example"), ("tide", "tide")]
)
def test_slugs_are_ascii_and_follow_from_the_name(name: str, slug: str | None) -> None:
    found = slug_for(name)
    assert found.isascii()
    assert found == slug_for(name)
    assert slug is None or found == slug


def test_slugs_of_different_names_differ() -> None:
    names = [
        "Mara Vell",
        "mara vell",
        "mara-vell",
        "Mara-Vell",
        "MARA VELL",
        "晚潮",
        "晚汐",
        "voa!",
        "Bbc",
        "a" * 90,
        "a" * 91,
    ]
    slugs = {slug_for(name) for name in names}
    assert len(slugs) == len(names)
    assert not slugs & {"voa", "bbc"}
    assert all(len(slug) <= 80 for slug in slugs)


@pytest.mark.django_db
def test_the_outlet_is_decided_by_host_then_alias_then_folder(folder: Folder) -> None:
    own = Source.objects.create(name="潮报", slug="tide")
    SourceAlias.objects.create(source=own, kind="host", value="tide.example")
    SourceAlias.objects.create(source=own, kind="name", value="潮汐报")
    files = {
        "voa/1.md": feed_file("按网址", url=VOA.format(1)),
        "法广/2.md": feed_file("按目录", url=PAPER.format(2)),
        "潮汐报/3.md": feed_file("按别名", url=PAPER.format(3)),
        "某人/4.md": feed_file("按主机别名", url="https://news.tide.example/4"),
        "某人/5.md": feed_file("不按目录", url=PAPER.format(5)),
        "unknown/6.md": feed_file("按主机建", url="https://www.paper.example/6"),
        "unknown/7.md": feed_file("无从知道"),
    }
    import_paths([folder(files)], workers=0)
    assert dict(Article.objects.values_list("headline", "source__name")) == {
        "按网址": "美国之音",
        "按目录": "法广",
        "按别名": "潮报",
        "按主机别名": "潮报",
        "不按目录": "paper.example",
        "按主机建": "paper.example",
        "无从知道": "unknown",
    }
    assert Article.objects.get(headline="按网址").filed_as == "voa"
    assert Source.objects.get(name="美国之音").home_zone


@pytest.mark.django_db
def test_a_merge_moves_everything_and_lasts(folder: Folder) -> None:
    root = folder({"某人/1.md": feed_file("一"), "voa/2.md": feed_file("二", url=VOA.format(2))})
    import_paths([root], workers=0)
    keep = Source.objects.create(name="总社", slug="head")
    person, voa = Source.objects.get(name="某人"), Source.objects.get(slug="voa")
    slugs = {person.slug, "voa"}
    OutboxRow.objects.all().delete()
    assert [merge_sources(keep, other) for other in (person, voa)] == [1, 1]
    assert OutboxRow.objects.count() == 2
    assert list(Source.objects.all()) == [keep]
    assert set(keep.aliases.filter(kind="slug").values_list("value", flat=True)) == slugs
    (root / "某人/3.md").write_bytes(feed_file("三"))
    (root / "voa/4.md").write_bytes(feed_file("四", url=VOA.format(4)))
    import_paths([root], workers=0)
    assert set(Article.objects.values_list("source__name", flat=True)) == {"总社"}
    with pytest.raises(ValueError, match="itself"):
        merge_sources(keep, keep)


@pytest.mark.django_db
def test_two_who_merge_the_same_outlets_lose_neither() -> None:
    """A into B, and at the same time B into A: the second finds one of them gone."""
    one, two = Source.objects.create(name="甲", slug="a"), Source.objects.create(name="乙", slug="b")
    Source.objects.filter(pk=two.pk).update(name="乙报")
    merge_sources(one, two)
    with pytest.raises(ValueError, match="merged meanwhile"):
        merge_sources(two, one)
    assert list(Source.objects.values_list("name", flat=True)) == ["甲"]
    assert set(one.aliases.values_list("value", flat=True)) == {"乙报", "b"}, "as it was called in the end"
