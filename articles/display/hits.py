"""What a search found, marked in the HTML of an article, each occurrence with its number and a way to the next one.

The tree is marked, never the string: an occurrence that runs across inline elements (新<b>冠</b>) is marked in each of them.
What goes in is safe already (articles.parsing.text.body, our templates); nothing but `<mark>` and links within the page is
added.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.display.numbers import number

#: Where something stands in a text: offsets (start, end) in order, none overlapping, at most so many.
Finder = Callable[[str, int], list[tuple[int, int]]]
#: Occurrences that one page marks: a text of nothing else would be a page of a hundred megabytes.
MOST = 1_000
#: Characters of HTML that are read as a tree: 0.4 s of CPU. What is longer is shown without marks.
LONGEST = 1_000_000
#: Of our own templates: what is said beside the article's words.
_ASIDE = frozenset({"held__own", "figure__place", "figure__film", "figure__same", "figure__credit", "by"})
_CAPTION = "figure__caption"
#: Elements that do not end a line of the text that the index has.
_INLINE = frozenset(
    """a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var
    wbr""".split()  # noqa: SIM905 - as a list it is thirty lines
)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """nodes: one after another, with where each begins in `text`. caption: under a picture."""

    text: str
    nodes: list[tuple[int, NavigableString]]
    caption: bool


class Hits:
    """Numbers occurrences over all pieces of one page; `more`: there are more than MOST."""

    def __init__(self) -> None:
        self.count = 0
        self.more = False
        self._ends: list[tuple[Tag, int]] = []

    def tree(self, html: str, find: Finder, in_captions: Finder | None = None) -> BeautifulSoup:
        """html: safe. Marked; its ways are laid when all pieces are known (`written`)."""
        tree = BeautifulSoup(html, "html.parser")
        for text in [] if len(html) > LONGEST else list(_texts(tree)):
            self._mark(text, (in_captions or find) if text.caption else find)
        return tree

    def _mark(self, text: MarkedText, find: Finder) -> None:
        room = MOST - self.count
        found = find(text.text, room + 1)
        self.more = self.more or len(found) > room
        pieces: dict[int, list[tuple[int, int, int]]] = {}
        begins = [at for at, _node in text.nodes]
        for place, (start, end) in enumerate(found[:room], start=self.count + 1):
            which = max(bisect_right(begins, start) - 1, 0)
            while which < len(begins) and begins[which] < end:
                at, node = text.nodes[which]
                low, high = max(start - at, 0), min(end - at, len(node))
                if low < high:
                    pieces.setdefault(which, []).append((low, high, place))
                which += 1
        self.count += len(found[:room])
        self._wrap(text, pieces)

    def _wrap(self, text: MarkedText, pieces: dict[int, list[tuple[int, int, int]]]) -> None:
        begun: set[int] = set()
        last: dict[int, Tag] = {}
        for which, spans in sorted(pieces.items()):
            for mark, place in _split(text.nodes[which][1], spans):
                if place not in begun:
                    mark["id"] = f"hit-{place}"
                begun.add(place)
                last[place] = mark
        self._ends += [(mark, place) for place, mark in last.items()]

    def written(self, tree: BeautifulSoup) -> SafeString:
        """The tree as HTML, once every piece has been marked: each occurrence with the ways to those beside it, which are
        seen where the address names it (`#hit-3`)."""
        for mark, place in self._ends:
            if any(parent is tree for parent in mark.parents):
                _outermost_link(mark).insert_after(self._ways(place))
        return mark_safe(tree.decode(formatter="minimal"))  # noqa: S308 - see the module

    def _ways(self, place: int) -> Tag:
        box = Tag(name="span", attrs={"class": "hit__ways"})
        ways = ((place - 1, "‹", _("Previous hit")), (place + 1, "›", _("Next hit")))
        box.append(_way(*ways[0]) if place > 1 else "")
        box.append(f" {number(place)} / {number(self.count)} ")
        box.append(_way(*ways[1]) if place < self.count else "")
        return box


def _way(place: int, sign: str, label: str) -> Tag:
    link = Tag(name="a", attrs={"href": f"#hit-{place}", "aria-label": label})
    link.append(sign)
    return link


def _outermost_link(mark: Tag) -> Tag:
    """A link cannot stand in a link."""
    links = [parent for parent in mark.parents if parent.name == "a"]
    return links[-1] if links else mark


def _split(node: NavigableString, spans: list[tuple[int, int, int]]) -> list[tuple[Tag, int]]:
    """The node's text with the spans in `<mark>`, in its place."""
    text, at, made = str(node), 0, list[tuple[Tag, int]]()
    parts: list[NavigableString | Tag] = []
    for low, high, place in spans:
        mark = Tag(name="mark", attrs={"class": "hit"})
        mark.append(NavigableString(text[low:high]))
        parts += [NavigableString(text[at:low]), mark]
        made.append((mark, place))
        at = high
    node.replace_with(*(part for part in [*parts, NavigableString(text[at:])] if isinstance(part, Tag) or part))
    return made


def _texts(tree: BeautifulSoup) -> Iterator[MarkedText]:
    """What the article says, as the index has it: lines end where blocks do; each caption is a text of its own."""
    line = ReadText()
    for each in tree.descendants:
        if isinstance(each, Tag):
            line.ended = line.ended or each.name not in _INLINE
        elif type(each) is NavigableString and _is_told(each):
            caption = _parent(each, lambda tag: _CAPTION in _classes(tag))
            if caption is not line.caption:
                yield line.read()
                line = ReadText(caption)
            line.add(each)
    yield line.read()


@dataclass(slots=True)
class ReadText:
    """Text that is being read. ended: the next piece begins a new line."""

    caption: Tag | None = None
    parts: list[str] = field(default_factory=list)
    nodes: list[tuple[int, NavigableString]] = field(default_factory=list)
    block: Tag | None = None
    length: int = 0
    ended: bool = False

    def add(self, node: NavigableString) -> None:
        block = _parent(node, lambda tag: tag.name not in _INLINE)
        if self.ended or block is not self.block:
            self.parts.append("\n")
            self.length += 1
        self.nodes.append((self.length, node))
        self.parts.append(node)
        self.length += len(node)
        self.block, self.ended = block, False

    def read(self) -> MarkedText:
        return MarkedText("".join(self.parts), self.nodes, self.caption is not None)


def _parent(node: NavigableString, fits: Callable[[Tag], bool]) -> Tag | None:
    return next((parent for parent in node.parents if fits(parent)), None)


def _classes(tag: Tag) -> list[str]:
    found: str | list[str] | None = tag.get("class")
    return found.split() if isinstance(found, str) else found or []


def _is_told(node: NavigableString) -> bool:
    return _parent(node, lambda tag: bool(_ASIDE & set(_classes(tag)))) is None
