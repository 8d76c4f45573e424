"""Nothing of a story that is not live reaches the public, by whatever address it is asked for."""

import re
from datetime import timedelta
from hashlib import blake2b

from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Edition, Tag
from articles.publishing import cancel_schedule, publish, schedule, withdraw
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_section,
    make_story,
    save_change,
)

SECRET = "Minister resigns"
WORDS = "Zugzwang"
IN_A_DAY = timedelta(days=1)


def secret_story(**values) -> Article:
    """A story each of whose parts can be told from those of any other."""
    return make_story(
        SECRET,
        **{
            "body": f"<p>{WORDS} in the harbour.</p>",
            "standfirst": f"{WORDS} stands first.",
            "tags": [f"{WORDS} tag"],
            "authors": [make_author(f"{WORDS} Author")],
            "section": make_section("Politics"),
            "lead": make_image(caption=f"{WORDS} caption"),
            **values,
        },
    )


def drafts() -> dict[str, Article]:
    """Stories that no reader may see, by why."""
    stories = {"a draft": secret_story()}
    stories["under embargo"] = secret_story(embargo_until=timezone.now() + IN_A_DAY)
    scheduled = secret_story()
    schedule(scheduled, by=None, at=timezone.now() + IN_A_DAY, change="first")
    stories["scheduled"] = scheduled
    cancelled = secret_story()
    schedule(cancelled, by=None, at=timezone.now() + IN_A_DAY, change="first")
    cancel_schedule(cancelled, by=None)
    stories["taken back before its hour"] = cancelled
    return stories


class LeakTestCase(TestCase):
    def addresses(self, story) -> list[str]:
        """Every way to spell a story's address, right and wrong."""
        story.refresh_from_db()
        return [
            f"/{section}/{slug}-{number}/"
            for section in (story.section.slug, "world", "nowhere", "news")
            for slug in (story.slug, "x", "-", "minister", f"{story.slug}-{story.pk}")
            for number in (story.pk, f"000{story.pk}")
        ]

    def assertSilent(self, response, *but: str):  # noqa: N802
        """Neither headers nor text say anything of the story."""
        text = response.content.decode() + str(response.headers)
        for word in but:
            text = text.replace(word, "")
        for secret in (SECRET, "minister-resigns", WORDS, WORDS.lower()):
            self.assertNotIn(secret, text)


