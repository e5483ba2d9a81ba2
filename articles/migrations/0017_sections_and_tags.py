"""Sections of outlets, tags, copies in web archives, what else a file states; and what was decided about the outlets of a
folder. `reparse` fills them for articles that were imported before.

Triggers as those of migrations 0002 and 0008: an article whose tags change is due to the index, and pages show all three."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

OUTBOX = importlib.import_module("articles.migrations.0002_outbox_triggers")
EVENTS = ("INSERT", "UPDATE", "DELETE")
SHOWN = ("section", "tag", "tagging")
#: Beside Django's own statement, on SQLite, so that the table is not written again: see migration 0005.
SQLITE = {
    "also": "text NOT NULL DEFAULT '{}' CHECK (JSON_VALID(also) OR also IS NULL)",
    "captures": "text NOT NULL DEFAULT '[]' CHECK (JSON_VALID(captures) OR captures IS NULL)",
    "site_title": "varchar(200) NOT NULL DEFAULT ''",
}


class AddColumn(migrations.AddField):
    def database_forwards(self, app_label, editor, from_state, to_state):
        if editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, editor, from_state, to_state)
            return
        editor.execute(f"ALTER TABLE articles_article ADD COLUMN {self.name} {SQLITE[self.name]}")


def _edition(table, event):
    return f"articles_{table}_edition_{event.lower()}"


def create(apps, editor):
    postgres = editor.connection.vendor == "postgresql"
    make = OUTBOX._postgres if postgres else OUTBOX._sqlite
    for event, rows in OUTBOX.EVENTS.items():
        for statement in make("articles_tagging", "article_id", event, rows):
            editor.execute(statement)
    for table in SHOWN:
        for event in EVENTS:
            if postgres:
                action = "FOR EACH STATEMENT EXECUTE FUNCTION articles_new_edition()"
            else:
                action = "BEGIN UPDATE articles_edition SET number = number + 1 WHERE id = 1; END"
            editor.execute(f"CREATE TRIGGER {_edition(table, event)} AFTER {event} ON articles_{table} {action}")


def drop(apps, editor):
    postgres = editor.connection.vendor == "postgresql"
    for event in EVENTS:
        name = OUTBOX._trigger("articles_tagging", event)
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (" ON articles_tagging" if postgres else ""))
        if postgres:
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        for table in SHOWN:
            end = f" ON articles_{table}" if postgres else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {_edition(table, event)}{end}")


def _key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_login_count")]

    operations = [
        migrations.CreateModel(
            name="ImportedRoot",
            fields=[
                _key(),
                ("root", models.CharField(help_text="as ImportedFile.root", max_length=1000, unique=True)),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="of its site, as its settings say; else its own name", max_length=200
                    ),
                ),
                (
                    "by_name",
                    models.BooleanField(
                        help_text="whether the names its articles are filed under are outlets; null: not decided yet",
                        null=True,
                    ),
                ),
            ],
            options={"verbose_name": "imported folder", "verbose_name_plural": "imported folders"},
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                _key(),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.CharField(max_length=80, unique=True, verbose_name="address")),
            ],
            options={"verbose_name": "tag", "verbose_name_plural": "tags", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                _key(),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("slug", models.CharField(max_length=80, verbose_name="address")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="articles.source",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["source", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "name"), name="section_once"),
                    models.UniqueConstraint(fields=("source", "slug"), name="section_address_once"),
                ],
            },
        ),
        AddColumn(
            "article",
            "also",
            models.JSONField(
                default=dict,
                editable=False,
                help_text="what the file states and no column holds, by name",
                verbose_name="also in the file",
            ),
        ),
        AddColumn(
            "article",
            "captures",
            models.JSONField(
                default=list,
                editable=False,
                help_text="url, and at in ISO 8601 or null, of each",
                verbose_name="copies in web archives",
            ),
        ),
        AddColumn(
            "article",
            "site_title",
            models.CharField(
                blank=True, default="", editable=False, help_text="outlet, as the file states it", max_length=200
            ),
        ),
        # Null and without a default: SQLite adds such a column as it stands.
        migrations.AddField(
            "article",
            "section",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="articles",
                to="articles.section",
                verbose_name="section",
            ),
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                _key(),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="articles.article"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="articles.tag",
                        verbose_name="tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag of an article",
                "verbose_name_plural": "tags of articles",
                "ordering": ["article", "position"],
                "constraints": [models.UniqueConstraint(fields=("article", "tag"), name="tagging_once")],
            },
        ),
        # It has no column; SQLite would write the whole table again, and lose its triggers.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "article",
                    "tags",
                    models.ManyToManyField(
                        related_name="articles", through="articles.Tagging", to="articles.tag", verbose_name="tags"
                    ),
                ),
            ]
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                condition=models.Q(("section__isnull", False), ("visible", True)),
                fields=["section", "-published_at", "-id"],
                name="article_of_section",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
