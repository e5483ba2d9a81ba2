"""A web archive is imported like a folder: ledger, versions, pictures, choice; and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.export.digest import overall, table_digests
from articles.ingest.parse_one import parse
from articles.ingest.rows.apply_versions import original_bytes
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, ImportedFile, Original
from articles.parsing.types import ParsedArticle
from tests.ingest.archives.web_archives import Answer, answer, page, wacz, warc
from tests.ingest.run.test_held_pictures import picture

pytestmark = pytest.mark.django_db
PICTURE = "https://img.harbour.example/1.jpg"
CRAWL = [
    answer(1, picture=PICTURE),
    Answer(PICTURE, picture(1), "image/jpeg"),
    answer(2),
    answer(2, date="2021-03-06T00:00:00Z"),
    answer(1, record="revisit", date="2021-03-07T00:00:00Z"),
    answer(3, "other.example"),
]


def written(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize("workers", [0, 1])
def test_pages_and_their_pictures_come_in_and_stay_as_they_are(tmp_path: Path, workers: int) -> None:
    place = written(tmp_path / "crawls", "a.warc.gz", warc(CRAWL)).parent
    report = import_paths([place], workers=workers)
    assert dict(report.counts) == {"stored": 3, "duplicate": 1, "not-an-article": 1}
    assert report.pictures == 1
    assert Image.objects.get(url=PICTURE).file
    row = ImportedFile.objects.get(path="a.warc.gz")
    assert "1 revisits" in row.reason
    assert "1 pictures" in row.reason
    article = Article.objects.get(headline="渔市第1日")
    assert article.captures == [{"url": "https://harbour.example/news/1.html", "at": "2021-03-05T00:00:00+00:00"}]
    again = import_paths([place], workers=0)
    assert dict(again.counts) == {"unchanged": 5}


def test_an_original_can_be_read_again_by_itself(tmp_path: Path) -> None:
    import_paths([written(tmp_path, "a.warc.gz", warc([answer(1)]))], workers=0)
    original = Original.objects.get()
    again = parse(original_bytes(original), original.path)
    assert isinstance(again, ParsedArticle)
    assert again.headline == Article.objects.get().headline


def test_warc_and_wacz_make_the_same_archive(tmp_path: Path) -> None:
    packed = warc(CRAWL)
    kinds = {"a.warc.gz": packed, "b.wacz": wacz(packed), "c.warc": warc(CRAWL, gzip=False)}
    digests = set()
    for name, data in kinds.items():
        import_paths([written(tmp_path / name / "crawls", name, data)], workers=0)
        digests.add(overall(table_digests()))
        for model in (Article, Original, ImportedFile):
            model.objects.all().delete()
        Image.objects.all().delete()
    assert len(digests) == 1


def test_a_later_run_may_ask_for_more(tmp_path: Path) -> None:
    place = written(tmp_path, "a.warc.gz", warc(CRAWL))
    first = import_paths([place], workers=0, choice=RecordChoice(hosts=("other.example",)))
    assert first.counts["stored"] == 1
    assert import_paths([place], workers=0, choice=RecordChoice(hosts=("other.example",))).counts["stored"] == 0
    second = import_paths([place], workers=0)
    assert second.counts["stored"] == 2
    assert Article.objects.count() == 3
    third = import_paths([place], workers=0, choice=RecordChoice(hosts=("harbour.example",)))
    assert set(third.counts) == {"unchanged"}


def test_only_a_language(tmp_path: Path) -> None:
    english = page("The harbour opens", text="The fish market opened again this morning. " * 20)
    english = english.replace(
        "下午起了风，船都提前回来了，码头上的灯亮到半夜。", "In the afternoon the boats came back early."
    )
    place = written(tmp_path, "a.warc.gz", warc([answer(1), Answer("https://a.example/en.html", english.encode())]))
    call_command("import_articles", str(place), language=["zh"], no_index=True, workers=0, verbosity=0)
    assert [article.language[:2] for article in Article.objects.all()] == ["zh"]
    left = ImportedFile.objects.get(path="a.warc.gz#2")
    assert (left.outcome, left.reason) == ("not-an-article", "Left out: only zh was asked for.")
    import_paths([place], workers=0)
    assert Article.objects.count() == 2


def test_web_archives_within_archives_are_read_too(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("crawls/a.warc.gz", warc([answer(1), answer(2)]))
    report = import_paths([tmp_path / "all.zip"], workers=0)
    assert report.counts["stored"] == 2
