from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_preview_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="description",
            field=models.CharField(
                blank=True,
                help_text="Under the headline in search results and where shared. Blank: standfirst.",
                max_length=300,
                verbose_name="description",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="headline_front",
            field=models.CharField(
                blank=True,
                help_text="On the front page and in lists. Blank: the headline.",
                max_length=200,
                verbose_name="front-page headline",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="headline_search",
            field=models.CharField(
                blank=True,
                help_text="In search results and the browser’s tab. Blank: the headline.",
                max_length=200,
                verbose_name="search headline",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="headline_social",
            field=models.CharField(
                blank=True,
                help_text="Where the story is shared. Blank: the headline.",
                max_length=200,
                verbose_name="social headline",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="headline_search",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
