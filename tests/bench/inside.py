"""What is measured inside Django: ``python -m tests.bench.inside generate|queries|publish …``.

Each call is a process of its own, on the data folder NEWSROOM_VAR names, and prints JSON.
"""

import os
import random
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from articles.models import Article, Edition  # noqa: E402
from articles.publishing import publish  # noqa: E402
from tests.bench.generate import generate, paragraphs  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402
from tests.factories import make_image, make_story, save_change  # noqa: E402


def run_generate(count: str) -> dict:
    """Make the archive where it is not there yet."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if Article.objects.exists():
        # Pages made by older templates would be rendered at every request.
        call_command("refresh_pages", now=True, verbosity=0)
    else:
        generate(int(count))
    return pages()


def pages() -> dict[str, str]:
    """The address of one page of each kind, the same in an archive of any size."""
    edition = Edition.objects.live().newest_first()[:5][4]
    return {
        "article": edition.get_absolute_url(),
        "front": "/",
        "section": f"/{edition.section.slug}/",
        "author": f"/authors/{edition.bylines.first().author.slug}/",
        "tag": f"/tags/{edition.tag_rows.first().tag.slug}/",
    }


def run_queries() -> dict[str, int]:
    client, counts = Client(), {}
    for name, address in pages().items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        counts[name] = len(captured)
    return counts


def run_publish() -> dict:
    """Milliseconds to publish 25 paragraphs, alone and with 5 pictures; medians of 30."""
    chance, result = random.Random(5), {}
    for pictures in (0, 5):
        images = [make_image(size=(1600, 1067)) for _ in range(pictures)]
        figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
        article = make_story(
            "To be published",
            body=paragraphs(chance, 25) + figures,
            tags=["One", "Two", "Three"],
        )
        publish(article, by=None, change="first")
        times = []
        for number in range(30):
            save_change(article, headline=f"Published {pictures} {number}")
            began = time.perf_counter()
            publish(article, by=None, change="update")
            times.append((time.perf_counter() - began) * 1000)
        result[str(pictures)] = statistics.median(times)
    save_change(article, headline="Counted")
    with CaptureQueriesContext(connection) as captured:
        publish(article, by=None, change="update")
    return result | {"queries": len(captured)}


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
