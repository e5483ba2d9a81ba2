"""What the archive held on some day, and the articles of one outlet with pictures, each found along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_pictured")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["imported_at", "id"], name="article_arrived"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("figure_count__gt", 0)),
                fields=["source", "visible", "-published_at", "-id"],
                name="article_pictured_of",
            ),
        ),
    ]
