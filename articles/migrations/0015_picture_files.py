import django.db.models.deletion
from django.db import migrations, models

AT_ONCE, BEFORE_AVIF = 0, 1


def take_up(apps, schema_editor):
    """Every file there is has the sizes that were made until now; its social card is wanted.

    Those of withdrawn pictures are put aside, and so nothing of them is there.
    """
    models = {
        name: apps.get_model("articles", name)
        for name in ("ImageFile", "PictureFiles", "SocialCard")
    }
    rows = (
        models["ImageFile"]
        .objects.order_by("sha256")
        .values_list(
            "sha256",
            "name",
            "image__withdrawn_at",
            "image__sha256",
            "image__focal_x",
            "image__focal_y",
        )
    )
    files, cards = {}, {}
    for sha256, name, withdrawn_at, current, focal_x, focal_y in rows.iterator():
        known = files.setdefault(sha256, {"name": name, "recipe": BEFORE_AVIF})
        if withdrawn_at:
            known["recipe"] = AT_ONCE
        if sha256 == current:
            focus = f"{round(focal_x * 100)}-{round(focal_y * 100)}"
            cards[sha256, focus] = None
    models["PictureFiles"].objects.bulk_create(
        (models["PictureFiles"](sha256=sha256, **values) for sha256, values in files.items()),
        batch_size=500,
    )
    models["SocialCard"].objects.bulk_create(
        (models["SocialCard"](picture_id=sha256, focus=focus) for sha256, focus in cards),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_picture_metadata_and_rights")]

    operations = [
        migrations.CreateModel(
            name="PictureFiles",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, verbose_name="original")),
                ("recipe", models.PositiveSmallIntegerField(default=0)),
                ("tint", models.CharField(blank=True, default="", max_length=20)),
                ("claimed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipe", "sha256"], name="articles_picturefiles_recipe")
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("focus", models.CharField(max_length=7)),
                ("is_made", models.BooleanField(default=False)),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="articles.picturefiles",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_made", False)),
                        fields=["picture"],
                        name="articles_socialcard_lacking",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("picture", "focus"), name="articles_socialcard_once"
                    )
                ],
            },
        ),
        migrations.RunPython(take_up, migrations.RunPython.noop),
    ]
