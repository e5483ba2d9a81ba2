"""Which outlets an archive has follows from all of its files together: in any order, with any number of workers."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.export.checking import check_database
from articles.ingest.rereading.checkpoint import Checkpoint
from articles.ingest.rereading.reparsing import reparse_all
from articles.ingest.rows.deciding import FEW, names_are_outlets
from articles.ingest.rows.root_names import own_name, title_in
from articles.ingest.rows.sources import host_name, slug_for
from articles.ingest.run import root_import
from articles.ingest.run.importing import import_paths
from articles.models import Article, ImportedRoot, Source, SourceAlias
from tests.ingest.conftest import VOA, feed_file, write_files, write_tar

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = [f"{family}{given}" for family in "林顾沈周" for given in ("望舟", "言秋", "若海", "知夏")]


def post(headline: str, author: str = "", url: str = "") -> bytes:
    """A post of plain HTML."""
    lines = [
        f"title: {headline}",
        "date: 2021-03-01",
        f"author: {author}" if author else "",
        f"from: {url}" if url else "",
    ]
    front = "\n".join(line for line in lines if line)
    return f"---\n{front}\n---\n<p>{headline}的正文，海边的集市今日开张。</p>\n".encode()


def many_writers(count: int = 32) -> dict[str, bytes]:
    return {f"_posts/{n}.md": post(f"第{n}篇", WRITERS[n % len(WRITERS)]) for n in range(count)}


def outlets() -> dict[str, int]:
    return dict(Counter(Article.objects.values_list("source__name", flat=True)))


def test_an_unknown_host_is_an_outlet_and_its_authors_have_bylines(folder: Folder) -> None:
    files = {
        f"jekyll/{n}.md": post(f"第{n}篇", f"{WRITERS[n]} &#38; 友人", f"https://www.quay.example/{n}")
        for n in range(4)
    }
    import_paths([folder(files)], workers=0)
    assert outlets() == {"quay.example": 4}
    assert Source.objects.get().slug == "quay-example"
    for names, filed_as in Article.objects.values_list("byline", "filed_as"):
        assert names == filed_as.split(" & ")


def test_known_and_unknown_hosts_stand_beside_each_other(folder: Folder) -> None:
    files = {
        "a/1.md": post("一", "王海潮", VOA.format(1)),
        "a/2.md": post("二", "王海潮", "https://quay.example/2"),
        "a/3.md": post("三", "美国之音", "https://mirror.example/3"),
        "a/4.md": post("四", "王海潮", "https://m.quay.example/4"),
    }
    import_paths([folder(files)], workers=0)
    found = dict(Article.objects.values_list("headline", "source__name"))
    assert found == {"一": "美国之音", "二": "quay.example", "三": "美国之音", "四": "quay.example"}
    assert Article.objects.get(headline="二").byline == ["王海潮"]


def test_many_writers_without_an_address_have_one_outlet(folder: Folder) -> None:
    root = folder(many_writers() | {"_config.yml": 'title: "海港周报" # 站名\nurl: x\n'.encode()})
    import_paths([root], workers=0)
    assert outlets() == {"海港周报": 32}
    assert set(map(tuple, Article.objects.values_list("byline", flat=True))) == {(name,) for name in WRITERS}


def test_few_names_without_an_address_are_outlets_and_write_nothing(folder: Folder) -> None:
    files = {f"posts/{n}.md": post(f"第{n}篇", ("海港周报", "渡口晚报")[n % 2]) for n in range(8)}
    import_paths([folder(files)], workers=0)
    assert outlets() == {"海港周报": 4, "渡口晚报": 4}
    assert not Article.objects.exclude(byline=[]).exists()
    assert Source.objects.count() == 2 and not SourceAlias.objects.exists()


def test_the_order_of_files_and_the_workers_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = many_writers() | {
        "_config.yml": "title: 海港周报\n".encode(),
        "x/1.md": post("外一", "林望舟", "https://quay.example/1"),
        "x/2.md": post("外二", "沈若海", VOA.format(2)),
        "x/3.md": post("佚名", "unknown"),
    }
    digests = set()
    for seed in range(5):
        call_command("flush", interactive=False, verbosity=0)
        names = list(files)
        random.Random(seed).shuffle(names)
        monkeypatch.setattr(root_import, "BATCH_FILES", random.Random(seed).choice([1, 3, 7, 500]))
        (tmp_path / str(seed)).mkdir()
        path = tmp_path / str(seed) / "weekly.tar"
        import_paths([write_tar(path, {f"weekly/{name}": files[name] for name in names})], workers=seed % 2)
        digests.add(check_database().digest)
        assert outlets() == {"海港周报": 33, "quay.example": 1, "美国之音": 1}
    assert len(digests) == 1


def test_one_more_file_flips_nothing_and_reparse_decides_again(folder: Folder, tmp_path: Path) -> None:
    root = folder({f"posts/{n}.md": post(f"第{n}篇", WRITERS[n % FEW]) for n in range(2 * FEW)})
    import_paths([root], workers=0)
    assert len(outlets()) == FEW
    slugs = set(Source.objects.values_list("slug", flat=True))
    write_files(root, {f"posts/{n + 100}.md": post(f"又{n}篇", WRITERS[n]) for n in range(len(WRITERS))})
    report = import_paths([root], workers=0)
    assert len(outlets()) == len(WRITERS)  # as decided before
    assert any("reparse" in note for note in report.notes)
    told = reparse_all(Article.objects.all(), workers=0, checkpoint=Checkpoint.load(tmp_path / "point.json", {}))
    assert outlets() == {"unknown": 2 * FEW + len(WRITERS)}  # a folder called "archive" names nobody
    assert set(map(tuple, Article.objects.values_list("byline", flat=True))) == {(name,) for name in WRITERS}
    assert sum(told.moved.values()) == 2 * FEW + len(WRITERS)
    assert all(Source.objects.at(slug) == Source.objects.get() for slug in slugs)


def test_a_name_is_kept_while_an_import_runs_again(folder: Folder) -> None:
    root = folder(many_writers())
    import_paths([root], workers=0)
    before = check_database().digest
    assert import_paths([root], workers=0).counts["unchanged"] == 32
    assert check_database().digest == before


def test_two_roots_are_decided_apart(tmp_path: Path) -> None:
    one = write_files(tmp_path / "weekly", many_writers())
    two = write_files(
        tmp_path / "feeds", {f"{name}/{n}.md": feed_file(f"{name}{n}") for name in ("甲报", "乙报") for n in range(3)}
    )
    import_paths([one, two], workers=0)
    assert outlets() == {"weekly": 32, "甲报": 3, "乙报": 3}
    assert dict(ImportedRoot.objects.values_list("title", "by_name")) == {"weekly": False, "unknown": True}


def test_source_decides_where_it_is_given(folder: Folder) -> None:
    import_paths([folder(many_writers())], workers=0, source="海港报")
    assert outlets() == {"海港报": 32}


def test_the_files_title_names_the_host(folder: Folder) -> None:
    objects = [
        {"title": f"第{n}篇", "url": f"https://ferry.example/{n}", "text": "今日开张。", "site_name": "渡口晚报"}
        for n in range(3)
    ]
    files = {f"saved/{n}.json": json.dumps(each).encode() for n, each in enumerate(objects)}
    import_paths([folder(files)], workers=0)
    assert outlets() == {"渡口晚报": 3}
    assert Source.objects.get().slug == "ferry-example"
    assert list(SourceAlias.objects.values_list("kind", "value")) == [("host", "ferry.example")]


def test_a_sites_title_names_its_only_host(folder: Folder) -> None:
    files = {f"_posts/{n}.md": post(f"第{n}篇", WRITERS[n], f"https://quay.example/{n}") for n in range(12)}
    import_paths([folder(files | {"_config.yml": "title: 海港周报\n".encode()})], workers=0)
    assert outlets() == {"海港周报": 12}


def test_reparse_moves_what_was_filed_under_writers_and_old_addresses_lead_on(folder: Folder, tmp_path: Path) -> None:
    files = {f"jekyll/{n}.md": post(f"第{n}篇", WRITERS[n % 3], f"https://quay.example/{n}") for n in range(6)}
    import_paths([folder(files)], workers=0)
    for number, name in enumerate(WRITERS[:3]):  # as an earlier version had filed them
        person = Source.objects.create(name=name, slug=f"writer-{number}")
        Article.objects.filter(filed_as=name).update(source=person, byline=[], contributors=[])
        Source.objects.filter(pk=person.pk).update(slug=slug_for(name))
    Source.objects.filter(name="quay.example").delete()
    slugs = set(Source.objects.values_list("slug", flat=True))
    report = reparse_all(Article.objects.all(), workers=0, checkpoint=Checkpoint.load(tmp_path / "point.json", {}))
    assert outlets() == {"quay.example": 6}
    assert report.moved == {(name, "quay.example"): 2 for name in WRITERS[:3]}
    assert {Source.objects.at(slug).name for slug in slugs} == {"quay.example"}  # type: ignore[union-attr]
    assert Article.objects.filter(byline=[]).count() == 0


@pytest.mark.parametrize(
    "hostile", ["x" * 10_000, "a\x1b[31mb\u202ec", "<script>alert(1)</script>", "&#60;b&#62;", "{{ x }}"]
)
def test_hostile_names(folder: Folder, hostile: str) -> None:
    line = hostile.replace('"', "").replace("\x1b", "")
    files = {"p/1.md": post("一", f'"{line}"', "https://quay.example/1"), "p/2.md": post("二", f'"{line}"')}
    import_paths([folder(files)], workers=0)
    assert Article.objects.count() == 2
    for name in Source.objects.values_list("name", flat=True):
        assert len(name) <= 200 and name.isprintable()


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(1, 400), max_size=80), st.booleans())
def test_the_decision_follows_from_the_counts_alone(names: dict[str, int], titled: bool) -> None:
    shuffled = dict(sorted(names.items(), reverse=True))
    assert names_are_outlets(names, titled=titled) == names_are_outlets(shuffled, titled=titled)


def test_bounds_of_the_decision() -> None:
    assert names_are_outlets({f"报{n}": 1 for n in range(FEW)}, titled=False)
    assert not names_are_outlets({f"报{n}": 1 for n in range(FEW + 1)}, titled=False)
    assert names_are_outlets({f"报{n}": 20 for n in range(60)}, titled=False)
    assert not names_are_outlets({f"报{n}": 20 for n in range(61)}, titled=False)
    assert not names_are_outlets({f"报{n}": 19 for n in range(60)}, titled=False)
    assert not names_are_outlets({"unknown": 5, "佚名": 2}, titled=False)
    assert not names_are_outlets({"林望": 5, "沈秋": 2}, titled=True) and names_are_outlets({"明报": 5}, titled=True)
    assert not names_are_outlets({"林望舟": 5}, titled=True) and names_are_outlets({"林望舟": 5}, titled=False)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("title: 海港周报\n", "海港周报"), ('title:   "海港: 周报"  # 注\n', "海港: 周报"), ("title = '海港'\n", "海港"),
        ("[params]\ntitle = '别处'\n", ""), ("title: >-\n  海港周报\nx: 1\n", "海港周报"), ('{"title": "海港"}', "海港"),
        ("title: Your awesome title\n", ""), ("description: title: x\n", ""), ("title: 海&#38;港\n", "海&港"), ("{", ""),
        ("\ufefftitle: 海港\r\n", "海港"), ("title:\n", ""),
    ],
)  # fmt: skip
def test_titles_in_settings(text: str, title: str) -> None:
    assert title_in(text.encode()) == title


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ("/a/hkcnews-main.tar.xz", "hkcnews"),
        ("/a/海港.zip", "海港"),
        ("/a/_posts", "unknown"),
        ("/a/2020", "unknown"),
        ("/", "unknown"),
    ],
)
def test_names_of_roots(root: str, name: str) -> None:
    assert own_name(root) == name


def test_hosts_of_one_site() -> None:
    assert {host_name(host) for host in ("www.quay.example", "m.quay.example", "QUAY.example")} == {"quay.example"}
    assert host_name("m.example") == "m.example" and host_name("blog.quay.example") == "blog.quay.example"


@pytest.mark.parametrize(
    ("authors", "called"),
    [
        (["南岛通讯社", "南岛通讯社"], "南岛通讯社"),
        (["石桥观察", "石桥观察"], "石桥观察"),
        (["山海报"], "山海报"),
        (["Tidewater Review", "Tidewater Review"], "Tidewater Review"),
        (["林晓", "林晓"], "new.example"),
        (["星槎", "星槎", "星槎"], "星槎"),
        (["陈小明", "陈小明", "陈小明"], "new.example"),
        (["陈小明"], "new.example"),
        (["Jane Doe", "Jane Doe"], "new.example"),
        (["南岛通讯社", "周明通讯员"], "new.example"),
    ],
)
def test_a_host_is_called_as_all_its_articles_are_filed_unless_that_is_a_writer(
    tmp_path: Path, authors: list[str], called: str
) -> None:
    """Archives of many feeds write the outlet where others write who wrote it."""
    for number, author in enumerate(authors):
        head = f"author: {author}\nurl: https://new.example/{number}\ndate: 2020-01-0{number + 1}"
        text = f"---\n{head}\n---\n\n# 标题{number}\n\n正文第一段。\n"
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
        (tmp_path / f"other{number}.md").write_text(
            text.replace("new.example", "other.example").replace(author, f"某{number}"), encoding="utf-8"
        )
    import_paths([tmp_path], workers=0)
    source = Article.objects.filter(url__contains="new.example").values_list("source__name", flat=True).distinct()
    assert list(source) == [called]
    bylines = [article.byline for article in Article.objects.filter(url__contains="new.example").order_by("url")]
    assert bylines == ([[]] * len(authors) if called != "new.example" else [[author] for author in authors])
