"""Preview links, and the permission to make them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.groups import grant


def grant_sharing(apps, schema_editor):
    # The permission belongs to the new model, so that what a desk changed about stories stays.
    grant(apps, schema_editor, models={"articles.previewlink"})


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_embargo_breaks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                (
                    "label",
                    models.CharField(
                        error_messages={"blank": "Say for whom the link is."},
                        max_length=80,
                        verbose_name="for whom",
                    ),
                ),
                ("is_frozen", models.BooleanField(default=False)),
                ("document", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="preview_links",
                        to="articles.article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("share_article", "Can show unpublished stories to outsiders")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PreviewVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="articles.previewlink",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="previewlink",
            index=models.Index(
                fields=["article", "-created_at"], name="articles_previewlink_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="articles_previewlink_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_frozen", True), models.Q(("document", ""), _negated=True)),
                    models.Q(("document", ""), ("is_frozen", False)),
                    _connector="OR",
                ),
                name="articles_previewlink_frozen_has_document",
            ),
        ),
        migrations.AddIndex(
            model_name="previewvisit",
            index=models.Index(fields=["link", "-opened_at"], name="articles_previewvisit_newest"),
        ),
        migrations.RunPython(grant_sharing, migrations.RunPython.noop),
    ]
