"""What came of every file of an archive, outlet by outlet, and which articles kept the least of their text.

    python -m bench.fidelity_table FOLDER [--lowest 50] [--json FILE]

One process. Prints, by outlet: articles; the share whose time was read in the body, in the feed's comment, in the front
matter, or nowhere; with a byline; with figures; pictures that have a caption; articles whose every picture has one; and the
share of the visible text that was kept. Visible text: every character of the file's HTML, blanks aside, that stands in no
<script>, <style>, <noscript> or the like and in none of the captions that were found. Then the articles that kept least.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from articles.parsing import ParsedArticle, outlets, parse_file
from articles.parsing.formats.decoding import Decoded, decode
from articles.parsing.formats.feed_files import Layout, read_layout

UNSEEN = ("script", "style", "noscript", "template", "head", "title", "svg", "textarea")
RULES = ("body", "comment", "front-matter", "date-line")


@dataclass(frozen=True)
class Kept:
    """kept: characters of the article's text; visible: of the file's, captions aside; both without blanks."""

    file: str
    outlet: str
    kept: int
    visible: int

    @property
    def share(self) -> float:
        return self.kept / self.visible if self.visible > 0 else 1.0


@dataclass
class Row:
    articles: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    byline: int = 0
    illustrated: int = 0
    figures: int = 0
    captioned: int = 0
    all_captioned: int = 0
    credited: int = 0
    videos: int = 0
    kept: int = 0
    visible: int = 0

    def add(self, article: ParsedArticle, kept: Kept) -> None:
        captions = [figure.caption for figure in article.figures]
        self.articles += 1
        self.rules[article.published.rule if article.published else "none"] += 1
        self.byline += bool(article.byline)
        self.illustrated += bool(captions)
        self.figures += len(captions)
        self.captioned += sum(map(bool, captions))
        self.all_captioned += bool(captions) and all(captions)
        self.credited += sum(bool(figure.credit) for figure in article.figures)
        self.videos += sum(figure.role == "video" for figure in article.figures)
        self.kept += kept.kept
        self.visible += max(kept.visible, kept.kept)


def length(text: str) -> int:
    return len("".join(text.split()))


def visible(data: bytes) -> str:
    """The text that a reader of the file's HTML could see."""
    decoded = decode(data)
    layout = read_layout(decoded.text) if isinstance(decoded, Decoded) else decoded
    if not isinstance(layout, Layout) or not layout.html.strip():
        return ""
    try:
        # A document of comments only has no root.
        root = lxml_html.fromstring(f"<div>{layout.html}</div>", parser=lxml_html.HTMLParser(huge_tree=True))
    except etree.ParserError:
        return ""
    etree.strip_elements(root, *UNSEEN, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return "".join(root.itertext())


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def measure(folder: Path) -> tuple[dict[str, Row], list[Kept], Counter[str]]:
    names = {rule.slug: rule.name for rule in outlets()}
    rows: dict[str, Row] = {}
    every: list[Kept] = []
    outcomes: Counter[str] = Counter()
    for file, data in files(folder):
        article = parse_file(data, file)
        outcomes[type(article).__name__] += 1
        if isinstance(article, ParsedArticle):
            captions = sum(length(figure.caption) for figure in article.figures)
            outlet = names.get(article.outlet) or article.host or article.filed_as or "?"
            kept = Kept(file, outlet, length(article.text), length(visible(data)) - captions)
            every.append(kept)
            rows.setdefault(outlet, Row()).add(article, kept)
    return rows, every, outcomes


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def line(name: str, row: Row) -> str:
    cells = [
        name,
        f"{row.articles:,}",
        *(percent(row.rules[rule], row.articles) for rule in (*RULES, "none")),
        percent(row.byline, row.articles),
        percent(row.illustrated, row.articles),
        f"{row.figures:,}",
        percent(row.captioned, row.figures),
        percent(row.credited, row.figures),
        percent(row.all_captioned, row.illustrated),
        f"{row.videos:,}",
        percent(row.kept, row.visible),
    ]
    return f"| {' | '.join(cells)} |"


def total(rows: dict[str, Row]) -> Row:
    summed = Row()
    for row in rows.values():
        for name, value in vars(row).items():
            setattr(summed, name, getattr(summed, name) + value)
    return summed


def table(rows: dict[str, Row]) -> str:
    heads = [
        "outlet", "articles", *(f"time: {rule} %" for rule in RULES), "no time %", "byline %", "with figures %", "figures",
        "figures captioned %", "figures credited %", "every figure captioned %", "videos", "text kept %",
    ]  # fmt: skip
    ordered = sorted(rows.items(), key=lambda item: -item[1].articles)
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(line(*item) for item in ordered), line("all", total(rows))])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--lowest", type=int, default=50, help="how many of the articles that kept least are listed")
    options.add_argument("--json", type=Path, help="every article's characters, for comparing two versions")
    given = options.parse_args()
    before = time.process_time()
    rows, every, outcomes = measure(given.folder)
    print(table(rows))
    print(", ".join(f"{count:,} {name}" for name, count in outcomes.items()))
    print(f"{time.process_time() - before:.0f} s of processor time\n")
    every.sort(key=lambda kept: (kept.share, kept.file))
    for kept in every[: given.lowest]:
        print(f"{100 * kept.share:5.1f} % {kept.kept:6,} of {kept.visible:6,}  {kept.outlet}  {kept.file}")
    if given.json:
        values = [asdict(kept) for kept in every]
        given.json.write_text(json.dumps(values, ensure_ascii=False, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
