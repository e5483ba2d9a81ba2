"""Rescued pictures, for templates."""

from django import template

from articles.display.pictures import any_kept, captioned, picture
from articles.reading import telling

register = template.Library()

for ask in (any_kept, captioned, telling):
    register.filter(ask.__name__, ask)
register.simple_tag(picture)
