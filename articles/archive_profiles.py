"""How the owner of an archive wants its files read: archive.toml, kept with what was read by it."""

from __future__ import annotations

from django.db import models


class ArchiveProfile(models.Model):
    """An archive.toml that files were read by (articles.parsing.formats.profile). Another text is another row."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, help_text="of the text")
    text = models.TextField()

    def __str__(self) -> str:
        return self.sha256[:12]


class RootProfile(models.Model):
    """The profile that a PATH was last read by to its end; none, if it was read without one after it had one."""

    root = models.CharField(max_length=1000, unique=True, help_text="the PATH, as the ledger has it")
    profile = models.ForeignKey(ArchiveProfile, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.root
