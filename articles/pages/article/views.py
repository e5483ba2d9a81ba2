"""One article, and the untouched file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe
from django.views.decorators.vary import vary_on_cookie

from articles import related, search
from articles.addresses import absolute
from articles.display import histories
from articles.display.captures import captures_of
from articles.display.figures import render_body
from articles.display.hiding import Hidden, not_kept, readable, shown_to
from articles.display.scripts import shown_of
from articles.ingest.rows.apply_versions import original_bytes
from articles.models import LARGE_COLUMNS, Article, ImportedFile, ImportRun, Original, Revision, Tag
from articles.pages.article.found import found_by
from articles.pages.article.reading_preferences import asks_for_type, offered, reading_of, with_settings
from articles.pages.etags import archive_page
from articles.pages.opened_from import opened_from, pairs
from articles.pages.paging import Cursor, newer_than, older_than
from articles.reading import only_headline

ALIKE_SHOWN = 6
#: Other tellings of the story, and articles that link here, before a page of their own takes over.
TELLINGS_SHOWN = LINKING_SHOWN = 6
#: Of a story with more tellings so many are looked through for other articles.
MOST_TOLD = 200


@require_safe
@vary_on_cookie
@archive_page
def article(request: HttpRequest, public_id: str) -> HttpResponse:
    articles = Article.objects.select_related("source", "section__source", "original").defer("original__compressed")
    found = readable(articles, public_id, request)
    newer, older = _beside(found)
    originals = found.originals.defer("compressed").order_by("path", "pk")
    revisions = found.revisions.select_related("original").defer("body_html", "text", "original__compressed")
    told = related.retellings(found, TELLINGS_SHOWN + 1)
    linking = related.linking_here(found, LINKING_SHOWN + TELLINGS_SHOWN + 1)
    below = Below.of(told, linking)
    compared = [
        Other(revision, related.version_name(revision.original))
        for revision in revisions.order_by("original__seen_at", "archived_at", "pk")
    ]
    reading = reading_of(request)
    figures = list(found.figures.select_related("image"))
    history = histories.history_of(found)
    asked = opened_from(request.GET) if found.visible else None
    shown, held = shown_of(found, reading), related.held_targets(found)
    by_search = asked and found_by(asked, found, shown, lambda: render_body(found, figures, held, shown))
    context = {
        # Whatever the address chose, it is this article's page.
        "canonical": absolute(request, request.path_info),
        "reading": reading,
        "shown": shown,
        "by_search": by_search,
        "choices": offered(reading, pairs(asked) if asked else []),
        "choosing": asks_for_type(request),
        "tags": list(Tag.objects.filter(taggings__article=found).order_by("taggings__position")),
        "captures": captures_of(found),
        "runs": _runs(found),
        "article": found,
        "hidden": None if found.visible else Hidden.of(found),
        "held": held,
        "told": below.told,
        "told_more": len(told) > TELLINGS_SHOWN,
        "linking": below.linking,
        "linking_more": len(linking) > len(below.linking),
        "figures": figures,
        "only_headline": not figures and only_headline(found.headline, found.text),
        "pictured": any(figure.image.file for figure in figures),
        "originals": list(originals),
        "revisions": compared,
        "history": history,
        "came": next((step for step in history if step.what != "removed"), None),
        "taken_out": histories.taken_out(history),
        "newer": newer,
        "older": older,
        "alike": _alike(found, told, below.shown | {each.pk for each in (newer, older) if each}),
        "base_version": related.version_name(found.original) if found.original else "",
        "shown_version": _shown_version(found),
    }
    response = with_settings(request, render(request, "article/article.html", context), reading)
    if not found.visible:
        not_kept(response)
    return response


@dataclass(frozen=True, slots=True)
class Other:
    """version: what addresses of differences call the revision."""

    revision: Revision
    version: str


@dataclass(frozen=True, slots=True)
class Below:
    """The lists under an article. Each article stands there once: who tells the same story is not listed again as linking
    here, and neither as alike."""

    told: list[related.Retold]
    linking: list[Article]

    @classmethod
    def of(cls, told: list[related.Retold], linking: list[Article]) -> Below:
        shown = told[:TELLINGS_SHOWN]
        tellers = {one.article.pk for one in shown}
        return cls(shown, [each for each in linking if each.pk not in tellers][:LINKING_SHOWN])

    @property
    def shown(self) -> set[int]:
        return {one.article.pk for one in self.told} | {each.pk for each in self.linking}


@dataclass(frozen=True, slots=True)
class Alike:
    """same_story: judged by its words alone (articles.search.analysis.similar). Of 40 such pairs of the sample some 35 were
    about one event, in words of their own; a shared text (articles.related) is told of elsewhere on the page."""

    article: Article
    same_story: bool


def _runs(found: Article) -> list[tuple[int, datetime]]:
    """The imports that last read the article's files, by the ledger: number, and when each began."""
    files = ImportedFile.objects.filter(original__article=found)
    runs = ImportRun.objects.filter(pk__in=files.values("run")).order_by("pk")
    return list(runs.values_list("pk", "started_at"))


