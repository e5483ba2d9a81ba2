"""Web archives of pages that we wrote."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from gzip import compress

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2021-03-0{day}T08:00:00+08:00">
</head><body><article><h1>{title}</h1>{picture}<p>{text}</p><p>下午起了风，船都提前回来了，码头上的灯亮到半夜。</p></article></body></html>"""


@dataclass(frozen=True)
class Answer:
    url: str
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()
    date: str = "2021-03-05T00:00:00Z"
    record: str = "response"


def page(title: str, day: int = 1, text: str = "渔市今早重开，第一批渔船在天亮以前靠岸。", picture: str = "") -> str:
    image = f'<figure><img src="{picture}"><figcaption>渔市一角</figcaption></figure>' if picture else ""
    return PAGE.format(title=title, day=day, text=text, picture=image)


def answer(number: int, host: str = "harbour.example", picture: str = "", **changed: str) -> Answer:
    html = page(f"渔市第{number}日", number % 9 + 1, f"第{number}日，渔市今早重开，渔船在天亮以前靠岸。", picture)
    return Answer(f"https://{host}/news/{number}.html", html.encode(), **changed)  # type: ignore[arg-type]


def warc(answers: Iterable[Answer], *, gzip: bool = True) -> bytes:
    """As crawlers write it: each record in a member of its own."""
    about = b"software: wrote it ourselves\r\n"
    records = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(about), about)]
    records += map(_record, answers)
    return b"".join(compress(each, mtime=0) if gzip else each for each in records)


def _record(each: Answer) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (("Content-Type", each.kind), *each.headers))
    block = f"HTTP/1.1 {each.status}\r\n{lines}\r\n".encode() + each.body
    head = (
        f"WARC/1.0\r\nWARC-Type: {each.record}\r\nWARC-Target-URI: {each.url}\r\nWARC-Date: {each.date}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(block):012}>\r\n"
        f"Content-Type: application/http; msgtype={each.record}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def wacz(packed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
        archive.writestr("archive/data.warc.gz", packed)
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n')
        archive.writestr("indexes/index.cdx", "")
    return out.getvalue()
