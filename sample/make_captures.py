"""Writes the web archive of the sample: `python sample/make_captures.py` makes sample/captures/望潮.warc.gz.

Three fictional pages with one picture, as a crawler records them: the first in an encoding that only its server names,
packed as it was sent, the second captured twice, the third redirected. The same bytes come out each time.
"""

from __future__ import annotations

import gzip
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HOST = "https://www.wangchao.example"
PAGE = """<!doctype html><html lang="zh-CN"><head><title>{title}_望潮周刊</title><meta property="og:type" content="article">
<meta property="og:site_name" content="望潮周刊"><meta property="article:published_time" content="{time}"></head>
<body><nav><a href="/">首页</a></nav><article><h1>{title}</h1><p class="byline">记者 {name}</p>{picture}{text}</article>
</body></html>"""
PICTURE = (
    '<figure><img src="/img/harbour.jpg" alt=""><figcaption>停刊前一晚的编辑部窗外。{name}摄</figcaption></figure>'
)
LAST = (
    "最后一期印完是凌晨三点，机器停下来以后，车间里的人都没有马上走。排字的老杜把当天的版样卷好，用麻绳扎了两道，放进自己的工具箱。",
    "周刊办了二十一年，出过一千零七期。编辑部说，网站会再开三个月，之后的事情还没有人知道。",
    "有读者在门口放了一束白色的雏菊，卡片上写着：谢谢你们让我知道潮水几点来。",
)
LIBRARY = (
    "旧港图书馆昨天宣布，将把本地停办报刊的网页逐一存下来，供读者在馆内查阅。馆长卢照说，第一批共有四家。",
    "存下来的网页会连同图片和时间一起保存，日后谁都可以核对当时的报道是怎么写的。",
)


def page(title: str, name: str, time: str, text: tuple[str, ...], *, picture: bool = False) -> str:
    image = PICTURE.format(name=name) if picture else ""
    return PAGE.format(
        title=title, name=name, time=time, picture=image, text="".join(f"<p>{each}</p>" for each in text)
    )


def record(kind: str, path: str, date: str, head: str, body: bytes) -> bytes:
    """One record, packed by itself as web archives are."""
    block = f"HTTP/1.1 {head}\r\n\r\n".encode() + body
    about = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {HOST}{path}\r\nWARC-Date: {date}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(about.encode() + block + b"\r\n\r\n", mtime=0)


def main() -> None:
    last = page("潮水最后一次来稿", "阮青禾", "2022-06-30T23:50:00+08:00", LAST, picture=True)
    library = page("旧港图书馆收存停办报刊的网页", "林舟", "2022-07-04T10:00:00+08:00", LIBRARY)
    sent = gzip.compress(last.encode("gb18030"), mtime=0)
    html, packed = "200 OK\r\nContent-Type: text/html; charset=", "\r\nContent-Encoding: gzip"
    picture = (FOLDER / "pictures" / "ferry.jpg").read_bytes()
    records = [
        record("response", "/2022/last-issue.html", "2022-07-01T02:00:00Z", f"{html}gb2312{packed}", sent),
        record("response", "/img/harbour.jpg", "2022-07-01T02:00:01Z", "200 OK\r\nContent-Type: image/jpeg", picture),
        record("response", "/2022/library.html", "2022-07-05T02:00:00Z", f"{html}utf-8", library.encode()),
        record("response", "/2022/library.html", "2022-07-06T02:00:00Z", f"{html}utf-8", library.encode()),
        record("revisit", "/2022/library.html", "2022-07-07T02:00:00Z", f"{html}utf-8", b""),
        record("response", "/2022/old.html", "2022-07-05T02:00:02Z", "301 Moved\r\nLocation: /2022/library.html", b""),
    ]
    (FOLDER / "captures" / "望潮.warc.gz").write_bytes(b"".join(records))


if __name__ == "__main__":
    main()
