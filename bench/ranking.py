"""Does a search for a word put the articles first that use it as a word? (docs/decisions/0003-words.md)

    pip install -r requirements-bench.txt
    NEWSARCHIVE_DATA=… python -m bench.ranking [--pairs 40] [--sample 1000] [--top 20] [--seed 1] [--variants]

Whether two characters are a word in an article is judged by jiojio (a CRF) and by thulac (a structured perceptron), whose
models are inside their packages; the ranking knows rjieba's dictionary only. An article uses a pair as a word if either
judge says so: each misses a tenth of the uses that a reader sees (吉|内|政, 目|的|是). A pair is ambiguous if each of the
two finds at least 40 articles that use it as a word, and both at least 40 others in which the characters only meet: a word's
border lies between them, or both stand in the middle of a longer word (华人 in 中华人民共和国). Beside the pairs that the
issue names those are taken that jiojio's dictionary has as a noun or a name, those with the most articles on either side
first. --variants compares what an occurrence that is no word may count for; nothing is indexed anew for that.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

import jiojio  # noqa: E402
import thulac  # noqa: E402

from articles import search  # noqa: E402
from articles.models import Article, Figure  # noqa: E402
from articles.search.evaluate import evaluate  # noqa: E402
from articles.search.text.segmentation import simplified  # noqa: E402

#: The pairs that issue 3 names.
NAMED = ("华人", "人大", "美中", "东京", "海上", "国军", "民主", "中共", "大学", "日本")
AT_LEAST = 40
#: So many articles in which the first judge sees a word are shown to the second.
MOST = 200
HAN = re.compile(r"[\u4e00-\u9fff]{2}")
SENTENCE_END = re.compile(r"[。！？；\n]+")
#: What an occurrence that is no word counts for; None: as much as a word.
VARIANTS: tuple[tuple[str, float | None], ...] = (
    ("no word knowledge", None), ("0.3", 0.3), ("0.1", 0.1), ("0.05", 0.05), ("0.01", 0.01), ("tier (0.000001)", 1e-6),
)  # fmt: skip

WORD, MEETS, PART = "word", "meets", "part of a longer word"


@cache
def perceptron() -> Any:
    return thulac.thulac(seg_only=True)


@cache
def cut(sentence: str) -> tuple[str, ...]:
    return tuple(jiojio.cut(sentence))


@cache
def cut_again(sentence: str) -> tuple[str, ...]:
    # thulac drops white space, and fails on a text of nothing else.
    return tuple(word for word, _tag in perceptron().cut(sentence)) if sentence.strip() else ()


Judge = Callable[[str], tuple[str, ...]]
JUDGES: tuple[Judge, ...] = (cut, cut_again)


def uses(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(pair, how it stands there) of all pairs of Han characters in a sentence."""
    tokens = list(tokens)
    for token in tokens:
        for at, pair in enumerate(map("".join, pairwise(token))):
            at_an_end = at == 0 or at == len(token) - 2
            yield pair, WORD if len(token) == 2 else PART if at_an_end else MEETS
    for left, right in pairwise(tokens):
        yield left[-1] + right[0], MEETS


def nouns() -> set[str]:
    """Nouns and names of people, places, organisations and works in jiojio's dictionary."""
    folder = Path(jiojio.__file__).parent / "dictionary"
    files = [folder / f"{kind}.txt" for kind in ("n", "nr", "ns", "nt", "nz", "s")]
    return {line.partition("\t")[0] for file in files for line in file.read_text(encoding="utf-8").splitlines()}


class Texts:
    """The simplified texts of all published articles, by primary key."""

    def __init__(self) -> None:
        parts: dict[int, list[str]] = {}
        for pk, headline, text in Article.objects.published().values_list("pk", "headline", "text"):
            parts[pk] = [headline, text]
        for pk, caption in Figure.objects.values_list("article_id", "caption"):
            if pk in parts:
                parts[pk].insert(1, caption)
        self.of = {pk: simplified("\n".join(texts)) for pk, texts in parts.items()}

    def how(self, pk: int, pair: str, judge: Judge) -> str:
        """WORD if it is one somewhere in the article; else PART if it is part of one; else MEETS."""
        met: set[str] = set()
        for sentence in SENTENCE_END.split(self.of[pk]):
            if pair in sentence:
                met |= {how for found, how in uses(judge(sentence)) if found == pair}
            if WORD in met:
                return WORD
        return PART if PART in met else MEETS

    def verdicts(self, pk: int, pair: str) -> tuple[str, ...]:
        return tuple(self.how(pk, pair, judge) for judge in JUDGES)

    def ambiguous(self, pair: str, rng: random.Random) -> bool:
        """The second judge, who is slow, is asked no more often than it takes."""
        holding = [pk for pk, text in self.of.items() if pair in text]
        rng.shuffle(holding)
        words, words_again, meets, asked = 0, 0, 0, 0
        for pk in holding:
            how = self.how(pk, pair, cut)
            words += how == WORD
            if how == WORD and words_again < AT_LEAST and asked < MOST:
                asked += 1
                words_again += self.how(pk, pair, cut_again) == WORD
            elif how == MEETS and meets < AT_LEAST:
                meets += self.how(pk, pair, cut_again) == MEETS
            if min(words, words_again, meets) >= AT_LEAST:
                return True
        return False

    def candidates(self, sample: list[int]) -> list[str]:
        """Nouns and names, those first that have the most articles of the sample on either side."""
        counts: Counter[tuple[str, str]] = Counter()
        for pk in sample:
            met: dict[str, set[str]] = {}
            for sentence in SENTENCE_END.split(self.of[pk]):
                for pair, how in uses(cut(sentence)):
                    met.setdefault(pair, set()).add(how)
            counts.update(
                (pair, WORD if WORD in hows else PART if PART in hows else MEETS) for pair, hows in met.items()
            )
        enough = AT_LEAST * len(sample) / len(self.of)
        pairs = {pair for pair, how in counts if how == MEETS and HAN.fullmatch(pair)}
        pairs = {pair for pair in pairs & nouns() if min(counts[pair, WORD], counts[pair, MEETS]) >= enough}
        return sorted(pairs, key=lambda pair: (-min(counts[pair, WORD], counts[pair, MEETS]), pair))


