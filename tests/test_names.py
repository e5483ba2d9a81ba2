"""No class name of the house means two things: whoever reads one of it in a traceback knows which."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ARTICLES = Path(__file__).resolve().parents[1] / "articles"
#: Django's own, or nested in the model or form whose they are.
EVERYWHERE = frozenset(("Command", "Kind", "Media", "Meta"))


def test_no_class_name_stands_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in ARTICLES.rglob("*.py"):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and node.name not in EVERYWHERE:
                    found[node.name].append(str(path.relative_to(ARTICLES)))
    assert len(found) > 300
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
