"""What sample/ has no example of: a story that two outlets tell, an article that links to another, one without a date,
one with words that no line can hold, a day with enough for a paper."""

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

#: Outlet, headline and text of a day's articles.
DAY = (
    ("山海报", "渡口重新开航", "停航三年的渡口清早开出第一班船，船上坐着七个人和一辆自行车。"),
    ("山海报", "图书馆夜里也开门", "市图书馆把闭馆时间推到午夜，头一晚来了四十多位读者。"),
    ("山海报", "老桥不拆了", "看过两份检测报告之后，镇上决定把老桥留下来，给走路的人用。"),
    ("山海报", "苗圃里的一百种月季", "退休教师在苗圃里认出了一百种月季，给每一种都写了牌子。"),
    ("山海报", "邮局的最后一个信筒", "街角的信筒每天还收到三四封信，邮差说会一直来取。"),
    ("星槎", "望远镜换上新镜片", "新镜片比旧的轻一半，天文台用两个晚上把它调好了。"),
    ("星槎", "流星雨明晚最盛", "没有月亮，也没有云，明晚后半夜最多的时候一小时有八十颗。"),
    ("星槎", "小行星以修表匠为名", "发现者说，没有那位修表匠修好的钟，就没有这颗小行星。"),
    ("星槎", "学生做的卫星传回照片", "照片里看得见海岸线，学生们认出了自己的城市。"),
)
#: 21 May 2024, 04:00 UTC: milliseconds, and between two of them.
DAY_BEGINS, APART = 1716264000000, 60_000


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
    for number, (name, headline, text) in enumerate(DAY):
        place = folder / "news" / "articles" / name
        place.mkdir(exist_ok=True)
        address = f"https://www.{'shanhai' if name == '山海报' else 'xingcha'}.example/day/{number}.html"
        written = f"<!--{DAY_BEGINS + number * APART}-->\n[{headline}]({address})\n------\n\n<p>{text}</p>\n"
        (place / f"day_{number}.md").write_text(written, encoding="utf-8")
    return folder / "news"
