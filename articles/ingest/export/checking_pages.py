"""Whether the database's own pages are whole, as the database says."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, connection, transaction

#: Findings that SQLite lists before it stops looking.
_MOST = 100


def page_problems() -> Iterator[str]:
    """A sentence each."""
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[str]:
    """Not quick_check, which looks up no row in the indexes: an index that lacks rows hides articles from lists, and the
    looking up takes half a second of CPU for 31,000 articles, a twentieth of all that check_archive does."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA integrity_check({_MOST})")
        while row := cursor.fetchone():  # one by one: what it finds may end in its own failing
            if row[0] != "ok":
                yield f"The database's pages are damaged: {row[0]}."


def _postgresql() -> Iterator[str]:
    """Where the cluster has checksums, the server counts pages that failed them, and refuses to read them. Its indexes are
    compared with the tables if the extension amcheck is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
        row = cursor.fetchone()
        if row and row[0]:
            yield f"PostgreSQL has met {row[0]} pages of this database whose checksum is wrong."
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
        if cursor.fetchone() is None:
            return
    for model in apps.get_app_config("articles").get_models():
        yield from _btrees(model._meta.db_table)


def _btrees(table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid, indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
            "JOIN pg_am ON pg_am.oid = relam WHERE indrelid = to_regclass(%s) AND amname = 'btree' AND indisvalid",
            [table],
        )
        for index, name in cursor.fetchall():
            try:
                with transaction.atomic():  # after an error the others are looked at
                    cursor.execute("SELECT bt_index_check(%s::regclass, true)", [index])
            except DatabaseError as error:
                yield f"The index {name} of the database is damaged ({error})."
