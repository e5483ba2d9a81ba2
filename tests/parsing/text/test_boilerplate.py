"""What is no text, and what only looks so."""

from __future__ import annotations

from html import escape

import pytest

from articles.parsing import ParsedArticle, parse_file

HEAD = "<!--1693323543000-->\n[题](https://{}/a/1)\n------\n"


def text(html: str, host: str = "news.example") -> str:
    found = parse_file(f"{HEAD.format(host)}{html}".encode(), "海港晚報/1.md")
    assert isinstance(found, ParsedArticle), found
    return found.text


@pytest.mark.parametrize(
    "html",
    [
        '<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">https://feedx.net</a> <br></div>',
        '<div class="ad-slot">广告词</div>',
        '<div id="div-gpt-ad-1">广告词</div>',
        '<div class="share-buttons"><a href="https://x.example">分享</a></div>',
        '<div class="newsletter">订阅我们</div>',
        '<ul><li><a href="https://x.example">另一篇报道</a></li><li><a href="https://y.example">再一篇报道</a></li></ul>',
        '<p>延伸閱讀</p><p><a href="https://x.example">另一篇報道</a></p>',
        '<p><small>Feed enhanced by <a href="http://x.example">Better Feed</a> from Ozh</small></p>',
        '<p>The post <a href="https://x.example">题</a> appeared first on <a href="https://y.example">某站</a>.</p>',
        "<p>© 2020 某社</p>",
        "<p>版权所有，未经许可不得转载</p>",
        "<p>Tags: 海, 船</p>",
        '<div class="AdSlot">广告词</div>',
        '<span class="visually-hidden">图片说明文字</span>',
        '<div class="social-links"><a href="https://x.example">关注我们的主页</a></div>',
        "<p>（欢迎点击此处订阅海港简报，每个工作日发送。）</p>",
        "<p>This article appeared in the Sea section of the print edition</p>",
        "<div>你的设备不支持媒体播放</div>",
        "<p>跳过 Twitter 帖子 , 1</p>",
        "<p>欢迎在Twitter上关注他 @linhai。</p>",
        "<p>点击查看本文英文版。</p>",
        "<p>下载海港日报客户端</p>",
        "<p>关注我们的微信公众号</p>",
        "<p>转载请注明出处</p>",
        "<p>长按识别二维码</p>",
        '<a href="https://x.example">...more</a>',
        '<p style="display: none">看不见</p>',
        "<style>p{}</style><script>var x = 1</script><template>模板</template>",
    ],
)
def test_dropped(html: str) -> None:
    assert (
        text(f"<p>第一段正文，说的是海上的事。</p><p>第二段正文。</p>{html}")
        == "第一段正文，说的是海上的事。\n第二段正文。"
    )


@pytest.mark.parametrize("sign", [".", "。", "、", "<", "|"])
def test_a_stray_sign_at_the_end(sign: str) -> None:
    paragraph = f"<p>{escape(sign)}</p>"
    assert text(f"<p>第一段。</p>{paragraph}<p>第二段。</p>{paragraph}") == f"第一段。\n{sign}\n第二段。"


@pytest.mark.parametrize("end", ["……", "”", "■■ ■■■", "——", "？", "7"])
def test_signs_that_are_text(end: str) -> None:
    assert text(f"<p>第一段。</p><p>{end}</p>") == f"第一段。\n{end}"


@pytest.mark.parametrize("mark", ["（完）", "(完)", "(全文完)", "【完】"])
def test_the_end_is_said_alike_everywhere(mark: str) -> None:
    assert text(f"<p>第一段。</p><p>第二段。{mark}</p>") == "第一段。\n第二段。"


