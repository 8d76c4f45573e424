"""Pictures get the crops that search engines ask for: the worker is told by make_renditions."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_front_arrangements")]

    operations = [
        migrations.AddField(
            model_name="socialcard",
            name="has_crops",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveIndex(model_name="socialcard", name="articles_socialcard_lacking"),
        migrations.AddIndex(
            model_name="socialcard",
            index=models.Index(
                condition=Q(("is_made", False), ("has_crops", False), _connector="OR"),
                fields=["picture"],
                name="articles_socialcard_lacking",
            ),
        ),
    ]
