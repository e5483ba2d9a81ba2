"""Corrupted copies of the sample's files: each is read or refused with a reason (bench/mutations.py runs thousands)."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.parsing import parse_file
from tests.parsing.mutations import MUTATIONS, mutants, outcome
from tests.parsing.post_mutations import FORMATS, post_mutants
from tests.patience import cpu_seconds

SAMPLE = Path(__file__).parents[2] / "sample"
#: Seconds of processor time.
LIMIT = 5.0
COUNT = 51


@pytest.fixture(scope="module")
def corrupted() -> list[tuple[str, bytes]]:
    files = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.md")) if path.stat().st_size > 500]
    return list(mutants(files, COUNT, seed=7))


@pytest.mark.parametrize("number", range(COUNT))
def test_corrupted_files_are_read_or_refused(corrupted: list[tuple[str, bytes]], number: int) -> None:
    name, data = corrupted[number]
    assert outcome(parse_file(data, f"{name}/{number}.md"))
    assert cpu_seconds(lambda: parse_file(data, f"{name}/{number}.md"), enough=LIMIT) < LIMIT


def test_every_mutation_changes_something(corrupted: list[tuple[str, bytes]]) -> None:
    whole = {path.read_bytes() for path in SAMPLE.rglob("*.md")}
    assert {name for name, data in corrupted if data not in whole} == set(MUTATIONS)


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_corrupted_posts_are_read_or_refused(kind: str) -> None:
    for name, data in post_mutants(FORMATS[kind], 41, seed=5):
        assert outcome(parse_file(data, f"{name}/1.md"))


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_the_posts_are_articles(kind: str) -> None:
    assert outcome(parse_file(FORMATS[kind], "x/1.md")) in ("parsed", "parsed, with a doubt")
