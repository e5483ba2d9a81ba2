"""Golden pairs: golden/NAME.md beside golden/NAME.json, the article that must come of it.

Run as a module (`python -m tests.parsing.golden`) it writes the .json files anew: read the difference before keeping it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from articles.parsing import ParsedArticle, ParsedTime, parse_file

FOLDER = Path(__file__).with_name("golden")
#: Where each file would lie in an archive; the parser reads the folder's name.
FOLDERS = {"legacy": "渔村来信", "unknown-outlet": "2021-03-04"}
#: What few files state is written only where it is.
_SELDOM = frozenset(("section", "tags", "captures", "also", "site_title"))


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def parsed(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.md"
    article = parse_file(path.read_bytes(), f"{FOLDERS.get(name, 'unknown')}/{name}.md")
    assert isinstance(article, ParsedArticle), article
    values = asdict(article)
    for key in ("published", "archived"):
        values[key] = _time(getattr(article, key))
    values["front_date"] = article.front_date and article.front_date.isoformat()
    values["text"] = article.text.split("\n")
    values["figures"] = [{key: value for key, value in figure.items() if value} for figure in values["figures"]]
    values["captures"] = [{"url": each.url, "at": each.at and each.at.isoformat()} for each in article.captures]
    values = {key: value for key, value in values.items() if value or key not in _SELDOM}
    del values["content_hash"], values["url"], values["host"], values["fingerprint"]
    return json.loads(json.dumps(values))


def expected(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _time(time: ParsedTime | None) -> str:
    return f"{time.at.isoformat()} {time.precision} {time.rule}" if time else ""


if __name__ == "__main__":
    for each in names():
        text = json.dumps(parsed(each), ensure_ascii=False, indent=1)
        (FOLDER / f"{each}.json").write_text(f"{text}\n", encoding="utf-8")
