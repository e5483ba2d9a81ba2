"""How the archive writes days, times, numbers, languages and addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from articles.models import Article

register = template.Library()

MINUTES_OF_DAY = 24 * 60

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
def full_day(value: date) -> str:
    return dateformat.format(value, pgettext("date format", "j F Y"))


@register.filter
def short_day(value: date) -> str:
    """Where many stand below each other, or there is little room."""
    return dateformat.format(value, pgettext("compact date format", "j M Y"))


@register.filter
def day_of_year(value: date) -> str:
    return dateformat.format(value, pgettext("date format without the year", "j F"))


@register.filter
def near_day(value: date | None, beside: date) -> str:
    """A neighbouring day, short: two of them stand beside each other; with its year where that is another one."""
    if value is None:
        return ""
    if value.year != beside.year:
        return short_day(value)
    return dateformat.format(value, pgettext("compact date format without the year", "j M"))


@register.filter
def full_year(value: date) -> str:
    return dateformat.format(value, pgettext("year format", "Y"))


@register.filter
def full_month(value: date | None) -> str:
    """Empty for None: a month without a neighbour."""
    if value is None:
        return ""
    return dateformat.format(value, pgettext("month and year format", "F Y"))


@register.filter
def month_only(value: date) -> str:
    return dateformat.format(value, pgettext("month format", "M"))


@register.filter
def whole_month(value: date) -> str:
    """Where there is room for its whole name."""
    return dateformat.format(value, pgettext("whole month format", "F"))


@register.filter
def weekday(value: date) -> str:
    return dateformat.format(value, "l")


@register.filter
def clock(value: datetime | None) -> str:
    """Time of day in the archive's zone, as its days are."""
    return f"{value.astimezone(settings.ARCHIVE_ZONE):%H:%M}" if value else ""


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
    """The address if a reader may follow it (http or https), else nothing."""
    return url if url.lower().startswith(("http://", "https://")) and host(url) else ""


@register.filter
def host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as an unclosed [ of IPv6
        return ""


def zone_of(article: Article) -> tzinfo:
    """The offset that is stated with the time, else the outlet's home zone, else UTC where the article says so, else the
    archive's zone.

    The offset first: an outlet away from its home (the New York Times in Chinese) writes its readers' time, and dates its
    addresses by it. A feed's stamp in UTC states nothing: that is how feeds count.
    """
    minutes = article.published_offset
    if minutes and abs(minutes) < MINUTES_OF_DAY:
        return timezone(timedelta(minutes=minutes))
    if article.source.home_zone:
        try:
            return ZoneInfo(article.source.home_zone)
        except (KeyError, ValueError):  # typed wrongly in the admin
            return settings.ARCHIVE_ZONE
    return UTC if minutes == 0 and article.published_rule == "body" else settings.ARCHIVE_ZONE


def local_time(article: Article, at: datetime | None) -> datetime | None:
    """`at` in the zone of zone_of, whose day is the day of publication."""
    if at is None:
        return None
    try:
        return at.astimezone(zone_of(article))
    except OverflowError:  # the first or last day of the calendar
        return at.astimezone(UTC)


@register.filter
def filed_under(article: Article) -> date | None:
    """The day whose page lists the article, if that is not the day it says itself: the archive counts all outlets' days in
    one zone."""
    told = local_time(article, article.published_at)
    return article.day if told and article.day != told.date() else None


@register.simple_tag
def archive_offset(day: date) -> str:
    """`UTC+8`: the archive's zone at noon of a day."""
    return offset_text(datetime.combine(day, time(12), settings.ARCHIVE_ZONE))


def offset_text(at: datetime) -> str:
    """`UTC+8`, `UTC−3:30`; `UTC` itself."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


@register.inclusion_tag("articles/_moment.html")
def moment(article: Article, at: datetime | None, precision: str = "minute") -> dict[str, object]:
    """A time of the article in its outlet's zone, the offset shown; only the day where no more is known."""
    if at is None:
        return {}
    local = local_time(article, at) or at
    return {"at": local, "zone": "" if precision == "day" else offset_text(local)}


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
