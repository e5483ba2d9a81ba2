"""Counts what is due, decides what is furniture, and lets every article of the outlet follow.

What is left out follows from the outlet's articles, the rules and what the owner put back, and from nothing else: neither
from the order of files nor from what was left out before (docs/decisions/0022-furniture.md)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf

import zstandard
from django.conf import settings
from django.db import reset_queries, transaction
from django.db.models import F

from articles.furniture import ArticlePieces, FurnitureDue, LongArticle, PutBack
from articles.furniture import Furniture as Row
from articles.ingest.furniture.counting import Count, PieceCounts, count
from articles.ingest.furniture.judging import RepeatedPiece, Sample, Verdict, judge
from articles.ingest.own_rules import require_sound_rules
from articles.ingest.rows.apply_versions import Settler, UnreadableOriginal, light, read_original
from articles.ingest.rows.article_columns import rewrite_figures, stored_figures
from articles.ingest.rows.leaving_out import NOTHING, FurnitureBook, make_due
from articles.ingest.rows.storing import one_writer
from articles.models import Article, Original, Source, SourceAlias
from articles.parsing.outlet_rules.outlets import outlets, reading_for
from articles.parsing.text.repeated import (
    Fingerprint,
    LeftOut,
    clear,
    key_of,
    picture_key,
    pieces_of,
    signature,
    standfirst_after,
)

#: Articles of one transaction.
BATCH = 100
_READ = 2_000
#: Pieces named in a note.
_NAMED = 3
#: Articles of a piece that are searched for its words.
_LOOKED = 3

#: articles done, in all
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class OutletFurniture:
    """What was found of one. pieces: what is left out, most often first. changed: articles that follow now."""

    name: str
    articles: int
    pieces: list[Row]
    changed: int = 0
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Following:
    """changed: articles that are as they should be now. left: those that are not yet."""

    changed: int
    left: int


def update(progress: Progress | None = None, *, everything: bool = False) -> list[OutletFurniture]:
    """Count the outlets that are due, or all. Each outlet by itself: what is done stands when this is killed.

    Raises RulesError if the owner's outlet rules cannot be used."""
    require_sound_rules()
    if everything:
        make_due(Source.objects.values_list("pk", flat=True))
    due = sorted(set(FurnitureDue.objects.values_list("source_id", flat=True)))
    return [outlet for pk in due if (outlet := update_outlet(pk, progress)) is not None]


def update_outlet(source_id: int, progress: Progress | None = None) -> OutletFurniture | None:
    """Count one outlet and let its articles follow; None if it is there no more."""
    last = FurnitureDue.objects.filter(source_id=source_id).order_by("-pk").values_list("pk", flat=True).first()
    source = Source.objects.filter(pk=source_id).first()
    outlet = None
    if source is not None:
        counted = count(source_id)
        verdicts = _judged(source, counted)
        with transaction.atomic():
            one_writer()
            rows = _write(source, verdicts)
            _write_long(source, counted)
        outlet = OutletFurniture(source.name, counted.articles, rows)
        _follow(outlet, source_id, progress)
    FurnitureDue.objects.filter(source_id=source_id, pk__lte=last or 0).delete()
    return outlet


def notes_of(found: Iterable[OutletFurniture]) -> list[str]:
    """A sentence for each outlet whose articles are others now, with examples."""
    notes: list[str] = []
    for outlet in found:
        if outlet.changed:
            shown = "; ".join(f"“{_short(row.text)}” ({row.articles:,} articles)" for row in outlet.pieces[:_NAMED])
            notes.append(
                f"{outlet.name}: {len(outlet.pieces)} pieces that repeat are left out of {outlet.changed:,} articles"
                + (f", such as {shown}." if shown else ".")
            )
        notes += [f"left as it is: {reason}" for reason in outlet.unreadable]
    return notes


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _judged(source: Source, counted: PieceCounts) -> list[Verdict]:
    wanted = {pk for one in counted.counts.values() for pk in one.sample}
    samples = _samples(wanted)
    rule = next((rule for rule in outlets() if rule.slug == source.slug), None)
    return judge(counted, _repeated(source, counted.counts), samples, reading_for(rule))


