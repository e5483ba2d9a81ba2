"""Articles with pictures, found without walking past those without."""

from django.db import migrations, models

PICTURED = models.Q(("figure_count__gt", 0), ("visible", True))


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_longest_of_day")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=PICTURED, fields=["-published_at", "-id"], name="article_pictured"),
        ),
    ]
