"""Who tells the same story."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from opencc import OpenCC

from articles import related
from articles.derived import DueRow, Telling
from articles.models import Article
from articles.related import due, stories
from articles.related.rules import FAR, Tellings, same_story
from articles.related.sketches import BYTES, likeness, sketch, units, version
from tests.related.conftest import retold, story_text

NOON = datetime(2021, 3, 1, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


def told(make_article: Make, text: str, source: str = "甲报", days: int = 0, headline: str = "题") -> Article:
    return make_article(headline, f"<p>{text}</p>", source=source, published_at=NOON + timedelta(days=days))


def groups() -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for pk, story in related.story_of(list(Article.objects.values_list("pk", flat=True))).items():
        found.setdefault(story, []).append(pk)
    return sorted(sorted(pks) for pks in found.values())


def test_a_likeness_is_the_share_of_common_bigrams() -> None:
    text = story_text(1, 2_000)
    one, same, half, other = sketch([text, text, retold(text, 0.6667), story_text(2, 2_000)])
    assert len(one) == BYTES
    assert likeness(one, same) == 1.0
    assert likeness(one, half) == pytest.approx(0.5, abs=0.12)  # 2/3 kept of each: 2/4 of all
    assert likeness(one, other) < 0.05
    assert likeness(one, b"") == 0.0


def test_a_likeness_errs_as_chance_does_and_to_no_side() -> None:
    """Beside counting the common bigrams of 300 pairs: 256 draws err by 0.03 at most on average."""
    errors = []
    for n in range(300):
        text = story_text(n, 400)
        other = retold(text, (n % 10) / 10 + 0.05, n)
        one, two = ({each[i : i + 2] for i in range(len(each) - 1)} for each in map(units, (text, other)))
        errors.append(likeness(*sketch([text, other])) - len(one & two) / len(one | two))
    assert abs(np.mean(errors)) < 0.01
    assert np.std(errors) < 0.035


def test_a_sketch_depends_on_its_text_alone() -> None:
    texts = [story_text(n, 41 + 977 * (n % 7)) for n in range(60)]
    together = sketch(texts)
    assert [sketch([text])[0] for text in texts] == together
    assert len(set(together)) == len(set(texts))


def test_what_sketches_are_made_by_has_a_version() -> None:
    """If this fails, stored sketches cannot be compared with new ones: count up `_SCHEME`, then write what it is now."""
    digest = hashlib.sha256(
        b"".join(sketch([story_text(3), "the quick brown fox jumps " * 9 + story_text(4)]))
    ).hexdigest()
    assert (digest[:16], version() < 2**31) == ("871fd14e63bd6e8f", True)


def test_script_width_and_punctuation_make_no_difference() -> None:
    text = "总统府周三宣布，该计划将于2021年启动；国会对此表示欢迎。"
    text += "记者会在广播电台举行，随后还有展览与讲座，市民可以免费参加。"
    other = OpenCC("s2t").convert(text).replace("，", "、").replace("2021", "２０２１") + "\n\n"
    assert likeness(*sketch([text, other])) == 1.0


def test_english_is_compared_by_words_not_letters() -> None:
    words = ["harbour", "ferry", "lantern", "market", "bridge", "captain", "morning", "weather", "island", "village"]
    texts = [" ".join(words[(n * step + n // 10) % 10] for n in range(300)) for step in (1, 3)]
    assert likeness(*sketch(texts)) < 0.3


@pytest.mark.parametrize("text", ["", "短讯。", "\ud800" * 30, "。" * 500])
def test_short_texts_are_not_compared(text: str) -> None:
    assert sketch([text]) == [b""]


@pytest.mark.parametrize(
    ("likeness_", "days", "same_outlet", "expected"),
    [
        (0.5, 1, False, True),
        (0.49, 0, False, False),
        (0.6, 2, False, False),
        (0.66, 3, False, True),
        (0.79, 4, False, False),
        (0.8, 400, False, True),
        (0.8, None, False, True),
        (0.79, None, False, False),
        (0.6, 0, True, True),
        (0.59, 0, True, False),
        (0.92, 1, True, False),
        (0.94, 1, True, True),
    ],
)
def test_the_rules(likeness_: float, days: int | None, same_outlet: bool, expected: bool) -> None:
    sketches = np.zeros((2, 128), np.uint16)
    sketches[1, math.ceil(likeness_ * 128) :] = 7
    when = [100, FAR if days is None else 100 + days]
    rows = Tellings(np.array([1, 2]), np.array([1, 1 if same_outlet else 2]), np.array(when), sketches)
    assert same_story(rows, np.array([0]), rows, np.array([1])).tolist() == [expected]


@pytest.mark.django_db
def test_a_copy_in_another_outlet_is_the_same_story(make_article: Make) -> None:
    text = story_text(1)
    first = told(make_article, text, "甲报")
    copy = told(make_article, retold(text, 0.8), "乙报", days=1)
    other = told(make_article, story_text(2), "乙报")
    series = told(make_article, retold(text, 0.85, 5), "甲报", days=7)
    assert related.update() == 4
    assert groups() == [[first.pk, copy.pk], [other.pk], [series.pk]]
    assert related.story_of([copy.pk, other.pk, 10**9]) == {copy.pk: first.pk, other.pk: other.pk, 10**9: 10**9}
    assert related.stories_among(Article.objects.filter(pk__gt=first.pk)) == {copy.pk: first.pk}
    found = related.retellings(first, 9)
    assert [(one.article.pk, one.almost_word_for_word) for one in found] == [(copy.pk, False)]
    assert related.retellings(other, 9) == []


@pytest.mark.django_db
def test_the_order_of_arrival_changes_nothing(make_article: Make) -> None:
    text = story_text(1)
    chain = [text, retold(text, 0.75, 3), retold(text, 0.75, 3)[::-1]]
    texts = [*chain, retold(chain[2], 0.8, 4), story_text(7)]
    seen = set()
    for order in list(permutations(range(5)))[::17]:
        Article.objects.all().delete()
        made = {}
        for n in order:
            made[n] = told(make_article, texts[n], f"报{n}").pk
            related.update()
        names = {pk: n for n, pk in made.items()}
        seen.add(tuple(sorted(tuple(sorted(names[pk] for pk in pks)) for pks in groups())))
    assert seen == {((0, 1), (2, 3), (4,))}


@pytest.mark.django_db
def test_an_edit_takes_a_story_apart_and_joins_another(make_article: Make) -> None:
    left, right = story_text(1), story_text(2)
    a, b = told(make_article, left, "甲报"), told(make_article, right, "乙报")
    bridge = told(make_article, left, "丙报")
    related.update()
    assert groups() == [[a.pk, bridge.pk], [b.pk]]
    Article.objects.filter(pk=bridge.pk).update(text=right)
    assert related.freshen() == 1
    assert groups() == [[a.pk], [b.pk, bridge.pk]]
    Article.objects.filter(pk=b.pk).delete()
    related.freshen()
    assert groups() == [[a.pk], [bridge.pk]]
    assert not Telling.objects.filter(article_id=b.pk).exists()


@pytest.mark.django_db
def test_a_request_leaves_an_imports_stories_alone(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.related.due._FEW", 2)
    first, *_others = [told(make_article, story_text(n), f"报{n}") for n in range(10)]
    related.update()
    Telling.objects.update(grouped_ns=0)
    Article.objects.filter(pk=first.pk).update(text=story_text(11))
    assert related.freshen() == 1
    assert Telling.objects.filter(grouped_ns=0).count() == 10
    related.update()
    assert not Telling.objects.filter(grouped_ns=0).exists()


@pytest.mark.django_db
def test_losing_the_middle_parts_the_ends(make_article: Make) -> None:
    text = story_text(1, 600)
    left = told(make_article, text[:400], "甲报")
    middle = told(make_article, text[100:500], "乙报")
    right = told(make_article, text[200:], "丙报")
    related.update()
    assert groups() == [[left.pk, middle.pk, right.pk]]
    middle.delete()
    related.freshen()
    assert groups() == [[left.pk], [right.pk]]


@pytest.mark.django_db
def test_a_change_that_leaves_the_text_compares_nothing_again(make_article: Make) -> None:
    article = told(make_article, story_text(1))
    related.update()
    before = Telling.objects.get().grouped_ns
    Article.objects.update(headline="新题")
    assert DueRow.objects.count() == 1
    related.update()
    assert Telling.objects.get(article_id=article.pk).grouped_ns == before


@pytest.mark.django_db
def test_starting_anew_finds_the_same(make_article: Make) -> None:
    for n in range(6):
        told(make_article, retold(story_text(n // 3), 0.9, n), f"报{n}")
    related.update()
    before = groups()
    assert [len(pks) for pks in before] == [3, 3]
    related.start_anew()
    assert Telling.objects.count() == 0
    related.update()
    assert groups() == before


@pytest.mark.django_db
def test_a_text_that_hundreds_share_is_one_story(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.related.stories.BLOCK", 50)
    monkeypatch.setattr("articles.related.stories.MOST_WAITING", 40)
    monkeypatch.setattr("articles.related.stories.MOST_EQUAL", 5)
    for n in range(120):
        told(make_article, story_text(1), f"报{n % 3}")
    related.update()
    assert [len(pks) for pks in groups()] == [120]


@pytest.mark.django_db
def test_sketches_of_another_version_are_made_anew_and_no_story_is_lost_meanwhile(
    make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [[told(make_article, story_text(n), f"{name}报") for name in "甲乙"] for n in range(3)]
    related.update()
    before = groups()
    assert [len(pks) for pks in before] == [2, 2, 2]
    # As an archive was before: sketches that look like nothing that is made today.
    Telling.objects.update(version=None, sketch=bytes(range(256)))
    Telling.objects.filter(article_id=pairs[0][0].pk).update(version=version() + 1, sketch=bytes(256))
    monkeypatch.setattr("articles.related.due.BATCH", 2)
    work_out, turns = due._work_out, []

    def watched(rows: dict[int, int]) -> None:
        work_out(rows)
        turns.append(groups() == before)
        if len(turns) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(due, "_work_out", watched)
    with pytest.raises(KeyboardInterrupt):
        related.update()
    Article.objects.filter(pk=pairs[2][1].pk).update(headline="改了")
    related.freshen()
    assert groups() == before, "an edit in between takes none apart"
    related.update()
    assert turns == [True, True, True]
    assert groups() == before
    assert set(Telling.objects.values_list("version", flat=True)) == {version()}
    assert not Telling.objects.filter(grouped_ns__lte=0).exists()
    assert related.update() == 0, "and that was all"


@pytest.mark.django_db
def test_renewed_sketches_join_no_story_that_holds_no_longer(
    make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In turns of two: what waits for a later one brings nothing of its former story along."""
    texts = [story_text(1), story_text(2), story_text(1), story_text(2)]
    made = [told(make_article, text, f"报{n}").pk for n, text in enumerate(texts)]
    Telling.objects.bulk_create([
        Telling(article_id=pk, sketch=bytes(256), source_id=1, story=made[0], grouped_ns=1) for pk in made
    ])  # fmt: skip
    monkeypatch.setattr("articles.related.stories.MOST_WAITING", 2)
    related.update()
    assert groups() == [[made[0], made[2]], [made[1], made[3]]]


