"""How numbers are written."""

from __future__ import annotations

from django.utils.translation import ngettext


def number(value: int) -> str:
    return f"{value:,}"


def count_articles(value: int) -> str:
    return ngettext("%(number)s article", "%(number)s articles", value) % {"number": number(value)}
