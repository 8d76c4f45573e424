from django.db import migrations, models

from articles.picture_search import FIELDS, sought_text

BATCH = 1000


def gather_words(apps, schema_editor):
    """What each picture is found by, a batch at a time: a library may be large."""
    images = apps.get_model("articles", "Image").objects.using(schema_editor.connection.alias)
    last = 0
    while rows := list(images.filter(pk__gt=last).order_by("pk").only(*FIELDS)[:BATCH]):
        for row in rows:
            row.sought = sought_text(row)
        images.bulk_update(rows, ["sought"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_image_left_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="sought",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(gather_words, migrations.RunPython.noop, elidable=True),
    ]
