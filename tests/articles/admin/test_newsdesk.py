"""The desk's first page: for each person what concerns them, at the same cost in any archive."""

from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles import rights
from articles.admin.newsdesk import PROVIDERS
from articles.edition_withholding import ask_to_lift, ask_to_withhold, confirm, decline
from articles.embargo import approve_break, ask_to_break_embargo
from articles.models import Article, EditionWithholding, Image
from articles.publishing import publish, schedule, withdraw
from articles.workflow import assign, move
from tests.articles.admin.desk import DeskTestCase
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_story,
    make_user,
    save_change,
)

URL = "/admin/"
HOUR = timedelta(hours=1)


class NewsdeskTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.now = timezone.now()

    def page(self):
        return html.fromstring(self.client.get(URL).content.decode())

    def panel(self, name: str) -> list[str] | None:
        """The headlines in a panel, or None where there is no such panel."""
        found = self.page().xpath(f"//section[@id='{name}']")
        if not found:
            return None
        return [one.text_content() for one in found[0].find_class("newsdesk-headline")]

    def words(self, name: str) -> str:
        (section,) = self.page().xpath(f"//section[@id='{name}']")
        return " ".join(section.text_content().split())

    def panels(self) -> list[str]:
        return [one.get("id") for one in self.page().find_class("newsdesk-panel")]


class Mine(NewsdeskTestCase):
    group = "Reporter"

    def setUp(self):
        super().setUp()
        self.author = make_author("Mara Lindqvist", user=self.user)

    def test_what_is_assigned_to_me_comes_first_by_its_hour_then_what_i_wrote(self):
        written = make_story("Written by me", authors=[self.author])
        late, soon, some_time = (make_story(f"Given {n}") for n in range(3))
        assign(some_time, by=None, to=self.user)
        assign(soon, by=None, to=self.user, due=self.now + HOUR)
        assign(late, by=None, to=self.user, due=self.now - HOUR, at=self.now - 2 * HOUR)
        make_story("Somebody else's")
        expected = [late, soon, some_time, written]
        self.assertEqual(self.panel("mine"), [story.headline for story in expected])
        self.assertIn("was due", self.words("mine"))

    def test_what_is_finished_is_not_mine_any_more(self):
        publish(make_story("Out", authors=[self.author]), by=None, change="first")
        gone = make_live_story("Gone", authors=[self.author])
        withdraw(gone, by=None, notice="It was wrong.")
        given = make_story("Given and out")
        assign(given, by=None, to=self.user)
        publish(given, by=None, change="first")
        self.assertEqual(self.panel("mine"), [])
        self.assertIn("Nothing of yours is unfinished.", self.words("mine"))
        save_change(given, standfirst="New.")
        self.assertEqual(self.panel("mine"), [])
        save_change(Article.objects.get(headline="Out"), standfirst="New.")
        self.assertEqual(self.panel("mine"), ["Out"])

    def test_why_a_story_was_sent_back_stands_with_it(self):
        story = make_story("Sent back", authors=[self.author])
        move(story, by=self.user, to="review")
        editor = make_user("Editor", first_name="Hanna", last_name="Voss")
        move(story, by=editor, to="draft", reason="Who <says> so?")
        self.assertIn("Who <says> so? sent back by Hanna Voss,", self.words("mine"))


