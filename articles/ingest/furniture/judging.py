"""Which of the pieces that repeat are furniture. Repeating alone proves nothing: a market report, a column, a daily count
of cases say the same sentences each day, and these are their own. So a piece must repeat and also say, by its words, its
links, its place or whose it is, that it belongs to the page. When in doubt it stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from articles.ingest.furniture.counting import Count, PieceCounts
from articles.parsing.facts.contributors import credits_in
from articles.parsing.outlet_rules.outlets import ReadingRules

#: Why a piece is furniture, as Furniture.why has it.
REASONS = ("words", "links", "author", "below", "most", "picture")
#: Share of its articles in which a piece must stand where its reason expects it.
_NEARLY_ALL = 0.8
#: Stories of a piece that may stand in the middle.
_ANYWHERE = 8
#: A box: so many articles, and such a share of the outlet's.
_BOX_ARTICLES, _BOX_SHARE = 30, 0.3
#: What stands in most articles and says nothing of itself: articles, share, days, characters.
_MOST_ARTICLES, _MOST_SHARE, _MOST_DAYS, _MOST_LENGTH = 100, 0.5, 30, 40
#: A picture without caption and credit: stories, days, and share of the outlet's articles; less for one whose name tells.
#: A photograph or the sign of a column may stand in fifty articles, and is theirs.
_PICTURE_STORIES, _PICTURE_DAYS, _PICTURE_SHARE = 40, 20, 0.2
_SIGN = re.compile(
    r"(?i)(?:^|[/_.-])(?:(?:site[-_]?)?logo|og[-_]?(?:image|default)|default[-_]?(?:image|img|cover|share|thumb\w*)"
    r"|share[-_]?(?:image|img)|no[-_]?image|placeholder|favicon|avatar|qr[-_]?code)[\w-]*\.(?:jpe?g|png|gif|webp|svg)"
)
#: Characters of what tells of an author, and of a label that words alone make furniture.
_BIOGRAPHY, _LABEL = 12, 6
_SENTENCE_END = re.compile(r"[。！？!?…”」』]$")
_LINK, _TAG = re.compile(r"<a [^<>]*+>(.*?)</a>", re.DOTALL), re.compile(r"<[^<>]*+>")
_LETTERS = re.compile(r"[^\W\d_]")
#: Who reported, read, edited: credits, and how a speaker takes leave.
_CREDITS = re.compile(
    r"责编|責編|网编|網編|编辑|編輯|编译|編譯|审校|審校|校对|校對|发稿|發稿|整理|记者|記者|报道|報導|报导|報道|摄影|攝影"
)
_SPOKEN = re.compile(
    r"大家好|各位好|[观觀听聽]众朋友|[觀聽]眾朋友|我是[^，。！!]{2,8}[，。！!]|我们的?节目|我們的?節目|这期节目|這期節目"
    r"|(?:今天|本期)[^。，]{0,8}(?:聊|谈|談|讲|講|说|說)(?:到|完)"
)
_FAREWELL = re.compile(r"(?:再见|再見|再会|再會|下[期次周週]见|下[期次周週]見|谢谢|謝謝|感谢|感謝).{0,8}$")


@dataclass(frozen=True, slots=True)
class Sample:
    """What is looked at of an article: primary key, byline, keys of its pieces in order."""

    byline: tuple[str, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RepeatedPiece:
    """A piece that repeats, as it reads. html: one of its forms."""

    count: Count
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """It is furniture. kind: Furniture.Kind. why: one of REASONS."""

    piece: RepeatedPiece
    kind: str
    why: str


Samples = Mapping[int, Sample]


def judge(
    counted: PieceCounts, pieces: Iterable[RepeatedPiece], samples: Samples, reading: ReadingRules
) -> list[Verdict]:
    """The furniture among an outlet's pieces. samples: by primary key, at least those that the counts name."""
    pieces = [piece for piece in pieces if not reading.keep_blocks.search(piece.text)]
    found = {v.piece.count.key: v for piece in pieces if (v := _alone(piece, counted, samples, reading))}
    boxes = {key for key, verdict in found.items() if verdict.kind == "box"}
    for piece in pieces if boxes else ():
        if piece.count.key not in found and _below(piece, boxes, samples, reading):
            found[piece.count.key] = Verdict(piece, "edge", "below")
    return list(found.values())


