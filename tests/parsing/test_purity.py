"""The parser knows no Django (docs/architecture.md, "The house")."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
import articles.parsing as parsing
article = parsing.parse_file("[题](http://a.example/b)\\n------\\n<p>文字</p>".encode(), "a.md")
assert article.text == "文字", article
loaded = sorted(name for name in sys.modules if name.split(".")[0] in ("django", "haystack", "whoosh"))
assert not loaded, loaded
"""


def test_parsing_imports_without_django() -> None:
    root = Path(__file__).parents[2]
    finished = subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
