"""One step of the index in a process of its own, for durability.py to kill: says "ready", does it, says "done".

NEWSARCHIVE_DATA=… python -m bench.dying build|update|merge
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

from articles import search  # noqa: E402
from articles.search.index.process_store import store  # noqa: E402


def merge() -> None:
    while store().merge_once():
        pass


STEPS = {"build": search.rebuild, "update": search.update, "merge": merge}


if __name__ == "__main__":
    print("ready", flush=True)
    STEPS[sys.argv[1]]()
    print("done", flush=True)
