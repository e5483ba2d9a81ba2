"""Haystack's view of an article. The texts themselves are read by articles.search.index.documents."""

from __future__ import annotations

from haystack import indexes

from articles.models import Article, ArticleQuerySet


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="text")
    headline = indexes.CharField(model_attr="headline")
    caption = indexes.CharField()
    byline = indexes.CharField(model_attr="byline")
    body = indexes.CharField(model_attr="text")
    source = indexes.IntegerField(model_attr="source_id", faceted=False)
    day = indexes.DateField(model_attr="day", null=True)
    published_at = indexes.DateTimeField(model_attr="published_at", null=True)

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:
        return Article.objects.published()
