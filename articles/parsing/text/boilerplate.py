"""What is no text of the article: promotion, related links, copyright lines. Marked with the rule, not deleted."""

from __future__ import annotations

import re
from collections import defaultdict

from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.text.blocks import Block, Frame

#: A longer paragraph is text, whatever it contains.
_LONGEST = 900
#: Share of a block's characters that must stand in links for it to be nothing but links.
_ALL_LINKS = 0.9
#: Where rules would take more than this of an article, they are wrong.
_TOO_MUCH = 0.6
#: Paragraphs of an article that ends with a biography; characters of one, and of the name in front of it.
_LEAST_ABOVE, _BIOGRAPHY, _NAME_LINE = 3, 6, 40
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff]|(?<=【)\s")
#: Credit lines (責編：…) that may stand below a footer, or a footer among them.
_MAX_CREDITS = 4
#: A label of further reading in front of what it names.
_RELATED_LINE = re.compile(
    r"[▶►»>◎●■【\[(（]{0,2}\s?(?:相关|相關|延伸|推荐|推薦|更多|往期|进一步|進一步|同场加映|同場加映|看更多)"
    r"(?:阅读|閱讀|新闻|新聞|报道|報導|报导|文章|链接|連結|内容|內容|故事)?[】\]）)]?\s?[:：|｜/／]\s?"
    r"|(?i:related|read more|see also)\s?:\s?"
)
#: Characters of a headline below such a label, and how many there may be.
_TEASER, _MAX_TEASERS = 60, 12
_SENTENCE = re.compile(r"[。；;]|[，,].{40}|[”」』]$")
#: Characters of a line that names a commenter; such lines that make a thread where a line opens it, and where none does.
_COMMENT_LINE, _FEW_COMMENTS, _MANY_COMMENTS = 80, 2, 10
_THREAD = re.compile(
    r"(?i)(?:(?:全部|所有|最新|网友|網友|读者|讀者|热门|熱門|精彩)?(?:评论|評論|留言|回应|回應|跟帖|发言|發言)"
    r"(?:区|區|列表)?\s?[（(:：]?\s?\d{0,6}\s?[）)条條则則个個]?"
    r"|\d{1,6}\s?(?:条|條|则|則|个|個"
    r"|thoughts? on|comments?|responses?|replies)\s?(?:评论|評論|留言|回应|回應|跟帖)?\b.{0,40}"
    r"|comments?\s?[（(:]?\s?\d{0,6}[）)]?|leave a (?:reply|comment))$"
)
_COMMENTER = re.compile(
    r"(?i)^.{1,40}?\s?(?:说道|說道|写道|寫道|留言道|评论道|評論道|says|wrote|said)\s?[:：]$|^(?:回复|回覆|reply|引用)$"
    r"|^.{0,40}?\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}.{0,6}?\d{1,2}:\d{2}(?::\d{2})?\s?(?:am|pm)?\s?(?:回复|回覆|reply|\|.{0,12})?$"
    r"|^(?:第?\s?\d{1,5}\s?[楼樓]|\d{1,5}\s?[FL#])(?:\s|[:：]|$)|^(?:匿名|游客|遊客|anonymous)\s?(?:[:：]|$)"
)
_FILE_NAME = re.compile(
    r"(?i)[^\s/\\<>:：，。]{2,80}\.(?:jpe?g|png|gif|webp|bmp|tiff?|docx?|pdf|html?|mp4|mp3|md|txt)$"
)


def mark_boilerplate(blocks: list[Block], reading: ReadingRules) -> None:
    """Set `drop` on every block that a rule takes for no text; the rules give way where they would take most of it."""
    _relent(blocks)
    for block in blocks:
        if not block.drop and block.picture is None and not block.caption and len(block.text) <= _LONGEST:
            match = reading.drop_blocks.search(block.text)
            block.drop = f"text {match[0][:40]}" if match else ""
    _mark_file_names(blocks)
    _mark_lists(blocks)
    _mark_threads(blocks)
    _mark_related(blocks, reading)
    _mark_tail(blocks, reading)


