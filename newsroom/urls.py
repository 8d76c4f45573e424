from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from articles.errors import not_found
from articles.views import author_stories, media
from newsroom.icons import favicon, touch_icon
from newsroom.robots import mining_reservation, robots

handler403 = "articles.errors.forbidden"
handler404 = "articles.former_views.not_found"

urlpatterns = [
    # Doors of the admin that no page here leads to. The first would tell any member of the staff,
    # of whatever group, where a draft is to appear; the second fails on a bad page number.
    re_path(r"^admin/(?:r|search)/", not_found),
    path("admin/", admin.site.urls),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("apple-touch-icon.png", touch_icon, name="touch_icon"),
    path(".well-known/tdmrep.json", mining_reservation, name="mining_reservation"),
    path("authors/", include("authors.urls"), {"stories": author_stories}),
]
if settings.MEDIA_URL.startswith("/"):
    # Files on this machine; a busy site lets the proxy in front or object storage serve them.
    urlpatterns += [
        re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.+)$", media, name="media"),
    ]
urlpatterns += [path("", include("articles.urls"))]
