"""What programs read of an article, for templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from articles.display import linked_data as display
from articles.models import Article, Figure

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(context: template.Context, article: Article, figures: Sequence[Figure]) -> SafeString:
    return display.data_block(context["request"], article, figures)


@register.inclusion_tag("parts/_share.html", takes_context=True)
def share_tags(context: template.Context, article: Article, figures: Sequence[Figure]) -> dict[str, object]:
    return {**display.card(context["request"], article, figures), "card": context["card"]}
