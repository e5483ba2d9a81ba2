"""More like this."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from haystack.query import SearchQuerySet

from articles.models import Article
from articles.search import SearchUnavailable, more_like, update
from articles.search.evaluate.filters import sources_query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]
NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)
STORY = "<p>港大校委会通过任命申作军及宫鹏为副校长，师生反对。</p>"


@pytest.fixture
def archive(make_article: Make) -> dict[str, Article]:
    made = {
        "it": make_article("港大任命副校长申作军", STORY, source="晨报", published_at=NOON),
        "same outlet": make_article("港大副校长任命", STORY, source="晨报", published_at=NOON),
        "other script": make_article(
            "港大副校長任命惹議",
            "<p>校委會通過任命申作軍及宮鵬，師生反對。</p>",
            source="晚報",
            published_at=NOON + timedelta(days=1),
        ),
        "later": make_article("港大副校长申作军", STORY, source="日报", published_at=NOON + timedelta(days=60)),
    }
    for n in range(40):
        made[f"other {n}"] = make_article(f"天气第{n}号", "<p>今天多云，有雨。</p>", source="晚報", published_at=NOON)
    update()
    return made


def names(found: Any, archive: dict[str, Article]) -> list[str]:
    keys = {article.pk: name for name, article in archive.items()}
    return [keys[pk] for pk in found]


def test_the_same_story_in_other_outlets_comes_first(archive: dict[str, Article]) -> None:
    found = more_like(archive["it"])
    assert names([each.article_id for each in found], archive)[0] == "other script"
    assert [each.same_story for each in found] == [True, False, False]
    assert set(names([each.article_id for each in found], archive)) == {"other script", "same outlet", "later"}
    assert all(0 < each.overlap <= 1.0001 for each in found)


def test_hidden_ones_are_left_out_before_the_cut(archive: dict[str, Article]) -> None:
    Article.objects.filter(pk=archive["other script"].pk).update(visible=False)
    update()
    assert len(more_like(archive["it"], most=2)) == 2
    assert "other script" not in names([each.article_id for each in more_like(archive["it"])], archive)


def test_at_most_so_many(archive: dict[str, Article]) -> None:
    assert len(more_like(archive["it"], most=1)) == 1


def test_nothing_like_it(make_article: Make, archive: dict[str, Article]) -> None:
    alone = make_article("", "<p>！</p>")
    assert more_like(alone) == (), "it is not in the index"
    update()
    assert more_like(alone) == ()


def test_undated_articles_are_never_the_same_story(make_article: Make, archive: dict[str, Article]) -> None:
    undated = make_article("港大任命副校长申作军", STORY, source="夜报", published_at=None)
    update()
    assert not any(each.same_story for each in more_like(undated))


def test_through_haystack_with_a_filter(archive: dict[str, Article]) -> None:
    found = SearchQuerySet().models(Article).more_like_this(archive["it"])
    assert found.count() == 3
    assert names([int(hit.pk) for hit in found], archive)[0] == "other script"
    kept = SearchQuerySet().models(Article).filter(content="校長任命").more_like_this(archive["it"])
    assert set(names([int(hit.pk) for hit in kept], archive)) == {"other script", "same outlet"}
    assert names([int(hit.pk) for hit in found[1:2]], archive) != ["other script"]
    one = sources_query([archive["later"].source_id])
    assert names([int(h.pk) for h in SearchQuerySet().filter(content=one).more_like_this(archive["it"])], archive) == [
        "later"
    ]


def test_without_an_index(make_article: Make) -> None:
    with pytest.raises(SearchUnavailable):
        more_like(make_article())


def test_words_of_letters_and_numbers_count(make_article: Make) -> None:
    one, other = make_article("COVID19 Delta"), make_article("covid-19 delta", source="晚报")
    for n in range(40):
        make_article(f"天气第{n}号")
    update()
    assert [each.article_id for each in more_like(one)] == [other.pk]
    Article.objects.filter(pk__in=[one.pk, other.pk]).update(headline="COVID19")
    update()
    assert [each.article_id for each in more_like(Article.objects.get(pk=one.pk))] == [other.pk]
