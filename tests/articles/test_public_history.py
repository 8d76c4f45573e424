"""/…/history/, /…/history/compare/ and /…/editions/<n>/: what readers see of a story's changes."""

from datetime import timedelta

from django.test import TestCase, override_settings
from django.utils import timezone
from lxml import html

from articles.edition_withholding import ask_to_lift, ask_to_withhold, confirm
from articles.models import Byline, Edition, PublicHistory, Section
from articles.publishing import publish, schedule, withdraw
from articles.rights import withdraw as withdraw_picture
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_section,
    make_story,
    make_user,
    save_change,
)

AI = "trainedAlgorithmicMedia"
PUBLIC = ("history/", "history/compare/", "editions/1/", "editions/2/", "editions/3/")


def a_changed_story(**values):
    """Three editions: first, an update, a correction; each with words of its own."""
    now = timezone.now()
    story = make_live_story("Ferry returns", at=now - timedelta(days=3), slug="ferry", **values)
    save_change(story, body="<p>The ferry came back on Tuesday.</p>")
    publish(story, by=None, change="update", at=now - timedelta(days=2))
    save_change(story, body="<p>The ferry came back on Wednesday.</p>")
    publish(
        story, by=None, change="correction", notice="It was Wednesday.", at=now - timedelta(days=1)
    )
    return story


class HistoryTestCase(TestCase):
    def setUp(self):
        self.story = a_changed_story()
        self.base = f"/world/ferry-{self.story.pk}/"

    def get(self, rest: str = "", **options):
        return self.client.get(self.base + rest, **options)

    def withhold(self, number: int, notice: str = "By order of a court."):
        edition = Edition.objects.get(article=self.story, number=number)
        asker, second = make_user("Editor"), make_user("Managing editor")
        request = ask_to_withhold(edition, by=asker, reason="Order 7/26", notice=notice)
        return confirm(request, by=second)


