"""What is no text of the article: promotion, related links, copyright lines. Marked with the rule, not deleted."""

from __future__ import annotations

from collections import defaultdict

from articles.parsing.outlet_rules.outlets import Reading
from articles.parsing.text.blocks import Block, Frame

#: A longer paragraph is text, whatever it contains.
_LONGEST = 900
#: Share of a block's characters that must stand in links for it to be nothing but links.
_ALL_LINKS = 0.9
#: Where rules would take more than this of an article, they are wrong.
_TOO_MUCH = 0.6
#: Credit lines (責編：…) that may stand below a footer, or a footer among them.
_MAX_CREDITS = 4


def mark_boilerplate(blocks: list[Block], reading: Reading) -> None:
    """Set `drop` on every block that a rule takes for no text; the rules give way where they would take most of it."""
    _relent(blocks)
    for block in blocks:
        if not block.drop and block.picture is None and not block.caption and len(block.text) <= _LONGEST:
            match = reading.drop_blocks.search(block.text)
            block.drop = f"text {match[0][:40]}" if match else ""
    _mark_lists(blocks)
    _mark_related(blocks, reading)
    _mark_tail(blocks, reading)


def strip_end_marks(blocks: list[Block], reading: Reading) -> None:
    """Take the sign that ends an article (`#`, `（完）`) off its last paragraphs."""
    if not reading.end_marks:
        return
    for block in _texts(blocks)[-3:]:
        for mark in reading.end_marks:
            stripped = block.text.rstrip()
            if stripped.endswith(mark) and len(stripped) > len(mark) and block.html.rstrip().endswith(mark):
                block.text, block.html = stripped[: -len(mark)].rstrip(), block.html.rstrip()[: -len(mark)].rstrip()


def _texts(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.picture is None and not block.drop and not block.caption]


def _relent(blocks: list[Block]) -> None:
    total = sum(len(block.text) for block in blocks)
    dropped: dict[str, int] = defaultdict(int)
    for block in blocks:
        if block.drop.startswith("element"):
            dropped[block.drop] += len(block.text)
    wrong = {rule for rule, length in dropped.items() if length > _TOO_MUCH * total}
    for block in blocks:
        if block.drop in wrong:
            block.drop = ""


def _only_links(block: Block) -> bool:
    return block.picture is None and block.linked >= _ALL_LINKS * max(1, len(block.text.strip()))


def _mark_lists(blocks: list[Block]) -> None:
    """A list whose every item is one link leads elsewhere, unless the article is little else."""
    lists: dict[Frame, list[Block]] = defaultdict(list)
    for block in blocks:
        outer = next((frame for frame in block.frames if frame.tag in ("ul", "ol")), None)
        if outer is not None and not block.drop:
            lists[outer].append(block)
    links = [group for group in lists.values() if all(map(_only_links, group))]
    length = sum(len(block.text) for group in links for block in group)
    if length > 0.4 * sum(len(block.text) for block in blocks if not block.drop):
        return
    for group in links:
        for block in group:
            block.drop = "list of links"


def _mark_related(blocks: list[Block], reading: Reading) -> None:
    """延伸閱讀 and the links below it."""
    following = False
    for block in blocks:
        if block.picture is not None or block.drop:
            continue
        if len(block.text) < 40 and reading.related_headings.match(block.text.strip()):
            following = True
            block.drop = "related heading"
        elif following and _only_links(block):
            block.drop = "related link"
        else:
            following = False


def _mark_tail(blocks: list[Block], reading: Reading) -> None:
    credits = 0
    texts = _texts(blocks)
    # The first paragraph is never a footer.
    for block in reversed(texts[1:]):
        if len(block.text) <= _LONGEST and (match := reading.drop_tail.search(block.text)):
            block.drop = f"footer {match[0][:40]}"
        elif len(block.text) < 120 and credits < _MAX_CREDITS and reading.credit_lines.match(block.text):
            credits += 1
        else:
            break
