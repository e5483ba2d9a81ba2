"""How many characters come back wrong from one script to the other, on texts whose right form is known; and the phrases that
mend it.

    python -m bench.scripts ARCHIVE [--count 1000] [--seed 29] [--learn FOLDER] [--also FOLDER]

ARCHIVE: a folder with an archive's database (SQLite). A paragraph that an outlet printed in one script is converted to the
other and back: whatever differs then is an error. Prints errors per 10,000 Han characters with OpenCC alone and as this
archive does it, by class. --learn writes what `articles/reading/conversions` was made of: the shortest phrases that are
converted wrongly, from other articles' paragraphs; --also names a folder of Markdown by a further outlet, in Hong Kong's
characters, which confirms them.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from opencc import OpenCC

from articles.reading.converters import OURS, converter, corrected, pairs

Convert = Callable[[str], str]
#: (an article's number, its outlet, the paragraph as printed)
Paragraph = tuple[int, str, str]
#: The way back, the script that is right, the way there.
WAYS = {"s2tw": ("Hant", "tw2s"), "tw2s": ("Hans", "s2tw")}
SHORTEST = 40
#: So many errors, in so many articles, make a phrase worth having; so many of its occurrences must be as it says.
ERRORS, ARTICLES, PURE = 4, 4, 0.95
#: Seen right in so many outlets: no names of one outlet's reporters.
OUTLETS = 2
#: The outlet of --also, which confirms and teaches nothing: it writes as Hong Kong does.
FURTHER = "further"
#: Paragraphs to learn from, at most.
LESSONS = 50_000
ROUNDS = 3
_SIMPLIFIED = OpenCC("t2s")


def paragraphs(archive: Path, script: str, seed: int) -> list[Paragraph]:
    """Each once, in an order that the seed decides."""
    with closing(sqlite3.connect(f"file:{archive / 'db.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT id, source_id, text FROM articles_article WHERE script = ? AND language = ? ORDER BY id",
            (script, f"zh-{script}"),
        ).fetchall()
    found: dict[str, Paragraph] = {}
    for number, source, text in rows:
        for line in map(str.strip, text.split("\n")):
            if len(line) >= SHORTEST and _is_in(line, script):
                found.setdefault(line, (number, str(source), line))
    mixed = list(found.values())
    random.Random(seed).shuffle(mixed)
    return mixed


def _is_in(line: str, script: str) -> bool:
    """Not a quotation in the other script, nor of both."""
    others = sum(a != b for a, b in zip(line, _SIMPLIFIED.convert(line), strict=False))
    return others <= line.count("著") + line.count("乾") if script == "Hans" else others * 12 > len(line)


def further(folder: Path) -> list[Paragraph]:
    """Paragraphs of Markdown in Hong Kong's characters, with Taiwan's."""
    there, here = OpenCC("hk2t"), OpenCC("t2tw")
    found = []
    for number, file in enumerate(sorted(folder.rglob("*.md"))):
        body = re.sub(r"\A---.*?^---$", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        lines = (line for line in body.splitlines() if len(line) >= SHORTEST and "<" not in line and "](" not in line)
        found += [(-number, FURTHER, here.convert(there.convert(line))) for line in lines]
    return found


def wrong(convert: Convert, given: list[str], truth: list[str]) -> Iterator[tuple[int, int, str]]:
    """(number of the text, place in it, the character that was made)"""
    for number, (text, right) in enumerate(zip(given, truth, strict=True)):
        made = convert(text)
        if made != right and len(made) == len(right):
            yield from (
                (number, at, made[at]) for at in range(len(right)) if made[at] != right[at] and _is_han(right[at])
            )


def _is_han(text: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" for char in text)


def told(name: str, convert: Convert, given: list[str], truth: list[str], show: int) -> None:
    classes: Counter[str] = Counter()
    for number, at, made in wrong(convert, given, truth):
        classes[f"{given[number][at]}: {truth[number][at]} as {made}"] += 1
    han = sum(map(_is_han, "".join(truth)))
    errors = classes.total()
    print(f"{name}: {errors} errors in {han} Han characters, {10_000 * errors / han:.1f} in 10,000")
    print("    " + ", ".join(f"{what} {count}" for what, count in classes.most_common(show)))


@dataclass
class Lessons:
    """What is known to be right: the text that is converted, its right form, its article, its outlet."""

    given: list[str]
    truth: list[str]
    articles: list[int]
    outlets: list[str]

    def __post_init__(self) -> None:
        self.hay, self.right = "\n".join(self.given), "\n".join(self.truth)
        self.starts = [0, *accumulate(len(text) + 1 for text in self.given)]

    def seen(self, phrase: str) -> Iterator[tuple[str, str]]:
        """Its right form and the outlet, each time that it occurs."""
        at = self.hay.find(phrase)
        while at >= 0:
            yield self.right[at : at + len(phrase)], self.outlets[bisect_right(self.starts, at) - 1]
            at = self.hay.find(phrase, at + 1)

    def is_sure(self, phrase: str, form: str) -> bool:
        by_outlet: dict[str, Counter[bool]] = defaultdict(Counter)
        for right, outlet in self.seen(phrase):
            by_outlet[outlet][right == form] += 1
        agreed = sum(counts[True] > 4 * counts[False] for counts in by_outlet.values())
        rights, all_of_it = sum(c[True] for c in by_outlet.values()), sum(c.total() for c in by_outlet.values())
        return agreed >= OUTLETS and rights >= PURE * all_of_it


def candidates(lessons: Lessons, convert: Convert, known: Iterable[str]) -> dict[str, str]:
    """The shortest sure phrases around what is converted wrongly: of two to four characters."""
    errors: Counter[tuple[str, str]] = Counter()
    articles: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, at, _made in wrong(convert, lessons.given, lessons.truth):
        if lessons.outlets[number] == FURTHER:
            continue
        text, right = lessons.given[number], lessons.truth[number]
        for start, end in (
            (max(0, at + 1 - size + shift), at + 1 + shift) for size in (2, 3, 4) for shift in range(size)
        ):
            if end - start > 1 and end <= len(text) and _is_han(text[start:end]):
                errors[text[start:end], right[start:end]] += 1
                articles[text[start:end], right[start:end]].add(lessons.articles[number])
    found: dict[str, str] = {}
    taken = set(known)
    for (phrase, form), count in sorted(errors.items(), key=lambda each: (len(each[0][0]), -each[1])):
        enough = count >= ERRORS and len(articles[phrase, form]) >= ARTICLES
        if enough and phrase not in taken and not _holds(phrase, found) and lessons.is_sure(phrase, form):
            found[phrase] = form
    return found


def _holds(phrase: str, found: dict[str, str]) -> bool:
    size = len(phrase)
    return any(phrase[a:b] in found for a in range(size) for b in range(a + 2, size + 1) if b - a < size)


def useful(lessons: Lessons, before: Convert, after: Convert, found: dict[str, str]) -> dict[str, str]:
    """Those that mend what is near them, and break next to nothing: a phrase of ours can take a character from another."""
    mended: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for text, right, outlet in zip(lessons.given, lessons.truth, lessons.outlets, strict=True):
        if outlet == FURTHER:
            continue
        old, new = before(text), after(text)
        for at in (at for at in range(len(text)) if old[at] != new[at]):
            near = {text[a:b] for a in range(max(0, at - 6), at + 4) for b in range(a + 2, a + 5)} & found.keys()
            (mended if new[at] == right[at] else broken).update(near)
    return {
        phrase: form
        for phrase, form in found.items()
        if mended[phrase] >= ERRORS and broken[phrase] * 10 <= mended[phrase]
    }


def learn(name: str, lessons: Lessons) -> dict[str, str]:
    characters = pairs(OURS / f"{name}_characters.txt")
    phrases = pairs(OURS / f"{name}_chosen.txt")
    refused: set[str] = set()
    for _round in range(ROUNDS):
        before = corrected(name, phrases, characters).convert
        found = candidates(lessons, before, {*phrases, *refused})
        if not found:
            break
        kept = useful(lessons, before, corrected(name, {**phrases, **found}, characters).convert, found)
        refused |= found.keys() - kept.keys()
        phrases |= kept
    return {phrase: form for phrase, form in phrases.items() if phrase not in pairs(OURS / f"{name}_chosen.txt")}


def lessons_of(rest: list[Paragraph], there: Convert) -> Lessons:
    articles, outlets, right = (list(column) for column in zip(*rest, strict=True))
    return Lessons([there(text) for text in right], right, articles, outlets)


def write(folder: Path, name: str, lessons: Lessons) -> None:
    """As `articles/reading/conversions` has it: each with how often it was seen so."""
    lines = [
        f"{phrase}\t{form}\t{sum(right == form for right, _outlet in lessons.seen(phrase))}\n"
        for phrase, form in sorted(learn(name, lessons).items())
    ]
    (folder / f"{name}_phrases.txt").write_text("".join(lines), encoding="utf-8")


def measure(name: str, options: argparse.Namespace) -> None:
    script, way = WAYS[name]
    there = converter(way).convert
    found = paragraphs(options.archive, script, options.seed)
    tested, rest = found[: options.count], found[options.count :]
    truth = [text for _article, _outlet, text in tested]
    given = [there(text) for text in truth]
    print(f"{way}, then back by {name}: {len(truth)} paragraphs")
    told("  OpenCC alone", OpenCC(name).convert, given, truth, options.show)
    told("  this archive", converter(name).convert, given, truth, options.show)
    if options.learn:
        seen = {article for article, _outlet, _text in tested}
        rest = [each for each in rest if each[0] not in seen][:LESSONS]
        rest += further(options.also) if options.also and script == "Hant" else []
        write(options.learn, name, lessons_of(rest, there))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--show", type=int, default=25)
    parser.add_argument("--learn", type=Path)
    parser.add_argument("--also", type=Path)
    options = parser.parse_args()
    for name in WAYS:
        measure(name, options)


if __name__ == "__main__":
    main()
