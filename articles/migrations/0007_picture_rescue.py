from django.db import migrations, models


def mark_rescued(apps, editor):
    """Pictures that have a file already are rescued."""
    apps.get_model("articles", "Image").objects.exclude(file="").update(state="rescued")


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_links_and_stories")]

    operations = [
        migrations.CreateModel(
            name="PictureBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.PositiveIntegerField(help_text="which quarter, and its 16 bits")),
                ("perceptual_hash", models.CharField(max_length=16)),
            ],
            options={
                "verbose_name": "part of a perceptual hash",
                "verbose_name_plural": "parts of perceptual hashes",
                "constraints": [models.UniqueConstraint(fields=("key", "perceptual_hash"), name="band_once")],
            },
        ),
        migrations.AddField(
            "image",
            "attempts",
            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="attempts"),
        ),
        migrations.AddField(
            "image",
            "content_type",
            models.CharField(
                blank=True,
                editable=False,
                help_text="by decoding, such as image/jpeg",
                max_length=20,
                verbose_name="kind of file",
            ),
        ),
        migrations.AddField(
            "image",
            "detail",
            models.CharField(blank=True, editable=False, max_length=300, verbose_name="in detail"),
        ),
        migrations.AddField("image", "etag", models.CharField(blank=True, editable=False, max_length=300)),
        migrations.AddField(
            "image", "fetched_at", models.DateTimeField(editable=False, null=True, verbose_name="fetched")
        ),
        migrations.AddField(
            "image",
            "fetched_from",
            models.TextField(blank=True, editable=False, help_text="after redirects", verbose_name="fetched from"),
        ),
        migrations.AddField("image", "last_modified", models.CharField(blank=True, editable=False, max_length=60)),
        migrations.AddField(
            "image",
            "next_try_at",
            models.DateTimeField(editable=False, null=True, verbose_name="next attempt from"),
        ),
        migrations.AddField(
            "image",
            "reason",
            models.CharField(
                blank=True, editable=False, help_text="rescue.reasons", max_length=20, verbose_name="why not"
            ),
        ),
        migrations.AddField(
            "image",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "not asked yet"),
                    ("rescued", "rescued"),
                    ("failed", "failed"),
                    ("refused", "refused"),
                ],
                default="waiting",
                editable=False,
                max_length=8,
                verbose_name="rescue",
            ),
        ),
        migrations.AddField(
            "image",
            "thumbnail_widths",
            models.JSONField(blank=True, default=list, editable=False, help_text="pixels, rising"),
        ),
        migrations.AddField(
            "image",
            "untouched",
            models.FileField(
                blank=True,
                help_text="as it came; never served",
                max_length=200,
                upload_to="untouched",
                verbose_name="untouched file",
            ),
        ),
        migrations.AddField(
            "image",
            "untouched_sha256",
            models.CharField(blank=True, db_index=True, max_length=64, verbose_name="SHA-256 of the untouched file"),
        ),
        migrations.AlterField(
            "image",
            "file",
            models.FileField(
                blank=True,
                help_text="what is served: pixels, nothing else",
                max_length=200,
                upload_to="images",
                verbose_name="file",
            ),
        ),
        migrations.AlterField(
            "image",
            "sha256",
            models.CharField(blank=True, db_index=True, editable=False, help_text="of file", max_length=64),
        ),
        migrations.AlterField(
            "image",
            "perceptual_hash",
            models.CharField(blank=True, db_index=True, editable=False, max_length=32),
        ),
        migrations.AddIndex("image", models.Index(fields=["state", "next_try_at"], name="image_due")),
        migrations.AddIndex(
            "image",
            models.Index(condition=models.Q(("reason", ""), _negated=True), fields=["reason"], name="image_reason"),
        ),
        migrations.RunPython(mark_rescued, migrations.RunPython.noop),
    ]