def first(text: str, count: int) -> list[int]:
    question = search.Question(text, page_size=count, facets=False, timeline="", only_this_form=True)
    return [hit.article_id for hit in search.ask(question).hits]


def with_weight(weight: float | None) -> None:
    # Infinity would not be a number beside a score of nought; so large a factor leaves nothing of the words' share.
    evaluate.NOT_A_WORD = 1e9 if weight is None else weight


def measured(texts: Texts, pairs: list[str], top: int) -> dict[str, tuple[float, ...]]:
    """Of the first `top` of each pair: the share where it is a word by either judge, by the first, by the second, where it
    is at least part of one that begins or ends with it, and whose headline has it."""
    result = {}
    for pair in pairs:
        found = [(texts.of[pk].split("\n", 1)[0], texts.verdicts(pk, pair)) for pk in first(pair, top)]
        result[pair] = (
            mean(WORD in verdicts for _head, verdicts in found),
            *(mean(verdicts[number] == WORD for _head, verdicts in found) for number in range(len(JUDGES))),
            mean(set(verdicts) != {MEETS} for _head, verdicts in found),
            mean(pair in head for head, _verdicts in found),
        )
    return result


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values)


def long_queries(texts: Texts, rng: random.Random, count: int = 100) -> list[str]:
    """Runs of 6 to 12 Han characters, and three words of an article, as they stand in the archive."""
    asked, pks = [], list(texts.of)
    while len(asked) < count:
        runs = re.findall(r"[\u4e00-\u9fff]{12,}", texts.of[rng.choice(pks)])
        if len(runs) < 3:
            continue
        if len(asked) % 2:
            words = [word for run in rng.sample(runs, 3) for word in cut(run) if len(word) > 1]
            asked.append(" ".join(rng.sample(words, min(3, len(words)))))
        else:
            run = rng.choice(runs)
            asked.append(run[: rng.randint(6, 12)])
    return asked


def row(name: str, shares: Iterable[tuple[float, ...]]) -> str:
    return f"{name:20}" + "".join(f"{mean(column):9.3f}" for column in zip(*shares, strict=True))


HEADS = f"{'':20}   either   jiojio   thulac     part  headline"


def compare(texts: Texts, pairs: list[str], top: int, rng: random.Random) -> None:
    queries = long_queries(texts, rng)
    with_weight(None)
    plain = {query: set(first(query, top)) for query in queries}
    print(f"\nwhat is no word counts\n{HEADS}   long queries: first {top} as without")
    for name, weight in VARIANTS:
        with_weight(weight)
        shares = measured(texts, pairs, top)
        same = mean(len(plain[q] & set(first(q, top))) / max(1, len(plain[q])) for q in queries)
        print(f"{row(name, shares.values())}  {same:.3f}", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=40)
    options.add_argument("--sample", type=int, default=1000, help="articles that are cut whole to find ambiguous pairs")
    options.add_argument("--top", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--variants", action="store_true")
    given = options.parse_args()
    rng = random.Random(given.seed)
    jiojio.init()
    texts = Texts()
    found = texts.candidates(rng.sample(sorted(texts.of), min(given.sample, len(texts.of))))
    cut.cache_clear()
    pairs: list[str] = []
    for pair in dict.fromkeys([*NAMED, *found]):
        if len(pairs) == given.pairs:
            break
        if texts.ambiguous(pair, rng):
            pairs.append(pair)
        elif pair in NAMED:
            print(f"{pair} is not ambiguous here")
    shares = measured(texts, pairs, given.top)
    print(f"of the first {given.top}, the share where the pair is a word\n{HEADS}")
    for pair in pairs:
        print(row(pair, [shares[pair]]))
    print(row(f"{len(pairs)} pairs", shares.values()))
    overall = mean(share[0] for share in shares.values())
    if given.variants:
        compare(texts, pairs, given.top, rng)
    return 0 if overall >= 0.95 and len(pairs) >= min(30, given.pairs) else 1


if __name__ == "__main__":
    raise SystemExit(main())
