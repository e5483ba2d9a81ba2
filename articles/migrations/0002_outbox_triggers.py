"""Triggers that put every changed article into the outbox, however it was changed (docs/architecture.md).

The newest change of an article has the newest row id: who takes a row in can tell whether it was changed since.
"""

from django.db import migrations

WATCHED = {"articles_article": "id", "articles_figure": "article_id"}
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION articles_to_outbox(article bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO articles_outboxrow (article_id) VALUES (article)
    ON CONFLICT (article_id) DO UPDATE SET id = nextval(pg_get_serial_sequence('articles_outboxrow', 'id'))
$$
"""


def _trigger(table, event):
    return f"{table}_outbox_{event.lower()}"


def _sqlite(table, column, event, rows):
    # Not INSERT OR REPLACE: inside a trigger the conflict clause of the statement that fired it wins
    # (sqlite.org/lang_createtrigger.html), so that an INSERT OR IGNORE would keep the old row, and an upsert would fail.
    delete = "DELETE FROM articles_outboxrow WHERE article_id ="
    insert = "INSERT INTO articles_outboxrow (article_id) VALUES"
    body = " ".join(f"{delete} {row}.{column}; {insert} ({row}.{column});" for row in rows)
    return [f"CREATE TRIGGER {_trigger(table, event)} AFTER {event} ON {table} BEGIN {body} END"]


def _postgres(table, column, event, rows):
    name = _trigger(table, event)
    body = " ".join(f"PERFORM articles_to_outbox({row}.{column});" for row in rows)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def create(apps, editor):
    vendor = editor.connection.vendor
    if vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"The outbox has no triggers for {vendor}: use SQLite or PostgreSQL.")
    if vendor == "postgresql":
        editor.execute(POSTGRES_FUNCTION)
    make = _sqlite if vendor == "sqlite" else _postgres
    for table, column in WATCHED.items():
        for event, rows in EVENTS.items():
            for statement in make(table, column, event, rows):
                editor.execute(statement)


def drop(apps, editor):
    for table in WATCHED:
        for event in EVENTS:
            name = _trigger(table, event)
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS articles_to_outbox(bigint)")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