class TheQueues(NewsdeskTestCase):
    def test_what_is_mine_to_review_comes_first_then_by_hour_then_by_waiting(self):
        stories = {name: make_story(name) for name in ("Old", "New", "Due", "Mine")}
        for minutes, story in enumerate(stories.values()):
            move(story, by=None, to="review", at=self.now + timedelta(minutes=minutes))
        assign(stories["Due"], by=None, to=None, due=self.now + 5 * HOUR)
        assign(stories["Mine"], by=None, to=self.user)
        self.assertEqual(self.panel("review"), ["Mine", "Due", "Old", "New"])

    def test_a_story_stands_in_one_queue_as_it_goes(self):
        story = make_story("Ferry")
        queues = ("review", "ready", "due")
        assign(story, by=None, to=None, due=self.now + HOUR)
        self.assertEqual([self.panel(one) for one in queues], [[], [], ["Ferry"]])
        move(story, by=None, to="review")
        self.assertEqual([self.panel(one) for one in queues], [["Ferry"], [], []])
        move(story, by=None, to="ready")
        self.assertEqual([self.panel(one) for one in queues], [[], ["Ferry"], []])
        publish(story, by=None, change="first")
        self.assertEqual([self.panel(one) for one in queues], [[], [], []])

    def test_only_what_is_due_within_a_day_is_pressing(self):
        for days in (0.5, 2):
            due = self.now + timedelta(days=days)
            assign(make_story(f"In {days} days"), by=None, to=None, due=due)
        self.assertEqual(self.panel("due"), ["In 0.5 days"])

    def test_a_long_queue_is_cut_and_says_how_long_it_is(self):
        for number in range(11):
            move(make_story(f"Story {number}"), by=None, to="review")
        self.assertEqual(len(self.panel("review")), 8)
        self.assertIn("All 11", self.words("review"))

    def test_live_stories_with_unpublished_changes_stand_there_until_they_are_in_review(self):
        story = make_live_story("Ferry")
        make_live_story("As it is")
        self.assertEqual(self.panel("changed"), [])
        save_change(story, standfirst="New.")
        self.assertEqual(self.panel("changed"), ["Ferry"])
        move(story, by=None, to="review")
        self.assertEqual((self.panel("changed"), self.panel("review")), ([], ["Ferry"]))
        self.assertIn("Live, edition 1, with unpublished changes", self.words("review"))


class TheRecord(NewsdeskTestCase):
    def test_what_goes_live_within_a_day_stands_in_its_order(self):
        for hours in (30, 20, 2):
            at = self.now + hours * HOUR
            schedule(make_story(f"In {hours}"), by=None, change="first", at=at)
        self.assertEqual(self.panel("scheduled"), ["In 2", "In 20"])

    def test_the_corrections_of_a_week_are_told_newest_first(self):
        for days in (9, 6, 1):
            at = self.now - timedelta(days=days)
            story = make_live_story(f"{days} days ago", at=at - HOUR)
            publish(story, by=None, change="correction", notice=f"Wrong {days}.", at=at)
        self.assertEqual(self.panel("corrections"), ["1 days ago", "6 days ago"])
        self.assertIn("Wrong 1.", self.words("corrections"))
        # A notice stands in every later edition of its story, and is told once.
        story = Article.objects.get(headline="1 days ago")
        save_change(story, standfirst="New.")
        publish(story, by=None, change="update")
        self.assertEqual(len(self.panel("corrections")), 2)


class ThePictures(NewsdeskTestCase):
    def test_pictures_that_lack_words_stand_there_those_in_stories_first(self):
        shown = make_image(title="Shown", alt="")
        make_image(title="Whole")
        make_image(title="Lying about", credit="")
        make_live_story(lead=shown)
        self.assertEqual(self.panel("pictures"), ["Shown", "Lying about"])
        words = self.words("pictures")
        self.assertIn("Shown no alt text in a story", words)
        self.assertIn("Lying about no credit", words)
        Image.objects.update(alt="A harbour", credit="Jo Li")
        self.assertIn("Every picture has an alt text and a credit.", self.words("pictures"))

    def test_rights_that_run_out_are_told_before_and_shortly_after(self):
        for name, days in (("Soon", 3), ("Later", 13), ("Far", 30), ("Over", -1), ("Old", -9)):
            image = make_image(title=name, rights_until=self.now + timedelta(days=days))
            if name == "Soon":
                make_live_story(lead=image)
        self.assertEqual(self.panel("rights"), ["Over", "Soon", "Later"])
        self.assertIn("in a story", self.words("rights"))
        for image in Image.objects.all():
            rights.withdraw(image, by=None, reason="Gone.")
        self.assertNotIn("rights", self.panels())

    def test_the_rights_of_clips_are_told_among_those_of_pictures(self):
        make_image(title="Picture", rights_until=self.now + timedelta(days=2))
        for name, days in (("Sooner", 1), ("Later", 3), ("Far", 30)):
            clip = make_clip(name, rights_until=self.now + timedelta(days=days))
            if name == "Later":
                make_live_story(body=f'<p>One.</p><figure data-clip="{clip.pk}"></figure>')
        self.assertEqual(self.panel("rights"), ["Sooner", "Picture", "Later"])
        self.assertEqual(self.words("rights").count("in a story"), 1)
        page = f"/admin/articles/clip/{clip.pk - 1}/change/#id_rights_until_0"
        self.assertContains(self.client.get(URL), f'href="{page}"')


