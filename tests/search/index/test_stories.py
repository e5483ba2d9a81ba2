"""Each story once: the best hit of each on any page, and honest totals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from articles import related, search
from articles.models import Article
from articles.search.evaluate.evaluate import Matches
from articles.search.evaluate.results import best_of_each, page
from articles.search.filters import Filters, Outlet
from articles.search.index.open_index import snapshot
from articles.search.types import Question, Sort
from tests.related.conftest import story_text

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> dict[int, list[int]]:
    """Forty articles on 灯塔 that tell 12 stories (5 of them together, the rest alone); by story its articles."""
    stories: dict[int, list[int]] = {}
    for n in range(40):
        story = n % 5 if n < 33 else n
        text = story_text(story) + "灯塔" * (n % 7)
        at = NOON + timedelta(minutes=n * 13 % 40)
        article = make_article(f"灯塔{n}", f"<p>{text}</p>", source=f"报{n % 6}", published_at=at)
        stories.setdefault(story, []).append(article.pk)
    related.update()
    search.rebuild()
    return stories


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_hold_the_best_of_each_story_once(archive: dict[int, list[int]], sort: Sort) -> None:
    every = [hit.article_id for hit in search.ask(Question("灯塔", sort=sort, page_size=100)).hits]
    best = [min(pks, key=every.index) for pks in archive.values()]
    question = Question("灯塔", sort=sort, page_size=5, collapse=True)
    answers = [search.ask(question.on_page(number)) for number in (1, 2, 3, 4)]
    shown = [hit for answer in answers for hit in answer.hits]
    assert [hit.article_id for hit in shown] == sorted(best, key=every.index)
    assert {(a.total, a.stories, a.pages) for a in answers} == {(40, 12, 3)}
    assert sum(hit.more for hit in shown) == 28
    assert sum(facet.count for facet in answers[0].facets) == 40
    assert sum(bar.count for bar in answers[0].timeline) == 40


def test_filters_choose_before_stories_do(archive: dict[int, list[int]]) -> None:
    source = Article.objects.get(headline="灯塔3").source_id
    answer = search.ask(Question("灯塔", filters=Filters(outlets=(Outlet(source),)), collapse=True, page_size=100))
    mine = set(Article.objects.filter(source=source).values_list("pk", flat=True))
    assert answer.total == len(mine)
    assert {hit.article_id for hit in answer.hits} <= mine
    assert answer.stories == len({story for story, pks in archive.items() if mine & set(pks)})


def test_without_stories_nothing_is_left_out(make_article: Make) -> None:
    for n in range(3):
        make_article(f"灯塔{n}")
    search.rebuild()
    answer = search.ask(Question("灯塔", collapse=True))
    assert (answer.total, answer.stories, len(answer.hits)) == (3, 3, 3)
    assert search.ask(Question("灯塔")).stories is None
    assert search.ask(Question("没有的词", collapse=True)).stories == 0


def test_a_new_grouping_shows_at_once(archive: dict[int, list[int]]) -> None:
    question = Question("灯塔", collapse=True)
    assert search.ask(question).stories == 12
    moved = archive[0][1]
    Article.objects.filter(pk=moved).update(text=story_text(1234))
    related.freshen()
    search.freshen()
    assert search.ask(Question("灯塔", collapse=True)).stories == 13


def test_against_choosing_one_by_one(archive: dict[int, list[int]]) -> None:
    now = snapshot()
    chance = np.random.default_rng(3)
    docs = np.sort(chance.choice(now.documents, 30, replace=False))
    found = Matches(docs, chance.integers(0, 4, 30).astype(np.float32))
    groups = chance.integers(0, 6, 30)
    best, more = best_of_each(now, found, groups, "relevance")
    ids = now.column("doc_id")
    order = ids[page(now, found, "relevance", 0, 30)[0]].tolist()
    expected = {}
    for group in range(1, 6):
        members = [int(ids[doc]) for doc, own in zip(docs, groups, strict=True) if own == group]
        if members:
            expected[min(members, key=order.index)] = len(members) - 1
    got = dict(zip(ids[best.docs].tolist(), more.tolist(), strict=True))
    alone = {int(ids[doc]): 0 for doc, own in zip(docs, groups, strict=True) if own == 0}
    assert got == expected | alone
