"""Pictures that lie in the archive come in with their articles: from a folder, a zip, a tar, a saved page, an MHTML file."""

from __future__ import annotations

import base64
import io
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image as Pillow

from articles.ingest.pictures.beside import picture_names
from articles.ingest.run.importing import import_paths
from articles.models import Article, Figure, Image

pytestmark = pytest.mark.django_db


def picture(seed: int, kind: str = "JPEG") -> bytes:
    """A picture of noise, of some thousand bytes."""
    noise = random.Random(seed).randbytes(64 * 48 * 3)
    out = io.BytesIO()
    Pillow.frombytes("RGB", (64, 48), noise).save(out, kind)
    return out.getvalue()


POST = """---
title: {title}
date: 2021-03-0{day}
author: 沈望
---
渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了码头外面的大街上。

![]({path})
*渔市一角*

下午起了风，船都提前回来了。
"""


def post(title: str, path: str, day: int = 1) -> bytes:
    return POST.format(title=title, path=path, day=day).encode()


FILES = {
    "_posts/2021-03-01-fish.md": post("渔市重开", "../images/%E6%B8%94%20a.jpg"),
    "_posts/2021-03-02-wind.md": post("起风", "/img/b.jpg", 2),
    "source/_posts/hexo.md": post("船坞", "c.jpg", 3),
    "notes/vault.md": POST.replace("![]({path})", "![[塔.png|300]]").format(title="灯塔", day=4).encode(),
    "_posts/2021-03-05-out.md": post("外面", "../../outside.jpg", 5),
    "_posts/2021-03-06-bad.md": post("坏图", "../images/bad.jpg", 6),
    "images/渔 a.jpg": picture(1),
    "static/img/b.jpg": picture(2),
    "source/_posts/hexo/c.jpg": picture(3),
    "attachments/2021/塔.png": picture(4, "PNG"),
    "images/bad.jpg": b"\xff\xd8\xff\xe0 no picture",
    "images/unused.jpg": picture(9),
}
KEPT = {"渔市重开", "起风", "船坞", "灯塔"}


