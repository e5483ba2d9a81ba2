"""Links between articles."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from articles import related
from articles.derived import Link
from articles.models import Article
from articles.related.links import MOST, hrefs

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def at(make_article: Make, key: str, body: str = "<p>正文。</p>", **columns: object) -> Article:
    """An article of this address, as an import would name it."""
    return make_article(
        key, body, url=f"https://{key}", url_key=key, identity=sha256(key.encode()).hexdigest(), **columns
    )


def test_hrefs_as_the_sanitiser_writes_them() -> None:
    html = '<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">一</a><a rel="noopener" href="https://b.example/">二</a><a>三</a></p>'
    assert hrefs(html) == ["https://a.example/?x=1&amp;y=2", "https://b.example/"]
    assert hrefs(html + html) == hrefs(html)
    assert hrefs("<p>没有</p>") == []


def test_rows_are_the_bodys_links(make_article: Make) -> None:
    body = (
        '<p><a href="http://PAPER.example//1?utm_source=x">一</a> <a href="https://paper.example/1#top">又一次</a>'
        '<a href="https://paper.example/2?a=1&amp;b=2">二</a><a href="https://paper.example/self">自己</a></p>'
    )
    article = at(make_article, "paper.example/self", body)
    related.update()
    wanted = [sha256(key.encode()).hexdigest() for key in ("paper.example/1", "paper.example/2?a=1&b=2")]
    assert list(Link.objects.order_by("position").values_list("target", "position")) == [(wanted[0], 1), (wanted[1], 2)]
    article.body_html = '<p><a href="https://paper.example/2?a=1&amp;b=2">二</a></p>'
    article.save()
    related.update()
    assert list(Link.objects.values_list("target", flat=True)) == [wanted[1]]


def test_a_link_leads_to_what_is_held_and_back(make_article: Make) -> None:
    href = "https://www.google.com/url?q=https%3A%2F%2Fpaper.example%2F1&amp;sa=D"
    target = at(make_article, "paper.example/1")
    hidden = at(make_article, "paper.example/2", visible=False)
    body = f'<p><a href="{href}">一</a><a href="https://paper.example/2">二</a><a href="https://paper.example/3">三</a></p>'
    linking = at(make_article, "paper.example/9", body)
    assert related.held_targets(linking) == {href: target}  # before the rows are written
    related.update()
    assert related.linking_here(target, 5) == [linking]
    assert related.linking_here(target, 5, before=linking.pk) == []
    assert related.linking_here(hidden, 5) == [linking]
    Article.objects.filter(pk=linking.pk).update(visible=False)
    assert related.linking_here(target, 5) == []


def test_a_body_of_nothing_but_links_is_bounded(make_article: Make) -> None:
    body = "".join(f'<a href="https://paper.example/{n}">链</a>' for n in range(MOST + 50))
    at(make_article, "paper.example/list", f"<p>{body}</p>")
    related.update()
    assert Link.objects.count() == MOST
