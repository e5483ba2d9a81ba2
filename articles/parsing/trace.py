"""An optional record of how one file was read: what was taken from where, what was dropped by which rule. Reading without
one costs nothing: no function here is called then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import Tag

from articles.parsing.facts.bylines import Bylines, Opening
from articles.parsing.facts.times import Times
from articles.parsing.outlet_rules.outlets import OutletRule, ReadingRules, host_rule
from articles.parsing.text.blocks import Block
from articles.parsing.text.pictures import emoji_of
from articles.parsing.text.tree import PICTURES, hidden, soup_of
from articles.parsing.text.walk import _Context, _Walk
from articles.parsing.types import ParsedFigure

#: Elements that no browser shows as text of the page: not worth a line.
_SILENT = frozenset(("br", "script", "style", "meta", "link", "head", "title", "template", "noscript", "input", "map"))


@dataclass(frozen=True, slots=True)
class TakenField:
    """A field of the article, and how it was found."""

    field: str
    how: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the file that is no text of the article. rule: which one says so, and the text it matched."""

    rule: str
    text: str


@dataclass(slots=True)
class Notes:
    """captions: by the position of a figure, where its caption stood. again: rules about elements had taken all text, and
    the body was read without them."""

    taken: list[TakenField] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)
    again: bool = False

    def take(self, name: str, how: str) -> None:
        self.taken.append(TakenField(name, how))

    def outlet(self, outlet: OutletRule | None, host: str, filed_as: str) -> None:
        """By which rule the outlet is known."""
        if outlet is None:
            self.take("outlet", f"no rule knows the host {host or '(none)'} or the name {filed_as or '(none)'}")
        elif known := host_rule(host):
            self.take("outlet", f"the host {host}, by the rule for {known}")
        else:
            self.take(
                "outlet",
                f"the name {filed_as}, which the file is filed under; no rule knows the host {host or '(none)'}",
            )

    def body(
        self, blocks: Iterable[Block], figures: Iterable[ParsedFigure], opening: Opening, bylines: Bylines
    ) -> None:
        """What became of the blocks of the body."""
        blocks = list(blocks)
        self.dropped += [Dropped(block.drop, _shown(block)) for block in blocks if block.drop]
        self.captions |= {figure.position: _caption_source(figure, blocks) for figure in figures if figure.caption}
        if opening.names or bylines.pattern or bylines.names:
            self.take("byline", _byline_source(opening, bylines))
        if bylines.dateline:
            self.take(
                "dateline",
                "the element that holds it" if opening.dateline else "a dateline pattern at the text's start",
            )

    def times(self, times: Times, opening: Opening, bylines: Bylines, stated: dict[str, str]) -> None:
        """stated: what the file states, by the rule that reads it."""
        stated = stated | {"body": opening.stated_in, "dateline": bylines.dateline}
        if times.published:
            self.take("published", f"{times.published.rule}: {stated.get(times.published.rule, '')}".strip(": "))
        if times.archived:
            self.take("archived", f"{times.archived.rule}: {stated.get(times.archived.rule, '')}".strip(": "))

    def start_again(self) -> None:
        """The body is read a second time, without the rules about elements."""
        self.dropped.clear()
        self.taken = [taken for taken in self.taken if taken.field not in ("byline", "dateline")]
        self.captions.clear()
        self.again = True


def noted_blocks(
    html: str, base: str, reading: ReadingRules, notes: Notes, *, judge: bool = True, beside: str = ""
) -> list[Block]:
    """walk.blocks_of, noting what never becomes a block."""
    walk = _NotingWalk(base, reading, judge=judge, beside=beside)
    blocks = walk.blocks(soup_of(html))
    notes.dropped += walk.left
    return blocks


class _NotingWalk(_Walk):
    def __init__(self, base: str, reading: ReadingRules, *, judge: bool, beside: str = "") -> None:
        super().__init__(base, reading, judge=judge, beside=beside)
        self.left: list[Dropped] = []

    def enter(self, tag: Tag, context: _Context) -> tuple[_Context, bool] | None:
        before = len(self.out)
        entered = super().enter(tag, context)
        placed = any(block.picture is not None for block in self.out[before:])
        placed = placed or bool(emoji_of(tag, self.reading))
        if entered is None and not placed and tag.name not in _SILENT:
            self.note(tag, context)
        return entered

    def note(self, tag: Tag, context: _Context) -> None:
        text = " ".join(tag.get_text(" ").split())
        address = str(tag.attrs.get("src") or tag.attrs.get("poster") or "")
        if text or address:
            self.left.append(Dropped(self.why(tag, context, address), text or address))

    def why(self, tag: Tag, context: _Context, address: str) -> str:
        if hidden(tag):
            return "hidden by the page"
        if tag.name in PICTURES:
            return self.why_no_picture(tag, address)
        drop = self.judged(tag, context).drop
        return drop or ("more_links" if tag.name == "a" else f"<{tag.name}>")

    def why_no_picture(self, tag: Tag, address: str) -> str:
        rules, marks = self.reading, f"{tag.attrs.get('class', '')} {tag.attrs.get('id', '')}"
        for name, pattern, text in (
            ("skip_images", rules.skip_images, address),
            ("skip_classes", rules.skip_classes, marks),
            ("skip_alts", rules.skip_alts, str(tag.attrs.get("alt", ""))),
        ):
            if match := pattern.search(text):
                return f"{name} {match[0]}"
        return "picture without an address of its own, or a small one"


def _shown(block: Block) -> str:
    return block.picture.image_url if block.picture else " ".join(block.text.split())


def _caption_source(figure: ParsedFigure, blocks: list[Block]) -> str:
    for block in blocks:
        text = " ".join(block.text.split())
        if block.picture is None and text and text in figure.caption:
            if block.caption:
                return "an element for captions, or the picture's own"
            if block.small >= len(block.text):
                return "<small> behind the picture"
            return (
                "italics behind the picture" if block.italic >= len(block.text) else "a short line behind the picture"
            )
    return "the page's markup"


def _byline_source(opening: Opening, bylines: Bylines) -> str:
    if opening.names:
        return "the lines above the text"
    return f"the pattern {bylines.pattern}" if bylines.pattern else "a label in front of the names"
