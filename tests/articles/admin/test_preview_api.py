"""The preview beside the text and the desk's side of preview links."""

import json
import re

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Byline, ImageCaption, PreviewLink
from articles.permissions import GROUPS
from articles.preview_links import address_of
from tests.articles.admin.desk import DeskTestCase, add_row, change_url
from tests.factories import (
    expire,
    make_author,
    make_clip,
    make_image,
    make_link_to,
    make_post,
    make_section,
    make_story,
    make_user,
)
from tests.security.pages import PROBE, foreign

WRITERS = {"Reporter", "Editor", "Managing editor"}
CHANGERS = WRITERS | {"Photo editor"}
SHARERS = {"Editor", "Managing editor"}
PREVIEW, LINKS, REVOKE = (
    f"/admin/articles/article/desk/{name}/"
    for name in ("preview", "preview-links", "preview-links/revoke")
)


def article_of(page: str) -> str:
    """The story in a page; a draft's is dated by when it is looked at."""
    return re.sub(r"<time.*?</time>", "", page[page.index("<article") : page.index("</article>")])


class BesideTestCase(DeskTestCase):
    def preview(self, story: Article | None = None, status=200, **fields) -> str:
        data = {"article": story.pk if story else "", **fields}
        answer = self.client.post(PREVIEW, data)
        self.assertEqual(answer.status_code, status, answer.content[:300])
        return json.loads(answer.content)["html"] if status == 200 else answer.content.decode()

    def stored(self, story: Article) -> str:
        address = reverse("admin:articles_article_preview", args=[story.pk])
        return self.client.get(address).content.decode()


