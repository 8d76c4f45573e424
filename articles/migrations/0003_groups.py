"""The desk's groups, with the permissions of articles/permissions.py."""

from django.db import migrations

from articles.groups import grant, remove_groups


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_edition_no_overlap"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("authors", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, remove_groups)]
