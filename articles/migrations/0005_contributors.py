"""Everyone an article names: reporters, translators, editors, photographers, agencies. `reparse` fills it for articles
that were imported before."""

from django.db import migrations, models


class AddColumn(migrations.AddField):
    """On SQLite without the rewriting of the whole table that Django's own AddField does for a column with a default: it
    would take minutes for a large archive, and would lose the triggers of migration 0002 (SQLite drops them with the table).
    """

    def database_forwards(self, app_label, editor, from_state, to_state):
        if editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, editor, from_state, to_state)
            return
        editor.execute(
            "ALTER TABLE articles_article ADD COLUMN contributors text NOT NULL DEFAULT '[]' "
            "CHECK (JSON_VALID(contributors) OR contributors IS NULL)"
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_starting_names")]

    operations = [
        AddColumn(
            "article",
            "contributors",
            models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="everyone the article names, in its order: name and role (parsing.types.ContributorRole)",
                verbose_name="contributors",
            ),
        ),
    ]
