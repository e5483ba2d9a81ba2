"""How the archive writes days, times, numbers, languages and addresses."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from articles.display.days import (
    clock,
    day_of_year,
    full_day,
    full_month,
    full_year,
    month_only,
    near_day,
    own_day,
    own_moment,
    short_day,
    weekday,
    whole_month,
)
from articles.display.refusals import refusal
from articles.display.zones import archive_offset, filed_under, iso_moment, local_time, offset_text
from articles.models import Article

register = template.Library()

for write in (
    clock, day_of_year, filed_under, full_day, full_month, full_year, month_only, near_day, own_day, own_moment, refusal,
    short_day, weekday, whole_month,
):  # fmt: skip
    register.filter(write.__name__, write)
register.simple_tag(archive_offset)

#: Django's own catalogue has three half-width dots and a half-width colon for simplified Chinese. Named here, they stay in
#: ours, which goes before it: what `truncatechars` ends with, and what stands between a form's label and its field.
DJANGOS_OWN = (
    pgettext_lazy("String to return when truncating text", "%(truncated_text)s…"),
    gettext_lazy(":"),
)


@register.filter
def number(value: int) -> str:
    return f"{value:,}"


@register.filter
def count_articles(value: int) -> str:
    return ngettext("%(number)s article", "%(number)s articles", value) % {"number": number(value)}


@register.filter
def lang_of(article: Article) -> str:
    """The BCP 47 tag that makes a browser pick the right glyphs; empty where the language is unknown."""
    chinese = article.language.startswith("zh") or not article.language
    return f"zh-{article.script}" if article.script and chinese else article.language


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_western(char: str) -> bool:
    return char.isalnum() and not _is_han(char)


@register.filter
def phrases(headline: str) -> list[str]:
    """A headline at its spaces, if it is Chinese: there, not inside a word, a large headline should break its lines. What
    only parts, such as a bar, stays with what is before it: no line begins with it. Spaces around a number or a Latin
    word part nothing: 住了 5 年."""
    if not any(map(_is_han, headline)):
        return [headline] if headline else []
    found: list[str] = []
    for word in headline.split():
        if found and (not any(map(str.isalnum, word)) or _is_western(found[-1][-1]) or _is_western(word[0])):
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


@register.filter
def web_address(url: str) -> str:
    """The address if a reader may follow it (http or https), else nothing. A host below `invalid` leads nowhere (RFC 2606):
    it stands for a picture that came in a file of the archive."""
    name = host(url) if url.lower().startswith(("http://", "https://")) else ""
    return url if name and not name.endswith(".invalid") else ""


@register.filter
def host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as an unclosed [ of IPv6
        return ""


@register.inclusion_tag("articles/_moment.html")
def moment(article: Article, at: datetime | None, precision: str = "minute") -> dict[str, object]:
    """A time of the article in its outlet's zone, the offset shown; only the day where no more is known."""
    local = local_time(article, at)
    if local is None:
        return {}
    zone = "" if precision == "day" else offset_text(local)
    return {"at": local, "zone": zone, "machine": iso_moment(article, at, precision)}


@register.filter
def credited(article: Article) -> list[tuple[str, str]]:
    """Whom the article names beside its reporters: what they did, and their names."""
    words = {
        "translator": _("Translation"),
        "editor": _("Editing"),
        "photographer": _("Photographs"),
        "agency": _("Agency"),
    }
    names: dict[str, list[str]] = {role: [] for role in words}
    for each in article.contributors:
        if each["role"] in names:
            names[each["role"]].append(each["name"])
    return [(words[role], "、".join(found)) for role, found in names.items() if found]


@register.filter
def known_from(rule: str) -> str:
    """Where a time was read (articles.parsing.TimeRule), in words."""
    return {
        "body": _("stated in the article"),
        "comment": _("stamped by the feed"),
        "front-matter": _("stated in the file’s front matter"),
        "date-line": _("stated in the file’s date line"),
        "dateline": _("stated in the article’s dateline; only the day is known"),
        "address": _("the day in the article’s address"),
        "json-ld": _("stated in the page’s data"),
        "meta": _("stated in the page’s head"),
        "microdata": _("marked in the page"),
        "time-element": _("marked in the page"),
        "feed": _("stated in the feed"),
        "json": _("stated in the file’s data"),
    }.get(rule, "")


@register.filter
def doubt_in_words(code: str) -> str:
    """A doubt about the times (articles.parsing), in words; one without words of its own is told in general."""
    return {
        "comment-zone": _("The feed may have stamped the outlet’s local time as UTC: the times may be some hours off."),
        "comment-later": _("The feed’s stamp is later than the file’s own date; the earlier time is shown."),
        "front-earlier": _(
            "The file’s own date is earlier than the time that the article states; the article’s is shown."
        ),
        "body-later": _("The page states a later time than that of the archive, which cannot be; the feed’s is shown."),
        "body-zone": _("It is not certain which time zone the page’s time is in."),
        "dateline-earlier": _("The article itself is dated some days earlier than the feed’s stamp."),
    }.get(code, _("There is doubt about these times: they may be some hours off."))
