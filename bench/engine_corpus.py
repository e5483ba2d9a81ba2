"""The articles that every engine gets: read from the archive once, kept as lines of JSON, streamed from there."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date
from itertools import islice, pairwise
from pathlib import Path

from articles.search.index.arrays.layout import IndexDocument
from articles.search.text.fold import fold

ARTICLES, CASES = "articles.jsonl", "cases.json"
_CJK = "々〇ぁ-ヿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_CJK}]+)|[0-9a-z\u00c0-\u024f]+")


def save(documents: Iterable[IndexDocument], folder: Path) -> None:
    with (folder / ARTICLES).open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(astuple(document)) + "\n")


class Stream:
    """The articles of a folder, one after the other. repeats: the same ones again, with other ids. reading: the seconds that
    went into the file, which no engine has to answer for."""

    def __init__(self, folder: Path, limit: int = 0, repeats: int = 1) -> None:
        self.folder, self.limit, self.repeats = folder, limit, repeats
        self.reading, self.count, self.characters = 0.0, 0, 0

    def _lines(self) -> Iterator[str]:
        with (self.folder / ARTICLES).open(encoding="utf-8") as file:
            yield from islice(file, self.limit or None)

    def __iter__(self) -> Iterator[IndexDocument]:
        for repeat in range(self.repeats):
            lines = self._lines()
            while True:
                began = time.perf_counter()
                line = next(lines, None)
                if line is None:
                    break
                number, *rest, texts = json.loads(line)
                document = IndexDocument(number + repeat * 100_000_000, *rest, tuple(texts))
                self.reading += time.perf_counter() - began
                self.count += 1
                self.characters += document.size
                yield document


def text_of(document: IndexDocument) -> str:
    """All texts of an article, one a line: headline, captions, byline, body."""
    return "\n".join(document.texts)


def month_of(day: int) -> int:
    """A number for the month of an ordinal day; 0 if undated."""
    return 0 if not day else (at := date.fromordinal(day)).year * 12 + at.month - 1


def segmented(text: str) -> str:
    """Folded text as pairs of characters and words with spaces between them. Where a run ends its last character stands
    alone, so that no phrase of pairs goes on across it."""
    parts = []
    for match in _RUN.finditer(fold(text)):
        run = match[0]
        if match[1]:
            parts += map("".join, pairwise(run))
            parts.append(run[-1])
        else:
            parts.append(run)
    return " ".join(parts)


def characters(text: str) -> str:
    """Each CJK character that occurs, once: for queries of one character."""
    return " ".join(sorted(set(re.sub(rf"[^{_CJK}]+", "", fold(text)))))


def pairs(text: str) -> list[str]:
    """The pairs that say a run of CJK characters, or the one word that a text is."""
    text = fold(text)
    return [a + b for a, b in pairwise(text)] if re.match(rf"[{_CJK}]{{2}}", text) else [text]


def is_character(text: str) -> bool:
    return bool(re.fullmatch(rf"[{_CJK}]", text))
