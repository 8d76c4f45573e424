"""Corrections: superseded and never edited; retractions that leave no text."""

import json
import re
from datetime import timedelta
from pathlib import Path

from django.db import models, transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from articles.assembly import record_of
from articles.models import Correction, Edition, RecordIsKept
from articles.notices import standing
from articles.publishing import PublishingRefused, publish, schedule, withdraw
from articles.record import Notice, chain_hash, read_record
from articles.rendering import render_card, render_head, render_story
from articles.verification import find_flaw
from tests.factories import make_author, make_image, make_live_story, make_section, save_change

KEPT = Path(__file__).parent / "schemas" / "edition_with_later_notices.json"
KEPT_SHA256 = "876e70524e2ce341a10f40606764733e475849abc2efd0a582889c9a341c0dd3"


def change(story, kind: str, notice: str = "", **told) -> Edition:
    number = story.editions.count()
    save_change(story, body=f"<p>The ferry came back, said edition {number}.</p>")
    return publish(story, by=None, change=kind, notice=notice, **told)


def flaw(story):
    editions = Edition.objects.filter(article=story).select_related("correction", "withdrawal")
    return find_flaw(editions.order_by("number"))


class Superseding(TestCase):
    def setUp(self):
        self.story = make_live_story("Ferry returns", slug="ferry")
        self.url = f"/world/ferry-{self.story.pk}/"
        self.wrong = change(self.story, "correction", "It was Tuesday.")

    def test_the_story_shows_only_the_newest_and_history_shows_both(self):
        change(self.story, "correction", "It was Wednesday.", supersedes=2)
        page = self.client.get(self.url)
        self.assertContains(page, "It was Wednesday.")
        self.assertNotContains(page, "It was Tuesday.")
        history = self.client.get(self.url + "history/")
        self.assertContains(history, "It was Tuesday.")
        self.assertContains(history, "Superseded by the notice of version 3.")
        self.assertContains(history, "Supersedes the notice of version 2.")
        listed = self.client.get("/corrections/")
        self.assertContains(listed, "It was Tuesday.")
        self.assertContains(listed, "Superseded by a later notice")
        # As it stood, the second edition said so.
        self.assertContains(self.client.get(self.url + "editions/2/"), "It was Tuesday.")

    def test_it_is_in_the_document_and_the_record_verifies(self):
        third = change(self.story, "correction", "It was Wednesday.", supersedes=2)
        fourth = change(self.story, "update")
        notices = record_of(fourth).notices
        self.assertEqual([one.supersedes for one in notices], [None, 2])
        self.assertEqual([one.edition for one in record_of(fourth).standing_notices], [3])
        told = json.loads(third.document)["notices"]
        self.assertNotIn("supersedes", told[0])
        self.assertNotIn("hides_text", told[1])
        self.assertEqual(told[1]["supersedes"], 2)
        self.assertIsNone(flaw(self.story))

    def test_a_chain_of_them_leaves_one(self):
        for number, day in enumerate(("Wednesday", "Thursday", "Friday"), 2):
            change(self.story, "clarification", f"It was {day}.", supersedes=number)
        page = self.client.get(self.url).content.decode()
        self.assertEqual(re.findall(r"It was (\w+)", page.partition("<body")[2]), ["Friday"])
        self.assertEqual([one.notice for one in standing(self.story)], ["It was Friday."])

    def test_only_what_still_stands_can_be_superseded(self):
        other = make_live_story("Bridge opens")
        change(other, "correction", "It was late.")
        change(other, "correction", "It was very late.")
        change(self.story, "correction", "It was Wednesday.", supersedes=2)
        for number in (0, 1, 2, 4, 99, 2**70):
            with self.subTest(number), self.assertRaises(PublishingRefused) as refused:
                change(self.story, "correction", "It was Friday.", supersedes=number)
            self.assertIn("supersedes", refused.exception.error_dict)

    def test_a_change_without_a_notice_supersedes_nothing(self):
        for kind in ("minor", "update"):
            with self.assertRaises(PublishingRefused) as refused:
                change(self.story, kind, supersedes=2)
            self.assertIn("supersedes", refused.exception.error_dict)

    def test_a_retraction_is_superseded_by_a_retraction_alone(self):
        change(self.story, "retraction", "It does not stand.")
        with self.assertRaises(PublishingRefused):
            change(self.story, "correction", "It does.", supersedes=3)
        change(self.story, "retraction", "None of it stands.", supersedes=3)
        page = self.client.get(self.url)
        self.assertContains(page, "None of it stands.")
        self.assertNotContains(page, "It does not stand.")
        self.assertContains(page, "Retracted")

    def test_one_that_waits_supersedes_nothing_yet_and_may_be_replaced(self):
        ahead = timezone.now() + timedelta(hours=1)
        told = {"change": "correction", "supersedes": 2}
        save_change(self.story, body="<p>Wednesday.</p>")
        schedule(self.story, by=None, at=ahead, notice="It was Wednesday.", **told)
        self.assertContains(self.client.get(self.url), "It was Tuesday.")
        publish(self.story, by=None, notice="It was Friday.", replace_scheduled=True, **told)
        self.assertEqual([one.notice for one in standing(self.story)], ["It was Friday."])
        self.assertIsNone(flaw(self.story))


