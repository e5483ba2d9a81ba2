"""The words that go with a query: candidates from a sample of its headlines, counted exactly in the index.

The sample only proposes words (some 60 for each query, those of most headlines); how many articles hold each, inside and
outside, is read from the postings of the whole archive. What is shown is thus exact, and the same each time.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import islice
from weakref import WeakKeyDictionary

import numpy as np
import rjieba
from whoosh import query as wq

from articles.models import Article
from articles.search.analysis.keyword_stats import Keyword, WordCounts, keywords
from articles.search.evaluate.evaluate import Evaluator
from articles.search.evaluate.exact_script import leaves
from articles.search.index.arrays.store import Snapshot
from articles.search.index.schema import TEXT
from articles.search.query.queries import Near, exactly
from articles.search.query.regional_names import Forms, in_any_form
from articles.search.text.arrays import Array
from articles.search.text.fold import CJK, WORD, class_table, code_points, fold, is_cjk
from articles.search.text.segmentation import simplified

#: Headlines read for each query, and of their words the most frequent that are counted. Six queries: 10 ms of CPU to cut
#: 2,400 headlines into words, 40 ms to count 240 words in 31,000 articles (one Xeon core).
_HEADLINES, _CANDIDATES = 400, 60
#: Words shown for each query.
MOST = 12
#: A candidate stands in at least so many of the headlines read.
_LEAST = 2
_LONGEST = 12
#: A word grows by a character that stands beside it in this share of its occurrences, if these are so many.
_NEARLY_ALWAYS, _OFTEN, _LONGEST_GROWN = 0.9, 4, 6
#: Never the part of a name.
GLUE = frozenset("的了在和是與与及对對将將被把也就都而或等为為称稱说說于於以从從向又再遭称讯訊")

_Key = tuple[object, ...]
#: What was counted in a snapshot; an answer is some kilobytes.
_kept: WeakKeyDictionary[Snapshot, OrderedDict[_Key, tuple[Keyword, ...]]] = WeakKeyDictionary()
_MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class QueryMatches:
    """A query and its documents (int64, ascending) within the filters. key: equal for what has equal words."""

    key: _Key
    query: wq.Query
    docs: Array


def companions(
    evaluator: Evaluator, found: Sequence[QueryMatches], within: Array, forms: Forms, leave_out: Iterable[str] = ()
) -> list[tuple[Keyword, ...]]:
    """For each query the words that its articles hold far more often than the other ones of `within` (bool, one a
    document). forms: regional ones, counted together. leave_out: names of outlets, which stand in many headlines."""
    kept = _kept.setdefault(evaluator.snapshot, OrderedDict())
    new = [each for each in found if each.key not in kept]
    names = tuple(map(fold, leave_out))
    owns = [(*_own_words(each.query), *names) for each in new]
    counted: dict[str, Array] = {}
    for each, words in zip(new, _proposed(evaluator.snapshot, new, owns), strict=True):
        counts = _counts(evaluator, each, words, forms, within, counted)
        inside, whole = len(each.docs), int(np.count_nonzero(within))
        kept[each.key] = keywords(counts, inside, whole - inside, MOST)
    answers = [kept[each.key] for each in found]
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
    return answers


def _sampled(now: Snapshot, docs: Array) -> list[int]:
    """Primary keys of articles spread evenly over the matches: the same whatever the index's segments are."""
    ids = np.sort(now.column("doc_id")[docs])
    if len(ids) > _HEADLINES:
        ids = ids[np.linspace(0, len(ids) - 1, _HEADLINES).astype(np.int64)]
    chosen: list[int] = ids.tolist()
    return chosen