def _alone(piece: RepeatedPiece, counted: PieceCounts, samples: Samples, reading: ReadingRules) -> Verdict | None:
    """What a piece says by itself."""
    count = piece.count
    if count.picture:
        return Verdict(piece, "picture", "picture") if _is_sign(piece, counted) else None
    if not _may_be(piece, reading):
        return None
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("words", lambda: _by_words(piece, reading)),
        ("links", lambda: _by_links(piece)),
        ("author", lambda: _by_author(piece, samples)),
        ("most", lambda: _in_most(piece, counted)),
    )
    why = next((name for name, test in tests if test()), "")
    kind = _kind(count, counted, why) if why else ""
    return Verdict(piece, kind, why) if kind else None


def _may_be(piece: RepeatedPiece, reading: ReadingRules) -> bool:
    """What has hardly a letter (***), who reported, a dateline and what a speaker says stay, however often they repeat."""
    text = piece.text
    if len(_LETTERS.findall(text)) < 4 or _SPOKEN.search(text) or any(p.match(text) for p in reading.datelines):
        return False
    return not (reading.credit_lines.match(text) or credits_in(text, reading))


def _kind(count: Count, counted: PieceCounts, why: str) -> str:
    """Where it is left out; "" if it stands where it cannot be."""
    near = count.head + count.tail >= _NEARLY_ALL * count.articles
    if near and why in ("words", "links") and _is_box(count, counted):
        return "box"
    if near:
        return "edge"
    return "anywhere" if why == "words" and count.stories >= _ANYWHERE else ""


def _is_box(count: Count, counted: PieceCounts) -> bool:
    enough = count.articles >= max(_BOX_ARTICLES, _BOX_SHARE * counted.articles)
    return enough and count.last >= _NEARLY_ALL * count.articles


def _by_words(piece: RepeatedPiece, reading: ReadingRules) -> bool:
    return len(piece.text) > _LABEL and bool(reading.furniture_words.search(piece.text))


def _by_links(piece: RepeatedPiece) -> bool:
    """Nothing but links."""
    linked = sum(len("".join(_TAG.sub("", text).split())) for text in _LINK.findall(piece.html))
    return linked >= 0.9 * max(1, len("".join(_TAG.sub("", piece.html).split())))


def _by_author(piece: RepeatedPiece, samples: Samples) -> bool:
    """What tells of the one whom the byline names, below the text."""
    text, count = piece.text, piece.count
    if len(text) < _BIOGRAPHY or _is_heading(piece) or count.tail < _NEARLY_ALL * count.articles:
        return False
    if _CREDITS.search(text[:60]) or _FAREWELL.search(text):
        return False
    seen = [samples[pk] for pk in count.sample if pk in samples]
    named = sum(any(len(name) > 1 and name in text[:40] for name in each.byline) for each in seen)
    return bool(seen) and named >= _NEARLY_ALL * len(seen)


def _in_most(piece: RepeatedPiece, counted: PieceCounts) -> bool:
    count, text = piece.count, piece.text
    if count.articles < max(_MOST_ARTICLES, _MOST_SHARE * counted.articles) or count.days < _MOST_DAYS:
        return False
    short = len(text) <= _MOST_LENGTH and not _SENTENCE_END.search(text) and not _CREDITS.search(text)
    return short and not _is_heading(piece) and count.last >= _NEARLY_ALL * count.articles


def _is_sign(piece: RepeatedPiece, counted: PieceCounts) -> bool:
    """Whether a picture is the outlet's own, such as its logo."""
    count = piece.count
    if _SIGN.search(piece.text[-200:]):
        return True
    often = count.stories >= _PICTURE_STORIES and count.days >= _PICTURE_DAYS
    return often and count.articles >= _PICTURE_SHARE * counted.articles


def _below(piece: RepeatedPiece, boxes: set[int], samples: Samples, reading: ReadingRules) -> bool:
    """Whether a piece stands below a box wherever it stands: nothing of the article does."""
    count = piece.count
    if count.picture or count.last < _NEARLY_ALL * count.articles or reading.credit_lines.match(piece.text):
        return False
    seen = [samples[pk].keys for pk in count.sample if pk in samples]
    behind = sum(bool(boxes.intersection(keys[: keys.index(count.key)])) for keys in seen if count.key in keys)
    return bool(seen) and behind >= _NEARLY_ALL * len(seen)


def _is_heading(piece: RepeatedPiece) -> bool:
    return piece.html.startswith(("<h2", "<h3", "<h4"))
