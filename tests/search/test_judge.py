"""Every operator of the query language, from the words a reader types to the articles, beside reading the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from random import Random

import pytest

from articles.models import Article
from articles.search import Question, ask, update
from articles.search.filters import Filters
from tests.search.archives import random_text
from tests.search.judge import ANSWERS, OUTLETS, Ask, Told, answers, question, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


def an_archive(random: Random, make_article: Make, count: int) -> list[Told]:
    made = []
    for number in range(count):
        captions = [text for _n in range(random.randint(0, 3)) if (text := random_text(random, 6))]
        byline = [text for _n in range(random.randint(0, 2)) if (text := random_text(random, 3).strip())]
        day = random.choice([None, *(date(2020, 8, number) for number in range(1, 10))])
        texts = {
            "headline": random_text(random, 6),
            "caption": "\n".join(captions),
            "byline": "\n".join([*byline, ""]),
            "body": random_text(random, 12),
        }
        article = make_article(
            texts["headline"], text=texts["body"], captions=captions, byline=byline, source=OUTLETS[number % len(OUTLETS)],
            published_at=day and datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        )  # fmt: skip
        made.append(Told(article.pk, texts, day, article.source.name, bool(captions)))
    update()
    return made


def kinds(asked: Ask) -> Iterator[str]:
    yield asked.kind
    for part in asked.parts:
        if isinstance(part, Ask):
            yield from kinds(part)


@pytest.mark.parametrize("rows", ["one row each", "many rows"])
@pytest.mark.parametrize("seed", range(4))
def test_every_operator_finds_what_reading_finds(
    make_article: Make, seed: int, rows: str, request: pytest.FixtureRequest
) -> None:
    """1,600 questions in all."""
    if rows == "many rows":
        request.getfixturevalue("short_rows")
    random = Random(f"{seed} {rows}")
    archive = an_archive(random, make_article, 12)
    used: Counter[str] = Counter()
    for _question in range(200):
        asked = question(random, archive, random.choice([0, 0, 1, 2]))
        glyphs = random.random() < 0.4
        found = ask(Question(written(asked), page_size=100, filters=Filters(exact=glyphs)))
        expected = {told.pk for told in archive if answers(asked, told, glyphs=glyphs)}
        assert {hit.article_id for hit in found.hits} == expected, written(asked)
        used.update(kinds(asked) if 0 < len(expected) < len(archive) else ())
    assert used.keys() == ANSWERS.keys(), "each should decide something"


@pytest.mark.parametrize(
    ("headline", "captions", "byline", "body"),
    [
        ("与台湾", [], [], "美国"), ("台湾", ["美国"], [], ""), ("", ["台湾"], ["美国"], ""), ("", [], ["台湾"], "美国"),
        ("美国", [], [], "台湾"), ("", ["海"], ["台湾"], "美国，海"),
    ],
)  # fmt: skip
def test_near_reaches_into_no_other_field(
    make_article: Make, headline: str, captions: list[str], byline: list[str], body: str
) -> None:
    make_article(headline, text=body, captions=captions, byline=byline)
    within = make_article("台湾与美国")
    update()
    for text in ("台湾 NEAR/9 美国", "美国 NEAR/9999 台湾"):
        assert [hit.article_id for hit in ask(Question(text)).hits] == [within.pk]
