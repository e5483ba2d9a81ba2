"""Markdown to HTML: CommonMark with tables, strikethrough and footnotes by markdown-it-py, and what Chinese archives need
beside it. The HTML is hostile still: it goes through walk.py and body.py like any other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from articles.parsing.formats.markdown_lines import end_lines, frame_pictures
from articles.parsing.formats.markdown_source import to_commonmark

#: Characters of a text, and of one paragraph or line of it, that are read as Markdown; more is read as plain paragraphs. The
#: longest Markdown article of 9,701 has 96,000; markdown-it takes quadratic time for some lines of signs alone.
_LONGEST, _LONGEST_LINE = 1_000_000, 100_000
#: Signs that open something in one paragraph.
_MOST_SIGNS = 4_000
_SIGNS = re.compile(r"[*_\[\]`~<>!&\\]")
_CJK = re.compile(r"[\u2018-\u201f\u2026\u2014\u00b7\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
#: A line of stars that is no rule by CommonMark's rule, and bold around nothing.
_ONLY_SIGNS, _EMPTY = re.compile(r"[\s*_\\]*\*[\s*_\\]*"), re.compile(r"(?<![*\\])\*{4}(?!\*)")
#: A whole line within stars. More of them on one side than on the other, or a blank behind the first, is bold meant.
_STARRED = re.compile(r"^(\*{2,4})([^*\n]{1,400})(\*{2,4})[ \t]*$", re.MULTILINE)
_PAIR = re.compile(r"(?<!\*)\*\*(?!\*)")
_BLANKS = " \t\n\u3000"
_SENTENCE_END = re.compile(r"[。！？；：，、!?,;:.…」』”）)]\s*$")
#: A longer line above --- or === is a paragraph above a rule.
_LONGEST_HEADING = 60
#: An address with a blank in it, which CommonMark takes for none.
_SPACED = re.compile(r"\]\((https?://[^()\s<>]{1,2000}(?: [^()\s<>\"'][^()\s<>]{0,500}){1,5})\)")
_TRAILED = re.compile(r"\]\((https?://[^()\s<>]{1,2000})\s{1,20}\)")
_NO_ADDRESS = re.compile(r"\[([^\[\]\n]{1,300})\]\((?!https?:)[^()\s<>\"']{1,300}(?: [^()\s<>\"']{1,300}){1,8}\)")
_LEFT = re.compile(r"\[\^([\w-]{1,20})\]:?")
_IN_HTML = re.compile(r"(>|\A)([^<>]*(?:!\[|\]\(|\*\*)[^<>]*)(?=<|\Z)")


def markdown_html(text: str, *, tagged: bool = False) -> tuple[str, tuple[str, ...]]:
    """HTML, and the tags that lines of #words state, where `tagged` asks for them. Its time grows with the text's length."""
    source, tags = to_commonmark(text, tagged=tagged)
    if len(source) > _LONGEST or any(map(_unreadable, re.split(r"\n[ \t]*\n", source))):
        return plain_html(source), tags
    rendered: str = _parser().render(source)
    return rendered, tags


