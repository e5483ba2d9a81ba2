"""How well Markdown files are read, judged by another reading of the same files.

    python -m bench.markdown_fidelity FOLDER [--limit N] [--show 5]

The judge shares nothing with the product: front matter by PyYAML's full mapping, Markdown by regular expressions over lines.
Of each kind of fact it prints in how many files both agree, with the first that do not. It also counts what is left of
Markdown in any text, caption or headline.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from articles.parsing import ParsedArticle, parse_file

#: What of Markdown, kramdown, Liquid, Hugo and HTML may be left in a text.
SIGNS = {
    "bold stars": r"\*\*",
    "heading signs": r"^#{1,6}\s",
    "rule": r"^(?:-{3,}|\*{3,}|_{3,})$",
    "picture": r"!\[[^\]]*\]\(",
    "link": r"\[[^\]]+\]\((?:https?:|/)",
    "quotation sign": r"^>\s",
    "list sign": r"^[-*+]\s",
    "table bars": r"^\|.*\|$",
    "shortcode": r"\{\{[<%]",
    "liquid": r"\{%|\{\{",
    "attribute list": r"\{:",
    "footnote": r"\[\^",
    "wiki link": r"\[\[",
    "code fence": r"```",
    "escape": r"\\[*_#\[\]()>|~`.-]",
    "HTML tag": r"</?(?:p|br|div|figure|img|figcaption|span|strong|em|a|b|i)\b[^>]*>",
    "entity": r"&(?:amp|lt|gt|quot|nbsp|#\d+);",
    "front matter": r"^(?:title|date|author|tags):\s",
}
_SIGNS = {name: re.compile(pattern, re.MULTILINE) for name, pattern in SIGNS.items()}
_CREDITS = r"[【（(]?(?:文|撰文|採訪|采访|攝影|摄影|硬照攝影|作者|記者|翻譯|翻译|圖|图)[:：／/].{1,80}$"
_FURTHER = re.compile(r"(?:相關|延伸)(?:文章|新聞|閱讀|報導|報道|連結)[：:]")
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--limit", type=int, default=0, help="so many files, spread over the folder")
    options.add_argument("--show", type=int, default=3, help="so many differences of each kind")
    given = options.parse_args()
    paths = sorted(given.folder.rglob("*.md"))
    step = max(1, len(paths) // given.limit) if given.limit else 1
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    left: Counter[str] = Counter()
    for path in paths[::step]:
        data = path.read_bytes()
        parsed = parse_file(data, f"{given.folder.name}/{path.relative_to(given.folder)}")
        if not isinstance(parsed, ParsedArticle):
            outcomes[parsed.reason] += 1
            continue
        outcomes["an article"] += 1
        source = judge(re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff]", "", data.decode("utf-8-sig").replace("\r\n", "\n")))
        for kind, (mine, theirs) in compared(source, parsed).items():
            judged[kind] += 1
            right[kind] += mine == theirs
            if mine != theirs:
                wrong[kind].append(f"{path.name}: judge {_short(mine, theirs)} product {_short(theirs, mine)}")
        for name in remains(parsed):
            left[name] += 1
            wrong[f"left: {name}"].append(path.name)
    report(outcomes, right, judged, left, wrong, given.show)
    return 0


def report(
    outcomes: Counter[str],
    right: Counter[str],
    judged: Counter[str],
    left: Counter[str],
    wrong: dict[str, list[str]],
    show: int,
) -> None:
    for reason, count in outcomes.most_common():
        print(f"{count:>7,}  {reason}")
    for kind, count in judged.items():
        print(f"{kind:12} {right[kind]:>7,} of {count:,}  {100 * right[kind] / count:.2f} %")
    print(f"searched for: {', '.join(SIGNS)}")
    print(f"left: {dict(left) or 'nothing'}")
    for kind, cases in wrong.items():
        print(f"\n{kind} ({len(cases)})")
        for case in cases[:show]:
            print(f"  {case}")


def _short(value: Any, other: Any) -> str:
    """Of two lists only what differs."""
    if isinstance(value, list) and isinstance(other, list):
        return str([each for each in value if each not in other][:3])[:400]
    return str(value)[:300]


def remains(parsed: ParsedArticle) -> list[str]:
    texts = [parsed.headline, parsed.text, parsed.standfirst, *(figure.caption for figure in parsed.figures)]
    return [name for name, pattern in _SIGNS.items() if any(pattern.search(text) for text in texts)]


def judge(text: str) -> dict[str, Any]:
    """What the source says: front matter, blocks, figures."""
    _, block, body = re.split(r"^---[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    front = yaml.safe_load(block)
    figures: list[tuple[str, str]] = []

    def figure(found: re.Match[str]) -> str:
        address = re.search(r'src="([^"]*)"', found[0])
        caption = re.search(r"<figcaption>(.*?)</figcaption>", found[0], re.DOTALL)
        figures.append((unescape(address[1]) if address else "", plain(unescape(caption[1])) if caption else ""))
        return "\n\n"

    def picture(found: re.Match[str]) -> str:
        figures.append((found[1], ""))
        return "\n\n"

    pattern = r"<figure>.*?</figure>|!\[[^\]\n]*\]\(([^)\n]*)\)"
    body = re.sub(
        pattern, lambda found: picture(found) if found[1] is not None else figure(found), body, flags=re.DOTALL
    )
    body = re.sub(r"\{\{<.*?>\}\}", "\n\n", body)
    return {"front": front, "figures": figures, "blocks": blocks(body)}


def blocks(body: str) -> list[str]:
    """The paragraphs: what blank lines part, list items and quoted lines each by itself."""
    found: list[str] = []
    for part in re.split(r"\n[^\S\n]*\n", body):
        lines = [
            line for line in part.split("\n") if line.strip() and not re.match(r"[ \t]*(?:-{3,}|\*{3,})[ \t]*$", line)
        ]
        if not lines:
            continue
        found += [plain(each) for each in _pieces(lines)]
    return [each for each in found if each]


def _pieces(lines: list[str]) -> list[str]:
    """Rows of a table, items of a list, and the lines before them as one paragraph."""
    pieces: list[str] = []
    listed = False
    for each in lines:
        line = re.sub(r"^\s*(?:>\s?)+", "", each)
        if re.match(r"\s*\|?[ :|-]*-{3}[ :|-]*$", line) and "|" in line:
            continue
        begins = re.match(r"\s{0,3}(?:[-*+]|1\.)\s", line) or (
            re.match(r"\s*\d{1,9}\.\s", line) and (listed or not pieces)
        )
        listed = listed or bool(begins)
        heading = re.match(r"#{1,6}\s", pieces[-1]) if pieces else None
        if pieces and not begins and not heading and not line.startswith("|"):
            pieces[-1] += f"\n{line}"
        else:
            pieces.append(line)
    return pieces


def plain(text: str) -> str:
    """Words without signs, and without blanks: how blanks are set is not judged."""
    text = re.sub(r"\[\[(email.protected)\]\]\([^()\n]*\)", r"[\1]", text)
    text = re.sub(r"\[([^\[\]]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)", r"\1", text)
    text = re.sub(r"^\s*(?:#{1,6}\s|[-*+]\s|\d+\.\s)", "", text)
    text = re.sub(r"<[^<>]*>", "", text)
    return bare(unescape(text))


def bare(text: str) -> str:
    return re.sub(r"[\s*_\\|~`\u200b\ufeff]", "", text)


def _own(blocks: list[str], names: list[str]) -> list[str]:
    """Without the author's biography at the end: 【name …】 and the line above it with his name behind a bar."""
    for place in range(max(0, len(blocks) - 4), len(blocks)):
        if any(blocks[place].startswith(f"【{bare(name)}") for name in names):
            above = place - 1 if any(blocks[place - 1].endswith(bare(name)) for name in names) else place
            return blocks[:above] + blocks[place + 1 :]
    return blocks


