from django.urls import path, re_path

from articles import corrections_page, heads_views, history_views, views
from articles.podcast import podcast
from articles.preview_page import preview_link

app_name = "articles"
urlpatterns = [
    path("", views.front, name="front"),
    # All that lies below, so that no mangled secret is answered, or logged, by anything else.
    re_path(r"^preview/(?P<secret>[\s\S]+)\Z", preview_link, name="preview_link"),
    path(".well-known/edition-heads/latest.txt", heads_views.latest, name="heads_latest"),
    path(".well-known/edition-heads/<str:day>.txt", heads_views.day, name="heads_day"),
    path(".well-known/edition-heads/<str:day>/<int:page>.txt", heads_views.page, name="heads_page"),
    path("tags/<str:slug>/", views.tag, name="tag"),
    path("corrections/", corrections_page.corrections, name="corrections"),
    path("podcast.rss", podcast, name="podcast"),
    path("<slug:section>/", views.section, name="section"),
    path("<slug:section>/<str:slug>-<int:article_id>/", views.article, name="article"),
    path(
        "<slug:section>/<str:slug>-<int:article_id>/history/", history_views.history, name="history"
    ),
    path(
        "<slug:section>/<str:slug>-<int:article_id>/history/compare/",
        history_views.compare,
        name="compare",
    ),
    path(
        "<slug:section>/<str:slug>-<int:article_id>/editions/<int:number>/",
        history_views.edition,
        name="edition",
    ),
]
