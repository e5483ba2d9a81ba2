"""A day set as a newspaper sets it: lead stories, the day's pictures, a section for each outlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Count

from articles.models import Article, Figure, Source
from articles.pages.front.longest_reads import OF_A_LINE

#: Articles of a day that are weighed; the newest of one that has more.
READ = 1000
#: Beside a lead with a picture, which is tall, and beside one without.
SECONDS_TALL, SECONDS_LOW = 5, 3
IN_SECTION = 6
#: Letters that say as much as one Chinese character does: an English report is not the longest read for its spelling.
LATIN = 3
HAN = ("zh", "ja")
#: The biggest outlets of a day have a section; the others are in its list.
MOST_SECTIONS = 24
#: Pictures in the strip; a single one is no strip.
STRIP_MOST, STRIP_LEAST = 4, 2


@dataclass(frozen=True, slots=True)
class Story:
    article: Article
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class PaperSection:
    """An outlet's part of the paper. count: of the whole day. more: of those nowhere in the paper."""

    source: Source
    count: int
    more: int
    stories: list[Story]


@dataclass(frozen=True, slots=True)
class Paper:
    leads: list[Story]
    strip: list[Story]
    sections: list[PaperSection]


@dataclass(frozen=True, slots=True)
class PaperPiece:
    """What is weighed of an article. length: in Chinese characters. figure: its first one whose picture the archive has.
    captioned: that figure."""

    pk: int
    source: int
    length: int
    figure: int | None = None
    captioned: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Which article stands where. sections: by outlet, the one with the most articles of the day first."""

    leads: list[PaperPiece]
    strip: list[PaperPiece]
    sections: dict[int, list[PaperPiece]]


def counts_of(day: date) -> dict[int, int]:
    """By outlet (its primary key): its articles of the day."""
    rows = (
        Article.objects.published().filter(day=day).order_by("source_id").values_list("source_id").annotate(Count("pk"))
    )
    return dict(rows)


def paper_of(day: date, counts: dict[int, int]) -> Paper:
    """counts: `counts_of` the day. Three queries, four where pictures of the day are rescued."""
    plan = plan_of(_pieces(day), counts)
    shown = [*plan.leads, *plan.strip, *(piece for pieces in plan.sections.values() for piece in pieces)]
    listed = Article.objects.listed().filter(pk__in={piece.pk for piece in shown})
    articles = {article.pk: article for article in listed.only(*OF_A_LINE, "standfirst")}
    drawn = {piece.figure for piece in shown if piece.figure}
    figures = Figure.objects.select_related("image").in_bulk(drawn) if drawn else {}

    def stories(pieces: Iterable[PaperPiece], *, plain: bool = False) -> list[Story]:
        # An article that was hidden since it was weighed is left out.
        there = (piece for piece in pieces if piece.pk in articles)
        return [Story(articles[one.pk], None if plain or not one.figure else figures.get(one.figure)) for one in there]

    leads, strip = stories(plan.leads), stories(plan.strip)
    in_strip = {piece.pk for piece in plan.strip}
    told = Counter({piece.pk: piece.source for piece in shown}.values())
    sections: list[PaperSection] = []
    for source, pieces in plan.sections.items():
        found = [story for piece in pieces for story in stories([piece], plain=piece.pk in in_strip)]
        if found:
            count = counts.get(source, len(found))
            sections.append(PaperSection(found[0].article.source, count, max(0, count - told[source]), found))
    return Paper(leads, strip, sorted(sections, key=lambda section: (-section.count, section.source.name)))


def plan_of(pieces: Sequence[PaperPiece], counts: dict[int, int]) -> Plan:
    """pieces: the day's articles, the newest first. Nothing stands in two places, except that an article whose picture is
    in the strip keeps its line in its section."""
    if not pieces:
        return Plan([], [], {})
    leads = _leads(pieces)
    others = [piece for piece in pieces if piece not in leads]
    by_source: dict[int, list[PaperPiece]] = defaultdict(list)
    for piece in others:
        by_source[piece.source].append(piece)
    biggest = sorted(by_source, key=lambda source: (-counts.get(source, 0), source))[:MOST_SECTIONS]
    return Plan(leads, _strip(others), {source: by_source[source][:IN_SECTION] for source in biggest})


def _pieces(day: date) -> list[PaperPiece]:
    found = Article.objects.published().filter(day=day)
    rows = found.order_by("-published_at", "-id").values_list("pk", "source_id", "length", "language")[:READ]
    # Joined, not `image__in`: SQLite would look through every picture of the archive.
    kept = Figure.objects.filter(
        article__day=day, article__visible=True, image__file__gt="", image__sha256__gt=""
    ).order_by("-position")
    pictured = {
        article: (pk, bool(caption)) for article, pk, caption in kept.values_list("article_id", "pk", "caption")
    }
    return [
        PaperPiece(pk, source, length if language.startswith(HAN) else length // LATIN, *pictured.get(pk, ()))
        for pk, source, length, language in rows
    ]


def _leads(pieces: Sequence[PaperPiece]) -> list[PaperPiece]:
    """The longest reads of the day, each from another outlet, and first one with a picture to show if there is any."""
    ranked = sorted(pieces, key=lambda piece: -piece.length)
    first_of_outlet = list({piece.source: piece for piece in reversed(ranked)}.values())
    first_of_outlet.sort(key=lambda piece: -piece.length)
    lead = next((piece for piece in ranked if piece.figure), ranked[0])
    others = (piece for piece in first_of_outlet if piece.source != lead.source)
    return [lead, *islice(others, SECONDS_TALL if lead.figure else SECONDS_LOW)]


def _strip(pieces: Iterable[PaperPiece]) -> list[PaperPiece]:
    """The day's pictures: those of different outlets first, none where there are too few for a strip."""
    pictured = sorted((piece for piece in pieces if piece.figure), key=lambda piece: not piece.captioned)
    one_each = list({piece.source: piece for piece in reversed(pictured)}.values())[::-1]
    chosen = [*one_each, *(piece for piece in pictured if piece not in one_each)][:STRIP_MOST]
    return chosen if len(chosen) >= STRIP_LEAST else []
