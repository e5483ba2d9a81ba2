"""explain_article: what was taken from where, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Original
from tests.ingest.conftest import VOA, feed_file
from tests.ingest.test_commands import run

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = feed_file(
    "渡轮停航",
    "作者：林一",
    "因大雾停航。",
    "获取更多RSS：",
    url=VOA.format(1),
    pictures=("https://p.example/fog.jpg",),
)


def test_a_file(folder: Folder) -> None:
    code, out, err = run("explain_article", str(folder({"美国之音/1.md": PAGE}) / "美国之音/1.md"))
    assert (code, err) == (0, "")
    for expected in (
        "read as feed",
        "headline:     渡轮停航",
        "from the host voachinese.com, by the rule for voachinese.com",
        "from comment: <!--",
        "byline:       林一",
        "from the lines above the text",
        "1. lead: https://p.example/fog.jpg",
        "caption: 图说：/fog.jpg",
        "from <small> behind the picture",
        "[text 获取更多RSS] 获取更多RSS：",
    ):
        assert expected in out
    assert not Article.objects.exists()


def test_an_article_of_the_archive_by_id_or_address(folder: Folder) -> None:
    import_paths([folder({"美国之音/1.md": PAGE})], workers=0)
    article = Article.objects.get()
    save_edit(article, {"headline": "编者的题"})
    for asked in (article.public_id, VOA.format(1), VOA.format(1).replace("https", "http") + "?utm_source=x"):
        code, out, _ = run("explain_article", asked)
        assert code == 0
        assert f"In the archive: {article.public_id}, 美国之音" in out
        assert "Changed by editors, and kept as they left it: headline" in out
        assert "headline:     渡轮停航" in out


def test_one_of_many(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    lines = [f'{{"title": "题{n}", "url": "https://a.example/{n}", "content": "<p>正文{n}。</p>"}}' for n in (1, 2)]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run("explain_article", str(file), "--entry", "2")
    assert code == 0
    assert "Entry 2 of a JSON file" in out
    assert "headline:     题2" in out
    code, _, err = run("explain_article", str(file), "--entry", "3")
    assert (code, "has no entry 3" in err) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "told"), [("x.md", b"", "Refused: "), ("README.md", b"# x", "Not an article: ")]
)
def test_a_file_that_holds_no_article_ends_it_with_1(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    code, out, _ = run("explain_article", str(tmp_path / name))
    assert (code, out.startswith(told)) == (1, True)


def test_what_is_not_there_ends_it_with_2(folder: Folder) -> None:
    for asked in ("nowhere.md", "https://a.example/none", "abcdefghijkl"):
        code, _, err = run("explain_article", asked)
        assert code == 2
        assert "neither a file nor an article" in err
    import_paths([folder({"美国之音/1.md": PAGE})], workers=0)
    Original.objects.update(compressed=b"damaged")
    code, _, err = run("explain_article", Article.objects.get().public_id)
    assert (code, "Run check_archive" in err) == (2, True)


def test_a_hostile_file_prints_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_bytes(feed_file("题\x1b[31m\u202e目", "正\x07文。"))
    _, out, _ = run("explain_article", str(tmp_path / "1.md"))
    assert not [c for c in out if not c.isprintable() and c != "\n"]
