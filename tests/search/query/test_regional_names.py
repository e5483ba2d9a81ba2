"""Regional names: searched together where the reader does not say otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from whoosh import query as wq

from articles import search
from articles.models import Article, NameGroup
from articles.search.query.language import understand
from articles.search.query.regional_names import MOST_FORMS, starting_set, table, variants
from articles.search.text.fold import fold

FORMS = table(["特朗普\n川普", "沙特阿拉伯\n沙乌地阿拉伯", "沙特\n沙国", "悉尼\n雪梨", "一"])


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("特朗普", ("川普",)),
        ("川普", ("特朗普",)),
        ("特朗普政府", ("川普政府",)),
        ("沙特阿拉伯", ("沙乌地阿拉伯",)),
        ("在雪梨", ("在悉尼",)),
        ("特朗普在悉尼", ("特朗普在雪梨", "川普在悉尼", "川普在雪梨")),
        ("一", ()),
        ("", ()),
        ("天气", ()),
    ],
)
def test_variants(text: str, others: tuple[str, ...]) -> None:
    assert set(variants(text, FORMS)) == {fold(other) for other in others}


def test_a_long_text_of_names_does_not_explode() -> None:
    assert len(variants("特朗普悉尼" * 20, FORMS)) <= MOST_FORMS


def test_the_starting_set_is_consistent() -> None:
    """No form stands in two groups: the second would hide the first."""
    forms = [fold(form) for group in starting_set() for form in group.splitlines()]
    assert len(forms) == len(set(forms))
    assert all(len(form) > 1 for form in forms)


@pytest.mark.django_db
def test_a_search_asks_for_every_form_unless_told(
    make_article: Callable[..., Article], client: Client, settings: object
) -> None:
    settings.HTTPS = False  # type: ignore[attr-defined]
    simplified, taiwan = make_article("特朗普访华", "<p>甲</p>"), make_article("川普訪華", "<p>乙</p>")
    search.update()
    every = search.ask(search.Question("特朗普", only_this_form=False))
    assert {hit.article_id for hit in every.hits} == {simplified.pk, taiwan.pk}
    assert every.forms == (fold("川普"),)
    assert str(every.marker.mark("川普訪華")) == "<mark>川普</mark>訪華"
    for text, typed in (("特朗普", True), ('"特朗普"', False), ("标题:“特朗普”", False)):
        assert search.matching_ids(text) == [simplified.pk]
        alone = search.ask(search.Question(text, only_this_form=typed))
        assert (alone.total, alone.forms) == (1, ())
    assert "川普" in client.get("/search/?q=特朗普").content.decode()
    assert "訪華" not in client.get("/search/?q=特朗普&form=typed").content.decode()
    assert client.get("/api/search?q=特朗普").json()["total"] == 1


@pytest.mark.django_db
def test_an_editor_changes_the_groups(
    make_article: Callable[..., Article], admin_client: Client, settings: object
) -> None:
    settings.HTTPS = False  # type: ignore[attr-defined]
    make_article("雪条", "<p>甲</p>")
    search.update()
    assert search.ask(search.Question("冰棍", only_this_form=False)).total == 0
    answer = admin_client.post("/admin/articles/namegroup/add/", {"forms": "冰棍\n雪条"})
    assert answer.status_code == 302, answer.content.decode()
    assert NameGroup.objects.filter(forms__contains="雪条").exists()
    assert search.ask(search.Question("冰棍", only_this_form=False)).total == 1


def test_what_is_left_out_does_not_leave_out_its_partner() -> None:
    forms = table(["特朗普\n川普\n唐纳德"])
    query = understand("-川普 特朗普", lambda name: None, forms).query
    assert isinstance(query, wq.And)
    left_out = next(part.query for part in query if isinstance(part, wq.Not))
    assert [part.typed for part in left_out] == ["川普", fold("唐纳德")]
