from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_search")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["live_from", "live_until", "article", "updated"],
                name="articles_edition_lived",
            ),
        ),
        # The one above begins with it.
        migrations.RemoveIndex(model_name="edition", name="articles_edition_live_from"),
    ]