def _proposed(now: Snapshot, found: Sequence[QueryMatches], owns: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """For each query words of its headlines, those of most headlines first, each as most of them write it; none of its own
    words."""
    samples = [_sampled(now, each.docs) for each in found]
    wanted = {pk for sample in samples for pk in sample}
    if not wanted:
        return [[] for _each in found]
    rows = Article.objects.published().filter(pk__in=wanted).values_list("pk", "headline")
    headlines: dict[int, str] = dict(rows)
    texts = ([headlines[pk] for pk in sample if pk in headlines] for sample in samples)
    return [_frequent(each, own) for each, own in zip(texts, owns, strict=True)]


def _frequent(headlines: Iterable[str], own: tuple[str, ...]) -> list[str]:
    text = "\n".join(headline.replace("\n", " ") for headline in headlines)
    folded = fold(text)
    often, written, edges = _often(text, folded)
    ranked = sorted((-count, key) for key, count in often.items() if count >= _LEAST)
    chosen = islice((key for _count, key in ranked if not _is_own(key, own)), _CANDIDATES)
    words: dict[str, str] = {}
    for key in chosen:
        whole, before = _grown(folded, edges, key)
        if _is_own(whole, own):
            whole, before = key, 0
        word = max(written[key].items(), key=lambda item: (item[1], item[0]))[0]
        if whole != key:
            at = folded.index(whole)
            word = text[at : at + before] + word + text[at + before + len(key) : at + len(whole)]
        words.setdefault(whole, word)
    return list(words.values())


def _often(text: str, folded: str) -> tuple[Counter[str], dict[str, Counter[str]], set[int]]:
    """(how many lines hold each word, folded; how it is written; where words begin and end).

    Cut with the hidden Markov model, which finds new names: what it guesses wrong stands in few headlines, or is no more
    frequent in this query's articles than elsewhere."""
    often: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: set[str] = set()
    edges, start = {0}, 0
    for word in rjieba.cut(simplified(text), True):
        end = start + len(word)
        key = folded[start:end]
        if "\n" in word:
            often.update(seen)
            seen.clear()
        elif _is_word(key):
            seen.add(key)
            written[key][text[start:end]] += 1
        edges.add(end)
        start = end
    often.update(seen)
    return often, written, edges


@cache
def idle_words() -> frozenset[str]:
    """Folded words that say nothing about a subject, and signs of the query language."""
    text = resources.files("articles.search.analysis").joinpath("idle_words.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for line in text.splitlines() if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1 << 14)
def _is_word(key: str) -> bool:
    """Two Chinese characters or more, or three letters."""
    if not 1 < len(key) <= _LONGEST or key in idle_words():
        return False
    kinds = class_table()[code_points(key)]
    if (kinds == CJK).all():
        return True
    return len(key) > 2 and key.isalpha() and bool((kinds == WORD).all())


def _grown(folded: str, edges: set[int], key: str) -> tuple[str, int]:
    """(the word with the characters that nearly always stand beside it, how many of these are before it): 孟晚 is 孟晚舟,
    and 跳动 is 字节跳动. Only whole words are added, where it stands first: 强迫 does not become 强迫劳 of 强迫劳动."""
    whole, before = key, 0
    kept = whole, before
    while len(whole) < _LONGEST_GROWN:
        places = [match.start() for match in re.finditer(re.escape(whole), folded)]
        ahead = Counter(folded[at - 1 : at] for at in places)
        behind = Counter(folded[at + len(whole) : at + len(whole) + 1] for at in places)
        if char := _always(behind, len(places)):
            whole += char
        elif char := _always(ahead, len(places)):
            whole, before = char + whole, before + 1
        else:
            break
        first = folded.index(whole)
        if {first, first + len(whole)} <= edges:
            kept = whole, before
    return kept


def _always(beside: Counter[str], often: int) -> str:
    char, count = beside.most_common(1)[0]
    chinese = len(char) == 1 and is_cjk(char) and char not in GLUE
    return char if often >= _OFTEN and count >= _NEARLY_ALWAYS * often and chinese else ""


def _own_words(query: wq.Query) -> Iterator[str]:
    for leaf in leaves(query):
        for part in (leaf.left, leaf.right) if isinstance(leaf, Near) else (leaf,):
            text = fold(getattr(part, "typed", "") or getattr(part, "text", "") or "")
            yield from text.split()


def _is_own(word: str, own: tuple[str, ...]) -> bool:
    """A part of what was asked for, or it with something around. All folded."""
    return any(word in other or (len(other) > 1 and other in word) for other in own)


def _counts(
    evaluator: Evaluator, found: QueryMatches, words: list[str], forms: Forms, within: Array, counted: dict[str, Array]
) -> Iterator[WordCounts]:
    """counted: the documents (within) of words that another query has asked for already."""
    inside = np.zeros(evaluator.snapshot.documents, bool)
    inside[found.docs] = True
    groups: set[object] = set()
    for word in words:
        key = fold(word)
        group = forms.get(key, key)
        if group in groups:
            continue  # another regional form of it is counted
        groups.add(group)
        if key not in counted:
            docs = evaluator.documents(in_any_form(exactly(TEXT, word), forms))
            counted[key] = docs[within[docs]]
        both = int(np.count_nonzero(inside[counted[key]]))
        yield WordCounts(word, both, len(counted[key]) - both)
