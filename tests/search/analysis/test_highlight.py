"""What is marked, and what is never broken by marking it."""

from __future__ import annotations

import re
import signal
import tracemalloc
import unicodedata
from collections.abc import Iterator
from html import unescape

import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.search.analysis import highlight
from articles.search.analysis.highlight import Marker
from articles.search.evaluate.exact_script import quotes_in_glyphs
from articles.search.query.language import understand
from articles.search.query.queries import exactly
from articles.search.text.fold import fold
from tests.patience import cpu_seconds
from tests.search import oracle
from tests.search.archives import HAN, KANA, hans, texts

anything = st.text(st.characters(codec=None))


def marker(text: str) -> Marker:
    return Marker(understand(text, {"voa": 1}.get).query)


def plain(marked: str) -> str:
    return unescape(re.sub(r"</?mark>", "", marked))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("总统府", "臺灣總統府今天", "臺灣[總統府]今天"),
        ("總統府", "台湾总统府今天", "台湾[总统府]今天"),
        ("中国", "中国人说中國話", "[中国]人说[中國]話"),
        ("中", "中国中", "[中]国[中]"),
        ("twitter", "在Twitter 上，TWITTER！", "在[Twitter] 上，[TWITTER]！"),
        ("在Twitter上", "他在 Twitter 上说", "他[在 Twitter 上]说"),
        ("在 Twitter 上", "他在Twitter上说", "他[在]Twitter[上]说|他[在][Twitter][上]说"),
        ('"在 Twitter 上"', "他在Twitter上说", "他[在Twitter上]说"),
        ("art", "party art Arts start", "party [art] Arts start"),
        ("covid-19", "COVID 19、covid‑19、Covid19", "[COVID 19]、[covid‑19]、[Covid19]"),
        ("f16", "F-16、F16、f 16、f1", "[F-16]、[F16]、[f 16]、f1"),
        ("covid", "covid19", "[covid]19"),
        ("U.S.", "the U.S. and U S", "the [U.S]. and [U S]"),
        ("trump*", "Trump Trumpism untrump", "[Trump] [Trumpism] untrump"),
        ("моск*", "Москва, москвич", "[Москва], [москвич]"),
        ("ecole", "École", "[École]"),
        ("唐纳德·川普", "唐納德‧川普", "[唐納德‧川普]"),
        ("哈哈", "哈哈哈！", "[哈哈哈]！"),
        ("中国 国人", "中国人", "[中国人]"),
        ("中国 OR 美国", "中国和美国", "[中国]和[美国]"),
        ("中国 -美国", "中国和美国", "[中国]和美国"),
        ("headline:中国 美国", "中国和美国", "[中国]和[美国]"),
        ("source:voa 中国", "voa的中国", "voa的[中国]"),
        ("中国", "", ""),
        ("中国", "什么也没有", "什么也没有"),
        ("", "什么也没有", "什么也没有"),
        ("，", "你，我", "你，我"),
        ('"中国，美国"', "中国，美国；中国、美国", "[中国，美国]；[中国、美国]"),
        ("中国", "中\n国", "中\n国"),
        ('"中国 美国"', "中国\n美国", "[中国\n美国]"),
        ('"在Twitter上"', "在\nTwitter 上", "在\nTwitter 上"),
        ("𠮷野家", "在𠮷野家吃", "在[𠮷野家]吃"),
        ("中国", "<b>中国</b> & \"'", "&lt;b&gt;[中国]&lt;/b&gt; &amp; &quot;&#x27;"),
    ],
)
def test_what_is_marked(query: str, text: str, marked: str) -> None:
    wanted = [one.replace("[", "<mark>").replace("]", "</mark>") for one in marked.split("|")]
    assert marker(query).mark(text) in wanted


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("葛城", "葛\U000e0100城市", "葛\U000e0100城"),
        ("葛城", "葛城\U000e0101市", "葛城\U000e0101"),
        ("葛城", "葛\ufe00城市", "葛\ufe00城"),
        ("中国", "中\u200b\u200b国", "中\u200b\u200b国"),
        ("中国", "中\x07国", "中\x07国"),
        ("中国", "中\u00ad\ufeff\u2060国", "中\u00ad\ufeff\u2060国"),
        ("中国", "中\u202e国", "中\u202e国"),
        ("twitter", "Twit\u00adter!", "Twit\u00adter"),
        ("cafe", "cafe\u0301 x", "cafe\u0301"),
        ("resume", "re\u0301sume\u0301 x", "re\u0301sume\u0301"),
        ('"在Twitter上"', "在  \u200bTwitter\u3000 上", "在  \u200bTwitter\u3000 上"),
        ('"在Twitter上"', "在" + " " * 30 + "Twitter上", "在" + " " * 30 + "Twitter上"),
    ],
)
def test_across_characters_that_nobody_sees(query: str, text: str, found: str) -> None:
    assert f"<mark>{found}</mark>" in marker(query).mark(text)


