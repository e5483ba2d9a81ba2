"""An upgrade that normalises addresses in another way leaves every article its identity, and makes no second one of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.ingest.run.importing import import_paths
from articles.models import Article
from articles.parsing import article, url_key
from tests.ingest.conftest import VOA, feed_file, write_files

pytestmark = pytest.mark.django_db


def older_rule(url: str) -> str:
    """As if `#…` had counted, and hosts had been written with a dot at their end."""
    return url_key(url).replace("/", "./", 1)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Imported by an older version."""
    files = {f"美国之音/{number}.md": feed_file(f"第{number}篇", url=VOA.format(number)) for number in range(3)}
    folder = write_files(tmp_path / "archive", files)
    with monkeypatch.context() as older:
        older.setattr(article, "url_key", older_rule)
        import_paths([folder], workers=0)
    return folder


def ids() -> set[tuple[str, str]]:
    return set(Article.objects.values_list("identity", "public_id"))


@pytest.mark.parametrize("dry_run", [False, True])
def test_the_same_files_come_again(archive: Path, tmp_path: Path, dry_run: bool) -> None:
    before = ids()
    moved = archive.rename(tmp_path / "moved")
    report = import_paths([moved], workers=0, dry_run=dry_run)
    assert report.counts == {"duplicate": 3}
    assert ids() == before


def test_another_version_comes(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.parsing.addresses.urls._FORMER", (older_rule,))
    before = ids()
    write_files(archive, {"美国之音/new.md": feed_file("第一篇，更正", "改过。", url=VOA.format(1), minutes=9)})
    report = import_paths([archive], workers=0)
    assert report.counts == {"unchanged": 3, "revised": 1}
    assert ids() == before
    assert Article.objects.get(headline="第一篇，更正").revisions.count() == 1


def test_a_new_article_gets_the_identity_of_today(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.parsing.addresses.urls._FORMER", (older_rule,))
    write_files(archive, {"美国之音/new.md": feed_file("第九篇", url=VOA.format(9))})
    assert import_paths([archive], workers=0).counts == {"unchanged": 3, "stored": 1}
    assert Article.objects.get(headline="第九篇").url_key == url_key(VOA.format(9))


def test_the_same_bytes_without_an_address_are_two_articles_in_two_folders(tmp_path: Path) -> None:
    text = feed_file("日记一则", "今日晴。")
    folder = write_files(tmp_path / "archive", {"林舟/c.md": text, "顾言/c.md": text})
    assert import_paths([folder], workers=0).counts == {"stored": 2}