class WhoSeesWhat(NewsdeskTestCase):
    ALL = [
        *("mine", "review", "ready", "due", "changed"),
        *("notes", "scheduled", "corrections", "rights", "pictures"),
    ]

    def test_everybody_has_the_panels_that_concern_them(self):
        make_image(rights_until=self.now + HOUR)
        without = {
            "Reporter": {"due"},
            "Photo editor": {"due"},
            "Editor": set(),
            "Managing editor": set(),
            "Reviewer": {"mine", "due", "notes", "pictures"},
        }
        for group, missing in without.items():
            self.sign_in(group)
            with self.subTest(group):
                expected = [name for name in self.ALL if name not in missing]
                self.assertEqual(self.panels(), expected)

    def test_whoever_may_see_nothing_sees_nothing(self):
        make_story("Secret draft")
        self.sign_in(None)
        response = self.client.get(URL)
        self.assertNotContains(response, "Secret draft")
        self.assertNotContains(response, "newsdesk-panel")

    def test_only_writers_are_asked_to_write(self):
        for group, may in (("Reporter", True), ("Photo editor", False), ("Reviewer", False)):
            self.sign_in(group)
            self.assertEqual("Write a story" in self.client.get(URL).content.decode(), may)


class Withholding(NewsdeskTestCase):
    group = "Managing editor"

    def ask(self, by, headline: str = "Ferry returns") -> EditionWithholding:
        story = make_live_story(headline, at=self.now - 2 * HOUR)
        save_change(story, body="<p>It came on Tuesday.</p>")
        publish(story, by=None, change="update")
        first = story.editions.get(number=1)
        told = {"reason": "A court’s order.", "notice": "For legal reasons."}
        return ask_to_withhold(first, by=by, **told)

    def test_whoever_may_decide_finds_what_others_asked_for(self):
        asked = self.ask(make_user("Editor", "ruth", first_name="Ruth", last_name="Calloway"))
        self.assertEqual(self.panel("withholding"), ["Ferry returns"])
        words = self.words("withholding")
        for told in ("Withhold edition 1", "A court’s order.", "asked by Ruth Calloway"):
            self.assertIn(told, words)
        (link,) = self.page().xpath("//section[@id='withholding']//a/@href")
        page = self.client.get(link)
        self.assertContains(page, "A court’s order.")
        sent = self.client.post(link, {"action": "confirm", "request": asked.pk})
        self.assertEqual(sent.status_code, 302)
        self.assertIsNone(self.panel("withholding"))

    def test_one_who_asks_is_not_asked_to_decide(self):
        self.ask(self.user)
        self.assertIsNone(self.panel("withholding"))
        self.sign_in("Managing editor")
        self.assertEqual(self.panel("withholding"), ["Ferry returns"])

    def test_nobody_else_is_told_of_it(self):
        self.ask(make_user("Editor"))
        for group in ("Reporter", "Photo editor", "Editor", "Reviewer", None):
            self.sign_in(group)
            with self.subTest(group):
                self.assertIsNone(self.panel("withholding"))
                self.assertNotContains(self.client.get(URL), "A court’s order.")

    def test_what_was_declined_is_gone_and_showing_again_is_asked_as_well(self):
        editor, other = make_user("Editor"), make_user("Managing editor")
        decline(self.ask(editor), by=other)
        self.assertIsNone(self.panel("withholding"))
        edition = confirm(self.ask(editor, "Budget passes"), by=other).edition
        ask_to_lift(edition, by=editor, reason="The order has ended.")
        self.assertIn("Show edition 1 again", self.words("withholding"))

    def test_many_are_cut_and_counted(self):
        editor = make_user("Editor")
        for number in range(10):
            self.ask(editor, f"Story {number}")
        self.assertEqual(self.panel("withholding"), [f"Story {number}" for number in range(8)])
        self.assertIn("8+", self.words("withholding"))


