import json
from unittest import mock

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version

from articles.models import EditionPage, Image
from articles.permissions import GROUPS, codenames
from tests.articles.admin.desk import change_url
from tests.articles.admin.library import (
    LIBRARY,
    LibraryTestCase,
    bare_image,
    in_days,
)
from tests.factories import make_image, make_live_story, make_user

WORDS = f"{LIBRARY}library/words/"


class Panel(LibraryTestCase):
    def test_it_holds_the_words_and_what_is_known_of_the_picture(self):
        image = make_image(title="Harbour <b>", keywords="sea; ferry", uploaded_by=self.user)
        answer = self.client.get(f"{LIBRARY}library/panel/{image.pk}/").json()
        self.assertEqual(answer["values"]["keywords"], "sea; ferry")
        for words in ("sea; ferry", "Harbour &lt;b&gt;", "800 × 533", self.user.username):
            self.assertIn(words, answer["html"])

    def test_one_that_is_gone_is_said_to_be(self):
        response = self.client.get(f"{LIBRARY}library/panel/77/")
        self.assertEqual(response.status_code, 404)
        self.assertIn("no longer in the library", response.json()["errors"][""][0])

    def test_a_reviewer_sees_the_words_and_cannot_type(self):
        image = make_image()
        self.sign_in("Reviewer")
        html = self.client.get(f"{LIBRARY}library/panel/{image.pk}/").json()["html"]
        self.assertIn("<fieldset disabled>", html)
        self.assertNotIn('type="submit"', html)

    def test_it_costs_a_fixed_number_of_queries(self):
        image = make_image()
        for number in range(12):
            make_live_story(f"Story {number}", lead=image)
        self.client.get(f"{LIBRARY}library/panel/{image.pk}/")
        with self.assertNumQueries(11):
            self.client.get(f"{LIBRARY}library/panel/{image.pk}/")


class Saving(LibraryTestCase):
    def test_every_field_of_the_panel_is_saved(self):
        image = make_image()
        values = {
            "alt": "A quay", "is_decorative": "1", "title": "Quay", "caption": "One.\nTwo.",
            "credit": "Ann Bo", "creator": "Ann Bo", "source": "Agency", "keywords": "sea; ferry",
            "persons": "Per Holm", "event": "Regatta", "sublocation": "Pier 3", "city": "Hallemar",
            "region": "North", "country": "Nordland", "rights_until": "2031-05-01T18:30",
            "rights": "Once.", "focal_x": "0.25", "focal_y": "0.80",
        }  # fmt: skip
        answer = self.save_one(image, **values).json()
        self.assertEqual(answer["saved"][str(image.pk)], values)
        self.assertEqual(answer["changed"], [image.pk])
        html = self.client.get(f"{LIBRARY}library/panel/{image.pk}/").json()
        self.assertEqual(html["values"], values)

    def test_a_focal_point_outside_of_the_picture_is_refused_at_its_field(self):
        image = make_image(focal_x=0.3)
        for typed in ("1.01", "-0.01", "nan", "inf", "-inf", "1e999", "left", "", "0,5"):
            with self.subTest(typed):
                answer = self.save_one(image, focal_x=typed).json()
                self.assertEqual(list(answer["refused"][str(image.pk)]), ["focal_x"])
        image.refresh_from_db()
        self.assertEqual((image.focal_x, image.focal_y), (0.3, 0.5))

    def test_a_focal_point_as_exact_as_another_program_set_it_is_no_change(self):
        image = make_image(focal_x=1 / 3)
        answer = self.save_one(image, focal_x="0.33", title="Quay").json()
        self.assertEqual(answer["changed"], [image.pk])
        image.refresh_from_db()
        self.assertEqual((image.focal_x, image.title), (1 / 3, "Quay"))

    def test_only_what_was_typed_is_touched(self):
        image = make_image()
        Image.objects.filter(pk=image.pk).update(caption="Somebody else's.")
        self.save({"id": image.pk, "values": {"alt": "New"}, "was": {"alt": image.alt}})
        image.refresh_from_db()
        self.assertEqual((image.alt, image.caption), ("New", "Somebody else's."))

    def test_a_save_is_a_revision_that_says_what_changed_and_by_whom(self):
        image = make_image()
        self.save_one(image, alt="New", credit="Ann Bo")
        revision = Revision.objects.get()
        self.assertEqual(revision.user, self.user)
        self.assertEqual(revision.comment, "Changed in the library: alt text and credit.")
        version = Version.objects.get_for_object(image).get()
        self.assertEqual(version.field_dict["alt"], "New")

    def test_a_save_that_changes_nothing_makes_none(self):
        image = make_image(keywords="a; b")
        answer = self.save_one(image, alt=image.alt, keywords=" a ;b; A").json()
        self.assertEqual(answer["changed"], [])
        self.assertIn(str(image.pk), answer["saved"])
        self.assertRevisions(0)

    def test_live_stories_with_it_have_unpublished_changes_and_readers_see_the_old_words(self):
        image = make_image()
        story = make_live_story(lead=image)
        page = Client().get(story.editions.get().get_absolute_url()).content
        self.save_one(image, caption="Another caption.")
        self.assertContains(self.client.get(change_url(story)), "with unpublished changes")
        self.assertEqual(Client().get(story.editions.get().get_absolute_url()).content, page)

    def test_an_end_of_rights_reaches_the_pages(self):
        image = make_image()
        make_live_story(lead=image)
        EditionPage.objects.update(renderer="current")
        self.save_one(image, rights_until="2020-01-01T00:00")
        self.assertEqual(set(EditionPage.objects.values_list("renderer", flat=True)), {""})

    def test_the_place_in_the_grid_comes_back_as_it_is_now(self):
        image = make_image(alt="")
        answer = self.save_one(image, alt="A quay").json()
        self.assertEqual([tile["id"] for tile in answer["tiles"]], [image.pk])
        self.assertNotIn("No alt text", answer["tiles"][0]["html"])

    def test_line_ends_of_another_program_are_no_change(self):
        image = make_image(caption="One.\r\nTwo.")
        answer = self.save_one(image, caption="One.\nTwo.").json()
        self.assertEqual(answer["changed"], [])

    def test_lists_are_put_in_order_and_alt_text_is_one_line(self):
        image = make_image()
        saved = self.save_one(image, keywords="sea;ferry ;; Sea\nquay", alt="A\nquay ").json()
        words = saved["saved"][str(image.pk)]
        self.assertEqual((words["keywords"], words["alt"]), ("sea; ferry; quay", "A quay"))


