"""Atom feeds (RFC 4287): of the whole archive, of an outlet, of a day, of any search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles import search as engine
from articles import site
from articles.addresses import absolute
from articles.display.days import full_day
from articles.display.histories import removals
from articles.display.languages import lang_of
from articles.display.zones import archive_time, local_time
from articles.models import Article
from articles.pages import dates
from articles.pages.filing.views import articles_of, section_at, tag_at
from articles.pages.outlets.views import outlet_at
from articles.pages.search.query_summary import explained
from articles.pages.search.request import PageSearch, search_of
from articles.pages.unavailable import unavailable

ENTRIES = 50
#: A day is read as a whole; this is five times the fullest day of the sample.
ENTRIES_OF_DAY = 1000
#: Characters that XML 1.0 cannot hold; scraped text has them.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: `updated` of a feed without entries: it must have one, and nothing in it has ever changed.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: What ids begin with (RFC 4151). The name is nobody's and can become nobody's (RFC 6761, 6.4), so that an id depends on no
#: host, setting or installation: docs/decisions/0014-feed-ids.md.
TAG = "tag:newsarchive.invalid,2026:"
#: What may stand in such a URI as it is (RFC 3986, pchar, "/" and "?"); "%" belongs to what is encoded already.
IN_TAG = "/?:@!$&'()*+,;=~%"


def xml_text(text: str) -> str:
    return NOT_XML.sub("", text)


class ArchiveAtom(Atom1Feed):
    """With every author of an entry, the language of each entry, and no other `updated` than that of what is in it."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["lang"]} if item["lang"] else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says of itself. link: the page that shows the same, a path of this site."""

    title: str
    subtitle: str
    link: str


def _name() -> str:
    return str(site.current().name)


def feed_id(path: str, now: site.Site) -> str:
    """Of a feed. path: its address without scheme and host, percent-encoded."""
    return now.former_address + path if now.former_address else TAG + quote(path, safe=IN_TAG)


def entry_id(article: Article, now: site.Site) -> str:
    """The same in every feed, in every language, under every host, also after the archive has moved. In an archive that gave
    its entries other ids before, those of the articles it had then stay as they were."""
    if now.former_address and now.former_until and article.imported_at < now.former_until:
        return f"{now.former_address}/articles/{article.public_id}/"
    return f"{TAG}articles/{article.public_id}"


def _answer(
    request: HttpRequest, head: FeedHead, articles: Iterable[Article], updated: Mapping[int, datetime] | None = None
) -> HttpResponse:
    """updated: by primary key, where an entry is as new as something else than its article."""
    here, now = request.get_full_path(), site.current()
    feed = ArchiveAtom(
        title=xml_text(head.title),
        link=absolute(request, head.link),
        description="",
        language=get_language(),
        subtitle=xml_text(head.subtitle),
        feed_url=absolute(request, here),
        feed_guid=feed_id(here, now),
    )
    for article in articles:
        entry = _entry(article, now, request)
        if updated:
            entry["updateddate"] = archive_time(updated[article.pk])
        feed.add_item(**entry)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _entry(article: Article, now: site.Site, request: HttpRequest) -> dict[str, Any]:
    outlet = xml_text(article.source.name)
    authors = [name for each in article.byline if (name := xml_text(str(each)).strip())]
    return {
        "title": xml_text(article.headline).strip() or _("Without a headline"),
        "link": absolute(request, article.get_absolute_url()),
        "unique_id": entry_id(article, now),
        # Django writes the summary as HTML (type="html"); ours is text.
        "description": escape(xml_text(article.standfirst).strip()) or None,
        "pubdate": local_time(article, article.published_at),
        "updateddate": _updated(article),
        "categories": [outlet],
        "authors": authors or [outlet],
        "lang": lang_of(article),
    }


def _updated(article: Article) -> datetime:
    """Of this archive's edit, else of its publication."""
    if article.published_at and not article.edited_at:
        return local_time(article, article.published_at) or article.published_at
    return archive_time(article.edited_at or article.imported_at)


@require_safe
@conditional_page
def archive_feed(request: HttpRequest) -> HttpResponse:
    """The newest articles of the whole archive. Times are written as on an article's page, in every feed."""
    head = FeedHead(_name(), _("The newest articles of the archive"), reverse("home"))
    return _answer(request, head, _newest(Article.objects.listed()))


