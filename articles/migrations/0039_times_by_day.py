from django.db import migrations, models
from django.db.models import F


def follow_first_publication(apps, schema_editor):
    """Of a story whose first publication is known by its day, what is of that very instant."""
    editions = apps.get_model("articles", "Edition").objects.using(schema_editor.connection.alias)
    by_day = editions.filter(is_dated_by_day=True)
    by_day.filter(live_from=F("first_published")).update(begins_by_day=True)
    by_day.filter(updated=F("first_published")).update(is_updated_by_day=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0038_spoken_captions")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="begins_by_day",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="edition",
            name="is_updated_by_day",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(follow_first_publication, migrations.RunPython.noop, elidable=True),
    ]
