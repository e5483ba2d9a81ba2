"""What a saved page says of itself: JSON-LD, OpenGraph and other <meta>, microdata, <time>, <link rel=canonical>."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from articles.parsing.addresses.urls import absolute
from articles.parsing.facts.dates import Stated, find_date
from articles.parsing.facts.page_metadata import read_moment
from articles.parsing.formats.jsonld import Node, articles_of, kinds_of, words
from articles.parsing.formats.page_text import is_chrome
from articles.parsing.formats.wechat_pages import account_of, is_wechat, published_on
from articles.parsing.types import TimeRule

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish_date", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dc.date.created", "dcterms.created", "dcterms.issued", "dc.date", "citation_publication_date",
    "weibo:article:create_at", "weibo: article:create_at", "apub:time", "og:release_date", "date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
_AUTHORS = ("author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author")
_ARTICLE_TYPES = frozenset(("article", "news", "newsarticle", "blog", "blogposting"))
_ITEM_TYPE = re.compile(r"schema\.org/\w*(?:Article|Posting)$")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)|^\s*Page saved with SingleFile\s+url:\s*(\S+)")
_SAVED_ON = re.compile(r"saved date:\s*([^\n(]{10,60})|FILE ARCHIVED ON ([\d:]{8} \w{3} \d{2}, \d{4})")
#: Texts behind the headline in which a date is looked for.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Facts:
    """article: whether the page says that it is one. kinds: types that its JSON-LD names. body: JSON-LD's articleBody.
    published, rule: the first of JSON-LD, meta, microdata, <time>, the lines below the headline that states a time."""

    article: bool
    kinds: frozenset[str]
    headline: str
    url: str
    site: str
    names: tuple[str, ...]
    published: Stated | None
    rule: TimeRule
    modified: Stated | None
    saved: Stated | None
    picture: str
    body: str
    generator: str


def facts_of(soup: BeautifulSoup, address: str) -> Facts:
    """address: where the page came from, if that is known. The tree must still be whole."""
    meta = _meta(soup)
    node: Node = next(iter(articles_of(soup)), {})
    published, rule = _published(soup, node, meta)
    wechat = is_wechat(soup)
    if wechat and (stated := published_on(soup)):
        published, rule = stated, "meta"
    saved_from, saved = _comments(soup)
    return Facts(
        article=wechat or _says_article(soup, node, meta),
        kinds=frozenset(kinds_of(soup)),
        headline=_headline(soup, node, meta),
        url=_url(soup, node, meta, address or saved_from),
        site=(account_of(soup) if wechat else "")
        or meta.get("og:site_name", "")
        or _first(words(node.get("publisher"), "name")),
        names=_names(soup, node, meta),
        published=published,
        rule=rule,
        modified=read_moment(node.get("dateModified")) or _moment(meta, _MODIFIED),
        saved=saved,
        picture=meta.get("og:image", "") or _first(words(node.get("image"), "url", "contentUrl")),
        body=_first(words(node.get("articleBody"))),
        generator=meta.get("generator", ""),
    )


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    """By lower-case name, property or itemprop; the first one counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", limit=400):
        name = (
            str(tag.attrs.get("property") or tag.attrs.get("name") or tag.attrs.get("itemprop") or "").strip().lower()
        )
        content = " ".join(str(tag.attrs.get("content", "")).split())
        if name and content:
            found.setdefault(name, content)
    return found


def _says_article(soup: BeautifulSoup, node: Node, meta: dict[str, str]) -> bool:
    if node or meta.get("og:type", "").lower() in _ARTICLE_TYPES or "article:published_time" in meta:
        return True
    if soup.find(None, {"itemprop": "articleBody"}) is not None:
        return True
    return len(soup.find_all(None, {"itemtype": _ITEM_TYPE}, limit=2)) == 1


def _headline(soup: BeautifulSoup, node: Node, meta: dict[str, str]) -> str:
    """As the page shows it: its <h1>, if <title> or the markup has that too; else the markup's; else <title>."""
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    stated = [text for text in (_first(words(node.get("headline"))), meta.get("og:title", ""), title) if text]
    shown = [" ".join(tag.get_text(" ").split()) for tag in soup.find_all("h1", limit=5)]
    item = soup.find(None, {"itemprop": "headline"})
    shown += [" ".join(item.get_text(" ").split())] if item is not None else []
    for text in shown:
        bare = _bare(text)
        if len(bare) >= 4 and any(bare in _bare(other) or _bare(other)[:60] == bare[:60] for other in stated):
            return text
    site = meta.get("og:site_name", "")
    return _without_site(stated[0] if stated else _first(shown), site)


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).lower()


