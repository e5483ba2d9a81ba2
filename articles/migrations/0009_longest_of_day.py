"""The longest reads of a day, found without reading the day's others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_edition")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("visible", True)), fields=["day", "-length", "-id"], name="article_longest_of_day"
            ),
        ),
    ]
