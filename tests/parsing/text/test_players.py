"""Films, sounds and posts without a picture: a link in their place, which is no text."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, finish_body, parse_file

HEAD = "<!--1693323543000-->\n[题](https://news.example/a/1)\n------\n"


def article(html: str) -> ParsedArticle:
    found = parse_file(f"{HEAD}{html}".encode(), "海港晚報/1.md")
    assert isinstance(found, ParsedArticle), found
    return found


def link(address: str, label: str) -> str:
    return f'<p data-player="1"><a href="{address}" rel="noopener noreferrer">{label}</a></p>'


def test_an_article_that_is_nothing_but_a_film_leads_there() -> None:
    found = article(
        '<p><iframe title="港口的一天" width="1080" height="608" src="https://www.youtube.com/embed/AbCdEfGhIjK?feature=oembed">'
        "</iframe></p><hr/><p><small>&copy; 林海 for 海港晚報</small></p>"
    )
    assert found.body_html.startswith(link("https://www.youtube.com/watch?v=AbCdEfGhIjK", "港口的一天"))
    assert found.figures == ()


@pytest.mark.parametrize(
    ("html", "address", "label"),
    [
        ('<iframe src="//player.vimeo.com/video/12345?h=1"></iframe>', "https://vimeo.com/12345", "vimeo.com"),
        (
            '<iframe data-src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1%2F&w=3"></iframe>',
            "https://www.facebook.com/a/videos/1/",
            "facebook.com",
        ),
        (
            '<amp-youtube data-videoid="AbCdEfGhIjK"></amp-youtube>',
            "https://www.youtube.com/watch?v=AbCdEfGhIjK",
            "youtube.com",
        ),
        ('<audio src="https://a.example/1.mp3" controls></audio>', "https://a.example/1.mp3", "a.example"),
        ('<video><source src="/1.mp4" type="video/mp4"></video>', "https://news.example/1.mp4", "news.example"),
        (
            '<blockquote class="twitter-tweet"><a href="https://twitter.com/a/status/1"></a></blockquote>',
            "https://twitter.com/a/status/1",
            "twitter.com",
        ),
        (
            '<iframe title="YouTube video player" src="https://a.example/film"></iframe>',
            "https://a.example/film",
            "a.example",
        ),
        (
            '<iframe title="&lt;b&gt;" src="https://a.example/?a=1&amp;b=2"></iframe>',
            "https://a.example/?a=1&amp;b=2",
            "&lt;b&gt;",
        ),
    ],
)
def test_what_a_script_would_have_shown_is_a_link(html: str, address: str, label: str) -> None:
    found = article(f"<p>第一段。</p>{html}<p>正文在此。</p>")
    assert found.body_html == f"<p>第一段。</p>{link(address, label)}<p>正文在此。</p>"
    assert found.text == "第一段。\n正文在此。"
    assert found.figures == ()
    assert finish_body(found.body_html).html == found.body_html


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://ad.doubleclick.net/x"></iframe>',
        '<iframe src="https://ads.example/x"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fa.example"></iframe>',
        '<iframe src="https://a.example/count" width="1" height="1"></iframe>',
        '<iframe src="https://a.example/x" style="display: none"></iframe>',
        '<iframe class="wp-embedded-content" src="https://a.example/post/embed/"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="&lt;p&gt;x"></iframe>',
        "<audio></audio>",
        '<div class="adsbygoogle"><iframe src="https://a.example/x"></iframe></div>',
    ],
)
def test_frames_that_hold_no_content(html: str) -> None:
    assert article(f"{html}<p>正文在此。</p>").body_html == "<p>正文在此。</p>"


def test_a_post_with_its_text_stays_a_quotation() -> None:
    found = article(
        '<p>文。</p><blockquote class="twitter-tweet"><p>海上无风</p><a href="https://twitter.com/a/status/1">1月1日</a></blockquote>'
    )
    assert "海上无风" in found.text
    assert "data-player" not in found.body_html


def test_words_below_a_film_stay_text() -> None:
    found = article(
        '<p>文。</p><audio src="https://a.example/1.mp3"></audio><div><small>一段录音</small></div><p>完。</p>'
    )
    assert found.text == "文。\n一段录音\n完。"
