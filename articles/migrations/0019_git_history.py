"""What git repositories tell: commits, their word on versions, and what of a repository was read. Pages show it, so a change
of it is a change of the archive's edition (migrations 0008 and 0015)."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "articles_witness"


def create(apps, editor):
    postgres = editor.connection.vendor == "postgresql"
    for event in ("INSERT", "UPDATE", "DELETE"):
        action = "BEGIN UPDATE articles_edition SET number = number + 1 WHERE id = 1; END"
        if postgres:
            action = "FOR EACH STATEMENT EXECUTE FUNCTION articles_new_edition()"
        editor.execute(f"CREATE TRIGGER {TABLE}_edition_{event.lower()} AFTER {event} ON {TABLE} {action}", params=None)


def drop(apps, editor):
    postgres = editor.connection.vendor == "postgresql"
    for event in ("insert", "update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_edition_{event}" + (f" ON {TABLE}" if postgres else ""))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_furniture"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="commit")),
                ("at", models.DateTimeField(help_text="as the commit says", verbose_name="committed")),
                ("rank", models.DateTimeField(help_text="the same, but later than its parents': clocks run wrong")),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="the first line of its message", max_length=200, verbose_name="message"
                    ),
                ),
            ],
            options={
                "verbose_name": "commit",
                "verbose_name_plural": "commits",
            },
        ),
        migrations.CreateModel(
            name="Repository",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("root", models.CharField(help_text="as ImportedFile.root", max_length=1000, unique=True)),
                ("head", models.CharField(blank=True, max_length=64)),
                ("tips", models.JSONField(default=list, help_text="the commits that its branches and tags led to")),
                (
                    "missing",
                    models.JSONField(default=list, help_text="commits that others name and that were not there"),
                ),
            ],
            options={
                "verbose_name": "repository",
                "verbose_name_plural": "repositories",
            },
        ),
        migrations.AddField(
            model_name="original",
            name="seen_at",
            field=models.DateTimeField(
                help_text="when a commit last brought these bytes; follows from witnesses", null=True
            ),
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("added", "added"), ("changed", "changed"), ("removed", "removed")],
                        max_length=7,
                        verbose_name="what",
                    ),
                ),
                ("path", models.TextField(help_text="in the repository", verbose_name="path")),
                ("at", models.DateTimeField(help_text="the commit's time", verbose_name="when")),
                (
                    "final",
                    models.BooleanField(
                        default=False,
                        help_text="a removal after which the repository shows nothing of the article",
                        verbose_name="taken out",
                    ),
                ),
                (
                    "rewritten",
                    models.BooleanField(
                        default=False,
                        help_text="no commit took it out: the history was rewritten without it, up to this commit",
                    ),
                ),
                (
                    "commit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="witnesses", to="articles.commit"
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="witnesses", to="articles.original"
                    ),
                ),
            ],
            options={
                "verbose_name": "witness",
                "verbose_name_plural": "witnesses",
                "indexes": [
                    models.Index(condition=models.Q(("final", True)), fields=["-at", "-id"], name="witness_taken_out")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("commit", "original"), name="witness_once"),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["added", "changed", "removed"])), name="witness_what_known"
                    ),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
