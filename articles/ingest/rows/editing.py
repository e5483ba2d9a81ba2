"""What an editor changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.ingest.rows.article_columns import day_of, offset_of, solved
from articles.ingest.rows.filing import filed_names, section_of, set_tags, tags_of
from articles.models import Article
from articles.parsing import finish_body

#: What an editor may change. "figures" stands for the figures' rows, which the caller saves itself.
EDITABLE = frozenset(
    {
        "source",
        "section",
        "tags",
        "headline",
        "byline",
        "dateline",
        "body_html",
        "standfirst",
        "published_at",
        "figures",
        "visible",
        "hidden_reason",
    }
)
#: Saved without counting as an edit: imports never touch them.
NO_EDITS = frozenset({"visible", "hidden_reason"})
_PLACE = re.compile(r'<figure data-figure="(\d+)"></figure>')


@transaction.atomic
def save_edit(article: Article, changes: dict[str, object]) -> None:
    """Save what an editor changed, and mark it as his: no import and no re-parse overwrites it from now on.

    changes: new values by column, of EDITABLE; published_at aware or None; body_html any HTML, which is sanitised here; a
    section's name, "" for none; tags as a list of names. "figures" (any value) says that the caller has already saved
    changed figures in this transaction. NO_EDITS are saved without counting as an edit. Raises ValueError for another
    column."""
    if strange := set(changes) - EDITABLE:
        raise ValueError(f"An editor cannot change {', '.join(sorted(strange))}.")
    stored = Article.objects.select_for_update().get(pk=article.pk)
    changed = {name for name, value in changes.items() if name == "figures" or _value(stored, name) != value}
    for name in changed - {"figures", "section", "tags"}:
        setattr(stored, name, changes[name])
    mine = changed.union(stored.edited_fields)
    _file(stored, changed, changes)
    for name in changed & set(_CONSEQUENCES):
        _CONSEQUENCES[name](stored, mine)
    if edits := changed - NO_EDITS:
        stored.edited_at = timezone.now()
        stored.edited_fields = sorted(edits.union(stored.edited_fields))
        stored.problems = solved(stored.problems, stored)
    if changed:
        stored.save()
    article.refresh_from_db()


def _value(article: Article, name: str) -> object:
    if name == "section":
        return article.section.name if article.section else ""
    return tags_of(article) if name == "tags" else getattr(article, name)


def _file(article: Article, changed: set[str], changes: dict[str, object]) -> None:
    """The section is one of the outlet's, which may be another one by now; it keeps its name."""
    if changed & {"section", "source"}:
        article.section_id = section_of(article.source_id, str(changes.get("section", _value(article, "section"))))
    if "tags" in changed:
        names = changes["tags"]
        set_tags(article, filed_names(map(str, names)) if isinstance(names, list | tuple) else [])


def _after_body(article: Article, mine: set[str]) -> None:
    """A body as safe as an imported one, with the text that follows from it. mine: what editors have changed."""
    body = finish_body(article.body_html)
    article.body_html = with_known_places(body.html, set(article.figures.values_list("position", flat=True)))
    article.text, article.length = body.text, body.length
    if "standfirst" not in mine:
        article.standfirst = body.standfirst
    article.script, article.language = body.script, body.language[:12]


def with_known_places(html: str, positions: set[int]) -> str:
    """Without places for pictures that the article does not have, and each picture in one place only."""
    left = set(positions)

    def keep(place: re.Match[str]) -> str:
        position = int(place[1])
        if position not in left:
            return ""
        left.remove(position)
        return place[0]

    return _PLACE.sub(keep, html)


def _after_time(article: Article, mine: set[str]) -> None:
    moment: datetime | None = article.published_at
    article.published_offset = offset_of(moment)
    article.published_precision, article.published_rule = ("minute", "editor") if moment else ("", "")
    article.time_doubt, article.day = "", day_of(moment)


def _after_figures(article: Article, mine: set[str]) -> None:
    positions = set(article.figures.values_list("position", flat=True))
    article.figure_count = len(positions)
    article.body_html = with_known_places(article.body_html, positions)


def _after_byline(article: Article, mine: set[str]) -> None:
    """The editor's names are the reporters; whom else the article names stays."""
    others = [each for each in article.contributors if each["role"] != "reporter"]
    article.contributors = [{"name": name, "role": "reporter"} for name in article.byline] + others


_CONSEQUENCES: dict[str, Callable[[Article, set[str]], None]] = {
    "body_html": _after_body,
    "byline": _after_byline,
    "published_at": _after_time,
    "figures": _after_figures,
}
