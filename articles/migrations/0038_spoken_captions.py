from django.conf import settings
from django.db import migrations, models


def note_captions(apps, schema_editor):
    """What says captions was not kept. What ends with a picture's rights does, and while captions
    are read all may, until the worker has looked."""
    bound = apps.get_model("articles", "EditionNarration").objects
    bound = bound.using(schema_editor.connection.alias)
    if not settings.NARRATION_CAPTIONS:
        bound = bound.filter(heard_until__isnull=False)
    bound.update(says_captions=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0037_narration_failures_and_limits")]

    operations = [
        migrations.AddField(
            model_name="editionnarration",
            name="says_captions",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="narration",
            index=models.Index(fields=["audio"], name="articles_narration_audio"),
        ),
        migrations.RunPython(note_captions, migrations.RunPython.noop, elidable=True),
    ]
