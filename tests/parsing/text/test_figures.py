"""Pictures, captions, credits."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, ParsedFigure, parse_file
from articles.parsing.outlet_rules.outlets import outlet_for, reading_for
from articles.parsing.text.figures import credit_in

HEAD = "<!--1693323543000-->\n[题](https://news.example/a/1)\n------\n"


def article(html: str) -> ParsedArticle:
    found = parse_file(f"{HEAD}{html}".encode(), "海港晚報/1.md")
    assert isinstance(found, ParsedArticle), found
    return found


def only(html: str) -> ParsedFigure:
    (figure,) = article(f"{html}<p>正文在此。</p>").figures
    return figure


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://a.example/p.jpg"><div><small>说明</small></div>',
        '<figure><img src="https://a.example/p.jpg"><figcaption>说明</figcaption></figure>',
        '<figure><figcaption>说明</figcaption><img src="https://a.example/p.jpg"></figure>',
        '<div><img src="https://a.example/p.jpg"><div class="picinfo">说明</div></div>',
        '<div><img src="https://a.example/p.jpg"><span class="caption">说明</span></div>',
        '<div class="wp-caption"><img src="https://a.example/p.jpg"><p class="wp-caption-text">说明</p></div>',
        '<p><div class="captioned"><img src="https://a.example/p.jpg"><div class="image-caption">说明</div></div></p>',
        '<table><tr><td><img src="https://a.example/p.jpg"></td></tr><tr><td>说明</td></tr></table>',
        '<p><img src="https://a.example/p.jpg"></p><p><em>说明</em></p>',
        '<div class="figure-media"><img data-src="https://a.example/p.jpg"></div><figcaption><p>说明</p></figcaption>',
        '<p><a href="https://a.example/large.jpg"><img src="https://a.example/p.jpg"/></a><br><small>说明</small></p>',
        '<center><img src="https://a.example/p.jpg"></center><center>说明</center>',
        '<p><img src="https://a.example/p.jpg"></p><p style="text-align: center">说明</p>',
        '<p align="center"><img src="https://a.example/p.jpg"></p><p align="center">说明</p>',
        '<p><img src="https://a.example/p.jpg"></p><p><span style="font-size: 12px; color: #666">说明</span></p>',
        '<p><img src="https://a.example/p.jpg"></p><p><font size="2">说明</font></p>',
        '<div><img src="https://a.example/p.jpg"><p class="img-title">说明</p></div>',
        '<div><img src="https://a.example/p.jpg"><div class="tu_zhu">说明</div></div>',
        '<p><img src="https://a.example/p.jpg" alt="说明"></p><p>说明</p>'.replace("说明", "海上的一条船"),
    ],
)
def test_captions_leave_the_text(html: str) -> None:
    found = article(f"<p>第一段。</p>{html}<p>正文在此。</p>")
    caption = "海上的一条船" if "alt=" in html else "说明"
    assert [(figure.image_url, figure.caption) for figure in found.figures] == [("https://a.example/p.jpg", caption)]
    assert found.text == "第一段。\n正文在此。"
    assert found.body_html == '<p>第一段。</p><figure data-figure="1"></figure><p>正文在此。</p>'


def test_an_alt_text_is_no_caption() -> None:
    figure = only('<img src="https://a.example/p.jpg" alt="海上的船。">')
    assert (figure.caption, figure.alt) == ("", "海上的船。")


@pytest.mark.parametrize("alt", ["Facebook", "twitter", "logo"])
def test_a_picture_of_a_site_is_content(alt: str) -> None:
    """Newsrooms name a photograph of a screen so."""
    assert only(f'<img src="https://a.example/p.jpg" alt="{alt}">').alt == alt


def test_text_behind_a_picture_is_no_caption() -> None:
    found = article('<img src="https://a.example/p.jpg"><p>这是正文。</p><p><em>这一段是斜体的正文。</em></p>')
    assert found.figures[0].caption == ""
    assert found.text == "这是正文。\n这一段是斜体的正文。"


def test_italic_text_behind_a_picture_stays_text() -> None:
    assert (
        article('<img src="https://a.example/p.jpg"><p><em>编者按说，这一段是正文。</em></p><p>x</p>')
        .figures[0]
        .caption
        == ""
    )


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("▲ 渔船今早出海。（图／渔会提供）", "渔会提供"),
        ("图一：渔船出海", ""),
        ("图为港口一角。", ""),
        ("港口旧仓库 图片来源：渔市日报", "渔市日报"),
        ("Fishing boats leave the harbour. Lin Hai/Getty Images", "Lin Hai/Getty Images"),
    ],
)
def test_a_paragraph_that_says_it_is_a_caption(caption: str, credit: str) -> None:
    found = article(f'<p><img src="https://a.example/p.jpg"></p><p>{caption}</p><p>正文在此。</p>')
    assert [(figure.caption, figure.credit) for figure in found.figures] == [(caption, credit)]
    assert found.text == "正文在此。"


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p>渔船今早出海。</p>",
        "<p>渔船今早出海。（渔会提供）</p>",
        "<center>渔船今早出海，两小时后返航。</center>",
        "<center>（一）</center>",
        "<center>2</center>",
        '<p style="text-align: center">船长在信里写道：</p>',
        '<p align="center"><a href="https://a.example/album">更多照片与影片</a></p>',
        "<h3>图：渔船出海</h3>",
    ],
)
def test_a_paragraph_that_does_not(paragraph: str) -> None:
    found = article(f'<p><img src="https://a.example/p.jpg"></p>{paragraph}<p>正文在此。</p>')
    assert found.figures[0].caption == ""
    assert len(found.text.split("\n")) == 2


def test_a_caption_above_its_picture_points_down() -> None:
    found = article('<p>文。</p><p>▼ 渔船今早出海。</p><p><img src="https://a.example/p.jpg"></p><p>正文在此。</p>')
    assert (found.figures[0].caption, found.text) == ("▼ 渔船今早出海。", "文。\n正文在此。")


def test_a_long_text_in_a_figure_is_no_caption() -> None:
    long = "很长的正文。" * 200
    found = article(f'<figure><img src="https://a.example/p.jpg"><p>{long}</p></figure>')
    assert (found.text, found.figures[0].caption) == (long, "")


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('src="//a.example/p.jpg"', "https://a.example/p.jpg"),
        ('src="https://a.example/default.jpg" data-src="https://a.example/p.jpg"', "https://a.example/p.jpg"),
        ('src="https://a.example/p.jpg" data-lazy="true"', "https://a.example/p.jpg"),
        ('src="/static/none.gif" file="https://a.example/p.jpg"', "https://a.example/p.jpg"),
        ('src="" data-nobody-thought-of="https://a.example/p.jpg?x=1"', "https://a.example/p.jpg?x=1"),
        ('srcset="https://a.example/s.jpg 1x,https://a.example/l.jpg 2x"', "https://a.example/l.jpg"),
        (
            """src="data:," data-image-dataset='{"url": "https://a.example/1/", "filename": "p.jpg"}'""",
            "https://a.example/1/w:1280/p:16x9/p.jpg",
        ),
        ('src="/p.jpg"', "https://news.example/p.jpg"),
        ('src="data:image/gif;base64,R0" data-src="https://a.example/p.jpg"', "https://a.example/p.jpg"),
        ('src="https://a.example/blank.gif" data-original="https://a.example/p.jpg"', "https://a.example/p.jpg"),
        (
            'data-srcset="https://a.example/s.jpg 300w, https://a.example/l.jpg 1200w, https://a.example/m.jpg 600w"',
            "https://a.example/l.jpg",
        ),
        ('srcset="https://a.example/1,2.jpg 1x, https://a.example/3,4.jpg 2x"', "https://a.example/3,4.jpg"),
        ('src="https://images.weserv.nl?url=a.example/p.jpg"', "https://a.example/p.jpg"),
        ('src="https://a.example/post-1." width="500"', "https://a.example/post-1."),
        ('src="https://a.example/屋 顶.jpg"', "https://a.example/屋 顶.jpg"),
        # What the outlet shows is the picture; srcset only tells of other sizes (LABELLING.md: as written).
        ('src="https://a.example/s-300.jpg" srcset="https://a.example/s.jpg 640w"', "https://a.example/s-300.jpg"),
    ],
)
def test_addresses(attributes: str, address: str) -> None:
    assert only(f"<img {attributes}>").image_url == address


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:," ><noscript><img src="https://a.example/p.jpg"></noscript>',
        '<picture><source srcset="https://a.example/s.jpg 1x, https://a.example/p.jpg 2x"><img src="data:,"></picture>',
        '<a href="https://a.example/p.jpg"><img src="https://a.example/loading.gif"></a>',
        '<amp-img src="https://a.example/p.jpg" width="600" height="400"></amp-img>',
    ],
)
def test_addresses_beside_a_placeholder(html: str) -> None:
    assert only(html).image_url == "https://a.example/p.jpg"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://a.example/pixel.gif">',
        '<img src="https://a.example/x.jpg" style="width:1px;height:1px">',
        '<img src="https://a.example/x.jpg" style="display:none">',
        '<img src="https://a.example/images/facebook.png">',
        '<img src="https://a.example/wechat_qrcode.jpg">',
        '<img src="https://a.example/x.png" class="share-button">',
        '<img src="https://a.example/x.png" alt="二维码">',
        '<img src="https://a.example/x.jpg" width="1" height="1">',
        '<img src="https://s.w.org/images/core/emoji/13/1f437.png" class="wp-smiley">',
        '<img src="https://a.example/site-logo.png">',
        '<img src="https://a.example/icon-zoom.png">',
        '<img src="https://ad.doubleclick.net/x.jpg">',
        '<img alt="Presentational grey line" src="https://a.example/line.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="javascript:alert(1)">',
        '<div class="adsbygoogle"><img src="https://a.example/buy.jpg"></div>',
        '<noscript><img src="https://a.example/x.jpg"></noscript>',
        "<img>",
    ],
)
def test_no_pictures(html: str) -> None:
    assert article(f"{html}<p>正文在此。</p>").figures == ()


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ('<img class="wp-smiley" src="https://s.w.org/images/core/emoji/13/72x72/1f64f.png" alt="🙏">', "🙏"),
        ('<img class="emoji" src="https://a.example/x.png" alt="🇺🇸">', "🇺🇸"),
        ('<img class="W_img_face" title="[泪]" src="https://a.example/x.png" alt="[泪]">', "[泪]"),
        ('<img src="https://img.t.sinajs.cn/t4/appstyle/expression/ext/d4/xianhua_org.png" alt="[鲜花]">', "[鲜花]"),
        ('<img class="emoji" src="https://a.example/x.png" alt="1️⃣">', "1️⃣"),
        ('<img class="emoji" src="https://a.example/x.png" alt="smile">', ""),
        ('<img class="emoji" src="https://a.example/x.png">', ""),
        ('<img class="emoji" src="https://a.example/x.png" alt="🙏" style="display:none">', ""),
    ],
)
def test_an_emoji_drawn_as_a_picture_is_text(image: str, shown: str) -> None:
    found = article(f"<p>灯塔{image}亮了。</p><p>正文在此。</p>")
    assert (found.figures, found.text) == ((), f"灯塔{shown}亮了。\n正文在此。")


def test_brackets_and_signs_beneath_a_photograph_are_none() -> None:
    for alt in ("[鲜花]", "🙏"):
        assert only(f'<img src="https://a.example/harbour.jpg" alt="{alt}">').alt == alt


def test_the_same_picture_twice_counts_twice() -> None:
    found = article(
        '<img src="https://a.example/p.jpg"><p>文</p><img src="https://a.example/p.jpg"><div><small>再次</small></div>'
    )
    assert [(figure.position, figure.role, figure.caption) for figure in found.figures] == [
        (1, "lead", ""),
        (2, "inline", "再次"),
    ]


def test_a_video_is_its_poster() -> None:
    figure = only('<video poster="https://a.example/p.jpg"><source src="https://a.example/v.mp4"></video>')
    assert (figure.role, figure.image_url, figure.video_url) == (
        "video",
        "https://a.example/p.jpg",
        "https://a.example/v.mp4",
    )


@pytest.mark.parametrize(
    "html",
    [
        '<amp-video poster="https://a.example/p.jpg" src="https://a.example/v.mp4"></amp-video>',
        '<div class="player" data-poster="https://a.example/p.jpg" data-video-src="https://a.example/v.mp4"></div>',
        '<figure><img src="https://a.example/p.jpg"><video src="https://a.example/v.mp4"></video></figure>',
    ],
)
def test_other_ways_to_show_a_film(html: str) -> None:
    figure = only(html)
    assert (figure.role, figure.image_url, figure.video_url) == (
        "video",
        "https://a.example/p.jpg",
        "https://a.example/v.mp4",
    )


def test_a_gallery_keeps_its_captions_apart() -> None:
    slide = '<div class="slide"><div><img src="https://a.example/{0}.jpg"></div><figcaption><p>说明{0}</p></figcaption></div>'
    found = article(f'<div class="gallery">{slide.format(1)}{slide.format(2)}</div><p>文</p>')
    assert [figure.caption for figure in found.figures] == ["说明1", "说明2"]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("说明。 ©Getty Images", "Getty Images"),
        ("©Getty Images", "Getty Images"),
        ("图像来源，Getty Images", "Getty Images"),
        ("香港民主活动人士表示忧虑（路透社）", "路透社"),
        ("特派員在北京。（法新社檔案照片）", "法新社檔案照片"),
        ("降半旗致敬。（AIT脸书）", "AIT脸书"),
        ("资料图片：生产线。REUTERS/Rebecca Cook", "REUTERS/Rebecca Cook"),
        ("钟某某。图片：BBC 中文网", "BBC 中文网"),
        ("渔船出海（美联社）。", "美联社"),
        ("示意图（大纪元）", "大纪元"),
        ("市民排队。(美国之音/林海)", "美国之音/林海"),
        ("渔船出海。图片来源: 渔市日报", "渔市日报"),
        ("渔船出海。摄影：林海", "林海"),
        ("Boats at sea (AP Photo/Lin Hai)", "AP Photo/Lin Hai"),
        ("Boats at sea. AP Photo/Lin Hai", "AP Photo/Lin Hai"),
        ("大会现场。大会 via REUTERS", "大会 via REUTERS"),
        ("渔船出海。新华社记者 林海 摄", "新华社记者 林海 摄"),
        ("会晤。（2023年8月29日）", ""),
        ("记者正在拍摄", ""),
        ("左起第二人（前）", ""),
    ],
)
def test_credits(caption: str, credit: str) -> None:
    assert credit_in(caption, reading_for(outlet_for(""))) == credit