class TheHistory(HistoryTestCase):
    def test_it_lists_every_edition_with_class_and_notice_newest_first(self):
        page = self.get("history/").content.decode()
        listed = page.partition('<ol class="versions"')[2]
        words = [
            "Corrected",
            "It was Wednesday.",
            "Updated with new information",
            "First published",
        ]
        places = [listed.index(one) for one in words]
        self.assertEqual(places, sorted(places))
        for number in (1, 2):
            self.assertIn(f'href="{self.base}editions/{number}/"', page)

    def test_an_old_edition_names_what_has_no_page_any_more_without_a_link(self):
        once, still = make_author("Bo Crane"), make_author("Ada Berg")
        story = make_live_story("Bridge opens", authors=[once, still], tags=["Bridges", "Tolls"])
        Byline.objects.filter(article=story, author=once).delete()
        story.tags.remove("Tolls")
        save_change(story, section=make_section("Works"), body="<p>It did.</p>")
        publish(story, by=None, change="update")
        Section.objects.filter(slug="world").update(slug="abroad", name="Abroad")
        missing = {"/authors/bo-crane/", "/tags/tolls/", "/world/"}
        address = story.get_absolute_url()
        page = html.fromstring(self.client.get(f"{address}editions/1/").content)
        links = set(page.xpath("//article//a/@href"))
        self.assertEqual(links & missing, set())
        self.assertLessEqual({"/authors/ada-berg/", "/tags/bridges/"}, links)
        for link in sorted(links & {"/authors/ada-berg/", "/tags/bridges/"} | missing):
            expected = 404 if link in missing else 200
            self.assertEqual(self.client.get(link).status_code, expected, link)
        (article,) = page.xpath("//article")
        for name in ("Bo Crane", "Tolls", "World"):
            self.assertIn(name, article.text_content())
        # Once a live story has them, they are links again.
        make_live_story("Tolls rise", authors=[once], tags=["Tolls"])
        page = html.fromstring(self.client.get(f"{address}editions/1/").content)
        self.assertLessEqual(missing - {"/world/"}, set(page.xpath("//article//a/@href")))

    def test_nobody_of_the_staff_is_named(self):
        editor = make_user("Editor", first_name="Zora", last_name="Quill")
        save_change(self.story, body="<p>Once more.</p>")
        publish(self.story, by=editor, change="update")
        for rest in (*PUBLIC, "editions/4/"):
            text = self.get(rest).content.decode()
            for name in ("Zora", "Quill", editor.username):
                self.assertNotIn(name, text)

    def test_the_story_links_to_it_once_it_has_changed(self):
        self.assertContains(self.get(), f'<a href="{self.base}history/">See what changed</a>')
        once = make_live_story("Bridge opens")
        page = self.client.get(once.get_absolute_url())
        self.assertNotContains(page, "See what changed")
        self.assertNotContains(page, "<!--")

    def test_an_old_edition_is_shown_as_it_stood_and_says_so(self):
        page = self.get("editions/1/")
        self.assertContains(page, "The ferry came back on Monday.")
        self.assertContains(page, "An earlier version of this story.")
        self.assertContains(page, f'<a href="{self.base}">Read the story as it stands</a>')
        self.assertContains(page, '<meta name="robots" content="noindex">')
        self.assertContains(page, f'<link rel="canonical" href="http://testserver{self.base}">')
        self.assertNotContains(page, "It was Wednesday.")
        self.assertNotContains(page, "ld+json")

    def test_the_live_edition_is_not_called_earlier(self):
        page = self.get("editions/3/")
        self.assertContains(page, "The story as it stands.")
        self.assertNotContains(page, "An earlier version")

    def test_a_comparison_is_of_the_latest_two_unless_others_are_asked_for(self):
        latest = self.get("history/compare/").content.decode()
        self.assertIn("Tuesday", latest)
        self.assertIn("Wednesday", latest)
        self.assertNotIn("Monday", latest)
        asked = self.get("history/compare/?from=1&to=3").content.decode()
        self.assertIn("Monday", asked)
        # Whichever is named first, the earlier stands before the later.
        self.assertEqual(asked, self.get("history/compare/?from=3&to=1").content.decode())

    def test_why_the_later_was_published_is_told_where_it_follows_the_earlier(self):
        why = '<p class="compared-why">'
        self.assertContains(self.get("history/compare/?from=2&to=3"), why)
        self.assertNotContains(self.get("history/compare/?from=1&to=3"), why)

    def test_one_edition_alone_cannot_be_compared_and_that_is_said(self):
        self.assertContains(self.get("history/compare/?from=2&to=2"), "Choose two different")
        once = make_live_story("Bridge opens")
        page = self.client.get(once.get_absolute_url() + "history/compare/")
        self.assertContains(page, "only one version")
        self.assertEqual(self.client.get(once.get_absolute_url() + "history/").status_code, 200)

    def test_pages_are_the_same_for_everybody_and_cost_at_most_five_queries(self):
        image = make_image()
        save_change(self.story, body=f'<p>Seen.</p><figure data-image="{image.pk}"></figure>')
        publish(self.story, by=None, change="update")
        save_change(self.story, standfirst="Seen once more.")
        publish(self.story, by=None, change="update")
        self.client.force_login(make_user("Editor"))
        mine = {rest: self.get(rest).content for rest in PUBLIC}
        self.client.logout()
        for rest in (*PUBLIC, "editions/4/", "history/compare/?from=1&to=4"):
            with self.subTest(rest), self.assertNumQueries(5) as counted:
                response = self.get(rest)
                self.assertEqual(response.status_code, 200)
                for _ in range(5 - len(counted.captured_queries)):
                    Edition.objects.exists()
            self.assertEqual(response.cookies, {})
            self.assertEqual(response["Cache-Control"], "no-cache")
            again = self.get(rest, headers={"if-none-match": response["ETag"]})
            self.assertEqual(again.status_code, 304)
            self.assertEqual(mine.get(rest, response.content), response.content)

    def test_only_reading_is_answered(self):
        for rest in PUBLIC:
            for method in ("post", "put", "patch", "delete"):
                with self.subTest(rest, method=method):
                    response = getattr(self.client, method)(self.base + rest)
                    self.assertEqual(response.status_code, 405)
            head = self.client.head(self.base + rest)
            self.assertEqual((head.status_code, head.content), (200, b""))

    def test_a_wrong_address_leads_to_the_right_one(self):
        pk = self.story.pk
        for wrong, right in (
            (f"/world/x-{pk}/history/", "history/"),
            (f"/nowhere/ferry-{pk}/editions/2/", "editions/2/"),
            (f"/world/ferry-00{pk}/history/compare/?from=1&to=2", "history/compare/?from=1&to=2"),
            (f"/world/ferry-{pk}/editions/002/", "editions/2/"),
            (f"/world/x-{pk}/history/?before=3", "history/?before=3"),
        ):
            with self.subTest(wrong):
                response = self.client.get(wrong)
                self.assertEqual(
                    (response.status_code, response["Location"]), (301, self.base + right)
                )

    def test_odd_numbers_find_nothing(self):
        for odd in ("0", "4", "99999999999", "9" * 20, "9" * 5000, "-1", "1.0", "x", "%00", "²"):
            with self.subTest(odd[:20]):
                self.assertEqual(self.get(f"editions/{odd}/").status_code, 404)
                self.assertIn(self.get(f"history/compare/?from={odd}&to=1").status_code, {404})
        for odd in ("0", "x", "9" * 20, "1"):
            self.assertEqual(self.get(f"history/?before={odd}").status_code, 404)
        self.assertEqual(self.client.get(f"/world/x-{'9' * 30}/history/").status_code, 404)

    def test_many_editions_are_paged_by_number(self):
        now = timezone.now()
        for minute in range(105):
            save_change(self.story, body=f"<p>Minute {minute}</p>")
            at = now - timedelta(minutes=200 - minute)
            publish(self.story, by=None, change="update", at=at)
        page = self.get("history/")
        self.assertContains(page, f'href="{self.base}history/?before=9"')
        older = self.get("history/?before=9").content.decode()
        self.assertIn("First published", older)
        self.assertIn('id="edition-8"', older)
        self.assertNotIn('id="edition-9"', older)
        far = self.get("history/compare/?from=1&to=108")
        self.assertContains(far, '<option value="1" selected>')


