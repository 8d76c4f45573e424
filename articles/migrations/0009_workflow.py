"""How far the desk is with a story, who may move it on, and the newsdesk's indexes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.groups import grant_named

NEW_PERMISSIONS = (
    "articles.submit_article",
    "articles.review_article",
    "articles.assign_article",
)


def grant(apps, schema_editor):
    grant_named(apps, schema_editor, NEW_PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_revision_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("draft", "Draft"), ("review", "In review"), ("ready", "Ready")],
                        default="draft",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                (
                    "moved_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moved"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "progress",
                "verbose_name_plural": "progress",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StageMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_stage",
                    models.CharField(
                        choices=[("draft", "Draft"), ("review", "In review"), ("ready", "Ready")],
                        max_length=10,
                    ),
                ),
                (
                    "to_stage",
                    models.CharField(
                        choices=[("draft", "Draft"), ("review", "In review"), ("ready", "Ready")],
                        max_length=10,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("moved", "Moved"),
                            ("assigned", "Assigned"),
                            ("edited", "Edited after it was ready"),
                            ("published", "Published or scheduled"),
                            ("unscheduled", "Schedule cancelled"),
                        ],
                        default="moved",
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.TextField(blank=True)),
                ("due_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "stage move",
                "verbose_name_plural": "stage moves",
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-modified_at", "-pk"],
                "permissions": [
                    ("publish_article", "Can publish, schedule and withdraw stories"),
                    ("retract_article", "Can publish retractions"),
                    ("submit_article", "Can send stories to review"),
                    ("review_article", "Can mark stories ready and send them back"),
                    ("assign_article", "Can assign stories and say when they are due"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="articles_article_modified",
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["-modified_at", "-id", "headline"], name="articles_article_headline"
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("alt", ""), ("credit", ""), _connector="OR"),
                fields=["-id"],
                name="articles_image_wordless",
            ),
        ),
        migrations.AddField(
            model_name="progress",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="progress",
            name="moved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stage_moves",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="assignee",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(fields=["stage", "due_at"], name="articles_progress_stage"),
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(fields=["assignee", "due_at"], name="articles_progress_assignee"),
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="articles_progress_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["draft", "review", "ready"])),
                name="articles_progress_stage_known",
            ),
        ),
        migrations.AddIndex(
            model_name="stagemove",
            index=models.Index(fields=["article", "-at", "-id"], name="articles_stagemove_story"),
        ),
        migrations.AddConstraint(
            model_name="stagemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_stage__in", ["draft", "review", "ready"]),
                    ("to_stage__in", ["draft", "review", "ready"]),
                ),
                name="articles_stagemove_stages_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause", "moved"), ("reason", ""), _negated=True),
                    ("from_stage", "draft"),
                    models.Q(("from_stage", "review"), ("to_stage", "ready")),
                    _connector="OR",
                ),
                name="articles_stagemove_back_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cause", "moved"), ("from_stage", models.F("to_stage")), _negated=True
                ),
                name="articles_stagemove_goes_somewhere",
            ),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