class KeptAsTheyAre(TestCase):
    def setUp(self):
        self.story = make_live_story("Ferry returns")
        change(self.story, "correction", "It was Tuesday.")
        self.row = Correction.objects.get()

    def test_no_row_is_edited_or_deleted(self):
        self.row.notice = "It was Wednesday."
        tries = {
            "save": self.row.save,
            "save of one field": lambda: self.row.save(update_fields=["notice"]),
            "delete": self.row.delete,
            "update": lambda: Correction.objects.update(notice="x"),
            "update of some": lambda: Correction.objects.filter(pk=self.row.pk).update(notice="x"),
            "bulk update": lambda: Correction.objects.bulk_update([self.row], ["notice"]),
            "delete of all": Correction.objects.all().delete,
            "update_or_create": lambda: Correction.objects.update_or_create(
                edition=self.row.edition, defaults={"notice": "x"}
            ),
        }
        for name, attempt in tries.items():
            with self.subTest(name), self.assertRaises(RecordIsKept), transaction.atomic():
                attempt()
        self.assertEqual(Correction.objects.get().notice, "It was Tuesday.")

    def test_verification_names_what_was_altered_past_the_model(self):
        rows = models.QuerySet(Correction)
        before = dict(Correction.objects.values().get())
        for values in (
            {"notice": "It was Wednesday."},
            {"hides_text": True},
            {"published_at": timezone.now() - timedelta(days=9)},
            {"supersedes": self.row.pk},
        ):
            with self.subTest(values):
                rows.all().update(**values)
                self.assertIn("correction differs", flaw(self.story).reason)
                rows.all().update(**before)
        self.assertIsNone(flaw(self.story))

    def test_verification_names_a_document_whose_notices_make_no_sense(self):
        edition = self.story.editions.first()
        data = json.loads(edition.document)
        right = data["notices"][0]
        for wrong in (
            {"supersedes": 1},
            {"supersedes": 2},
            {"hides_text": True},
            {"supersedes": None},
            {"hides_text": False},
            {"other": 1},
        ):
            data["notices"] = [right | wrong]
            document = json.dumps(
                data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
            )
            Edition.objects.filter(pk=edition.pk).update(
                document=document, sha256=chain_hash(edition.previous_sha256, document)
            )
            with self.subTest(wrong):
                self.assertEqual(flaw(self.story).number, 2)

    def test_a_document_without_what_came_later_is_written_as_it_always_was(self):
        told = Notice(2, "correction", "2026-01-01T00:00:00+00:00", "It was so.")
        self.assertEqual(set(told.to_data()), {"edition", "change", "at", "text"})

    def test_the_kept_example_reads_and_is_written_back_to_the_byte(self):
        document = KEPT.read_text(encoding="utf-8")
        record = read_record(document)
        self.assertEqual(record.to_document(), document)
        self.assertEqual(chain_hash("", document), KEPT_SHA256)
        self.assertTrue(record.hides_text)
        self.assertEqual([one.supersedes for one in record.notices], [None, 2, None])


