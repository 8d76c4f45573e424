"""Nothing of a story that is not live reaches a program: feeds, sitemaps, ninjs, oEmbed."""

from datetime import timedelta
from unittest.mock import patch

from django.core.cache import cache
from django.utils import timezone

from articles import sitemaps
from articles.models import Edition
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_live_story, make_section, save_change
from tests.security.test_leaks import IN_A_DAY, SECRET, WORDS, LeakTestCase, drafts, secret_story

KINDS = ("rss", "atom", "json")
PLACES = ("/", "/politics/", "/corrections/")
SITEMAPS = ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml")


def doors(story) -> list[str]:
    """What tells of many stories, and what would tell of this one's tags and authors."""
    lists = [f"{place}feed.{kind}" for place in PLACES for kind in KINDS]
    lists += ["/ninjs.json", "/robots.txt", *SITEMAPS]
    for name, pk in (
        ("stories", story.pk),
        ("tags", story.tags.get().pk),
        ("authors", story.bylines.get().author_id),
    ):
        lists.append(f"/sitemap-{name}-{pk // sitemaps.PART}.xml")
    return lists


class LeaksToMachines(LeakTestCase):
    def setUp(self):
        cache.clear()

    def assertShut(self, address: str, story_words=()):  # noqa: N802
        response = self.client.get(address)
        self.assertIn(response.status_code, {404, 410}, address)
        self.assertSilent(response, address, *story_words)

    def test_lists_hold_nothing_of_drafts(self):
        make_live_story("Ferry returns", section=make_section("Politics"))
        for why, story in drafts().items():
            for address in doors(story):
                with self.subTest(why=why, address=address):
                    self.assertSilent(self.client.get(address))
                    past = f"{address}?before=99999999999999999-99"
                    self.assertSilent(self.client.get(past), past)

    def test_no_address_of_its_own_tells_of_a_draft(self):
        for why, story in drafts().items():
            author, tag = story.bylines.get().author, story.tags.get()
            own = [f"{address}ninjs.json" for address in self.addresses(story)]
            own += [f"{author.get_absolute_url()}feed.{kind}" for kind in KINDS]
            own += [f"{tag.get_absolute_url()}feed.{kind}" for kind in KINDS]
            own += [f"/oembed?url=http://testserver{one}" for one in self.addresses(story)]
            for address in own:
                with self.subTest(why=why, address=address):
                    self.assertShut(address)

    def test_the_words_of_a_saved_or_scheduled_change_are_told_to_nobody(self):
        story = make_live_story("Ferry returns", section=make_section("Politics"), tags=["Ports"])
        save_change(story, headline=SECRET, slug="minister-resigns", body=f"<p>{WORDS}</p>")
        for turn in range(2):
            if turn:
                schedule(
                    story,
                    by=None,
                    at=timezone.now() + IN_A_DAY,
                    change="correction",
                    notice=f"{WORDS} corrected.",
                )
            live = story.editions.live().get().get_absolute_url()
            for address in (
                *doors(story),
                f"{live}ninjs.json",
                f"/oembed?url=http://testserver{live}",
            ):
                self.assertSilent(self.client.get(address))

    def test_of_a_withdrawn_story_only_the_notice_is_told_and_only_at_its_address(self):
        story = secret_story()
        publish(story, by=None, change="first", at=timezone.now() - timedelta(hours=2))
        address = story.editions.get().get_absolute_url()
        publish(story, by=None, change="correction", notice=f"{WORDS} again.")
        image = story.captions.get().image
        withdraw(story, by=None, notice="A court forbids it.")
        for one in (*doors(story), f"/oembed?url=http://testserver{address}"):
            response = self.client.get(one)
            self.assertSilent(response, one)
            self.assertNotIn(image.sha256, response.content.decode())
        gone = self.client.get(f"{address}ninjs.json")
        self.assertContains(gone, "A court forbids it.", status_code=410)
        self.assertSilent(gone, address)

    def test_a_guessed_validator_says_nothing(self):
        story = secret_story()
        schedule(story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        address = f"{story.editions.get().get_absolute_url()}ninjs.json"
        for headers in (
            {"if-none-match": "*"},
            {"if-modified-since": "Thu, 01 Jan 2099 00:00:00 GMT"},
            {"range": "bytes=0-10"},
        ):
            self.assertEqual(self.client.get(address, headers=headers).status_code, 404)

    def test_last_modified_tells_nothing_of_what_is_saved_or_scheduled(self):
        long_ago = timezone.now() - timedelta(days=2)
        story = make_live_story("Ferry returns", at=long_ago)
        Edition.objects.update(created_at=long_ago)
        started = patch("articles.last_change._STARTED", long_ago)
        started.start()
        self.addCleanup(started.stop)
        before = self.client.get("/feed.rss").headers["Last-Modified"]
        save_change(story, headline=SECRET)
        schedule(story, by=None, at=timezone.now() + IN_A_DAY, change="update")
        self.assertEqual(self.client.get("/feed.rss").headers.get("Last-Modified"), before)