class AComparison(HistoryTestCase):
    def test_its_pictures_stand_with_their_credits(self):
        first = make_image(title="", caption="", credit="First/Agency")
        second = make_image(title="", caption="", credit="Second/Agency", digital_source_type=AI)
        for image in (first, second):
            body = f'<p>Seen.</p><figure data-image="{image.pk}"></figure>'
            save_change(self.story, body=body)
            publish(self.story, by=None, change="update")
        page = html.fromstring(self.get("history/compare/?from=4&to=5").content.decode())
        figures = page.xpath("//figure[.//img]")
        self.assertGreaterEqual(len(figures), 4)
        for figure in figures:
            address, words = figure.xpath("string(.//img/@src)"), figure.text_content()
            is_first = first.sha256 in address
            self.assertIn("First/Agency" if is_first else "Second/Agency", words)
            self.assertEqual("Made with AI" in words, not is_first)

    def test_what_is_the_desks_alone_is_not_in_it(self):
        save_change(
            self.story,
            headline_search="Zugzwang",
            headline_front="Zugzwang",
            description="Zugzwang",
            slug="ferry",
        )
        author = self.story.bylines.get().author
        author.bio, author.email = "Zugzwang.", "zugzwang@paper.example"
        author.save()
        publish(self.story, by=None, change="minor")
        page = self.get("history/compare/?from=3&to=4")
        self.assertContains(page, "Nothing that readers see is different")
        self.assertNotContains(page, "ugzwang")

    def test_what_changed_in_byline_tags_and_headline_is(self):
        self.story.tags.add("Harbours")
        save_change(self.story, headline="Ferry <late>", standfirst="At last.")
        publish(self.story, by=None, change="update")
        page = self.get("history/compare/").content.decode()
        for words in ("Added: Harbours", "&lt;late&gt;", "<ins", "At last."):
            self.assertIn(words, page)


