"""The ledger of imports: each run, and each file that was seen. models.py names both."""

from __future__ import annotations

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One run of import_articles."""

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    paths = models.JSONField(_("paths"), default=list)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("import run"), _("import runs")

    def __str__(self) -> str:
        return date_format(localtime(self.started_at), "DATETIME_FORMAT")


class ImportedFile(models.Model):
    """The ledger: a file that was seen, and what became of it."""

    class Outcome(models.TextChoices):
        STORED = "stored", _("stored")
        DUPLICATE = "duplicate", _("duplicate")
        REVISED = "revised", _("revised")
        NOT_AN_ARTICLE = "not-an-article", _("not an article")
        REFUSED = "refused", _("refused")

    root = models.CharField(max_length=1000, help_text="the PATH it was found in")
    path = models.TextField(_("path"), help_text="relative to root; for a member of an archive, its name there")
    path_hash = models.CharField(max_length=64, unique=True, help_text="sha256 of root and path")
    size = models.BigIntegerField(_("size"), null=True)
    mtime_ns = models.BigIntegerField(null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    reason = models.TextField(_("reason"), blank=True)
    gone = models.BooleanField(
        _("gone"), default=False, help_text=_("No longer there when its folder was last imported")
    )
    original = models.ForeignKey("articles.Original", models.SET_NULL, null=True, related_name="files")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files", help_text="the run that last read it")

    class Meta:
        indexes = [
            models.Index(fields=["run", "outcome"], name="file_of_run"),
            models.Index(fields=["root"], name="file_of_root"),
        ]
        verbose_name, verbose_name_plural = _("imported file"), _("imported files")

    def __str__(self) -> str:
        return self.path
