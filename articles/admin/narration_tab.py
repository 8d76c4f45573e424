"""Whether readers can listen to a story, as a part of its form."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.panel import may_publish
from articles.admin.tabs import Tab
from articles.models import Article
from articles.narration.standing import standing_of


def narration_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    if article is None:
        return None
    context = {
        "standing": standing_of(article),
        "url": reverse("admin:articles_article_listening", args=[article.pk])
        if may_publish(request.user)
        else "",
    }
    template = "admin/articles/article/includes/_listening.html"
    return Tab("listening", _("Listening"), template, context)
