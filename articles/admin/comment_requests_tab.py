"""The requests for comment of a story, below its form; its script writes them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import comment_requests
from articles.admin.comment_requests_api import requests_data, requests_of
from articles.admin.tabs import Tab
from articles.models import Article, CommentRequest


def comment_requests_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    if article is None or not request.user.has_perm("articles.view_commentrequest"):
        return None
    rows = requests_of(article)
    return Tab(
        id="comment-requests",
        label=_("Requests for comment"),
        template="admin/articles/article/includes/_comment_requests.html",
        context={
            "data": requests_data(article, rows, request.user)
            | {
                "how": CommentRequest.How.choices,
                "outcomes": CommentRequest.Outcome.choices,
                "zone": timezone.get_current_timezone_name(),
            },
            "may_write": comment_requests.may_write(request.user),
            "story": article.pk,
            "user": request.user,
            "list_url": reverse("admin:articles_desk_comment_requests"),
        },
        count=sum(row.outcome == CommentRequest.Outcome.WAITING for row in rows),
    )
