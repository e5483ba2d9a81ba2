"""What Markdown is written in beside CommonMark: Liquid and Hexo tags, Hugo shortcodes, kramdown and Pandoc attributes, wiki
links. Each becomes CommonMark or HTML, or goes. Source text in, source text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import quote

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
#: Hugo's {{< … >}} and {{% … %}}; Liquid's and Hexo's {% … %}; what Liquid prints, {{ … }}.
_SHORTCODE = re.compile(r"\{\{[<%](?P<body>[^{}]{0,2000})[>%]\}\}")
_LIQUID = re.compile(r"\{%(?P<body>[^{}]{0,2000})%\}")
_PRINTED = re.compile(r"\{\{(?P<body>[^{}\n]{0,400})\}\}")
_LITERAL = re.compile(r"^[\"']([^\"']*)[\"']")
_ARGUMENT = re.compile(r"(?:(?P<name>[\w-]{1,40})=)?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"']+))")
#: {: .class}, {:.x}, {:toc}; {#id .class key=value} behind a heading, a picture or a link.
_KRAMDOWN = re.compile(r"\{::?[^{}\n]{0,300}\}")
_BRACES = re.compile(r"(?<=[\]) \t])\{(?=[#.\w-])([^{}\n]{1,300})\}")
_PANDOC = re.compile(r"(?:[#.][\w-]{1,100}|[\w-]{1,40}=(?:\"[^\"]{0,200}\"|[^\s\"]{1,200})|-)(?:\s+|$)")
_DIV = re.compile(r"^[ \t]*:{3,}[ \t]*(?:\{[^{}\n]{0,300}\}|[\w-]{0,40})[ \t]*:*[ \t]*$", re.MULTILINE)
_EMBED = re.compile(r"!\[\[([^\[\]\n|]{1,500})(?:\|([^\[\]\n]{0,300}))?\]\]")
_WIKI = re.compile(r"(?<!\])\[\[([^\[\]\n|]{1,500})(?:\\?\|([^\[\]\n]{1,300}))?\]\](?!\()")
_MARKED = re.compile(r"==(?=\S)([^=\n]{1,500})==")
_HIDDEN = re.compile(r"%%[^%]{0,20000}%%")
_CALLOUT = re.compile(r"^((?:[ \t]*>)+[ \t]*)\[!\w{1,30}\][+-]?[ \t]*(.*)$", re.MULTILINE)
#: The name of a paragraph, which Obsidian's links lead to, alone on its line.
_LONE_ID = re.compile(r"^\^[\w-]{1,60}[ \t]*$", re.MULTILINE)
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]{1,40}[ \t]{0,8}$", re.MULTILINE)
#: A list's sign with a blank behind it that CommonMark takes for a letter.
_ITEM = re.compile(r"^([ \t]{0,3}(?:[-*+]|\d{1,3}[.)]))[\u00a0\u3000](?=[\s\u00a0\u3000]*[^\s*_-])", re.MULTILINE)
#: [1]: address, where no [text][1] needs it, is a note of the writer's; [text][1].
_NOTE, _NOTED = re.compile(r"^[ \t]{0,3}\[(\d{1,3})\](?=:)", re.MULTILINE), re.compile(r"\]\s?\[(\d{1,3})\]")
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
_HEADING = re.compile(r"^(#{2,6})(?=[^#\s])", re.MULTILINE)
_TAG_LINE = re.compile(r"^[ \t]*#[^\s#]{1,60}(?:[ \t]+#[^\s#]{1,60})+[ \t]*$", re.MULTILINE)
#: Lines of one row.
_LONGEST_ROW = 40
_VIDEO = {
    "youtube": "https://www.youtube.com/embed/",
    "vimeo": "https://player.vimeo.com/video/",
    "bilibili": "https://player.bilibili.com/player.html?bvid=",
}
_SHOWN = frozenset(("figure", "img", "image", "picture", "asset_img", "fancybox", "imgproc", "photo"))
_PLAYED = frozenset(("video", "iframe", "audio", "mp4", "embed", "dplayer", "aplayer"))


def to_commonmark(text: str, *, tagged: bool = False) -> tuple[str, tuple[str, ...]]:
    """The source with what is not CommonMark taken away or written in it, and, where `tagged` asks for them, the tags
    of lines such as `#香港 #渔业`. Fenced code stays as it is."""
    tags: list[str] | None = [] if tagged else None
    parts = [part if fenced else _converted(part, tags) for fenced, part in _fences(text)]
    return "".join(parts), tuple(dict.fromkeys(tags or ()))


def _fences(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, and whether each is fenced code."""
    mark = ""
    piece: list[str] = []
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        opens = found and not mark
        closes = found and mark and found[1].startswith(mark) and not line[found.end() :].strip()
        if opens and found:
            yield False, "".join(piece)
            mark, piece = found[1], []
        piece.append(line)
        if closes:
            yield True, "".join(piece)
            mark, piece = "", []
    yield bool(mark), "".join(piece)


def _whole_rows(text: str) -> str:
    """Rows of a table that were broken where a cell holds a line break: in one line, as a table needs them."""
    lines = text.split("\n")
    found: list[str] = []
    place = 0
    while place < len(lines):
        end = place
        if lines[place].startswith("|") and not lines[place].rstrip().endswith("|"):
            end = _row_end(lines, place)
        found.append("<br>".join(line.strip() for line in lines[place : end + 1]) if end > place else lines[place])
        place = end + 1
    return "\n".join(found)