def _shown_version(found: Article) -> str:
    """What addresses of differences call the version that is shown; "" where there is no file to compare with."""
    if found.original is None:
        return ""
    return related.EDITED if found.edited_at else related.version_name(found.original)


def _alike(found: Article, told: list[related.Retold], shown: set[int]) -> list[Alike]:
    """Articles like this one, what other outlets wrote at the same time first; none that the page has `shown` already, and
    none that tells its story: of those the page tells, all of them or the first ones. The page does without them while the
    index is away."""
    most = MOST_TOLD if len(told) > TELLINGS_SHOWN else 0
    try:
        similar = search.more_like(found, ALIKE_SHOWN + len(shown) + most)
    except search.SearchUnavailable:
        return []
    if most:
        stories = related.story_of([found.pk, *(each.article_id for each in similar)])
        shown = shown | {pk for pk, story in stories.items() if story == stories[found.pk]}
    others = [each for each in similar if each.article_id not in shown][:ALIKE_SHOWN]
    articles = Article.objects.listed().in_bulk([each.article_id for each in others])
    return [Alike(articles[e.article_id], e.same_story) for e in others if e.article_id in articles]


def _beside(found: Article) -> tuple[Article | None, Article | None]:
    """The outlet's articles just after and just before this one in time; none for an undated one."""
    if found.published_at is None:
        return None, None
    cursor = Cursor.of(found)
    others = Article.objects.listed().filter(source=found.source_id, published_at__isnull=False)
    older = older_than(others, cursor, 1)
    return newer_than(others, cursor), older[0] if older else None


def _version(request: HttpRequest, public_id: str, sha256: str) -> str | None:
    """Bytes named by their hash never change; but they are gone when the article is hidden."""
    published = Article.objects.published().filter(public_id=public_id)
    return f'"{sha256}"' if Original.objects.filter(article__in=published, sha256=sha256).exists() else None


@require_safe
@condition(etag_func=_version)
def original(request: HttpRequest, public_id: str, sha256: str) -> HttpResponse:
    """The file as it came. A browser must never run what is in it (docs/architecture.md, "Pages")."""
    found = Original.objects.select_related("article").filter(article__public_id=public_id, sha256=sha256)
    wanted = found.defer(*(f"article__{column}" for column in LARGE_COLUMNS)).first()
    article = shown_to(wanted.article, request) if wanted else readable(Article.objects.light(), public_id, request)
    if wanted is None:
        raise Http404
    data = original_bytes(wanted)
    response = HttpResponse(data, content_type=f"text/plain{_charset(data)}")
    response["Content-Disposition"] = f'attachment; filename="{public_id}-{sha256[:8]}.txt"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache" if settings.PRIVATE else "no-cache"
    if not article.visible:
        not_kept(response)
    return response


def _charset(data: bytes) -> str:
    """Some files are GB18030 or Big5: then nothing is claimed."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return ""
    return "; charset=utf-8"
