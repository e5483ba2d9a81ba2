"""What repeats is counted over the archive, left out, and put back."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from articles.furniture import ArticlePieces, Furniture, FurnitureDue, LongArticle, PutBack
from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import export_archive
from articles.ingest.furniture import furnishing
from articles.ingest.rereading.reparsing import reparse
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Source
from articles.parsing.outlet_rules.outlets import use_rules

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db

BOX = "请加入成为本报的月费订户，长期支持我们的工作。"
ABOUT = "顾晓岚住在海边，写了二十年的船，著有小说两部，另有札记若干。"
#: Standing sentences of an article's own: repeated as often as any box.
REPORT = "人民币汇率中间价的形成机制自二〇一五年起几经调整，市场人士称其影响仍在。"
INTRO = "以下为本报编辑摘自读者留言的片段："
PLACES = "东西南北中前后左右上下内外"


def post(number: int, *paragraphs: str, author: str = "顾晓岚", headline: str = "", picture: str = "") -> bytes:
    moment = datetime(2021, 3, 1, 8, 0, tzinfo=UTC) + timedelta(days=number)
    own = f"第{number}日，渡轮停在{PLACES[number % 13]}码头，{'风平浪静' * (1 + number % 3)}，乘客{number}人依次上岸。"
    image = f'<p><img src="{picture}"></p>' if picture else ""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    text = body.replace("{own}", own) if "{own}" in body else f"<p>{own}</p>{body}"
    title = headline or f"港口日记之{PLACES[number % 13]}{number}"
    front = f'---\nlayout: post\ntitle: "{title}"\ndate: {moment.isoformat()}\nauthor: 港口晚报\n'
    front += f"from: https://port.example/{number}\n---\n"
    return f"{front}<div><p>作者：{author}</p>{image}{text}</div>\n".encode()


def many(count: int, *paragraphs: str, start: int = 0, **how: str) -> dict[str, bytes]:
    return {f"p/{start + at}.html.md": post(start + at, *paragraphs, **how) for at in range(count)}


def shown() -> str:
    return "\n".join(Article.objects.order_by("pk").values_list("text", flat=True))


def left_out() -> set[str]:
    return set(Furniture.objects.filter(kept=False).values_list("text", flat=True))


def test_a_box_that_stands_in_many_articles_is_left_out(folder: Folder) -> None:
    report = import_paths([folder(many(8, BOX))], workers=0)
    assert left_out() == {BOX} and BOX not in shown() and shown().count("渡轮停在") == 8
    assert any(BOX[:10] in note and "8 articles" in note for note in report.notes)
    row = Furniture.objects.get()
    assert (row.articles, row.stories, row.days, row.why) == (8, 8, 8, "words")
    assert Article.objects.filter(public_id=row.example).exists()
    article = Article.objects.first()
    assert article and article.length == len(article.text) and BOX not in article.body_html
    assert not FurnitureDue.objects.exists()


@pytest.mark.parametrize(
    "own", [REPORT, INTRO, "（完）", "本报讯", "大家好，欢迎收看《港口夜话》，我是顾晓岚。", "责任编辑：林舟"]
)
def test_what_only_repeats_stays(folder: Folder, own: str) -> None:
    import_paths([folder(many(30, own))], workers=0)
    assert not left_out() and (shown().count(own) == 30 or own == "（完）")


def test_the_same_story_in_many_versions_is_no_furniture(folder: Folder) -> None:
    """Reprints share every paragraph, whatever their headlines; a series shares a headline, whatever its paragraphs."""
    long = "渡轮公司今日宣布，自下月一日起开通三条新航线，票价不变，月票仍可使用，详情可在码头查询。"
    reprints = {f"r/{n}.md": post(n, long, BOX).replace("第{n}日".encode(), b"") for n in range(4)}
    same = {f"s/{n}.md": post(50 + n, BOX, headline="每日船期") for n in range(12)}
    import_paths([folder(reprints | same)], workers=0)
    assert not left_out()


def test_few_stories_or_few_days_are_not_enough(folder: Folder) -> None:
    import_paths([folder(many(4, BOX))], workers=0)
    assert not left_out()
    one_day = {
        name: data.replace(b"date: 2021-03-", b"date: 2021-04-01T00:00:00Z #")
        for name, data in many(9, ABOUT, start=20).items()
    }
    import_paths([folder(one_day)], workers=0)
    assert ABOUT not in left_out()


def test_an_authors_biography_is_left_out_of_his_articles_only(folder: Folder) -> None:
    import_paths([folder(many(6, ABOUT) | many(6, ABOUT.replace("顾晓岚", "海边人"), start=40))], workers=0)
    assert left_out() == {ABOUT}, "the other one names nobody whom the byline names"


def test_below_a_box_stands_nothing_of_the_article(folder: Folder) -> None:
    rubric = "港口文库"
    rare = "林舟是教书匠，偶尔写诗。"
    files = many(40, BOX, rubric) | {"x.md": post(90, BOX, rare, author="林舟")}
    import_paths([folder(files)], workers=0)
    assert Furniture.objects.get(text=BOX).kind == "box"
    assert left_out() == {BOX, rubric} and rare not in shown(), "known by its place and its name, though it stands once"


def test_the_order_of_files_and_runs_makes_no_difference(folder: Folder) -> None:
    files = many(12, BOX, ABOUT) | many(5, REPORT, start=30)
    root = folder(files)
    import_paths([root], workers=0)
    expected = check_database().digest
    for seed in range(3):
        names = list(files)
        random.Random(seed).shuffle(names)
        Source.objects.all()
        for table in (Article, Furniture, FurnitureDue, Source):
            table.objects.all().delete()
        from articles.models import ImportedFile

        ImportedFile.objects.all().delete()
        for part in (names[:4], names[4:9], names[9:]):
            import_paths([root / name for name in part], workers=0)
        assert check_database().digest == expected


def test_a_piece_is_put_back_and_left_out_again(folder: Folder) -> None:
    import_paths([folder(many(8, BOX))], workers=0)
    source = Source.objects.get()
    row = Furniture.objects.get()
    furnishing.put_back(row)
    assert shown().count(BOX) == 8 and not left_out() and Furniture.objects.get().kept
    assert PutBack.objects.get().outlet == source.slug
    import_paths([folder(many(3, BOX, start=60))], workers=0)
    assert shown().count(BOX) == 11, "it stays put back"
    furnishing.leave_out(Furniture.objects.get())
    assert BOX not in shown() and not PutBack.objects.exists()


def test_what_was_put_back_goes_with_an_export(folder: Folder, tmp_path: Path) -> None:
    import_paths([folder(many(8, BOX, ABOUT))], workers=0)
    furnishing.put_back(Furniture.objects.get(text=BOX))
    digest = check_database().digest
    export_archive(tmp_path / "out")
    for table in (Article, Furniture, FurnitureDue, PutBack, Source):
        table.objects.all().delete()
    import_paths([tmp_path / "out"], workers=0)
    assert check_database().digest == digest
    assert shown().count(BOX) == 8 and ABOUT not in shown()


def test_a_line_of_the_owners_rules_keeps_a_piece(folder: Folder) -> None:
    try:
        use_rules("[general]\nkeep_blocks = ['^请加入成为本报']\n")
        import_paths([folder(many(8, BOX, ABOUT))], workers=0)
        assert left_out() == {ABOUT}
    finally:
        use_rules("")
    furnishing.update(everything=True)
    assert left_out() == {ABOUT, BOX}


def test_reparse_and_editors_keep_to_it(folder: Folder) -> None:
    import_paths([folder(many(8, BOX))], workers=0)
    first, second = Article.objects.order_by("pk")[:2]
    assert not reparse(first)
    save_edit(second, {"body_html": f"<p>编者改写。</p><p>{BOX}</p>"})
    furnishing.update(everything=True)
    second.refresh_from_db()
    assert BOX in second.text, "what an editor wrote stays"


def test_counting_again_changes_nothing(folder: Folder) -> None:
    import_paths([folder(many(8, BOX))], workers=0)
    before = list(Furniture.objects.values_list("key", "articles", "example"))
    found = furnishing.update(everything=True)
    assert [outlet.changed for outlet in found] == [0]
    assert list(Furniture.objects.values_list("key", "articles", "example")) == before
    assert ArticlePieces.objects.exclude(left_out=0).count() == 8


def test_a_logo_is_left_out_and_a_photograph_stays(folder: Folder) -> None:
    sign, photo = "https://port.example/img/default_share_image.jpg", "https://port.example/2021/harbour.jpg"
    import_paths([folder(many(7, picture=sign) | many(7, picture=photo, start=30))], workers=0)
    assert left_out() == {sign}
    assert set(Article.objects.values_list("figures__image__url", flat=True)) == {None, photo}
    assert sorted(Article.objects.values_list("figure_count", flat=True)) == [0] * 7 + [1] * 7


def test_an_article_many_times_too_long_is_told(folder: Folder) -> None:
    thread = [f"第{n}楼：{'这是一条很长的留言，说的都是同一件事。' * 30}{n}" for n in range(60)]
    import_paths([folder(many(8) | {"long.md": post(99, *thread)})], workers=0)
    assert LongArticle.objects.get().article.url.endswith("/99")
