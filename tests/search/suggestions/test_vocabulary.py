"""The words of the headlines: what is looked up in them, and the file they are kept in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search import refresh_suggestions, update
from articles.search.index.open_index import snapshot
from articles.search.index.process_store import store
from articles.search.suggestions.vocabulary import NEAR_LENGTHS, Vocabulary, build
from articles.search.suggestions.vocabulary_file import NAME, _keeper, read, vocabulary, write
from articles.search.text.fold import fold
from articles.search.text.pinyin import plain, reading, syllables

HEADLINES = [
    "特朗普政府限制出口",
    "川普政府：限制入境",
    "總統府前的廣場",
    "总统府回应",
    "总统府说明",
    "重庆的桥",
    "重慶大桥",
    "美国的经济",
    "Economic outlook of Écru",
]


def texts(words: Vocabulary, numbers: list[int]) -> list[str]:
    return [words.text(number) for number in numbers]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return build(HEADLINES, 7)


def test_words_and_phrases_with_how_often(words: Vocabulary) -> None:
    found = {words.text(n): (int(words.counts[n]), words.is_word(n)) for n in range(len(words))}
    assert found["限制"] == (2, True)
    assert found["总统府"] == (3, True), "both scripts are one term, shown as most write it"
    assert "總統府" not in found
    assert found["政府"] == (2, True)
    assert found["政府限制"] == (1, False), "the colon parts the other"
    assert not [text for text in found if re.search(r"\W", text) or text[0] in "的" or text[-1] in "的"]


def test_what_begins_so_the_most_frequent_first(words: Vocabulary) -> None:
    assert texts(words, words.starting("總", 5))[0] == "总统府"
    assert texts(words, words.starting("ECO", 5)) == ["Economic"]
    assert texts(words, words.starting("ecru", 5)) == ["Écru"]
    assert words.starting("没有的", 5) == []
    assert len(words.starting("", 3)) == 3


@pytest.mark.parametrize(
    ("letters", "text"), [("zongtongfu", "总统府"), ("ztf", "总统府"), ("zongt", "总统府"), ("chongqing", "重庆")]
)
def test_pinyin_and_its_initials(words: Vocabulary, letters: str, text: str) -> None:
    assert text in texts(words, words.typed_as(letters, 5))


def test_read_as_is_the_whole_of_it(words: Vocabulary) -> None:
    assert "重庆" in texts(words, words.read_as("chongqing", 5))
    assert words.read_as("chongqin", 5) == []
    assert words.reading("总统") == "zongtong"
    assert words.reading("总A") == ""


def test_readings() -> None:
    assert [plain(given) for given in ("lǜ", "nǚ", "hǎo", "ê")] == ["lv", "nv", "hao", "e"]
    assert (reading("中"), reading("a"), reading("\U00020000")) == ("zhong", "", "")
    assert syllables(["重慶", "重要", "A股", "\n"]) == [("chong", "qing"), ("zhong", "yao"), ("a", "gu"), ("\n",)]
    assert syllables([]) == []


def one_edit(a: str, b: str) -> bool:
    """By trying them all."""
    alphabet = set(a + b)
    dropped = {a[:i] + a[i + 1 :] for i in range(len(a))}
    put_in = {a[:i] + c + a[i:] for i in range(len(a) + 1) for c in alphabet}
    replaced = {a[:i] + c + a[i + 1 :] for i in range(len(a)) for c in alphabet}
    return b != a and b in dropped | put_in | replaced


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=8), max_size=12), st.text("甲乙丙", min_size=1, max_size=7))
def test_near_misses_are_those_one_edit_away(terms: list[str], wanted: str) -> None:
    words = build(terms, 1)
    every = [words.key(n) for n in range(len(words))]
    near = {words.key(n) for n in words.near(wanted, 100)}
    fits = len(wanted) in NEAR_LENGTHS
    assert near == ({key for key in every if one_edit(fold(wanted), key)} if fits else set())


def test_an_archive_without_headlines() -> None:
    for headlines in ([], [""], ["，。"], ["\n\n"]):
        words = build(headlines, 1)
        assert len(words) == 0
        assert words.starting("a", 5) == words.typed_as("a", 5) == words.near("总统", 5) == words.read_as("a", 5) == []


def test_the_file_gives_back_what_was_written(words: Vocabulary, tmp_path: Path) -> None:
    write(tmp_path / NAME, words)
    again = read(tmp_path / NAME)
    assert again is not None
    assert again.generation == 7
    assert [again.text(n) for n in range(len(again))] == [words.text(n) for n in range(len(words))]
    assert texts(again, again.typed_as("ztf", 1)) == ["总统府"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_damaged_file_is_none(words: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / NAME
    assert read(path) is None
    write(path, words)
    whole = path.read_bytes()
    random = Random(1)
    for at in [0, 31, 32, len(whole) - 1, *(random.randrange(len(whole)) for _ in range(40))]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert read(path) is None
    path.write_bytes(whole[:100])
    assert read(path) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("no_sync")
def test_it_is_made_once_kept_and_made_anew_when_the_index_has_changed(make_article: Callable[..., Article]) -> None:
    make_article("总统府")
    update()
    words = vocabulary(snapshot())
    assert words is not None and "总统府" in texts(words, words.starting("总", 9))
    assert vocabulary(snapshot()) is words
    path = store().folder / NAME
    assert path.exists()
    make_article("外交部")
    update()
    assert vocabulary(snapshot()) is words, "not for every edit"
    refresh_suggestions()
    words = vocabulary(snapshot())
    assert words is not None and texts(words, words.starting("外", 1)) == ["外交部"]
    before = path.stat().st_mtime_ns
    refresh_suggestions()
    assert path.stat().st_mtime_ns == before, "nothing has changed"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_sync")
def test_a_folder_that_cannot_be_written_costs_nothing(
    make_article: Callable[..., Article], caplog: pytest.LogCaptureFixture
) -> None:
    make_article("总统府")
    update()
    (store().folder / NAME).mkdir()
    words = vocabulary(snapshot())
    assert words is not None and len(words) == 1
    assert "cannot be kept" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_sync")
def test_a_large_archive_waits_for_nothing(
    make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr("articles.search.suggestions.vocabulary_file._SMALL", 0)
    make_article("总统府")
    update()
    vocabulary(snapshot())
    for thread in threading.enumerate():
        if thread.name == "suggestions":
            thread.join(20)
    words = vocabulary(snapshot())
    assert words is not None and "总统府" in texts(words, words.starting("总", 9))


@pytest.mark.django_db
@pytest.mark.usefixtures("no_sync")
def test_commands_make_it_so_that_no_reader_waits(
    make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(beginning: str) -> list[str]:
        words = read(store().folder / NAME)
        return [] if words is None else texts(words, words.starting(beginning, 9))

    call_command("update_index", verbosity=0)
    assert not (store().folder / NAME).exists(), "nothing to suggest"
    make_article("总统府")
    call_command("update_index", verbosity=0)
    assert known("总") == ["总统府"]
    make_article("外交部")
    call_command("update_index", verbosity=0)
    assert known("外") == ["外交部"]
    monkeypatch.setattr("articles.search.suggestions.vocabulary_file._MUCH", 1)
    make_article("国防部")
    call_command("update_index", verbosity=0)
    assert known("国") == [], "one of three is not much now: it is left to the background"
    (store().folder / NAME).write_bytes(b"damaged")
    _keeper.cache_clear()  # as the next command: another process
    make_article("气象局")
    call_command("update_index", verbosity=0)
    assert known("国") == ["国防部"]
    make_article("天文台")
    call_command("rebuild_index", verbosity=0)
    assert known("天") == ["天文台"], "whatever has changed"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_sync")
def test_an_import_makes_it(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.md").write_text(
        "<!--1596600000000-->\n[总统府今日开放](https://news.example/1)\n------\n<p>游人很多。</p>\n", encoding="utf-8"
    )
    call_command("import_articles", str(news), "--workers", "0", verbosity=0)
    words = read(store().folder / NAME)
    assert words is not None and "总统府" in texts(words, words.starting("总", 9))
