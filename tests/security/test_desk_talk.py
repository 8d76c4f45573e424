"""What the desk says to itself about a story stays at the desk: notes, and requests for comment.

They are sentinel words in every field; no public address, no preview, no document and no other
table may hold them, whatever is done to the story.
"""

import re
from datetime import timedelta

from django.apps import apps
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles.anchors import Passage
from articles.assembly import snapshot_working_copy
from articles.comment_requests import ask, settle
from articles.day_heads import make_day_head
from articles.models import Article, CommentRequest, Note, SitePage
from articles.notes import add_note, assign, reply, resolve
from articles.preview_links import address_of
from articles.publishing import publish, schedule
from articles.sitemaps import PART
from articles.snapshot import canonical_json
from tests.articles.admin.desk import restore
from tests.factories import (
    make_image,
    make_link_to,
    make_section,
    make_story,
    make_user,
    save_change,
)
from tests.security.test_doors import addresses

SENTINEL = "Zugzwang"
OWN = {Note, CommentRequest}


def talk_about(story: Article, user) -> None:
    """A sentinel in every field that holds words, on open, blocking, settled and lost notes."""
    said = f"{SENTINEL} in a note"
    for values in (
        {"passage": Passage("came back")},
        {"passage": None, "is_blocking": True},
        {"passage": Passage(f"{SENTINEL} that nobody has saved", SENTINEL, SENTINEL)},
    ):
        note = add_note(story, by=user, text=said, **values)
        reply(note, by=user, text=f"{SENTINEL} in a reply")
        assign(note, by=user, to=user)
    resolve(note, by=user)
    request = ask(story, by=user, whom=f"{SENTINEL} Ltd", contact=f"{SENTINEL}@example.org")
    settle(request, by=user, outcome="answered", answer=f"{SENTINEL} in an answer")
    ask(story, by=user, whom=f"{SENTINEL} authority", how="phone")


class DeskTalk(TestCase):
    def setUp(self):
        self.user = make_user("Managing editor")
        self.story = make_story(
            "Ferry returns",
            section=make_section("Harbour"),
            tags=["Ferries"],
            lead=make_image(),
            body="<p>The ferry came back on Monday.</p><p>It rained.</p>",
        )
        talk_about(self.story, self.user)
        # By the system, which a note that is to be settled does not hold back.
        publish(self.story, by=None, change="first")
        save_change(self.story, by=self.user, body="<p>The ferry came late.</p>")
        publish(self.story, by=None, change="correction", notice="It was late.")
        save_change(self.story, by=self.user, headline="Ferry returns again")
        tomorrow = timezone.now() + timedelta(days=1)
        schedule(self.story, by=None, at=tomorrow, change="update")

    def public_addresses(self):
        """Every address outside the desk; one of a new kind has to be given its values here."""
        edition = self.story.editions.live().get()
        today = timezone.now().date()
        make_day_head(today, timezone.now() + timedelta(days=2))
        SitePage.objects.create(title="Contact", slug="contact", is_live=True)
        values = {
            "<slug:section>": "harbour",
            "<str:slug>-<int:article_id>": f"{edition.slug}-{self.story.pk}",
            "<int:number>": "1",
            "<str:day>": today.isoformat(),
            "<int:page>": "1",
            "<feed_kind:kind>": "json",
            "<str:year>": f"{timezone.localdate():%Y}",
            "<str:month>": f"{timezone.localdate():%m}",
            "<str:date>": f"{timezone.localdate():%d}",
        }
        for frozen in (False, True):
            _link, secret = make_link_to(self.story, frozen=frozen)
            yield address_of(secret)
        author, tag = self.story.bylines.get().author, self.story.tags.get()
        for route, name in addresses():
            # Icons are files that the newsroom has put there itself.
            if route.startswith(("admin/", "^")) or name in ("favicon", "touch_icon"):
                continue
            own = {"author": author.slug, "tag": tag.slug, "site_page": "contact"}
            own |= {f"{kind}_feed": own[kind] for kind in ("author", "tag")}
            path = route.replace("<slug:slug>", own.get(name, "<slug:slug>"))
            path = path.replace("/<str:slug>/", f"/{own.get(name, '<str:slug>')}/")
            for mark, value in values.items():
                path = path.replace(mark, value)
            if name in (parts := self.parts_of_the_sitemap()):
                path = path.replace("<int:part>", str(parts[name]))
            if name == "oembed":
                path += f"?url=http://testserver{edition.get_absolute_url()}"
            self.assertIsNone(re.search(r"[<(^]", path), f"Say how “{route}” is reached.")
            yield f"/{path}"

    def parts_of_the_sitemap(self) -> dict[str, int]:
        rows = {
            "stories": self.story.pk,
            "authors": self.story.bylines.get().author_id,
            "tags": self.story.tags.get().pk,
        }
        return {f"sitemap_{name}": pk // PART for name, pk in rows.items()}

    def test_no_public_address_says_anything_of_it(self):
        found = list(self.public_addresses())
        self.assertGreaterEqual(len(found), 5)
        for signed_in in (False, True):
            if signed_in:
                self.client.force_login(self.user)
            for address in found:
                with self.subTest(address):
                    response = self.client.get(address)
                    self.assertEqual(response.status_code, 200)
                    told = response.content.decode() + str(response.headers)
                    self.assertNotIn(SENTINEL, told)

    def test_no_preview_says_anything_of_it(self):
        self.client.force_login(self.user)
        version = Version.objects.get_for_object(self.story).first()
        for name, arguments in (
            ("preview", [self.story.pk]),
            ("preview_revision", [self.story.pk, version.revision_id]),
            ("preview_edition", [self.story.pk, 1]),
        ):
            response = self.client.get(reverse(f"admin:articles_article_{name}", args=arguments))
            self.assertContains(response, "ferry")
            self.assertNotIn(SENTINEL, response.content.decode())

    def test_a_snapshot_is_the_same_with_and_without_it(self):
        with_it = canonical_json(snapshot_working_copy(self.story).to_data())
        Note.objects.all().delete()
        CommentRequest.objects.all().delete()
        self.assertEqual(canonical_json(snapshot_working_copy(self.story).to_data()), with_it)
        self.assertNotIn(SENTINEL, with_it)

    def test_no_other_table_holds_anything_of_it(self):
        """Of these is made all that is exported or shown: editions, pages, revisions, logs."""
        self.client.force_login(self.user)
        restore(self.client, self.story, 1)
        self.story.refresh_from_db()
        self.assertEqual(self.story.headline, "Ferry returns", "it was restored")
        searched = 0
        for model in apps.get_models():
            if model in OWN or not model._meta.managed:
                continue
            for row in model._default_manager.values():
                searched += 1
                self.assertNotIn(SENTINEL, str(row), model)
        self.assertGreater(searched, 100)

    def test_restoring_takes_no_note_and_no_request_back(self):
        said = list(Note.objects.order_by("pk").values("text", "resolved_at", "is_blocking"))
        self.client.force_login(self.user)
        restore(self.client, self.story, 1)
        now = list(Note.objects.order_by("pk").values("text", "resolved_at", "is_blocking"))
        self.assertEqual(now, said)
        self.assertEqual(CommentRequest.objects.count(), 2)
