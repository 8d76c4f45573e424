"""Preview links and the preview beside the text: what must never come of them."""

import json
from datetime import timedelta
from uuid import uuid4

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client, TestCase
from django.urls import reverse
from reversion.models import Version

from articles.assembly import snapshot_working_copy
from articles.drafts import keep_draft
from articles.models import Article, Draft, PreviewLink, PreviewVisit, Tag
from articles.preview_links import address_of, revoke
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url, form_data, restore
from tests.factories import (
    expire,
    make_author,
    make_image,
    make_link_to,
    make_section,
    make_story,
    make_user,
    save_change,
)
from tests.security import test_leaks
from tests.security.test_leaks import SECRET, WORDS, secret_story

ODD = (
    "' OR '1'='1",
    '"; DROP TABLE articles_previewlink; --',
    "%",
    "_" * 43,
    "*",
    "../../admin/",
    "\\",
    "\u202e",
    "é" * 43,
    "٣" * 43,
    "a\x00b",
    "a" * 9000,
    "-" * 43,
    "None",
    "0",
    "1",
)


def everything() -> str:
    """All that the database holds, as text."""
    rows = [list(model.objects.order_by("pk").values()) for model in apps.get_models()]
    return str(rows)


class Guessing(TestCase):
    def setUp(self):
        self.link, self.secret = make_link_to(secret_story())

    def assertNothing(self, address: str):  # noqa: N802
        with self.subTest(address=address[:80]), self.assertNoLogs("django.request"):
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(answer.headers["X-Robots-Tag"], "noindex, nofollow, noarchive")
            self.assertEqual(answer.headers["Cache-Control"], "no-store, private")
            text = answer.content.decode() + str(answer.headers)
            for leak in (SECRET, WORDS, "Per Holm", self.secret):
                self.assertNotIn(leak, text)

    def test_a_secret_that_is_nearly_right_opens_nothing_and_is_logged_nowhere(self):
        secret = self.secret
        for wrong in (
            secret[:-1],
            secret[1:],
            f"{secret}A",
            f"A{secret}",
            secret.swapcase(),
            secret.lower(),
            secret.upper(),
            secret[::-1],
            f"{secret}.",
            f"{secret}%20",
            f"{secret}%0A",
            f"{secret}/admin",
            f"{secret}//",
            f"{secret},{secret}",
        ):
            if wrong != secret:
                self.assertNothing(f"/preview/{wrong}/")
        self.assertFalse(PreviewVisit.objects.exists())

    def test_what_is_stored_opens_nothing(self):
        stored = PreviewLink.objects.values().get()
        for value in (stored["secret_sha256"], stored["id"], stored["article_id"], "Per Holm"):
            self.assertNothing(f"/preview/{value}/")

    def test_odd_secrets_open_nothing(self):
        for wrong in ODD:
            if "\x00" not in wrong:
                self.assertNothing(f"/preview/{wrong}/")
        self.assertEqual(self.client.get("/preview/%00/").status_code, 404)
        self.assertEqual(self.client.get("/preview/").status_code, 404)
        self.assertEqual(PreviewLink.objects.count(), 1)

    def test_the_secret_opens_nothing_where_another_is_asked_for(self):
        for query in ("link", "secret", "preview", "token"):
            address = f"{self.link.article.get_absolute_url()}?{query}={self.secret}"
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_link_opens_its_own_story_and_no_other(self):
        other, its_secret = make_link_to(make_story("Ferry returns"))
        answer = self.client.get(address_of(its_secret))
        self.assertContains(answer, "Ferry returns")
        self.assertNotContains(answer, SECRET)
        revoke(other, by=None)
        self.assertContains(self.client.get(address_of(self.secret)), SECRET)

    def test_a_second_too_late_is_too_late(self):
        expire(self.link, ago=timedelta(0))
        answer = self.client.get(address_of(self.secret))
        self.assertEqual(answer.status_code, 410)
        self.assertNotContains(answer, SECRET, status_code=410)

    def test_the_refusal_of_an_old_link_is_logged_nowhere(self):
        revoke(self.link, by=None)
        with self.assertNoLogs("django.request"):
            self.client.get(address_of(self.secret))
            self.client.post(address_of(self.secret))


