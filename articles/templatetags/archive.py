"""How the archive writes days, times, numbers, languages and addresses (articles.display), for templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext_lazy, pgettext_lazy

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
    step_name,
    weekday,
    whole_month,
)
from articles.display.headlines import phrases
from articles.display.languages import lang_of
from articles.display.links import host, web_address
from articles.display.numbers import count_articles, number
from articles.display.provenance import credited, doubt_in_words, known_from
from articles.display.refusals import refusal
from articles.display.zones import archive_offset, filed_under, iso_moment, local_time, offset_text
from articles.models import Article

register = template.Library()

for write in (
    clock, count_articles, credited, day_of_year, doubt_in_words, filed_under, full_day, full_month, full_year, host,
    known_from, lang_of, month_only, near_day, number, own_day, own_moment, phrases, refusal, short_day, step_name,
    web_address, weekday, whole_month,
):  # fmt: skip
    register.filter(write.__name__, write)
register.simple_tag(archive_offset)

#: Django's own catalogue has three half-width dots and a half-width colon for simplified Chinese. Named here, they stay in
#: ours, which goes before it: what `truncatechars` ends with, and what stands between a form's label and its field.
DJANGOS_OWN = (
    pgettext_lazy("String to return when truncating text", "%(truncated_text)s…"),
    gettext_lazy(":"),
)


@register.inclusion_tag("parts/_moment.html")
def moment(article: Article, at: datetime | None, precision: str = "minute") -> dict[str, object]:
    """A time of the article in its outlet's zone, the offset shown; only the day where no more is known."""
    local = local_time(article, at)
    if local is None:
        return {}
    zone = "" if precision == "day" else offset_text(local)
    return {"at": local, "zone": zone, "machine": iso_moment(article, at, precision)}
