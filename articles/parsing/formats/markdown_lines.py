"""Markdown's tokens: where a line within a paragraph ends, and which words belong to a picture."""

from __future__ import annotations

import re

from markdown_it.token import Token

#: A caption in the picture's own paragraph or in italics below it; one that is only a lone short line below it.
_CAPTION, _LONE = 200, 60
_LEAST = 4
_SENTENCE_END = re.compile(r"[。！？：；，、!?.:;,…”」』]\s*$")
#: A remark in parentheses, unless it names the picture or who made it.
_NOTE = re.compile(r"[（(](?!.*(?:[图圖摄攝影]|照片|[Pp]hoto)).*[）)]")
_QUOTED = re.compile(r"\s*[“「『\"]")
_HAN = re.compile(r"[\u2e80-\uffef]")
_NUMBERED = re.compile(r"\W*[\d一二三四五六七八九十]{1,3}\W")
_SHORTEST_WRAP = 20


def end_lines(token: Token) -> None:
    """A line that ends where an editor wrapped it goes on; any other is a line of its own, as its writer saw it: Chinese has
    no blanks by which a reader would tell `地点：海港` from `时间：今晚` before it."""
    children = token.children or []
    places = [place for place, child in enumerate(children) if child.type == "softbreak"]
    if not places:
        return
    lines = _lengths(children)
    wrapped = _wrapped(lines)
    for place in places:
        child = children[place]
        if not wrapped:
            child.type, child.tag = "hardbreak", "br"
            continue
        before, after = _text(children[:place])[-1:], _text(children[place + 1 :])[:1]
        child.type, child.content = "text", "" if _HAN.match(before) and _HAN.match(after) else " "


def _lengths(children: list[Token]) -> list[tuple[int, bool]]:
    """Of each line: how wide it is (Han characters count two), and whether it is Latin."""
    found: list[tuple[int, bool]] = []
    line: list[Token] = []
    for child in [*children, None]:
        if child is None or child.type in ("softbreak", "hardbreak"):
            text = _text(line)
            han = len(_HAN.findall(text))
            found.append((len(text) + han, 4 * han < len(text)))
            line = []
        else:
            line.append(child)
    return found


def _wrapped(lines: list[tuple[int, bool]]) -> bool:
    """Whether all lines but the last are about as wide as the widest."""
    widest = max(width for width, _ in lines)
    latin = sum(is_latin for _, is_latin in lines) * 2 > len(lines)
    if latin and len(lines) > 1:
        return widest >= _SHORTEST_WRAP and all(width >= 0.6 * widest for width, _ in lines[:-1])
    return widest >= 2 * _SHORTEST_WRAP and all(width >= 0.85 * widest for width, _ in lines[:-1])


def _text(children: list[Token]) -> str:
    return "".join(child.content for child in children if child.type in ("text", "code_inline"))


def frame_pictures(tokens: list[Token]) -> list[Token]:
    """Paragraphs that begin with a picture, as figures with what stands below the picture."""
    found: list[Token] = []
    place = 0
    lone = _lone_lines(tokens)
    while place < len(tokens):
        if _paragraph(tokens, place) and (parts := _parts(tokens[place + 1])):
            place += 3
            pictures, words = parts
            if not words and (caption := _caption_below(tokens, place, lone=lone)):
                words, place = caption, place + 3
            found += _figure(pictures, words)
            if not words and place < len(tokens) and _paragraph(tokens, place):
                _upright(tokens[place + 1])
            continue
        found.append(tokens[place])
        place += 1
    return found


def _lone_lines(tokens: list[Token]) -> bool:
    """Whether this writer sets captions as lone short lines: one stands below most of the pictures, two at least. A single
    line below a single picture may be the text's."""
    below = [
        bool(_caption_below(tokens, place + 3, lone=True))
        for place in range(len(tokens))
        if _paragraph(tokens, place) and (parts := _parts(tokens[place + 1])) and not parts[1]
    ]
    framed = any(token.type == "html_block" and "<figcaption" in token.content for token in tokens)
    return not framed and sum(below) >= max(2, 0.6 * len(below))


def _paragraph(tokens: list[Token], place: int) -> bool:
    return (
        tokens[place].type == "paragraph_open"
        and place + 2 < len(tokens)
        and tokens[place + 1].type == "inline"
        and not tokens[place].hidden
    )


def _parts(inline: Token) -> tuple[list[Token], list[Token]] | None:
    """A paragraph's picture, and the short line below it in the same paragraph; None for any other paragraph."""
    children = inline.children or []
    breaks = [place for place, child in enumerate(children) if child.type in ("softbreak", "hardbreak")]
    first = children[: breaks[0]] if breaks else children
    if sum(child.type == "image" for child in first) != 1 or not _only_pictures(first):
        return None
    words = children[breaks[0] + 1 :] if breaks else []
    if any(child.type in ("image", "html_inline") for child in words) or len(_text(words)) > _CAPTION:
        return None
    return first, words


def _only_pictures(children: list[Token]) -> bool:
    return all(
        child.type in ("image", "link_open", "link_close") or (child.type == "text" and not child.content.strip())
        for child in children
    )


def _caption_below(tokens: list[Token], place: int, *, lone: bool) -> list[Token]:
    """The words of the paragraph at `place`, if they are the caption of the picture above. lone: it may be set as text."""
    if place >= len(tokens) or not _paragraph(tokens, place):
        return []
    children = tokens[place + 1].children or []
    text = _text(children).strip()
    if any(child.type in ("image", "html_inline") for child in children) or not _LEAST <= len(text) <= _CAPTION:
        return []
    if _italic(children):
        return [] if _QUOTED.match(text) or _NOTE.fullmatch(text) else children
    plain = all(child.type in ("text", "link_open", "link_close") for child in children)
    return children if lone and plain and _lone(text) and _text_follows(tokens, place + 3) else []


def _upright(inline: Token) -> None:
    """Italics below a picture would read as its caption (figures.py): those of a heading, a quotation or a note go."""
    children = inline.children or []
    shown = [child for child in children if child.type != "text" or child.content.strip()]
    if shown and (shown[0].type, shown[-1].type) == ("em_open", "em_close"):
        inline.children = [child for child in children if child.type not in ("em_open", "em_close")]


def _italic(children: list[Token]) -> bool:
    shown = [child for child in children if child.type != "text" or child.content.strip()]
    bold = any(child.type == "strong_open" for child in shown)  # a heading, set in bold italics
    return bool(shown) and not bold and (shown[0].type, shown[-1].type) == ("em_open", "em_close")


def _lone(text: str) -> bool:
    return len(text) <= _LONE and not _SENTENCE_END.search(text) and not _NUMBERED.match(text)


def _text_follows(tokens: list[Token], place: int) -> bool:
    """Whether a paragraph of sentences, a picture, a heading or nothing follows: among short lines one is no caption."""
    if place >= len(tokens) or not _paragraph(tokens, place):
        return True
    children = tokens[place + 1].children or []
    text = _text(children)
    return any(child.type == "image" for child in children) or len(text) > _LONE or bool(_SENTENCE_END.search(text))


def _figure(pictures: list[Token], words: list[Token]) -> list[Token]:
    """pictures, words: inline tokens."""
    figure = [_html("<figure>"), _inline(pictures)]
    if _text(words).strip():
        title = next((child for child in pictures if child.type == "image"), None)
        if title is not None:
            title.attrs.pop("title", None)
        figure += [_html("<figcaption>"), _inline(words), _html("</figcaption>")]
    return [*figure, _html("</figure>\n")]


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)


def _inline(children: list[Token]) -> Token:
    return Token("inline", "", 0, children=children)
