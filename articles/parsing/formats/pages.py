"""A saved web page (docs/formats.md) as a Layout: what it says of itself, and the HTML of its article."""

from __future__ import annotations

from html import escape

from bs4 import Tag

from articles.parsing.facts.page_metadata import Said, read_moment
from articles.parsing.formats.feed_files import MAX_TAGS, Layout
from articles.parsing.formats.page_facts import Facts, facts_of, is_front
from articles.parsing.formats.page_text import PageText, main_part
from articles.parsing.text.tree import soup_of
from articles.parsing.types import NotAnArticle, Refused

#: Characters of prose that a page must have which does not say that it is an article.
_LEAST = 200
#: Share of the text in links that makes a list of it.
_LINKED = 0.5
_INDEXES = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "ContactPage", "AboutPage"))


def read_page(text: str, address: str = "", saved: str = "") -> Layout | NotAnArticle | Refused:
    """address, saved: where the page came from and when, as whoever saved it says; "" if nobody does."""
    if text.count("<") > MAX_TAGS or text.count("&") > 2 * MAX_TAGS:
        return Refused(f"It has more than {MAX_TAGS} tags or twice as many entities; no article has.")
    soup = soup_of(text)
    facts = facts_of(soup, address)
    body = soup.body or soup
    several = _several(body)
    part = main_part(body)
    if reason := _no_article(facts, part, several=several):
        return NotAnArticle(reason)
    return Layout(
        format="page",
        front={},
        comment_ms=None,
        headline=facts.headline,
        url=facts.url,
        date_line="",
        html=_html(facts, part),
        said=Said(
            rule=facts.rule,
            published=facts.published,
            modified=facts.modified,
            archived=read_moment(saved) or facts.saved,
            names=facts.names,
            outlet=facts.site,
        ),
    )


def _no_article(facts: Facts, part: PageText, *, several: bool) -> str:
    """Why the page is none: docs/formats.md has the rule. "" if it is one."""
    if facts.generator.lower().startswith("jekyll"):
        return "It is a page that Jekyll rendered; a clone of an archive holds its posts as files of their own."
    if facts.article:
        return ""
    if is_front(facts.url) and facts.url:
        return "It is the front page of a site, and does not say that it is an article."
    if kinds := facts.kinds & _INDEXES:
        return f"It says that it is a {min(kinds)}, not an article."
    if several:
        return "It shows several articles, none of which is most of it: an index."
    if part.links > _LINKED * part.text:
        return "Most of its text are links: an index."
    if part.prose < _LEAST:
        return f"It does not say that it is an article, and has {part.prose} characters of running text."
    return ""


def _several(body: Tag) -> bool:
    """Whether the page has three or more <article>s beside each other, none with more than half of their text."""
    lengths = [
        len(tag.get_text(strip=True))
        for tag in body.find_all("article", limit=200)
        if tag.find_parent("article") is None
    ]
    return len(lengths) >= 3 and max(lengths) <= sum(lengths) / 2


def _html(facts: Facts, part: PageText) -> str:
    """The part's HTML; the markup's text where the page shows hardly any, the markup's picture where it shows none."""
    html = str(part.tag)
    if len(facts.body) > 2 * part.prose:
        html = "".join(f"<p>{escape(line)}</p>" for line in facts.body.splitlines() if line.strip())
    elif part.pictures:
        return html
    return f'<img src="{escape(facts.picture)}">{html}' if facts.picture else html