class Refusing(LibraryTestCase):
    def refused(self, image, **values) -> dict:
        before = Image.objects.filter(pk=image.pk).values().get()
        answer = self.save_one(image, **values).json()
        self.assertEqual(answer["saved"], {})
        self.assertEqual(Image.objects.filter(pk=image.pk).values().get(), before)
        self.assertRevisions(0)
        return answer["refused"][str(image.pk)]

    def test_each_refusal_says_why_at_its_field(self):
        image = make_image(embargo_until=in_days(5))
        for name, value, sentence in (
            ("alt", "x" * 501, "at most 500"),
            ("credit", "x" * 201, "at most 200"),
            ("rights_until", "yesterday", "valid date"),
            ("rights_until", "2026-02-31T10:00", "valid date"),
            ("rights_until", "0001-01-01T00:00", "between 1900 and 2999"),
            ("rights_until", "9999-12-31T23:59", "between 1900 and 2999"),
            ("rights_until", "2020-01-01T00:00", "before the embargo does"),
            ("caption", "a\x00b", "Null characters"),
        ):
            with self.subTest(name=name, value=value[:20]):
                self.assertIn(sentence, " ".join(self.refused(image, **{name: value})[name]))

    def test_what_is_wrong_with_another_field_is_said_without_one(self):
        image = make_image()
        Image.objects.filter(pk=image.pk).update(embargo_until=in_days(5), rights_until=in_days(1))
        self.assertIn("before the embargo does", self.refused(image, alt="New")[""][0])

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self):
        image = make_image(credit="As opened")
        Image.objects.filter(pk=image.pk).update(credit="Theirs")
        answer = self.save_one(image, was={"credit": "As opened"}, credit="Mine", alt="New").json()
        pk = str(image.pk)
        self.assertEqual(answer["saved"], {})
        self.assertEqual(answer["theirs"], {pk: {"credit": "Theirs"}})
        self.assertIn("Somebody else", answer["refused"][pk]["credit"][0])
        image.refresh_from_db()
        self.assertEqual((image.credit, image.alt), ("Theirs", "A harbour at dawn"))
        self.save_one(image, credit="Mine")
        image.refresh_from_db()
        self.assertEqual(image.credit, "Mine")

    def test_whatever_else_is_wrong_is_said_with_it(self):
        image = make_image(embargo_until=in_days(5), credit="As opened")
        Image.objects.filter(pk=image.pk).update(credit="Theirs")
        values = {"credit": "Mine", "rights_until": "2020-01-01T00:00"}
        answer = self.save_one(image, was={"credit": "As opened"}, **values).json()
        self.assertEqual(set(answer["refused"][str(image.pk)]), {"credit", "rights_until"})

    def test_a_picture_in_which_nothing_was_typed_is_not_refused_for_what_is_stored(self):
        image = make_image()
        Image.objects.filter(pk=image.pk).update(embargo_until=in_days(5), rights_until=in_days(1))
        self.assertIn(str(image.pk), self.save_one(image, alt=image.alt).json()["saved"])

    def test_the_same_words_from_two_people_are_no_question(self):
        image = make_image(credit="As opened")
        Image.objects.filter(pk=image.pk).update(credit="The same")
        answer = self.save_one(image, was={"credit": "As opened"}, credit="The same").json()
        self.assertIn(str(image.pk), answer["saved"])

    def test_a_field_without_what_stood_there_is_not_overwritten(self):
        image = make_image()
        answer = self.save({"id": image.pk, "values": {"alt": "New"}, "was": {}}).json()
        self.assertEqual(answer["saved"], {})

    def test_what_no_page_sends_is_refused_in_a_sentence(self):
        image = make_image()
        row = {"id": image.pk, "values": {}, "was": {}}
        for rows in (
            *("", "{", "{}", "[1]", "[[]]", "null", '"x"', "[{}]", "\x00", "[" * 100_000),
            json.dumps([row | {"id": "1"}]),
            json.dumps([row | {"id": True}]),
            json.dumps([row | {"id": 2**63}]),
            json.dumps([row | {"id": 1e400}]),
            json.dumps([row, row]),
            json.dumps([row | {"values": {"file": "x"}}]),
            json.dumps([row | {"values": {"withdrawn_at": ""}}]),
            json.dumps([row | {"values": {"alt": 1}}]),
            json.dumps([row | {"values": {"alt": "\ud800"}}]),
            json.dumps([row | {"values": {"alt": "x" * 30_000}}]),
            json.dumps([row | {"id": number} for number in range(600)]),
        ):
            with self.subTest(rows=rows[:60]):
                response = self.client.post(WORDS, {"rows": rows})
                self.assertEqual(response.status_code, 400, response.content)
                self.assertIn("nothing was saved", response.json()["errors"][""][0])
        self.assertRevisions(0)

    def test_other_methods_are_refused(self):
        self.assertEqual(self.client.get(WORDS).status_code, 405)
        self.assertEqual(self.client.post(f"{LIBRARY}library/panel/1/").status_code, 405)
        self.assertEqual(self.client.post(f"{LIBRARY}captions/").status_code, 405)