class Leaks(LeakTestCase):
    def test_no_spelling_of_its_address_shows_a_story_that_is_not_live(self):
        for why, story in drafts().items():
            for address in self.addresses(story):
                for method in ("get", "head", "post", "options", "put"):
                    with self.subTest(why=why, address=address, method=method):
                        response = getattr(self.client, method)(address)
                        # Of every address it is told which methods there are, seen or not.
                        says = {204} if method == "options" else {404, 405}
                        self.assertIn(response.status_code, says)
                        self.assertSilent(response, address)

    def test_a_guessed_etag_says_nothing(self):
        story = secret_story()
        schedule(story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        page = story.editions.get().page
        guesses = [
            "*",
            f'"{blake2b(page.story_html.encode(), digest_size=12).hexdigest()}"',
            f'"{story.editions.get().sha256}"',
        ]
        for guess in guesses:
            for header in ("if-none-match", "if-match"):
                answer = self.client.get(
                    story.editions.get().get_absolute_url(), headers={header: guess}
                )
                self.assertEqual(answer.status_code, 404)
        since = {"if-modified-since": "Thu, 01 Jan 2099 00:00:00 GMT"}
        answer = self.client.get(story.editions.get().get_absolute_url(), headers=since)
        self.assertEqual(answer.status_code, 404)

    def test_no_list_and_no_cursor_shows_a_story_that_is_not_live(self):
        live = make_live_story("Ferry returns", section=make_section("Politics"))
        stories = drafts()
        edition = Edition.objects.get(article=stories["scheduled"])
        moments = [edition.first_published, timezone.now(), timezone.now() + timedelta(days=9)]
        lists = ["/", "/politics/", live.bylines.get().author.get_absolute_url()]
        for address in lists:
            self.assertSilent(self.client.get(address))
            for moment in moments:
                stamp = int(moment.timestamp() * 1_000_000)
                for number in (0, edition.pk, edition.article_id, edition.article_id + 1, 10**17):
                    with self.subTest(address=address, number=number):
                        page = self.client.get(f"{address}?before={stamp}-{number}")
                        self.assertSilent(page)

    def test_an_author_or_a_tag_that_only_drafts_name_has_no_page(self):
        for why, story in drafts().items():
            with self.subTest(why=why):
                author = story.bylines.get().author
                tag = story.tags.get()
                for address in (author.get_absolute_url(), tag.get_absolute_url()):
                    response = self.client.get(address)
                    self.assertEqual(response.status_code, 404)
                    self.assertSilent(response, address)

    def test_the_words_of_a_saved_change_stay_at_the_desk(self):
        story = make_live_story("Ferry returns", section=make_section("Politics"))
        save_change(story, headline=SECRET, slug="minister-resigns", body=f"<p>{WORDS}</p>")
        story.tags.add(f"{WORDS} tag")
        edition = story.editions.get()
        for address in (edition.get_absolute_url(), "/", "/politics/"):
            self.assertSilent(self.client.get(address))
        self.assertEqual(self.client.get(Tag.objects.get().get_absolute_url()).status_code, 404)
        wrong = self.client.get(f"/politics/minister-resigns-{story.pk}/")
        self.assertEqual((wrong.status_code, wrong["Location"]), (301, edition.get_absolute_url()))

    def test_an_edition_that_waits_changes_nothing_before_its_hour(self):
        story = make_live_story("Ferry returns", section=make_section("Politics"))
        was = story.editions.get()
        save_change(story, headline=SECRET, slug="minister-resigns", body=f"<p>{WORDS}</p>")
        schedule(story, by=None, at=timezone.now() + IN_A_DAY, change="update")
        for address in (was.get_absolute_url(), "/", "/politics/"):
            self.assertSilent(self.client.get(address))

    def test_a_withdrawn_story_says_only_why_it_is_gone(self):
        story = secret_story()
        publish(story, by=None, change="first")
        author, tag = story.bylines.get().author, story.tags.get()
        withdraw(story, by=None, notice="A court forbids it.")
        save_change(story, standfirst=f"{WORDS} again")
        for address in self.addresses(story):
            response = self.client.get(address)
            self.assertContains(response, "A court forbids it.", status_code=410)
            self.assertSilent(response, address)
            self.assertNotIn("ETag", response.headers)
        for address in ("/", "/politics/"):
            self.assertSilent(self.client.get(address))
        for address in (author.get_absolute_url(), tag.get_absolute_url()):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_withdrawn_story_that_waits_to_return_is_still_gone(self):
        story = secret_story()
        publish(story, by=None, change="first")
        withdraw(story, by=None, notice="A court forbids it.")
        schedule(story, by=None, at=timezone.now() + IN_A_DAY, change="update")
        response = self.client.get(story.editions.first().get_absolute_url())
        self.assertEqual(response.status_code, 410)

    def test_a_retracted_story_stands_under_its_notice(self):
        story = make_live_story("Ferry returns")
        publish(story, by=None, change="retraction", notice="None of it happened.")
        page = self.client.get(story.editions.first().get_absolute_url()).content.decode()
        self.assertLess(page.index("None of it happened."), page.index("The ferry came back"))
        self.assertIn("Retracted", self.client.get("/").content.decode())

    def test_no_folder_of_files_is_listed(self):
        make_image()
        for address in ("/media/", "/media/images/", "/media/images", "/media/kept-uploads/"):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_story_has_one_address(self):
        story = make_live_story("Ferry returns")
        right = story.editions.get().get_absolute_url()
        for address in self.addresses(story):
            if address != right:
                with self.subTest(address=address):
                    response = self.client.get(address)
                    self.assertEqual((response.status_code, response["Location"]), (301, right))

    def test_what_machines_are_told_is_what_readers_see(self):
        story = make_live_story("Ferry returns", standfirst="As readers know it.")
        save_change(story, headline=SECRET, standfirst=WORDS)
        page = self.client.get(story.editions.get().get_absolute_url()).content.decode()
        told = re.findall(r'<meta[^>]+content="([^"]*)"|ld\+json">([^<]*)', page)
        self.assertNotIn(SECRET, str(told))
        self.assertIn("As readers know it.", str(told))
