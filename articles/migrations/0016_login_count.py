"""How often a log-in was tried: a table of its own (articles.logins)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_editions_in_few_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoginCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("tried", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "count of log-ins",
                "verbose_name_plural": "counts of log-ins",
            },
        ),
    ]
