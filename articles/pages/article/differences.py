"""Two versions of an article, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import related
from articles.display.fields import field_name
from articles.display.hiding import not_kept, readable
from articles.models import Article
from articles.pages.etags import archive_page
from articles.related import PublishedVersion, VersionWords


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list beside a difference. before: what it is compared with, None for the first: the version before
    it; of the editors' version what they started from."""

    version: PublishedVersion
    before: PublishedVersion | None
    current: bool


@dataclass(frozen=True, slots=True)
class ParagraphRun:
    """Paragraphs in a row that are to be shown, or that nothing happened to and are folded away."""

    passages: tuple[related.Passage, ...]
    folded: bool


@require_safe
@archive_page
def difference(request: HttpRequest, public_id: str, old: str, new: str) -> HttpResponse:
    articles = Article.objects.select_related("source", "original").defer("original__compressed")
    article = readable(articles, public_id, request)
    versions = related.versions_of(article)
    by_name = {name: version for version in versions for name in (version.name, *version.also)}
    if old not in by_name or new not in by_name or by_name[old] == by_name[new]:
        raise Http404(_("This article has no such versions."))
    before, after = by_name[old], by_name[new]
    context = {
        "article": article,
        "before": before,
        "after": after,
        "rows": _rows(versions, before, after),
        "edited": after.by_editors and before == _base(versions, after),
        "forward": related.came_first(before, after),
        **_compared(article, before, after),
    }
    response = render(request, "article/difference.html", context)
    if not article.visible:
        not_kept(response)
    return response


def _base(versions: list[PublishedVersion], editors: PublishedVersion) -> PublishedVersion | None:
    """The outlet's version that the editors started from."""
    name = related.version_name(editors.original) if editors.original else ""
    return next((each for each in versions if not each.by_editors and name in (each.name, *each.also)), None)


def _rows(versions: list[PublishedVersion], before: PublishedVersion, after: PublishedVersion) -> list[VersionRow]:
    earlier: list[PublishedVersion | None] = [None, *versions]
    pairs = [
        (_base(versions, one) if one.by_editors else former, one)
        for former, one in zip(earlier, versions, strict=False)
    ]
    return [VersionRow(one, former, (former, one) == (before, after)) for former, one in pairs]


def _compared(article: Article, before: PublishedVersion, after: PublishedVersion) -> dict[str, object]:
    old, new = related.words_of_version(article, before), related.words_of_version(article, after)
    if old is None or new is None:
        return {"unreadable": True}
    text, captions = related.compare(old.text, new.text), related.compare(old.captions, new.captions)
    return {
        "headline": related.inside(old.headline, new.headline),
        "runs": _runs(text),
        "caption_runs": _runs(captions) if any(each.changed for each in captions.passages) else [],
        "altered": text.altered + captions.altered,
        "new": text.new + captions.new,
        "gone": text.gone + captions.gone,
        "cut": text.cut or captions.cut,
        "minor": related.only_punctuation(_whole(old), _whole(new)),
        "edited_fields": [field_name(name) for name in article.edited_fields] if after.by_editors else [],
    }


def _whole(words: VersionWords) -> str:
    return f"{words.headline}\n{words.text}\n{words.captions}"


def _runs(found: related.TextDifference) -> list[ParagraphRun]:
    """Unchanged paragraphs stay beside a changed one; further ones are folded."""
    shown = {near for n, passage in enumerate(found.passages) if passage.changed for near in (n - 1, n, n + 1)}
    runs: list[ParagraphRun] = []
    for n, passage in enumerate(found.passages):
        folded = n not in shown
        if runs and runs[-1].folded == folded:
            runs[-1] = ParagraphRun((*runs[-1].passages, passage), folded)
        else:
            runs.append(ParagraphRun((passage,), folded))
    return runs
