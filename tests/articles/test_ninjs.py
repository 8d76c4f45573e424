"""Stories as ninjs 3.1, held against the IPTC's own schema where it is at hand."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from unittest import SkipTest

import jsonschema
from django.test import TestCase
from django.utils import timezone
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from articles.models import Image, ImageFile
from articles.publishing import publish, schedule, withdraw
from articles.rights import withdraw as withdraw_picture
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    save_change,
)
from tests.support.real import REAL, needs_real

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)


@cache
def validator() -> jsonschema.Validator:
    if not REAL.is_dir():
        raise SkipTest("The IPTC's schema is not beside the repository (../shared/real).")
    schema = json.loads((REAL / "ninjs" / "ninjs-schema_3.1.json").read_text())
    # A schema for any place: stories tell of none.
    anything = Resource.from_contents({}, default_specification=DRAFT202012)
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    return jsonschema.Draft202012Validator(
        schema, registry=registry, format_checker=jsonschema.FormatChecker()
    )


class NinjsTestCase(TestCase):
    def told(self, address: str, status: int = 200) -> dict:
        response = self.client.get(address)
        self.assertEqual(response.status_code, status, address)
        self.assertEqual(response["Content-Type"], "application/json; charset=utf-8")
        told = json.loads(response.content)
        if REAL.is_dir():
            validator().validate(told)
        return told

    def address(self, story) -> str:
        return story.editions.live().get().get_absolute_url() + "ninjs.json"


class OfAStory(NinjsTestCase):
    def setUp(self):
        self.image = make_image(
            title="Harbour",
            creator="Jo Li; Ana Ruiz",
            copyright_notice="© Agency",
            web_statement="https://agency.example/terms",
            digital_source_type="digitalCapture",
            rights="For the desk: paid twice.",
        )
        ImageFile.objects.update(metadata={"usage_terms": "Not for advertising."})
        self.story = make_live_story(
            "Ferry & pilot",
            standfirst="After a week.",
            headline_social="The ferry is back",
            authors=[make_author("Hanna Voss", slug="hanna-voss"), make_author("Per Holm")],
            tags=["Harbours"],
            lead=self.image,
            kind="opinion",
            at=LONG_AGO,
        )

    @needs_real
    def test_the_examples_of_agencies_are_valid_so_the_schema_is_at_work(self):
        example = REAL / "ninjs" / "examples" / "ninjsExSimpleText_3.json"
        validator().validate(json.loads(example.read_text()))
        with self.assertRaises(jsonschema.ValidationError):
            validator().validate({"uri": "tag:x,2024:1", "headline": "of version 1"})

    def test_it_says_all_that_a_taker_needs(self):
        told = self.told(self.address(self.story))
        self.assertEqual(told["uri"], f"tag:testserver,2024-03-01:story:{self.story.pk}")
        self.assertEqual((told["version"], told["pubStatus"]), ("1", "usable"))
        self.assertEqual(told["versionCreated"], "2024-03-01T12:00:00+00:00")
        roles = {one["role"]: one["value"] for one in told["headlines"]}
        self.assertEqual(roles, {"main": "Ferry & pilot", "social": "The ferry is back"})
        bodies = {one["contentType"]: one["value"] for one in told["bodies"]}
        self.assertEqual(bodies["text/plain"], "The ferry came back on Monday.")
        self.assertIn("<p>The ferry came back on Monday.</p>", bodies["text/html"])
        self.assertEqual(told["by"], "By Hanna Voss and Per Holm")
        self.assertEqual(told["people"][0]["uri"], "http://testserver/authors/hanna-voss/")
        subjects = [(one["rel"], one["name"]) for one in told["subjects"]]
        self.assertEqual(subjects, [("section", "World"), ("about", "Harbours")])
        self.assertEqual(told["genres"][0]["literal"], "opinion")

    def test_a_picture_comes_with_credit_terms_and_sizes(self):
        (picture,) = self.told(self.address(self.story))["associations"]
        self.assertEqual(picture["by"], "Jo Li/Agency")
        self.assertEqual(picture["usageTerms"], "Not for advertising.")
        self.assertEqual(picture["copyrightNotice"], "© Agency")
        self.assertEqual(picture["rightsInfo"]["linkedRights"], "https://agency.example/terms")
        self.assertEqual([one["name"] for one in picture["people"]], ["Jo Li", "Ana Ruiz"])
        (size,) = picture["renditions"]
        self.assertEqual((size["width"], size["height"]), (800, 533))
        self.assertEqual(size["poi"], {"x": 400, "y": 266})
        path = size["href"].removeprefix("http://testserver")
        self.assertEqual(self.client.get(path).status_code, 200)

    def test_what_the_desk_notes_of_rights_stays_at_the_desk(self):
        self.assertNotIn("paid twice", json.dumps(self.told(self.address(self.story))))

    def test_a_picture_that_may_not_be_syndicated_is_left_out_whole(self):
        other = make_image(caption="Kept at home.")
        post = make_post(image=other)
        body = (
            f'<p>So.</p><figure data-image="{other.pk}"></figure>'
            f'<figure data-post="{post.pk}"></figure>'
        )
        save_change(self.story, body=body)
        publish(self.story, by=None, change="update")
        self.assertIn(other.sha256, json.dumps(self.told(self.address(self.story))))
        Image.objects.filter(pk=other.pk).update(may_syndicate=False)
        for address in (self.address(self.story), "/ninjs.json"):
            told = json.dumps(self.told(address))
            self.assertNotIn(other.sha256, told)
            self.assertNotIn("Kept at home.", told)
            self.assertIn(self.image.sha256, told)

    def test_a_withheld_picture_is_left_out(self):
        withdraw_picture(self.image, by=None, reason="A mistake.")
        told = json.dumps(self.told(self.address(self.story)))
        self.assertNotIn(self.image.sha256, told)

    def test_a_correction_is_told_to_the_editors_of_takers(self):
        save_change(self.story, body="<p>Tuesday.</p>")
        publish(self.story, by=None, change="correction", notice="It was Tuesday.")
        told = self.told(self.address(self.story))
        self.assertEqual((told["version"], told["pubStatus"]), ("2", "usable"))
        self.assertIn("It was Tuesday.", told["edNote"])
        self.assertEqual(told["firstCreated"], "2024-03-01T12:00:00+00:00")

    def test_a_retracted_story_is_cancelled(self):
        publish(self.story, by=None, change="retraction", notice="No.", hides_text=True)
        told = self.told(self.address(self.story))
        self.assertEqual(told["pubStatus"], "canceled")
        self.assertNotIn("came back on Monday", json.dumps(told))

    def test_a_withdrawn_story_is_gone_and_cancelled(self):
        address = self.address(self.story)
        uri = self.told(address)["uri"]
        withdraw(self.story, by=None, notice="A court forbids it.")
        told = self.told(address, status=410)
        self.assertEqual((told["uri"], told["pubStatus"]), (uri, "canceled"))
        self.assertEqual(told["edNote"], "A court forbids it.")
        self.assertNotIn("Ferry", json.dumps(told))

    def test_a_story_that_is_not_live_is_not_found(self):
        draft = make_story("Minister resigns", embargo_until=timezone.now() + timedelta(days=1))
        later = make_story("Minister resigns")
        schedule(later, by=None, at=timezone.now() + timedelta(days=1), change="first")
        for pk in (draft.pk, later.pk, 10**30, 0):
            address = f"/world/minister-resigns-{pk}/ninjs.json"
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_another_spelling_leads_to_its_address(self):
        right = self.address(self.story)
        make_section("Business")
        for wrong in (f"/world/x-{self.story.pk}/", f"/business/ferry-pilot-{self.story.pk}/"):
            answer = self.client.get(f"{wrong}ninjs.json")
            self.assertEqual((answer.status_code, answer["Location"]), (301, right))
        answer = self.client.get(f"/world/ferry-pilot-0{self.story.pk}/ninjs.json")
        self.assertEqual((answer.status_code, answer["Location"]), (301, right))
        self.told(self.address(make_live_story("Паром вернулся")))

    def test_at_most_four_queries(self):
        with self.assertNumQueries(3):
            self.told(self.address_of())

    def address_of(self) -> str:
        return f"/world/ferry-pilot-{self.story.pk}/ninjs.json"

    def test_conditional_requests_and_other_methods(self):
        address = self.address(self.story)
        first = self.client.get(address)
        again = self.client.get(address, headers={"if-none-match": first["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(self.client.head(address)["ETag"], first["ETag"])
        self.assertEqual(self.client.post(address).status_code, 405)


class OfTheNewest(NinjsTestCase):
    def test_it_is_one_ninjs_of_all_paged_by_a_link(self):
        for number in range(32):
            make_live_story(f"Story no. {number}.", at=LONG_AGO + timedelta(minutes=number))
        found, address = [], "/ninjs.json"
        while address:
            told = self.told(address)
            self.assertEqual(told["type"], "composite")
            found += [item["name"] for item in told["associations"]]
            link = self.client.get(address).headers.get("Link", "")
            address = link.partition(">")[0].lstrip("<")
        self.assertEqual(found, [f"Story no. {number}." for number in range(31, -1, -1)])

    def test_an_empty_one_is_valid(self):
        self.assertEqual(self.told("/ninjs.json")["associations"], [])

    def test_cursors_that_are_none_are_not_found(self):
        make_live_story()
        for cursor in ("", "x", "1-1", "9" * 50):
            self.assertEqual(self.client.get(f"/ninjs.json?before={cursor}").status_code, 404)

    def test_at_most_five_queries(self):
        for _ in range(3):
            make_live_story(lead=make_image())
        with self.assertNumQueries(4):
            self.client.get("/ninjs.json")

    def test_nothing_that_is_not_live_is_in_it(self):
        story = make_live_story("Ferry returns")
        save_change(story, headline="Minister resigns")
        make_story("Minister stays")
        withdraw(make_live_story("Minister goes"), by=None, notice="Gone.")
        self.assertNotIn("Minister", json.dumps(self.told("/ninjs.json")))