@require_safe
@conditional_page
def source_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest articles of an outlet; one that was merged leads to the feed of the one that stayed."""
    source = outlet_at(slug)
    if source.slug != slug:
        return HttpResponsePermanentRedirect(reverse("source_feed", args=[source.slug]))
    subtitle = _("The newest articles of this outlet in the archive")
    head = FeedHead(f"{source.name} – {_name()}", subtitle, source.get_absolute_url())
    return _answer(request, head, _newest(Article.objects.listed().filter(source=source)))


@require_safe
@conditional_page
def section_feed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The newest articles of a section; of an outlet that was merged it leads to the feed of the one that stayed."""
    section = section_at(slug, name)
    if section.source.slug != slug:
        return HttpResponsePermanentRedirect(reverse("section_feed", args=[section.source.slug, section.slug]))
    told = _("The newest articles of this section in the archive")
    head = FeedHead(f"{section.name} – {section.source.name} – {_name()}", told, section.get_absolute_url())
    return _answer(request, head, _newest(articles_of(section)))


@require_safe
@conditional_page
def tag_feed(request: HttpRequest, name: str) -> HttpResponse:
    """The newest articles with a tag."""
    tag = tag_at(name)
    told = _("The newest articles with this tag in the archive")
    return _answer(
        request, FeedHead(f"{tag.name} – {_name()}", told, tag.get_absolute_url()), _newest(articles_of(tag))
    )


def _newest(articles: Any) -> Iterable[Article]:
    dated: Iterable[Article] = articles.filter(published_at__isnull=False).order_by("-published_at", "-id")[:ENTRIES]
    return dated


@require_safe
@conditional_page
def day_feed(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """All articles of a day, the newest first. 404 where there are none, as of the day's page."""
    wanted = dates.day_or_404(year, month, day)
    found = Article.objects.listed().filter(day=wanted).order_by("-published_at", "-id")[:ENTRIES_OF_DAY]
    if not found:
        raise Http404(_("The archive has nothing from this day."))
    title = f"{full_day(wanted)} – {_name()}"
    head = FeedHead(title, _("The articles of this day"), reverse("day", args=[year, month, day]))
    return _answer(request, head, found)


@require_safe
@conditional_page
def removed_feed(request: HttpRequest) -> HttpResponse:
    """What was taken out last of the repositories that the archive was read from."""
    rows = list(removals()[:ENTRIES])
    told = _("Articles that stood in a repository this archive was read from, and were taken out of it")
    head = FeedHead(f"{_('Articles taken out')} – {_name()}", told, reverse("removed"))
    articles = {row.original.article_id: row.original.article for row in rows}
    updated = {row.original.article_id: row.at for row in reversed(rows)}
    return _answer(request, head, articles.values(), updated)


@require_safe
@conditional_page
def search_feed(request: HttpRequest) -> HttpResponse:
    """The newest of what a search finds. Its address is that of the search page, with `feed/`; 400 and 503 as there."""
    searched = search_of(request)
    if isinstance(searched, HttpResponse):
        return searched
    question = searched.search.question(sort="newest", page=1, page_size=ENTRIES, facets=False, timeline="")
    try:
        answer = engine.ask(question)
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    ids = [hit.article_id for hit in answer.hits]
    articles = Article.objects.listed().in_bulk(ids)
    link = searched.search.with_(sort="newest").address()
    head = FeedHead(f"{_words(searched, answer)} – {_name()}", _subtitle(answer.total), link)
    return _answer(request, head, (articles[pk] for pk in ids if pk in articles))


def _words(searched: PageSearch, answer: engine.Answer) -> str:
    """What was searched for: as typed, else in the words of the search page."""
    in_words = explained(searched.search, answer.typed, searched.outlets.names)
    return searched.search.text or unescape(strip_tags(in_words)) or _("All articles")


def _subtitle(total: int) -> str:
    text = ngettext(
        "The newest of %(count)d article that this search finds",
        "The newest of %(count)d articles that this search finds",
        total,
    )
    return text % {"count": total}