class Shown(TestCase):
    def test_json_ld_has_each_standing_notice_with_its_date(self):
        story = make_live_story("Ferry returns")
        change(story, "correction", "It was Tuesday.")
        edition = change(story, "clarification", "In </script> the evening.")
        page = self.client.get(edition.get_absolute_url()).content.decode()
        told = json.loads(re.search(r'ld\+json">([^<]*)', page)[1])["correction"]
        self.assertEqual({one["@type"] for one in told}, {"CorrectionComment"})
        self.assertEqual(
            [one["text"] for one in told], ["It was Tuesday.", "In </script> the evening."]
        )
        self.assertEqual(told[1]["datePublished"], edition.live_from.isoformat())

    def test_the_site_says_where_they_stand(self):
        story = make_live_story("Ferry returns")
        record = record_of(change(story, "correction", "It was Tuesday."))
        for place, is_first in (("top", True), ("end", False)):
            with self.subTest(place), override_settings(CORRECTIONS_PLACE=place):
                html = render_story(record)
                before = html.index("It was Tuesday.") < html.index("The ferry came back")
                self.assertEqual(before, is_first)
                self.assertEqual(html.count("It was Tuesday."), 1)
                self.assertEqual("see the note below" in html, not is_first)


class TheList(TestCase):
    def test_newest_first_of_live_stories_only(self):
        now = timezone.now()
        stories = [make_live_story(f"Story {n}", at=now - timedelta(days=9)) for n in range(3)]
        for number, story in enumerate(stories):
            change(story, "correction", f"Note {number}.", at=now - timedelta(days=3 - number))
        withdraw(stories[1], by=None, notice="Gone.")
        page = self.client.get("/corrections/").content.decode()
        self.assertEqual(re.findall(r"Note \d", page), ["Note 2", "Note 0"])
        change(stories[0], "retraction", "Nothing stands.", hides_text=True)
        page = self.client.get("/corrections/").content.decode()
        self.assertLess(page.index("Nothing stands."), page.index("Note 2"))
        self.assertNotIn("Gone.", page)

    def test_what_waits_for_its_hour_is_not_in_it(self):
        story = make_live_story("Ferry returns")
        save_change(story, headline="Minister resigns", body="<p>New.</p>")
        ahead = timezone.now() + timedelta(hours=1)
        schedule(story, by=None, at=ahead, change="correction", notice="Zugzwang.")
        page = self.client.get("/corrections/")
        self.assertNotContains(page, "Zugzwang")
        self.assertNotContains(page, "Minister")
        self.assertContains(page, "Nothing had to be corrected yet.")

    def test_it_goes_on_by_key_within_few_queries(self):
        now = timezone.now()
        story = make_live_story("Ferry returns", at=now - timedelta(days=9))
        # Two of one instant on either side of the page's end.
        for number in range(33):
            at = now - timedelta(hours=100 - number)
            change(story, "correction", f"Note {number:02}.", at=at)
        rows = models.QuerySet(Correction)
        rows.filter(edition__number__in=(4, 5)).update(published_at=now - timedelta(hours=97))
        seen, address = [], "/corrections/"
        while address:
            with self.assertNumQueries(3):
                page = self.client.get(address).content.decode()
            seen += re.findall(r"Note \d\d", page)
            found = re.search(r'class="older" href="([^"]+)"', page)
            address = found and found[1].replace("&amp;", "&")
        self.assertEqual(sorted(seen), [f"Note {number:02}" for number in range(33)])
        self.assertEqual(len(seen), len(set(seen)))

    def test_odd_cursors_and_methods(self):
        for odd in ("x", "1", "99999999999999999-1", "1-1"):
            self.assertEqual(self.client.get(f"/corrections/?before={odd}").status_code, 404)
        self.assertEqual(self.client.post("/corrections/").status_code, 405)
        self.assertEqual(self.client.head("/corrections/").status_code, 200)

    def test_every_page_leads_to_it(self):
        make_live_story("Ferry returns")
        for address in ("/", "/world/", "/nowhere/"):
            self.assertContains(
                self.client.get(address),
                'href="/corrections/"',
                status_code=404 if "no" in address else 200,
            )