def _row_end(lines: list[str], place: int) -> int:
    """Where the row that begins at `place` ends with its bar; `place` if it does not soon."""
    for end in range(place + 1, min(place + _LONGEST_ROW, len(lines))):
        line = lines[end]
        # An empty line within a cell is one of blanks, which end a line by force; a cell's bar on such a line is indented.
        if not line or line.startswith("|"):
            return place
        if line.rstrip().endswith("|"):
            return end
    return place


def _kept_notes(text: str) -> str:
    """The numbered notes below a text, which CommonMark takes for the addresses of [1] and would leave out."""
    used = {found[1] for found in _NOTED.finditer(text)}
    return _NOTE.sub(lambda note: note[0] if note[1] in used else f"\\[{note[1]}\\]", text)


def _converted(text: str, tags: list[str] | None) -> str:
    if "\n|" in text or text.startswith("|"):
        text = _whole_rows(text)
    if "{" in text:
        text = _LIQUID.sub(_tag, _SHORTCODE.sub(_tag, text))
        text = _PRINTED.sub(_printed, text)
        text = _BRACES.sub(_attributes, _KRAMDOWN.sub("", text))
    if "]:" in text:
        text = _kept_notes(text)
    text = _ITEM.sub(r"\1 ", text)
    for sign, pattern, new in _PLAIN:
        if sign in text:
            text = pattern.sub(new, text)
    if tags is None or "#" not in text:
        return text

    def tagged(line: re.Match[str]) -> str:
        tags.extend(word[1:] for word in line[0].split())
        return ""

    return _TAG_LINE.sub(tagged, text)


def _embedded(match: re.Match[str]) -> str:
    """![[picture.png|300]] and ![[note]]."""
    target = match[1].strip()
    if not _PICTURE.search(target):
        return _linked(match)
    words = (match[2] or "").strip()
    alt = "" if re.fullmatch(r"\d+(?:x\d+)?", words) else words
    return f"![{alt}](<wiki:{quote(target, safe='/:')}>)"


def _linked(match: re.Match[str]) -> str:
    """[[page|text]], [[page#heading]]."""
    return (match[2] or match[1].partition("#")[0] or match[1].lstrip("#")).strip()


_PLAIN: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("%%", _HIDDEN, ""),
    ("[[", _EMBED, _embedded),
    ("[[", _WIKI, _linked),
    ("==", _MARKED, r"\1"),
    ("[!", _CALLOUT, lambda match: f"{match[1]}**{match[2].strip()}**" if match[2].strip() else match[1]),
    (":::", _DIV, ""),
    (" ^", _BLOCK_ID, ""),
    ("\n^", _LONE_ID, ""),
    ("[", _TASK, r"\1"),
    ("##", _HEADING, r"\1 "),
)


def _attributes(match: re.Match[str]) -> str:
    """Nothing, if braces hold Pandoc's attributes; what they are otherwise."""
    rest = match[1]
    while found := _PANDOC.match(rest):
        rest = rest[found.end() :]
    return match[0] if rest.strip() else ""


def _tag(match: re.Match[str]) -> str:
    """A shortcode or tag: a picture, a film, or nothing; what stands between two tags stays."""
    name, _, rest = match["body"].strip(" \t\n-/").partition(" ")
    name = name.strip().lower()
    given: dict[str, str] = {}
    plain: list[str] = []
    for found in _ARGUMENT.finditer(rest):
        value = next((part for part in (found["double"], found["single"], found["bare"]) if part is not None), "")
        if found["name"]:
            given[found["name"].lower()] = value
        else:
            plain.append(value)
    if name in ("include", "partial") and plain:
        name = plain.pop(0).rpartition("/")[2].partition(".")[0].lower()
    return _shown(name, given, plain)


def _shown(name: str, given: dict[str, str], plain: list[str]) -> str:
    address = next((given[key] for key in ("src", "link", "url", "image", "path", "file") if key in given), "")
    if name in _SHOWN or (address and _PICTURE.search(address.partition("?")[0])):
        return _picture(address, given, plain)
    if name in _VIDEO and (code := given.get("id") or (plain[0] if plain else "")):
        return f'\n\n<iframe src="{_VIDEO[name]}{escape(code)}"></iframe>\n\n'
    if name in _PLAYED and (address or plain):
        film = address or next((each for each in plain if "/" in each), "")
        return f'\n\n<iframe src="{escape(film)}"></iframe>\n\n' if film else ""
    return ""


def _picture(address: str, given: dict[str, str], plain: list[str]) -> str:
    """{{< figure src caption attr >}}, {% img [class] address [width] [height] "title" %}, {% asset_img address title %}"""
    if not address:
        address = next((each for each in plain if _PICTURE.search(each.partition("?")[0])), "")
        plain = plain[plain.index(address) + 1 :] if address else []
    words = next((given[key] for key in ("caption", "title", "description") if given.get(key)), "")
    words = words or " ".join(each for each in plain if not re.fullmatch(r"\d+(?:px|%)?", each))
    if credit := given.get("attr") or given.get("credit") or given.get("source"):
        words = f"{words} {credit}".strip()
    if not address:
        return ""
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    return f'\n\n<figure><img src="{escape(address)}" alt="{escape(given.get("alt", ""))}">{caption}</figure>\n\n'


def _printed(match: re.Match[str]) -> str:
    """{{ "/assets/a.jpg" | relative_url }} is what it prints; {{ site.baseurl }} is not known, and nothing."""
    literal = _LITERAL.match(match["body"].strip(" \t-"))
    return literal[1] if literal else ""
