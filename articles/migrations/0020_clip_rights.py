"""The rights in clips, the files they have had, and which editions show them."""

import json
import re
from collections.abc import Iterator

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from articles.clips import place_aside
from articles.groups import grant_named

_SHA256 = re.compile(r"[0-9a-f]{64}")


def grant_withdrawing(apps, schema_editor):
    grant_named(apps, schema_editor, ["articles.withdraw_clip"])


def note_clips(apps, schema_editor):
    """Which clips each edition shows, and every file that a clip has or, as editions say, had."""
    database = schema_editor.connection.alias
    models_of = {
        name: apps.get_model("articles", name).objects.using(database)
        for name in ("Clip", "ClipFile", "Edition", "EditionClip")
    }
    files, shown = set(), []
    clips = models_of["Clip"].values_list("pk", "file", "track")
    known = set()
    for pk, file, track in clips.iterator():
        known.add(pk)
        files |= {(pk, file, False), (pk, track, True)}
    # An edition's document is JSON in one spelling (articles/snapshot.py).
    with_clips = Q(document__contains='"clips":[{') | Q(document__contains='"clip":{')
    editions = models_of["Edition"].filter(with_clips).values_list("pk", "document")
    for edition, document in editions.iterator(chunk_size=100):
        told = {clip["id"]: clip for clip in clips_of(document) if clip["id"] in known}
        shown += [(edition, pk) for pk in sorted(told)]
        for pk, clip in told.items():
            files |= {(pk, clip["file"], False), (pk, clip["track"], True)}
    aside = {name: place_aside(name) for _pk, name, _is_track in files}
    models_of["ClipFile"].bulk_create(
        (
            models_of["ClipFile"].model(
                clip_id=pk, name=name, sha256=sha256[0], is_track=is_track, aside=aside[name]
            )
            for pk, name, is_track in sorted(files)
            if (sha256 := _SHA256.search(name))
        ),
        batch_size=500,
    )
    models_of["EditionClip"].bulk_create(
        (models_of["EditionClip"].model(edition_id=edition, clip_id=pk) for edition, pk in shown),
        batch_size=500,
    )


def clips_of(document: str) -> Iterator[dict]:
    """The clips in an edition's document: those of the text and those of social posts."""
    story = json.loads(document)["story"]
    yield from story["clips"]
    yield from (post["clip"] for post in story["posts"] if post["clip"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_revision_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="clip",
            options={
                "ordering": ["-pk"],
                "permissions": [("withdraw_clip", "Can withdraw a clip and bring it back")],
                "verbose_name": "clip",
                "verbose_name_plural": "clips",
            },
        ),
        migrations.AddField(
            model_name="clip",
            name="embargo_until",
            field=models.DateTimeField(
                blank=True,
                help_text="Readers see it from then on.",
                null=True,
                verbose_name="embargo until",
            ),
        ),
        migrations.AddField(
            model_name="clip",
            name="rights_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="From then on readers no longer see it.",
                null=True,
                verbose_name="rights end",
            ),
        ),
        migrations.AddField(
            model_name="clip",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.AlterField(
            model_name="clip",
            name="duration",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="In seconds. Blank: as the file says.",
                null=True,
                verbose_name="duration",
            ),
        ),
        migrations.CreateModel(
            name="ClipFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(db_index=True, max_length=100)),
                ("is_track", models.BooleanField(default=False)),
                ("aside", models.CharField(max_length=100)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "clip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="articles.clip",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("clip", "name"), name="articles_clipfile_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClipWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("withdrawn_at", models.DateTimeField(verbose_name="withdrawn")),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="brought back"),
                ),
                (
                    "clip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawals",
                        to="articles.clip",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-withdrawn_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("clip",),
                        name="articles_clipwithdrawal_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="articles_clipwithdrawal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionClip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_rows",
                        to="articles.clip",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clip_rows",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "clip"), name="articles_editionclip_once"
                    )
                ],
            },
        ),
        migrations.RunPython(note_clips, migrations.RunPython.noop),
        migrations.RunPython(grant_withdrawing, migrations.RunPython.noop),
    ]
