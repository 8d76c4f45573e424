import django.db.models.deletion
from django.db import migrations, models

from articles.groups import grant


def grant_former_addresses(apps, schema_editor):
    grant(apps, schema_editor, models={"articles.formeraddress"})


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0034_site_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        error_messages={"unique": "This former address is in the list already."},
                        help_text="A path, such as /2014/12/22/ferry-returns/, or a full address of this site.",
                        max_length=600,
                        unique=True,
                        verbose_name="former address",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        help_text="A page of this site (/tags/ferries/) or an address elsewhere (https://…).",
                        max_length=1000,
                        verbose_name="or another address",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        help_text="Readers are led to wherever it stands by then.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
                "ordering": ["path"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("target", "")),
                            models.Q(
                                ("article__isnull", True), models.Q(("target", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="articles_formeraddress_leads_once",
                        violation_error_message="Choose a story or write another address, not both.",
                    )
                ],
            },
        ),
        migrations.RunPython(grant_former_addresses, migrations.RunPython.noop),
    ]
