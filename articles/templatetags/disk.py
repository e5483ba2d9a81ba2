"""The note of the admin's first page."""

from django import template

from articles.checks import short_disks
from newsarchive.disk import Shortage

register = template.Library()


@register.simple_tag
def nearly_full() -> list[Shortage]:
    return short_disks()
