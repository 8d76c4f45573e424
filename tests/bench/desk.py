"""What the desk costs: ``python -m tests.bench.desk newsdesk|forms``, as tests.bench.inside.

Each gives the pages that it made or found, with their queries, and a session to open them with.
"""

import os
import random
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Article, ImageCaption, Progress, Stage  # noqa: E402
from articles.publishing import publish  # noqa: E402
from authors.models import Author  # noqa: E402
from tests.bench.generate import paragraphs  # noqa: E402
from tests.bench.printing import print_figures  # noqa: E402
from tests.factories import make_image, make_story, make_user, save_change  # noqa: E402

# As many stories as a large desk has in hand at once.
IN_HAND = 250


def run_newsdesk() -> dict:
    """The desk's first page, its list of stories and its palette, in whatever archive there is.

    The person who looks has a byline on some thousands of the stories, and the desk its hands full.
    """
    client = signed_in("Managing editor")
    author = Author.objects.get(slug="author-0")
    author.user = User.objects.get(username="bench Managing editor")
    author.save()
    if not Progress.objects.exists():
        fill_the_desk(author.user)
    palette = reverse("admin:articles_desk_palette")
    addresses = {
        "newsdesk": reverse("admin:index"),
        "list": reverse("admin:articles_article_changelist"),
        "palette": f"{palette}?q=strait+story",
        "palette, nothing found": f"{palette}?q=unheard-of",
    }
    return counted(client, addresses)


def fill_the_desk(user: User) -> None:
    """Give the newest stories unpublished changes, stages, assignees and hours."""
    now = timezone.now()
    newest = Article.objects.order_by("-pk")[:IN_HAND]
    rows = []
    for number, article in enumerate(newest):
        due = now + timedelta(hours=number - 20) if number % 3 else None
        assignee = user if number % 10 == 0 else None
        stage = Stage.values[number % 3]
        rows.append(Progress(article=article, stage=stage, assignee=assignee, due_at=due))
    Progress.objects.bulk_create(rows)
    Article.objects.filter(pk__in=[row.pk for row in rows]).update(
        working_sha256="changed", modified_at=now
    )


def run_forms() -> dict:
    """A story of 25 paragraphs, and one of 3,000 words, 20 pictures and 1,000 revisions."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chance = random.Random(7)
    plain = make_story("Of 25 paragraphs", body=paragraphs(chance, 25), tags=["One", "Two"])
    publish(plain, by=None, change="first")
    long = long_story(chance)
    for number in range(1000 - 1):
        save_change(long, headline=f"Saved {number}")
    client = signed_in("Editor")
    return counted(client, {"plain": form(plain), "long": form(long)})


def long_story(chance: random.Random) -> Article:
    images = [make_image(size=(1200, 800)) for _ in range(20)]
    parts = [
        paragraphs(chance, 3) + f'<figure data-image="{image.pk}"></figure>' for image in images
    ]
    story = make_story("Of 3,000 words", body="".join(parts), tags=["One", "Two", "Three"])
    for position, image in enumerate(images):
        ImageCaption.objects.create(
            article=story, image=image, position=position, caption="What it shows here."
        )
    return story


def form(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def signed_in(group: str) -> Client:
    username = f"bench {group}"
    user = User.objects.filter(username=username).first() or make_user(group, username)
    client = Client()
    client.force_login(user)
    return client


def counted(client: Client, addresses: dict[str, str]) -> dict:
    """The session's cookie, and each page's address and queries."""
    queries = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        queries[name] = len(captured)
    cookie = settings.SESSION_COOKIE_NAME
    return {
        "cookie": f"{cookie}={client.cookies[cookie].value}",
        "addresses": addresses,
        "queries": queries,
    }


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
