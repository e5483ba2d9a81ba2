"""Links in bodies that lead to articles of the archive, and back from there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from html import unescape

from articles.derived import Link
from articles.models import Article
from articles.parsing.addresses.redirects import target_key

#: Distinct addresses of one body that are followed. The longest list of the sample, a chronicle, has 229.
MOST = 500
#: As nh3 writes it: quotes inside are escaped.
_HREF = re.compile(r'<a(?:\s+[\w-]+="[^"]*")*?\s+href="([^"]*)"')


def hrefs(html: str) -> list[str]:
    """The addresses of a sanitised body's links as they are written there (escaped), each once, in order."""
    return list(dict.fromkeys(_HREF.findall(html)))[:MOST] if "<a" in html else []


def identity_of(href: str) -> str:
    """What the article of this address would be called (articles.ingest.rows.identity); "" where it is no web address.
    href: as written in a body, escaped."""
    key = target_key(unescape(href))
    return sha256(key.encode()).hexdigest() if key else ""


def write_links(articles: Iterable[Article]) -> None:
    """Make their rows those of their bodies. articles: with id, identity and body_html; in a transaction."""
    found = list(articles)
    Link.objects.filter(article__in=[article.pk for article in found]).delete()
    rows: list[Link] = []
    for article in found:
        targets = dict.fromkeys(map(identity_of, hrefs(article.body_html)))
        kept = [target for target in targets if target and target != article.identity]
        rows += [Link(article_id=article.pk, target=target, position=n) for n, target in enumerate(kept, 1)]
    Link.objects.bulk_create(rows, batch_size=2_000)


def held_targets(article: Article) -> dict[str, Article]:
    """Of the links of its body those that lead to another article which readers may see: by href as written there. Asked
    of the articles themselves, so that one that has just come is found. One query, none for a body without links."""
    wanted = {href: identity for href in hrefs(article.body_html) if (identity := identity_of(href))}
    if not wanted:
        return {}
    there = Article.objects.listed().filter(identity__in=set(wanted.values())).exclude(pk=article.pk)
    by_identity = {found.identity: found for found in there}
    return {href: by_identity[identity] for href, identity in wanted.items() if identity in by_identity}


def linking_here(article: Article, limit: int, before: int | None = None) -> list[Article]:
    """Articles whose bodies link to it, last added first, at most `limit`; before: only those with a smaller key."""
    links = Link.objects.filter(target=article.identity, article__visible=True)
    if before is not None:
        links = links.filter(article__lt=before)
    found = links.order_by("-article").select_related("article__source")
    return [link.article for link in found.defer("article__body_html", "article__text")[:limit]]
