"""How many SQL queries pages make: `python -m bench.page_queries FOLDER < addresses.json`, a child of bench.pages.

Reads {type: [addresses]}, writes {type: [queries of each]}. In a process of its own, because Django is set up once for one
archive. What pages keep for some seconds (counts of the whole archive, names) is forgotten before each.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    os.environ |= {"NEWSARCHIVE_DATA": sys.argv[1], "DJANGO_SETTINGS_MODULE": "newsarchive.settings", "HTTPS": "0"}
    import logging

    import django

    django.setup()
    logging.disable()  # pages that are not there are asked for on purpose
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    asked: dict[str, list[str]] = json.load(sys.stdin)
    counted: dict[str, list[int]] = {}
    for name, paths in asked.items():
        counted[name] = []
        for path in paths:
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counted[name].append(len(captured))
    json.dump(counted, sys.stdout)


if __name__ == "__main__":
    main()
