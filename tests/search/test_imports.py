"""Every module of the search is used by the program itself, not by tests alone."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Named by the settings, as Django and Haystack want it.
ENTRANCES = {"articles.search.backend.haystack_backend", "articles.search.embedded.engine"}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """The modules that a file imports, their packages, and the names that may be modules."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found | {name.rpartition(".")[0] for name in found}


def test_no_module_of_the_search_is_for_tests_only() -> None:
    files = {dotted(path): path for top in ("articles", "newsarchive") for path in (ROOT / top).rglob("*.py")}
    imports = {name: imported(path) & files.keys() for name, path in files.items()}
    search = {name for name in files if name.startswith("articles.search.")}
    settings = (ROOT / "newsarchive" / "settings.py").read_text(encoding="utf-8")
    assert all(name in settings for name in ENTRANCES)
    reached, waiting = set[str](), {name for name in files if name not in search} | ENTRANCES
    while waiting:
        reached |= waiting
        waiting = {other for name in waiting for other in imports[name]} - reached
    assert len(search) > 40
    assert search - reached == set()
