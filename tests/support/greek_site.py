"""A small newspaper whose every word is Greek: a Latin letter on a page of it is the site's own."""

from datetime import timedelta

from django.utils import timezone

from articles.edition_withholding import ask_to_withhold, confirm
from articles.models import Article, Byline, Edition, Section, Tag
from articles.preview_links import address_of
from articles.publishing import publish, withdraw
from articles.revisions import revision
from tests.factories import (
    expire,
    make_author,
    make_clip,
    make_image,
    make_link_to,
    make_live_story,
    make_post,
    make_section,
    make_story,
    make_user,
    save_change,
)

NAMES = {"SITE_NAME": "Ο Ταχυδρόμος", "SITE_TAGLINE": "Νέα του πορθμού"}
PARAGRAPHS = ["Το πλοίο επέστρεψε τη Δευτέρα.", "Οι ναυτικοί περίμεναν.", "Ο άνεμος έπεσε."]
_WORDS = {"title": "Λιμάνι", "alt": "Ένα λιμάνι", "caption": "Το λιμάνι. " * 20, "credit": "Άλφα"}


def make_site() -> dict[str, str]:
    """The newspaper; the addresses of one page of each kind, by what it is."""
    section = make_section(
        "Πόλη",
        slug="poli",
        description="Η πόλη.",
        tip_prompt="Τι ξέρετε;",
        tip_email="tips@example.org",
    )
    story = _a_story_with_everything(section)
    base = story.get_absolute_url()
    tag = story.tags.get()
    author = Byline.objects.filter(article=story).earliest("position").author
    addresses = {
        "front": "/",
        "section": "/poli/",
        "tag": f"/tags/{tag.slug}/",
        "author": f"/authors/{author.slug}/",
        "story": base,
        "history": f"{base}history/",
        "comparison": f"{base}history/compare/?from=1&to=3",
        "nothing to compare": f"{base}history/compare/?from=1&to=1",
        "earlier edition": f"{base}editions/1/",
        "live edition": f"{base}editions/3/",
        "withheld edition": f"{base}editions/2/",
        "corrections": "/corrections/",
        "no page": "/poli/no-such-9999999/",
        **_stories_with_an_end(section),
        **_previews(section),
    }
    # The makers of rows made one with an English name besides.
    Section.objects.exclude(pk=section.pk).delete()
    return addresses


def _a_story_with_everything(section) -> Article:
    author = _author("Άννα Βέλλου", bio="Η Άννα γράφει.\nΓια το λιμάνι.")
    author.handles.create(network="mastodon", handle="@anna@example.org")
    lead, other = make_image(**_WORDS), make_image(**_WORDS | {"caption": "Πλοία."})
    lead.digital_source_type = "trainedAlgorithmicMedia"
    lead.save()
    clip = make_clip("Το στυλό", caption="Υπογραφή.", credit="Γάμμα")
    post = make_post(author_name="Πιλότοι", handle="@p@example.org", text="Έφυγε.")
    now = timezone.now()
    story = make_live_story(
        "Το πλοίο επιστρέφει",
        standfirst="Μετά από εννέα μέρες.",
        kind="analysis",
        section=section,
        lead=lead,
        tags=[Tag.objects.create(name="Λιμάνια", slug="ports", question="Είδατε;")],
        authors=[author, _author("Δάφνη Κου"), _author("Ζωή Λάμπρου")],
        body=_body(*PARAGRAPHS, f'<figure data-image="{other.pk}"></figure>')
        + f'<figure data-post="{post.pk}"></figure><figure data-clip="{clip.pk}"></figure>'
        + "<table><tbody><tr><td>Ένα</td></tr></tbody></table>",
        at=now - timedelta(days=3),
    )
    Tag.objects.update(description="Τα λιμάνια.", tip_email="ports@example.org")
    _change(story, "update", "", now - timedelta(days=2))
    _change(story, "correction", "Ήταν Τρίτη.", now - timedelta(days=1))
    edition = Edition.objects.get(article=story, number=2)
    asked = ask_to_withhold(
        edition, by=make_user("Editor"), reason="Απόφαση 7", notice="Απόφαση δικαστηρίου."
    )
    confirm(asked, by=make_user("Managing editor"))
    return story


def _change(story: Article, change: str, notice: str, at) -> None:
    """Words, the form of words, a picture's caption, the order of the byline: all of it."""
    first, second, third = PARAGRAPHS
    with revision(by=None, note="") as saving:
        saving.begin(story)
        story.headline = f"Το πλοίο {change == 'update' and 'έφυγε' or 'γύρισε'}"
        story.kind, story.language = ("review", "el") if change == "update" else ("feature", "fr")
        linked = f'<a href="https://example.org/">{third[:-1]}</a>, <strong>αργά</strong>.'
        story.body = _body(second, linked, "Νέο κείμενο εδώ.") + f"<ul><li>{first}</li></ul>"
        story.save()
        story.captions.update(caption="Άλλη λεζάντα.")
        roles = ("photographs", "additional_reporting", "translation")
        for role, byline in zip(roles, story.bylines.order_by("-position"), strict=True):
            if byline.position:
                byline.role = role
                byline.save()
        saving.finish(story)
    publish(story, by=None, change=change, notice=notice, at=at)


def _body(*paragraphs: str) -> str:
    return "".join(one if one.startswith("<figure") else f"<p>{one}</p>" for one in paragraphs)


def _author(name: str, **values):
    words = {"role": "ρεπόρτερ", "base": "Πειραιάς", "beat": "λιμάνια", "joined_year": 2019}
    more = {"previous_employers": "Το Βήμα", "education": "ΕΚΠΑ", "languages": "Ελληνικά"}
    return make_author(name, email="anna@example.org", **words | more | values)


def _stories_with_an_end(section) -> dict[str, str]:
    gone = make_live_story("Χάθηκε", section=section, authors=[_author("Νίκος")])
    withdraw(gone, by=None, notice="Ήταν λάθος.")
    now = timezone.now()
    retracted = make_live_story(
        "Ανακλήθηκε",
        section=section,
        kind="opinion",
        authors=[_author("Μάνος")],
        at=now - timedelta(days=2),
    )
    save_change(retracted, body="<p>Τίποτα.</p>")
    publish(retracted, by=None, change="retraction", notice="Δεν έγινε.", hides_text=True, at=now)
    base = retracted.get_absolute_url()
    return {
        "withdrawn story": gone.get_absolute_url(),
        "retracted story": base,
        "its history": f"{base}history/",
        "its hidden text": f"{base}editions/1/",
    }


def _previews(section) -> dict[str, str]:
    draft = make_story(
        "Σχέδιο",
        section=section,
        authors=[_author("Όλγα")],
        body="<p>Σχέδιο.</p>",
        embargo_until=timezone.now() + timedelta(days=1),
    )
    _link, secret = make_link_to(draft, "Πέτρο")
    ended, old_secret = make_link_to(draft, "Πέτρο")
    expire(ended)
    return {"preview": address_of(secret), "ended preview": address_of(old_secret)}
