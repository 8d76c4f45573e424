"""Whatever is written into any field stays words, on the public site and at the desk."""

import json
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.db import models
from django.test import TestCase
from django.utils import timezone
from reversion import create_revision, set_comment
from reversion.models import Version

from articles.models import (
    Article,
    Byline,
    Clip,
    Correction,
    Edition,
    Image,
    ImageCaption,
    RevisionMeta,
    Section,
    SocialPost,
    Tag,
)
from articles.publishing import publish, schedule, withdraw
from articles.revisions import revision
from authors.models import Author, SocialHandle
from tests.articles.admin.desk import change_url, form_data
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_post,
    make_section,
    make_story,
    save_change,
)
from tests.security.pages import PROBE, elements, foreign

# What a form or a constraint would refuse, or what means something else than words.
KEPT = {
    *(
        "slug",
        "body",
        "sha256",
        "photo_sha256",
        "working_sha256",
        "file",
        "track",
        "photo",
        "password",
    ),
    *("platform", "network", "kind", "role", "language", "url", "email", "tip_email", "username"),
}


def spoil(row: models.Model) -> models.Model:
    """Put the probe into every text field of a row, as a careless import might."""
    for field in row._meta.concrete_fields:
        if isinstance(field, (models.CharField, models.TextField)) and field.name not in KEPT:
            setattr(row, field.name, PROBE[: field.max_length])
    if isinstance(row, Author):
        row.role = PROBE[:120]
    row.save()
    return row


