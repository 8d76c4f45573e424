"""Bringing an old revision back: what it refers to may be gone since."""

from django.utils.translation import gettext as _

from articles.models import Article, Byline, Image, ImageCaption, Section, Tag, TaggedArticle
from authors.models import Author


def drop_dangling(article_id: int) -> list[str]:
    """Leave out what a reverted story refers to and what no longer exists.

    Run in the transaction of the revert, before its foreign keys are checked. Gives a sentence
    for the desk on each kind of thing that was left out.
    """
    left_out = []
    story = Article.objects.filter(pk=article_id)
    if story.exclude(section=None).exclude(section__in=Section.objects.all()).exists():
        story.update(section=None)
        left_out.append(_("Its section has been deleted since: choose another."))
    for model, owner, target, known, sentence in (
        (Byline, "article", "author", Author, _("Authors deleted since are left out.")),
        (ImageCaption, "article", "image", Image, _("Pictures deleted since are left out.")),
        (TaggedArticle, "content_object", "tag", Tag, _("Tags deleted since are left out.")),
    ):
        rows = model.objects.filter(**{owner: article_id})
        ids = set(rows.values_list(f"{target}_id", flat=True))
        gone = ids - set(known.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if gone:
            rows.filter(**{f"{target}_id__in": gone}).delete()
            left_out.append(sentence)
    return left_out
