"""What speaking a story costs: ``python -m tests.bench.narration speak``.

With the engine's process, the encoding and the storing of the files, as the worker does it.
"""

import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from articles.models import EditionNarration, Narration  # noqa: E402
from articles.narration.making import make  # noqa: E402
from articles.publishing import publish  # noqa: E402
from tests.bench.generate import paragraphs  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402
from tests.factories import make_story, save_change  # noqa: E402

WORDS = 1_000


def run_speak() -> dict:
    """One story of a thousand words, spoken by one core; then with one of its words changed."""
    call_command("migrate", verbosity=0)
    # One core, whatever the machine has: the engine's process inherits it.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    chance, body = random.Random(5), ""
    while len(body.split()) < WORDS:
        body += paragraphs(chance, 1)
    story = make_story("A thousand words", body=body)
    publish(story, by=None, change="first")
    whole = timed(story)
    narration = Narration.objects.ready().filter(article=story).latest("pk")
    first, rest = body.split(".", 1)
    save_change(story, body=f"{first} again.{rest}")
    publish(story, by=None, change="update")
    return {
        "words": len(body.split()),
        "whole": whole,
        "again": timed(story),
        "spoken": narration.duration / 1000,
        "size": narration.size,
    }


def timed(story) -> float:
    edition_id = story.editions.live().values_list("pk", flat=True).get()
    began = time.perf_counter()
    assert make(edition_id)
    assert EditionNarration.objects.get(pk=edition_id).narration_id
    return time.perf_counter() - began


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
