"""Articles: find, correct, hide."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import parsing, search
from articles.admin import actions
from articles.admin.article_form import ArticleForm, FigureInline, OriginalInline, RevisionInline
from articles.admin.filters import AmissFilter, EditedFilter, ProblemsFilter, VisibleFilter, YearFilter
from articles.admin.links import external_link, untouched_file
from articles.admin.paging import EstimatingPaginator
from articles.admin.versioned import Versioned
from articles.display.days import outlet_moment, own_day, own_moment
from articles.display.fields import field_name
from articles.ingest.rows.editing import save_edit
from articles.ingest.rows.identity import identity
from articles.models import LARGE_COLUMNS, Article, Figure

#: How many matches the list can hold; a wider question is cut there, and says so.
MOST_MATCHES = 10_000
FACTS = (
    "credits", "address", "public_id", "filed_as", "file", "published_rule", "archived", "time_doubt", "language",
    "script", "length", "problems", "edited_on", "edits", "hidden_since", "imported",
)  # fmt: skip

#: What the form's own fields are called by save_edit.
_COLUMNS = {"section_name": "section", "tag_names": "tags"}


@admin.register(Article)
class ArticleAdmin(Versioned):
    form = ArticleForm
    inlines = (FigureInline, OriginalInline, RevisionInline)
    actions = (actions.hide, actions.show, actions.reparse, actions.export_csv)
    fieldsets = (
        (None, {"fields": ArticleForm.Meta.fields}),
        (_("What the archive knows about it"), {"fields": FACTS, "classes": ("facts",)}),
    )
    readonly_fields = FACTS
    save_on_top = True

    list_display = ("title", "source", "published", "visible", "edited", "troubles")
    list_filter = (VisibleFilter, EditedFilter, ProblemsFilter, AmissFilter, YearFilter, "source")
    list_select_related = ("source",)
    list_per_page = 50
    list_max_show_all = 0
    sortable_by = ("published",)
    search_fields = ("headline",)
    search_help_text = _(
        "Words as on the search page; or an address, or a permanent id. Hidden articles are found by their headline."
    )
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = EstimatingPaginator

    class Media:
        css = {"all": ("css/admin.css",)}

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles = super().get_queryset(request)
        match = request.resolver_match
        if match and str(match.url_name).endswith("_changelist"):
            return articles.defer(*LARGE_COLUMNS)
        return articles.select_related("source", "section", "original").defer("original__compressed")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Matches by date, edited articles by their last edit. The whole archive by key, last added first: no index has
        every article by date, whether visible or not, and a million rows are not sorted for a page of fifty."""
        if request.GET.get("q", "").strip():
            return ("-published_at", "-id")
        return ("-edited_at", "-id") if request.GET.get("edited") == "yes" else ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """What the index finds, and what it does not hold: hidden articles by headline, any by address or id."""
        term = search_term.replace("\0", "").strip()
        if not term:
            return queryset, False
        try:
            found = search.matching_ids(term, limit=MOST_MATCHES)
        except search.SearchUnavailable as error:
            messages.warning(
                request, _("Only hidden articles, addresses and ids were searched: %(why)s") % {"why": error}
            )
            found = []
        if len(found) >= MOST_MATCHES:
            notice = _("More than %(most)d articles match: some are not listed. Add a word or a filter.")
            messages.warning(request, notice % {"most": MOST_MATCHES})
        # Asked for by itself: inside an OR the index of hidden articles would not serve.
        hidden = Article.objects.filter(visible=False, headline__icontains=term).values_list("pk", flat=True)
        known = Q(pk__in=[*found, *hidden[:MOST_MATCHES]])
        return queryset.filter(known | Q(public_id=term.lower()) | _at_address(term)), False

    @admin.display(description=_("headline"))
    def title(self, article: Article) -> str:
        return Truncator(str(article)).chars(90)

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, article: Article) -> str:
        """As the article's page says it: in its outlet's zone."""
        at = article.published_at
        return outlet_moment(article, at, article.published_precision) if at else "—"

    @admin.display(description=_("edited"))
    def edited(self, article: Article) -> str:
        return own_day(article.edited_at) if article.edited_at else ""

    @admin.display(description=_("problems"))
    def troubles(self, article: Article) -> str:
        return ", ".join(article.problems.split(","))

    # The page of one article

    @admin.display(description=_("contributors"))
    def credits(self, article: Article) -> str:
        return "; ".join(f"{each['name']} ({each['role']})" for each in article.contributors) or "—"

    @admin.display(description=_("address as written"))
    def address(self, article: Article) -> str:
        return external_link(article.url) if article.url else "—"

    @admin.display(description=_("untouched file"))
    def file(self, article: Article) -> str:
        return untouched_file(article, article.original) if article.original else "—"

    @admin.display(description=_("archived"))
    def archived(self, article: Article) -> str:
        return outlet_moment(article, article.archived_at) if article.archived_at else "—"

    @admin.display(description=_("edited"))
    def edited_on(self, article: Article) -> str:
        return own_moment(article.edited_at) if article.edited_at else "—"

    @admin.display(description=_("hidden since"))
    def hidden_since(self, article: Article) -> str:
        return own_moment(article.hidden_at) if article.hidden_at else "—"

    @admin.display(description=_("imported"))
    def imported(self, article: Article) -> str:
        return own_moment(article.imported_at)

    @admin.display(description=_("edited fields"))
    def edits(self, article: Article) -> str:
        return gettext(", ").join(field_name(str(name)) for name in article.edited_fields) or "—"

    def view_on_site(self, article: Article) -> str | None:
        """Its page; of a hidden article editors see it, readers only since when it is hidden."""
        return article.get_absolute_url()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come from files."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Hidden, not deleted: the next import would bring it back, and citations would break."""
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Nothing yet: `save_related`, which follows in the same transaction, hands the edit to `save_edit`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Read afresh: validation has already written the new values into the form's own instance.
        article = Article.objects.get(pk=form.instance.pk)
        changes = {_COLUMNS.get(name, name): form.cleaned_data[name] for name in form.changed_data}
        if any(formset.model is Figure and formset.has_changed() for formset in formsets):
            changes["figures"] = True
        if changes:
            save_edit(article, changes)


def _at_address(text: str) -> Q:
    """The article whose address `text` is, if it is one: `identity` has a unique index, the address itself none."""
    key = parsing.url_key(text)
    return Q(identity=identity(key, "", "", "")) if key else Q(pk__in=())
