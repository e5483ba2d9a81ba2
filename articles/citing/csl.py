"""CSL-JSON, the data of citation processors: https://docs.citationstyles.org/en/stable/specification.html, appendices III
and IV; https://github.com/citation-style-language/schema/blob/v1.0.2/schemas/input/csl-data.json"""

from __future__ import annotations

from datetime import date
from typing import Any

from articles.citing.values import Citable, Name, one_line


def _name(name: Name) -> dict[str, str]:
    if not name.family:
        return {"literal": name.literal}
    suffix = {"suffix": name.suffix} if name.suffix else {}
    return {"family": name.family, "given": name.given, **suffix}


def _day(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def csl_item(item: Citable) -> dict[str, Any]:
    """One item, ready for json.dumps. What is not known is left out."""
    fields = {
        "id": item.key,
        "type": "article-newspaper",
        "title": item.title,
        "container-title": one_line(item.outlet),
        "author": [_name(name) for name in item.names],
        "issued": _day(item.day),
        "accessed": _day(item.archived_day),
        "URL": item.link,
        "archive": item.kept_in,
        "language": item.language,
        "keyword": ", ".join(word.replace(",", "，") for word in item.words),
        "note": "\n".join(item.notes),
    }
    return {name: value for name, value in fields.items() if value}
