"""What sample/ has no example of: a story that two outlets tell, an article that links to another, one without a date,
one with words that no line can hold."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOLD = "星槎/1226359_星湖天文台公开彗星巡天的全部原始数据.md"
#: What no line can hold, in everything that lists show: addresses stand in real headlines, standfirsts and captions.
LONG = "https://pictures.example/in/photolist-" + "-".join(["2jMQnwz", "2jN7V8P", "2jMR7Vj", "2jMQdss"] * 6)
LINKING = """<!--1716300000000-->
[巡天数据公开之后 {long}](https://www.shanhai.example/a/after-the-survey.html)
------

<p>{long}</p><figure><img src="https://pictures.example/survey.jpg"><figcaption>{long}</figcaption></figure>
<p>天文台公开的数据，第二天就有人下载完了。<a href="{address}">公开的消息</a>发出之前，只有十二个人看过它们。</p>
"""
UNDATED = """[一张没有写日期的字条](https://www.shanhai.example/a/note.html)
------

<p>字条夹在借书登记簿里，没有写日期，也没有署名，只说窗台上的花请隔天浇一次水。</p>
"""


def beside(folder: Path) -> Path:
    """Writes them into `folder`, in the layout of feed files, and returns it."""
    told = (ROOT / "sample" / "news" / "articles" / TOLD).read_text(encoding="utf-8")
    address = told.partition("](")[2].partition(")")[0]
    outlet = folder / "news" / "articles" / "山海报"
    outlet.mkdir(parents=True)
    retold = told.replace(address, "https://www.shanhai.example/a/survey.html", 1)
    for name, text in (
        ("1_retold", retold),
        ("2_linking", LINKING.format(address=address, long=LONG)),
        ("3_undated", UNDATED),
    ):
        (outlet / f"{name}.md").write_text(text, encoding="utf-8")
    return folder / "news"
