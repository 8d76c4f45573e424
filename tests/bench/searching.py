"""What a reader's search costs: ``python -m tests.bench.searching fill|search``, on the database
that DATABASE_URL names, or SQLite: milliseconds of one request, and its queries."""

import os
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
from tests.bench.generate import generate  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402

ROUNDS = 15


def run_fill(count: str) -> dict:
    """Make the archive where it is not there yet, and its index."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Article.objects.exists():
        generate(int(count))
    began = time.perf_counter()
    call_command("rebuild_search", now=True, stdout=sys.stderr)
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        # As the database does by itself: words that wait beside the index make it look dear.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {"seconds": seconds, "vendor": connection.vendor}


def run_search() -> dict:
    """Half of all words are in every text, so these are the dearest queries there can be."""
    edition = Edition.objects.live().newest_first()[:500][400]
    author, tag = edition.bylines.first().author.slug, edition.tag_rows.first().tag
    asked = {
        "a word that every story has": {"q": "harbour"},
        "four words that every story has": {"q": "harbour council ferry budget"},
        "those, newest first": {"q": "harbour council ferry budget", "sort": "newest"},
        "a phrase": {"q": '"winter rail"'},
        "a topic's number, in few stories": {"q": tag.name.split()[-1]},
        "one story's number": {"q": str(edition.article_id)},
        "narrowed to a section, writer and topic": {
            "q": "harbour",
            "section": edition.section.slug,
            "author": author,
            "tag": tag.slug,
        },
        "nothing found, with a suggestion": {"q": "hrabour cuoncil"},
        "nothing found": {"q": "hippopotamus harbour"},
    }
    return {what: _measured(values) for what, values in asked.items()}


def _measured(values: dict[str, str]) -> dict:
    client, times = Client(), []
    client.get("/search/", values)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        response = client.get("/search/", values)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, values
    with CaptureQueriesContext(connection) as captured:
        client.get("/search/", values)
    return {"ms": statistics.median(times), "queries": len(captured)}


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