@settings(max_examples=300)
@given(
    st.lists(hans | st.sampled_from(["twitter", "co*", "<b>", "&", "19"]), max_size=3).map(" ".join), anything | texts
)
@example("amp lt mark", "<mark>&amp;</mark><script>")
@example("<b>", "<b>&lt;b&gt;")
@example("中", "中\ud800国")
def test_the_text_stays_what_it_was(query: str, text: str) -> None:
    """Nothing but <mark> is added, and everything else is escaped."""
    marked = marker(query).mark(text)
    assert isinstance(marked, SafeString)
    assert re.sub(r"</?mark>", "", marked) == escape(text)
    assert re.fullmatch(r"([^<>]*|<mark>[^<>]+</mark>)*", marked)


@settings(max_examples=300)
@given(texts, texts)
def test_what_the_index_finds_is_marked(query: str, text: str) -> None:
    """And only that."""
    made = Marker(exactly("text", query))
    marked = "<mark>" in made.mark(text)
    assert marked >= bool(oracle.spots(query, text, strictly=True))
    assert marked <= bool(oracle.spots(query, text))


@given(hans, st.text(st.sampled_from(HAN + KANA), max_size=30))
def test_every_occurrence_is_marked_wholly(query: str, text: str) -> None:
    spots = {at + i for at in range(len(text)) if fold(text).startswith(fold(query), at) for i in range(len(query))}
    inside, at, marked = set(), 0, marker(f'"{query}"').mark(text)
    for part in re.split(r"(<mark>.*?</mark>)", marked):
        size = len(plain(part))
        inside |= set(range(at, at + size)) if part.startswith("<mark>") else set()
        at += size
    assert inside == spots


def test_a_snippet_of_a_short_text_is_the_text() -> None:
    assert marker("中国").snippet("  说中国话。\n") == "说<mark>中国</mark>话。"
    assert marker("中国").snippet("") == ""
    assert marker("").snippet("短") == "短"


def test_a_snippet_shows_the_passage_with_most_different_words() -> None:
    text = "中国" * 20 + "，" + "天" * 300 + "。说到中国和美国的总统。" + "地" * 300 + "美国总统" + "玄" * 300
    snippet = marker("中国 美国 总统").snippet(text)
    assert "说到<mark>中国</mark>和<mark>美国</mark>的<mark>总统</mark>" in snippet
    assert snippet.startswith("…") and snippet.endswith("…")


def test_of_equal_passages_the_first_is_shown() -> None:
    text = "首段中国。" + "天" * 300 + "次段中国。" + "地" * 300
    assert "首段<mark>中国</mark>" in marker("中国").snippet(text)


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    snippet = marker("没有").snippet("天地玄黄" * 100)
    assert snippet == "天地玄黄" * 30 + "…"


def test_a_snippet_begins_with_its_sentence_if_that_is_near() -> None:
    text = "天" * 200 + "。今天中国来了。" + "地" * 300
    assert marker("中国").snippet(text).startswith("…今天<mark>中国</mark>来了。")


@pytest.mark.parametrize("width", [20, 60, 120, 200])
@pytest.mark.parametrize("at", [0, 5, 150, 395])
def test_a_snippet_holds_the_match_and_keeps_to_its_width(width: int, at: int) -> None:
    text = "天" * at + "中国" + "天" * (400 - at)
    snippet = marker("中国").snippet(text, width)
    assert "<mark>中国</mark>" in snippet
    assert width // 2 <= len(plain(snippet)) <= width + 2


def test_a_snippet_does_not_begin_with_the_end_of_a_sentence() -> None:
    """Near the end of the text, where it begins as early as its width allows."""
    text = f"{'长' * 300}。\n{'句' * 50}总统府{'尾' * 20}"
    for width in range(60, 160):
        shown = plain(marker("总统府").snippet(text, width)).removeprefix("…")
        assert "总统府" in shown
        assert not shown.startswith(("。", "\n", " ")), (width, shown)


def test_a_snippet_ends_before_what_it_would_cut() -> None:
    text = f"总统府{'间' * 50}总统府{'尾' * 200}"
    for width in range(20, 70):
        shown = plain(marker("总统府").snippet(text, width))
        assert shown.count("总") == shown.count("府") in (1, 2), (width, shown)


def test_a_snippet_cuts_no_latin_word() -> None:
    text = "internationalisation " * 40 + "中国" + " internationalisation" * 40
    words = plain(marker("中国").snippet(text)).strip("…").split()
    assert set(words) == {"internationalisation", "中国"}


CLUSTERS = ["e\u0301\u0302", "葛\U000e0100", "☺\ufe0f", "👨\u200d👩\u200d👧", "か\u3099", "ก\u0e33", "天", "👍🏽"]


def joins(before: str, after: str) -> bool:
    """Whether a reader sees two characters as one (what matters of Unicode's grapheme clusters here)."""
    mark = unicodedata.category(after)[0] == "M" or after in "\u200d\ufe0f"
    return mark or before == "\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff"