class WhoMaySeeIt(HistoryTestCase):
    def assertHistory(self, status: int):  # noqa: N802
        for rest in PUBLIC:
            self.assertEqual(self.get(rest).status_code, status, rest)
        linked = "See what changed" in self.get().content.decode()
        self.assertEqual(linked, status == 200)

    def test_the_site_says_and_a_story_may_say_otherwise(self):
        for site in (True, False):
            for choice in (None, True, False):
                PublicHistory.objects.all().delete()
                if choice is not None:
                    PublicHistory.objects.create(article=self.story, is_shown=choice)
                with self.subTest(site=site, choice=choice), override_settings(PUBLIC_HISTORY=site):
                    self.assertHistory(200 if (site if choice is None else choice) else 404)

    def test_of_a_withdrawn_story_only_the_reason_is_told(self):
        withdraw(self.story, by=None, notice="A court forbids it.")
        for rest in (*PUBLIC, "editions/9/"):
            response = self.get(rest)
            self.assertContains(response, "A court forbids it.", status_code=410)
            self.assertNotContains(response, "Wednesday", status_code=410)
        PublicHistory.objects.create(article=self.story, is_shown=False)
        self.assertEqual(self.get("history/").status_code, 404)

    def test_a_story_that_was_never_live_has_none(self):
        draft, waiting = make_story("Minister resigns"), make_story("Minister resigns")
        schedule(waiting, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        for story in (draft, waiting):
            for slug in (story.slug, "x"):
                for rest in PUBLIC:
                    response = self.client.get(f"/world/{slug}-{story.pk}/{rest}")
                    self.assertEqual(response.status_code, 404)
                    self.assertNotContains(response, "Minister", status_code=404)

    def test_nothing_of_a_scheduled_edition_is_told_before_its_hour(self):
        before = {rest: self.get(rest).content for rest in PUBLIC}
        save_change(self.story, headline="Minister resigns", body="<p>Zugzwang.</p>")
        ahead = timezone.now() + timedelta(hours=1)
        schedule(
            self.story,
            by=None,
            at=ahead,
            change="retraction",
            notice="Zugzwang.",
            supersedes=None,
            hides_text=True,
        )
        for rest in PUBLIC:
            self.assertEqual(self.get(rest).content, before[rest], rest)
        for rest in ("editions/4/", "history/compare/?from=1&to=4", "history/compare/?to=4"):
            response = self.get(rest)
            self.assertEqual(response.status_code, 404, rest)
            self.assertNotContains(response, "Zugzwang", status_code=404)

    def test_that_one_supersedes_a_notice_is_not_told_before_its_hour_either(self):
        before = [self.client.get(one).content for one in (self.base + "history/", "/corrections/")]
        save_change(self.story, body="<p>Thursday.</p>")
        schedule(
            self.story,
            by=None,
            at=timezone.now() + timedelta(hours=1),
            change="correction",
            notice="It was Thursday.",
            supersedes=3,
        )
        after = [self.client.get(one).content for one in (self.base + "history/", "/corrections/")]
        self.assertEqual(after, before)

    def test_withdrawn_pictures_are_in_no_old_edition_and_no_comparison(self):
        image = make_image(caption="A face.")
        save_change(self.story, body=f'<p>Seen.</p><figure data-image="{image.pk}"></figure>')
        publish(self.story, by=None, change="update")
        save_change(self.story, body="<p>Seen no more.</p>")
        publish(self.story, by=None, change="update")
        self.assertContains(self.get("editions/4/"), image.sha256)
        withdraw_picture(image, by=None, reason="The person in it asked.")
        for rest in ("editions/4/", "history/compare/?from=4&to=5", "history/compare/?from=3&to=4"):
            page = self.get(rest).content.decode()
            self.assertNotIn(image.sha256, page, rest)
            self.assertNotIn("A face.", page, rest)


class Withheld(HistoryTestCase):
    def test_readers_find_the_words_in_its_place(self):
        self.withhold(2)
        page = self.get("editions/2/")
        self.assertContains(page, "By order of a court.", status_code=451)
        self.assertNotContains(page, "Tuesday", status_code=451)
        self.assertNotContains(page, "Order 7/26", status_code=451)
        self.assertNotIn("ETag", page.headers)
        listed = self.get("history/").content.decode()
        self.assertIn("Withheld.", listed)
        self.assertIn("By order of a court.", listed)
        self.assertNotIn(f'href="{self.base}editions/2/"', listed)
        self.assertNotIn("Order 7/26", listed)

    def test_it_cannot_be_compared(self):
        self.withhold(2)
        for rest in ("?from=1&to=2", "?from=2&to=3", "?to=2"):
            page = self.get("history/compare/" + rest)
            self.assertContains(page, "cannot be compared", status_code=451)
            self.assertNotContains(page, "Tuesday", status_code=451)
        # What is offered are the others.
        page = self.get("history/compare/")
        self.assertContains(page, "Monday")
        self.assertNotContains(page, "Tuesday")

    def test_its_notice_is_told_nowhere_but_on_the_live_story(self):
        save_change(self.story, body="<p>Thursday.</p>")
        publish(self.story, by=None, change="correction", notice="It was Thursday.", supersedes=3)
        save_change(self.story, body="<p>Friday.</p>")
        publish(self.story, by=None, change="update")
        self.withhold(3)
        for address in (self.base, "/corrections/", self.base + "history/"):
            self.assertNotContains(self.client.get(address), "It was Wednesday.")
        self.assertNotContains(self.get("editions/4/"), "It was Wednesday.")
        self.assertContains(self.get("editions/4/"), "It was Thursday.")

    def test_shown_again_it_is_there_as_before(self):
        before = {rest: self.get(rest).content for rest in PUBLIC}
        edition = self.withhold(2).edition
        request = ask_to_lift(edition, by=make_user("Editor"), reason="The order was lifted.")
        self.assertEqual(self.get("editions/2/").status_code, 451)
        confirm(request, by=make_user("Managing editor"))
        for rest in PUBLIC:
            self.assertEqual(self.get(rest).content, before[rest], rest)
