"""On PostgreSQL, an article's editions can never be live at the same instant."""

from django.db import migrations

ADD = """
ALTER TABLE articles_edition ADD CONSTRAINT articles_edition_no_overlap EXCLUDE USING gist (
    int8range(article_id, article_id, '[]') WITH =,
    tstzrange(live_from, live_until) WITH &&
)
"""
DROP = "ALTER TABLE articles_edition DROP CONSTRAINT IF EXISTS articles_edition_no_overlap"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
