from django.db import migrations, models
from django.db.models import F, Q

CAUSES = [
    ("hung", "The voice did not answer in time."),
    ("crashed", "The voice broke off while it spoke."),
    ("not-started", "The voice’s program does not start."),
    ("no-voice", "The voice’s file or name is missing or wrong."),
    ("noise", "The voice answered what is no sound."),
    ("endless", "The voice did not stop speaking."),
    ("mute", "The voice gave no sound."),
    ("unspeakable", "There is nothing in the text that a voice can speak."),
    ("disk-full", "There is no room left to store it."),
    ("storage", "The storage failed."),
    ("other", "Something went wrong that was not foreseen."),
]


def date_failures(apps, schema_editor):
    """When those failed was not kept; it was after they were asked for."""
    narrations = apps.get_model("articles", "Narration").objects
    failed = narrations.using(schema_editor.connection.alias).exclude(failure="")
    failed.exclude(status="ready").update(failed_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0036_dated_by_day")]

    operations = [
        migrations.RemoveIndex(model_name="narration", name="articles_narration_failed"),
        migrations.AddField(
            model_name="editionnarration",
            name="heard_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="narration",
            name="cause",
            field=models.CharField(blank=True, choices=CAUSES, max_length=20, verbose_name="cause"),
        ),
        migrations.AddField(
            model_name="narration",
            name="failed_at",
            field=models.DateTimeField(null=True, verbose_name="failed"),
        ),
        migrations.AddIndex(
            model_name="editionnarration",
            index=models.Index(
                condition=Q(heard_until__isnull=False),
                fields=["heard_until"],
                name="articles_spoken_until",
            ),
        ),
        migrations.AddIndex(
            model_name="narration",
            index=models.Index(
                condition=Q(failed_at__isnull=False),
                fields=["-failed_at"],
                name="articles_narration_trouble",
            ),
        ),
        migrations.RunPython(date_failures, migrations.RunPython.noop, elidable=True),
    ]
