"""inspect_archive: what it says of archives of several kinds, and that its proposal is used."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.archives.roots import NothingToImport
from articles.ingest.inspecting.inspect import inspect
from articles.ingest.inspecting.sampling import Spread
from articles.ingest.inspecting.values import FileKindFound, Inspection
from articles.ingest.run.importing import import_paths
from articles.models import Article
from articles.parsing.formats.profile import profile_of
from tests.ingest.test_commands import run

Folder = Callable[[Mapping[str, bytes]], Path]
TEXT = "渡轮公司周二宣布，北岸航线将于下月恢复。" * 5


def post(number: int, extra: str = "", body: str = TEXT, fence: str = "---") -> bytes:
    """A Jekyll or Hexo post."""
    return f"{fence}\ntitle: 第{number}篇\ndate: 2020-08-05 10:30\n{extra}{fence}\n第{number}段。{body}\n".encode()


def toml_post(number: int) -> bytes:
    return f'+++\ntitle = "第{number}篇"\ndate = 2020-08-05T10:30:00+08:00\n+++\n第{number}段。{TEXT}\n'.encode()


def kinds(found: Inspection) -> dict[str, int]:
    return {kind.name: kind.count for kind in found.kinds if kind.outcome == "article"}


def look(path: Path, **options: Any) -> Inspection:
    return inspect(path, workers=0, **options)


def test_a_mixed_archive_is_counted_by_kind_with_examples(folder: Folder) -> None:
    files = {f"_posts/2020-08-{n:02}-a.md": post(n) for n in range(1, 13)}
    files |= {f"content/{n}/index.md": toml_post(n) for n in range(20, 23)}
    files |= {"新闻/一.txt": f"北岸复航\n\n{TEXT}\n".encode(), "a.jpg": b"x", "README.md": b"# x"}
    files["feed.jsonl"] = b"\n".join(
        json.dumps({"title": f"条{n}", "text": TEXT, "url": f"https://a.example/{n}"}, ensure_ascii=False).encode()
        for n in range(4)
    )
    files["broken.md"] = "<!--1596610800000-->\n[没有下文".encode()
    found = look(folder(files))
    assert kinds(found) == {"markdown": 15, "json": 4, "text": 1}
    assert (found.articles, found.refused, found.files) == (20, 1, len(files))
    assert dict(found.endings)[".md"] == 17
    markdown = next(kind for kind in found.kinds if kind.name == "markdown")
    assert len(markdown.examples) == 5 and markdown.exact and markdown.endings == (".md",)
    first = markdown.examples[0]
    assert first.headline.startswith("第") and first.characters > 100 and "front matter" in first.told
    assert {doubt.code: doubt.count for doubt in found.doubts}["no-zone"] == 12


def test_what_would_be_dropped_is_told(folder: Folder) -> None:
    body = f"<p>{TEXT}</p><p>分享到微信</p><h3>相关阅读</h3><ul><li><a href='/1'>别的</a></li></ul>"
    files = {"a/1.md": f"<!--1596610800000-->\n[题](https://a.example/1)\n------\n{body}".encode()}
    example = look(folder(files)).kinds[0].examples[0]
    assert example.dropped and example.dropped_count == len(example.dropped)


def test_unknown_chinese_names_are_named_guessed_and_corrected_by_the_proposal(folder: Folder) -> None:
    values = {"新闻标题": "北岸复航", "稿件": TEXT * 2, "新闻网址": "https://a.example/{}", "点击": 3}
    files = {
        f"{n}.json": json.dumps(values | {"新闻网址": f"https://a.example/{n}"}, ensure_ascii=False).encode()
        for n in range(6)
    }
    root = folder(files)
    found = look(root)
    assert found.articles == 0
    assert {(each.name, each.part, each.wanted) for each in found.names} == {
        ("新闻标题", "headline", True), ("稿件", "text", True), ("新闻网址", "url", True), ("点击", "", False),
    }  # fmt: skip
    assert profile_of(found.proposal).names
    (root / "archive.toml").write_text(found.proposal, encoding="utf-8")
    again = look(root)
    assert again.articles == 6 and again.profile == found.proposal and [each.name for each in again.names] == ["点击"]
    assert profile_of(again.proposal) == profile_of(found.proposal)


def test_a_name_whose_part_the_files_have_is_only_a_comment(folder: Folder) -> None:
    found = look(folder({f"{n}.md": post(n, "发布者名称: 海港\n新标题: 别题\n") for n in range(3)}))
    assert next(each for each in found.names if each.name == "新标题").wanted is False
    assert '# headline = ["新标题"]' in found.proposal and "headline" not in dict(profile_of(found.proposal).names)


def test_repeated_paragraphs_outlets_and_titles_are_told(folder: Folder) -> None:
    box = "请订阅我们的电子报，每周一封。"
    files = {f"posts/{n}.md": post(n, body=f"{TEXT}\n\n{box}") for n in range(8)}
    files["_config.yml"] = "title: 北岸通讯\n".encode()
    found = look(folder(files))
    assert found.title == "北岸通讯" and [(each.text, each.count) for each in found.repeated] == [(box, 8)]
    assert '# outlet = "北岸通讯"' in found.proposal and f'#   "{box}",' in found.proposal
    assert {doubt.code for doubt in found.doubts} >= {"no-outlet", "no-address"}


def test_a_large_archive_is_sampled_and_counted(folder: Folder) -> None:
    found = look(folder({f"{n:03}.md": post(n) for n in range(100)}), looked_at=16)
    assert found.looked_at <= 16 and kinds(found) == {"markdown": 100} and not found.kinds[0].exact


def test_a_tar_is_looked_at_like_its_folder(folder: Folder, tmp_path: Path) -> None:
    root = folder({f"{n}.md": post(n) for n in range(5)})
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(root, arcname=root.name)
    assert kinds(look(tmp_path / "a.tar")) == kinds(look(root)) == {"markdown": 5}


def test_every_kind_of_a_spread_stands_for_as_many() -> None:
    spread: Spread[int] = Spread(8)
    for number in range(1_000):
        spread.see(number)
    assert len(spread.kept) <= 8 and spread.seen == 1_000
    assert spread.things == [at * spread.stride for at in range(len(spread.kept))]
    assert len(spread.few(3)) == 3 and spread.weight * len(spread.kept) == 1_000
    heavy: Spread[int] = Spread(8, most_bytes=10)
    for number in range(6):
        heavy.see(number, 6)
    assert len(heavy.kept) == 1


def test_nothing_to_look_at_and_wrong_profiles_are_refused(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(NothingToImport, match="There is no"):
        look(tmp_path / "nowhere")
    root = folder({"a.md": post(1), "archive.toml": b"outlt = 'x'"})
    with pytest.raises(NothingToImport, match="did you mean outlet"):
        look(root)


def test_the_command_prints_writes_and_ends_as_it_says(folder: Folder, tmp_path: Path) -> None:
    root = folder({"a.md": post(1, "\x1b[31m红: 1\n"), "b.md": post(2)})
    code, out, _err = run("inspect_archive", str(root), "--workers", "0", "--write", str(tmp_path / "p.toml"))
    assert code == 0 and "2 articles: markdown (.md)" in out and "\x1b" not in out
    assert profile_of((tmp_path / "p.toml").read_text(encoding="utf-8")) is not None
    assert run("inspect_archive", str(root), "--workers", "0", "--write", str(tmp_path / "p.toml"))[0] == 2
    code, out, _err = run("inspect_archive", str(root), "--workers", "0", "--json")
    assert code == 0 and json.loads(out)["articles"] == 2
    assert run("inspect_archive", str(root / "nowhere"), "--workers", "0")[0] == 2
    assert run("inspect_archive", str(root), "--workers", "0", "--map", "titel=x")[0] == 2
    (root / "broken.md").write_bytes("<!--1596610800000-->\n[没有下文".encode())
    assert run("inspect_archive", str(root), "--workers", "0")[0] == 1


@pytest.mark.django_db
def test_an_import_does_what_the_inspection_says(folder: Folder) -> None:
    root = folder({f"{n}.md": post(n, "稿名: x\n") for n in range(5)} | {"a.json": b"{}", "b.jpg": b"x"})
    found = look(root)
    report = import_paths([root], workers=0)
    assert report.counts["stored"] == found.articles == Article.objects.count()
    assert report.counts["not-an-article"] == sum(k.count for k in found.kinds if k.outcome == "not-an-article")


def test_a_kind_is_a_value() -> None:
    assert FileKindFound("article", "x", 1, True, ()) == FileKindFound("article", "x", 1, True, ())
