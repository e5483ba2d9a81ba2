"""No index: ripgrep over one file an article. It counts; it has no facets, no order and no folding."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from articles.search.index.arrays.layout import IndexDocument
from bench.engine_cases import Case
from bench.engine_corpus import text_of


def build(documents: Iterable[IndexDocument], folder: Path) -> None:
    for document in documents:
        path = folder / str(document.id % 256) / str(document.id)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(document), encoding="utf-8", errors="surrogatepass")


class Searcher:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _files(self, *parts: str, flag: str = "--fixed-strings") -> set[str]:
        wanted = [argument for part in parts for argument in ("-e", part)]
        found = subprocess.run(
            ["rg", "--files-with-matches", "--no-ignore", "--text", flag, *wanted, "."],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return set(found.stdout.splitlines())

    def ids(self, case: Case) -> set[int]:
        if case.filtered or case.newest:
            raise NotImplementedError
        parts = [self._files(part) for part in case.every]
        if case.any_of:
            parts.append(self._files(*case.any_of))
        if case.prefix:
            parts.append(self._files(rf"\b{case.prefix}", flag="--ignore-case"))
        found = set.intersection(*parts).difference(*map(self._files, case.without))
        return {int(path.rpartition("/")[2]) for path in found}

    def ask(self, case: Case) -> int:
        return len(self.ids(case))