@pytest.mark.parametrize(
    "html",
    [
        "<p>他说，欢迎在 Twitter 上关注他，那里消息更多。</p><p>第三段正文。</p>",
        "<ul><li>第一点</li><li>第二点</li></ul>",
        '<p>详见<a href="https://x.example">另一篇报道</a>。</p>',
        '<p class="paragraph-advice">建议</p>',
        "<p>他说：“获取更多RSS并不难。”</p>",
        "<p>广告业正在萎缩。</p>",
        '<div class="shareholders">股东</div>',
        "<blockquote><p>引文</p></blockquote>",
    ],
)
def test_kept(html: str) -> None:
    found = text(f"<p>第一段正文。</p>{html}<p>最后一段。</p>")
    assert len(found.split("\n")) >= 3


def test_an_article_that_is_a_list_of_links_is_kept() -> None:
    assert (
        text('<li><a href="https://x.example/1">头条一</a></li><li><a href="https://x.example/2">头条二</a></li>')
        == "头条一\n头条二"
    )


def test_a_rule_that_would_take_the_whole_text_gives_way() -> None:
    assert text(f'<div class="related">{"<p>整篇都在这里。</p>" * 3}</div>') == "\n".join(["整篇都在这里。"] * 3)
    assert text(f'<span class="share">{"整篇都在这里。" * 9}</span>') == "整篇都在这里。" * 9


def test_end_marks() -> None:
    assert (
        text("<p>第一段。</p><p>他说：“是。”#</p><p>责任编辑：某人</p>", "www.epochtimes.com")
        == "第一段。\n他说：“是。”\n责任编辑：某人"
    )
    assert text("<p>第一段。</p><p>第二段。（完）</p>", "cn.reuters.com") == "第一段。\n第二段。"


def test_the_headline_again_is_dropped() -> None:
    assert text("<h1>题</h1><p>正文。</p>") == "正文。"
    assert text("<div>题</div>") == "题"


@pytest.mark.parametrize(
    ("headline", "first", "kept"),
    [
        ("渡轮：停航三天　旅客滞留码头", "渡轮:停航三天 旅客滞留码头", False),
        ("海港来信 | 一座灯塔的最后一夜", "一座灯塔的最后一夜", False),
        ("林海｜海港来信｜一座灯塔的“最后一夜”", '一座灯塔的"最后一夜"', False),
        ("渡轮停航三天", "渡轮停航三天。", True),
        ("海港来信 | 灯塔熄了", "灯塔熄了", True),
        ("海港来信 | 一座灯塔的最后一夜", "海港来信", True),
        ("海港来信 一座灯塔的最后一夜", "一座灯塔的最后一夜", True),
    ],
)
def test_the_headline_once_more_as_a_paragraph(headline: str, first: str, kept: bool) -> None:
    html = f"<p>{first}</p><p>作者：林海</p><p>第一段正文，说的是海上的事。</p><p>第二段正文。</p>"
    found = parse_file(
        f"<!--1693323543000-->\n[{headline}](https://news.example/a/1)\n------\n{html}".encode(), "x/1.md"
    )
    assert isinstance(found, ParsedArticle), found
    assert found.text.startswith(first) is kept
    assert kept or found.byline == ("林海",)


def test_the_headline_below_a_sound() -> None:
    below = '<audio src="https://a.example/s.mp3"></audio><div><small>渡轮: 停航 三天整</small></div>'
    file = f"<!--1693323543000-->\n[渡轮：停航三天整](https://news.example/a/1)\n------\n{below}<p>正文。</p>"
    found = parse_file(file.encode(), "x/1.md")
    assert isinstance(found, ParsedArticle), found
    assert found.text == "正文。"


def test_a_line_below_a_picture_is_its_caption_even_if_it_is_the_headline() -> None:
    body = (
        '<p><img src="https://a.example/p.jpg"></p><p align="center">渡轮 停航三天整</p><p align="center">文 l 林海</p>'
    )
    file = f"<!--1693323543000-->\n[渡轮｜停航三天整](https://news.example/a/1)\n------\n{body}<p>正文在此。</p>"
    found = parse_file(file.encode(), "x/1.md")
    assert isinstance(found, ParsedArticle), found
    assert ([figure.caption for figure in found.figures], found.text) == (["渡轮 停航三天整"], "文 l 林海\n正文在此。")
