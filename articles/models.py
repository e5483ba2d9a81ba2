"""Every table of the archive (docs/architecture.md). Names are the field's; what a row means stands beside it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import derived, furniture, history, logins, site_settings  # noqa: F401 - Django finds tables from here
from articles.archive_profiles import ArchiveProfile as ArchiveProfile
from articles.archive_profiles import RootProfile as RootProfile
from articles.filing import ImportedRoot as ImportedRoot
from articles.filing import Section as Section
from articles.filing import Tag as Tag
from articles.filing import Tagging as Tagging
from articles.import_ledger import ImportedFile as ImportedFile
from articles.import_ledger import ImportRun as ImportRun
from articles.querysets import LARGE_COLUMNS as LARGE_COLUMNS
from articles.querysets import ArticleQuerySet as ArticleQuerySet
from articles.querysets import SourceQuerySet


class Source(models.Model):
    """An outlet, such as 美国之音."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    home_zone = models.CharField(
        _("home time zone"), max_length=64, blank=True, help_text=_("IANA name, such as Asia/Taipei")
    )
    home_page = models.URLField(_("home page"), max_length=500, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("outlet"), _("outlets")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])


class SourceAlias(models.Model):
    """What else leads to an outlet: another name, a host of its addresses, or a slug it had before a merge."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        HOST = "host", _("host")
        SLUG = "slug", _("former address")

    source = models.ForeignKey(Source, models.CASCADE, related_name="aliases")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    value = models.CharField(_("value"), max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="alias_once")]
        verbose_name, verbose_name_plural = _("alias"), _("aliases")

    def __str__(self) -> str:
        return self.value


class Article(models.Model):
    """One article: the current version of one address (or, without an address, of one content)."""

    class Script(models.TextChoices):
        HANS = "Hans", _("Simplified")
        HANT = "Hant", _("Traditional")
        OTHER = "", _("other")

    public_id = models.CharField(_("permanent id"), max_length=32, unique=True, editable=False)
    identity = models.CharField(
        max_length=64, unique=True, editable=False, help_text="sha256 of url_key, else of outlet, headline and body"
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="articles", verbose_name=_("outlet"))
    filed_as = models.CharField(
        _("filed as"), max_length=200, blank=True, help_text=_("The folder or author the archive names it by")
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # article_of_section serves
        related_name="articles",
        verbose_name=_("section"),
    )
    tags = models.ManyToManyField(Tag, through=Tagging, related_name="articles", verbose_name=_("tags"))
    site_title = models.CharField(
        max_length=200, blank=True, default="", editable=False, help_text="outlet, as the file states it"
    )
    url = models.TextField(_("address as written"), blank=True)
    url_key = models.TextField(_("normalised address"), blank=True, editable=False)

    headline = models.TextField(_("headline"), blank=True)
    byline = models.JSONField(_("byline"), default=list, blank=True, help_text=_("Names, as a list"))
    contributors = models.JSONField(
        _("contributors"),
        default=list,
        blank=True,
        editable=False,
        help_text="everyone the article names, in its order: name and role (parsing.types.ContributorRole)",
    )
    dateline = models.CharField(_("dateline"), max_length=300, blank=True)
    body_html = models.TextField(_("body"), blank=True)
    text = models.TextField(
        _("text"), blank=True, editable=False, help_text="paragraphs of the body, one a line; computed from body_html"
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    length = models.PositiveIntegerField(_("length"), default=0, editable=False, help_text="characters of text")
    language = models.CharField(_("language"), max_length=12, blank=True)
    script = models.CharField(_("script"), max_length=4, blank=True, choices=Script)

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_offset = models.SmallIntegerField(
        null=True, blank=True, editable=False, help_text="minutes east of UTC, as the outlet states it"
    )
    published_precision = models.CharField(max_length=8, blank=True, editable=False, help_text="second, minute or day")
    published_rule = models.CharField(_("time known from"), max_length=32, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    archived_rule = models.CharField(max_length=32, blank=True, editable=False)
    time_doubt = models.CharField(_("doubt about the times"), max_length=64, blank=True, editable=False)
    captures = models.JSONField(
        _("copies in web archives"), default=list, editable=False, help_text="url, and at in ISO 8601 or null, of each"
    )
    also = models.JSONField(
        _("also in the file"),
        default=dict,
        editable=False,
        help_text="what the file states and no column holds, by name",
    )
    day = models.DateField(
        _("day"), null=True, blank=True, editable=False, help_text="of published_at in NEWSARCHIVE_TIME_ZONE"
    )

    figure_count = models.PositiveSmallIntegerField(default=0, editable=False)
    problems = models.CharField(
        _("problems"), max_length=200, blank=True, help_text="codes, comma-separated; empty means none"
    )
    content_hash = models.CharField(
        max_length=64, editable=False, help_text="sha256 of headline and normalised body, as imported"
    )
    original = models.ForeignKey("Original", models.SET_NULL, null=True, editable=False, related_name="+")
    visible = models.BooleanField(_("visible"), default=True)
    # Triggers set and empty both (migration 0013).
    hidden_at = models.DateTimeField(_("hidden since"), null=True, editable=False)
    hidden_reason = models.CharField(
        _("reason for hiding"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Readers who follow a link to the article see it, with the day."),
    )
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    edited_fields = models.JSONField(_("edited fields"), default=list, editable=False)
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("article"), _("articles")
        constraints = [
            models.CheckConstraint(condition=~Q(public_id=""), name="article_has_public_id"),
            models.CheckConstraint(condition=Q(script__in=["", "Hans", "Hant"]), name="article_script_known"),
        ]
        indexes = [
            # Lists walk these and stop after one page: no OFFSET, no COUNT (docs/architecture.md). Partial ones: SQLite
            # writes filter(visible=True) as a bare `WHERE "visible"`, which an index on that column would not serve.
            models.Index(fields=["-published_at", "-id"], name="article_newest", condition=Q(visible=True)),
            models.Index(fields=["day", "-published_at", "-id"], name="article_of_day", condition=Q(visible=True)),
            models.Index(fields=["day", "-length", "-id"], name="article_longest_of_day", condition=Q(visible=True)),
            models.Index(
                fields=["source", "-published_at", "-id"], name="article_of_source", condition=Q(visible=True)
            ),
            models.Index(fields=["source", "day"], name="article_source_days", condition=Q(visible=True)),
            models.Index(
                fields=["section", "-published_at", "-id"],
                name="article_of_section",
                condition=Q(visible=True, section__isnull=False),
            ),
            # The wall of pictures, where most articles may have none.
            models.Index(
                fields=["-published_at", "-id"], name="article_pictured", condition=Q(visible=True, figure_count__gt=0)
            ),
            models.Index(
                fields=["source", "visible", "-published_at", "-id"],
                name="article_pictured_of",
                condition=Q(figure_count__gt=0),
            ),
            # What the archive held on some day: read from the index alone (articles.search.index.as_of).
            models.Index(fields=["imported_at", "id"], name="article_arrived"),
            # Editors look at hidden articles too.
            models.Index(fields=["id"], name="article_hidden", condition=Q(visible=False)),
            models.Index(fields=["day"], name="article_any_day"),
            models.Index(fields=["edited_at"], name="article_edited", condition=Q(edited_at__isnull=False)),
            models.Index(fields=["problems"], name="article_problems", condition=~Q(problems="")),
        ]

    def __str__(self) -> str:
        return self.headline or self.url or self.public_id

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.public_id])


class Image(models.Model):
    """An original picture address (never a proxy's), and its file once rescued (docs/pictures.md)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not asked yet")
        RESCUED = "rescued", _("rescued")
        FAILED = "failed", _("failed")
        REFUSED = "refused", _("refused")

    url = models.TextField(_("address"))
    url_hash = models.CharField(max_length=64, unique=True, editable=False, help_text="sha256 of url")
    file = models.FileField(
        _("file"), upload_to="images", max_length=200, blank=True, help_text="what is served: pixels, nothing else"
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False, help_text="of file")
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, editable=False, help_text="pixels")
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, editable=False, help_text="pixels")
    thumbnail_widths = models.JSONField(default=list, blank=True, editable=False, help_text="pixels, rising")
    perceptual_hash = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    untouched = models.FileField(
        _("untouched file"), upload_to="untouched", max_length=200, blank=True, help_text="as it came; never served"
    )
    untouched_sha256 = models.CharField(_("SHA-256 of the untouched file"), max_length=64, blank=True, db_index=True)
    content_type = models.CharField(
        _("kind of file"), max_length=20, blank=True, editable=False, help_text="by decoding, such as image/jpeg"
    )

    state = models.CharField(_("rescue"), max_length=8, choices=State, default=State.WAITING, editable=False)
    reason = models.CharField(_("why not"), max_length=20, blank=True, editable=False, help_text="rescue.reasons")
    detail = models.CharField(_("in detail"), max_length=300, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next attempt from"), null=True, editable=False)
    fetched_at = models.DateTimeField(_("fetched"), null=True, editable=False)
    fetched_from = models.TextField(_("fetched from"), blank=True, editable=False, help_text="after redirects")
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("picture"), _("pictures")
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="image_due"),
            models.Index(fields=["reason"], name="image_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_kept(self) -> bool:
        """Whether the archive has its file, with a name that it is served by."""
        return bool(self.file and self.sha256)


class Figure(models.Model):
    """The use of one picture in one article."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead picture")
        INLINE = "inline", _("picture in the text")
        VIDEO = "video", _("video poster")

    article = models.ForeignKey(Article, models.CASCADE, related_name="figures")
    image = models.ForeignKey(Image, models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("from 1, in reading order"))
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.INLINE)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=500, blank=True)
    alt = models.TextField(_("alternative text"), blank=True)
    video_url = models.TextField(_("video address"), blank=True)

    class Meta:
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="figure_position_once"),
            models.CheckConstraint(condition=Q(role__in=["lead", "inline", "video"]), name="figure_role_known"),
        ]
        verbose_name, verbose_name_plural = _("figure"), _("figures")

    def __str__(self) -> str:
        return self.caption or self.alt or f"{self.position}"


class Original(models.Model):
    """The untouched bytes of a file that an article came from. Never changed, never deleted by an import."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="originals")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    path = models.TextField(
        _("path"), help_text="relative to what was imported; the smallest one where several files hold these bytes"
    )
    source_given = models.CharField(
        max_length=200, blank=True, help_text="import_articles --source, where it was given"
    )
    profile = models.ForeignKey(
        ArchiveProfile, models.PROTECT, null=True, related_name="+", help_text="the archive.toml that it is read by"
    )
    size = models.PositiveIntegerField(_("size"), help_text="bytes, uncompressed")
    content_hash = models.CharField(max_length=64, help_text="of the article read from it")
    archived_at = models.DateTimeField(null=True)
    front_date = models.DateTimeField(null=True, help_text="the front matter's date")
    seen_at = models.DateTimeField(
        null=True, help_text="when a commit last brought these bytes; follows from witnesses"
    )
    compressed = models.BinaryField(help_text="zstd")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "sha256"], name="original_once")]
        verbose_name, verbose_name_plural = _("original"), _("originals")

    def __str__(self) -> str:
        return self.path

    @property
    def since(self) -> datetime | None:
        """Since when it stood: a commit saw it come, else its own stamp tells."""
        return self.seen_at or self.archived_at

    @property
    def profile_text(self) -> str:
        """The profile to read it by, "" for none."""
        return self.profile.text if self.profile else ""


