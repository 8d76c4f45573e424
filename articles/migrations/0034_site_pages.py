from django.db import migrations, models

import articles.models.article
from articles.groups import grant


def grant_pages(apps, schema_editor):
    grant(apps, schema_editor, models={"articles.sitepage"})


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0033_archive_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="SitePage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        error_messages={"unique": "Another page already has this address."},
                        help_text="The end of the address: /about/slug/. Blank: made from the title.",
                        max_length=60,
                        unique=True,
                        verbose_name="slug",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("about", "About the newsroom"),
                            ("ethics", "Ethics: the rules it works by"),
                            ("corrections", "How it corrects mistakes"),
                            ("ownership", "Ownership and funding"),
                            ("masthead", "Masthead: who works here"),
                            ("contact", "Contact"),
                            ("privacy", "Privacy"),
                            ("other", "Something else"),
                        ],
                        default="other",
                        help_text="Search engines are told which page says what. “About” stands at /about/.",
                        max_length=20,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="For search results.",
                        max_length=300,
                        verbose_name="description",
                    ),
                ),
                ("body", articles.models.article.BodyField(blank=True, verbose_name="text")),
                (
                    "language",
                    models.CharField(
                        choices=articles.models.article.language_choices,
                        default=articles.models.article.site_language,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order in the footer"),
                ),
                (
                    "in_footer",
                    models.BooleanField(default=True, verbose_name="in the footer of every page"),
                ),
                (
                    "is_live",
                    models.BooleanField(
                        default=False,
                        help_text="Readers see what is saved at once.",
                        verbose_name="on the site",
                    ),
                ),
            ],
            options={
                "verbose_name": "page of the site",
                "verbose_name_plural": "pages of the site",
                "ordering": ["position", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="articles_sitepage_has_title",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("purpose", "other"), _negated=True),
                        fields=("purpose", "language"),
                        name="articles_sitepage_purpose_once",
                        violation_error_message="There is a page for this in this language already.",
                    ),
                ],
            },
        ),
        migrations.RunPython(grant_pages, migrations.RunPython.noop),
    ]
