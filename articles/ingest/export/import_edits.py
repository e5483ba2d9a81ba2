"""What people decided in the archive an export came from, laid over the articles that were read from it."""

from __future__ import annotations

from django.db import transaction

from articles.ingest.export.lines import HIDING
from articles.ingest.export.schema import ArticleLine, FigureLine, SourceLine
from articles.ingest.rows.apply_versions import Settler, UnreadableOriginal, light
from articles.ingest.rows.article_columns import day_of, image_ids, kept
from articles.ingest.rows.editing import with_known_places
from articles.ingest.rows.filing import filed_names, fit_sections, section_of, set_tags
from articles.ingest.rows.sources import drop_abandoned
from articles.models import Article, Figure, Image, Source, SourceAlias
from articles.parsing import finish_body

#: Columns of an edit that are taken as they stand; the others are worked out from them or have a way of their own.
_AS_THEY_STAND = frozenset(
    {
        "headline", "byline", "dateline", "standfirst", "language", "script",
        "published_at", "published_offset", "published_precision", "published_rule", "time_doubt",
    }
)  # fmt: skip


def restore_source(line: SourceLine) -> str:
    """An outlet, unless it is known by its slug, a former slug or its name, and its aliases. What was not taken, or ""."""
    source = source_of_slug(line.slug) or Source.objects.filter(name=line.name).first()
    if source is None:
        source = Source.objects.create(
            name=line.name, slug=line.slug, home_zone=line.home_zone, home_page=line.home_page
        )
    # What another outlet of this archive is called, or where it stands, leads to that one.
    taken = {("name", name) for name in Source.objects.exclude(pk=source.pk).values_list("name", flat=True)}
    taken |= {("slug", slug) for slug in Source.objects.exclude(pk=source.pk).values_list("slug", flat=True)}
    aliases = [(alias.kind, alias.value) for alias in line.aliases]
    free = [SourceAlias(source=source, kind=kind, value=value) for kind, value in aliases if (kind, value) not in taken]
    SourceAlias.objects.bulk_create(free, ignore_conflicts=True)
    lost = [value for kind, value in aliases if (kind, value) in taken]
    return f"{', '.join(lost)} is another outlet here; it was not taken as an alias of {line.name}." if lost else ""


def source_of_slug(slug: str) -> Source | None:
    """By its present address or a former one."""
    former = SourceAlias.objects.filter(kind=SourceAlias.Kind.SLUG, value=slug).select_related("source").first()
    return Source.objects.filter(slug=slug).first() or (former.source if former else None)


def lay_over(line: ArticleLine) -> str:
    """Apply one line to the article that this archive has from the export; why it cannot be, or "". One that an editor of
    this archive has changed or hidden stays as it is."""
    article = (
        Article.objects.filter(identity=line.identity).select_related("source").select_for_update(of=("self",)).first()
    )
    if article is None or article.edited_at is not None or not article.visible:
        return ""
    refused = ""
    if line.edited_at:
        try:
            with transaction.atomic():
                refused = _take_edit(article, line)
        except UnreadableOriginal as error:
            refused = f"Its edit could not be laid over: {error}"
            article.refresh_from_db()
    _take_place(article, line)
    return refused


def _take_place(article: Article, line: ArticleLine) -> None:
    """Outlet and visibility, which need no edit to differ from what an import decides."""
    source = source_of_slug(line.source)
    if source is not None and source.pk != article.source_id:
        left, article.source = article.source_id, source
        article.save(update_fields=["source"])
        if article.section_id:
            fit_sections(article.source_id)
            article.refresh_from_db(fields=["section"])
        drop_abandoned([left])
    if not line.visible:
        for name in HIDING:
            setattr(article, name, getattr(line, name))
        article.save(update_fields=HIDING)


def _take_edit(article: Article, line: ArticleLine) -> str:
    """The edited columns; the rest from the original that was being shown."""
    originals = list(light(article.originals.all()))
    base = next((original for original in originals if original.sha256 == line.current), None)
    if base is None:
        return "Its edit was not laid over: the original that it changes is not here."
    mine = kept(line.edited_fields)
    if (
        lacking := (mine & (_AS_THEY_STAND | {"body_html", "contributors", "figures", "section", "tags"}))
        - line.edited.model_fields_set
    ):
        return (
            f"Its edit was not laid over: it says of {', '.join(sorted(lacking))} that they were edited, but not how."
        )
    _take_columns(article, line, mine)
    article.edited_at, article.edited_fields, article.original = line.edited_at, sorted(set(line.edited_fields)), base
    article.save()
    if "tags" in mine:
        set_tags(article, filed_names(line.edited.tags))
    if "figures" in mine:
        _take_figures(article, line.edited.figures)
    settler = Settler()
    settler.settle(article, originals, {}, rewrite=True)
    drop_abandoned(settler.abandoned)
    return ""


def _take_columns(article: Article, line: ArticleLine, mine: set[str]) -> None:
    for name in mine & _AS_THEY_STAND:
        setattr(article, name, getattr(line.edited, name))
    if "contributors" in mine:
        article.contributors = [{"name": each.name, "role": each.role} for each in line.edited.contributors]
    if "body_html" in mine:
        body = finish_body(line.edited.body_html)  # an export is a file like any other: not trusted
        places = {figure.position for figure in line.edited.figures}
        article.body_html = with_known_places(body.html, places)
        article.text, article.length = body.text, body.length
    if "published_at" in mine:
        article.day = day_of(article.published_at)
    if "source" in mine and (source := source_of_slug(line.source)):
        article.source = source
    if "section" in mine:
        article.section_id = section_of(article.source_id, line.edited.section)


def _take_figures(article: Article, lines: list[FigureLine]) -> None:
    before = list(article.figures.values_list("image", flat=True))
    images = image_ids({line.image_url for line in lines})
    article.figures.all().delete()
    Figure.objects.bulk_create(
        [
            Figure(article=article, image_id=images[line.image_url], **line.model_dump(exclude={"image_url"}))
            for line in lines
        ]
    )
    article.figure_count = len(lines)
    article.save(update_fields=["figure_count"])
    Image.objects.filter(pk__in=before, figures=None, file="").delete()
