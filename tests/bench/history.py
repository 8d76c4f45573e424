"""What reviewing costs: ``python -m tests.bench.history histories|stream``, as inside.py."""

import os
import random
import statistics
import sys
import time
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from reversion.models import Revision, Version  # noqa: E402

from articles.models import Article, RevisionMeta, RevisionTrace  # noqa: E402
from articles.publishing import publish  # noqa: E402
from articles.restoring import restore_story  # noqa: E402
from tests.bench.desk import counted, signed_in  # noqa: E402
from tests.bench.generate import paragraphs  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402
from tests.factories import make_section, make_story, make_user, save_change  # noqa: E402

SAVES, MANY = 1_000, 10_000
STREAM = 1_000_000
BATCH, STREAM_BATCH = 500, 20_000


def run_histories() -> dict:
    """A story of 25 paragraphs with 1,000 saves, a copy of it with 10,000, and one restored."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chance = random.Random(5)
    story = make_story("Of 1,000 saves", body=paragraphs(chance, 25))
    publish(story, by=None, change="first")
    for number in range(SAVES - 1):
        save_change(story, body=_edited(story.body, chance), headline=f"Saved {number}")
    long = make_story("Of 10,000 saves", body=story.body)
    _copy_saves(long)
    pages = {
        "history": _admin("history", story.pk),
        "long history": _admin("history", long.pk),
        "phrase": _admin("history", long.pk) + "?phrase=harbour+council",
        "compare": _admin("compare", story.pk, f"r{SAVES - 1}", f"r{SAVES}"),
        "far apart": _admin("compare", story.pk, "r1", "now"),
        "who wrote": _admin("who_wrote", story.pk),
    }
    return counted(signed_in("Editor"), pages) | {"restore": _restoring(story)}


def _admin(name: str, *args) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


def _edited(body: str, chance: random.Random) -> str:
    """A body with a word or two of one paragraph exchanged."""
    words = body.split(" ")
    for _ in range(2):
        place = chance.randrange(len(words))
        if words[place].isalpha():
            words[place] = chance.choice(("harbour", "council", "winter", "strait"))
    return " ".join(words)


def _copy_saves(story: Article) -> None:
    """As many saves as if somebody had saved all day, by copying the first one."""
    first = RevisionMeta.objects.get(article_id=story.pk)
    version = Version.objects.get_for_object(story).get()
    trace = RevisionTrace.objects.get(article_id=story.pk)
    for start in range(2, MANY + 1, BATCH):
        numbers = range(start, min(start + BATCH, MANY + 1))
        times = [first.saved_at + timedelta(seconds=number) for number in numbers]
        revisions = Revision.objects.bulk_create(Revision(date_created=at) for at in times)
        for row, made in ((version, Version), (first, RevisionMeta), (trace, RevisionTrace)):
            kept = {
                field.attname: getattr(row, field.attname)
                for field in made._meta.concrete_fields
                if field.attname not in ("id", "revision_id")
            }
            copies = []
            for number, at, revision in zip(numbers, times, revisions, strict=True):
                own = {"revision_id": revision.pk}
                if made is not Version:
                    own["number"] = number
                if made is RevisionMeta:
                    own |= {"saved_at": at, "edit_token": uuid.uuid4()}
                copies.append(made(**kept | own))
            made.objects.bulk_create(copies)
    Article.objects.filter(pk=story.pk).update(
        edit_token=RevisionMeta.objects.filter(article_id=story.pk).latest("number").edit_token
    )


def _restoring(story: Article) -> float:
    """Milliseconds to bring a whole story back: the median of seven."""
    user = make_user("Editor")
    took = []
    for number in range(7):
        meta = RevisionMeta.objects.select_related("revision").get(
            article_id=story.pk, number=100 + number
        )
        token = str(Article.objects.get(pk=story.pk).edit_token)
        start = time.perf_counter()
        restore_story(story, meta, by=user, token=token)
        took.append(time.perf_counter() - start)
    return 1000 * statistics.median(took)


def run_stream() -> dict:
    """The stream of a newsroom that saved a million times in three years."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    user = make_user("Editor")
    if RevisionMeta.objects.count() < STREAM:
        _fill_stream(user)
    base = _admin("changes")
    section = make_section("World").pk
    return counted(
        signed_in("Reviewer"),
        {
            "all": base,
            "section": f"{base}?section={section}",
            "person": f"{base}?person={user.pk}",
            "live": f"{base}?live=1",
            "class": f"{base}?class=correction",
        },
    )


def _fill_stream(user) -> None:
    sections = [make_section(name).pk for name in ("World", "Business", "Culture", "Science")]
    story = make_story("The only live one", by=user)
    publish(story, by=None, change="first")
    save_change(story, by=user, headline="The only live one, changed")
    publish(story, by=None, change="correction", notice="It was not.")
    now = timezone.now()
    for start in range(1, STREAM + 1, STREAM_BATCH):
        numbers = range(start, start + STREAM_BATCH)
        revisions = Revision.objects.bulk_create(
            (Revision(date_created=now) for _number in numbers), batch_size=2_000
        )
        RevisionMeta.objects.bulk_create(
            (
                RevisionMeta(
                    revision=revision,
                    article_id=1000 + number // 20,
                    number=number % 20 + 1,
                    saved_at=now - timedelta(seconds=95 * number),
                    saved_by=user,
                    section_id=sections[number % len(sections)],
                    headline=f"Story {number // 20}",
                    summary="Body: 12 words added.",
                    changed=" body ",
                    is_after_publication=number % 3 == 0,
                )
                for number, revision in zip(numbers, revisions, strict=True)
            ),
            batch_size=2_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
