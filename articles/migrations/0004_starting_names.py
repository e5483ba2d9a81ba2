"""Regional names that an archive starts with; editors change them in the admin."""

from django.db import migrations

from articles.search.query.regional_names import starting_set


def fill(apps, editor):
    groups = apps.get_model("articles", "NameGroup")
    groups.objects.using(editor.connection.alias).bulk_create([groups(forms=forms) for forms in starting_set()])


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_namegroup")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