class HiddenText(TestCase):
    WORDS = ("Zugzwang", "A caption", "Jo Li", "Ida Marsh", "Harbourtag")

    def setUp(self):
        self.image = make_image(caption="A caption.")
        self.story = make_live_story(
            "Ferry returns",
            slug="ferry",
            standfirst="Zugzwang stands first.",
            description="Zugzwang described.",
            body="<p>Zugzwang in the body.</p>",
            lead=self.image,
            tags=["Harbourtag"],
            authors=[make_author("Ida Marsh")],
            section=make_section("World", tip_prompt="Zugzwang?", tip_email="w@p.example"),
        )
        self.url = f"/world/ferry-{self.story.pk}/"
        self.told = {"by": None, "change": "retraction", "notice": "None of it happened."}

    def assertHidden(self, text: str):  # noqa: N802
        for word in (*self.WORDS, self.image.sha256):
            self.assertNotIn(word, text)

    def test_readers_find_headline_notice_and_date_alone(self):
        edition = publish(self.story, hides_text=True, **self.told)
        page = self.client.get(self.url).content.decode()
        self.assertHidden(page)
        for word in ("Ferry returns", "Retracted", "None of it happened.", "<time"):
            self.assertIn(word, page)
        for address in ("/", "/world/", "/tags/harbourtag/"):
            listed = self.client.get(address).content.decode()
            card = listed[listed.index('<article class="card') : listed.index("</article>")]
            self.assertHidden(card)
            self.assertIn("Retracted", card)
        record = record_of(edition)
        for html in (render_story(record), render_card(record), render_head(record)):
            self.assertHidden(html)
            self.assertIn("Ferry returns", html)

    def test_neither_an_old_edition_nor_a_comparison_tells_it(self):
        publish(self.story, hides_text=True, **self.told)
        for rest in ("editions/1/", "history/compare/", "history/compare/?from=1&to=2"):
            response = self.client.get(self.url + rest)
            self.assertEqual(response.status_code, 410, rest)
            self.assertHidden(response.content.decode())
        for rest in ("history/", "editions/2/"):
            self.assertHidden(self.client.get(self.url + rest).content.decode())

    def test_it_stays_readable_unless_that_was_chosen(self):
        publish(self.story, **self.told)
        page = self.client.get(self.url).content.decode()
        self.assertLess(page.index("None of it happened."), page.index("Zugzwang in the body."))
        self.assertContains(self.client.get(self.url + "editions/1/"), "has been retracted")

    def test_later_editions_keep_it_hidden_until_another_retraction_shows_it(self):
        publish(self.story, hides_text=True, **self.told)
        save_change(self.story, body="<p>Zugzwang again.</p>")
        publish(self.story, by=None, change="update")
        self.assertHidden(self.client.get(self.url).content.decode())
        publish(self.story, supersedes=2, **self.told)
        self.assertContains(self.client.get(self.url), "Zugzwang again.")
        self.assertIsNone(flaw(self.story))

    def test_the_record_keeps_the_text(self):
        edition = publish(self.story, hides_text=True, **self.told)
        self.assertIn("Zugzwang in the body.", edition.document)
        self.assertIsNone(flaw(self.story))

    def test_nothing_but_a_retraction_hides_it(self):
        for kind, notice in (("update", ""), ("correction", "It was so.")):
            with self.assertRaises(PublishingRefused) as refused:
                change(self.story, kind, notice, hides_text=True)
            self.assertIn("hides_text", refused.exception.error_dict)
