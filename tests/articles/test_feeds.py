"""The feeds of site, section, tag and author, in three formats, each read by a reader of feeds."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import feedparser
from django.contrib.staticfiles import finders
from django.test import TestCase, override_settings
from django.utils import timezone
from lxml import etree
from PIL import Image

from articles.feeds.reading import PAGE_SIZE
from articles.models import Edition, Tag
from articles.publishing import publish, schedule, withdraw
from articles.rights import withdraw as withdraw_thing
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    save_change,
)
from tests.support.feeds import KINDS, Entry, entries_in
from tests.support.markup import parse

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)
NAMES = {"content": "http://purl.org/rss/1.0/modules/content/"}


class FeedTestCase(TestCase):
    def entries(self, address: str) -> list[Entry]:
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        return entries_in(response)

    def texts(self, place: str = "/") -> list[str]:
        """The whole feed in each format."""
        return [self.client.get(f"{place}feed.{kind}").content.decode() for kind in KINDS]

    def item(self, place: str = "/", number: int = 0) -> dict:
        return json.loads(self.client.get(f"{place}feed.json").content)["items"][number]


class WhatFeedsHold(FeedTestCase):
    def setUp(self):
        self.author = make_author("Hanna Voss", slug="hanna-voss")

        self.image = make_image(caption="The <harbour> at dawn.", credit="Jo Li/Agency")
        self.story = make_live_story(
            "Ferry & pilot <return>",
            standfirst="After a week.",
            body='<p>It came <a href="/world/">back</a>, <em>late</em>.</p>'
            '<aside class="pullquote"><p>Late.</p></aside>',
            authors=[self.author],
            tags=["Harbours"],
            lead=self.image,
            at=LONG_AGO,
        )
        self.url = f"http://testserver{self.story.editions.get().get_absolute_url()}"
        self.places = ("/", "/world/", "/tags/harbours/", "/authors/hanna-voss/")

    def test_each_place_has_its_feed_in_each_format(self):
        for place in self.places:
            for kind in KINDS:
                with self.subTest(place=place, kind=kind):
                    (entry,) = self.entries(f"{place}feed.{kind}")
                    self.assertEqual(entry.url, self.url)
                    self.assertEqual(entry.id, f"tag:testserver,2024-03-01:story:{self.story.pk}")
                    self.assertEqual((entry.published, entry.updated), (LONG_AGO, LONG_AGO))
                    self.assertEqual(entry.topics, ("World", "Harbours"))
                    self.assertEqual(entry.authors, ("Hanna Voss",))

    def test_a_page_names_its_feeds(self):
        for place in (*self.places, "/corrections/"):
            page = self.client.get(place).content.decode()
            for kind in KINDS:
                self.assertIn(f'href="{place}feed.{kind}"', page)
                self.assertEqual(self.client.get(f"{place}feed.{kind}").status_code, 200)

    def test_each_feed_has_the_sites_icon(self):
        small, large = (
            self.opened(f"/static/articles/site/icon-{size}.png") for size in (144, 512)
        )
        for place in self.places:
            rss = feedparser.parse(self.client.get(f"{place}feed.rss").content).feed
            self.assertEqual(rss.image.href, small)
            # The specification asks for the channel's own words.
            self.assertEqual((rss.image.title, rss.image.link), (rss.title, rss.link))
            self.assertEqual((rss.image.width, rss.image.height), (144, 144))
            atom = feedparser.parse(self.client.get(f"{place}feed.atom").content).feed
            self.assertEqual(atom.icon, large)
            feed = json.loads(self.client.get(f"{place}feed.json").content)
            self.assertEqual((feed["icon"], feed["favicon"]), (large, small))

    def opened(self, path: str) -> str:
        """The whole address of a picture, which is as large as its name says."""
        with Image.open(finders.find(path.removeprefix("/static/"))) as picture:
            self.assertEqual(f"{picture.width}", path.rpartition("-")[2].removesuffix(".png"))
            self.assertEqual(picture.width, picture.height)
        return f"http://testserver{path}"

    def test_titles_are_text_whatever_they_hold(self):
        root = etree.fromstring(self.client.get("/feed.rss").content)
        self.assertEqual(root.findtext(".//item/title"), "Ferry & pilot <return>")
        self.assertEqual(self.item()["title"], "Ferry & pilot <return>")

    def test_a_summary_is_text_where_readers_expect_html(self):
        make_live_story("Second", standfirst="A <b>bold</b> & late ferry.\nIt is.")
        root = etree.fromstring(self.client.get("/feed.rss").content)
        self.assertEqual(
            root.findtext(".//item/description"),
            "A &lt;b&gt;bold&lt;/b&gt; &amp; late ferry.<br>It is.",
        )
        root = etree.fromstring(self.client.get("/feed.atom").content)
        summary = root.find("{*}entry/{*}summary")
        self.assertEqual((summary.get("type", "text"), summary.text[:11]), ("text", "A <b>bold</"))

    def test_the_full_text_stands_alone(self):
        html = self.item()["content_html"]
        self.assertIn('<a href="http://testserver/world/">back</a>', html)
        self.assertIn("<em>late</em>", html)
        self.assertIn("<blockquote><p>Late.</p></blockquote>", html)
        self.assertIn('src="http://testserver/media/images/', html)
        self.assertIn("The &lt;harbour&gt; at dawn.", html)
        self.assertIn("Jo Li/Agency", html)
        for word in ("class=", "style=", "<script", "<form", "<div", '="/'):
            self.assertNotIn(word, html)
        root = etree.fromstring(self.client.get("/feed.rss").content)
        self.assertEqual(root.findtext(".//content:encoded", namespaces=NAMES), html)

    @override_settings(FEED_TEXT="summary")
    def test_a_site_may_give_summaries_only(self):
        for text in self.texts():
            self.assertIn("After a week.", text)
            self.assertNotIn("It came", text)
        self.assertEqual(self.item()["content_text"], "After a week.")

    def test_the_lead_picture_comes_with_its_credit(self):
        for kind in ("rss", "atom"):
            (entry,) = feedparser.parse(self.client.get(f"/feed.{kind}").content).entries
            self.assertTrue(entry.media_content[0]["url"].startswith("http://testserver/media/"))
            self.assertEqual(entry.media_credit[0]["content"], "Jo Li/Agency")
        item = self.item()
        self.assertEqual(item["image"], item["_newsroom"]["image"]["url"])
        self.assertEqual(item["_newsroom"]["image"]["credit"], "Jo Li/Agency")

    def test_a_picture_that_is_withheld_is_in_no_feed(self):
        for text in self.texts():
            self.assertIn(self.image.sha256, text)
        withdraw_thing(self.image, by=None, reason="A mistake.")
        for text in self.texts():
            self.assertNotIn(self.image.sha256, text)
            self.assertNotIn("Jo Li", text)

    def story_with_clip(self, **values):
        poster = make_image(size=(1600, 900))
        clip = make_clip(
            poster=poster, duration=12, credit="Ana Ruiz", caption="Rain & <wind>.", **values
        )
        make_live_story("Pen", body=f'<p>So.</p><figure data-clip="{clip.pk}"></figure>')
        return clip, poster

    def test_a_clip_plays_in_the_text_with_its_poster_and_a_link_inside(self):
        clip, poster = self.story_with_clip()
        html = self.item()["content_html"]
        (video,) = parse(html).iter("video")
        (link,) = video.iter("a")
        address = f"http://testserver{clip.file.url}"
        self.assertEqual((video.get("src"), link.get("href")), (address, address))
        self.assertEqual(link.text, f"Video: {clip.title}")
        self.assertIn(poster.sha256, video.get("poster"))
        self.assertRegex(video.get("poster"), r"\Ahttp://testserver/.*\.jpg\Z")
        self.assertIn("controls", video.attrib)
        caption = parse(html).find(".//figure/figcaption")
        self.assertIn("Rain & <wind>.", "".join(caption.itertext()))
        self.assertEqual(caption.find("small").text, "Ana Ruiz")
        root = etree.fromstring(self.client.get("/feed.rss").content)
        self.assertEqual(root.find(".//item/content:encoded", namespaces=NAMES).text, html)

    def test_programs_are_told_of_a_clip_and_of_no_enclosure(self):
        clip, poster = self.story_with_clip()
        address = f"http://testserver{clip.file.url}"
        for kind in ("rss", "atom"):
            response = self.client.get(f"/feed.{kind}")
            self.assertEqual(len(entries_in(response)), 2)
            entry = feedparser.parse(response.content).entries[0]
            (told,) = entry.media_content
            self.assertEqual(
                (told["url"], told["medium"], told["type"], told["duration"]),
                (address, "video", "video/mp4", "12"),
            )
            self.assertEqual(entry.media_credit[0]["content"], "Ana Ruiz")
            self.assertIn(poster.sha256, entry.media_thumbnail[0]["url"])
            self.assertEqual(entry.enclosures, [])
        (attached,) = self.item()["attachments"]
        self.assertEqual((attached["url"], attached["mime_type"]), (address, "video/mp4"))
        self.assertEqual(attached["duration_in_seconds"], 12)

    def test_a_clip_or_poster_that_is_withheld_is_in_no_feed(self):
        clip, poster = self.story_with_clip()
        withdraw_thing(poster, by=None, reason="A mistake.")
        for text in self.texts():
            self.assertNotIn(poster.sha256, text)
            self.assertIn(clip.file.url, text)
        withdraw_thing(clip, by=None, reason="A mistake.")
        for text in self.texts():
            self.assertNotIn(clip.file.url, text)
            self.assertNotIn("Ana Ruiz", text)

    def test_posts_and_clips_are_words_and_players(self):
        clip = make_clip(credit="Ana Ruiz", caption="The pen falls down.")
        post = make_post(text="The ferry has left.", clip=clip)
        make_live_story(
            "Posts",
            body=f'<figure data-post="{post.pk}"></figure><figure data-clip="{clip.pk}"></figure>',
        )
        html = self.item()["content_html"]
        self.assertIn("The ferry has left.", html)
        self.assertIn("Harbour Pilots", html)
        self.assertEqual(html.count("Ana Ruiz"), 2)
        self.assertIn('href="http://testserver/media/', html)

    def test_a_story_in_another_language_says_so(self):
        make_live_story("Паром вернулся", language="ru")
        self.assertEqual(self.item()["language"], "ru")
        atom, rss = (self.client.get(f"/feed.{kind}").content.decode() for kind in ("atom", "rss"))
        self.assertIn('<entry xml:lang="ru">', atom)
        self.assertIn("<dc:language>ru</dc:language>", rss)


class WhatMoves(FeedTestCase):
    def setUp(self):
        self.story = make_live_story("Ferry returns", at=LONG_AGO)
        self.id = self.item()["id"]

    def publish(self, change: str, *, days: int, **told):
        number = self.story.editions.count()
        save_change(self.story, body=f"<p>Said edition {number}.</p>")
        return publish(
            self.story, by=None, change=change, at=LONG_AGO + timedelta(days=days), **told
        )

    def test_a_minor_edition_does_not_move_updated(self):
        before = self.item()["date_modified"]
        self.publish("minor", days=1)
        self.assertEqual(self.item()["date_modified"], before)
        self.assertIn("Said edition 1.", self.item()["content_html"])

    def test_other_editions_move_updated_and_never_published(self):
        for days, (change, told) in enumerate(
            (
                ("update", {}),
                ("clarification", {"notice": "So."}),
                ("correction", {"notice": "No."}),
            )
        ):
            edition = self.publish(change, days=days + 1, **told)
            item = self.item()
            self.assertEqual(datetime.fromisoformat(item["date_modified"]), edition.live_from)
            self.assertEqual(datetime.fromisoformat(item["date_published"]), LONG_AGO)
            self.assertEqual(item["id"], self.id)

    def test_the_id_stays_whatever_the_address_becomes(self):
        save_change(
            self.story, headline="Ferry stays", slug="other", section=make_section("Business")
        )
        publish(self.story, by=None, change="update")
        item = self.item()
        self.assertEqual(item["id"], self.id)
        self.assertIn("/business/other-", item["url"])
        self.assertEqual(self.client.get(item["url"]).status_code, 200)

    def test_a_correction_is_in_the_text(self):
        self.publish("correction", days=1, notice="It was <Tuesday>.")
        item = self.item()
        self.assertIn("It was &lt;Tuesday&gt;.", item["content_html"])
        self.assertEqual(item["_newsroom"]["corrections"][0]["text"], "It was <Tuesday>.")

    def test_a_retraction_says_so_first(self):
        self.publish("retraction", days=1, notice="None of it happened.")
        item = self.item()
        self.assertEqual(item["title"], "Retracted: Ferry returns")
        html = item["content_html"]
        self.assertLess(html.index("None of it happened."), html.index("Said edition"))

    def test_a_retraction_that_hides_the_text_hides_it_here(self):
        self.publish("retraction", days=1, notice="None of it happened.", hides_text=True)
        for text in self.texts():
            self.assertIn("None of it happened.", text)
            self.assertNotIn("Said edition", text)

    def test_a_withdrawn_story_is_in_no_feed(self):
        other = make_live_story("Quiet harbour")
        withdraw(self.story, by=None, notice="Gone.")
        for text in self.texts():
            self.assertNotIn("Ferry returns", text)
            self.assertIn(other.headline, text)

    def test_drafts_and_scheduled_stories_are_in_no_feed(self):
        make_story("Minister resigns")
        later = make_story("Minister resigns")
        schedule(later, by=None, at=timezone.now() + timedelta(days=1), change="first")
        save_change(self.story, headline="Minister resigns")
        for text in (*self.texts(), *self.texts("/world/")):
            self.assertNotIn("Minister", text)


class WhereThereIsNone(FeedTestCase):
    def test_an_empty_section_has_an_empty_feed(self):
        make_section("World")
        for kind in KINDS:
            self.assertEqual(self.entries(f"/world/feed.{kind}"), [])
            self.assertEqual(self.entries(f"/feed.{kind}"), [])
        self.assertNotContains(self.client.get("/world/feed.rss"), "1970")

    def test_a_tag_or_author_without_a_live_story_is_not_found(self):
        author = make_author("Hanna Voss", slug="hanna-voss")
        make_story(tags=["Secret"], authors=[author])
        for kind in KINDS:
            for place in ("/tags/secret/", "/authors/hanna-voss/", "/tags/none/", "/nowhere/"):
                self.assertEqual(self.client.get(f"{place}feed.{kind}").status_code, 404, place)

    def test_other_formats_and_bad_cursors_are_not_found(self):
        make_live_story()
        for address in (
            *("/feed.xml", "/feed.", "/feed.rss/", "/world/feed.html", "/feed.RSS"),
            *("/feed.rss?before=", "/feed.rss?before=x", "/feed.atom?before=1-1"),
            *("/feed.json?before=" + "9" * 40, "/world/feed.json?before=%00"),
        ):
            self.assertEqual(self.client.get(address).status_code, 404, address)


class HowTheyAreAskedFor(FeedTestCase):
    def test_pages_reach_every_story_once(self):
        for number in range(PAGE_SIZE + 3):
            make_live_story(f"Story no. {number}.", at=LONG_AGO, tags=["Harbours"])
        for place in ("/", "/world/", "/tags/harbours/"):
            found, address = [], f"{place}feed.json"
            while address:
                page = json.loads(self.client.get(address).content)
                found += [item["title"] for item in page["items"]]
                address = page.get("next_url", "")
            self.assertEqual(len(found), PAGE_SIZE + 3)
            self.assertEqual(len(set(found)), PAGE_SIZE + 3)
        self.assertIn('rel="next"', self.client.get("/feed.rss").content.decode())

    def test_at_most_five_queries(self):
        clip = make_clip()
        author = make_author("Hanna Voss", slug="hanna-voss")
        for _ in range(5):
            body = f'<p>So.</p><figure data-clip="{clip.pk}"></figure>'
            make_live_story(body=body, tags=["Harbours"], authors=[author], lead=make_image())
        for place, most in (
            *(("/", 4), ("/world/", 5), ("/tags/harbours/", 5)),
            ("/authors/hanna-voss/", 5),
        ):
            for kind in KINDS:
                with self.subTest(place=place), self.assertNumQueries(most):
                    self.client.get(f"{place}feed.{kind}")

    def test_readers_only_read_and_head_says_the_same(self):
        make_live_story()
        for kind in KINDS:
            address = f"/feed.{kind}"
            got = self.client.get(address, headers={"accept": "image/png;q=0.1, nonsense"})
            head = self.client.head(address)
            self.assertEqual(head.content, b"")
            self.assertEqual(head["ETag"], got["ETag"])
            self.assertEqual(got["Cache-Control"], "no-cache")
            self.assertNotIn("Vary", got.headers)
            self.assertFalse(got.cookies)
            for method in ("post", "put", "delete"):
                self.assertEqual(getattr(self.client, method)(address).status_code, 405)

    def settled(self, **values):
        """A story of which nothing changed for long."""
        story = make_live_story(at=LONG_AGO, **values)
        Edition.objects.update(created_at=LONG_AGO)
        started = patch("articles.last_change._STARTED", LONG_AGO)
        started.start()
        self.addCleanup(started.stop)
        return story

    def test_what_did_not_change_is_not_sent_again(self):
        self.settled()
        for kind in KINDS:
            address = f"/feed.{kind}"
            first = self.client.get(address)
            again = self.client.get(address, headers={"if-none-match": first["ETag"]})
            self.assertEqual((again.status_code, again.content), (304, b""))
            since = self.client.get(address, headers={"if-modified-since": first["Last-Modified"]})
            self.assertEqual((since.status_code, since.content), (304, b""))

    def test_whatever_changes_is_sent_to_who_asks_by_time(self):
        story = self.settled(lead=make_image())
        image = story.editions.get().lead_image
        seen = {"if-modified-since": self.client.get("/feed.rss")["Last-Modified"]}
        self.assertEqual(self.client.get("/feed.rss", headers=seen).status_code, 304)
        withdraw_thing(image, by=None, reason="A mistake.")
        self.assertEqual(self.client.get("/feed.rss", headers=seen).status_code, 200)
        withdraw(story, by=None, notice="Gone.")
        self.assertNotIn("Last-Modified", self.client.get("/feed.rss").headers)

    def test_an_old_story_that_is_brought_in_today_is_sent_to_who_asks_by_time(self):
        self.settled()
        seen = {"if-modified-since": self.client.get("/feed.rss")["Last-Modified"]}
        make_live_story(at=LONG_AGO - timedelta(days=1))
        self.assertEqual(self.client.get("/feed.rss", headers=seen).status_code, 200)

    def test_a_feed_names_the_tag_that_readers_know(self):
        make_live_story(tags=["Harbours"])
        Tag.objects.update(description="Boats & <docks>.")
        root = etree.fromstring(self.client.get("/tags/harbours/feed.atom").content)
        self.assertIn("Harbours", root.findtext("{*}title"))
        self.assertEqual(root.findtext("{*}subtitle"), "Boats & <docks>.")


class Corrections(FeedTestCase):
    def test_each_notice_is_an_item_that_keeps_its_id(self):
        story = make_live_story("Ferry returns", at=LONG_AGO)
        save_change(story, headline="Ferry stays")
        publish(story, by=None, change="correction", notice="It was <Tuesday>.")
        for kind in KINDS:
            (entry,) = self.entries(f"/corrections/feed.{kind}")
            self.assertIn("correction:", entry.id)
            self.assertIn("Ferry stays", entry.title)
        item = self.item("/corrections/")
        self.assertEqual(item["content_text"], "It was <Tuesday>.")
        save_change(story, headline="Ferry goes")
        publish(story, by=None, change="correction", notice="Wednesday.", supersedes=2)
        newest, older = (self.item("/corrections/", number) for number in (0, 1))
        self.assertEqual(older["id"], item["id"])
        self.assertEqual(older["date_modified"], newest["date_published"])

    def test_of_a_withdrawn_story_nothing_is_told(self):
        story = make_live_story(at=LONG_AGO)
        save_change(story, headline="Ferry stays")
        publish(story, by=None, change="correction", notice="It was Tuesday.")
        withdraw(story, by=None, notice="Gone.")
        for text in self.texts("/corrections/"):
            self.assertNotIn("Tuesday", text)
