"""Since when readers do not see an article, and why. Triggers keep the day, however an article is hidden
(docs/architecture.md); shown again, it has neither. What was hidden before has no day."""

from django.db import migrations, models

#: SQLite's triggers cannot change the row that is written: they write it again.
SQLITE = {
    "articles_article_hidden_insert": """
        AFTER INSERT ON articles_article WHEN NOT NEW.visible AND NEW.hidden_at IS NULL BEGIN
            UPDATE articles_article SET hidden_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
        END""",
    "articles_article_hidden_update": """
        AFTER UPDATE OF visible, hidden_at ON articles_article
        WHEN NOT NEW.visible AND NEW.hidden_at IS NULL AND (OLD.visible OR OLD.hidden_at IS NOT NULL) BEGIN
            UPDATE articles_article SET hidden_at = coalesce(OLD.hidden_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
            WHERE id = NEW.id;
        END""",
    "articles_article_hidden_shown": """
        AFTER UPDATE OF visible, hidden_at, hidden_reason ON articles_article
        WHEN NEW.visible AND (NEW.hidden_at IS NOT NULL OR NEW.hidden_reason <> '') BEGIN
            UPDATE articles_article SET hidden_at = NULL, hidden_reason = '' WHERE id = NEW.id;
        END""",
}

POSTGRES = """
CREATE OR REPLACE FUNCTION articles_article_hidden() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.visible THEN
        NEW.hidden_at := NULL;
        NEW.hidden_reason := '';
    ELSIF NEW.hidden_at IS NULL THEN
        IF TG_OP = 'INSERT' THEN
            NEW.hidden_at := now();
        ELSIF OLD.visible OR OLD.hidden_at IS NOT NULL THEN
            NEW.hidden_at := coalesce(OLD.hidden_at, now());
        END IF;
    END IF;
    RETURN NEW;
END $$
"""


def create(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES)
        editor.execute(
            "CREATE TRIGGER articles_article_hidden "
            "BEFORE INSERT OR UPDATE OF visible, hidden_at, hidden_reason ON articles_article "
            "FOR EACH ROW EXECUTE FUNCTION articles_article_hidden()"
        )
        return
    for name, body in SQLITE.items():
        editor.execute(f"CREATE TRIGGER {name} {body}", params=None)


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER IF EXISTS articles_article_hidden ON articles_article")
        editor.execute("DROP FUNCTION IF EXISTS articles_article_hidden()")
        return
    for name in SQLITE:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class AddReason(migrations.AddField):
    """On SQLite without rewriting the whole table, which would lose its triggers: see migration 0005."""

    def database_forwards(self, app_label, editor, from_state, to_state):
        if editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, editor, from_state, to_state)
            return
        editor.execute("ALTER TABLE articles_article ADD COLUMN hidden_reason varchar(300) NOT NULL DEFAULT ''")


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_version_of_sketches")]

    operations = [
        # Null and without a default: SQLite adds such a column as it stands.
        migrations.AddField(
            "article", "hidden_at", models.DateTimeField(editable=False, null=True, verbose_name="hidden since")
        ),
        AddReason(
            "article",
            "hidden_reason",
            models.CharField(
                blank=True,
                default="",
                help_text="Readers who follow a link to the article see it, with the day.",
                max_length=300,
                verbose_name="reason for hiding",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
