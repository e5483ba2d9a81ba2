"""Reads the feed layouts of docs/formats.md (formats 1 to 3; pages.py, feeds.py and json_articles.py read the
others). Nothing is interpreted here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from articles.parsing.facts.dates import read_date
from articles.parsing.facts.page_metadata import Said
from articles.parsing.types import Capture, NotAnArticle, Refused

#: Longer front matter is none.
_MAX_FRONT = 20_000
#: A file with more tags than this is no article, and would take seconds (the largest real one has 4,000).
MAX_TAGS = 60_000
_DASHES = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"\s*<!--\s*(\d{9,14})\s*-->[ \t]*")
_LINK_LINE = re.compile(r"\s*+(?:[-*+]|\d{1,9}\.)?\s*+\[")
_DATE_LINE = re.compile(
    r"\s*(?:<(?:p|div)[^<>]{0,200}>\s*)?(?:日期|时间|時間|发布时间|發佈時間)\s*[:：]\s*([^\n<]{4,60})(?:</(?:p|div)>)?"
)
_FRONT_LINE = re.compile(r"^([A-Za-z_][\w-]{0,40})[ \t]*:[ \t]*(.*)$")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|rss|feed|rdf:)", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|br|table|ul|ol|blockquote|section|article|figure)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file says. comment_ms: milliseconds since 1970 of the feed's comment. date_line: what follows 日期：
    said: what markup or front matter states. captures: as the file names them; more are found in its address. standfirst: as
    the file states it. told: how the format was told, for explain_article."""

    format: str
    front: dict[str, str]
    comment_ms: int | None
    headline: str
    url: str
    date_line: str
    html: str
    problems: tuple[str, ...] = field(default=())
    said: Said | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    captures: tuple[Capture, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    standfirst: str = ""
    told: str = ""


def read_layout(text: str) -> Layout | NotAnArticle | Refused:
    """Tell the layout and take the file apart."""
    if text.count("<") > MAX_TAGS or text.count("&") > 2 * MAX_TAGS:
        return Refused(f"It has more than {MAX_TAGS} tags or twice as many entities; no article has.")
    front, rest, problems = _front_matter(text)
    comment, after = _comment(rest)
    heading = _heading(after)
    if heading is not None:
        headline, url, html = heading
        date_line, html = _date_line(html)
        return Layout(
            _format(front, comment, date_line), front, comment, headline, url, date_line, as_html(html), problems
        )
    if front:
        return _jekyll_page(front, rest, problems)
    return _no_article(rest, comment)


def _format(front: dict[str, str], comment: int | None, date_line: str) -> str:
    if front:
        return "jekyll"
    return "legacy" if comment is None and date_line else "feed"


def _jekyll_page(front: dict[str, str], rest: str, problems: tuple[str, ...]) -> Layout | NotAnArticle:
    """A post of plain HTML; a page of the site itself has neither a date nor an address."""
    if front.get("layout", "post") not in ("post", "article", "news") or not (front.get("date") or front.get("from")):
        return NotAnArticle("Its front matter is that of a site's page, not of an article (no date, no address).")
    comment, html = _comment(rest)
    return Layout("jekyll", front, comment, "", "", "", as_html(html), problems)


def _no_article(rest: str, comment: int | None) -> NotAnArticle | Refused:
    links = sum(map(_is_link, rest[:2_000_000].split("\n")))
    if comment is not None or (links < 3 and re.match(r"\s*\[(?!\[)", rest)):
        return Refused("It breaks off before its text: there is no whole headline with a line of dashes below.")
    if links:
        return NotAnArticle(f"It is a list of {links} links; there is no line of dashes with a text below.")
    if _PAGE.match(rest):
        return NotAnArticle("It is a web page or a feed, not a file of a news archive.")
    return NotAnArticle("It has neither a `[headline](address)` line with dashes below nor front matter.")


def _is_link(line: str) -> bool:
    """Whether a line is `[text](address)`, alone or in a list."""
    start = _LINK_LINE.match(line)
    middle = line.find("](", start.end()) if start else -1
    return middle >= 0 and line.find(")", middle + 2) >= 0


def _front_matter(text: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """The values that are text, the rest of the file, and problems."""
    if not text.startswith("---\n"):
        return {}, text, ()
    end = text.find("\n---", 3, _MAX_FRONT)
    if end < 0 or text[end + 4 : end + 5] not in ("", "\n", " "):
        return {}, text, ()
    block, rest = text[4 : end + 1], text[end + 4 :]
    values = _yaml(block)
    return (values, rest, ()) if values is not None else (_lines(block), rest, ("front-matter",))


def _yaml(block: str) -> dict[str, str] | None:
    # Every value stays text (dates are read in times.py); deep nesting and aliases are no front matter.
    if block.count("[") + block.count("{") > 50 or block.count("*") > 50:
        return None
    try:
        loaded = yaml.load(block, Loader=yaml.CBaseLoader)  # noqa: S506 (builds text, lists and mappings only)
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(loaded, dict):
        return None
    return {str(key): value for key, value in loaded.items() if isinstance(value, str)}


def _lines(block: str) -> dict[str, str]:
    found = (_FRONT_LINE.match(line) for line in block.splitlines())
    return {match[1]: match[2].strip().strip("\"'") for match in found if match}


def _comment(text: str) -> tuple[int | None, str]:
    match = _COMMENT.match(text[:200])
    if not match:
        return None, text
    number = int(match[1])
    return (number if len(match[1]) > 10 else number * 1000), text[match.end() :]


def _heading(text: str) -> tuple[str, str, str] | None:
    """Headline, address and what follows the line of dashes; None if the text does not begin with such a heading."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] != "[":
        return None
    dashes = _DASHES.search(text, start, start + 20_000)
    if dashes is None:
        return None
    heading = text[start : dashes.start()].strip()
    if not heading.endswith(")") or heading.count("\n") > 6 or heading.count("\n[") or heading.count("\n- ["):
        return None
    middle = heading.rfind("](http")
    if middle < 0:
        middle = heading.rfind("](")
    if middle < 0:
        return None
    url = "".join(heading[middle + 2 : -1].split("\n")).strip()
    return heading[1:middle], url, text[dashes.end() :]


def _date_line(html: str) -> tuple[str, str]:
    match = _DATE_LINE.match(html)
    # A line that holds more (发布时间：… | 来源：…) is read with the lines above the text, by bylines.py.
    if match is None or read_date(match[1]) is None:
        return "", html
    return match[1].strip(), html[match.end() :]


def as_html(body: str) -> str:
    """A body without block tags is plain text: its blank lines part the paragraphs."""
    if _BLOCK_TAG.search(body) or "\n\n" not in body.strip():
        return body
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t]*\n", body) if part.strip())
