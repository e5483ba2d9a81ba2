"""What an editor may correct in an article, and the rows beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import MomentField, NamesField, ProseField
from articles.admin.links import admin_page, thumbnail, untouched_file
from articles.admin.permissions import PartOfArticle, ReadOnly
from articles.admin.versioned import VersionedInline
from articles.admin.versioned_forms import VersionedForm
from articles.display.days import outlet_moment
from articles.filing import LONGEST_NAME
from articles.ingest.rows.filing import tags_of
from articles.models import Article, Figure, Original, Revision


class ArticleForm(VersionedForm):
    headline = ProseField(label=capfirst(_("headline")))
    byline = NamesField(label=capfirst(_("byline")), rows=3, help_text=_("One name a line."))
    section_name = forms.CharField(
        label=capfirst(_("section")), max_length=LONGEST_NAME, required=False, widget=AdminTextInputWidget
    )
    tag_names = NamesField(label=capfirst(_("tags")), rows=3, help_text=_("One tag a line."))
    published_at = MomentField(
        label=capfirst(_("published")),
        help_text=format_lazy(_("In the time zone of the archive, {zone}."), zone=settings.NEWSARCHIVE_TIME_ZONE),
    )
    body_html = ProseField(
        label=capfirst(_("body")),
        rows=30,
        help_text=_(
            "HTML. Scripts, forms, embedded pages and pictures are removed when it is saved; "
            'a figure stands where &lt;figure data-figure="1"&gt;&lt;/figure&gt; is.'
        ),
    )

    class Meta:
        model = Article
        fields = (
            "headline", "byline", "dateline", "source", "section_name", "tag_names", "published_at", "body_html", "visible",
            "hidden_reason",
        )  # fmt: skip
        help_texts = {
            "visible": _("Readers see it. An article cannot be deleted: hide it, and nothing is lost."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        article = options.get("instance")
        if article is not None and article.pk:
            section = article.section.name if article.section else ""
            filed = {"section_name": section, "tag_names": tags_of(article)}
            options["initial"] = filed | (options.get("initial") or {})
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """A reason belongs to a hidden article; of one that is shown again it goes."""
        cleaned = super().clean()
        if cleaned.get("visible", self.instance.visible) and cleaned.get("hidden_reason"):
            if "visible" not in self.changed_data:
                sentence = _("Readers see this article. Untick “visible” as well, or leave the reason empty.")
                self.add_error("hidden_reason", sentence)
            cleaned["hidden_reason"] = ""
        return cleaned


class FigureForm(VersionedForm):
    caption = ProseField(label=capfirst(_("caption")))
    alt = ProseField(label=capfirst(_("alternative text")))

    class Meta:
        model = Figure
        fields = ("role", "caption", "credit", "alt")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():  # in a table only the columns have names
            field.widget.attrs["aria-label"] = field.label

    @staticmethod
    def row_key(row: Figure) -> str:
        """An import writes figures anew: the same picture in the same place is the same figure."""
        return f"{row.position} {row.image_id}"

    @staticmethod
    def row_title(row: Figure) -> str:
        return f"{capfirst(_('figure'))} {row.position}"


class FigureInline(VersionedInline, PartOfArticle):
    """The pictures of the article. Their place in it is the body's, by number; so the number is fixed."""

    model = Figure
    form = FigureForm
    fields = ("position", "picture", "role", "caption", "credit", "alt")
    readonly_fields = ("position", "picture")
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("image")

    @admin.display(description=_("picture"))
    def picture(self, figure: Figure) -> str:
        return thumbnail(figure.image)


class OriginalInline(ReadOnly, PartOfArticle):
    """The untouched files of the article."""

    model = Original
    fields = readonly_fields = ("file", "current", "size", "archived", "sha256")
    verbose_name_plural = _("untouched files")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("article__source")
        return rows.defer("compressed", "article__body_html", "article__text").order_by("archived_at", "pk")

    @admin.display(description=_("file"))
    def file(self, original: Original) -> str:
        return untouched_file(original.article, original)

    @admin.display(description=_("archived"))
    def archived(self, original: Original) -> str:
        return outlet_moment(original.article, original.archived_at) if original.archived_at else "—"

    @admin.display(description=_("current"), boolean=True)
    def current(self, original: Original) -> bool:
        return original.article.original_id == original.pk


class RevisionInline(ReadOnly, PartOfArticle):
    """What the article said in other versions of its address."""

    model = Revision
    fields = readonly_fields = ("said", "archived", "withheld", "file")
    fk_name = "article"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("article__source", "original")
        return rows.defer("body_html", "text", "original__compressed", "article__body_html", "article__text")

    @admin.display(description=_("headline"))
    def said(self, revision: Revision) -> str:
        return admin_page("revision", revision.pk, revision.headline or "—")

    @admin.display(description=_("archived"))
    def archived(self, revision: Revision) -> str:
        return outlet_moment(revision.article, revision.archived_at) if revision.archived_at else "—"

    @admin.display(description=_("file"))
    def file(self, revision: Revision) -> str:
        return untouched_file(revision.article, revision.original)