class WhoMaySave(LibraryTestCase):
    def test_every_group_saves_or_not_as_the_table_says(self):
        for group in GROUPS:
            may = "articles.change_image" in codenames(group)
            image = bare_image(len(group), credit="Before")
            row = {"id": image.pk, "values": {"credit": "After"}, "was": {"credit": "Before"}}
            self.sign_in(group)
            many = {"ids": f"{image.pk}:", "which": "source", "source": "Agency"}
            answers = (self.save(row), self.client.post(f"{LIBRARY}library/many/", many))
            image.refresh_from_db()
            with self.subTest(group=group):
                self.assertEqual([one.status_code for one in answers], [200 if may else 403] * 2)
                words = ("After", "Agency") if may else ("Before", "")
                self.assertEqual((image.credit, image.source), words)
                status = self.client.get(f"{LIBRARY}captions/?ids={image.pk}").status_code
                self.assertEqual(status, 200 if may else 403)

    def test_whoever_may_change_but_not_view_saves_nothing_here(self):
        image = bare_image(credit="Before")
        user = make_user()
        user.user_permissions.add(Permission.objects.get(codename="change_image"))
        self.client.force_login(user)
        row = {"id": image.pk, "values": {"credit": "After"}, "was": {"credit": "Before"}}
        self.assertEqual(self.save(row).status_code, 403)

    def test_whoever_uploaded_it_needs_the_permission_all_the_same(self):
        reviewer = self.sign_in("Reviewer")
        image = bare_image(credit="Before", uploaded_by=reviewer)
        row = {"id": image.pk, "values": {"credit": "After"}, "was": {"credit": "Before"}}
        self.assertEqual(self.save(row).status_code, 403)

    def test_nothing_is_saved_in_the_name_of_who_signed_in_meanwhile(self):
        image = bare_image(credit="Before")
        row = {"id": image.pk, "values": {"credit": "After"}, "was": {"credit": "Before"}}
        self.sign_in("Editor", username="somebody")
        for door, data in (
            ("words", {"rows": json.dumps([row])}),
            ("many", {"ids": f"{image.pk}:", "which": "credit", "credit": "After"}),
        ):
            url = reverse(f"admin:articles_library_{door}")
            response = self.client.post(url, data | {"as": self.user.username})
            self.assertEqual(response.status_code, 403)
            self.assertIn("signed in as somebody", response.json()["errors"][""][0])
        self.assertEqual(Image.objects.get().credit, "Before")

    def test_a_forged_post_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        for door in ("words", "many"):
            response = client.post(reverse(f"admin:articles_library_{door}"), {"rows": "[]"})
            self.assertEqual(response.status_code, 403)


