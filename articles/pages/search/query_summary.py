"""A search in words, one line, in the interface language: what search.query.query_parts understood, and the filters."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from articles.display.days import full_day, full_month, full_year
from articles.search.filters import Filters
from articles.search.query.query_parts import (
    Close,
    DayRange,
    HasPicture,
    NamedOutlet,
    Part,
    TextPart,
    Together,
    Under,
    Without,
    part,
)
from articles.search.request.forms import chosen_words
from articles.search.request.request import SearchRequest

_IN_FIELD: dict[str, str | Promise] = {
    "headline": gettext_lazy("%(what)s in the headline"),
    "caption": gettext_lazy("%(what)s under a picture"),
    "byline": gettext_lazy("%(what)s in the byline"),
    "body": gettext_lazy("%(what)s in the text"),
}


_UNDER: dict[str, str | Promise] = {
    "section": gettext_lazy("in the section %(names)s"),
    "tag": gettext_lazy("with the tag %(names)s"),
}
_NOT_UNDER: dict[str, str | Promise] = {
    "section": gettext_lazy("not in the section %(names)s"),
    "tag": gettext_lazy("without the tag %(names)s"),
}


@dataclass(frozen=True, slots=True)
class _Speaker:
    """names: of outlets, by primary key. in_one_piece: words that the sentence says are searched so."""

    names: Mapping[int, str]
    in_one_piece: Collection[str] = ()

    def phrase(self, part: Part) -> SafeString:
        """Of a part that stands inside another."""
        if isinstance(part, TextPart):
            return _put(_("%(what)s in one piece"), what=_worded(part)) if self._whole(part) else _worded(part)
        if isinstance(part, Close):
            return _close(part)
        if isinstance(part, Together):
            return self._listed(part.parts, every=part.every)
        return self.clause(part)

    def _whole(self, words: TextPart) -> bool:
        return words.how == "word" and not words.field and words.text in self.in_one_piece

    def _inside(self, part: Part) -> SafeString:
        words = self.phrase(part)
        return _put(_("(%(what)s)"), what=words) if isinstance(part, (Together, Close)) else words

    def _listed(self, parts: Iterable[Part], *, every: bool) -> SafeString:
        phrases = [self._inside(part) for part in parts]
        comma = pgettext("between the items of a list", ", ")
        start = mark_safe(comma.join(phrases[:-1]))  # noqa: S308 - all of it has been escaped
        if not start:
            return phrases[-1]
        return _put(_("%(some)s and %(last)s") if every else _("%(some)s or %(last)s"), some=start, last=phrases[-1])

    def clause(self, part: Part) -> SafeString:
        """Of a part of the whole."""
        if isinstance(part, NamedOutlet):
            return _put(_("from %(outlets)s"), outlets=_quoted_name(self.names.get(part.pk, "")))
        if isinstance(part, Under):
            return _put(str(_UNDER[part.kind]), names=_quoted_name(part.name))
        if isinstance(part, DayRange):
            return _put("%(days)s", days=days(part.first, part.last))
        if isinstance(part, HasPicture):
            return SafeString(_("with a picture"))
        if isinstance(part, Without):
            return self._without(part.part)
        return _put(_("with %(what)s"), what=self.phrase(part))

    def _without(self, part: Part) -> SafeString:
        if isinstance(part, NamedOutlet):
            return _put(_("not from %(outlets)s"), outlets=_quoted_name(self.names.get(part.pk, "")))
        if isinstance(part, Under):
            return _put(str(_NOT_UNDER[part.kind]), names=_quoted_name(part.name))
        if isinstance(part, DayRange):
            return _put(_("not from the days %(days)s"), days=days(part.first, part.last))
        if isinstance(part, HasPicture):
            return SafeString(_("without a picture"))
        if isinstance(part, Together) and part.every:
            return _put(_("without %(what)s together"), what=self.phrase(part))
        return _put(_("without %(what)s"), what=self.phrase(part))

    def clauses(self, part: Part | None) -> list[SafeString]:
        """What must all be so, one clause each; texts that must all occur are one."""
        parts = part.parts if isinstance(part, Together) and part.every else (part,) if part else ()
        texts = [each for each in parts if isinstance(each, (TextPart, Close, Together))]
        others = [each for each in parts if not isinstance(each, (TextPart, Close, Together))]
        clauses = (
            [_put(pgettext("several", "with %(what)s"), what=self._listed(texts, every=True))] if len(texts) > 1 else []
        )
        clauses += [self.clause(each) for each in texts] if len(texts) == 1 else []
        return [*clauses, *map(self.clause, others)]


def _put(sentence: str, /, **words: str) -> SafeString:
    """A sentence with words put in, all of it escaped."""
    return format_html(sentence.replace("{", "{{").replace("}", "}}").replace("%(", "{").replace(")s", "}"), **words)


def _quoted_name(name: str) -> SafeString:
    return format_html('<span lang="">{}</span>', name)


def _worded(words: TextPart) -> SafeString:
    text = format_html('<b lang="">{}</b>', words.text)
    how = {
        "word": _("“%(text)s”"),
        "quoted": _("exactly “%(text)s”"),
        "glyphs": _("“%(text)s” in these very characters"),
        "beginning": _("words that begin with “%(text)s”"),
    }[words.how]
    quoted = _put(how, text=text)
    return _put(str(_IN_FIELD[words.field]), what=quoted) if words.field else quoted


def _close(close: Close) -> SafeString:
    text = ngettext(
        "%(left)s and %(right)s at most %(count)s character apart",
        "%(left)s and %(right)s at most %(count)s characters apart",
        close.distance,
    )
    return _put(text, left=_worded(close.left), right=_worded(close.right), count=str(close.distance))


def days(first: date, last: date) -> str:
    """A span of days, inclusive, as short as can be; date.min and date.max are open ends."""
    if first == date.min or last == date.max:
        return _open_days(first, last)
    if first == last:
        return full_day(first)
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        if (first.year, first.month) == (last.year, last.month):
            return full_month(first)
        if first.month == 1 and last.month == 12:
            whole = full_year(first) if first.year == last.year else ""
            return whole or _("%(first)s to %(last)s") % {"first": full_year(first), "last": full_year(last)}
        return _("%(first)s to %(last)s") % {"first": full_month(first), "last": full_month(last)}
    return _("%(first)s to %(last)s") % {"first": _first_day(first, last), "last": _last_day(first, last)}


def _open_days(first: date, last: date) -> str:
    if first == date.min and last == date.max:
        return _("dated")
    if last == date.max:
        return _("from %(day)s on") % {"day": full_day(first)}
    return _("until %(day)s") % {"day": full_day(last)}


def _first_day(first: date, last: date) -> str:
    """Without what the last day says as well."""
    if first.year != last.year:
        return full_day(first)
    if first.month != last.month:
        return dateformat.format(first, pgettext("first day of a span within a year", "j F"))
    return dateformat.format(first, pgettext("first day of a span within a month", "j"))


def _last_day(first: date, last: date) -> str:
    """Without what the first day has already, in languages that begin with the year."""
    if first.year != last.year:
        return full_day(last)
    if first.month != last.month:
        return dateformat.format(last, pgettext("last day of a span within a year", "j F Y"))
    return dateformat.format(last, pgettext("last day of a span within a month", "j F Y"))


def explained(
    search: SearchRequest,
    understood: object,
    names: Mapping[int, str],
    in_one_piece: Collection[str] = (),
) -> SafeString:
    """The whole search in one line, but for "as of", of which the page says more; empty for a plain word, and for nothing.
    understood: Answer.query. names: of outlets, by primary key. in_one_piece: words that could be searched apart."""
    speaker = _Speaker(names, in_one_piece)
    what = part(understood) if understood is not None else None
    clauses = [*speaker.clauses(what), *_filters(search.filters)]
    plain = isinstance(what, TextPart) and not what.field and what.how == "word" and what.text not in in_one_piece
    if not clauses or (plain and len(clauses) == 1):
        return SafeString("")
    return mark_safe(_("; ").join(clauses))  # noqa: S308 - all of it has been escaped


def _filters(filters: Filters) -> list[SafeString]:
    clauses = []
    for outlets, text in ((filters.outlets, _("from %(outlets)s")), (filters.without, _("not from %(outlets)s"))):
        if outlets:
            comma = pgettext("between the items of a list", ", ")
            listed = mark_safe(comma.join(_quoted_name(outlet.name) for outlet in outlets))  # noqa: S308 - escaped
            clauses.append(_put(text, outlets=listed))
    for kind, names in (("section", filters.sections), ("tag", filters.tags)):
        if names:
            comma = pgettext("between the items of a list", ", ")
            listed = mark_safe(comma.join(map(_quoted_name, names)))  # noqa: S308 - escaped
            clauses.append(_put(str(_UNDER[kind]), names=listed))
    clauses += [_put("%(word)s", word=label) for _name, label in chosen_words(filters)]
    if filters.since or filters.until:
        clauses.append(_put("%(days)s", days=days(filters.since or date.min, filters.until or date.max)))
    return clauses