def people(author: str) -> list[str]:
    """The names in an author line of the source."""
    found = []
    for part in re.split(r"[、/／;；,，]| & | and ", author or ""):
        part = part.strip()
        bare = re.sub(r"^(?:台灣|中國組|澳門)?(?:實習|特約)?(?:記者|特派員)(?!有限)", "", part)
        found.append(bare or part)
    return [each for each in found if each]


def compared(source: dict[str, Any], parsed: ParsedArticle) -> dict[str, tuple[Any, Any]]:
    front = source["front"]
    address = front.get("original_url") or _WAYBACK.sub("", front.get("url", ""))
    headline = plain(front["title"])
    # A line that is nothing but credits may be read as such.
    mine = [block for block in _own(source["blocks"], people(front.get("author"))) if not re.match(_CREDITS, block)]
    # Further reading, from its label on, may be left out.
    label = next((place for place, block in enumerate(mine) if _FURTHER.match(block)), len(mine))
    further = set(mine[label:]) if label >= len(mine) / 2 else set()
    mine = [block for block in mine if block not in further]
    if headline in mine:
        mine.remove(headline)
    lines = (bare(line) for line in parsed.text.split("\n"))
    theirs = [line for line in lines if line and line not in further and not re.match(_CREDITS, line)]
    # Whether an item's number is text or drawn is not judged.
    mine, theirs = ([re.sub(r"^\d{1,3}[.)](?=\D)", "", each) for each in side] for side in (mine, theirs))
    found: dict[str, tuple[Any, Any]] = {
        "headline": (" ".join(front["title"].split()), parsed.headline),
        "address": (address, parsed.url),
        "byline": (people(front.get("author")), list(parsed.byline)),
        "date": (str(front["date"])[:10], str(parsed.published.at.date()) if parsed.published else ""),
        "section": (front.get("category") or "", parsed.section),
        "tags": (list(dict.fromkeys(str(tag).strip() for tag in front.get("tags") or ())), list(parsed.tags)),
        "paragraphs": (mine, theirs),
    }
    # A writer's portrait in the box below the text is none of the article's.
    shown = [(_WAYBACK.sub("", where), words) for where, words in source["figures"] if "/avatars/" not in where]
    found["figures"] = ([where for where, _ in shown], [figure.image_url for figure in parsed.figures])
    found["captions"] = ([words for _, words in shown], [bare(figure.caption) for figure in parsed.figures])
    return found


if __name__ == "__main__":
    sys.exit(main())
