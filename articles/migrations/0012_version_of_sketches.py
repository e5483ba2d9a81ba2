"""Which version of articles.related.sketches made a sketch. Those that are there already have none, and are made anew by the
next `update_relations` or import; until then each article keeps the story it tells.

Without a default: with one, SQLite would write the table anew and lose its triggers (migration 0008)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_arrived_and_pictured_of")]

    operations = [
        migrations.AddField(
            model_name="telling",
            name="version",
            field=models.PositiveIntegerField(
                db_index=True, help_text="of what made the sketch; null: before there were versions", null=True
            ),
        ),
    ]
