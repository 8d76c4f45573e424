from reversion.models import Revision, Version

from articles.admin.library_many import ManyForm, set_for_all
from articles.admin.library_tiles import version_of
from articles.models import Image
from tests.articles.admin.desk import change_url
from tests.articles.admin.library import LIBRARY, LibraryTestCase, bare_image, in_days
from tests.factories import make_image, make_live_story

MANY = f"{LIBRARY}library/many/"


class SettingForMany(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.images = [bare_image(number, keywords="sea; Ferry") for number in range(1, 4)]

    def set(self, images=None, insists="", **values):
        images = self.images if images is None else images
        ids = ",".join(f"{image.pk}:{version_of(image)}" for image in images)
        which = list(values)
        return self.client.post(MANY, {"ids": ids, "which": which, "insists": insists, **values})

    def stored(self, name: str) -> list:
        return list(Image.objects.order_by("pk").values_list(name, flat=True))

    def test_all_fields_at_once_in_one_revision_with_one_sentence(self):
        answer = self.set(
            credit="Ann Bo",
            creator="Ann Bo",
            source="Agency",
            add_keywords="quay; SEA",
            remove_keywords="ferry",
            rights_until="2031-05-01T18:30",
            rights="Once.",
        ).json()
        self.assertEqual(
            answer["sentence"],
            "Credit, creator, source, keywords, rights end and usage terms set for 3 pictures.",
        )
        self.assertEqual(len(answer["tiles"]), 3)
        for name, value in (
            *(("credit", "Ann Bo"), ("creator", "Ann Bo"), ("source", "Agency")),
            *(("keywords", "sea; quay"), ("rights", "Once.")),
        ):
            self.assertEqual(self.stored(name), [value] * 3)
        self.assertEqual({end.year for end in self.stored("rights_until")}, {2031})
        self.assertEqual(Revision.objects.get().user, self.user)
        self.assertEqual(Version.objects.count(), 3)

    def test_what_is_not_ticked_stays(self):
        ids = ",".join(f"{image.pk}:" for image in self.images)
        data = {"ids": ids, "which": "source", "source": "Agency", "credit": "Nobody"}
        self.client.post(MANY, data | {"rights_until": "nonsense"})
        self.assertEqual(self.stored("source"), ["Agency"] * 3)
        self.assertEqual(self.stored("credit"), ["Jo Li/Agency"] * 3)

    def test_a_ticked_field_that_is_empty_empties_it(self):
        self.set(credit="")
        self.assertEqual(self.stored("credit"), [""] * 3)
        Image.objects.update(rights_until=in_days(3))
        self.images = list(Image.objects.order_by("pk"))
        self.set(rights_until="")
        self.assertEqual(self.stored("rights_until"), [None] * 3)

    def test_those_that_had_it_and_those_that_are_gone_are_told(self):
        self.images[0].credit = "Ann Bo"
        self.images[0].save()
        gone = bare_image(9)
        Image.objects.filter(pk=gone.pk).delete()
        answer = self.set(images=[*self.images, gone], credit="Ann Bo").json()
        self.assertEqual(
            answer["sentence"],
            "Credit set for 2 pictures. 1 had it so already. 1 is no longer in the library.",
        )

    def test_nothing_to_do_makes_no_revision(self):
        answer = self.set(credit="Jo Li/Agency").json()
        self.assertEqual(answer["sentence"], "3 had it so already.")
        self.assertRevisions(0)

    def test_where_one_is_refused_none_is_changed(self):
        self.images[1].embargo_until = in_days(9)
        self.images[1].save()
        answer = self.set(rights_until="2020-01-01T00:00", credit="Ann Bo")
        self.assertEqual(answer.status_code, 400)
        errors = answer.json()["errors"]
        self.assertEqual(errors[""][0], "Nothing was changed.")
        self.assertIn("“Picture 2”: The rights end before", errors["rights_until"][0])
        self.assertEqual(self.stored("credit"), ["Jo Li/Agency"] * 3)
        self.assertRevisions(0)

    def test_what_cannot_be_set_is_refused_at_its_field(self):
        for values, name, sentence in (
            ({"credit": "x" * 201}, "credit", "at most 200"),
            ({"rights_until": "soon"}, "rights_until", "valid date"),
            ({"add_keywords": " ; "}, "add_keywords", "Type the keywords."),
            ({"remove_keywords": ""}, "remove_keywords", "Type the keywords."),
            ({}, "", "Tick what is to be set"),
            ({"alt": "x"}, "", "cannot be set for many"),
            ({"credit": "a\x00b"}, "credit", "Null characters"),
        ):
            with self.subTest(values=values):
                answer = self.set(**values)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(sentence, " ".join(answer.json()["errors"][name]))

    def test_what_others_changed_since_is_asked_about(self):
        seen = list(self.images)
        Image.objects.filter(pk=seen[1].pk).update(caption="Somebody else's")
        answer = self.set(images=seen, credit="Ann Bo")
        self.assertEqual(answer.status_code, 409)
        self.assertIs(answer.json()["can_insist"], True)
        self.assertIn("“Picture 2”", answer.json()["errors"][""][0])
        self.assertEqual(self.stored("credit"), ["Jo Li/Agency"] * 3)
        self.assertEqual(self.set(images=seen, insists="1", credit="Ann Bo").status_code, 200)
        self.assertEqual(self.stored("credit"), ["Ann Bo"] * 3)
        self.assertEqual(self.stored("caption")[1], "Somebody else's")

    def test_too_many_and_none_are_refused(self):
        data = {"which": "credit", "credit": "x"}
        ids = ",".join(f"{number}:" for number in range(1, 502))
        answer = self.client.post(MANY, data | {"ids": ids})
        self.assertIn("at most 500", answer.json()["errors"][""][0])
        for ids in ("", "x", "99999:", f"{10**40}:a"):
            answer = self.client.post(MANY, data | {"ids": ids})
            self.assertEqual(answer.status_code, 400)
            self.assertIn("None of these pictures", answer.json()["errors"][""][0])

    def test_live_stories_with_any_of_them_have_unpublished_changes(self):
        image = make_image()
        story = make_live_story(lead=image)
        self.set(images=[self.images[0], image], credit="Ann Bo")
        self.assertContains(self.client.get(change_url(story)), "with unpublished changes")

    def test_the_system_may_without_being_anybody(self):
        form = ManyForm({"which": ["source"], "source": "Agency"})
        self.assertTrue(form.is_valid())
        done = set_for_all(form, {image.pk: "" for image in self.images}, by=None)
        self.assertEqual(len(done.images), 3)


class TheForm(LibraryTestCase):
    def test_it_shows_what_all_have_in_common_and_says_where_they_differ(self):
        images = [bare_image(1, source="Agency"), bare_image(2, source="Agency", credit="Ann Bo")]
        ids = ",".join(str(image.pk) for image in images)
        html = self.client.get(MANY, {"ids": ids}).json()["html"]
        self.assertIn('value="Agency"', html)
        self.assertNotIn("Ann Bo", html)
        self.assertEqual(html.count("different now"), 1)
        self.assertIn("Words for 2 pictures", html)
