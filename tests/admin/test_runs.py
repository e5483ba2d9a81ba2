from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from articles.models import ImportedFile, ImportRun
from tests.admin.conftest import HOSTILE, Editor


def make_run(refused: int, reason: str = "It is empty.", path: str = "voa/{}.md") -> ImportRun:
    run = ImportRun.objects.create(paths=["news", HOSTILE], counts={"stored": 1, "refused": refused, "revised": 0})
    run.finished_at = run.started_at + timedelta(minutes=2, seconds=3)
    run.save()
    ImportedFile.objects.bulk_create(
        ImportedFile(
            root="news", path=path.format(number), path_hash=hashlib.sha256(f"{run.pk}/{number}".encode()).hexdigest(),
            outcome=ImportedFile.Outcome.REFUSED, reason=reason, run=run,
        )
        for number in range(refused)
    )  # fmt: skip
    return run


@pytest.fixture
def page() -> Any:
    return lambda editor, run, query="": editor.open(f"/admin/articles/importrun/{run.pk}/change/{query}")


def test_a_run_lists_its_refused_files_a_page_at_a_time(editor: Editor, page: Any) -> None:
    make_run(2, "Of another run.")
    run = make_run(120)
    first = page(editor, run).select_one(".refused")
    assert "120" in first.h2.get_text()
    assert len(first.select("tbody tr")) == 50
    assert "It is empty." in first.get_text()
    assert "Of another run." not in first.get_text()
    last = page(editor, run, "?refused=3").select_one(".refused")
    assert len(last.select("tbody tr")) == 20
    assert last.select_one('a[href="?refused=2#refused-heading"]')


@pytest.mark.parametrize("wrong", ["0", "x", "99999999999999999999"])
def test_a_page_that_does_not_exist_shows_one_that_does(editor: Editor, page: Any, wrong: str) -> None:
    assert page(editor, make_run(3), f"?refused={wrong}").select_one(".refused tbody tr")


def test_a_run_tells_what_became_of_the_files(editor: Editor, page: Any) -> None:
    text = page(editor, make_run(1)).select_one("#importrun_form").get_text(" ")
    assert "stored 1 · refused 1" in text
    assert "0:02:03" in text


def test_a_run_that_was_stopped_says_so(editor: Editor, page: Any) -> None:
    run = ImportRun.objects.create()
    assert "not finished" in page(editor, run).get_text()


def test_a_run_without_refusals_says_so(editor: Editor, page: Any) -> None:
    assert "No file was refused." in page(editor, make_run(0)).get_text()


def test_scraped_paths_stay_text(editor: Editor, page: Any) -> None:
    run = make_run(1, HOSTILE, HOSTILE + "{}")
    file = run.files.get()
    for path in (
        f"/admin/articles/importrun/{run.pk}/change/",
        "/admin/articles/importrun/",
        "/admin/articles/importedfile/",
        f"/admin/articles/importedfile/{file.pk}/change/",
    ):
        html = editor.get(path).content.decode()
        assert "alert(1)" in html or path == "/admin/articles/importrun/"
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_ledger_is_filtered_by_outcome_and_run(editor: Editor) -> None:
    make_run(3)
    other = make_run(2)
    ImportedFile.objects.filter(run=other).update(outcome="not-an-article")

    def count(query: str) -> int:
        return len(editor.open(f"/admin/articles/importedfile/?{query}").select("#result_list tbody tr"))

    assert count("") == 5
    assert count("outcome__exact=refused") == 3
    assert count(f"run__id__exact={other.pk}") == 2
    assert count("q=voa/1.md") == 2


def test_nothing_of_it_is_changed(editor: Editor) -> None:
    run = make_run(1)
    assert editor.post(f"/admin/articles/importrun/{run.pk}/change/", {"paths": "[]"}).status_code == 403
    assert editor.post(f"/admin/articles/importedfile/{run.files.get().pk}/change/", {}).status_code == 403
