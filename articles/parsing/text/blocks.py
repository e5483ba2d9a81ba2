"""A page as a flat list of blocks, which rules judge more easily than a tree, and its way back to HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from articles.parsing.text.pictures import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An element around blocks; two frames are the same only if they are one object."""

    tag: str
    attributes: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, a heading, a list item, a cell or a picture; its frames are opened around it when blocks are written.

    text: visible text, a single line break as \\n. html: the same with inline tags.

    drop: why it is no text of the article ("" while it is). caption: number of the caption region it stands in, 0 for none.
    meta: "byline", "name", "dateline" or "time" if its element says so; moment: a <time>'s machine-readable value.
    linked, small, italic, bold: characters of text within a; small; em or i; strong or b. faint: set as captions are.
    """

    tag: str
    frames: tuple[Frame, ...]
    html: str = ""
    text: str = ""
    drop: str = ""
    caption: int = 0
    meta: str = ""
    moment: str = ""
    linked: int = 0
    small: int = 0
    italic: int = 0
    bold: int = 0
    faint: int = 0
    credit: str = ""
    picture: Picture | None = None
    position: int = 0


def write(blocks: list[Block]) -> str:
    """The blocks as HTML: frames opened and closed around them, a picture as its reference."""
    parts: list[str] = []
    opened: tuple[Frame, ...] = ()
    fresh = True
    for block in blocks:
        common = 0
        for before, now in zip(opened, block.frames, strict=False):
            if before is not now:
                break
            common += 1
        fresh = fresh or common < len(block.frames) or common < len(opened)
        parts.extend(f"</{frame.tag}>" for frame in reversed(opened[common:]))
        parts.extend(f"<{frame.tag}{frame.attributes}>" for frame in block.frames[common:])
        opened = block.frames
        parts.append(_written(block, fresh))
        fresh = False
    parts.extend(f"</{frame.tag}>" for frame in reversed(opened))
    return "".join(parts)


def _written(block: Block, fresh: bool) -> str:
    if block.picture is not None and not block.picture.image_url:
        # A film or sound that shows no picture: a link in its place, which is no text of the article (body.py).
        link = f'<a href="{escape(block.picture.video_url)}">{escape(block.picture.alt, quote=False)}</a>'
        return f'<p data-player="1">{link}</p>'
    if block.picture is not None:
        return f'<figure data-figure="{block.position}"></figure>'
    # A second paragraph in an item or cell needs a tag; the first stands bare.
    tag = block.tag or ("" if fresh else "p")
    return f"<{tag}>{block.html}</{tag}>" if tag else block.html
