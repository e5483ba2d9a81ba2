"""Where on a saved page the article stands: the element that holds its paragraphs and pictures.

Its HTML goes the way of every body (walk.py and what follows). Why no extraction library decides this, and how well it does:
docs/decisions/0005-saved-pages.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import NavigableString

from articles.parsing.text.tree import BLOCKS, hidden

#: In an element's class, id or role: it is the page's, not the article's. In English, and in pinyin as Chinese sites use it.
_CHROME = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav\w*|menu\w*|top-?bar|side-?bar\w*|foot(?:er)?\w*|bread-?crumbs?|crumbs?|comments?\w*|disqus\w*|repl(?:y|ies)"
    r"|pinglun|liuyan|related\w*|recommend\w*|xgxw|xiangguan|tuijian|hot-?news|rank(?:ing)?|most-?(?:read|popular)|popular|trending"
    r"|shar(?:e|ing)\w*|social\w*|ads?|advert\w*|sponsor\w*|promo\w*|newsletter\w*|subscri\w+|cookie\w*|pagination|pager|login"
    r"|search\w*|tag-?(?:list|cloud)|copyright|author-?(?:bio|box|card))(?:$|[\s_-])"
)
_NEVER = frozenset(
    ("nav", "footer", "aside", "form", "script", "style", "noscript", "template", "iframe", "svg", "button", "select",
     "dialog", "menu", "head", "object", "embed")
)  # fmt: skip
_PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol", "pre", "table"))
#: Characters of a line that is prose, not a label.
_PROSE = 20


@dataclass(slots=True)
class _Size:
    """Of an element, in characters. text, links: all its text, that within links. prose: text in runs of at least _PROSE,
    not mostly links. own: what of prose stands in no block below. pictures: how many."""

    text: int = 0
    links: int = 0
    prose: int = 0
    own: int = 0
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """The article's element, cleared of what is the page's. prose, text, links: characters."""

    tag: Tag
    prose: int
    text: int
    links: int
    pictures: int


def main_part(body: Tag) -> PageText:
    """The element of the article within <body>. Takes elements of the page's chrome out of the tree.

    The element whose own paragraphs (and, at half their weight, those one level below) hold the most prose is the kernel.
    From there up: its likes beside it belong to it, and a parent that adds a picture or a lead and hardly anything else."""
    sizes, chrome = _survey(body)
    for tag in chrome:
        tag.extract()
    kernel = _marked(body, sizes) or max((tag for tag, _ in sizes.values()), key=lambda tag: _score(tag, sizes))
    tag = _widened(kernel, body, sizes)
    size = sizes[id(tag)][1]
    return PageText(tag, size.prose, size.text, size.links, size.pictures)


_Sizes = dict[int, tuple[Tag, _Size]]


def _survey(body: Tag) -> tuple[_Sizes, list[Tag]]:
    """The size of every element that is not chrome, and the outermost elements that are."""
    order: list[Tag] = []
    chrome: list[Tag] = []
    waiting = [body]
    while waiting:
        tag = waiting.pop()
        order.append(tag)
        for child in tag.children:
            if isinstance(child, Tag):
                (chrome if is_chrome(child) else waiting).append(child)
    sizes: _Sizes = {}
    for tag in reversed(order):
        sizes[id(tag)] = (tag, _measured(tag, sizes))
    return sizes, chrome


def is_chrome(tag: Tag) -> bool:
    """Whether an element says that it is the page's, not the article's."""
    if tag.name in _NEVER or hidden(tag):
        return True
    marks = " ".join(str(tag.attrs[key]) for key in ("class", "id", "role") if key in tag.attrs)
    return bool(marks) and tag.name not in ("body", "article", "main") and bool(_CHROME.search(marks[:400]))


def _measured(tag: Tag, sizes: _Sizes) -> _Size:
    size = _Size(pictures=int(tag.name in ("img", "video", "amp-img")))
    run = run_links = 0
    for child in tag.children:
        if type(child) is NavigableString:
            run += len(child.strip())
        elif isinstance(child, Tag) and id(child) in sizes:
            below = sizes[id(child)][1]
            size.text, size.links = size.text + below.text, size.links + below.links
            size.pictures += below.pictures
            if child.name in BLOCKS or below.own == 0 < below.prose:
                size.prose += below.prose
            else:
                run, run_links = run + below.text, run_links + below.links
    if tag.name in BLOCKS and run >= _PROSE and run_links < run / 2:
        size.own = run
    size.prose += size.own
    size.text += sum(len(child.strip()) for child in tag.children if type(child) is NavigableString)
    if tag.name == "a":
        size.links = size.text
    return size


def _below(tag: Tag, sizes: _Sizes) -> list[tuple[Tag, _Size]]:
    return [sizes[id(child)] for child in tag.children if isinstance(child, Tag) and id(child) in sizes]


def _marked(body: Tag, sizes: _Sizes) -> Tag | None:
    """The one element that says it is the article's body, if it holds prose."""
    found = body.find_all(None, {"itemprop": "articleBody"}, limit=2)
    if len(found) != 1 or id(found[0]) not in sizes:
        return None
    return found[0] if sizes[id(found[0])][1].prose >= 5 * _PROSE else None


def _score(tag: Tag, sizes: _Sizes) -> float:
    if tag.name in _PARAGRAPHS or tag.name not in BLOCKS:
        return 0.0
    size = sizes[id(tag)][1]
    direct, second = size.own, 0
    for child, below in _below(tag, sizes):
        if child.name in _PARAGRAPHS:
            direct += below.prose
        else:
            second += below.own + sum(deep.prose for each, deep in _below(child, sizes) if each.name in _PARAGRAPHS)
    return (direct + second / 2) * (1 - size.links / (size.text + 1))


def _widened(kernel: Tag, body: Tag, sizes: _Sizes) -> Tag:
    best = tag = kernel
    while tag is not body and isinstance(parent := tag.parent, Tag) and id(parent) in sizes:
        here, above = sizes[id(tag)][1], sizes[id(parent)][1]
        if _alike(tag, parent, sizes) >= here.prose / 5:
            best = tag = parent
            continue
        lead = _lead(tag, parent, sizes)
        if lead > here.prose or _much(here, above, lead):
            break
        if above.prose > here.prose or above.pictures > here.pictures:
            best = parent
        tag = parent
    return best


def _lead(tag: Tag, parent: Tag, sizes: _Sizes) -> int:
    """Prose before the element: a lead may be long; what follows (comments, other articles' first lines) may not."""
    prose = 0
    for sibling, size in _below(parent, sizes):
        if sibling is tag:
            break
        prose += size.prose
    return prose


def _much(here: _Size, above: _Size, lead: int) -> bool:
    """Whether a parent adds more than pictures, a lead and labels."""
    prose, text = above.prose - here.prose - lead, above.text - here.text - lead
    return prose > here.prose / 4 or text > 200 + 0.3 * here.text or above.links - here.links > 100 + here.text / 10


def _alike(tag: Tag, parent: Tag, sizes: _Sizes) -> int:
    """Prose in the siblings of the same tag and class: an article in several sections."""
    return sum(
        size.prose
        for sibling, size in _below(parent, sizes)
        if sibling is not tag and (sibling.name, sibling.attrs.get("class")) == (tag.name, tag.attrs.get("class"))
    )
