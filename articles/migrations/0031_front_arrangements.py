import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.groups import grant_named


def grant_arranging(apps, schema_editor):
    grant_named(apps, schema_editor, {"articles.arrange_front"})


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_narrations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrontArrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("layout", models.TextField()),
                ("begins_at", models.DateTimeField(verbose_name="begins")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="taken back")),
            ],
            options={
                "verbose_name": "arrangement of the front page",
                "verbose_name_plural": "arrangements of the front page",
                "ordering": ["-number"],
                "permissions": [("arrange_front", "Can arrange the front page")],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["kind", "-first_published", "-article"], name="articles_edition_kind"
            ),
        ),
        migrations.AddField(
            model_name="frontarrangement",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="frontarrangement",
            name="taken_back_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="frontarrangement",
            index=models.Index(fields=["-begins_at", "-number"], name="articles_front_in_force"),
        ),
        migrations.RunPython(grant_arranging, migrations.RunPython.noop),
    ]
