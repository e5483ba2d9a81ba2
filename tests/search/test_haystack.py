"""Haystack's SearchQuerySet over our engine; one test for each defect of Haystack's own Whoosh backend that
docs/architecture.md lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery
from haystack.query import SQ, SearchQuerySet
from whoosh import query as wq

from articles.models import Article, OutboxRow, Source
from articles.search import SearchUnavailable, check, freshen, matching_ids, update
from articles.search.evaluate.filters import sources_query
from articles.search.index.process_store import store
from articles.search.query.language import MAX_LENGTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> dict[str, Article]:
    def at(day: int, hour: int = 4) -> datetime:
        return datetime(2020, 8, day, hour, tzinfo=UTC)

    made = {
        "a": make_article("总统府", "<p>中国和美国。</p>", source="晨报", published_at=at(1)),
        "b": make_article("黄河", "<p>中國人。</p>", source="晚报", published_at=at(2), captions=["总统府的照片"]),
        "c": make_article("长江", "<p>美国人。</p>", source="晨报", published_at=at(3), byline=["王五"]),
        "d": make_article("泰山", "<p>Twitter 上说中国。</p>", source="晚报", published_at=None),
        "e": make_article("华山", "<p>没有别的。</p>", source="日报", published_at=at(4, 17)),
    }
    update()
    return made


def names(found: SearchQuerySet, archive: dict[str, Article]) -> str:
    keys = {article.pk: name for name, article in archive.items()}
    return "".join(keys[int(hit.pk)] for hit in found)


def source(name: str) -> int:
    return Source.objects.get(name=name).pk


def every() -> SearchQuerySet:
    return SearchQuerySet().models(Article)


def test_defect_every_chinese_query_returns_nothing(archive: dict[str, Article]) -> None:
    for text in ("总统府", "總統府", "统府"):
        assert set(names(every().filter(content=text), archive)) == {"a", "b"}
    assert set(names(SearchQuerySet().auto_query("中国 -美国"), archive)) == {"b", "d"}
    assert names(every().filter(content=AutoQuery("美国")).order_by("published_at"), archive) == "ac"


def test_defect_pages_computed_from_slices_lose_rows(make_article: Make) -> None:
    pks = {make_article(f"第{n}篇", "<p>蒙古</p>").pk for n in range(45)}
    update()
    found = every().filter(content="蒙古").order_by("-published_at")
    for size in (7, 10, 20):
        pages = [
            int(hit.pk) for start in range(0, 45, size) for hit in every().filter(content="蒙古")[start : start + size]
        ]
        assert len(pages) == 45 and set(pages) == pks
    assert [int(hit.pk) for hit in found[13:17]] == [int(hit.pk) for hit in found][13:17]
    assert len(list(found)) == 45 == found.count() == len(found)


def test_defect_two_disjoint_narrows_return_everything(archive: dict[str, Article]) -> None:
    one, two = sources_query([source("晨报")]), sources_query([source("晚报")])
    assert set(names(every().narrow(one), archive)) == {"a", "c"}
    disjoint = every().narrow(one).narrow(two)
    assert (disjoint.count(), list(disjoint)) == (0, [])
    assert every().narrow("黄河").narrow("长江").count() == 0
    assert every().narrow(one).narrow("总统府").count() == 1


def test_defect_highlighting_does_not_escape(make_article: Make) -> None:
    from articles.search import Question, ask

    article = make_article("<script>总统府</script>")
    update()
    answer = ask(Question("总统府"))
    assert answer.marker.mark(article.headline) == "&lt;script&gt;<mark>总统府</mark>&lt;/script&gt;"


def test_defect_a_delete_under_a_held_lock_is_lost(
    archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    index, lock, gone = store(), store().lock, archive["a"].pk
    archive["a"].delete()
    monkeypatch.setattr(index, "lock", lambda name="write", *, wait=0.05: lock(name, wait=min(wait, 0.05)))
    with lock() as held:
        assert held
        with pytest.raises(SearchUnavailable):
            connections["default"].get_backend().remove(f"articles.article.{gone}")
        with pytest.raises(SearchUnavailable):
            freshen()
    assert OutboxRow.objects.filter(article_id=gone).exists()
    freshen()
    assert set(matching_ids("总统府")) == {archive["b"].pk}


def test_defect_every_query_scans_the_index_for_the_models_name(archive: dict[str, Article]) -> None:
    with_model = every().filter(content="美国")
    with_model.count()
    assert "Article" not in repr(with_model.query.build_query())
    assert with_model.query.build_query() == SearchQuerySet().filter(content="美国").query.build_query()


def test_defect_each_open_copies_the_segment(archive: dict[str, Article]) -> None:
    first = store().snapshot()
    list(every().filter(content="美国"))
    assert store().snapshot() is first
    assert all(not array.flags.owndata for array in first.segments[0].arrays.values() if len(array))


def test_defect_rebuild_index_empties_the_live_index_first(
    archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    from articles.search.index import outbox

    built, during = outbox._built, []

    def built_watched(index: object) -> object:
        for entry in built(index):  # type: ignore[arg-type]
            during.append(every().filter(content="美国").count())
            yield entry

    monkeypatch.setattr(outbox, "_built", built_watched)
    call_command("rebuild_index", verbosity=0)
    assert during == [2]
    assert every().filter(content="美国").count() == 2


def test_defect_time_zones_are_dropped(archive: dict[str, Article]) -> None:
    """17:00 UTC on the 4th is the 5th in Shanghai."""
    assert names(every().filter(day=date(2020, 8, 5)), archive) == "e"
    assert names(every().filter(day=date(2020, 8, 4)), archive) == ""
    found = every().date_facet("day", date(2020, 8, 1), date(2020, 8, 9), "day").facet_counts()["dates"]["day"]
    assert (found[-1].start, found[-1].count) == (date(2020, 8, 5), 1)


def test_filter_and_exclude(archive: dict[str, Article]) -> None:
    assert set(names(every(), archive)) == set("abcde")
    assert set(names(every().filter(content="中国").filter(content="美国"), archive)) == {"a"}
    assert set(names(every().filter_or(content="黄河").filter_or(content="长江"), archive)) == {"b", "c"}
    assert set(names(every().exclude(content="中国"), archive)) == {"c", "e"}
    assert set(names(every().filter(content="美国").exclude(content="总统府"), archive)) == {"c"}
    assert set(names(every().exclude(content="中国").exclude(content="美国"), archive)) == {"e"}
    assert set(names(every().filter(SQ(content="黄河") | SQ(content="长江")).filter(content="美国"), archive)) == {"c"}
    assert set(names(every().filter(~SQ(content="中国"), SQ(content="美国")), archive)) == {"c"}
    assert every().filter(content="没有这个词").count() == 0
    assert every().none().count() == 0


def test_fields(archive: dict[str, Article]) -> None:
    assert names(every().filter(headline="总统府"), archive) == "a"
    assert names(every().filter(caption="总统府"), archive) == "b"
    assert names(every().filter(byline="王五"), archive) == "c"
    assert set(names(every().filter(body="人"), archive)) == {"b", "c"}
    assert names(every().filter(content__exact="中国和美国"), archive) == "a"
    assert every().filter(content__exact="中国 和 美国").count() == 0
    assert names(every().filter(content=wq.Prefix("text", "twit")), archive) == "d"


def test_outlets_and_days(archive: dict[str, Article]) -> None:
    assert set(names(every().filter(source=source("晨报")), archive)) == {"a", "c"}
    assert set(names(every().filter(source__in=[source("晨报"), source("日报")]), archive)) == {"a", "c", "e"}
    assert every().filter(source__in=[]).count() == 0
    assert set(names(every().filter(day__gte=date(2020, 8, 3)), archive)) == {"c", "e"}
    assert set(names(every().filter(day__gt=date(2020, 8, 3)), archive)) == {"e"}
    assert set(names(every().filter(day__lte=date(2020, 8, 2)), archive)) == {"a", "b"}
    assert set(names(every().filter(day__lt=date(2020, 8, 2)), archive)) == {"a"}
    assert set(names(every().filter(day__range=(date(2020, 8, 2), date(2020, 8, 3))), archive)) == {"b", "c"}


@pytest.mark.parametrize("wanted", [{"colour": "red"}, {"day": "2020"}, {"day__contains": date(2020, 8, 1)}])
def test_what_cannot_be_asked_is_refused(archive: dict[str, Article], wanted: dict[str, object]) -> None:
    with pytest.raises(SearchBackendError):
        every().filter(**wanted).count()


def test_a_text_too_long_to_be_looked_up_is_refused(archive: dict[str, Article]) -> None:
    assert every().filter(content__exact="中" * MAX_LENGTH).count() == 0
    with pytest.raises(SearchBackendError, match=str(MAX_LENGTH)):
        every().filter(content__exact="中" * (MAX_LENGTH + 1)).count()


def test_order(archive: dict[str, Article]) -> None:
    assert names(every().order_by("-published_at"), archive) == "ecbad"
    assert names(every().order_by("published_at"), archive) == "abced"
    scores = [hit.score for hit in every().filter(content="总统府").order_by("-score")]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    assert names(every().filter(content="总统府"), archive) == "ab", "a headline counts more than a caption"


def test_slices(archive: dict[str, Article]) -> None:
    found = every().order_by("-published_at")
    assert names(found[1:3], archive) == "cb"
    assert int(every().order_by("published_at")[0].pk) == archive["a"].pk
    assert every()[10**9 : 10**9 + 20] == []
    assert every()[5:10] == []
    assert names(every().order_by("published_at")[3:100], archive) == "ed"


def test_facets(archive: dict[str, Article]) -> None:
    counted = every().filter(content="中国").facet("source").facet_counts()["fields"]["source"]
    assert counted == [(source("晚报"), 2), (source("晨报"), 1)]
    narrowed = every().narrow(sources_query([source("晨报")])).narrow("美国")
    assert narrowed.facet("source").facet_counts()["fields"]["source"] == [(source("晨报"), 2)]
    without = every().narrow(sources_query([source("晨报")])).facet("source", without="source")
    assert sum(count for _source, count in without.facet_counts()["fields"]["source"]) == 5


def test_results_lead_to_their_articles(archive: dict[str, Article]) -> None:
    hit = every().filter(content="黄河")[0]
    assert (hit.app_label, hit.model_name, int(hit.pk)) == ("articles", "article", archive["b"].pk)
    assert hit.object == archive["b"]
    assert [result.object for result in every().filter(content="黄河").load_all()] == [archive["b"]]


def test_haystacks_own_writes(archive: dict[str, Article]) -> None:
    backend, index = connections["default"].get_backend(), connections["default"].get_unified_index().get_index(Article)
    Article.objects.filter(pk=archive["a"].pk).update(headline="换了")
    Article.objects.filter(pk=archive["b"].pk).update(visible=False)
    backend.update(index, Article.objects.filter(pk__in=[archive["a"].pk, archive["b"].pk]))
    assert matching_ids("换了") == [archive["a"].pk]
    assert matching_ids("黄河") == []
    backend.remove(archive["a"])
    assert matching_ids("换了") == []
    backend.clear()
    assert every().count() == 0
    freshen()
    update()
    assert set(names(every(), archive)) == set("a")  # what had been taken out behind the outbox's back but was touched


def test_nothing_is_stored_beside_the_arrays(archive: dict[str, Article]) -> None:
    kinds = {Path(path).suffix for path in store().folder.iterdir()}
    assert kinds <= {".json", ".arrays", ".deleted", ".lock"}
    assert check() == []
