import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

_FILE = os.environ.get("BENCH_BARE_FILE", "")
CONTENT = Path(_FILE).read_bytes() if _FILE else b""


def bare(request):
    return HttpResponse(CONTENT)


urlpatterns = [path("", bare)]