class EmbargoesToBreak(NewsdeskTestCase):
    group = "Managing editor"

    def ask(self, by, headline: str = "Budget leaks"):
        story = make_story(headline, embargo_until=self.now + HOUR)
        return ask_to_break_embargo(story, by=by, reason="It stands elsewhere.")

    def test_whoever_may_decide_finds_what_others_asked_for(self):
        asked = self.ask(make_user("Editor", "ruth", first_name="Ruth", last_name="Calloway"))
        self.ask(self.user, "Mine")
        self.assertEqual(self.panel("embargoes"), ["Budget leaks"])
        words = self.words("embargoes")
        for told in ("Break the embargo until", "It stands elsewhere.", "asked by Ruth Calloway"):
            self.assertIn(told, words)
        (link,) = self.page().xpath("//section[@id='embargoes']//a/@href")
        self.assertContains(self.client.get(link), "It stands elsewhere.")
        approve_break(asked, by=self.user)
        self.assertIsNone(self.panel("embargoes"))

    def test_what_an_embargo_that_is_over_or_another_was_asked_for_is_gone(self):
        later, over = (self.ask(make_user("Editor"), word).article for word in ("Later", "Over"))
        self.assertEqual(self.panel("embargoes"), ["Later", "Over"])
        Article.objects.filter(pk=later.pk).update(embargo_until=self.now + 2 * HOUR)
        self.assertEqual(self.panel("embargoes"), ["Over"])
        with patch("django.utils.timezone.now", return_value=over.embargo_until):
            self.assertIsNone(self.panel("embargoes"))

    def test_nobody_else_is_told_of_it(self):
        self.ask(make_user("Editor"))
        for group in ("Reporter", "Photo editor", "Editor", "Reviewer", None):
            self.sign_in(group)
            with self.subTest(group):
                self.assertIsNone(self.panel("embargoes"))
                self.assertNotContains(self.client.get(URL), "It stands elsewhere.")


class TheCost(NewsdeskTestCase):
    group = "Managing editor"

    def fill(self, number: int):
        """Every panel, a number of times over."""
        author = getattr(self.user, "author", None) or make_author(user=self.user)
        for n in range(number):
            move(make_story(authors=[author]), by=None, to="review")
            move(make_story(), by=None, to="ready")
            assign(make_story(), by=None, to=self.user, due=self.now + HOUR)
            save_change(make_live_story(), standfirst=f"New {n}.")
            schedule(make_story(), by=None, change="first", at=self.now + HOUR)
            lead = make_image(alt="", rights_until=self.now + 24 * HOUR)
            story = make_live_story(lead=lead)
            publish(story, by=None, change="correction", notice="Wrong.")
            first, asks = story.editions.get(number=1), make_user("Editor")
            ask_to_withhold(first, by=asks, reason="An order.", notice="For legal reasons.")
            held = make_story(embargo_until=self.now + HOUR)
            ask_to_break_embargo(held, by=asks, reason="It stands elsewhere.")

    def queries(self) -> list[str]:
        self.user.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            self.client.get(URL)
        return [query["sql"] for query in captured]

    def test_it_takes_sixteen_queries_at_any_length(self):
        self.fill(1)
        self.queries()
        first = self.queries()
        self.fill(9)
        again = self.queries()
        self.assertEqual(len(again), len(first))
        self.assertLess(len(again), 17)
        sql = " ".join(again)
        self.assertNotIn("COUNT(", sql.upper())
        self.assertNotIn('"articles_edition"."document"', sql)
        self.assertNotIn('"articles_article"."body"', sql)

    def test_every_question_to_the_database_is_cut(self):
        """Whatever an archive holds, a panel asks for a number of rows and no more."""
        self.fill(1)
        for sql in self.queries():
            asks_of_many = any(
                f'FROM "{table}"' in sql.partition("WHERE")[0]
                for table in (
                    "articles_article",
                    "articles_image",
                    "articles_progress",
                    "articles_editionwithholding",
                    "articles_embargobreak",
                )
            )
            if asks_of_many and " IN (" not in sql:
                self.assertIn("LIMIT", sql)

    def test_every_panel_is_among_those_that_are_counted(self):
        self.fill(1)
        self.assertEqual(len(self.panels()), len(PROVIDERS))
