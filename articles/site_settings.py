"""The one row that says what the archive is called, who keeps it, and on what terms. Pages read it through articles.site.

Apart from `models.py` because nothing else refers to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: The row's primary key: there is no other.
ONLY = 1
_OWN = _("Empty: what another language says, else the program's own.")
_PLAIN = _("Plain text. An empty line begins a new paragraph.")


class SiteSettings(models.Model):
    """Every text is plain. Of the three languages those left empty say what another one says."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name_zh_hans = models.CharField(_("name in Simplified Chinese"), max_length=200, blank=True, help_text=_OWN)
    name_zh_hant = models.CharField(_("name in Traditional Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    description_zh_hans = models.CharField(_("in Simplified Chinese"), max_length=300, blank=True, help_text=_OWN)
    description_zh_hant = models.CharField(_("in Traditional Chinese"), max_length=300, blank=True)
    description_en = models.CharField(_("in English"), max_length=300, blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=300,
        blank=True,
        help_text=_("An e-mail address, a web address, or a sentence. Everybody can read it."),
    )
    rights_zh_hans = models.TextField(_("in Simplified Chinese"), max_length=20_000, blank=True, help_text=_PLAIN)
    rights_zh_hant = models.TextField(_("in Traditional Chinese"), max_length=20_000, blank=True)
    rights_en = models.TextField(_("in English"), max_length=20_000, blank=True)
    former_address = models.CharField(
        _("former address of the feeds"),
        max_length=300,
        blank=True,
        help_text=_(
            "Such as https://news.example.org. Entries that came before the archive named them by tag: URIs keep the ids "
            "that began with it, so that feed readers do not show them again. Empty: every entry has a tag: URI."
        ),
    )
    former_until = models.DateTimeField(_("for articles imported before"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("settings of the archive")
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="site_settings_only_row")]

    def __str__(self) -> str:
        return self.name_zh_hans or self.name_zh_hant or self.name_en or str(self._meta.verbose_name)
