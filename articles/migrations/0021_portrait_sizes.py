"""Portraits of authors get the sizes that pictures have: the worker is told by make_renditions."""

from django.db import migrations

AT_ONCE = 0


def take_up(apps, schema_editor):
    """What is certain to be there is what was made when it came."""
    database = schema_editor.connection.alias
    PictureFiles = apps.get_model("articles", "PictureFiles")
    authors = apps.get_model("authors", "Author").objects.using(database)
    rows = authors.exclude(photo_sha256="").values_list("photo_sha256", "photo")
    PictureFiles.objects.using(database).bulk_create(
        (PictureFiles(sha256=sha256, name=name, recipe=AT_ONCE) for sha256, name in rows),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_clip_rights"),
        ("authors", "0002_handle_address_help"),
    ]

    operations = [migrations.RunPython(take_up, migrations.RunPython.noop)]
