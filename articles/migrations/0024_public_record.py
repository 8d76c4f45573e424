import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0023_record_proofs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionWithholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ask",
                    models.CharField(
                        choices=[("withhold", "Withhold"), ("lift", "Show again")],
                        max_length=10,
                        verbose_name="request",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("notice", models.TextField(blank=True, verbose_name="notice")),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked"),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("declined_at", models.DateTimeField(null=True, verbose_name="declined")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted")),
            ],
            options={
                "verbose_name": "withheld edition",
                "verbose_name_plural": "withheld editions",
                "ordering": ["-asked_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PublicHistory",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="public_history",
                        serialize=False,
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                ("is_shown", models.BooleanField(verbose_name="shown")),
                (
                    "set_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="set"),
                ),
            ],
            options={
                "verbose_name": "public history",
                "verbose_name_plural": "public histories",
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="correction",
            options={
                "ordering": ["-published_at"],
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
            },
        ),
        migrations.AlterModelOptions(
            name="edition",
            options={
                "ordering": ["-number"],
                "permissions": [
                    ("withhold_edition", "Can confirm that an edition is withheld, or shown again")
                ],
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.AddField(
            model_name="correction",
            name="hides_text",
            field=models.BooleanField(default=False, verbose_name="hides the text"),
        ),
        migrations.AddField(
            model_name="correction",
            name="published_at",
            field=models.DateTimeField(null=True, verbose_name="published"),
        ),
        migrations.AddField(
            model_name="correction",
            name="supersedes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="superseded_by",
                to="articles.correction",
                verbose_name="supersedes",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                fields=["-published_at", "-edition"], name="articles_correction_newest"
            ),
        ),
        migrations.AddField(
            model_name="editionwithholding",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="editionwithholding",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="editionwithholding",
            name="declined_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="declined by",
            ),
        ),
        migrations.AddField(
            model_name="editionwithholding",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withholdings",
                to="articles.edition",
                verbose_name="edition",
            ),
        ),
        migrations.AddField(
            model_name="publichistory",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="set by",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionwithholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("declined_at__isnull", True)),
                fields=("edition",),
                name="articles_withholding_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionwithholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ask", "withhold"),
                    ("confirmed_at__isnull", False),
                    ("lifted_at__isnull", True),
                ),
                fields=("edition",),
                name="articles_withholding_one_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionwithholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(
                        ("ask", "lift"), models.Q(("notice", ""), _negated=True), _connector="OR"
                    ),
                ),
                name="articles_withholding_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionwithholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    ("asked_by__isnull", True),
                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="articles_withholding_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionwithholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True), ("declined_at__isnull", True), _connector="OR"
                ),
                name="articles_withholding_one_answer",
            ),
        ),
    ]
