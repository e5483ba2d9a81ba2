"""Articles that we wrote, in the layouts of real archives, and real archives made of them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

START = datetime(2021, 3, 1, 8, 0, tzinfo=UTC)
VOA = "https://www.voachinese.com/a/harbour-{}.html"


def feed_file(
    headline: str, *paragraphs: str, url: str = "", minutes: int = 0, pictures: tuple[str, ...] = ()
) -> bytes:
    """A feed file (docs/formats.md), archived `minutes` after START."""
    stamp = int((START + timedelta(minutes=minutes)).timestamp() * 1000)
    images = "".join(f'<img src="{picture}"><div><small>图说：{picture[-8:]}</small></div>' for picture in pictures)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or ("港口昨日恢复通航，首班渡轮于清晨六时离港。",))
    return f"<!--{stamp}-->\n[{headline}]({url})\n------\n\n<div>{images}{body}</div>\n".encode()


def jekyll_post(headline: str, paragraph: str, *, url: str, author: str, date: str) -> bytes:
    """A Jekyll post around a feed file (format 2)."""
    front = f'---\nlayout: post\ntitle: "{headline}"\ndate: {date}\nauthor: {author}\nfrom: {url}\n---\n'
    return front.encode() + feed_file(headline, paragraph, url=url, minutes=90)


def town() -> dict[str, bytes]:
    """A small archive with everything that makes order matter, by path."""
    ferry, bridge, person = VOA.format(1), VOA.format(2), "https://diary.example/posts/7"
    files = {
        f"美国之音/{number}_渡轮.md": feed_file(f"渡轮消息第{number}号", url=VOA.format(100 + number), minutes=number)
        for number in range(12)
    }
    return files | {
        # Versions: other stamps and other words; the same words later; equal stamps and other words.
        "美国之音/a1.md": feed_file("渡轮停航", "因大雾停航。", url=ferry, pictures=("https://p.example/fog1.jpg",)),
        "美国之音/a2.md": feed_file(
            "渡轮复航", "雾散复航。", url=ferry, minutes=5, pictures=("https://p.example/sun.jpg",)
        ),
        "美国之音/a3.md": feed_file("渡轮停航", "因大雾停航。", url=ferry, minutes=9),
        "法广/b1.md": feed_file("桥梁检修", "检修三天。", url=bridge, pictures=("https://p.example/b.jpg",)),
        "法广/b2.md": feed_file("桥梁检修", "检修四天。", url=bridge, pictures=("https://p.example/b.jpg",)),
        "法广/b3.md": feed_file("桥梁检修", "检修五天。", url=bridge, pictures=("https://p.example/b.jpg",)),
        # The same bytes twice, under two persons; a newer version under a third.
        "林舟/c1.md": feed_file("日记一则", "今日晴。", url=person),
        "顾言/c1.md": feed_file("日记一则", "今日晴。", url=person),
        "Mara Vell/c2.md": feed_file("日记一则", "今日转阴。", url=person, minutes=3),
        # No address; an unknown author; a post with front matter.
        "林舟/d.md": feed_file("无址短讯", "没有地址的一篇。"),
        "unknown/e.md": feed_file("佚名来稿", "作者不详。", url="https://paper.example/e"),
        "jekyll/2021-03-02/f.md": jekyll_post(
            "博客一篇", "海边的集市。", url="https://blog.example/f", author="沈望", date="2021-03-02T01:00:00.000Z"
        ),
        "README.md": "# 关于本仓库\n\n这是说明，不是文章。\n".encode(),
    }


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def write_tar(path: Path, files: Mapping[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Writes files under one folder, named as archives are."""
    return lambda files: write_files(tmp_path / "archive", files)