def folder_of(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root


def tar_of(path: Path, files: dict[str, bytes], *, backwards: bool = False) -> Path:
    with tarfile.open(path, "w") as archive:
        for name in sorted(files, reverse=backwards):
            info = tarfile.TarInfo(name)
            info.size = len(files[name])
            archive.addfile(info, io.BytesIO(files[name]))
    return path


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def kept() -> set[str]:
    """Headlines of the articles whose picture has its file."""
    return set(Figure.objects.exclude(image__file="").values_list("article__headline", flat=True))


@pytest.mark.parametrize("kind", ["folder", "tar", "backwards", "zip"])
def test_pictures_beside_their_articles(kind: str, tmp_path: Path) -> None:
    if kind == "folder":
        place = folder_of(tmp_path / "blog", FILES)
    elif kind == "zip":
        place = zip_of(tmp_path / "blog.zip", FILES)
    else:
        place = tar_of(tmp_path / "blog.tar", FILES, backwards=kind == "backwards")
    report = import_paths([place], workers=0)
    assert kept() == KEPT
    assert report.pictures == 4
    assert any("bad.jpg" in note for note in report.notes)
    assert set(Figure.objects.values_list("caption", flat=True)) == {"渔市一角"}
    before = set(Image.objects.values_list("url", "sha256"))
    again = import_paths([place], workers=0)
    assert (again.pictures, set(Image.objects.values_list("url", "sha256"))) == (0, before)


def test_a_run_that_was_cut_off_is_taken_up(tmp_path: Path) -> None:
    place = folder_of(tmp_path / "blog", FILES)
    import_paths([place], workers=0)
    Image.objects.update(file="", sha256="", state=Image.State.WAITING)
    assert import_paths([place], workers=0).pictures == 4


def test_two_archives_with_pictures_of_the_same_name(tmp_path: Path) -> None:
    for number in (1, 2):
        files = {"p.md": post(f"第{number}篇", "images/1.jpg"), "images/1.jpg": picture(number)}
        import_paths([folder_of(tmp_path / str(number) / "blog", files)], workers=0)
    assert len(set(Image.objects.values_list("sha256", flat=True))) == 2


def test_a_picture_with_an_address_is_found_beside_its_article(tmp_path: Path) -> None:
    text = post("有址", "images/a.jpg").replace(b"author:", b"url: https://a.example/2021/p.html\nauthor:")
    import_paths([folder_of(tmp_path / "x", {"p.md": text, "images/a.jpg": picture(1)})], workers=0)
    assert Image.objects.exclude(file="").values_list("url", flat=True)[0] == "https://a.example/2021/images/a.jpg"


def test_another_outlets_picture_of_that_name_is_not_taken(tmp_path: Path) -> None:
    text = post("别家", "https://other.example/images/a.jpg")
    import_paths([folder_of(tmp_path / "x", {"p.md": text, "images/a.jpg": picture(1)})], workers=0)
    assert not Image.objects.exclude(file="").exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(picture(1))
    place = folder_of(tmp_path / "x", {"p.md": post("链接", "a.jpg")})
    (place / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    import_paths([place], workers=0)
    assert not Image.objects.exclude(file="").exists()


PAGE = """<!DOCTYPE html><html><head><title>渔市重开</title><meta property="og:type" content="article">
<link rel="canonical" href="https://paper.example/a/1"></head><body><article><h1>渔市重开</h1>
<p>渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了码头外面的大街上。</p><img src="{src}" alt="">
<p>下午起了风，船都提前回来了，渔民说明天再出海，市场管理处说下周恢复夜市。</p></article></body></html>"""


def test_a_saved_page_with_its_folder(tmp_path: Path) -> None:
    files = {"渔市.html": PAGE.format(src="./渔市_files/a.jpg").encode(), "渔市_files/a.jpg": picture(1)}
    import_paths([folder_of(tmp_path / "x", files)], workers=0)
    assert kept() == {"渔市重开"}


def test_a_picture_written_into_its_page(tmp_path: Path) -> None:
    data = picture(1)
    page = PAGE.format(src=f"data:image/jpeg;base64,{base64.b64encode(data).decode()}").encode()
    import_paths([folder_of(tmp_path / "x", {"a.html": page})], workers=0)
    image = Image.objects.get()
    assert image.file
    assert ".within.invalid/" in image.url


@pytest.mark.parametrize("src", ["https://paper.example/a.jpg", "cid:a1@mhtml"])
def test_a_page_and_its_parts(src: str, tmp_path: Path) -> None:
    page = base64.encodebytes(PAGE.format(src=src).encode()).decode()
    part = base64.encodebytes(picture(1)).decode()
    data = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://paper.example/a/1\r\nSubject: x\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n"
        "--b\r\nContent-Type: image/jpeg\r\nContent-ID: <a1@mhtml>\r\nContent-Location: https://paper.example/a.jpg\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{part}\r\n--b--\r\n"
    )
    import_paths([folder_of(tmp_path / "x", {"a.mhtml": data.encode()})], workers=0)
    assert kept() == {"渔市重开"}


@pytest.mark.parametrize(
    ("reference", "article", "found"),
    [
        ("a.jpg", "x/p.md", "x/a.jpg"),
        ("./a.jpg?w=3#f", "x/p.md", "x/a.jpg"),
        ("../a.jpg", "p.md", ""),
        ("../../etc/a.jpg", "x/p.md", ""),
        ("/a.jpg", "deep/er/p.md", ""),
        ("wiki:a.jpg", "deep/p.md", "x/a.jpg"),
        ("nothing.jpg", "x/p.md", ""),
    ],
)
def test_what_a_path_means(reference: str, article: str, found: str) -> None:
    assert picture_names(["x/a.jpg", "y/long/a.jpg"]).meant(reference, article) == found


def test_a_page_shows_the_picture_and_links_to_no_invalid_host(tmp_path: Path, client: object) -> None:
    place = folder_of(tmp_path / "blog", FILES)
    import_paths([place], workers=0)
    article = Article.objects.get(headline="渔市重开")
    html = client.get(article.get_absolute_url(), follow=True).content.decode()  # type: ignore[attr-defined]
    assert "<img" in html, html[html.find("figure") :][:1500]
    bad = Article.objects.get(headline="坏图")
    html += client.get(bad.get_absolute_url(), follow=True).content.decode()  # type: ignore[attr-defined]
    assert ".invalid" not in html
