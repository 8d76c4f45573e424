"""What a list of revisions shows, on the row that it reads; the rest follows in 0019.

Filled in here and tightened there: PostgreSQL alters no table whose rows have changed in the same
transaction.
"""

from itertools import groupby

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BATCH = 500
FILLED = ["number", "saved_at", "saved_by", "section", "headline", "is_after_publication"]


def fill(apps, schema_editor):
    """Number each story's revisions; section and headline are today's, nobody wrote down others."""
    RevisionMeta = apps.get_model("articles", "RevisionMeta")
    metas = RevisionMeta.objects.select_related("revision").order_by("article_id", "revision_id")
    ready = []
    for article_id, revisions in groupby(metas.iterator(BATCH), key=lambda meta: meta.article_id):
        article = apps.get_model("articles", "Article").objects.filter(pk=article_id).first()
        editions = apps.get_model("articles", "Edition").objects.filter(article_id=article_id)
        first = editions.aggregate(at=models.Min("live_from"))["at"]
        for number, meta in enumerate(revisions, 1):
            meta.number, meta.saved_at = number, meta.revision.date_created
            meta.saved_by_id = meta.revision.user_id
            meta.is_after_publication = first is not None and first <= meta.saved_at
            if article:
                meta.section_id, meta.headline = article.section_id, article.headline
            ready.append(meta)
        if len(ready) >= BATCH:
            RevisionMeta.objects.bulk_update(ready, FILLED, batch_size=BATCH)
            ready = []
    RevisionMeta.objects.bulk_update(ready, FILLED, batch_size=BATCH)


def link_editions(apps, schema_editor):
    """An edition froze the last save before it."""
    Edition = apps.get_model("articles", "Edition")
    metas = apps.get_model("articles", "RevisionMeta").objects.filter(
        article_id=models.OuterRef("article_id"), saved_at__lte=models.OuterRef("created_at")
    )
    newest = metas.order_by("-number").values("pk")[:1]
    Edition.objects.update(made_from=models.Subquery(newest))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_picture_likeness"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="revisionmeta",
            name="number",
            field=models.PositiveIntegerField(null=True, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="saved_at",
            field=models.DateTimeField(null=True, verbose_name="saved"),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="saved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="section",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="headline",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="headline"),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="changed",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="is_after_publication",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="name",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="revisionmeta",
            name="is_pinned",
            field=models.BooleanField(default=False, verbose_name="pinned"),
        ),
        migrations.AddField(
            model_name="edition",
            name="made_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="editions",
                to="articles.revisionmeta",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(link_editions, migrations.RunPython.noop),
    ]
