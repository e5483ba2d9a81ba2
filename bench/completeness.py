"""Is every text of two or more Han characters found, in every script? (issue: search finds everything)

    NEWSARCHIVE_DATA=… python -m bench.completeness [--strings 1000] [--shortest 2] [--longest 12] [--seed 1]

Draws random strings of Han characters from random articles of the archive, half of them from what is stored, half from the
visible text of the untouched files (by a plain walk over their text nodes, no parser of ours), asks each as found and as
OpenCC's s2t, s2tw, s2hk and t2s convert it, and compares the set of articles found with a count over folded text made
without the index. A string of a file that is no part of the stored article was dropped as boilerplate: it is listed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import time
import unicodedata
from collections import Counter, defaultdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

import opencc  # noqa: E402
from bs4 import BeautifulSoup, Comment  # noqa: E402

from articles import search  # noqa: E402
from articles.ingest.rows.apply_versions import original_bytes  # noqa: E402
from articles.models import Article, Figure  # noqa: E402
from articles.search.text.fold import fold  # noqa: E402

#: Variation selectors: of category Mn, with no width of their own.
_CHOOSING = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
HAN = re.compile(r"[々〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
CONVERSIONS = {name: opencc.OpenCC(name) for name in ("s2t", "s2tw", "s2hk", "t2s")}


def truth() -> dict[int, str]:
    """Folded texts of every published article: headline, captions, credits, byline, dateline, paragraphs."""
    texts: dict[int, list[str]] = defaultdict(list)
    for pk, headline, byline, dateline, text in Article.objects.published().values_list(
        "pk", "headline", "byline", "dateline", "text"
    ):
        texts[pk] += [headline, *byline, dateline, text]
    for pk, caption, credit in Figure.objects.values_list("article_id", "caption", "credit"):
        if pk in texts:
            texts[pk] += [caption, credit]
    return {pk: fold(visible("\n".join(parts))) for pk, parts in texts.items()}


def visible(text: str) -> str:
    """Without what no reader sees and nobody types: characters without width between two others (U+200B), soft hyphens,
    marks that choose a glyph (Unicode, Default_Ignorable_Code_Point, as far as Python's tables tell it)."""
    kept = (
        char for char in text if char == "\n" or not (unicodedata.category(char) in ("Cc", "Cf") or char in _CHOOSING)
    )
    return "".join(kept)


def visible_runs(data: bytes) -> list[str]:
    """Runs of Han characters in the text nodes of a file, its front matter aside."""
    text = data.decode("utf-8", "replace")
    if text.startswith("---"):
        text = text.split("\n---", 2)[-1]
    soup = BeautifulSoup(text, "lxml")
    nodes = [node for node in soup.find_all(string=True) if not isinstance(node, Comment)]
    return [run for node in nodes if node.parent.name not in ("script", "style") for run in HAN.findall(str(node))]


def stored_runs(article: Article) -> list[str]:
    captions = "\n".join(figure.caption for figure in article.figures.all())
    return HAN.findall(f"{article.headline}\n{captions}\n{article.text}")


def piece(runs: list[str], shortest: int, longest: int, rng: random.Random) -> str:
    long_enough = [run for run in runs if len(run) >= shortest]
    if not long_enough:
        return ""
    # Each character is as likely to be drawn as any other.
    run = rng.choices(long_enough, [len(run) for run in long_enough])[0]
    length = rng.randint(shortest, min(longest, len(run)))
    start = rng.randrange(len(run) - length + 1)
    return run[start : start + length]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--strings", type=int, default=1000)
    options.add_argument("--shortest", type=int, default=2)
    options.add_argument("--longest", type=int, default=12)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    texts = truth()
    pks = sorted(texts)
    outcome: Counter[str] = Counter()
    dropped, took = [], []
    done = 0
    while done < given.strings:
        article = Article.objects.select_related("original").prefetch_related("figures").get(pk=rng.choice(pks))
        from_file = done % 2 == 1
        runs = visible_runs(original_bytes(article.original)) if from_file else stored_runs(article)
        string = piece(runs, given.shortest, given.longest, rng)
        if not string:
            continue
        done += 1
        counted: dict[str, set[int]] = {}
        asked = {"as found": string} | {name: converter.convert(string) for name, converter in CONVERSIONS.items()}
        for name, text in asked.items():
            wanted = fold(text)
            if wanted not in counted:
                counted[wanted] = {pk for pk, folded in texts.items() if wanted in folded}
            expected = counted[wanted]
            began = time.perf_counter()
            found = set(search.matching_ids(f'"{text}"', 1_000_000))
            took.append(time.perf_counter() - began)
            total = search.ask(search.Question(f'"{text}"', facets=False, timeline="")).total
            outcome["asked"] += 1
            outcome["set and total equal the count"] += found == expected and total == len(expected)
            outcome["finds its article"] += article.pk in found
            if found != expected:
                print("DIFFERS", name, text, len(found), len(expected), article.public_id)
            elif article.pk not in found:
                (
                    dropped.append((text, article.public_id))
                    if from_file
                    else print("LOST", name, text, article.public_id)
                )
    print(dict(outcome))
    took.sort()
    print(
        f"all ids of a query: median {took[len(took) // 2] * 1e3:.2f} ms, p95 {took[int(len(took) * 0.95)] * 1e3:.2f} ms"
    )
    print(f"{len({public for _text, public in dropped})} strings of files are in no stored text (boilerplate):")
    for text, public in dropped:
        print("  ", public, text)
    return 0 if outcome["asked"] == outcome["set and total equal the count"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
