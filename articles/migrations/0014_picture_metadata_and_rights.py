"""What pictures say of themselves, the rights in them, and the files they have had."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import articles.models.image
from articles.groups import grant_named


def grant_withdrawing(apps, schema_editor):
    grant_named(apps, schema_editor, ["articles.withdraw_image"])


def note_files(apps, schema_editor):
    """Each picture's file of today is the first of its files."""
    database = schema_editor.connection.alias
    ImageFile = apps.get_model("articles", "ImageFile")
    images = apps.get_model("articles", "Image").objects.using(database)
    rows = (
        ImageFile(image_id=pk, sha256=sha256, name=name)
        for pk, sha256, name in images.exclude(sha256="").values_list("pk", "sha256", "file")
    )
    ImageFile.objects.using(database).bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_headline_variants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImageFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("metadata", models.JSONField(default=dict)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImageWithdrawal",
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
            ],
            options={
                "ordering": ["-withdrawn_at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="image",
            options={
                "ordering": ["-uploaded_at", "-pk"],
                "permissions": [("withdraw_image", "Can withdraw a picture and bring it back")],
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
            },
        ),
        migrations.RemoveIndex(
            model_name="image",
            name="articles_image_wordless",
        ),
        migrations.AddField(
            model_name="editionpage",
            name="good_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="image",
            name="ai_system",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What made it, with its version.",
                max_length=200,
                verbose_name="AI system",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="city",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="city"),
        ),
        migrations.AddField(
            model_name="image",
            name="copyright_notice",
            field=models.CharField(
                blank=True, default="", max_length=400, verbose_name="copyright notice"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="country",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="country"),
        ),
        migrations.AddField(
            model_name="image",
            name="country_code",
            field=models.CharField(
                blank=True, default="", max_length=3, verbose_name="country code"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="creator",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Who made it; several with “; ” between them.",
                max_length=200,
                verbose_name="creator",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="creator_title",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="creator’s job title"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="data_mining",
            field=models.CharField(
                blank=True,
                choices=[
                    ("DMI-UNSPECIFIED", "Not said"),
                    ("DMI-ALLOWED", "Allowed"),
                    ("DMI-PROHIBITED-AIMLTRAINING", "Not for training AI"),
                    ("DMI-PROHIBITED-GENAIMLTRAINING", "Not for training generative AI"),
                    ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "Only for search engines"),
                    ("DMI-PROHIBITED", "Not allowed"),
                    ("DMI-PROHIBITED-SEECONSTRAINT", "Not allowed: see the usage terms"),
                ],
                default="",
                max_length=60,
                verbose_name="data mining",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="date_created",
            field=models.CharField(
                blank=True,
                default="",
                help_text="As exactly as it is known: 2026, 2026-11, 2026-11-25.",
                max_length=32,
                validators=[articles.models.image.read_date],
                verbose_name="taken on",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="digital_source_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("digitalCapture", "Photograph"),
                    ("computationalCapture", "Photograph made of several by the camera"),
                    ("negativeFilm", "Scan of a negative"),
                    ("positiveFilm", "Scan of a slide"),
                    ("print", "Scan of a print"),
                    ("humanEdits", "Photograph changed by a person"),
                    ("algorithmicallyEnhanced", "Photograph enhanced by a program"),
                    ("compositeCapture", "Several photographs put together"),
                    ("digitalCreation", "Drawn or painted on a computer"),
                    ("dataDrivenMedia", "Made from data"),
                    ("screenCapture", "Screenshot"),
                    ("virtualRecording", "Recording of a virtual event"),
                    ("composite", "Several elements put together"),
                    ("compositeSynthetic", "Put together, partly made by AI"),
                    ("algorithmicMedia", "Made by a program, without training data"),
                    ("compositeWithTrainedAlgorithmicMedia", "Changed by generative AI"),
                    ("trainedAlgorithmicMedia", "Made by generative AI"),
                ],
                default="",
                max_length=60,
                verbose_name="made how",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="embargo_until",
            field=models.DateTimeField(
                blank=True,
                help_text="Readers see it from then on.",
                null=True,
                verbose_name="embargo until",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="event",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="event"),
        ),
        migrations.AddField(
            model_name="image",
            name="extended_description",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Where the alt text is too short: a chart, a map.",
                verbose_name="extended description",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="instructions",
            field=models.TextField(
                blank=True,
                default="",
                help_text="For the desk, from whoever sent it.",
                verbose_name="instructions",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="is_decorative",
            field=models.BooleanField(
                default=False,
                help_text="Says nothing that the text does not: read out to nobody, needs no alt text.",
                verbose_name="decorative",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="keywords",
            field=models.TextField(
                blank=True, default="", help_text="With “; ” between them.", verbose_name="keywords"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="licence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own", "Our own"),
                    ("agency", "Agency subscription"),
                    ("single", "Bought for one use"),
                    ("handout", "Handout"),
                    ("cc", "Creative Commons"),
                    ("pd", "Public domain"),
                    ("citation", "Quotation or fair dealing"),
                    ("other", "Other"),
                ],
                default="",
                max_length=20,
                verbose_name="licence",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="licensor_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="licensor"),
        ),
        migrations.AddField(
            model_name="image",
            name="licensor_url",
            field=models.URLField(
                blank=True, default="", max_length=500, verbose_name="where to get a licence"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="may_syndicate",
            field=models.BooleanField(
                blank=True,
                choices=[(True, "Yes"), (False, "No")],
                help_text="Whether our stories may be passed on with it.",
                null=True,
                verbose_name="may be syndicated",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="persons",
            field=models.TextField(
                blank=True,
                default="",
                help_text="With “; ” between them.",
                verbose_name="persons shown",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="region",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="state or region"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="releases",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Model and property releases, in words.",
                verbose_name="releases",
            ),
        ),
        migrations.AddField(
            model_name="image",
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
            model_name="image",
            name="sublocation",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="image",
            name="territories",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Where it may be shown, in words.",
                verbose_name="territories",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="web_statement",
            field=models.URLField(
                blank=True,
                default="",
                help_text="The page that states the licence; search engines show it.",
                max_length=500,
                verbose_name="web statement of rights",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.AlterField(
            model_name="image",
            name="rights",
            field=models.TextField(
                blank=True,
                help_text="What we may do with it, for the desk.",
                verbose_name="usage terms",
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(
                    models.Q(("alt", ""), ("is_decorative", False)), ("credit", ""), _connector="OR"
                ),
                fields=["-id"],
                name="articles_image_unfinished",
            ),
        ),
        migrations.AddField(
            model_name="imagefile",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="articles.image",
            ),
        ),
        migrations.AddField(
            model_name="imagewithdrawal",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="withdrawals",
                to="articles.image",
            ),
        ),
        migrations.AddField(
            model_name="imagewithdrawal",
            name="lifted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="imagewithdrawal",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="imagefile",
            constraint=models.UniqueConstraint(
                fields=("image", "sha256"), name="articles_imagefile_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="imagewithdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("image",),
                name="articles_imagewithdrawal_one_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="imagewithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="articles_imagewithdrawal_has_reason",
            ),
        ),
        migrations.RunPython(grant_withdrawing, migrations.RunPython.noop),
        migrations.RunPython(note_files, migrations.RunPython.noop),
    ]
