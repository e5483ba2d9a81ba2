"""Links between articles, stories told by several, changes after publication: tables that articles.related fills.

Triggers name the articles that are due, however they were changed; those that are there already are due from the start, and
`update_relations` (or the next import) works them out in batches.
"""

import django.db.models.deletion
from django.db import migrations, models

#: What the derived tables are worked out from. Columns: an update of others makes nothing due; empty: any update.
WATCHED = {
    "articles_article": ("id", ("body_html", "text", "headline", "source_id", "day", "archived_at", "original_id")),
    "articles_revision": ("article_id", ()),
}
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION articles_to_due(article bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO articles_duerow (article_id) VALUES (article)
    ON CONFLICT (article_id) DO UPDATE SET id = nextval(pg_get_serial_sequence('articles_duerow', 'id'))
$$
"""


def _event(event, columns, differ):
    """(the trigger's event, its condition). An import sets original_id just after it has inserted: no second row."""
    if event != "UPDATE" or not columns:
        return event, ""
    others = " OR ".join(f"OLD.{name} {differ} NEW.{name}" for name in columns if name != "original_id")
    condition = f"{others} OR (OLD.original_id IS NOT NULL AND OLD.original_id {differ} NEW.original_id)"
    return f"UPDATE OF {', '.join(columns)}", f"WHEN ({condition})"


def _sqlite(table, key, event, columns):
    # Two statements instead of an upsert: see migration 0002.
    told, condition = _event(event, columns, "IS NOT")
    row = f"{EVENTS[event]}.{key}"
    delete = "DELETE FROM articles_duerow WHERE article_id ="
    insert = "INSERT INTO articles_duerow (article_id) VALUES"
    body = f"{delete} {row}; {insert} ({row});"
    return [f"CREATE TRIGGER {table}_due_{event.lower()} AFTER {told} ON {table} {condition} BEGIN {body} END"]


def _postgres(table, key, event, columns):
    told, condition = _event(event, columns, "IS DISTINCT FROM")
    name = f"{table}_due_{event.lower()}"
    body = f"PERFORM articles_to_due({EVENTS[event]}.{key}); RETURN NULL;"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} AFTER {told} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()",
    ]


def create(apps, editor):
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(POSTGRES_FUNCTION)
    make = _postgres if postgres else _sqlite
    for table, (key, columns) in WATCHED.items():
        for event in EVENTS:
            for statement in make(table, key, event, columns):
                editor.execute(statement)
    editor.execute("INSERT INTO articles_duerow (article_id) SELECT id FROM articles_article")


def drop(apps, editor):
    for table in WATCHED:
        for event in EVENTS:
            name = f"{table}_due_{event.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS articles_to_due(bigint)")


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_contributors")]

    operations = [
        migrations.CreateModel(
            name="DueRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.BigIntegerField(unique=True)),
            ],
            options={
                "verbose_name": "article to be related anew",
                "verbose_name_plural": "articles to be related anew",
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("article_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sketch", models.BinaryField(help_text="MinHash of the text: articles.related.sketches")),
                ("source_id", models.BigIntegerField()),
                ("day", models.DateField(null=True)),
                (
                    "story",
                    models.BigIntegerField(
                        help_text="the smallest article id of those that tell it; null: nobody else does",
                        null=True,
                        verbose_name="story",
                    ),
                ),
                (
                    "grouped_ns",
                    models.BigIntegerField(
                        db_index=True, help_text="when `story` was last decided, nanoseconds since 1970"
                    ),
                ),
            ],
            options={
                "verbose_name": "article of a story",
                "verbose_name_plural": "articles of stories",
                "indexes": [
                    models.Index(condition=models.Q(("story__isnull", False)), fields=["story"], name="telling_story")
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="change",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="changed")),
                ("minor", models.BooleanField(help_text="Only spaces and punctuation differ", verbose_name="minor")),
                ("headline", models.BooleanField(verbose_name="headline changed")),
                ("before", models.CharField(help_text="sha256 of the original before the change", max_length=64)),
                ("after", models.CharField(help_text="sha256 of the original after it", max_length=64)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.source",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "verbose_name": "change after publication",
                "verbose_name_plural": "changes after publication",
                "indexes": [
                    models.Index(
                        condition=models.Q(("minor", False)), fields=["-at", "-article"], name="change_newest"
                    ),
                    models.Index(
                        condition=models.Q(("minor", False)),
                        fields=["source", "-at", "-article"],
                        name="change_of_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "target",
                    models.CharField(
                        editable=False,
                        help_text="sha256 of url_key, as Article.identity",
                        max_length=64,
                        verbose_name="identity of the target",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(help_text="from 1, in reading order", verbose_name="position"),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "indexes": [models.Index(fields=["target", "-article"], name="link_target")],
                "constraints": [models.UniqueConstraint(fields=("article", "target"), name="link_once")],
            },
        ),
        migrations.RunPython(create, drop),
    ]