class Revision(models.Model):
    """What the article said in another version of its address: every content but the one shown."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    original = models.ForeignKey(Original, models.CASCADE, related_name="+")
    content_hash = models.CharField(max_length=64)
    headline = models.TextField(_("headline"), blank=True)
    body_html = models.TextField(_("body"), blank=True)
    text = models.TextField(_("text"), blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True)
    withheld = models.BooleanField(
        _("withheld"),
        default=False,
        help_text=_("It arrived after an editor had changed the article, and would be current otherwise"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "content_hash"], name="revision_once")]
        ordering = ["article", "archived_at"]
        verbose_name, verbose_name_plural = _("revision"), _("revisions")

    def __str__(self) -> str:
        return self.headline


class OutboxRow(models.Model):
    """An article whose index entry is out of date. Written by database triggers only (migration 0002), so that no way
    of changing an article can miss it; removed once the index has committed."""

    article_id = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name, verbose_name_plural = _("index update due"), _("index updates due")

    def __str__(self) -> str:
        return str(self.article_id)


class NameGroup(models.Model):
    """Names that mean the same in different regions, such as 特朗普 and 川普: a search for one finds the others."""

    forms = models.TextField(_("forms"), help_text=_("One a line; either script will do"))

    class Meta:
        verbose_name, verbose_name_plural = _("regional names"), _("regional names")

    def __str__(self) -> str:
        return " = ".join(self.forms.split())
