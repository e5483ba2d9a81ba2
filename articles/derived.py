"""Tables that follow from the articles and their pictures: every row can be dropped and worked out again (articles.related,
articles.ingest.pictures.same_photograph).

Apart from `models.py` because nothing here is part of what the archive says: not exported, not in its digest. No column
of Article among them, so that filling them puts nothing into the outbox of the search index.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DueRow(models.Model):
    """An article whose links, story and changes are to be worked out again. Written by database triggers only (migration
    0006), so that no way of changing an article can miss it; removed in the transaction that worked them out."""

    article_id = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name, verbose_name_plural = _("article to be related anew"), _("articles to be related anew")

    def __str__(self) -> str:
        return str(self.article_id)


class Link(models.Model):
    """An address that the body of an article links to. Whether the archive holds it is asked when it is shown."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="links")
    target = models.CharField(
        _("identity of the target"), max_length=64, editable=False, help_text="sha256 of url_key, as Article.identity"
    )
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("from 1, in reading order"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "target"], name="link_once")]
        # Newest linking article first, as far as ids tell: a walk of this index, whatever links there.
        indexes = [models.Index(fields=["target", "-article"], name="link_target")]
        verbose_name, verbose_name_plural = _("link"), _("links")

    def __str__(self) -> str:
        return self.target


class Telling(models.Model):
    """What an article's text looks like to a comparison, and the story it tells together with others.

    No foreign key: after an article is gone its row still says which story has lost a member."""

    article_id = models.BigIntegerField(primary_key=True)
    sketch = models.BinaryField(help_text="MinHash of the text: articles.related.sketches")
    version = models.PositiveIntegerField(
        null=True, db_index=True, help_text="of what made the sketch; null: before there were versions"
    )
    source_id = models.BigIntegerField()
    day = models.DateField(null=True)
    story = models.BigIntegerField(
        _("story"), null=True, help_text="the smallest article id of those that tell it; null: nobody else does"
    )
    grouped_ns = models.BigIntegerField(
        db_index=True, help_text="when `story` was last decided, nanoseconds since 1970"
    )

    class Meta:
        indexes = [models.Index(fields=["story"], name="telling_story", condition=Q(story__isnull=False))]
        verbose_name, verbose_name_plural = _("article of a story"), _("articles of stories")

    def __str__(self) -> str:
        return f"{self.article_id} → {self.story}"


class Change(models.Model):
    """An article whose outlet published it again with other words. `at`: when the archive first had the newest of them."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="change")
    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="+", verbose_name=_("outlet"))
    at = models.DateTimeField(_("changed"))
    minor = models.BooleanField(_("minor"), help_text=_("Only spaces and punctuation differ"))
    headline = models.BooleanField(_("headline changed"))
    before = models.CharField(max_length=64, help_text="sha256 of the original before the change")
    after = models.CharField(max_length=64, help_text="sha256 of the original after it")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-article"], name="change_newest", condition=Q(minor=False)),
            models.Index(fields=["source", "-at", "-article"], name="change_of_source", condition=Q(minor=False)),
        ]
        verbose_name, verbose_name_plural = _("change after publication"), _("changes after publication")

    def __str__(self) -> str:
        return f"{self.article_id} {self.at:%Y-%m-%d %H:%M}"


class Edition(models.Model):
    """Grows with every change of what a page can show. Written by database triggers only (migrations 0008 and 0015), in the
    transaction of the change, so that a page which names the edition it was made from is known to be fresh or not.

    SQLite, which has one writer, counts in the one row. PostgreSQL counts in as many rows as there ever were writers at
    once, since one row would make them wait for each other; the edition is the sum."""

    id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("edition"), _("editions")

    def __str__(self) -> str:
        return str(self.number)


class PictureBand(models.Model):
    """A quarter of a perceptual hash, so that near hashes are found by index (articles.ingest.pictures.same_photograph)."""

    key = models.PositiveIntegerField(help_text="which quarter, and its 16 bits")
    perceptual_hash = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "perceptual_hash"], name="band_once")]
        verbose_name, verbose_name_plural = _("part of a perceptual hash"), _("parts of perceptual hashes")

    def __str__(self) -> str:
        return self.perceptual_hash
