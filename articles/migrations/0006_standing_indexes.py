from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_editionpage_head"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["id", "working_sha256"], name="articles_article_working"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("embargo_until__isnull", False)),
                fields=["embargo_until"],
                name="articles_article_embargo",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["article", "live_until", "live_from", "story_sha256"],
                name="articles_edition_standing",
            ),
        ),
    ]
