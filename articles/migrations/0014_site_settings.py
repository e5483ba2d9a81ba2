"""The archive's own name, contact and rights; and, in an archive that has articles, what the ids of their feed entries began
with so far, so that feed readers do not show everything again (docs/decisions/0014-feed-ids.md).

Until now an id was the article's address under the host of the request. SITE_URL names that host; without it, the one public
name in ALLOWED_HOSTS does. Where there are several, each reader may know another one: then all ids are new.
"""

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

_OWN = "Empty: what another language says, else the program's own."


def _served_as():
    if settings.SITE_URL:
        return settings.SITE_URL
    public = [name for name in settings.ALLOWED_HOSTS if name not in settings.LOOPBACK_HOSTS]
    if len(public) != 1 or public[0].startswith((".", "*")):
        return ""
    return f"{'https' if settings.HTTPS else 'http'}://{public[0].lower()}"


def keep_ids(apps, editor):
    using = editor.connection.alias
    address = _served_as()
    if address and apps.get_model("articles", "Article").objects.using(using).exists():
        rows = apps.get_model("articles", "SiteSettings").objects.using(using)
        rows.create(pk=1, former_address=address, former_until=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_hidden")]

    operations = [
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "name_zh_hans",
                    models.CharField(
                        blank=True, help_text=_OWN, max_length=200, verbose_name="name in Simplified Chinese"
                    ),
                ),
                (
                    "name_zh_hant",
                    models.CharField(blank=True, max_length=200, verbose_name="name in Traditional Chinese"),
                ),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "description_zh_hans",
                    models.CharField(blank=True, help_text=_OWN, max_length=300, verbose_name="in Simplified Chinese"),
                ),
                (
                    "description_zh_hant",
                    models.CharField(blank=True, max_length=300, verbose_name="in Traditional Chinese"),
                ),
                ("description_en", models.CharField(blank=True, max_length=300, verbose_name="in English")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="An e-mail address, a web address, or a sentence. Everybody can read it.",
                        max_length=300,
                        verbose_name="contact",
                    ),
                ),
                (
                    "rights_zh_hans",
                    models.TextField(
                        blank=True,
                        help_text="Plain text. An empty line begins a new paragraph.",
                        max_length=20000,
                        verbose_name="in Simplified Chinese",
                    ),
                ),
                (
                    "rights_zh_hant",
                    models.TextField(blank=True, max_length=20000, verbose_name="in Traditional Chinese"),
                ),
                ("rights_en", models.TextField(blank=True, max_length=20000, verbose_name="in English")),
                (
                    "former_address",
                    models.CharField(
                        blank=True,
                        help_text="Such as https://news.example.org. Entries that came before the archive named them by "
                        "tag: URIs keep the ids that began with it, so that feed readers do not show them again. Empty: "
                        "every entry has a tag: URI.",
                        max_length=300,
                        verbose_name="former address of the feeds",
                    ),
                ),
                (
                    "former_until",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="for articles imported before"
                    ),
                ),
            ],
            options={
                "verbose_name": "settings of the archive",
                "verbose_name_plural": "settings of the archive",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="site_settings_only_row")],
            },
        ),
        migrations.RunPython(keep_ids, migrations.RunPython.noop),
    ]