def plain_html(text: str) -> str:
    """Text without Markdown: blank lines part paragraphs."""
    return "".join(f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n[ \t\u3000]*\n", text) if part.strip())


def _unreadable(paragraph: str) -> bool:
    return len(paragraph) > _LONGEST_LINE or (
        len(paragraph) > _MOST_SIGNS and sum(1 for _ in _SIGNS.finditer(paragraph)) > _MOST_SIGNS
    )


class _State(StateInline):
    """CommonMark's rule for where emphasis may begin and end knows blanks; Chinese has none: **「渔市」**重开 would keep its
    stars (https://github.com/commonmark/commonmark-spec/issues/650). Here Chinese punctuation counts as letters do."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        found = super().scanDelims(start, canSplitWord)
        end = start + found.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        if not (_CJK.match(before) or _CJK.match(after)):
            return found
        opens, closes = not after.isspace(), not before.isspace()
        if not canSplitWord:
            opens, closes = opens and not (closes and before.isalnum()), closes and not (opens and after.isalnum())
        return Scanned(opens, closes, found.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    parser.inline = _Inline()
    # Where a link may lead is for walk.py and body.py to say; here it only must not stay as it is written.
    vars(parser)["validateLink"] = _any_link
    parser.enable(["table", "strikethrough"])
    # An indented paragraph is one, not a program.
    parser.disable("code")
    parser.use(footnote_plugin)
    parser.core.ruler.before("inline", "mend", _mend)
    parser.core.ruler.push("finish", _finish)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("footnote_anchor", _nothing)
    parser.add_render_rule("hr", _rule)
    parser.add_render_rule("html_block", _html_block)
    return parser


def _any_link(address: str) -> bool:
    return True


def _mend(state: StateCore) -> None:
    """Block tokens, before the text within them is read."""
    for place, token in enumerate(state.tokens):
        if token.type == "inline":
            token.content = _addressed(_paired(token.content))
        elif token.type == "heading_open" and token.markup in ("-", "="):
            content = state.tokens[place + 1].content
            if len(content) > _LONGEST_HEADING or _SENTENCE_END.search(content):
                for each in (token, state.tokens[place + 2]):
                    each.type, each.tag = each.type.replace("heading", "paragraph"), "p"
    _number(state.tokens)


def _addressed(content: str) -> str:
    """Links whose address holds blanks: an address without them or in <>, or, where it is none, the words alone."""
    if "](" not in content:
        return content
    content = _SPACED.sub(r"](<\1>)", _TRAILED.sub(r"](\1)", content))
    return _NO_ADDRESS.sub(r"\1", content)


def _paired(content: str) -> str:
    """**bold** with blanks on its inner side, which CommonMark leaves as it is; a pair without anything between goes."""
    if _ONLY_SIGNS.fullmatch(content):
        return ""
    content = _EMPTY.sub("", _STARRED.sub(_evened, content))
    if "**" not in content or "***" in content or "`" in content or "\\*" in content:
        return content
    parts = _PAIR.split(content)
    if len(parts) % 2 == 0:
        parts = _PAIR.split("\n".join(map(_closed, content.split("\n"))))
    if len(parts) % 2 == 0:
        return content
    for place in range(1, len(parts), 2):
        inner = parts[place]
        bare = inner.strip(_BLANKS)
        before, after = inner[: len(inner) - len(inner.lstrip(_BLANKS))], inner[len(inner.rstrip(_BLANKS)) :]
        parts[place] = f"{before}**{bare}**{after}" if bare else inner
    return "".join(parts)


def _evened(line: re.Match[str]) -> str:
    inner = line[2].strip(_BLANKS)
    return line[0] if not inner or (line[1] == line[3] and inner == line[2]) else f"**{inner}**"


def _closed(line: str) -> str:
    """A line without the one ** at its end or beginning that nothing in it closes or opens."""
    if line.count("**") % 2 == 0:
        return line
    bare = line.strip(_BLANKS)
    if bare.endswith("**"):
        return line[: line.rindex("**")] + line[line.rindex("**") + 2 :]
    return line.replace("**", "", 1) if bare.startswith("**") else line


def _number(tokens: list[Token]) -> None:
    """An ordered list of one item, or one that does not begin with 1, keeps its numbers as text: a paragraph that opens with
    1. and goes on behind a picture, or a year with a full stop."""
    opened: list[tuple[int, list[tuple[Token, Token | None]]]] = []
    for place, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            opened.append((place, []))
        elif token.type == "list_item_open" and opened:
            inline = tokens[place + 2] if place + 2 < len(tokens) and tokens[place + 2].type == "inline" else None
            opened[-1][1].append((token, inline))
        elif token.type in ("ordered_list_close", "bullet_list_close") and opened:
            start, items = opened.pop()
            first = tokens[start].attrGet("start")
            if token.type == "ordered_list_close" and (len(items) == 1 or first not in (None, 1, "1")):
                _as_paragraphs(tokens[start : place + 1], items)


def _as_paragraphs(tokens: list[Token], items: list[tuple[Token, Token | None]]) -> None:
    """tokens: of the list, from its first to its last."""
    for token in tokens:
        outer = token.level <= tokens[0].level + 1
        if outer and token.type in ("ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"):
            token.tag, token.attrs = "div", {}
    for item, inline in items:
        if inline is not None:
            inline.content = f"{item.info}\\{item.markup} {inline.content}"


def _finish(state: StateCore) -> None:
    """All tokens, when they are read: where lines end, and which words are a picture's."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            end_lines(token)
            for child in token.children:
                if child.type == "text":
                    child.content = _LEFT.sub(r"[\1]", child.content) if "[^" in child.content else child.content
    state.tokens[:] = frame_pictures(state.tokens)


def _image(self: Any, tokens: Sequence[Token], place: int, options: Any, env: EnvType) -> str:
    token = tokens[place]
    alt = self.renderInlineAsText(token.children or [], options, env)
    picture = f'<img src="{escape(str(token.attrGet("src") or ""))}" alt="{escape(alt)}">'
    title = str(token.attrGet("title") or "").strip()
    return f"<figure>{picture}<figcaption>{escape(title)}</figcaption></figure>" if title else picture


def _nothing(self: Any, tokens: Sequence[Token], place: int, options: Any, env: EnvType) -> str:
    return ""


def _rule(self: Any, tokens: Sequence[Token], place: int, options: Any, env: EnvType) -> str:
    return "<hr>\n"


def _html_block(self: Any, tokens: Sequence[Token], place: int, options: Any, env: EnvType) -> str:
    """HTML with Markdown between its tags, such as <center>![](a.jpg)</center>."""
    content = tokens[place].content
    if not re.search(r"!\[|\]\(|\*\*", content) or re.match(
        r"\s*<(?:pre|script|style|textarea)\b", content, re.IGNORECASE
    ):
        return content
    return _IN_HTML.sub(lambda part: f"{part[1]}{_parser().renderInline(part[2].strip())}", content)
