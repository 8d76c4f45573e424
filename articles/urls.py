from django.urls import path

from articles import views

app_name = "articles"
urlpatterns = [
    path("", views.front, name="front"),
    path("tags/<str:slug>/", views.tag, name="tag"),
    path("<slug:section>/", views.section, name="section"),
    path("<slug:section>/<str:slug>-<int:article_id>/", views.article, name="article"),
]