class Caching(TestCase):
    def setUp(self):
        self.story = secret_story()
        self.link, self.secret = make_link_to(self.story)

    def test_no_cache_is_told_to_keep_or_to_ask_again(self):
        first = self.client.get(address_of(self.secret))
        for header in ("etag", "last-modified", "expires"):
            self.assertNotIn(header, {name.lower() for name in first.headers})
        for condition in (
            {"if-none-match": "*"},
            {"if-modified-since": "Thu, 01 Jan 2099 00:00:00 GMT"},
        ):
            answer = self.client.get(address_of(self.secret), headers=condition)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Cache-Control"], "no-store, private")

    def test_what_was_open_a_moment_ago_is_shut_at_once(self):
        self.client.get(address_of(self.secret))
        revoke(self.link, by=None)
        self.assertEqual(self.client.get(address_of(self.secret)).status_code, 410)

    def test_a_visitor_with_somebodys_cookie_sees_what_a_stranger_sees(self):
        # A frozen page: that of a draft is dated by when it is looked at.
        _link, secret = make_link_to(self.story, frozen=True)
        stranger = self.client.get(address_of(secret)).content
        self.client.force_login(make_user("Managing editor"))
        self.assertEqual(self.client.get(address_of(secret)).content, stranger)

    def test_no_public_page_and_no_list_leads_there(self):
        publish(
            make_story("Ferry returns", section=make_section("Politics")), by=None, change="first"
        )
        for address in ("/", "/politics/", self.story.get_absolute_url()):
            text = self.client.get(address).content.decode()
            for leak in ("/preview/", SECRET, "Per Holm"):
                self.assertNotIn(leak, text)

    def test_a_link_makes_no_other_address_of_the_story_open(self):
        self.client.get(address_of(self.secret))
        for address in test_leaks.Leaks().addresses(self.story):
            self.assertEqual(self.client.get(address).status_code, 404)


class Frozen(TestCase):
    def article(self, secret: str) -> str:
        page = self.client.get(address_of(secret)).content.decode()
        return page[page.index("<article") : page.index("</article>")]

    def test_a_frozen_link_stays_as_it_was_whatever_becomes_of_what_it_shows(self):
        author, section = make_author("Jo Li"), make_section("Harbour")
        image = make_image(caption="The library's words.")
        story = make_story("Before", tags=["Pens"], authors=[author], section=section, lead=image)
        _link, secret = make_link_to(story, frozen=True)
        was = self.article(secret)
        for name in ("Before", "Pens", "Jo Li", "Harbour", "The library&#x27;s words."):
            self.assertIn(name, was)
        save_change(story, headline="After", body="<p>Other words.</p>", slug="after")
        story.captions.all().delete()
        Tag.objects.all().delete()
        story.bylines.all().delete()
        for row, values in (
            (author, {"name": "Another", "slug": "another"}),
            (section, {"name": "Another", "slug": "another"}),
            (image, {"caption": "Another.", "alt": "Another"}),
        ):
            type(row).objects.filter(pk=row.pk).update(**values)
        self.assertEqual(self.article(secret), was)
        publish_it = story
        publish_it.bylines.create(author=author)
        publish(publish_it, by=None, change="first")
        self.assertEqual(self.article(secret), was)

    def test_the_newest_follows_saves_and_never_what_is_only_typed(self):
        story = make_story("Saved")
        _link, secret = make_link_to(story)
        editor = make_user("Editor")
        fields = [["headline", "Typed", ""], ["body", "<p>Typed.</p>", ""]]
        keep_draft(by=editor, key=uuid4(), sequence=1, article=story, opened="", fields=fields)
        self.client.force_login(editor)
        typed = self.client.post(
            reverse("admin:articles_desk_preview"), {"article": story.pk, "headline": "Typed"}
        )
        self.assertContains(typed, "Typed")
        self.assertTrue(Draft.objects.exists())
        self.assertNotIn("Typed", self.article(secret))
        save_change(story, headline="Saved again")
        self.assertIn("Saved again", self.article(secret))


