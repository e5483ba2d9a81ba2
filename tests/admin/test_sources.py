from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from articles.models import Article, Source, SourceAlias
from tests.admin.conftest import HOSTILE, Editor, fields_of

LIST = "/admin/articles/source/"
Make = Callable[..., Any]


def page_of(source: Source) -> str:
    return f"{LIST}{source.pk}/change/"


@pytest.fixture
def two(make_article: Make, make_source: Make) -> tuple[Source, Source]:
    keep, other = make_source("美国之音", "voa"), make_source("VOA", "voa-old")
    make_article("甲", source="美国之音")
    make_article("乙", source="VOA")
    return keep, other


def test_merging_asks_which_one_stays(editor: Editor, two: tuple[Source, Source]) -> None:
    keep, other = two
    sent = {"action": "merge_outlets", "_selected_action": [keep.pk, other.pk]}
    page = editor.post(LIST, sent)
    assert page.status_code == 200
    assert Source.objects.count() == 2, "nothing is merged before it is confirmed"
    form = fields_of(BeautifulSoup(page.content, "lxml").select_one("#content form"))
    assert form["keep"]
    done = editor.post(LIST, sent | {"keep": keep.pk}, follow=True)
    assert "VOA: now part of 美国之音" in done.content.decode()
    assert list(Source.objects.all()) == [keep]
    assert Article.objects.filter(source=keep).count() == 2
    assert SourceAlias.objects.filter(source=keep, kind="slug", value="voa-old").exists()
    assert SourceAlias.objects.filter(source=keep, kind="name", value="VOA").exists()


@pytest.mark.parametrize("keep", ["999999", "x", ""])
def test_what_was_not_chosen_cannot_stay(editor: Editor, two: tuple[Source, Source], keep: str) -> None:
    sent = {"action": "merge_outlets", "_selected_action": [source.pk for source in two], "keep": keep}
    assert editor.post(LIST, sent).status_code == 200
    assert Source.objects.count() == 2


def test_one_outlet_cannot_be_merged(editor: Editor, two: tuple[Source, Source]) -> None:
    sent = {"action": "merge_outlets", "_selected_action": [two[0].pk]}
    page = editor.post(LIST, sent, follow=True).content.decode()
    assert "at least two" in page


def test_former_names_and_addresses_still_lead_there(editor: Editor, make_source: Make) -> None:
    source = make_source("美国之音", "voa")
    assert editor.save(page_of(source), name="美国之音中文网", slug="voa-chinese").status_code == 302
    assert set(source.aliases.values_list("kind", "value")) == {("name", "美国之音"), ("slug", "voa")}
    editor.save(page_of(source), home_page="https://www.voachinese.com/")
    assert source.aliases.count() == 2


def test_a_zone_that_does_not_exist_is_refused(editor: Editor, make_source: Make) -> None:
    source = make_source("美国之音", "voa")
    page = editor.save(page_of(source), home_zone="Asia/Peking").content.decode()
    assert "There is no such time zone" in page
    assert editor.save(page_of(source), home_zone="Asia/Taipei").status_code == 302


def test_an_address_that_an_outlet_once_had_is_not_given_to_another(editor: Editor, make_source: Make) -> None:
    """Links to it lead to the outlet that had it; under another one they would say something else."""
    keep, new = make_source("美国之音", "voa"), make_source("新报", "new")
    SourceAlias.objects.create(source=keep, kind="slug", value="voa-old")
    page = editor.save(page_of(new), slug="voa-old").content.decode()
    assert "美国之音 once had this address" in page
    new.refresh_from_db()
    assert new.slug == "new"
    assert editor.save(page_of(keep), slug="voa-old").status_code == 302, "its own it may have again"
    assert editor.save(page_of(keep), slug="voa").status_code == 302


def test_a_former_address_stays_where_it_leads(editor: Editor, make_source: Make) -> None:
    source = make_source("美国之音", "voa")
    alias = SourceAlias.objects.create(source=source, kind="slug", value="voa-old")
    SourceAlias.objects.create(source=source, kind="name", value="VOA")
    for changes in ({"aliases-0-DELETE": "on"}, {"aliases-0-value": "other"}, {"aliases-0-kind": "name"}):
        page = editor.save(page_of(source), **changes)
        assert page.status_code == 200, changes
        assert "A former address stays" in page.content.decode()
    alias.refresh_from_db()
    assert (alias.kind, alias.value) == ("slug", "voa-old")
    assert editor.save(page_of(source), **{"aliases-1-DELETE": "on"}).status_code == 302
    assert list(source.aliases.all()) == [alias]


def test_no_alias_takes_the_address_of_another_outlet(editor: Editor, make_source: Make) -> None:
    source, other = make_source("美国之音", "voa"), make_source("新报", "new")
    changes = {"aliases-0-kind": "slug", "aliases-0-value": "new"}
    assert "This is the address of 新报" in editor.save(page_of(source), **changes).content.decode()
    assert Source.objects.at("new") == other


def test_outlets_are_not_deleted(editor: Editor, make_source: Make) -> None:
    source = make_source("美国之音", "voa")
    assert editor.post(f"{LIST}{source.pk}/delete/", {"post": "yes"}).status_code == 403


def test_scraped_names_stay_text(editor: Editor, make_source: Make, make_article: Make) -> None:
    first, second = make_source(HOSTILE, "a"), make_source(HOSTILE + "2", "b")
    SourceAlias.objects.create(source=first, kind="name", value=HOSTILE)
    merge = editor.post(LIST, {"action": "merge_outlets", "_selected_action": [first.pk, second.pk]})
    for page in (merge, editor.get(LIST), editor.get(page_of(first))):
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
