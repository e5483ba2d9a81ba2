"""What git repositories tell of the files they held: which commit brought, changed or took away what, and when.

Authors and committers are not kept: they are people who may read or write at risk, and no page needs them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Commit(models.Model):
    """A commit that brought, changed or took away a version of an article."""

    hash = models.CharField(_("commit"), max_length=64, unique=True)
    at = models.DateTimeField(_("committed"), help_text="as the commit says")
    rank = models.DateTimeField(help_text="the same, but later than its parents': clocks run wrong")
    subject = models.CharField(_("message"), max_length=200, blank=True, help_text="the first line of its message")

    class Meta:
        app_label = "articles"
        verbose_name, verbose_name_plural = _("commit"), _("commits")

    def __str__(self) -> str:
        return self.hash[:12]


class Witness(models.Model):
    """A commit's word on a version: since then it stood under this path, or no longer did."""

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")

    original = models.ForeignKey("articles.Original", models.CASCADE, related_name="witnesses")
    commit = models.ForeignKey(Commit, models.CASCADE, related_name="witnesses")
    what = models.CharField(_("what"), max_length=7, choices=What)
    path = models.TextField(_("path"), help_text="in the repository")
    at = models.DateTimeField(_("when"), help_text="the commit's time")
    final = models.BooleanField(
        _("taken out"), default=False, help_text="a removal after which the repository shows nothing of the article"
    )
    rewritten = models.BooleanField(
        default=False, help_text="no commit took it out: the history was rewritten without it, up to this commit"
    )

    class Meta:
        app_label = "articles"
        constraints = [
            models.UniqueConstraint(fields=["commit", "original"], name="witness_once"),
            models.CheckConstraint(condition=Q(what__in=["added", "changed", "removed"]), name="witness_what_known"),
        ]
        indexes = [
            # The page of what was taken out walks it, newest first.
            models.Index(fields=["-at", "-id"], name="witness_taken_out", condition=Q(final=True)),
        ]
        verbose_name, verbose_name_plural = _("witness"), _("witnesses")

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class Repository(models.Model):
    """Part of the ledger: what came of the last reading of a repository, so that the next one reads only what is new."""

    root = models.CharField(max_length=1000, unique=True, help_text="as ImportedFile.root")
    head = models.CharField(max_length=64, blank=True)
    tips = models.JSONField(default=list, help_text="the commits that its branches and tags led to")
    missing = models.JSONField(default=list, help_text="commits that others name and that were not there")

    class Meta:
        app_label = "articles"
        verbose_name, verbose_name_plural = _("repository"), _("repositories")

    def __str__(self) -> str:
        return self.root
