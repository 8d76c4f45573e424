"""A site with an error of its own, for the page that tells of one."""

from django.urls import path


def broken(request):
    raise RuntimeError("A secret of the machine")


urlpatterns = [path("", broken)]