def _without_site(title: str, site: str) -> str:
    head, separator, tail = max(
        (title.rpartition(mark) for mark in (" - ", " | ", "_", "｜", " – ", " — ", "|")), key=_cut
    )
    if separator and head.strip() and (tail.strip() == site or (not site and len(tail) < len(head) / 2)):
        return _without_site(head.strip(), site) if site else head.strip()
    return title.strip()


def _cut(parts: tuple[str, str, str]) -> int:
    """The separator furthest to the right cuts."""
    return len(parts[0]) if parts[1] else -1


def _url(soup: BeautifulSoup, node: Node, meta: dict[str, str], address: str) -> str:
    """The canonical address, if it leads to a page and not to the site's front."""
    link = soup.find("link", rel=re.compile(r"(?i)(?:^|\s)canonical(?:\s|$)"))
    stated = [str(link.attrs.get("href", "")) if isinstance(link, Tag) else "", meta.get("og:url", "")]
    stated += words(node.get("mainEntityOfPage"), "@id", "url") + words(node.get("url")) + [address]
    base = address or meta.get("og:url", "")
    whole = [url for text in stated if (url := absolute(text.strip()[:4_000], base))]
    return next((url for url in whole if not is_front(url)), _first(whole))


def is_front(url: str) -> bool:
    """Whether an address is that of a site's front page."""
    path = url.partition("://")[2].partition("/")[2].partition("#")[0]
    return not re.sub(r"^(?:index|default|home)\.\w{2,5}$", "", path.strip("/"))


def _published(soup: BeautifulSoup, node: Node, meta: dict[str, str]) -> tuple[Stated | None, TimeRule]:
    if stated := read_moment(_first(words(node.get("datePublished") or node.get("dateCreated")))):
        return stated, "json-ld"
    if stated := _moment(meta, _PUBLISHED):
        return stated, "meta"
    item = soup.find(None, {"itemprop": "datePublished"})
    if item is not None and (stated := _of_tag(item)):
        return stated, "microdata"
    for tag in soup.find_all("time", limit=20):
        if not any(map(is_chrome, list(tag.parents)[:30])) and (stated := _of_tag(tag)):
            return stated, "time-element"
    return _near_headline(soup), "body"


def _of_tag(tag: Tag) -> Stated | None:
    return read_moment(str(tag.attrs.get("datetime") or tag.attrs.get("content") or tag.get_text(" ", strip=True)))


def _moment(meta: dict[str, str], names: tuple[str, ...]) -> Stated | None:
    return next((stated for name in names if (stated := read_moment(meta.get(name, "")))), None)


def _near_headline(soup: BeautifulSoup) -> Stated | None:
    """`2020年8月5日 10:01　来源：…` below the <h1>."""
    heading = soup.find("h1")
    if heading is None:
        return None
    for text in heading.find_all_next(string=True, limit=_NEAR):
        found = find_date(str(text)) if type(text) is NavigableString else None
        if found and (found.stated.has_clock or found.labelled):
            return found.stated
    return None


def _names(soup: BeautifulSoup, node: Node, meta: dict[str, str]) -> tuple[str, ...]:
    found = words(node.get("author"), "name") or words(node.get("creator"), "name")
    if not found:
        found = [meta[name] for name in _AUTHORS if name in meta][:1]
    if not found:
        tags = soup.find_all(None, {"itemprop": "author"}, limit=5) or soup.find_all("a", rel="author", limit=5)
        found = [tag.get_text(" ", strip=True) for tag in tags]
    return tuple(name for name in found if "://" not in name and len(name) <= 80)


def _comments(soup: BeautifulSoup) -> tuple[str, Stated | None]:
    """Address and date that a browser, SingleFile or a web archive wrote beside the page."""
    url, saved = "", None
    for text in soup.find_all(string=lambda text: type(text).__name__ == "Comment", limit=50):
        if not url and (match := _SAVED_FROM.search(text[:4_000])):
            url = match[1] or match[2]
        if saved is None and (match := _SAVED_ON.search(text[:4_000])):
            saved = _saved_on(match[1] or match[2])
    return url, saved


def _saved_on(text: str) -> Stated | None:
    clock, _, day = text.partition(" ")
    if clock.count(":") == 2:  # of the Wayback Machine: 12:00:00 Aug 05, 2020, which is UTC
        return read_moment(f"{day} {clock} GMT")
    return read_moment(re.sub(r"GMT([+-]\d{4})", r"\1", text).strip())


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""
