"""Galleries, pictures in style sheets, decks."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.addresses.proxies import picture_address

THINGS = ["渡轮靠岸", "渔民补网", "灯塔开灯", "孩子放风筝", "老人垂钓", "货船入港", "潮水退去", "夜市开张", "晨雾散去"]


def article(html: str, headline: str = "港口的一天") -> ParsedArticle:
    found = parse_file(
        f"<!--1693323543000-->\n[{headline}](https://news.example/a/1)\n------\n{html}".encode(), "海港晚報/1.md"
    )
    assert isinstance(found, ParsedArticle), found
    return found


def pairs(texts: list[str]) -> str:
    return "".join(f'<p><img src="https://p.example/{at}.jpg"></p><p>{text}</p>' for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("headline", "texts"),
    [
        ("组图：港口的一天", [f"{thing}，摄于三月一日清晨。" for thing in THINGS[:4]]),
        ("港口的一天", [f"{thing}。（海港社图片）" for thing in THINGS[:5]]),
        ("港口的一天", [f"{at}/5 {thing}的样子。" for at, thing in enumerate(THINGS[:5], 1)]),
        ("港口的一天", [f"{thing}，游人驻足观看。" for thing in THINGS]),
    ],
)
def test_each_text_of_a_gallery_is_its_pictures_caption(headline: str, texts: list[str]) -> None:
    found = article(f"<p>三月的港口，从早到晚。</p>{pairs(texts)}", headline)
    assert [figure.caption for figure in found.figures] == texts
    assert found.text == "三月的港口，从早到晚。"


@pytest.mark.parametrize(
    "texts",
    [
        [f"{thing}，游人驻足观看。" for thing in THINGS[:5]],
        [f"“{thing}了，”老李说，“我看了三十年。”" for thing in THINGS],
        [f"{thing}，{'这是一段讲述港口来历的正文，' * 16}说完了。" for thing in THINGS],
    ],
)
def test_paragraphs_between_pictures_stay_text(texts: list[str]) -> None:
    found = article(pairs(texts))
    assert found.text.split("\n") == texts and not any(figure.caption for figure in found.figures)


def test_an_article_with_other_paragraphs_is_no_gallery() -> None:
    texts = [f"{thing}，游人驻足观看。" for thing in THINGS]
    others = "".join(f"<p>第{number}段正文。</p>" for number in "一二三")
    assert article(f"{others}{pairs(texts)}").text.count("游人") == len(texts)


@pytest.mark.parametrize(
    "style",
    [
        "background-image: url('https://p.example/sea.jpg')",
        "width:640px;background:#000 url(https://p.example/sea.jpg) no-repeat center",
        "background-image:url(&quot;https://p.example/sea.jpg&quot;)",
    ],
)
def test_a_background_is_a_picture(style: str) -> None:
    found = article(f'<p>第一段。</p><div class="photo" style="{style}"></div><p>第二段。</p>')
    assert [figure.image_url for figure in found.figures] == ["https://p.example/sea.jpg"]
    assert found.text == "第一段。\n第二段。"


@pytest.mark.parametrize("order", [1, -1])
def test_a_background_behind_its_own_picture_is_no_second_one(order: int) -> None:
    """A page shows it until the picture has been loaded."""
    own = '<img src="//p.example/r/?m=02&amp;w=600" aria-label="港口">'
    behind = '<div style="background-image:url(//p.example/r/?m=02&amp;w=600);background-position:center"></div>'
    lazy = "".join([own, behind][::order])
    found = article(
        f"<p>第一段。</p><div><figure><div>{lazy}</div></figure><figcaption>码头上的货轮。沈望摄</figcaption></div><p>第二段。</p>"
    )
    assert [figure.caption for figure in found.figures] == ["码头上的货轮。沈望摄"]


@pytest.mark.parametrize(
    "html",
    [
        '<div style="background-image:url(https://p.example/paper.jpg)">字在图上。</div>',
        '<div style="background:url(https://p.example/dots.png) repeat-x"></div>',
        '<span style="width:16px;height:16px;background:url(https://p.example/sprite.png)"></span>',
        '<div style="background-image:url(data:image/png;base64,AAAA)"></div>',
        '<div style="background:url(javascript:alert(1))"></div>',
        '<a class="logo" style="background:url(https://p.example/head.png)"></a>',
        '<div style="background:url(https://p.example/x.jpg)"><img src="https://p.example/sea.jpg"></div>',
    ],
)
def test_decoration_is_none(html: str) -> None:
    found = article(f"<p>第一段。</p>{html}<p>第二段。</p>")
    assert {figure.image_url for figure in found.figures} <= {"https://p.example/sea.jpg"}
    assert "字在图上。" in found.text or "字" not in html


def test_a_deck_is_the_standfirst_and_stays_text() -> None:
    found = article(
        '<h2 class="article-subtitle">潮起潮落之间，一座港口的百年。</h2><p>作者：顾晓岚</p><p>第一段正文在此处开始。</p>'
    )
    assert found.standfirst == "潮起潮落之间，一座港口的百年。"
    assert found.text.split("\n") == ["潮起潮落之间，一座港口的百年。", "第一段正文在此处开始。"]
    assert found.byline == ("顾晓岚",), "what stands below the deck is read as above the text"
    plain = article("<p>第一段正文在此处开始，说的是港口。</p>")
    assert plain.standfirst.startswith("第一段")


def test_the_author_of_a_deck_is_whom_the_end_tells_of() -> None:
    end = "<p>（周浩，纪录片导演）</p>"
    assert article(f"<p>正文在此处开始。</p>{end}", "周浩：港口的黄昏").byline == ("周浩",)
    assert article("<p>正文在此处开始。</p>", "周浩：港口的黄昏").byline == (), "as likely the one who is quoted"
    assert article(f"<p>周浩说，港口的黄昏最好看。</p>{end}", "周浩：港口的黄昏").byline == (), "he is quoted"
    assert article(f"<p>作者：顾晓岚</p><p>正文在此处开始。</p>{end}", "周浩：港口的黄昏").byline == ("顾晓岚",)


@pytest.mark.parametrize("nobody", ["null", "undefined", "None", "NaN"])
def test_nobody_is_no_author(nobody: str) -> None:
    assert article(f"<p>作者：{nobody}</p><p>正文在此处开始。</p>").byline == ()


@pytest.mark.parametrize("name", ["Nullmann", "林无", "Nan Goldin"])
def test_names_that_resemble_nobody(name: str) -> None:
    assert article(f"<p>作者：{name}</p><p>正文在此处开始。</p>").byline == (name,)


@pytest.mark.parametrize("name", ["logo.png", "site_logo.jpg", "default_share.jpg", "og-default.png", "no-image.png"])
def test_an_outlets_sign_is_no_picture(name: str) -> None:
    assert not article(f'<img src="https://p.example/static/{name}"><p>正文。</p>').figures


@pytest.mark.parametrize("name", ["logoff-at-sea.jpg", "2021/defaulting-bank.jpg", "nologo-protest-crowd.jpg"])
def test_names_that_resemble_a_sign(name: str) -> None:
    assert len(article(f'<img src="https://p.example/{name}"><p>正文。</p>').figures) == 1


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://t.example/abc123=/fit-in/640x480/smart/paper.example/img/a.jpg", "https://paper.example/img/a.jpg"),
        ("https://t.example/unsafe/picture/https%3A//paper.example/b.jpeg", "https://paper.example/b.jpeg"),
        (
            "https://s.example/_vercel/image?url=https%3A%2F%2Fpaper.example%2Fa%3Fid%3D3&w=3",
            "https://paper.example/a?id=3",
        ),
        ("https://s.example/cdn-cgi/image/width=600/https://paper.example/a.jpg", "https://paper.example/a.jpg"),
        ("https://i0.wp.com/paper.example/wp/a.jpg?resize=600", "https://paper.example/wp/a.jpg"),
    ],
)
def test_an_address_within_another(address: str, own: str) -> None:
    assert picture_address(address) == own


@pytest.mark.parametrize(
    "address",
    [
        "https://s.example/unsafe/picture/2020/a.jpg",
        "https://s.example/photos=/2020/a.jpg",
        "https://s.example/abc/a.jpg",
    ],
)
def test_an_address_that_only_looks_alike(address: str) -> None:
    assert picture_address(address) == address
