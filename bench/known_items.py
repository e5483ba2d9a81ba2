"""Does a reader who remembers an article find it among the first ten? (docs/decisions/0018-readings.md)

    NEWSARCHIVE_DATA=… python -m bench.known_items [--each 300] [--seed 1] [--half report] [--match words] [--misses]

Articles are drawn by the seed, and asked for as people ask: two or three of their telling words with spaces, joined, in the
other script, with one wrong character; their headline; the headline of another outlet's report of the same story (that
report is no answer); a question made of three words; a sentence of the text with one other character. Telling words are
those of an article's twelve with the highest tf-idf of jieba's words, in the order of the text: most of them stand far apart
there. A wrong character is one that sounds the same where there is one (a pinyin keyboard's mistake);
"any wrong character" is drawn from all characters of the archive.

What is ranked is tuned on the half of the articles whose permanent id is even; figures are reported on the other.
An article that says the same as the one drawn, word for word, is as good an answer: reprints count as found. Of several
articles under one headline each is as good an answer to that headline.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import sha256

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

import opencc  # noqa: E402
import rjieba  # noqa: E402

from articles import search  # noqa: E402
from articles.derived import Telling  # noqa: E402
from articles.models import Article  # noqa: E402
from articles.search.text.fold import fold  # noqa: E402
from articles.search.text.pinyin import reading  # noqa: E402
from articles.search.text.segmentation import simplified  # noqa: E402

FIRST = 10
TELLING = 12
HAN = re.compile(r"[\u4e00-\u9fff]+")
SENTENCE = re.compile(r"[^。！？；\n]{16,60}")
TO = {"hans": opencc.OpenCC("s2t"), "hant": opencc.OpenCC("t2s")}
QUESTIONS = ("{0}的{1}和{2}是怎么回事", "为什么{0}{1}{2}", "{0}与{1}{2}有什么关系？", "请问{0}{1}{2}后来怎么样了")

Kind = Callable[["Items", Article, random.Random], str | None]


def half_of(article: Article) -> str:
    return "tune" if sha256(article.public_id.encode()).digest()[0] % 2 == 0 else "report"


class Items:
    """The articles, and what their words are worth."""

    def __init__(self, half: str) -> None:
        found = (
            Article.objects.published().filter(length__gte=200).only("pk", "public_id", "headline", "text", "script")
        )
        self.drawn = [article for article in found.order_by("public_id") if half_of(article) == half]

    @cached_property
    def spread(self) -> Counter[str]:
        """In how many of a few thousand articles each word stands."""
        counted: Counter[str] = Counter()
        for article in self.drawn[::3]:
            counted.update(set(words_of(article.text)))
        return counted

    @cached_property
    def sounds(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for char, count in self.characters.items():
            if count >= 20:
                found[reading(char)].append(char)
        return found

    @cached_property
    def characters(self) -> Counter[str]:
        return Counter(char for article in self.drawn[::20] for char in simplified(article.text) if HAN.match(char))

    @cached_property
    def stories(self) -> dict[int, list[int]]:
        found = defaultdict(list)
        for pk, story in Telling.objects.filter(story__isnull=False).values_list("article_id", "story"):
            found[story].append(pk)
        return found

    def telling(self, article: Article, rng: random.Random, count: int) -> list[str] | None:
        words = Counter(word for word in words_of(article.text) if len(word) > 1 and HAN.fullmatch(word))
        total = len(self.drawn) / 3
        worth = {word: often * math.log(total / (1 + self.spread[word])) for word, often in words.items()}
        best = sorted(worth, key=lambda word: (-worth[word], word))[:TELLING]
        if len(best) < count:
            return None
        return sorted(rng.sample(best, count), key=article.text.index)

    def wrong(self, text: str, rng: random.Random, *, any_other: bool = False) -> str | None:
        """With one other character."""
        at = rng.choice([n for n, char in enumerate(text) if HAN.match(char)] or [-1])
        if at < 0:
            return None
        plain = simplified(text[at])
        same = [char for char in self.sounds.get(reading(plain), ()) if char != plain]
        if any_other or not same:
            same = [char for char in self.characters if char != plain]
        return text[:at] + rng.choice(same) + text[at + 1 :]


def words_of(text: str) -> list[str]:
    found, at = [], 0
    for word in rjieba.cut(simplified(text), True):
        found.append(text[at : at + len(word)])
        at += len(word)
    return found


def _some(items: Items, article: Article, rng: random.Random) -> list[str] | None:
    return items.telling(article, rng, rng.choice((2, 2, 3)))


def spaced(items: Items, article: Article, rng: random.Random) -> str | None:
    words = _some(items, article, rng)
    return " ".join(words) if words else None


def joined(items: Items, article: Article, rng: random.Random) -> str | None:
    words = _some(items, article, rng)
    return "".join(words) if words else None


def other_script(kind: Kind) -> Kind:
    def made(items: Items, article: Article, rng: random.Random) -> str | None:
        text = kind(items, article, rng)
        return TO["hant" if article.script == "hant" else "hans"].convert(text) if text else None

    return made


def one_wrong(kind: Kind, *, any_other: bool = False) -> Kind:
    def made(items: Items, article: Article, rng: random.Random) -> str | None:
        text = kind(items, article, rng)
        return items.wrong(text, rng, any_other=any_other) if text and len(text) > 3 else None

    return made


def headline(items: Items, article: Article, rng: random.Random) -> str | None:
    return article.headline.strip() if len(article.headline) > 5 else None


def question(items: Items, article: Article, rng: random.Random) -> str | None:
    words = items.telling(article, rng, 3)
    return rng.choice(QUESTIONS).format(*words) if words else None


def sentence(items: Items, article: Article, rng: random.Random) -> str | None:
    found = [text.strip() for text in SENTENCE.findall(article.text)]
    return items.wrong(rng.choice(found), rng, any_other=True) if found else None


KINDS: dict[str, Kind] = {
    "spaced": spaced,
    "joined": joined,
    "spaced, other script": other_script(spaced),
    "joined, other script": other_script(joined),
    "spaced, one wrong": one_wrong(spaced),
    "joined, one wrong": one_wrong(joined),
    "joined, any wrong": one_wrong(joined, any_other=True),
    "headline": headline,
    "question": question,
    "sentence, one other": sentence,
}


def others_headlines(items: Items, rng: random.Random) -> Iterator[tuple[Article, str, set[int]]]:
    """An article, the headline of another outlet's report of its story, and the report: no answer."""
    by_pk = {article.pk: article for article in items.drawn}
    groups = list(items.stories.values())
    rng.shuffle(groups)
    for group in groups:
        found = Article.objects.published().filter(pk__in=group).order_by("pk")
        rows = [(pk, source, text) for pk, source, text in found.values_list("pk", "source_id", "headline")]
        mine = [row for row in rows if row[0] in by_pk]
        pairs = [(a, b) for a in mine for b in rows if a[1] != b[1] and fold(a[2]) != fold(b[2]) and len(b[2]) > 5]
        if pairs:
            own, other = rng.choice(pairs)
            yield by_pk[own[0]], other[2].strip(), {other[0]}


