from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles import (
    archive_views,
    corrections_page,
    heads_views,
    history_views,
    ninjs_views,
    oembed_provider,
    site_pages,
    sitemaps,
    views,
)
from articles.feeds import views as feeds
from articles.podcast import podcast
from articles.preview_page import preview_link
from articles.search import views as search_views


class FeedKind(StringConverter):
    regex = "rss|atom|json"


register_converter(FeedKind, "feed_kind")

app_name = "articles"
urlpatterns = [
    path("", views.front, name="front"),
    # All that lies below, so that no mangled secret is answered, or logged, by anything else.
    re_path(r"^preview/(?P<secret>[\s\S]+)\Z", preview_link, name="preview_link"),
    path(".well-known/edition-heads/latest.txt", heads_views.latest, name="heads_latest"),
    path(".well-known/edition-heads/<str:day>.txt", heads_views.day, name="heads_day"),
    path(".well-known/edition-heads/<str:day>/<int:page>.txt", heads_views.page, name="heads_page"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-stories-<int:part>.xml", sitemaps.stories, name="sitemap_stories"),
    path("sitemap-tags-<int:part>.xml", sitemaps.tags, name="sitemap_tags"),
    path("sitemap-authors-<int:part>.xml", sitemaps.authors, name="sitemap_authors"),
    path("ninjs.json", ninjs_views.newest, name="ninjs_newest"),
    path("oembed", oembed_provider.oembed, name="oembed"),
    path("feed.<feed_kind:kind>", feeds.site, name="feed"),
    path("tags/<str:slug>/feed.<feed_kind:kind>", feeds.tag, name="tag_feed"),
    path("authors/<slug:slug>/feed.<feed_kind:kind>", feeds.author, name="author_feed"),
    path("corrections/feed.<feed_kind:kind>", feeds.corrections, name="corrections_feed"),
    path("<slug:section>/feed.<feed_kind:kind>", feeds.section, name="section_feed"),
    path("tags/<str:slug>/", views.tag, name="tag"),
    path("archive/", archive_views.years, name="archive"),
    path("archive/<str:year>/", archive_views.year, name="archive_year"),
    path("archive/<str:year>/<str:month>/", archive_views.month, name="archive_month"),
    path("archive/<str:year>/<str:month>/<str:date>/", archive_views.day, name="archive_day"),
    path("about/", site_pages.about, name="about"),
    path("about/<slug:slug>/", site_pages.page, name="site_page"),
    path("corrections/", corrections_page.corrections, name="corrections"),
    path("podcast.rss", podcast, name="podcast"),
    path("search/", search_views.search, name="search"),
    path("opensearch.xml", search_views.description, name="opensearch"),
    path("<slug:section>/", views.section, name="section"),
    path("<slug:section>/<str:slug>-<int:article_id>/", views.article, name="article"),
    path("<slug:section>/<str:slug>-<int:article_id>/ninjs.json", ninjs_views.story, name="ninjs"),
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
