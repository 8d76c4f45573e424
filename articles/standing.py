"""Where many stories stand, asked of indexes alone: a story's row is long, an archive large."""

from django.db.models import Exists, F, OuterRef, QuerySet

from articles.models import Article, Edition


def changed_stories() -> QuerySet[Article]:
    """Ids of the stories whose working copy is not what their edition without an end shows.

    That is the edition that was made last: the scheduled one, or else the live one.
    """
    last = Edition.objects.open_ended().filter(article=OuterRef("pk"))
    differs = Exists(last.exclude(story_sha256=OuterRef("working_sha256")))
    return Article.objects.filter(differs).order_by().values("pk")


def unseen_stories() -> QuerySet[Article]:
    """Ids of the stories that readers neither see nor are about to see."""
    lasting = Edition.objects.lasting().filter(article=OuterRef("pk"))
    return Article.objects.exclude(Exists(lasting)).order_by().values("pk")


def is_unchanged(article: Article) -> bool:
    """Whether the working copy is just what the story's last edition shows."""
    last = Edition.objects.open_ended().filter(article=article.pk)
    return last.filter(story_sha256=F("article__working_sha256")).exists()
