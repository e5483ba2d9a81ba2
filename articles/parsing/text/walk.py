"""From BeautifulSoup's tree to blocks, in one walk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from articles.parsing.addresses.urls import absolute
from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.text.blocks import Block, Frame
from articles.parsing.text.pictures import Picture, background_of, emoji_of, has_poster, picture_of
from articles.parsing.text.players import FRAMES, SOUNDS, is_post, player_of, post_of
from articles.parsing.text.tree import BLOCKS, HEADINGS, INLINE, PICTURES, SKIPPED, below, faint, hidden, soup_of, spans

_SPACE = re.compile(r"\s+")
#: Deeper elements are read, but open no frames of their own.
_MAX_FRAMES = 12
#: Tables whose shape is looked at.
_MAX_TABLES = 40
#: Nodes below a table that are looked at.
_LOOK = 4_000
#: Players and posts whose content is looked at.
_MAX_EMBEDS = 60
#: Where elements say what they are.
_MARKS = ("class", "id", "data-test-id", "itemprop", "role")


class _Context(NamedTuple):
    """What the elements around a piece of text say about it."""

    frames: tuple[Frame, ...] = ()
    tag: str = "p"
    inline: tuple[tuple[str, str], ...] = ()
    drop: str = ""
    caption: int = 0
    meta: str = ""
    moment: str = ""
    small: bool = False
    italic: bool = False
    bold: bool = False
    faint: bool = False
    linked: bool = False
    credit: bool = False
    pre: bool = False


def blocks_of(html: str, base: str, reading: ReadingRules, *, judge: bool = True, beside: str = "") -> list[Block]:
    """The blocks of a body, in reading order. base: the article's address. judge: mark what drop_elements names.
    beside: see pictures.picture_of."""
    return _Walk(base, reading, judge=judge, beside=beside).blocks(soup_of(html))


@dataclass(slots=True)
class _Buffer:
    """The block being read."""

    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    inline: tuple[tuple[str, str], ...] = ()
    context: _Context | None = None
    linked: int = 0
    small: int = 0
    italic: int = 0
    bold: int = 0
    faint: int = 0
    credit: list[str] = field(default_factory=list)
    moment: str = ""


@dataclass(slots=True)
class _Table:
    """What is in a table. widest: cells of its longest row. text: characters."""

    widest: int = 0
    pictures: int = 0
    text: int = 0
    nested: bool = False

    def look(self, node: PageElement) -> None:
        if isinstance(node, Tag):
            self.pictures += node.name == "img"
            self.nested = self.nested or node.name == "table"
            if node.name == "tr":
                cells = sum(isinstance(cell, Tag) and cell.name in ("td", "th") for cell in node.contents)
                self.widest = max(self.widest, cells)
        elif type(node) is NavigableString:
            self.text += len(node.strip())


class _Walk:
    def __init__(self, base: str, reading: ReadingRules, *, judge: bool, beside: str = "") -> None:
        self.base, self.reading, self.judge, self.beside = base, reading, judge, beside
        self.out: list[Block] = []
        self.buffer = _Buffer()
        self.breaks = 0
        self.space = False
        self.regions = 0
        self.tables = 0
        self.embeds = 0
        self.loose_list: Frame | None = None

    def blocks(self, root: Tag) -> list[Block]:
        """Depth first, with a stack of our own: pages may be nested deeper than Python's."""
        stack: list[tuple[Iterator[Any], _Context, bool]] = [(iter(root.contents), _Context(), True)]
        while stack:
            children, context, block = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                if block:
                    self.flush()
            elif isinstance(node, Tag):
                entered = self.enter(node, context)
                if entered is not None:
                    stack.append((iter(node.contents), *entered))
            elif type(node) is NavigableString:
                self.say(str(node), context)
        self.flush()
        return self.out

    def enter(self, tag: Tag, context: _Context) -> tuple[_Context, bool] | None:
        """The context within an element, and whether it is a block; None if it is not entered."""
        name = tag.name
        if name == "br":
            self.breaks += 1
            return None
        if name in PICTURES or name in SKIPPED or hidden(tag):
            self.show(tag, context)
            return None
        if "style" in tag.attrs and (shown := background_of(tag, self.base, self.reading)):
            self.place(shown, self.judged(tag, context))
            return None
        if name == "a" and self.judge and self.leads_on(tag):
            return None
        block = name in BLOCKS
        if block:
            self.flush()
        inner = self.judged(tag, context)
        self.embed(tag, inner)
        if not block and (inner.drop, inner.caption, inner.meta) != (context.drop, context.caption, context.meta):
            if inner.drop != context.drop:
                return None
            self.flush()
            block = True
        return (self.block(tag, inner) if name in BLOCKS else self.inline(tag, inner)), block

    def leads_on(self, tag: Tag) -> bool:
        """A link such as `...more`, which stands where a feed cut the text."""
        only = tag.contents[0] if len(tag.contents) == 1 else None
        if isinstance(only, Tag):
            # Not Tag.string, which recurses as deep as the page is nested.
            only = only.contents[0] if len(only.contents) == 1 else None
        return isinstance(only, NavigableString) and len(only) < 24 and bool(self.reading.more_links.match(only))

    def show(self, tag: Tag, context: _Context) -> None:
        """A picture, a video's poster, a film or sound without one; whatever else is not entered shows nothing."""
        if hidden(tag):
            return
        if tag.name == "img" and (emoji := emoji_of(tag, self.reading)):
            self.say(emoji, context)
            return
        picture = picture_of(tag, self.base, self.reading, self.beside) if tag.name in PICTURES else None
        if picture is None and (tag.name in FRAMES or tag.name in SOUNDS):
            picture = player_of(tag, self.base)
        self.place(picture, context)

    def embed(self, tag: Tag, context: _Context) -> None:
        """What an element stands for that a script would have filled: a player with its poster, another site's post."""
        if not tag.attrs or self.embeds >= _MAX_EMBEDS:
            return
        if has_poster(tag):
            self.embeds += 1
            shown = any(isinstance(node, Tag) and node.name in PICTURES for node in below(tag, _LOOK // 10))
            self.place(None if shown else picture_of(tag, self.base, self.reading), context)
        elif is_post(tag):
            self.embeds += 1
            self.place(post_of(tag, self.base), context)

    def place(self, picture: Picture | None, context: _Context) -> None:
        if picture is not None:
            self.flush()
            frames = context.frames
            while frames and frames[-1].tag in ("table", "tr", "ul", "ol"):
                frames = frames[:-1]
            self.out.append(Block("figure", frames, drop=context.drop, caption=context.caption, picture=picture))

    def judged(self, tag: Tag, context: _Context) -> _Context:
        """What an element's class, id, role and the like say."""
        attributes = tag.attrs
        if not attributes and tag.name not in ("figure", "figcaption", "time"):
            return context
        if tag.name == "time":
            return context._replace(meta="time", moment=str(attributes.get("datetime", "")))
        marks = " ".join(str(attributes[key]) for key in _MARKS if key in attributes)
        if marks and (said := self.said(marks, context)):
            return said
        if self.is_deck(tag, marks, context):
            return context._replace(meta="deck")
        captioned = tag.name in ("figure", "figcaption") or (marks and self.reading.caption_classes.search(marks))
        if captioned and not context.caption:
            self.regions += 1
            return context._replace(caption=self.regions)
        return context

    def is_deck(self, tag: Tag, marks: str, context: _Context) -> bool:
        """Whether a block says that it is the lead-in above the text."""
        block = bool(marks) and tag.name in BLOCKS and not context.meta and not context.caption
        return block and bool(self.reading.deck_classes.search(marks))

    def said(self, marks: str, context: _Context) -> _Context | None:
        """What an outlet's rules read in an element's marks."""
        rules = self.reading
        if self.judge and (match := rules.drop_elements.search(marks)):
            return context._replace(drop=f"element {match[0].strip()}")
        for meta, pattern in (
            ("name", rules.name_classes),
            ("byline", rules.byline_classes),
            ("dateline", rules.dateline_classes),
        ):
            if pattern.search(marks):
                return context._replace(meta=meta)
        if context.caption and rules.credit_classes.search(marks):
            return context._replace(credit=True)
        return None

    def inline(self, tag: Tag, context: _Context) -> _Context:
        name = tag.name
        if name == "a":
            href = absolute(str(tag.attrs.get("href", "")), self.base)
            opened = any(pair[0] == "a" for pair in context.inline)
            if href and not opened:
                context = context._replace(inline=(*context.inline, ("a", f'<a href="{escape(href)}">')))
            return context._replace(linked=True)
        if name == "small":
            return context._replace(small=True)
        if faint(tag):
            context = context._replace(faint=True)
        shown = INLINE.get(name)
        if shown is None or any(pair[0] == shown for pair in context.inline):
            return context
        return context._replace(
            inline=(*context.inline, (shown, f"<{shown}>")),
            italic=context.italic or shown in ("em", "i"),
            bold=context.bold or shown in ("strong", "b"),
        )

    def block(self, tag: Tag, context: _Context) -> _Context:
        name = tag.name
        if faint(tag):
            context = context._replace(faint=True)
        if name in HEADINGS:
            return context._replace(tag=HEADINGS[name])
        if name == "pre":
            return context._replace(tag="pre", pre=True)
        if name == "table":
            return self.table(tag, context)
        if name == "p":
            return context._replace(tag="p")
        if len(context.frames) >= _MAX_FRAMES:
            return context
        return self.framed(tag, context)

    def framed(self, tag: Tag, context: _Context) -> _Context:
        """The element opens a frame: quotation, list, item, row, cell."""
        name, frames = tag.name, context.frames
        outer = frames[-1].tag if frames else ""
        if name == "li":
            if outer not in ("ul", "ol"):
                # Items without a list: neighbours share one.
                if self.loose_list is None:
                    self.loose_list = Frame("ul")
                frames = (*frames, self.loose_list)
            return context._replace(frames=(*frames, Frame("li")), tag="")
        if name in ("ul", "ol", "blockquote"):
            return context._replace(frames=(*frames, Frame(name)), tag="p")
        if name == "tr" and outer == "table":
            return context._replace(frames=(*frames, Frame("tr")), tag="")
        if name in ("td", "th") and outer == "tr":
            return context._replace(frames=(*frames, Frame(name, spans(tag))), tag="")
        return context

    def table(self, tag: Tag, context: _Context) -> _Context:
        """A table of data stays one; one that lays out the page does not; one around a picture holds its caption."""
        self.tables += 1
        if self.tables > _MAX_TABLES or len(context.frames) >= _MAX_FRAMES:
            return context
        seen = _Table()
        for node in below(tag, _LOOK):
            seen.look(node)
        if seen.pictures and not context.caption and seen.text <= 200 * seen.pictures:
            self.regions += 1
            return context._replace(caption=self.regions)
        if seen.widest < 2 or seen.nested:
            return context
        return context._replace(frames=(*context.frames, Frame("table")), tag="")

    def say(self, text: str, context: _Context) -> None:
        """A piece of text goes to the block being read, or starts one."""
        buffer = self.buffer
        shown = text if context.pre else _SPACE.sub(" ", text)
        if not shown.strip():
            self.space = self.space or bool(buffer.text)
            return
        if self.breaks and buffer.text:
            self.break_line(context)
            buffer = self.buffer
        if buffer.context is None:
            buffer.context = context
            shown = shown.lstrip() if not context.pre else shown.lstrip("\n")
        elif (self.space or shown[0] == " ") and not context.pre:
            shown = shown.lstrip()
            shown = shown if buffer.text[-1] == "\n" else f" {shown}"
        self.breaks, self.space = 0, False
        if shown[-1] == " " and not context.pre:
            shown, self.space = shown[:-1], True
        self.append(shown, context)

    def break_line(self, context: _Context) -> None:
        if self.breaks > 1 and not context.pre:
            self.flush()
        else:
            self.buffer.html.append("<br>")
            self.buffer.text.append("\n")
        self.breaks, self.space = 0, False

    def append(self, shown: str, context: _Context) -> None:
        buffer = self.buffer
        if shown[0] == " " and not context.pre:
            # The space stands outside the tags that open behind it.
            self.tags(_common(buffer.inline, context.inline))
            buffer.html.append(" ")
        self.tags(context.inline)
        buffer.html.append(escape(shown if context.pre else shown.lstrip(" "), quote=False))
        buffer.text.append(shown)
        length = len(shown)
        buffer.linked += length * context.linked
        buffer.small += length * context.small
        buffer.italic += length * context.italic
        buffer.bold += length * context.bold
        buffer.faint += length * context.faint
        buffer.moment = buffer.moment or context.moment
        if context.credit:
            buffer.credit.append(shown)

    def tags(self, inline: tuple[tuple[str, str], ...]) -> None:
        """Close and open inline tags so that exactly these are open."""
        buffer = self.buffer
        if buffer.inline == inline:
            return
        common = len(_common(buffer.inline, inline))
        buffer.html.extend(f"</{name}>" for name, _ in reversed(buffer.inline[common:]))
        buffer.html.extend(opening for _, opening in inline[common:])
        buffer.inline = inline

    def flush(self) -> None:
        """End the block being read."""
        buffer, context = self.buffer, self.buffer.context
        self.breaks, self.space = 0, False
        if context is None:
            return
        self.tags(())
        text = "".join(buffer.text)
        self.out.append(
            Block(
                context.tag,
                context.frames,
                "".join(buffer.html),
                text,
                drop=context.drop,
                caption=context.caption,
                meta=context.meta,
                moment=buffer.moment,
                linked=buffer.linked,
                small=buffer.small,
                italic=buffer.italic,
                bold=buffer.bold,
                faint=buffer.faint,
                credit=" ".join(buffer.credit).strip(),
            )
        )
        if self.loose_list is not None and self.loose_list not in context.frames:
            self.loose_list = None
        self.buffer = _Buffer()


def _common(before: tuple[tuple[str, str], ...], now: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """What both begin with."""
    length = 0
    while length < min(len(before), len(now)) and before[length] == now[length]:
        length += 1
    return now[:length]
