"""One JSON object (docs/formats.md) as a Layout. Which keys mean what is data: json_keys.toml."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC
from html import escape
from typing import Any

from articles.parsing.addresses.urls import host_of
from articles.parsing.facts.dates import Stated
from articles.parsing.facts.page_metadata import Said, read_moment
from articles.parsing.formats.feed_files import MAX_TAGS, Layout
from articles.parsing.formats.fields import (
    Object,
    first,
    keys,
    member,
    name_of,
    names_of,
    plain_object,
    section_of,
    tags_of,
    text_of,
)
from articles.parsing.formats.formats import format_of
from articles.parsing.formats.json_shapes import in_common_names
from articles.parsing.formats.page_facts import is_front
from articles.parsing.formats.pages import read_page
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.types import NotAnArticle, Refused

_MARKUP = re.compile(
    r"</?(?:p|div|br|a|img|span|h[1-6]|ul|ol|li|figure|table|blockquote|section|strong|em|b|i)\b[^<>]{0,4000}>"
)
_PLACE = re.compile(r'<figure data-figure="(\d{1,4})"></figure>')
_HALVES = re.compile("[\ud800-\udfff]")
_MAX_PICTURES = 500


@dataclass(frozen=True, slots=True)
class _Picture:
    address: str
    caption: str = ""
    credit: str = ""
    alt: str = ""

    @property
    def html(self) -> str:
        credit = f' <span class="credit">{escape(self.credit)}</span>' if self.credit not in self.caption else ""
        words = f"<figcaption>{escape(self.caption)}{credit}</figcaption>" if self.caption or credit else ""
        return f'<figure><img src="{escape(self.address)}" alt="{escape(self.alt)}">{words}</figure>'


def read_json(text: str, profile: Profile = NO_PROFILE) -> Layout | NotAnArticle | Refused:
    """text: one JSON object. profile: what its archive says of its names."""
    try:
        loaded = _loaded(text)
    except RecursionError:
        return Refused("It is nested too deeply for an article.")
    except ValueError as error:
        return Refused(f"It is broken JSON ({error}). Fetch or export it again.")
    if isinstance(loaded, list):
        return NotAnArticle(f"It is a list of {len(loaded)} entries, each read by itself where it is an article.")
    named = in_common_names(profile.renamed(loaded))
    return named if isinstance(named, NotAnArticle) else _read_object(plain_object(named))


def _read_object(found: Object) -> Layout | NotAnArticle | Refused:
    """found: by plain names."""
    if {"publicid", "identity", "current"} <= found.keys():
        return NotAnArticle(
            "It is a line of an export's articles.jsonl. Import the folder or .zip of the export itself."
        )
    text = _html(found, "html", "text")
    html = text or _html(found, "summary")
    if html.count("<") > MAX_TAGS or html.count("&") > 2 * MAX_TAGS:
        return Refused(f"It has more than {MAX_TAGS} tags or twice as many entities; no article has.")
    headline, url, said = first(found, "headline", text_of), _address(found), _said(found)
    if format_of(html) == "page":
        return _around_page(read_page(html, url), said, headline, url)
    named = headline and url and not is_front(url)
    if not (named or (text and (headline or url or said.published))):
        return NotAnArticle(
            "It is a JSON object without a headline and an address, or a text and one of headline, address and time."
        )
    return Layout(
        format="json",
        front={},
        comment_ms=None,
        headline=headline,
        url=url,
        date_line="",
        html=_with_pictures(html, _pictures(found)),
        said=said,
        section=first(found, "section", section_of),
        tags=first(found, "tags", tags_of),
    )


def _loaded(text: str) -> Any:
    """The value, with U+FFFD for half a surrogate pair, which no database holds."""
    loaded = json.loads(text, strict=False)
    if "\\ud" not in text.lower():
        return loaded
    return json.loads(_HALVES.sub("\ufffd", json.dumps(loaded, ensure_ascii=False)))


def _around_page(
    page: Layout | NotAnArticle | Refused, mine: Said, headline: str, url: str
) -> Layout | NotAnArticle | Refused:
    """An object around a whole saved page: what the object says counts before what the page says."""
    if not isinstance(page, Layout) or page.said is None:
        return page
    theirs = page.said
    said = replace(
        theirs,
        rule=mine.rule if mine.published else theirs.rule,
        published=mine.published or theirs.published,
        modified=mine.modified or theirs.modified,
        archived=mine.archived or theirs.archived,
        names=mine.names or theirs.names,
        outlet=mine.outlet or theirs.outlet,
    )
    return replace(page, format="json", headline=headline or page.headline, url=url or page.url, said=said)


def _said(found: Object) -> Said:
    published = first(found, "published", read_moment)
    if published is None or published.at.tzinfo is None:
        published = _utc(first(found, "published_utc", read_moment)) or published
    return Said(
        rule="json",
        published=published,
        modified=first(found, "modified", read_moment),
        archived=first(found, "archived", read_moment),
        names=first(found, "names", names_of) or (),
        outlet=first(found, "outlet", name_of) or "",
    )


def _utc(stated: Stated | None) -> Stated | None:
    if stated is None or stated.at.tzinfo:
        return stated
    return Stated(stated.at.replace(tzinfo=UTC), stated.precision)


def _address(found: Object) -> str:
    return str(first(found, "url", lambda value: value.strip() if isinstance(value, str) and host_of(value) else ""))


def _html(found: Object, *parts: str) -> str:
    """The first of these parts that there is, as HTML."""
    for part in parts:
        if text := first(found, part, text_of):
            whole = format_of(text) == "page"
            return text if whole or _MARKUP.search(text) else _paragraphs(text)
    return ""


def _paragraphs(text: str) -> str:
    """Blank lines part paragraphs; where there is none every line is one."""
    lines = re.split(r"\n[ \t\u3000]*\n", text) if re.search(r"\n[ \t\u3000]*\n", text) else text.split("\n")
    return "".join(f"<p>{escape(line.strip())}</p>" for line in lines if line.strip())


def _pictures(found: Object) -> list[_Picture]:
    pictures: dict[str, _Picture] = {}
    for key in keys()["pictures"]:
        value = found.get(key)
        values = value if isinstance(value, list) else [value]
        for picture in filter(None, map(_picture, values[:_MAX_PICTURES])):
            if not (known := pictures.get(picture.address)) or (picture.caption and not known.caption):
                pictures[picture.address] = picture
    return list(pictures.values())[:_MAX_PICTURES]


def _picture(value: Any) -> _Picture | None:
    if isinstance(value, str):
        return _Picture(value.strip()) if re.match(r"(?:https?:)?//", value.strip()) else None
    if not isinstance(value, dict):
        return None
    address = member(value, "in_picture").strip()
    if not re.match(r"(?:https?:)?//", address):
        return None
    return _Picture(address, member(value, "in_caption"), member(value, "in_credit"), member(value, "in_alt"))


def _with_pictures(html: str, pictures: list[_Picture]) -> str:
    """Each picture in its place, where the body marks one (our own API), else above the text, unless the body shows it."""
    placed: set[str] = set()

    def place(match: re.Match[str]) -> str:
        number = int(match[1]) - 1
        if not 0 <= number < len(pictures):
            return ""
        placed.add(pictures[number].address)
        return pictures[number].html

    html = _PLACE.sub(place, html)
    above = [each.html for each in pictures if each.address not in placed | _shown(html, pictures)]
    return "".join(above) + html


def _shown(html: str, pictures: list[_Picture]) -> set[str]:
    return {each.address for each in pictures if each.address in html or escape(each.address) in html}