class TheSecretAtTheDesk(DeskTestCase):
    def make(self, story, **values) -> str:
        answer = self.client.post(
            reverse("admin:articles_desk_preview_links"),
            {"article": story.pk, "label": WORDS, "lifetime": "24", "version": "newest", **values},
        )
        self.assertEqual(answer.status_code, 201, answer.content)
        return answer.json()["url"].rstrip("/").rsplit("/", 1)[1]

    def test_it_is_shown_once_and_kept_nowhere(self):
        story = make_story(by=self.user)
        logged, versions = LogEntry.objects.count(), Version.objects.count()
        secret = self.make(story)
        self.make(story, version="frozen")
        self.assertContains(Client().get(address_of(secret)), story.headline)
        self.assertNotIn(secret, everything())
        self.assertEqual((LogEntry.objects.count(), Version.objects.count()), (logged, versions))
        places = [
            change_url(story),
            reverse("admin:articles_article_history", args=[story.pk]),
            f"{reverse('admin:articles_desk_preview_links')}?article={story.pk}",
            "/admin/",
        ]
        digest = PreviewLink.objects.first().secret_sha256
        for place in places:
            text = self.client.get(place).content.decode()
            self.assertNotIn(secret, text)
            self.assertNotIn(digest, text)

    def test_links_are_no_part_of_the_story_its_revisions_or_its_editions(self):
        story = make_story("Before", by=self.user)
        was = snapshot_working_copy(story)
        self.make(story)
        self.assertEqual(snapshot_working_copy(story), was)
        save_change(story, by=self.user, headline="After")
        versions = " ".join(Version.objects.values_list("serialized_data", flat=True))
        self.assertNotIn(WORDS, versions)
        publish(story, by=self.user, change="first")
        edition = story.editions.get()
        self.assertNotIn(WORDS, edition.document + edition.page.story_html + edition.page.head_html)
        self.assertNotContains(self.client.get(edition.get_absolute_url()), WORDS)

    def test_going_back_to_an_old_version_leaves_the_links_as_they_are(self):
        story = make_story("Before", by=self.user)
        save_change(story, by=self.user, headline="After")
        self.make(story)
        before = list(PreviewLink.objects.values())
        self.assertSaved(restore(self.client, story, 1))
        self.assertEqual(Article.objects.get().headline, "Before")
        self.assertEqual(list(PreviewLink.objects.values()), before)

    def test_a_story_with_links_is_deleted_like_any_other_and_comes_back_without_them(self):
        story = make_story("Before", by=self.user)
        version = Version.objects.get_for_object(story).get()
        secret = self.make(story)
        address = reverse("admin:articles_article_delete", args=[story.pk])
        self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 302)
        self.assertFalse(Article.objects.exists())
        address = reverse("admin:articles_article_recover", args=[version.pk])
        self.assertSaved(self.client.post(address, form_data(self.client.get(address))))
        self.assertTrue(Article.objects.exists())
        self.assertEqual(Client().get(address_of(secret)).status_code, 410)


class WhatIsTyped(DeskTestCase):
    """The preview of unsaved typing: for whoever types, and for nobody's database."""

    group = "Editor"

    def test_nothing_at_all_is_written(self):
        story = make_story(tags=["Old"], lead=make_image(), by=self.user)
        make_link_to(story)
        data = self.open(story) | {"headline": "Typed", "tags": ["Old", "Quite new"], "slug": ""}
        before = everything()
        for sent in ({**data, "article": story.pk}, {**data, "article": ""}, {"article": story.pk}):
            answer = self.client.post(reverse("admin:articles_desk_preview"), sent)
            self.assertEqual(answer.status_code, 200)
        self.assertEqual(everything(), before)

    def test_it_is_no_page_and_kept_by_no_cache(self):
        story = make_story()
        answer = self.client.post(reverse("admin:articles_desk_preview"), {"article": story.pk})
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")
        self.assertNotIn("/admin/", json.loads(answer.content)["html"])

    def test_without_the_forms_token_nothing_is_answered(self):
        story = make_story(SECRET)
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(self.user)
        for name in ("preview", "preview_links", "preview_link_revoke"):
            answer = careful.post(reverse(f"admin:articles_desk_{name}"), {"article": story.pk})
            self.assertEqual(answer.status_code, 403)
            self.assertNotContains(answer, SECRET, status_code=403)
        self.assertFalse(PreviewLink.objects.exists())

    def test_time_alone_ends_a_link(self):
        _link, secret = make_link_to(make_story())
        link = PreviewLink.objects.get()
        end, moment = link.expires_at, timedelta(microseconds=1)
        for at, ending in ((end - moment, None), (end, "expired"), (end + moment, "expired")):
            self.assertEqual(link.ending(at), ending)
            self.assertEqual(PreviewLink.objects.working(at).exists(), ending is None)
        self.assertEqual(self.client.get(address_of(secret)).status_code, 200)
