"""What editors change, by its name in the interface language."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from articles.models import Article


def field_name(name: str) -> str:
    """Of a column of Article, or of "figures", which stands for what is said of the pictures. Another one, from an export of
    another hand, is its own name."""
    if name == "figures":
        return _("captions")
    try:
        field = Article._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))
