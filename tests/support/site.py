"""One address of every kind of public page, with what each can show."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import SitePage, Tag
from articles.preview_links import address_of
from articles.publishing import publish, withdraw
from authors.models import SocialHandle
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_link_to,
    make_live_story,
    make_post,
    make_section,
    picture_bytes,
    save_change,
)

TABLE = (
    "<table><tbody><tr><th><p>Year</p></th><th><p>Crossings</p></th></tr>"
    "<tr><td><p>2024</p></td><td><p>1,204</p></td></tr></tbody></table>"
)
SEARCHES = {
    "search": "/search/?q=story&section=world&sort=newest",
    "search without a find": "/search/?q=zeppelin",
    "search with a mistake": "/search/?q=ferry&from=2026-13-45",
}


def _author():
    author = make_author(
        "Ada Berg",
        role="Reporter",
        base="Port Ostrel",
        beat="harbours",
        bio="She has sailed the strait.\n\nShe began on the shipping pages.",
        joined_year=2014,
        languages="English, Greek",
        previous_employers="The Echo",
        education="a B.A. in Law",
        email="ada@example.org",
        photo=SimpleUploadedFile("ada.jpg", picture_bytes((300, 300))),
    )
    SocialHandle.objects.create(author=author, network="x", handle="@ada")
    return author


def _rich_story(author):
    image = make_image(size=(1600, 1067), caption="A long caption. " * 14)
    clip = make_clip(
        poster=make_image(),
        duration=12,
        track=SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nA horn.\n"),
    )
    post = make_post(clip=make_clip(poster=make_image()), image=make_image())
    section = make_section(
        "World", description="Abroad.", tip_prompt="Know more?", tip_email="tips@example.org"
    )
    Tag.objects.create(
        name="Ferries",
        slug="ferries",
        description="Ships.",
        question="A question?",
        tip_email="ferries@example.org",
    )
    return make_live_story(
        "Ferry returns to Port Ostrel",
        standfirst="After seven months.",
        kind="analysis",
        section=section,
        authors=[author],
        tags=["Ferries"],
        lead=make_image(size=(1600, 1067)),
        body=f"<h2>What</h2><p>One <em>two</em>.</p>{TABLE}"
        '<aside class="pullquote"><p>Big words.</p></aside><ul><li><p>a</p></li></ul><hr>'
        f'<blockquote><p>Said.</p></blockquote><figure data-image="{image.pk}"></figure>'
        f'<figure data-clip="{clip.pk}"></figure><figure data-post="{post.pk}"></figure>',
        at=timezone.now() - timedelta(hours=5),
    )


def _odd_ones(story):
    """A corrected story is given; another language's, a retracted and a withdrawn one are made."""
    save_change(story, body=f"{story.body}<p>More of it.</p>")
    publish(story, by=None, change="correction", notice="It was seven months.")
    foreign = make_live_story("عودة العبّارة", language="ar", tags=["Ferries"])
    retracted = make_live_story("Turbines sold")
    save_change(retracted, standfirst="x")
    publish(retracted, by=None, change="retraction", notice="None of it is so.")
    gone = make_live_story("Gone")
    withdraw(gone, by=None, notice="Taken back.")
    return foreign, retracted, gone


def _site_pages():
    for purpose, label in SitePage.Purpose.choices:
        body = f"<h2>Why</h2><p>So.</p>{TABLE}"
        SitePage(title=label, purpose=purpose, slug=purpose, body=body, is_live=True).save()


def make_site() -> dict[str, str]:
    """A site with a story of everything; name of each kind of page → its address."""
    author = _author()
    story = _rich_story(author)
    for number in range(12):
        make_live_story(
            f"Story no. {number}",
            standfirst="A standfirst.",
            authors=[author],
            tags=["Ferries"],
            section=make_section(("World", "Business")[number % 2]),
            lead=make_image() if number % 3 else None,
            at=timezone.now() - timedelta(hours=30 - number),
        )
    foreign, retracted, gone = _odd_ones(story)
    _site_pages()
    address, day = story.get_absolute_url(), timezone.localdate(story.editions.last().live_from)
    return {
        "front": "/",
        "section": "/world/",
        "tag": "/tags/ferries/",
        "author": "/authors/ada-berg/",
        "story": address,
        "foreign": foreign.get_absolute_url(),
        "retracted": retracted.get_absolute_url(),
        "gone": gone.get_absolute_url(),
        "missing": "/nowhere/",
        "history": f"{address}history/",
        "edition": f"{address}editions/1/",
        "compare": f"{address}history/compare/?from=1&to=2",
        "corrections": "/corrections/",
        "archive": "/archive/",
        "year": f"/archive/{day:%Y}/",
        "month": f"/archive/{day:%Y/%m}/",
        "day": f"/archive/{day:%Y/%m/%d}/",
        "about": "/about/",
        "site page": "/about/contact/",
        **SEARCHES,
        "preview": address_of(make_link_to(story)[1]),
    }
