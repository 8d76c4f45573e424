"""What keeping work costs: ``python -m tests.bench.keeping merge|draft``, as tests.bench.desk."""

import json
import random
import statistics
import sys
import time
import uuid

# First: it sets Django up.
from tests.bench.desk import form, long_story, signed_in  # isort: skip

from django.core.management import call_command
from django.urls import reverse

from articles.body import split_blocks
from articles.merging import StoryValues, merge
from tests.articles.admin.desk import form_data
from tests.bench.generate import paragraphs
from tests.bench.printing import print_figures

ROUNDS = 30


def run_merge() -> dict:
    """Three-way merge of two people's versions of 3,000 words, partly of the same paragraphs."""
    chance = random.Random(11)
    base = [block.source() for block in split_blocks(paragraphs(chance, 60))]
    words = sum(len(block.split()) for block in base)
    times = []
    for _ in range(ROUNDS):
        mine = edited(base, chance, range(0, 60, 3), at=3, gone=58)
        theirs = edited(base, chance, range(0, 60, 4), at=-8, gone=55)
        sides = [StoryValues({"headline": "One"}, tuple(body)) for body in (base, mine, theirs)]
        began = time.perf_counter()
        merged = merge(*sides)
        times.append((time.perf_counter() - began) * 1000)
        assert not merged.undecided
    return {"ms": statistics.median(times), "words": words}


def edited(base: list[str], chance, places: range, *, at: int, gone: int) -> list[str]:
    """A word changed in each of these paragraphs, one paragraph new, one taken out."""
    blocks = list(base)
    for place in places:
        words = blocks[place].split()
        words[at] = "changed"
        blocks[place] = " ".join(words)
    blocks.insert(places[2] + 1, paragraphs(chance, 1))
    blocks.remove(base[gone])
    return blocks


def run_draft() -> dict:
    """One keeping of all that the long story's form holds, as the typing journal sends it."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    story = long_story(random.Random(7))
    client = signed_in("Editor")
    typed = form_data(client.get(form(story)))
    fields = [[name, str(value), ""] for name, value in typed.items() if name != "draft"]
    page, times = str(uuid.uuid4()), []
    for sequence in range(1, ROUNDS + 1):
        data = {
            "key": page,
            "article": story.pk,
            "opened": typed["opened"],
            "sequence": sequence,
            "fields": json.dumps([*fields, ["standfirst", f"Typed {sequence}", ""]]),
        }
        began = time.perf_counter()
        response = client.post(reverse("admin:articles_desk_drafts"), data)
        times.append((time.perf_counter() - began) * 1000)
        assert response.json() == {"kept": True}, response.content
    return {"ms": statistics.median(times), "kb": len(data["fields"]) / 1024}


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
