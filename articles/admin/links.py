"""Cells of the admin's tables. Whatever was scraped is escaped; an address becomes a link only if it is http(s)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, Image, Original


def external_link(url: str) -> str:
    """`url` as a link that tells the other side nothing; as plain text if it is no web address (`javascript:`)."""
    if not url.lower().startswith(("http://", "https://")):
        return url
    return format_html('<a href="{}" rel="noreferrer noopener nofollow">{}</a>', url, url)


def host_of(url: str) -> str:
    """The host that `url` names, "" if it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as http://[
        return ""


def thumbnail(image: Image) -> str:
    """The rescued file, small; before the rescue the host that would be asked, as text: nothing is ever loaded from it."""
    if image.is_kept:
        address = reverse("picture", args=[image.sha256])
        widths = image.thumbnail_widths
        small = reverse("thumbnail", args=[image.sha256, widths[0]]) if widths else address
        return format_html('<a href="{}"><img class="thumbnail" src="{}" alt="" loading="lazy"></a>', address, small)
    return format_html(
        '<span class="quiet">{}</span>', _("not rescued, at %(host)s") % {"host": host_of(image.url) or "?"}
    )


def untouched_file(article: Article, original: Original) -> SafeString:
    """A link to the bytes that the article was read from."""
    return format_html(
        '<a class="path" href="{}">{}</a>',
        reverse("original", args=[article.public_id, original.sha256]),
        original.path,
    )


def admin_page(model: str, pk: int, text: str) -> SafeString:
    """A link to the page of a row of `model` (such as "article") in the admin."""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:articles_{model}_change", args=[pk]), text)