@pytest.mark.django_db
def test_a_new_member_joins_two_older_stories(make_article: Make) -> None:
    """Those at the ends are like it no more: they come along with who told the story with them."""
    text = story_text(1, 600)
    texts = [story_text(2, 100) + text[:300], text[:400], text[200:], text[300:] + story_text(3, 100)]
    left, first, last, right = (told(make_article, each, f"报{n}").pk for n, each in enumerate(texts))
    related.update()
    assert groups() == [[left, first], [last, right]]
    middle = told(make_article, text[100:500], "丙报").pk
    assert related.freshen() == 1
    assert groups() == [[left, first, last, right, middle]]
    assert set(Telling.objects.values_list("story", flat=True)) == {left}


def test_a_member_that_waits_is_not_taken_along(make_article: Make) -> None:
    """Its words are others by now: it looks for its story itself, and would not if it passed for one that has."""
    text = story_text(1, 600)
    texts = [story_text(2, 100) + text[:300], text[:400], text[200:], text[300:] + story_text(3, 100)]
    left, first, last, right = (told(make_article, each, f"报{n}").pk for n, each in enumerate(texts))
    related.update()
    assert groups() == [[left, first], [last, right]]
    Telling.objects.filter(pk=right).update(grouped_ns=0)
    stories._write([], [(first, last)], -1)
    assert Telling.objects.get(pk=last).story == left
    assert Telling.objects.get(pk=right).grouped_ns == 0
