"""Under what articles are filed, beside their outlet: its sections, the archive's tags; and what was decided about the
outlets of a folder or file that was imported."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Characters of the name of a section or a tag; a longer one is cut (articles.ingest.rows.filing).
LONGEST_NAME = 100


class Section(models.Model):
    """A section of an outlet (栏目、版面), as its articles' files name it."""

    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="sections", verbose_name=_("outlet"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    slug = models.CharField(_("address"), max_length=80)

    class Meta:
        ordering = ["source", "name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="section_once"),
            models.UniqueConstraint(fields=["source", "slug"], name="section_address_once"),
        ]
        verbose_name, verbose_name_plural = _("section"), _("sections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.source.slug, self.slug])


class Tag(models.Model):
    """A word that articles of any outlet are filed under."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME, unique=True)
    slug = models.CharField(_("address"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("tag"), _("tags")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class Tagging(models.Model):
    """A tag of an article. position: from 1, in the file's order."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", verbose_name=_("tag"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["article", "position"]
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="tagging_once")]
        verbose_name, verbose_name_plural = _("tag of an article"), _("tags of articles")

    def __str__(self) -> str:
        return self.tag.name


class ImportedRoot(models.Model):
    """A PATH that was imported with articles of which neither an address nor a name tells the outlet, and what was decided
    for them together (docs/decisions/0021-outlets-of-an-archive.md)."""

    root = models.CharField(max_length=1000, unique=True, help_text="as ImportedFile.root")
    title = models.CharField(
        max_length=200, blank=True, help_text="of its site, as its settings say; else its own name"
    )
    by_name = models.BooleanField(
        null=True, help_text="whether the names its articles are filed under are outlets; null: not decided yet"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("imported folder"), _("imported folders")

    def __str__(self) -> str:
        return self.root
