"""Whatever HTML comes in, what goes out is ours: known elements and attributes, and the same when cleaned again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing import ParsedArticle, finish_body, parse_file
from articles.parsing.formats.feed_files import MAX_TAGS
from tests.hostile import Payload, payloads, strangers

PAYLOADS = payloads()
#: What HTML is made of, and what confuses its readers.
PIECES = (
    "p", "div", "b", "i", "a", "table", "tr", "td", "th", "ul", "li", "pre", "h2", "figure", "blockquote", "br",
    "svg", "math", "style", "script", "noscript", "template", "select", "option", "mglyph", "mtext",
    "annotation-xml", "foreignobject",
    "textarea", "title", "iframe", "form", "img", "desc", "plaintext", "xmp", "frameset", "caption",
)  # fmt: skip
_ATTRIBUTE = st.sampled_from(
    ["", ' href="https://a.example/"', ' href="javascript:alert(1)"', " onclick=alert(1)", ' title="</style><img src=x>"',
     ' data-figure="1"', ' colspan="2"', ' style="x"', ' id="--><script>"', ' encoding="text/html"', " autofocus"]
)  # fmt: skip
_TEXT = st.sampled_from(
    ["文字", "港口复航。", "<!--", "-->", "]]>", "<![CDATA[", "&lt;b&gt;", "&", "<", ">", '"', "\x00", "\n\n"]
)
_TAG = st.builds(
    lambda name, attribute, closing: f"</{name}>" if closing else f"<{name}{attribute}>",
    st.sampled_from(PIECES), _ATTRIBUTE, st.booleans(),
)  # fmt: skip
HTML = st.lists(_TAG | _TEXT, max_size=25).map("".join)


def article(body: str) -> ParsedArticle:
    found = parse_file(
        f"<!--1693323543000-->\n[题](https://a.example/1)\n------\n{body}".encode("utf-8", "replace"), "x/1.md"
    )
    assert isinstance(found, ParsedArticle), found
    return found


def test_the_list_is_a_public_lists_worth() -> None:
    assert len(PAYLOADS) >= 180
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS)


def test_the_judge_sees_what_is_in_the_raw_payloads() -> None:
    """Else a clean verdict would mean nothing. Words for other languages than HTML hold nothing strange."""
    seen = [payload for payload in PAYLOADS if strangers(payload.text)]
    assert len(seen) >= 240


@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
def test_a_cleaned_payload_holds_nothing_strange(payload: Payload) -> None:
    for body in (payload.text, f"<p>前{payload.text}后</p>", f"<table><tr><td>{payload.text}</td></tr></table>"):
        clean = finish_body(body)
        assert strangers(clean.html) == []
        assert finish_body(clean.html) == clean
        read = article(body).body_html if "\0" not in body else clean.html
        assert strangers(read) == []


@settings(deadline=None, max_examples=300)
@given(HTML)
def test_any_html_comes_out_clean_and_stays_the_same(html: str) -> None:
    clean = finish_body(html)
    assert strangers(clean.html) == []
    assert finish_body(clean.html) == clean


@settings(deadline=None, max_examples=150)
@given(HTML.filter(lambda html: "\0" not in html and html.count("<") < MAX_TAGS))
def test_any_file_comes_out_clean_and_stays_the_same(html: str) -> None:
    found = article(f"<p>开头的一段。</p>{html}")
    assert strangers(found.body_html) == []
    assert finish_body(found.body_html).html == found.body_html
    assert finish_body(found.body_html).text == found.text


#: Words that no rule knows as boilerplate, byline or caption.
_WORDS = st.text(alphabet="渡轮清晨离港雾散复航乘客滞留码头", min_size=4, max_size=30).map(
    lambda words: f"{words}，至此。"
)
_WRAPPERS = st.sampled_from(
    [
        "<p>{}</p>", "<div>{}</div>", "<div><p>{}</p></div>", "<section><div>{}</div></section>", "{}<br><br>",
        "<blockquote><p>{}</p></blockquote>", "<ul><li>{}</li></ul>", "<h3>{}</h3><p>下文续。</p>", "<pre>{}</pre>",
        "<table><tr><td>{}</td><td>格</td></tr><tr><td>一</td><td>二</td></tr></table>", "<center>{}</center>",
        "<p><b>{}</b>。</p>", "<p><a href='https://a.example/'>见：</a>{}</p>", "<dl><dt>问</dt><dd>{}</dd></dl>",
        "<details><summary>{}</summary></details>", "<p><span><font>{}</font></span></p>",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(_WRAPPERS, _WORDS), min_size=1, max_size=8))
def test_no_visible_words_are_lost(paragraphs: list[tuple[str, str]]) -> None:
    body = "".join(wrapper.format(words) for wrapper, words in paragraphs)
    said = re.sub(r"\s", "", article(body).text)
    assert [words for _, words in paragraphs if words not in said] == []
