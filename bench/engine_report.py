"""What was measured, as tables of Markdown and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

from bench.engine_cases import Case
from bench.engine_picture import picture

TITLES = {
    "ours": "this archive", "tantivy": "Tantivy, pairs", "fts5-pairs": "SQLite FTS5, pairs",
    "fts5-trigram": "SQLite FTS5, trigram", "whoosh-jieba": "Whoosh, jieba", "ripgrep": "ripgrep",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A class of queries: milliseconds of all times asked; articles found, too many, and true, over all queries."""

    median: float
    p95: float
    found: int
    extra: int
    true: int


@dataclass(frozen=True)
class EngineResult:
    """built and asked as bench.engine_run writes them; expected: the truth for each query."""

    name: str
    built: dict[str, Any]
    build_mb: float
    asked: list[dict[str, Any]]
    ask_mb: float
    expected: list[set[int]]

    def groups(self, cases: Sequence[Case]) -> dict[str, Group | None]:
        names = dict.fromkeys(case.group for case in cases)
        return {name: self._group([i for i, case in enumerate(cases) if case.group == name]) for name in names}

    def _group(self, numbers: Sequence[int]) -> Group | None:
        answers = [(set(self.asked[i]["ids"]), self.expected[i]) for i in numbers if self.asked[i]["ids"] is not None]
        if not answers:
            return None
        taken = sorted(ms for i in numbers for ms in self.asked[i]["ms"])
        return Group(
            median(taken),
            taken[int(len(taken) * 0.95)],
            sum(len(found & true) for found, true in answers),
            sum(len(found - true) for found, true in answers),
            sum(len(true) for _found, true in answers),
        )


def section_of_pages(text: str) -> str:
    """What docs/bench.md says of pages, which other programs measure (bench.pages and those beside it): it stays."""
    return "".join(text.partition("\n## Pages\n")[1:])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _ms(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _completeness(group: Group) -> str:
    share = f"{group.found / group.true:.1%}" if group.true else "–"
    return f"{share} (+{group.extra})" if group.extra else share


@dataclass
class Report:
    cases: Sequence[Case]
    results: list[EngineResult] = field(default_factory=list)
    tenfold: EngineResult | None = None

    def add(self, result: EngineResult) -> None:
        self.results.append(result)

    def take_turns(self, times: dict[str, list[list[float]]]) -> None:
        """Of each engine the milliseconds of each query, in place of those that were taken while it ran alone."""
        for result in self.results:
            for answer, ms in zip(result.asked, times.get(result.name, ()), strict=False):
                answer["ms"] = ms

    def _columns(self) -> list[tuple[str, EngineResult]]:
        columns = [(TITLES[result.name], result) for result in self.results]
        return [*columns, ("this archive, ten-fold", self.tenfold)] if self.tenfold else columns

    def _build(self) -> str:
        rows = []
        for title, result in self._columns():
            b = result.built
            rows.append([
                title, f"{b['articles']:,}", f"{b['articles'] / b['seconds']:,.0f}",
                f"{b['characters'] / b['seconds'] / 1e6:.2f} million", f"{b['bytes'] / b['articles']:,.0f}",
                f"{b['bytes'] / b['characters']:.2f}", f"{result.build_mb:.0f} MB", f"{result.ask_mb:.0f} MB",
            ])  # fmt: skip
        head = ["engine", "articles", "articles/s", "characters/s", "bytes an article", "bytes a character",
                "memory building", "memory asking"]  # fmt: skip
        return _table(head, rows)

    def _by_class(self, cell: Any) -> str:
        columns = [(title, result.groups(self.cases)) for title, result in self._columns()]
        names = list(dict.fromkeys(case.group for case in self.cases))
        rows = [[name, *(cell(groups[name]) if groups[name] else "–" for _title, groups in columns)] for name in names]
        return _table(["class", *(title for title, _groups in columns)], rows)

    def _medians(self) -> str:
        """The middle of the classes' medians."""
        parts = []
        for title, result in self._columns():
            groups = [group for group in result.groups(self.cases).values() if group]
            worst = max(groups, key=lambda group: group.p95)
            parts.append(f"{title} {_ms(median(g.median for g in groups))} ms (worst class {_ms(worst.p95)} ms)")
        return "Median of all classes, and the 95th percentile of the slowest: " + "; ".join(parts) + "."

    def markdown(self) -> str:
        return "\n\n".join([
            "## Building", self._build(),
            "## A page of 20, the total, outlets and months: milliseconds, median / 95th percentile",
            "This archive, Tantivy and FTS5 with pairs took turns with each query; the others ran alone.",
            self._by_class(lambda group: f"{_ms(group.median)} / {_ms(group.p95)}"), self._medians(),
            "## Articles found, of those whose text says it (and how many more were returned)",
            self._by_class(_completeness),
        ])  # fmt: skip

    def page(self) -> str:
        count = self.results[0].built["articles"] if self.results else 0
        return _PAGE.format(date=datetime.now(UTC).date(), count=f"{count:,}", tables=self.markdown())

    def svg(self) -> str:
        groups = {TITLES[result.name]: result.groups(self.cases) for result in self.results}
        names = list(dict.fromkeys(case.group for case in self.cases))
        medians = {
            title: [group[name].median if group[name] else None for name in names] for title, group in groups.items()
        }
        return picture(names, medians)


_PAGE = """# Search engines side by side

Written by `make bench` on {date}: two cores, {count} articles, each engine in its own process, one after the other, one
thread each, with the same articles and the same queries. Times are of the whole answer, in the engine: a page of 20
articles, the exact total, a count for each outlet and each month.

![Milliseconds by class of query, on a logarithmic scale](bench.svg)

{tables}

## What is compared

- **this archive**: `articles/search`, built as `rebuild_index` does and asked through the evaluator that pages use. Its
  ranking also knows which matches are words; the others' does not.
- **Tantivy, pairs**: text folded and cut into overlapping pairs by us (counted in its time), whitespace tokenizer, single
  characters in a field of their own, phrases of every second pair with their places; total and page in one call, outlets
  and months as aggregations in another.
- **SQLite FTS5, pairs**: the same pairs and single characters, contentless, optimised; one SQL statement for everything.
- **SQLite FTS5, trigram**: folded text. What is shorter than three characters no trigram can find: it is looked for in the
  texts, which are not counted in its size.
- **Whoosh, jieba**: stock Whoosh 2.7.4 with jieba's `ChineseAnalyzer`, the usual recipe, not folded. It builds so slowly
  that it gets only some of the articles (first table): its times are not for the whole archive.
- **ripgrep**: over one text file an article, not folded. It only counts; filters, order and facets it has not.

"Memory" is the greatest proportional set size of the process; pages of mapped index files that were read count in it.
"""
