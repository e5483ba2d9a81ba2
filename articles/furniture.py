"""What repeats in an outlet's articles: counted, decided, left out (docs/decisions/0022-furniture.md), and what the
archive's owner decided himself.

Apart from `models.py` because all but PutBack follows from the articles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticlePieces(models.Model):
    """What an article is made of, for counting (articles.parsing.text.repeated.Fingerprint). Written with the article."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="pieces")
    fingerprint = models.BinaryField(help_text="of what its original says, before anything is left out")
    left_out = models.BigIntegerField(
        default=0, help_text="parsing.repeated.signature of what was left out of it; 0: nothing"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("pieces of an article"), _("pieces of articles")

    def __str__(self) -> str:
        return str(self.article_id)


class FurnitureDue(models.Model):
    """An outlet whose articles are to be counted anew. Written with its articles, a row for each batch; whoever counts
    removes the rows that were there before."""

    source_id = models.BigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("outlet to be counted anew"), _("outlets to be counted anew")

    def __str__(self) -> str:
        return str(self.source_id)


class Furniture(models.Model):
    """A piece that stands in many articles of an outlet and is none of theirs."""

    class Kind(models.TextChoices):
        EDGE = "edge", _("at the ends of articles")
        BOX = "box", _("in most articles")
        ANYWHERE = "anywhere", _("anywhere")
        PICTURE = "picture", _("picture")

    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="furniture", verbose_name=_("outlet"))
    key = models.BigIntegerField(editable=False, help_text="articles.parsing.text.repeated.key_of")
    kind = models.CharField(_("where"), max_length=8, choices=Kind, editable=False)
    text = models.TextField(_("text"), editable=False, help_text="of a picture its address")
    html = models.TextField(editable=False, help_text="one of its forms")
    why = models.CharField(_("why"), max_length=24, editable=False, help_text="ingest.judging.REASONS")
    articles = models.PositiveIntegerField(_("articles"), editable=False)
    stories = models.PositiveIntegerField(_("stories"), editable=False)
    days = models.PositiveIntegerField(_("days"), editable=False)
    example = models.CharField(_("example"), max_length=32, editable=False, help_text="permanent id of an article")
    kept = models.BooleanField(_("put back"), default=False, editable=False)

    class Meta:
        ordering = ["source", "-articles", "key"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="furniture_once")]
        verbose_name, verbose_name_plural = _("what is left out"), _("what is left out")

    def __str__(self) -> str:
        return self.text[:60]


class PutBack(models.Model):
    """A piece that the owner says is the articles' own, whatever the counting says. Named by the outlet's address, so that
    it goes with an export and points to no other table."""

    outlet = models.CharField(_("outlet"), max_length=80)
    key = models.BigIntegerField()
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["outlet", "key"]
        constraints = [models.UniqueConstraint(fields=["outlet", "key"], name="put_back_once")]
        verbose_name, verbose_name_plural = _("what was put back"), _("what was put back")

    def __str__(self) -> str:
        return self.text[:60]


class LongArticle(models.Model):
    """An article many times as long as its outlet's usually are: a comment thread, or several articles in one file."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="too_long")
    times = models.PositiveIntegerField(help_text="its outlet's usual length")

    class Meta:
        verbose_name, verbose_name_plural = _("article that is too long"), _("articles that are too long")

    def __str__(self) -> str:
        return f"{self.article_id} ×{self.times}"