def _samples(wanted: set[int]) -> dict[int, Sample]:
    found: dict[int, Sample] = {}
    for keys in _chunks(sorted(wanted), _READ):
        bylines = dict(Article.objects.filter(pk__in=keys).values_list("pk", "byline"))
        for pk, data in ArticlePieces.objects.filter(pk__in=keys).values_list("pk", "fingerprint"):
            found[pk] = Sample(tuple(bylines.get(pk, ())), Fingerprint.unpack(bytes(data)).keys)
    return found


def _repeated(source: Source, counts: dict[int, Count]) -> list[RepeatedPiece]:
    """What the keys stand for: as noted before, else as it stands in an article."""
    known = dict(Row.objects.filter(source=source).values_list("key", "html"))
    missing = {key: one for key, one in counts.items() if key not in known}
    known |= _in_bodies(missing)
    known |= _in_originals({key: one for key, one in missing.items() if key not in known})
    return [RepeatedPiece(one, known[key], _text(known[key])) for key, one in counts.items() if key in known]


def _text(html: str) -> str:
    pieces = pieces_of(html) if html.startswith("<") else []
    return pieces[0].text if pieces else html


def _in_bodies(counts: dict[int, Count]) -> dict[int, str]:
    looked = sorted({pk for one in counts.values() for pk in one.sample[:_LOOKED]})
    found: dict[int, str] = {}
    for keys in _chunks(looked, BATCH):
        articles = Article.objects.filter(pk__in=keys).only("body_html").prefetch_related("figures__image")
        for article in articles.order_by("pk"):
            addresses = [figure.image.url for figure in article.figures.all()]
            found |= _matching(article.body_html, addresses, counts.keys() - found.keys())
    return found


def _in_originals(counts: dict[int, Count]) -> dict[int, str]:
    """Of articles that an editor changed, or that leave out the piece for another's sake."""
    found: dict[int, str] = {}
    for one in counts.values():
        original = Original.objects.filter(article=one.sample[0], article__original=F("pk")).first()
        try:
            parsed = read_original(original) if original else None
        except (UnreadableOriginal, zstandard.ZstdError):
            continue
        if parsed:
            addresses = [figure.image_url for figure in parsed.figures]
            found |= _matching(parsed.body_html, addresses, counts.keys() - found.keys())
    return found


def _matching(html: str, addresses: Iterable[str], keys: set[int]) -> dict[int, str]:
    texts = {key_of(piece.text): piece.html for piece in pieces_of(html) if piece.text}
    texts |= {picture_key(address): address for address in addresses}
    return {key: texts[key] for key in keys & texts.keys()}


def _write(source: Source, verdicts: list[Verdict]) -> list[Row]:
    """Make the outlet's rows those of the verdicts; returns what is left out, most often first."""
    put_back = set(PutBack.objects.filter(outlet__in=_addresses(source)).values_list("key", flat=True))
    ids = _public_ids(verdict.piece.count.sample[0] for verdict in verdicts)
    rows = [_row(source, verdict, put_back, ids) for verdict in verdicts]
    Row.objects.filter(source=source).delete()
    Row.objects.bulk_create(rows)
    return sorted((row for row in rows if not row.kept), key=lambda row: (-row.articles, row.key))


def _addresses(source: Source) -> list[str]:
    """Its address and those it had before."""
    slugs = SourceAlias.objects.filter(source=source, kind=SourceAlias.Kind.SLUG).values_list("value", flat=True)
    return [source.slug, *slugs]


def _row(source: Source, verdict: Verdict, put_back: set[int], ids: dict[int, str]) -> Row:
    one = verdict.piece.count
    return Row(
        source=source,
        key=one.key,
        kind=verdict.kind,
        text=verdict.piece.text,
        html=verdict.piece.html,
        why=verdict.why,
        articles=one.articles,
        stories=one.stories,
        days=one.days,
        example=ids.get(one.sample[0], ""),
        kept=one.key in put_back,
    )


def _public_ids(pks: Iterable[int]) -> dict[int, str]:
    return dict(Article.objects.filter(pk__in=set(pks)).values_list("pk", "public_id"))