def mark_biography(blocks: list[Block], names: tuple[str, ...]) -> None:
    """A last paragraph that opens with its author in black brackets (【顾晓岚・札记】), and the line above with the name."""
    texts = _texts(blocks)
    wanted = [name for name in names if len(name) > 1]
    last = _UNSEEN.sub("", texts[-1].text).lstrip() if texts else ""
    if len(texts) < _LEAST_ABOVE or not any(last.startswith(f"【{name}") for name in wanted):
        return
    head = texts[-1].text.partition("】")
    if not head[1] or len(head[2]) < _BIOGRAPHY or len(head[0]) > _NAME_LINE or len(texts[-1].text) > _LONGEST:
        return
    texts[-1].drop = "biography"
    above = texts[-2].text.strip()
    if len(above) <= _NAME_LINE and any(re.search(rf"[|｜]\s?{re.escape(name)}$", above) for name in wanted):
        texts[-2].drop = "biography"


def strip_end_marks(blocks: list[Block], reading: ReadingRules) -> None:
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


def _mark_related(blocks: list[Block], reading: ReadingRules) -> None:
    """延伸閱讀 and the links below it, or behind it in one line; at the end the headlines below it that lost their links."""
    following = False
    for index, block in enumerate(blocks):
        if block.picture is not None or block.drop:
            continue
        text = block.text.strip()
        if len(text) < 40 and reading.related_headings.match(text):
            following = True
            block.drop = "related heading"
            _mark_teasers(blocks[index + 1 :])
        elif _RELATED_LINE.match(text) and _behind_label(block) <= 4:
            following = True
            block.drop = "related line"
        elif following and _only_links(block):
            block.drop = "related link"
        else:
            following = False


def _behind_label(block: Block) -> int:
    """Characters of a line behind its label that stand in no link."""
    label = _RELATED_LINE.match(block.text.strip())
    return len(block.text.strip()) - block.linked - (len(label[0]) if label else 0)


def _mark_teasers(below: list[Block]) -> None:
    """Short lines that are no sentences, from a heading of further reading to the end of the page."""
    texts = [block for block in below if block.picture is None and not block.drop]
    headlines = [len(text) <= _TEASER and not _SENTENCE.search(text) for text in (each.text.strip() for each in texts)]
    # A few words of it linked are a sentence's; a headline is linked whole, or has lost its link.
    whole = [not each.linked or each.linked >= 0.6 * len(each.text) for each in texts]
    if 1 <= len(texts) <= _MAX_TEASERS and all(headlines) and all(whole):
        for block in texts:
            block.drop = "related headline"


def _mark_threads(blocks: list[Block]) -> None:
    """Readers' comments to the end of the page: a line that counts or opens them and at least two with a commenter's marks,
    or ten such lines and one in four blocks."""
    texts = _texts(blocks)
    marked = [bool(len(block.text) <= _COMMENT_LINE and _COMMENTER.search(block.text.strip())) for block in texts]
    opened = next((at for at, block in enumerate(texts) if at and _opens_thread(block.text)), None)
    start = opened if opened is not None and sum(marked[opened:]) >= _FEW_COMMENTS else None
    first = next((at for at, is_mark in enumerate(marked) if is_mark), None)
    if start is None and first and sum(marked) >= max(_MANY_COMMENTS, (len(texts) - first) / 4):
        start = first
    for block in texts[start:] if start else ():
        block.drop = "comments"


def _opens_thread(text: str) -> bool:
    return len(text) <= _COMMENT_LINE and bool(_THREAD.match(text.strip()))


def _mark_file_names(blocks: list[Block]) -> None:
    """Whoever saved the page left the name of a file: IMG_2034.jpg."""
    for block in blocks:
        if not block.drop and block.picture is None and len(block.text) <= 100 and _FILE_NAME.match(block.text.strip()):
            block.drop = "file name"


def _mark_tail(blocks: list[Block], reading: ReadingRules) -> None:
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
