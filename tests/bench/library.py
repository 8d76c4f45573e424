"""What the library of pictures costs: ``python -m tests.bench.library pages 100000``.

Its pages with as many pictures as asked for, of which a part lacks words and a part is used.
"""

import random
import sys
from datetime import timedelta

# First: it sets Django up.
from tests.bench.desk import counted, signed_in  # isort: skip

from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Image, ImageCaption
from articles.picture_search import sought_text
from tests.bench.generate import BATCH, WORDS, sentence
from tests.bench.printing import print_figures
from tests.factories import make_story

CREATORS = tuple(
    f"{first} {last}"
    for first in ("Jo", "Ann", "Per", "Ida", "Ivo", "Mia", "Zoë")
    for last in ("Li", "Holm", "Berg", "Quist", "Ferrant", "Åkesson", "Moreau")
)
CITIES = ("Hallemar", "Dunmere", "Sarnhaven", "Ærøskøbing", "Łódź", "Vienna", "Porto", "Cork")
ONE_OF_THEM = 123
# What a search asks for: words of many pictures, of a few, and of none.
SEARCHES = {
    "many found": "harbour Hallemar",
    "one found": "albatross-77",
    "none found": "unheard-of",
}


def run_pages(count: str) -> dict:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if Image.objects.count() < int(count):
        fill(int(count))
    library = reverse("admin:articles_image_changelist")
    addresses = {"newest": library, "without alt text": f"{library}?is=no-alt"}
    addresses["unused"] = f"{library}?is=unused"
    for name, words in SEARCHES.items():
        addresses[f"search, {name}"] = f"{library}?q={words.replace(' ', '+')}"
    addresses["filter and search"] = f"{library}?is=no-credit&q=harbour"
    return counted(signed_in("Photo editor"), addresses)


def fill(count: int) -> None:
    """Pictures of the last fifteen years; a fifth of them has been used, by 100 stories each time.

    Rows alone: the library opens no file. Every ninth lacks alt text, every twelfth a credit.
    """
    chance, now = random.Random(count), timezone.now()
    for start in range(0, count, BATCH):
        Image.objects.bulk_create(
            picture(chance, number) for number in range(start, min(start + BATCH, count))
        )
        made = list(Image.objects.order_by("-pk").values_list("pk", flat=True)[:BATCH])
        days = 15 * 365 * (count - start) / count
        Image.objects.filter(pk__in=made).update(uploaded_at=now - timedelta(days=days))
        story = make_story(f"Story {start}")
        ImageCaption.objects.bulk_create(
            ImageCaption(article=story, image_id=pk, position=place, role="body")
            for place, pk in enumerate(made[::5])
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def picture(chance: random.Random, number: int) -> Image:
    """A row with as many words as a photographer's file has."""
    creator, sha256 = chance.choice(CREATORS), f"{number:064x}"
    year = 2011 + number % 15
    image = Image(
        file=f"images/{sha256[:2]}/{sha256}/0123456789abcdef.jpg",
        sha256=sha256,
        width=3000,
        height=2000,
        title=sentence(chance, 4),
        alt="" if number % 9 == 0 else sentence(chance, 12),
        caption=sentence(chance, 35),
        credit="" if number % 12 == 0 else f"{creator}/Agency {number % 7}",
        creator=creator,
        source=f"Agency {number % 7}",
        keywords="; ".join(chance.sample(WORDS, 8)),
        persons=f"{chance.choice(CREATORS)}; {chance.choice(CREATORS)}",
        event=sentence(chance, 3),
        sublocation=f"Pier {number % 40}",
        city=chance.choice(CITIES),
        region="North",
        country="Nordland",
        date_created=f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        digital_source_type="digitalCapture",
        copyright_notice=f"© {year} {creator}",
    )
    if number == ONE_OF_THEM:
        image.caption += " An albatross-77."
    image.sought = sought_text(image)
    return image


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