def _write_long(source: Source, counted: PieceCounts) -> None:
    LongArticle.objects.filter(article__source=source).exclude(pk__in=counted.long).delete()
    known = dict(LongArticle.objects.filter(pk__in=counted.long).values_list("pk", "times"))
    rows = [LongArticle(article_id=pk, times=times) for pk, times in counted.long.items() if known.get(pk) != times]
    LongArticle.objects.bulk_create(rows, update_conflicts=True, unique_fields=["article"], update_fields=["times"])


def _follow(outlet: OutletFurniture, source_id: int, progress: Progress | None, until: float = inf) -> int:
    """Every article that leaves out something else than it should is written again; returns how many are left when the
    clock (time.monotonic) says `until`."""
    furniture = FurnitureBook().of(source_id)
    late = list(_late(source_id, furniture))
    for keys in _chunks(late, BATCH):
        if time.monotonic() >= until:
            break
        with transaction.atomic():
            one_writer()
            for article in Article.objects.filter(pk__in=keys, source=source_id).select_for_update().order_by("pk"):
                _bring_up(article, furniture, outlet)
        outlet.changed += len(keys)
        if settings.DEBUG:
            reset_queries()
        if progress:
            progress(outlet.changed, len(late))
    return len(late) - outlet.changed


def _late(source_id: int, furniture: LeftOut) -> Iterator[int]:
    pks = sorted(Article.objects.filter(source_id=source_id).values_list("pk", flat=True))
    for keys in _chunks(pks, _READ):
        for pk, data, left_out in ArticlePieces.objects.filter(pk__in=keys).order_by("pk").values_list():
            if signature(Fingerprint.unpack(bytes(data)), furniture) != left_out:
                yield pk


def _bring_up(article: Article, furniture: LeftOut, outlet: OutletFurniture) -> None:
    row = ArticlePieces.objects.get(pk=article.pk)
    expected = signature(Fingerprint.unpack(bytes(row.fingerprint)), furniture)
    if row.left_out or article.edited_at or article.revisions.exists():
        try:
            Settler().settle(article, light(article.originals.all()), {}, rewrite=True)
        except (UnreadableOriginal, zstandard.ZstdError) as error:
            outlet.unreadable.append(f"{article.public_id}: {error}")
            return
    else:
        _clear(article, furniture)
    ArticlePieces.objects.filter(pk=article.pk).update(left_out=expected)


def _clear(article: Article, furniture: LeftOut) -> None:
    """An article that has left out nothing yet, from its row: parsing its file would take five times as long."""
    figures = stored_figures(article)
    cleared = clear(article.body_html, article.byline, figures, furniture or NOTHING)
    if cleared is None:
        return
    body, stay = cleared
    article.standfirst = standfirst_after(article.standfirst, article.text, body)
    article.body_html, article.text = body.html, body.text
    article.length, article.script, article.language = body.length, body.script, body.language[:12]
    article.figure_count = len(stay)
    article.save(
        update_fields=["body_html", "text", "standfirst", "length", "script", "language", "figure_count"],
    )
    if len(stay) != len(figures):
        rewrite_figures(article, stay)


def _chunks(keys: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def put_back(row: Row, seconds: float = inf) -> Following:
    """The owner says that a piece is the articles' own: they show it again."""
    with transaction.atomic():
        PutBack.objects.get_or_create(outlet=row.source.slug, key=row.key, defaults={"text": row.text})
        Row.objects.filter(pk=row.pk).update(kept=True)
    return go_on(row.source, seconds)


def leave_out(row: Row, seconds: float = inf) -> Following:
    """The owner takes that back."""
    with transaction.atomic():
        PutBack.objects.filter(outlet__in=_addresses(row.source), key=row.key).delete()
        Row.objects.filter(pk=row.pk).update(kept=False)
    return go_on(row.source, seconds)


def go_on(source: Source, seconds: float = inf) -> Following:
    """Let an outlet's articles follow, for so many seconds at most; the next `update` goes on with what is left."""
    outlet = OutletFurniture(source.name, 0, [])
    left = _follow(outlet, source.pk, None, time.monotonic() + seconds)
    if left:
        make_due([source.pk])
    return Following(outlet.changed, left)