def asked(items: Items, kind: str, each: int, seed: int) -> Iterator[tuple[Article, str, set[int]]]:
    rng, left = random.Random(f"{seed} {kind}"), each
    if kind == "other outlet's headline":
        for case in others_headlines(items, rng):
            if left:
                left -= 1
                yield case
        return
    for article in rng.sample(items.drawn, len(items.drawn)):
        if not left:
            return
        if text := KINDS[kind](items, article, rng):
            left -= 1
            yield article, text, set()


def place(text: str, article: Article, no_answer: set[int], match: str) -> int | None:
    """From 1; None if it is not among the first FIRST. The same text under the same headline is the same article."""
    extra = {"match": match} if match else {}
    wanted = search.Question(text, page_size=FIRST + len(no_answer), only_this_form=False, timeline="fine", **extra)
    ids = [hit.article_id for hit in search.ask(wanted).hits if hit.article_id not in no_answer][:FIRST]
    if alike(text, article.headline):
        named = dict(Article.objects.filter(pk__in=ids).values_list("pk", "headline"))
        return next((n for n, pk in enumerate(ids, 1) if alike(named.get(pk, ""), text)), None)
    if article.pk in ids:
        return ids.index(article.pk) + 1
    same = {
        pk for pk, text in Article.objects.filter(pk__in=ids).values_list("pk", "text") if alike(text, article.text)
    }
    return next((n for n, pk in enumerate(ids, 1) if pk in same), None)


def alike(left: str, right: str) -> bool:
    return "".join(fold(left).split()) == "".join(fold(right).split())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--each", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--half", choices=("tune", "report"), default="report")
    options.add_argument("--match", default="words", help='"" for a version before there were readings')
    options.add_argument("--kinds", default="", help="parted by ;")
    options.add_argument("--misses", action="store_true")
    given = options.parse_args()
    items = Items(given.half)
    print(f"{len(items.drawn):,} articles ({given.half}), seed {given.seed}, match={given.match or '-'}")
    print(f"{'':26}{'asked':>6}{'first':>8}{f'in {FIRST}':>8}{'ms CPU':>8}{'p95':>8}")
    for kind in given.kinds.split(";") if given.kinds else [*KINDS, "other outlet's headline"]:
        places, took = [], []
        for article, text, no_answer in asked(items, kind, given.each, given.seed):
            began = time.process_time()
            places.append(place(text, article, no_answer, given.match))
            took.append(time.process_time() - began)
            if given.misses and places[-1] is None:
                print("   missed", text, "|", article.public_id, article.headline)
        number = max(len(places), 1)
        took.sort()
        print(
            f"{kind:26}{len(places):6}{sum(each == 1 for each in places) / number:8.3f}"
            f"{sum(each is not None for each in places) / number:8.3f}"
            f"{took[len(took) // 2] * 1e3:8.1f}{took[int(len(took) * 0.95)] * 1e3:8.1f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
