from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_picture_search")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["article", "live_from", "live_until", "updated"],
                name="articles_edition_sitemap",
            ),
        ),
    ]
