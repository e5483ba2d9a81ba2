"""The archive's own words, for every page, error pages that have no context included."""

from django import template

from articles.site import Site, current

register = template.Library()


@register.simple_tag
def this_archive() -> Site:
    """`{% this_archive as archive %}`, then `{{ archive.name }}`."""
    return current()
