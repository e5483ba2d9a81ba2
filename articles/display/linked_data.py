"""What search engines, reference managers and messengers read of an article: schema.org's NewsArticle as JSON-LD, and
OpenGraph's tags. Only facts that the archive has, and only its own pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import site
from articles.addresses import absolute
from articles.display.citable import Place
from articles.display.languages import lang_of
from articles.display.links import web_address
from articles.display.pictures import candidates
from articles.display.zones import archive_time, iso_moment
from articles.models import Article, Figure, Image
from articles.reading import telling

#: So that nothing ends the data block or opens another (HTML standard, 4.12.1.3), and nothing breaks a line in JavaScript.
ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


#: schema.org's words for whom articles.parsing tells apart; what has none there is left out.
ROLES = {"translator": "translator", "editor": "editor"}
LOCALES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"}
DESCRIPTION = 200


def data_block(request: HttpRequest, article: Article, figures: Sequence[Figure]) -> SafeString:
    """The article as a data block of a page. A browser runs nothing of this type, so a strict Content-Security-Policy lets
    it stand (CSP 3, 6.8.1: only scripts that would run are checked)."""
    data = json.dumps(news_article(request, article, figures), ensure_ascii=False, separators=(",", ":"))
    block = f'<script type="application/ld+json">{data.translate(ESCAPES)}</script>'
    return mark_safe(block)  # noqa: S308 - no "<" of others is left


def card(request: HttpRequest, article: Article, figures: Sequence[Figure]) -> dict[str, object]:
    """What a link to the article shows in a messenger: values of OpenGraph's properties (https://ogp.me/), read by X too."""
    images = own_images(request, figures)
    published = iso_moment(article, article.published_at, article.published_precision)
    return {
        "site_name": str(site.current().name),
        "title": article.headline or _("Without a headline"),
        "description": truncatechars(article.standfirst, DESCRIPTION),
        "url": Place.of(request).address(article.public_id),
        "locale": LOCALES.get(lang_of(article), ""),
        "published": published,
        "image": images[0] if images else None,
    }


def news_article(request: HttpRequest, article: Article, figures: Sequence[Figure]) -> dict[str, object]:
    """https://schema.org/NewsArticle. What is not known is not said."""
    url = Place.of(request).address(article.public_id)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "identifier": article.public_id,
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": lang_of(article),
        "datePublished": iso_moment(article, article.published_at, article.published_precision),
        "dateModified": archive_time(article.edited_at).isoformat() if article.edited_at else "",
        "author": [{"@type": "Person", "name": name} for name in article.byline],
        "publisher": publisher(article),
        "image": [picture_object(image) for image in own_images(request, figures)],
        "isBasedOn": web_address(article.url),
        "archivedAt": url,
    }
    for role, property_name in ROLES.items():
        data[property_name] = [
            {"@type": "Person", "name": each["name"]} for each in article.contributors if each["role"] == role
        ]
    return {name: value for name, value in data.items() if value}


def publisher(article: Article) -> dict[str, str]:
    outlet = {"@type": "NewsMediaOrganization", "name": article.source.name}
    home = web_address(article.source.home_page)
    return outlet | ({"url": home} if home else {})


def picture_object(image: dict[str, object]) -> dict[str, object]:
    data = {"@type": "ImageObject", **image, "creditText": image["credit"]}
    return {name: value for name, value in data.items() if value and name != "credit"}


def own_images(request: HttpRequest, figures: Sequence[Figure]) -> list[dict[str, object]]:
    """url, width, height (pixels; None where not known), caption and credit of every rescued picture, in reading order."""
    return [
        {
            "url": absolute(request, _without_language(address)),
            "width": width,
            "height": height,
            "caption": figure.caption or telling(figure.alt),
            "credit": figure.credit,
        }
        for figure in figures
        if figure.image.is_kept
        for address, width, height in [_largest(figure.image)]
    ]


def _largest(image: Image) -> tuple[str, int | None, int | None]:
    """Address, width and height of the largest copy that is no burden to fetch."""
    if not image.width or not image.height:  # rescued by another program
        return reverse("picture", args=[image.sha256]), None, None
    address, width = candidates(image)[-1]
    return address, width, max(1, round(image.height * width / image.width))


def _without_language(path: str) -> str:
    """As permanent addresses are (docs/architecture.md, "Pages")."""
    return "/" + path.removeprefix(get_script_prefix())
