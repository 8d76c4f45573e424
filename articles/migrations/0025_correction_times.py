from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from articles.groups import grant_named


def copy_times(apps, schema_editor):
    alias = schema_editor.connection.alias
    Edition = apps.get_model("articles", "Edition")
    editions = Edition.objects.using(alias).filter(pk=OuterRef("edition_id")).order_by()
    Correction = apps.get_model("articles", "Correction")
    Correction.objects.using(alias).update(published_at=Subquery(editions.values("live_from")[:1]))


def grant_withholding(apps, schema_editor):
    grant_named(apps, schema_editor, {"articles.withhold_edition"})


class Migration(migrations.Migration):
    dependencies = [("articles", "0024_public_record")]

    operations = [
        migrations.RunPython(copy_times, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="correction",
            name="published_at",
            field=models.DateTimeField(verbose_name="published"),
        ),
        migrations.RunPython(grant_withholding, migrations.RunPython.noop),
    ]