class WhatIsTyped(BesideTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(
            "Stored",
            standfirst="Stored words.",
            tags=["Ferries", "Harbours"],
            authors=[make_author("Jo Li"), make_author("Mara Lindqvist")],
            lead=make_image(caption="The library's."),
            by=self.user,
        )

    def typed(self, **changes) -> str:
        return self.preview(self.story, **{**self.open(self.story), **changes})

    def test_a_form_as_it_was_opened_shows_what_is_stored(self):
        self.assertEqual(article_of(self.typed()), article_of(self.stored(self.story)))

    def test_what_is_shown_is_what_a_save_makes_of_it(self):
        image, post, clip = make_image(), make_post(), make_clip()
        author, other = make_author("Per Holm"), make_section("Politics")
        body = f'<h2>Typed</h2><figure data-image="{image.pk}"></figure><p>Words</p>'
        body += f'<figure data-post="{post.pk}"></figure><figure data-clip="{clip.pk}"></figure>'
        data = self.open(self.story) | {
            "headline": " A  typed headline ",
            "standfirst": "Typed words.",
            "body": body,
            "section": other.pk,
            "kind": "analysis",
            "language": "de",
            "tags": ["Harbours", "Quite new"],
            "captions-0-caption": "Typed caption.",
            "bylines-1-role": "photographs",
        }
        data = add_row(data, "bylines", author=author.pk, role="by", position="9")
        data = add_row(
            data, "captions", image=image.pk, role="body", caption="Its own.", position="9"
        )
        shown = article_of(self.preview(self.story, **data))
        for words in ("A typed headline", "Typed caption.", "Its own.", "Quite new", "Per Holm"):
            self.assertIn(words, shown)
        self.assertIn("The ferry has left.", shown)
        self.assertIn("<video", shown)
        self.assertIn('lang="de"', shown)
        self.assertSaved(self.save(self.story, data))
        self.assertEqual(shown, article_of(self.stored(self.story)))

    def test_rows_stand_in_the_order_of_the_page(self):
        data = self.open(self.story)
        moved = {name: data.pop(name) for name in list(data) if name.startswith("bylines-1-")}
        rest = {name: data.pop(name) for name in list(data) if name.startswith("bylines-0-")}
        shown = article_of(self.preview(self.story, **data, **moved, **rest))
        self.assertLess(shown.index("Mara Lindqvist"), shown.index("Jo Li"))

    def test_a_row_that_is_taken_out_is_gone(self):
        shown = self.typed(**{"bylines-0-DELETE": "on", "captions-0-DELETE": "on"})
        self.assertNotIn("Jo Li", shown)
        self.assertNotIn("<img", article_of(shown))

    def test_half_a_form_is_shown_as_far_as_it_goes(self):
        for changes, words in (
            ({"headline": ""}, "<h1></h1>"),
            ({"headline": "x" * 250}, "x" * 250),
            ({"section": "987654"}, "<article"),
            ({"section": "nonsense", "kind": "poem", "language": "xx-piglatin"}, "Stored"),
            ({"embargo_until_0": "never", "slug": "a slug?"}, "Stored"),
            ({"bylines-0-author": "", "bylines-1-author": "99999999999999999999"}, "Stored"),
            ({"bylines-0-role": "cook"}, "By <a"),
            ({"captions-0-image": "٣", "captions-0-role": "sky"}, "Stored"),
            ({"tags": ["a,b", "—", "x" * 300, "\0"]}, "a,b"),
            ({"body": "<p>Unclosed <b>bold"}, "Unclosed <strong>bold</strong>"),
            ({"body": '<figure data-image="987654"></figure><p>Still here.</p>'}, "Still here."),
        ):
            with self.subTest(changes):
                self.assertIn(words, self.typed(**changes))

    def test_an_author_or_picture_named_twice_is_shown_once(self):
        first = self.story.bylines.first().author_id
        shown = article_of(self.typed(**{"bylines-1-author": first}))
        self.assertEqual(shown.count('rel="author">Jo Li'), 2, "in the byline and in the profile")

    def test_a_new_story_is_previewed_before_it_is_saved(self):
        shown = self.preview(headline="Breaking", body="<p>Just in.</p>")
        self.assertIn("<h1>Breaking</h1>", shown)
        self.assertIn("Just in.", shown)
        self.assertIn("<article", self.preview())
        self.assertEqual(Article.objects.count(), 1)

    def test_its_links_open_elsewhere_and_it_has_no_address_of_its_own(self):
        shown = self.typed()
        self.assertIn('<base target="_blank">', shown)
        self.assertNotIn("canonical", shown)

    def test_the_number_of_queries_is_that_of_no_row(self):
        few = self.open(self.story)
        many, images = few, [make_image() for _ in range(6)]
        body = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
        for number, image in enumerate(images):
            many = add_row(many, "captions", image=image.pk, role="body", position=number)
            many = add_row(many, "bylines", author=make_author().pk, role="by", position=number)
        many |= {"body": body, "tags": [f"Tag {number}" for number in range(9)]}
        for data in (few, many):
            with self.assertNumQueries(14):
                self.preview(self.story, **data)

    def test_hostile_words_stay_words(self):
        fields = (
            "headline",
            "standfirst",
            "captions-0-caption",
            "captions-0-alt",
            "captions-0-credit",
        )
        changes = dict.fromkeys(fields, PROBE) | {"tags": [PROBE[:80]], "body": f"<p>{PROBE}</p>"}
        self.assertEqual(foreign(self.typed(**changes)), [])
        for attack in (
            "<script>xss()</script><p onclick=xss()>x</p>",
            '<a href="javascript:xss()">x</a>',
            "<svg onload=xss()><iframe srcdoc='<script>xss()</script>'></iframe></svg>",
            '<p style="position:fixed">x</p><img src=x onerror=xss()><base href="//xss.example">',
            '<meta http-equiv="refresh" content="0;url=//xss.example"><form action="//xss">',
        ):
            with self.subTest(attack):
                body = article_of(self.typed(body=attack))
                self.assertEqual(foreign(body), [])
                for bad in ("xss()", "onclick", "onerror", "<iframe", "<base", "<meta", "<form"):
                    self.assertNotIn(bad, body)

    def test_rows_that_one_may_not_edit_are_the_stored_ones(self):
        user = make_user()
        for name in ("view_article", "change_article", "view_byline"):
            user.user_permissions.add(Permission.objects.get(codename=name))
        self.client.force_login(user)
        author, image = make_author("Somebody Else"), make_image()
        shown = self.preview(
            self.story,
            **{"headline": "Typed", "bylines-0-author": author.pk, "captions-0-image": image.pk},
        )
        self.assertIn("Typed", shown)
        self.assertIn("Jo Li", shown)
        self.assertNotIn("Somebody Else", shown)
        self.assertFalse(Byline.objects.filter(author=author).exists())
        self.assertFalse(ImageCaption.objects.filter(image=image).exists())

    def test_who_may_change_a_story_sees_it_and_who_may_write_one_a_new_one(self):
        for group in (*GROUPS, None):
            self.sign_in(group)
            with self.subTest(group):
                self.preview(self.story, status=200 if group in CHANGERS else 403)
                self.preview(status=200 if group in WRITERS else 403)
        self.client.logout()
        self.assertNotIn("Stored", self.preview(self.story, status=403))

    def test_only_what_is_sent_is_answered_and_only_for_a_story_there_is(self):
        self.assertEqual(self.client.get(f"{PREVIEW}?article={self.story.pk}").status_code, 405)
        for number in ("987654", "nonsense", "9" * 30, "-1"):
            self.assertEqual(self.client.post(PREVIEW, {"article": number}).status_code, 404)


class Links(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story("Ferry returns", by=self.user)

    def make(self, status=201, **values):
        data = {"label": "Dr Brandt", "lifetime": "72", "version": "newest"}
        answer = self.client.post(LINKS, {"article": self.story.pk, **data, **values})
        self.assertEqual(answer.status_code, status, answer.content)
        return answer.json()

    def test_a_link_is_made_opened_listed_and_revoked(self):
        made = self.make(label="Dr <i>Brandt</i>")
        self.assertTrue(made["url"].startswith("http://testserver/preview/"))
        self.assertIn("Not opened yet", made["html"])
        stranger = Client()
        self.assertContains(stranger.get(made["url"]), "Ferry returns")
        listed = self.client.get(LINKS, {"article": self.story.pk}).json()["html"]
        self.assertIn("Opened once", listed)
        self.assertIn("Dr &lt;i&gt;Brandt&lt;/i&gt;", listed)
        self.assertIn("Made by Hanna Voss", listed)
        self.assertIn("Always the newest save", listed)
        link = PreviewLink.objects.get()
        lasts = (link.expires_at - link.created_at).total_seconds()
        self.assertAlmostEqual(lasts, 3 * 24 * 60 * 60, delta=60)
        answer = self.client.post(REVOKE, {"article": self.story.pk, "link": link.pk})
        self.assertIn("Revoked by Hanna Voss", answer.json()["html"])
        self.assertNotIn("data-revoke", answer.json()["html"])
        self.assertContains(stranger.get(made["url"]), "revoked", status_code=410)

    def test_a_label_of_any_kind_stays_words(self):
        self.make(label=PROBE[:80])
        for page in (
            self.client.get(change_url(self.story)).content.decode(),
            self.client.get(LINKS, {"article": self.story.pk}).json()["html"],
        ):
            self.assertIn("xss-a", page)
            self.assertEqual(foreign(page), [])

    def test_a_frozen_link_is_of_what_is_saved(self):
        made = self.make(version="frozen")
        self.assertTrue(PreviewLink.objects.get().is_frozen)
        self.assertIn("The story as it stood then", made["html"])

    def test_what_is_missing_or_forged_is_said_by_field(self):
        for values, field in (
            ({"label": "  "}, "label"),
            ({"label": "x" * 81}, "label"),
            ({"label": "a\0b"}, "label"),
            ({"lifetime": "100000"}, "lifetime"),
            ({"lifetime": ""}, "lifetime"),
            ({"version": "both"}, "version"),
        ):
            with self.subTest(values):
                self.assertIn(field, self.make(status=400, **values)["errors"])
        self.assertFalse(PreviewLink.objects.exists())

    def test_another_storys_link_is_not_revoked_from_here(self):
        link, secret = make_link_to(make_story())
        for number in (link.pk, 987654, "nonsense", "9" * 30, ""):
            data = {"article": self.story.pk, "link": number}
            self.assertEqual(self.client.post(REVOKE, data).status_code, 404)
        self.assertEqual(self.client.get(address_of(secret)).status_code, 200)

    def test_only_editors_make_see_and_revoke_links(self):
        link, _secret = make_link_to(self.story)
        before = list(PreviewLink.objects.values())
        for group in (*GROUPS, None):
            self.sign_in(group)
            with self.subTest(group):
                page = self.client.get(change_url(self.story))
                if group in SHARERS:
                    self.assertContains(page, "Make a preview link…")
                    status = self.client.get(LINKS, {"article": self.story.pk}).status_code
                    self.assertEqual(status, 200)
                    continue
                self.assertNotIn("preview link", page.content.decode())
                for answer in (
                    self.client.get(LINKS, {"article": self.story.pk}),
                    self.client.post(LINKS, {"article": self.story.pk, "label": "x"}),
                    self.client.post(REVOKE, {"article": self.story.pk, "link": link.pk}),
                ):
                    self.assertEqual(answer.status_code, 403)
        self.assertEqual(list(PreviewLink.objects.values()), before)

    def test_the_wrong_method_or_no_story_is_refused(self):
        self.assertEqual(self.client.put(LINKS).status_code, 405)
        self.assertEqual(self.client.get(REVOKE).status_code, 405)
        for number in ("", "987654", "nonsense"):
            self.assertEqual(self.client.get(LINKS, {"article": number}).status_code, 404)

    def test_the_tab_costs_two_queries_however_many_links_there_are(self):
        change = change_url(self.story)
        self.client.get(change)
        with CaptureQueriesContext(connection) as without:
            self.client.get(change)
        for number in range(5):
            link, secret = make_link_to(self.story, f"Reader {number}")
            self.client.get(address_of(secret))
        expire(link)
        with CaptureQueriesContext(connection) as with_links:
            page = self.client.get(change)
        self.assertEqual(len(with_links), len(without) + 1, "their visits, all at once")
        self.assertContains(page, "Preview links (4)")
        self.assertContains(page, "Expired, ")

    def test_a_new_story_and_one_being_brought_back_have_no_links(self):
        self.assertNotContains(self.client.get("/admin/articles/article/add/"), "Preview links")
