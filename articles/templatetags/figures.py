"""An article's body with its pictures in their places, for templates."""

from django import template

from articles.display.figures import render_body

register = template.Library()
register.simple_tag(render_body)
