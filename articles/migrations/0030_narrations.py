import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.groups import grant

MODELS = ["articles.pronunciation"]


def grant_pronunciations(apps, schema_editor):
    grant(apps, schema_editor, MODELS)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0029_sitemap_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SpokenSentence",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("audio", models.BinaryField()),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Narration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=20, verbose_name="engine")),
                ("voice", models.CharField(blank=True, max_length=200, verbose_name="voice")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("ready", "Ready"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("audio", models.CharField(blank=True, max_length=120)),
                ("captions", models.CharField(blank=True, max_length=120)),
                ("cues", models.CharField(blank=True, max_length=120)),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                (
                    "duration",
                    models.PositiveBigIntegerField(default=0, verbose_name="milliseconds"),
                ),
                ("parts", models.JSONField(default=list)),
                ("is_aside", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("failure", models.TextField(blank=True, verbose_name="failure")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True, verbose_name="made")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="narrations",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "narration",
                "verbose_name_plural": "narrations",
                "ordering": ["-created_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EditionNarration",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="spoken",
                        serialize=False,
                        to="articles.edition",
                    ),
                ),
                ("text_sha256", models.CharField(max_length=64)),
                ("is_awaited", models.BooleanField(default=True)),
                (
                    "narration",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="editions",
                        to="articles.narration",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Pronunciation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60, verbose_name="word")),
                (
                    "language",
                    models.CharField(
                        help_text="“en” for all kinds of English, “en-gb” for one.",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                (
                    "respelling",
                    models.CharField(
                        blank=True,
                        help_text="“Lester” for Leicester.",
                        max_length=120,
                        verbose_name="spelled as it sounds",
                    ),
                ),
                (
                    "phonemes",
                    models.CharField(
                        blank=True,
                        help_text="In eSpeak’s letters, such as l'Est@; only the voices of espeak-ng know them.",
                        max_length=120,
                        verbose_name="phonemes",
                    ),
                ),
            ],
            options={
                "verbose_name": "pronunciation",
                "verbose_name_plural": "pronunciations",
                "ordering": ["word", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "word"), name="articles_pronunciation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phonemes", ""), ("respelling", ""), _negated=True),
                        name="articles_pronunciation_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SilentStory",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="silence",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "set_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="set"),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="narration",
            index=models.Index(
                condition=models.Q(("status", "failed")),
                fields=["-created_at"],
                name="articles_narration_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="narration",
            constraint=models.UniqueConstraint(
                fields=("article", "key"), name="articles_narration_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="narration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ready"), _negated=True),
                    models.Q(("audio", ""), _negated=True),
                    _connector="OR",
                ),
                name="articles_narration_has_audio",
            ),
        ),
        migrations.AddIndex(
            model_name="editionnarration",
            index=models.Index(
                condition=models.Q(("is_awaited", True)),
                fields=["-edition"],
                name="articles_spoken_awaited",
            ),
        ),
        migrations.RunPython(grant_pronunciations, migrations.RunPython.noop),
    ]