class Injection(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chief = User.objects.create_superuser(
            "chief", first_name=PROBE[:150], last_name=PROBE[:150]
        )
        cls.section = spoil(make_section("Politics", tip_email="tips@example.org"))
        author = spoil(make_author("Jo Li", slug="jo-li", email="jo@example.org"))
        spoil(SocialHandle(author=author, network="mastodon", handle="x"))
        cls.image, lead = spoil(make_image()), spoil(make_image())
        cls.clip = spoil(make_clip(poster=cls.image))
        cls.post = spoil(make_post(image=cls.image, clip=cls.clip))
        body = (
            f"<p>{PROBE}</p><blockquote>{PROBE}</blockquote><p><a href='javascript:xss()'>x</a>"
            f'<a href="java&#10;script:xss()">x</a></p><aside class="pullquote">{PROBE}</aside>'
            f'<figure data-image="{cls.image.pk}"></figure><figure data-post="{cls.post.pk}">'
            f'</figure><figure data-clip="{cls.clip.pk}"></figure><pre>{PROBE}</pre>'
        )
        cls.story = make_story(
            PROBE[:200], body=body, section=cls.section, authors=[author], lead=lead, by=cls.chief
        )
        with revision(by=cls.chief, note=PROBE) as saving:
            tag = Tag.objects.create(name=PROBE[:100].replace(",", ""), slug="topic")
            cls.story.tags.add(spoil(tag))
            spoil(cls.story)
            spoil(cls.story.captions.get())
            saving.finish(cls.story)
        cls.tag = tag
        publish(cls.story, by=cls.chief, change="first")
        publish(cls.story, by=cls.chief, change="correction", notice=PROBE)
        publish(cls.story, by=cls.chief, change="retraction", notice=PROBE)
        for row in (cls.section, tag, cls.image, cls.clip, cls.post, author):
            with create_revision():
                row.save()
                set_comment(PROBE)
        cls.author = author
        cls.group = spoil(Group.objects.get(name="Reviewer"))

    def assertInert(self, address: str, response=None, status=200):  # noqa: N802
        response = response or self.client.get(address)
        self.assertEqual(response.status_code, status, address)
        with self.subTest(address=address):
            if response["Content-Type"].startswith("application/json"):
                json.loads(response.content)
                self.assertEqual(response["X-Content-Type-Options"], "nosniff")
                return
            self.assertIn("text/html", response["Content-Type"])
            self.assertEqual(foreign(response.content.decode()), [])

    def test_public_pages(self):
        address = self.story.editions.first().get_absolute_url()
        for page in (
            address,
            "/",
            self.section.get_absolute_url(),
            self.author.get_absolute_url(),
            self.tag.get_absolute_url(),
            "/<xss-a>/",
            "/tags/%22%3E%3Cxss-a%3E/",
        ):
            self.assertInert(page, status=404 if "%3Cxss" in page or "<xss" in page else 200)
        page = self.client.get(address).content.decode()
        structured = [one for one in elements(page) if "ld+json" in one.get("type", "")]
        told = json.loads(structured[0].text)
        self.assertEqual(told["headline"], Article.objects.get().headline)
        withdraw(self.story, by=self.chief, notice=PROBE)
        self.assertInert(address, status=410)

    def test_the_desks_pages(self):
        self.client.force_login(self.chief)
        rows = {
            "articles": [self.section, self.tag, self.image, self.clip, self.post, self.story],
            "authors": [self.author],
            "auth": [self.chief, self.group],
        }
        rows["articles"] += [Edition.objects.first(), Correction.objects.first()]
        self.assertInert("/admin/")
        for app, some in rows.items():
            for row in some:
                place = f"/admin/{app}/{row._meta.model_name}/"
                for page in ("", "?q=xss%22%3E%3Cxss-a%3E", f"{row.pk}/change/"):
                    self.assertInert(place + page)
                for page in ("add/", f"{row.pk}/history/", f"{row.pk}/delete/"):
                    response = self.client.get(place + page)
                    if response.status_code != 403:
                        self.assertInert(place + page, response)
                self.revisions(place, row)

    def revisions(self, place: str, row):
        versions = Version.objects.filter(content_type__model=row._meta.model_name)
        for version in versions.filter(object_id=row.pk)[:2]:
            if row._meta.model_name != "article":
                self.assertInert(f"{place}{row.pk}/history/{version.pk}/")
                continue
            for page in (
                "compare/start/now",
                "compare/r1/now",
                "compare/now/r1",
                "restore/1",
                "who-wrote",
            ):
                self.assertInert(f"{place}{row.pk}/{page}/")
                self.assertInert(f"{place}{row.pk}/{page}/?view=sides&show=whole")

    def test_the_publishing_pages(self):
        self.client.force_login(self.chief)
        place = f"/admin/articles/article/{self.story.pk}/"
        edited = Article.objects.get(pk=self.story.pk)
        save_change(edited, headline=f"x{PROBE}"[:200], standfirst=f"x{PROBE}", body="<p>x</p>")
        for page in ("publish", "schedule", "withdraw", "cancel-schedule", "preview"):
            self.assertInert(f"{place}{page}/")
        for page in ("publish", "schedule", "withdraw"):
            answer = self.client.post(
                f"{place}{page}/",
                {"notice": PROBE, "change": PROBE, "reviewed": PROBE, "at": PROBE},
            )
            if answer.status_code == 200:
                self.assertInert(f"{place}{page}/", answer)
        schedule(edited, by=None, at=timezone.now() + timedelta(days=1), change="update")
        for page in ("cancel-schedule/", "publish/", "change/", "preview/edition/1/"):
            self.assertInert(place + page)
        self.assertInert("/admin/")

    def test_a_save_that_is_refused_and_one_that_is_stale(self):
        self.client.force_login(self.chief)
        url = change_url(self.story)
        data = form_data(self.client.get(url))
        story = Article.objects.get(pk=self.story.pk)
        save_change(story, headline=f"y{PROBE}"[:200], body=f"<p>y{PROBE}</p>", by=self.chief)
        typed = {**data, "headline": f"z{PROBE}"[:200], "body": f"<p>z</p>{PROBE}"}
        asked = self.client.post(url, typed)
        self.assertTrue(asked.context["questions"])
        self.assertInert(url, asked)
        RevisionMeta.objects.update(edit_token=None)
        self.assertInert(url, self.client.post(url, typed))
        for name in ("slug", "kind", "language", "section", "embargo_until_0", "opened"):
            self.assertInert(url, self.client.post(url, {**typed, name: PROBE}))
        self.assertInert(url, self.client.post(url, {**typed, "tags": [PROBE, "a,<xss-a>"]}))
        self.assertInert(url, self.client.post(url, {**typed, "bylines-0-author": PROBE}))

    def test_what_is_said_after_a_save(self):
        self.client.force_login(self.chief)
        url = change_url(self.story)
        data = form_data(self.client.get(url))
        answer = self.client.post(
            url, {**data, "headline": f"z{PROBE}"[:200], "_continue": "1"}, follow=True
        )
        self.assertInert(url, answer)
        draft = make_story(PROBE[:200])
        answer = self.client.post(
            f"/admin/articles/article/{draft.pk}/delete/", {"post": "yes"}, follow=True
        )
        self.assertInert("after deleting", answer)
        self.assertInert("/admin/articles/article/recover/")
        answer = self.client.post(
            "/admin/articles/article/",
            {"action": "delete_selected", "_selected_action": [self.story.pk]},
        )
        self.assertInert("bulk delete", answer)

    def test_what_scripts_ask_for(self):
        self.client.force_login(self.chief)
        for address in (
            "/admin/articles/tag/names/?term=<",
            "/admin/articles/article/desk/images/",
            "/admin/articles/article/desk/posts/",
            "/admin/articles/article/desk/clips/?q=xss",
            f"/admin/articles/article/desk/previews/?image={self.image.pk}&post={self.post.pk}",
            "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author",
            "/admin/autocomplete/?app_label=articles&model_name=imagecaption&field_name=image",
        ):
            response = self.client.get(address)
            self.assertTrue(response["Content-Type"].startswith("application/json"), address)
            self.assertInert(address, response)

    def test_a_row_in_a_window_of_its_own(self):
        self.client.force_login(self.chief)
        answer = self.client.post(
            "/admin/articles/section/add/?_popup=1",
            {"name": "</script><xss-a>", "slug": "xss", "position": 0, "_popup": "1"},
        )
        self.assertInert("popup", answer)
        self.assertTrue(Section.objects.filter(slug="xss").exists())


class Refusals(TestCase):
    """Addresses that would run something are refused where they are typed."""

    def test_an_address_that_runs_something_is_refused(self):
        self.client.force_login(User.objects.create_superuser("chief"))
        for url in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "javascript://example.org/%0aalert(1)",
        ):
            with self.subTest(url=url):
                post = {"platform": "x", "author_name": "A", "text": "B", "url": url}
                answer = self.client.post("/admin/articles/article/desk/posts/", post)
                self.assertEqual(answer.status_code, 400)
                self.client.post("/admin/articles/socialpost/add/", post)
                handle = {
                    "name": "Jo",
                    "slug": "jo",
                    "handles-TOTAL_FORMS": 1,
                    "handles-INITIAL_FORMS": 0,
                    "handles-0-network": "x",
                    "handles-0-handle": "@jo",
                    "handles-0-url": url,
                }
                self.client.post("/admin/authors/author/add/", handle)
        self.assertEqual((SocialPost.objects.count(), Author.objects.count()), (0, 0))
        self.assertEqual(
            (Byline.objects.count(), Clip.objects.count(), Image.objects.count()), (0, 0, 0)
        )
        self.assertEqual(ImageCaption.objects.count(), 0)
