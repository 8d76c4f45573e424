"""What comparing two states of a story costs: ``python -m tests.bench.comparing``.

Pure work without a database, in milliseconds and seconds of CPU: what else the machine does is
no part of it.
"""

import dataclasses
import os
import random
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from articles.body import split_blocks  # noqa: E402
from articles.comparing import compare, lay_out, summary  # noqa: E402
from articles.comparing.passages import leaves  # noqa: E402
from tests.bench.generate import paragraphs  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402
from tests.support.archive_18f import EDITS, bodies_of_pairs  # noqa: E402
from tests.support.snapshots import make_snapshot  # noqa: E402

ROUNDS = 30
TEMPLATE = "admin/articles/compare/_comparison.html"


def run_compare() -> dict:
    chance = random.Random(3)
    plain = make_snapshot(paragraphs(chance, 25))
    edited = with_edits(plain, chance, moved=2, words=12)
    long = long_story(chance)
    rewritten = with_edits(long, chance, moved=60, words=120)
    return {
        "long": median_ms(lambda: compare(long, rewritten)),
        "words": long.word_count,
        "page": median_ms(lambda: whole_page(plain, edited)),
        "summary": median_ms(lambda: summary(compare(plain, edited))),
        "real": real_pairs() if EDITS.exists() else None,
    }


def long_story(chance: random.Random):
    blocks = split_blocks(paragraphs(chance, 200))
    count, body = 0, []
    while count < 5_000:
        body.append(blocks[len(body)])
        count += len(body[-1].text().split())
    return dataclasses.replace(make_snapshot(), body=tuple(body))


def with_edits(story, chance: random.Random, *, moved: int, words: int):
    body = [block.html for block in story.body]
    for _ in range(moved):
        body.insert(chance.randrange(len(body)), body.pop(chance.randrange(len(body))))
    for number in range(words):
        place = chance.randrange(len(body))
        said = body[place].split(" ")
        plain = [at for at, word in enumerate(said) if word.isalpha()]
        said[chance.choice(plain)] = f"word{number}"
        body[place] = " ".join(said)
    blocks = tuple(
        dataclasses.replace(block, html=html) for block, html in zip(story.body, body, strict=True)
    )
    return dataclasses.replace(story, body=blocks)


def whole_page(before, after) -> str:
    page = lay_out(compare(before, after))
    request = RequestFactory().get("/")
    return render_to_string(TEMPLATE, {"page": page}, request)


def real_pairs() -> float:
    """Seconds for all real edits together."""
    stories = [[split_blocks.__wrapped__(body) for body in pair] for pair in bodies_of_pairs(10**6)]
    base = make_snapshot()
    pairs = [[dataclasses.replace(base, body=body) for body in pair] for pair in stories]
    began = time.process_time()
    for before, after in pairs:
        compare(before, after)
    return time.process_time() - began


def median_ms(work) -> float:
    times = []
    for _ in range(ROUNDS):
        # What an earlier round has read is not known to the next request.
        leaves.cache_clear()
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
