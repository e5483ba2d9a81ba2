"""What an article has to do with others and with its former selves: versions, changes, stories, links."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import related
from articles.derived import Change
from articles.display.hiding import not_kept, readable
from articles.models import Article, Source
from articles.related import Version
from articles.views import tallies
from articles.views.conditional import archive_page
from articles.views.outlets import outlet_at
from articles.views.paging import Cursor, cursor_from

PAGE = 50
#: Tellings of one story on its page. The largest story of the sample has seven.
MOST_TOLD = 200


def _article(public_id: str, request: HttpRequest | None = None) -> Article:
    """request: of a page that editors see also while the article is hidden."""
    articles = Article.objects.select_related("source", "original").defer("original__compressed")
    return readable(articles, public_id, request)


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list beside a difference. before: the one that stands before it, None for the first."""

    version: Version
    before: Version | None
    current: bool


@require_safe
@archive_page
def difference(request: HttpRequest, public_id: str, old: str, new: str) -> HttpResponse:
    """Two versions of an article, sentence by sentence."""
    article = _article(public_id, request)
    versions = related.versions_of(article)
    by_name = {name: version for version in versions for name in (version.name, *version.also)}
    if old not in by_name or new not in by_name or by_name[old] == by_name[new]:
        raise Http404(_("This article has no such versions."))
    before, after = by_name[old], by_name[new]
    earlier: list[Version | None] = [None, *versions]
    rows = [Row(one, former, (former, one) == (before, after)) for former, one in zip(earlier, versions, strict=False)]
    context = {"article": article, "before": before, "after": after, "rows": rows, **_compared(article, before, after)}
    response = render(request, "articles/difference.html", context)
    if not article.visible:
        not_kept(response)
    return response


def _compared(article: Article, before: Version, after: Version) -> dict[str, object]:
    old, new = related.words_of_version(article, before), related.words_of_version(article, after)
    if old is None or new is None:
        return {"unreadable": True}
    old_headline, old_text = old
    new_headline, new_text = new
    found = related.compare(old_text, new_text)
    return {
        "headline": related.inside(old_headline, new_headline),
        "headline_changed": old_headline != new_headline,
        "difference": found,
        "runs": _runs(found),
        "minor": related.only_punctuation(f"{old_headline}\n{old_text}", f"{new_headline}\n{new_text}"),
        "edited_fields": article.edited_fields if after.by_editors else [],
    }


@dataclass(frozen=True, slots=True)
class Run:
    """Paragraphs in a row that are to be shown, or that nothing happened to and are folded away."""

    passages: tuple[related.Passage, ...]
    folded: bool


def _runs(found: related.Difference) -> list[Run]:
    """Unchanged paragraphs stay beside a changed one; further ones are folded."""
    shown = {near for n, passage in enumerate(found.passages) if passage.changed for near in (n - 1, n, n + 1)}
    runs: list[Run] = []
    for n, passage in enumerate(found.passages):
        folded = n not in shown
        if runs and runs[-1].folded == folded:
            runs[-1] = Run((*runs[-1].passages, passage), folded)
        else:
            runs.append(Run((passage,), folded))
    return runs


@require_safe
@archive_page
def changed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Articles that their outlets changed after publication: of one outlet, or of all."""
    source = outlet_at(slug) if slug else None
    if source and source.slug != slug:
        return HttpResponsePermanentRedirect(reverse("source_changed", args=[source.slug]))
    cursor = cursor_from(request)
    found = _changes_after(source, cursor)
    shown = found[:PAGE]
    more = str(Cursor(shown[-1].at, shown[-1].article_id)) if len(found) > PAGE else ""
    context = {
        "source": source,
        "changes": shown,
        "page": {"before": more, "is_first": cursor is None},
        "outlets": [] if source or cursor else _outlets_with_changes(),
    }
    return render(request, "articles/changed.html", context)


def _outlets_with_changes() -> list[tuple[Source, int]]:
    """With how many, the most first."""
    counts = tallies.changes()
    sources = Source.objects.in_bulk(counts)
    pairs = [(source, counts[pk]) for pk, source in sources.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].name))


def _changes_after(source: Source | None, cursor: Cursor | None) -> list[Change]:
    """One more than a page. A range of the index, as paging.older_than."""
    changes = related.changed_after_publication()
    if source:
        changes = changes.filter(source=source)
    if cursor:
        changes = (
            changes.filter(at__lte=cursor.at).exclude(at=cursor.at, article__gte=cursor.pk)
            if cursor.at
            else changes.none()
        )
    return list(changes[: PAGE + 1])


@require_safe
@archive_page
def story(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everyone who tells the same story."""
    article = _article(public_id)
    told = related.retellings(article, MOST_TOLD)
    if not told:
        raise Http404(_("No other article in the archive tells this story."))
    return render(request, "articles/story.html", {"article": article, "told": told})


@require_safe
@archive_page
def linking(request: HttpRequest, public_id: str) -> HttpResponse:
    """All articles that link to one."""
    article = _article(public_id)
    cursor = cursor_from(request)
    found = related.linking_here(article, PAGE + 1, cursor.pk if cursor else None)
    shown = found[:PAGE]
    more = str(Cursor(None, shown[-1].pk)) if len(found) > PAGE else ""
    context = {"article": article, "linking": shown, "page": {"before": more, "is_first": cursor is None}}
    return render(request, "articles/linking.html", context)
