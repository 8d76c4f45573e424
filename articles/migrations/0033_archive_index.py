from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0032_picture_crops")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["first_published", "live_from", "live_until"],
                name="articles_edition_archive",
            ),
        ),
    ]
