import django.db.models.deletion
import modelsearch.index
from django.db import migrations, models

# The id of what was found is text in modelsearch's table: PostgreSQL would read every row for it.
ADD = "CREATE INDEX articles_search_object ON articles_searchtext (((edition_id)::varchar(50)))"
DROP = "DROP INDEX IF EXISTS articles_search_object"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0027_picture_search"),
        (
            "modelsearch",
            "0004_rename_modelsear_autocom_476c89_gin_modelsearch_autocom_ea8581_gin_and_more",
        ),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="articles.edition",
                    ),
                ),
                ("first_published", models.DateTimeField()),
                ("section_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("headlines", models.TextField()),
                ("about", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("indexer", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["-first_published", "-edition"], name="articles_searchtext_newest"
                    )
                ],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60, unique=True)),
                ("head", models.CharField(max_length=2)),
                ("tail", models.CharField(max_length=2)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["head"], name="articles_searchword_head"),
                    models.Index(fields=["tail"], name="articles_searchword_tail"),
                ],
            },
        ),
        migrations.RunPython(add, drop),
    ]
