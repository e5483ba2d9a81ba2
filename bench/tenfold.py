"""An archive ten times as large, to see what grows: `python -m bench.tenfold FOLDER NEW`.

Every article of FOLDER (NEWSARCHIVE_DATA, SQLite) stands in NEW ten times: five times on its own days and five times as many
years before, so that there are more days and more on each. Figures, files, versions, links, changes and stories follow; the
ledger of imports does not. The index is built anew (about 2,000 articles a second). NEW is about ten times as big on disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bench.processes import ROOT

COPIES = 10
#: Of the copies on other days: five years before.
BACK = 1826
#: What a column says in a copy; every other column says the same. {id} is added to keys of articles and their parts.
ARTICLE = {
    "id": "id + :step",
    "public_id": "public_id || :mark",
    "identity": "'x' || :mark || substr(identity, 3)",
    "url": "CASE url WHEN '' THEN '' ELSE url || '?copy=' || :mark END",
    "url_key": "CASE url_key WHEN '' THEN '' ELSE url_key || '?copy=' || :mark END",
    "published_at": "strftime('%Y-%m-%d %H:%M:%S', published_at, :back)",
    "archived_at": "strftime('%Y-%m-%d %H:%M:%S', archived_at, :back)",
    "day": "date(day, :back)",
    "original_id": "original_id + :step",
}
PART = {"id": "id + :step", "article_id": "article_id + :step"}
TABLES: dict[str, dict[str, str]] = {
    "articles_article": ARTICLE,
    "articles_original": PART,
    "articles_figure": PART,
    "articles_revision": PART | {"original_id": "original_id + :step"},
    "articles_link": PART,
    "articles_change": {"article_id": "article_id + :step"},
    "articles_telling": {"article_id": "article_id + :step", "story": "story + :step", "day": "date(day, :back)"},
}


def multiply(database: Path) -> int:
    """Returns how many articles there are now. Triggers are put aside meanwhile: the index is built from the tables."""
    with sqlite3.connect(database) as held:
        held.execute("PRAGMA synchronous = OFF")
        triggers = held.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            held.execute(f"DROP TRIGGER {name}")
        last = max(
            held.execute(f"SELECT MAX(id) FROM {table}").fetchone()[0] or 0
            for table, to in TABLES.items()
            if "id" in to
        )
        lasts = {table: _last_key(held, table) for table in TABLES}
        for copy in range(1, COPIES):
            values: dict[str, str | int] = {
                "step": copy * (last + 1),
                "mark": str(copy),
                "back": f"-{BACK if copy >= COPIES // 2 else 0} days",
            }
            for table, changed in TABLES.items():
                _copy(held, table, changed, lasts[table], values)
        for _name, sql in triggers:
            held.execute(sql)
        return int(held.execute("SELECT COUNT(*) FROM articles_article").fetchone()[0])


def _last_key(held: sqlite3.Connection, table: str) -> int:
    return int(held.execute(f"SELECT MAX(rowid) FROM {table}").fetchone()[0] or 0)


def _copy(
    held: sqlite3.Connection, table: str, changed: dict[str, str], last: int, values: dict[str, str | int]
) -> None:
    columns = [row[1] for row in held.execute(f"PRAGMA table_info({table})")]
    said = ", ".join(changed.get(name, name) for name in columns)
    names = ", ".join(columns)
    held.execute(
        f"INSERT INTO {table} ({names}) SELECT {said} FROM {table} WHERE rowid <= :last", values | {"last": last}
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("new", type=Path)
    asked = options.parse_args()
    asked.new.mkdir(parents=True)
    shutil.copy(asked.folder / "db.sqlite3", asked.new / "db.sqlite3")
    environment = os.environ | {"NEWSARCHIVE_DATA": str(asked.new)}
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
    began = time.perf_counter()
    print(f"{multiply(asked.new / 'db.sqlite3'):,} articles, {time.perf_counter() - began:.0f} s")
    subprocess.run([*manage, "rebuild_index"], env=environment, check=True)


if __name__ == "__main__":
    main()
