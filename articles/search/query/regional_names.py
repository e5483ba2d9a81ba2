"""Regional names at query time: a search for 特朗普 also asks for 川普 (NameGroup; edited in the admin).

Nothing is indexed differently: the query gets another branch, the reader is told, and can ask for one form only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from django.core.cache import cache
from whoosh import query as wq

from articles.models import NameGroup
from articles.search.query.queries import Exactly, exactly
from articles.search.text.fold import fold

_KEY = "articles.search.query.regional_names"
#: Seconds until another process sees what an editor has changed.
_FRESH = 30
#: One run of text becomes at most so many.
MOST_FORMS = 12

Forms = dict[str, tuple[str, ...]]


def starting_set() -> list[str]:
    """The groups that the archive ships with, forms one a line each."""
    text = resources.files("articles.search.query").joinpath("regional_names.txt").read_text(encoding="utf-8")
    return [line.replace(" = ", "\n") for line in text.splitlines() if line and not line.startswith("#")]


def table(groups: Iterable[str]) -> Forms:
    """Folded form: the forms of its group, as written. Forms of one character are left out: too many meanings."""
    found: Forms = {}
    for group in groups:
        forms = tuple(form for line in group.splitlines() if len(form := line.strip()) > 1)
        for form in forms:
            found[fold(form)] = forms
    return found


def known() -> Forms:
    """All groups of the archive; at most half a minute old."""
    groups = cache.get(_KEY)
    if groups is None:
        groups = tuple(NameGroup.objects.values_list("forms", flat=True))
        cache.set(_KEY, groups, _FRESH)
    return _table(groups)


def forget() -> None:
    """After an edit: this process sees it at once."""
    cache.delete(_KEY)


@lru_cache(maxsize=2)
def _table(groups: tuple[str, ...]) -> Forms:
    return table(groups)


def variants(text: str, forms: Forms) -> tuple[str, ...]:
    """The text with each name in it replaced by its other forms, folded, without the text itself; at most MOST_FORMS.

    The longest name at each place counts: 沙特阿拉伯 before any shorter one.
    """
    folded = fold(text)
    longest = max(map(len, forms), default=0)
    results, at = [""], 0
    while at < len(folded):
        for length in range(min(longest, len(folded) - at), 1, -1):
            if group := forms.get(folded[at : at + length]):
                results = [start + fold(form) for start in results for form in group][:MOST_FORMS]
                at += length
                break
        else:
            results = [start + folded[at] for start in results]
            at += 1
    return tuple(result for result in dict.fromkeys(results) if result != folded)


class AnyForm(wq.Or):
    """A run in several regional forms. typed: the form that was asked for; others: the rest, folded."""

    def __init__(self, field: str, typed: str, others: tuple[str, ...]) -> None:
        super().__init__([exactly(field, text) for text in (typed, *others)])
        self.typed, self.others = typed, others


def in_any_form(query: Exactly, forms: Forms) -> wq.Query:
    """The query, or with its other regional forms if it has any."""
    others = variants(query.typed, forms)
    return AnyForm(query.fieldname, query.typed, others) if others else query