class CaptionTable(LibraryTestCase):
    def test_it_holds_the_pictures_that_were_chosen_in_their_order(self):
        one, two, three = (bare_image(number) for number in range(1, 4))
        page = self.client.get(f"{LIBRARY}captions/?ids={three.pk},{one.pk},999,x,{10**30}")
        self.assertEqual([row["tile"].id for row in page.context["rows"]], [three.pk, one.pk])
        self.assertNotIn(two.pk, page.context["stored"])

    def test_or_what_the_library_was_asked_for(self):
        bare_image(1)
        lacking = bare_image(2, alt="")
        page = self.client.get(f"{LIBRARY}captions/?is=no-alt")
        self.assertEqual([row["tile"].id for row in page.context["rows"]], [lacking.pk])
        page = self.client.get(f"{LIBRARY}captions/?ids=999")
        self.assertContains(page, "None of these pictures is in the library.")

    def test_it_costs_a_fixed_number_of_queries(self):
        images = [bare_image(number) for number in range(1, 41)]
        for some in (images[:3], images):
            ids = ",".join(str(image.pk) for image in some)
            self.client.get(f"{LIBRARY}captions/?ids={ids}")
            with self.assertNumQueries(7):
                self.client.get(f"{LIBRARY}captions/?ids={ids}")

    def test_rows_are_saved_and_refused_one_by_one_in_one_revision(self):
        images = [bare_image(number, credit="Before") for number in range(1, 5)]
        gone = bare_image(5)
        rows = [
            {"id": image.pk, "values": {"credit": f"After {image.pk}"}, "was": {"credit": "Before"}}
            for image in images
        ]
        rows[1]["values"]["alt"], rows[1]["was"]["alt"] = "x" * 600, images[1].alt
        rows[2]["was"]["credit"] = "Long before"
        rows.append({"id": gone.pk, "values": {"alt": "New"}, "was": {"alt": gone.alt}})
        gone.delete()
        answer = self.save(*rows).json()
        self.assertEqual(answer["changed"], [images[0].pk, images[3].pk])
        refused = {int(pk): errors for pk, errors in answer["refused"].items()}
        self.assertEqual(list(refused[images[1].pk]), ["alt"])
        self.assertEqual(list(refused[images[2].pk]), ["credit"])
        self.assertIn("no longer in the library", refused[rows[4]["id"]][""][0])
        credits = [Image.objects.get(pk=image.pk).credit for image in images]
        self.assertEqual(
            credits, [f"After {images[0].pk}", "Before", "Before", f"After {images[3].pk}"]
        )
        self.assertRevisions(1)
        self.assertEqual(Version.objects.count(), 2)

    def test_what_fails_in_the_middle_saves_nothing(self):
        images = [bare_image(number, credit="Before") for number in range(1, 4)]
        rows = [
            {"id": image.pk, "values": {"credit": "After"}, "was": {"credit": "Before"}}
            for image in images
        ]
        self.client.raise_request_exception = False
        with (
            mock.patch("articles.usage.refresh_batch", side_effect=OSError),
            self.assertLogs("django.request", "ERROR"),
        ):
            self.assertEqual(self.save(*rows).status_code, 500)
        self.assertFalse(Image.objects.filter(credit="After").exists())
        self.assertRevisions(0)
