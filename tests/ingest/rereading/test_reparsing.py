"""manage.py reparse: everything again from the originals, as far as it was stopped, and nothing of an editor's."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from articles import search
from articles.ingest.export.checking import check_database
from articles.ingest.rereading import reparsing
from articles.ingest.rereading.checkpoint import Checkpoint, rules_fingerprint
from articles.ingest.rereading.reparsing import reparse_all
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Original, OutboxRow
from articles.search import Question
from tests.ingest.conftest import VOA, feed_file, town, write_files
from tests.ingest.test_commands import run
from tests.ingest.test_kill import finished
from tests.own_archive import OwnArchive

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(folder: Folder) -> Path:
    found = folder(town())
    import_paths([found], workers=0)
    return found


def spoil() -> None:
    """As if older rules had read the articles worse."""
    Article.objects.filter(headline="桥梁检修").update(headline="坏", body_html="<p>坏</p>", text="坏", length=1)
    Original.objects.filter(article__headline="日记一则").update(archived_at=None)


def test_it_brings_back_what_the_originals_say_and_then_changes_nothing(root: Path) -> None:
    before = check_database().digest
    spoil()
    code, out, _ = run("reparse", "--workers", "0")
    assert code == 0
    assert "18 articles read again, 2 changed" in out
    assert check_database().digest == before
    code, out, _ = run("reparse", "--workers", "2", "--show")
    assert (code, out.count("\n")) == (0, 1)
    assert "18 articles read again, 0 changed" in out
    assert not OutboxRow.objects.exists()


def test_what_changed_is_searchable(root: Path) -> None:
    search.update()
    spoil()
    search.update()
    assert search.ask(Question("检修")).total == 0
    run("reparse", "--workers", "0")
    assert search.ask(Question("检修")).total == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(root: Path) -> None:
    spoil()
    OutboxRow.objects.all().delete()
    before = check_database().digest
    code, out, _ = run("reparse", "--workers", "0", "--dry-run", "--show")
    assert code == 0
    assert "2 would change" in out
    assert "    - 坏\n    + 桥梁检修\n" in out
    assert "1 headline" in out
    assert check_database().digest == before
    assert not OutboxRow.objects.exists()


def test_what_an_editor_changed_stays(root: Path) -> None:
    article = Article.objects.get(headline="桥梁检修")
    save_edit(article, {"headline": "编者的题", "body_html": "<p>编者的话。</p>"})
    Article.objects.filter(pk=article.pk).update(dateline="坏")
    run("reparse", "--workers", "0")
    article.refresh_from_db()
    assert (article.headline, article.text, article.dateline) == ("编者的题", "编者的话。", "")


def test_it_may_be_asked_for_an_outlet_a_day_or_an_article(root: Path) -> None:
    everything = Article.objects.all()
    one = everything.get(headline="桥梁检修")
    everything.update(headline="坏")
    assert "1 articles read again, 1 changed" in run("reparse", "--workers", "0", one.public_id)[1]
    assert "1 articles read again, 1 changed" in run("reparse", "--workers", "0", "--outlet", "林舟")[1]
    everything.filter(pk=one.pk).update(day="2021-03-08")
    assert "1 articles read again, 1 changed" in run("reparse", "--workers", "0", "--since", "2021-03-08")[1]
    for wrong in (["nosuchid"], ["--outlet", "无此报"], ["--since", "yesterday"], ["--workers", "-1"]):
        assert run("reparse", *wrong)[0] != 0


def test_an_original_that_cannot_be_read_is_named_and_its_article_left(root: Path) -> None:
    spoil()
    article = Article.objects.get(headline="坏")
    article.originals.filter(pk=article.original_id).update(compressed=b"no zstd")
    code, out, err = run("reparse", "--workers", "0")
    assert code == 1
    assert f"left as it is: {article.original.path}: Its stored bytes are damaged" in err  # type: ignore[union-attr]
    assert "1 changed" in out
    assert Article.objects.get(pk=article.pk).headline == "坏"


def test_stopped_between_batches_it_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparsing, "BATCH", 4)
    Article.objects.update(dateline="坏")
    place = settings.NEWSARCHIVE_DATA / "reparse.json"

    def stop(done: int, total: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    asked = {"ids": [], "outlet": "", "since": ""}
    with pytest.raises(KeyboardInterrupt):
        reparse_all(Article.objects.all(), workers=0, checkpoint=Checkpoint.load(place, asked), on_progress=stop)
    assert Article.objects.filter(dateline="坏").count() == 10
    _, out, _ = run("reparse", "--workers", "0")
    assert "8 articles are done" in out
    assert "18 articles read again, 18 changed" in out
    assert not Article.objects.filter(dateline="坏").exists()
    assert not place.exists()
    assert "are done" not in run("reparse", "--workers", "0")[1]


def test_other_rules_or_another_question_begin_again(root: Path) -> None:
    place = settings.NEWSARCHIVE_DATA / "reparse.json"
    point = Checkpoint.load(place, {"ids": [], "outlet": "", "since": ""})
    point.after, point.read = Article.objects.latest("pk").pk, 18
    point.save()
    assert "1 articles read again" in run("reparse", "--workers", "0", Article.objects.earliest("pk").public_id)[1]
    point.save()
    assert "0 changed" in run("reparse", "--workers", "0", "--restart")[1]
    point.save()
    told = json.loads(place.read_text())
    assert told["asked"]["rules"] == rules_fingerprint()
    told["asked"]["rules"] = "those of yesterday"
    place.write_text(json.dumps(told))
    spoil()
    _, out, _ = run("reparse", "--workers", "0")
    assert "the rules are others" in out
    assert "18 articles read again, 2 changed" in out
    place.write_text("damaged")
    assert "18 articles read again, 0 changed" in run("reparse", "--workers", "0")[1]


def test_killed_in_the_middle_and_run_again(tmp_path: Path, other_archive: OwnArchive) -> None:
    files = {f"法广/{n:04}.md": feed_file(f"第{n}条", "正文。" * 40, url=VOA.format(f"x{n}")) for n in range(600)}
    folder = write_files(tmp_path / "archive", files)
    finished(other_archive.manage("migrate", "-v0"))
    finished(other_archive.manage("import_articles", str(folder), "--no-index"))
    whole = finished(other_archive.manage("check_archive", "--no-index"))
    other_archive.execute("UPDATE articles_article SET dateline = 'x', text = 'y', length = 1")
    going = other_archive.manage("reparse", "--no-index", "--workers", "1")
    place, deadline = other_archive.folder / "reparse.json", time.monotonic() + 60
    while not place.exists() and going.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    going.send_signal(signal.SIGKILL)
    going.communicate()
    stopped = json.loads(place.read_text())["read"]
    assert 0 < stopped < len(files)
    said = finished(other_archive.manage("reparse", "--no-index", "--workers", "1"))
    assert f"{stopped} articles are done" in said
    assert "600 articles read again" in said
    assert finished(other_archive.manage("check_archive", "--no-index")) == whole