@given(
    st.lists(st.sampled_from(CLUSTERS), min_size=20, max_size=80).map("".join), st.integers(8, 40), st.integers(0, 80)
)
def test_no_cut_goes_through_what_is_seen_as_one_character(text: str, width: int, at: int) -> None:
    at = min(at, len(text))
    while 0 < at < len(text) and joins(text[at - 1], text[at]):
        at += 1
    text = text[:at] + "中国" + text[at:]
    marked = marker("中国").snippet(text, width)
    shown = re.sub("^…|…$", "", plain(marked))
    start = text.index(shown)
    end = start + len(shown)
    assert not (start > 0 and joins(text[start - 1], text[start]))
    assert not (end < len(text) and joins(text[end - 1], text[end]))
    for edge in re.finditer("</?mark>", marked):
        before, after = marked[: edge.start()], marked[edge.end() :]
        assert not (before and after and joins(before[-1], after[0]))


@given(texts.map(lambda text: f'"{oracle.visible(text)}"'), anything | texts, st.integers(1, 50))
def test_a_snippet_is_a_piece_of_the_text(query: str, text: str, width: int) -> None:
    snippet = marker(query).snippet(text, width)
    assert re.fullmatch(r"([^<>]*|<mark>[^<>]+</mark>)*", snippet)
    shown = plain(snippet).removeprefix("…").removesuffix("…")
    assert escape(shown) in escape(text) or shown == ""


PATHOLOGICAL = {
    "spaces between signs": ('"中' + "，" * 30 + '国"', "中" + "，    " * 2_000),
    "signs in a row": ('"中' + "，" * 1_900 + '国"', "中" + "，" * 20_000),
    "the same word again and again": ("a " * 900, "a " * 20_000),
    "a long quote of one character": ('"' + "哈" * 1_900 + '"', "哈" * 20_000),
    "joined letters": ('"' + "a-" * 900 + '"', "a-" * 10_000),
    "ten thousand characters": ("总统" * 5_000, "总统" * 10_000),
    "a prefix of everything": ("a*", "a" * 50_000),
    "spaces": ('"a b"', "a" + " " * 50_000),
    "invisible": ('"中国"', "中" + "\u200b" * 50_000),
    "mixed gaps": ('"中 ， ， ， ， ， ， ， ， ， ， ， ，国"', "中" + " ，" * 13 + "x"),
}


@pytest.fixture
def patience() -> Iterator[None]:
    """A text that never comes to an end fails its test instead of holding up all of them."""

    def give_up(*_signal: object) -> None:
        raise TimeoutError("It takes for ever.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("case", PATHOLOGICAL)
def test_no_text_takes_long(case: str) -> None:
    query, text = PATHOLOGICAL[case]
    made = marker(query)
    assert cpu_seconds(lambda: made.mark(text), enough=1) < 1
    assert cpu_seconds(lambda: made.snippet(text), enough=1) < 1


def test_what_is_marked_is_escaped_too() -> None:
    """A gap of a quote stands for any signs, "<" among them."""
    marked = marker('"甲，img"').mark("甲<img src=x onerror=alert(1)>")
    assert marked == "<mark>甲&lt;img</mark> src=x onerror=alert(1)&gt;"
    assert marker('"甲，b，乙"').snippet("甲<b>乙 & 丙") == "<mark>甲&lt;b&gt;乙</mark> &amp; 丙"


@settings(max_examples=300)
@given(
    st.lists(st.one_of(hans, st.sampled_from(["twitter", "co*", '"中，国"', '"19 covid"'])), min_size=1, max_size=4),
    texts,
)
def test_a_text_read_piece_by_piece_is_marked_as_in_one(words: list[str], text: str) -> None:
    query = understand(" ".join(words), {}.get).query
    for typed in (query, quotes_in_glyphs(query)):
        whole = Marker(typed)
        with pytest.MonkeyPatch.context() as patch:
            for name in ("_LONGEST_PIECE", "_SHORTEST_PIECE"):
                patch.setattr(highlight, name, 3)
            in_pieces = Marker(typed)
        assert in_pieces.spans(text) == whole.spans(text)
        assert in_pieces.mark(text) == whole.mark(text)
        assert whole.spans(text, 1) == whole.spans(text)[:1]


@pytest.mark.parametrize("query", ['"Art，中"', '"artist，中"', "artist*", "中国，美国", '"Art"', "没有"])
def test_a_text_of_millions_is_marked_in_little_memory(query: str) -> None:
    """Read whole, unit by unit, it took 2 GB."""
    text = "artist 中国的天气 Art，中 19 " * 120_000
    made = Marker(quotes_in_glyphs(understand(query, {}.get).query))
    made.snippet("once")  # the tables
    tracemalloc.start()
    made.snippet(text)
    made.spans(text, 100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_a_piece_that_begins_inside_a_word_knows_what_stands_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LONGEST_PIECE", "_SHORTEST_PIECE"):
        monkeypatch.setattr(highlight, name, 3)
    for query in ("art", "art*", '"art"'):
        made = marker(query)
        assert made.spans("abcart art") == [(7, 10)], query
