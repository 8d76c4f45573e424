"""A save that a page's script sends is answered in JSON, and is otherwise the same save."""

from reversion.models import Revision

from articles.models import Article, RevisionMeta
from tests.articles.admin.desk import DeskTestCase as FormTestCase
from tests.articles.admin.desk import add_row, bylines_of, change_url, form_data, tags_of
from tests.articles.admin.test_article_save import OutdatedPageTestCase
from tests.factories import make_author, make_image, make_live_story, make_story, save_change


class InPlaceTestCase(FormTestCase):
    def send(self, story, data=None, **changes):
        data = {**(data or self.open(story)), "_continue": "1", **changes}
        return self.client.post(change_url(story), data, headers={"Accept": "application/json"})


class SavingInPlace(InPlaceTestCase):
    def test_it_answers_what_the_next_save_needs(self):
        story = make_story()
        answer = self.send(story, headline="  Another   headline ", slug="").json()
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Another headline")
        self.assertTrue(answer["saved"])
        self.assertEqual(answer["token"], str(stored.edit_token))
        self.assertEqual(answer["values"]["headline"], "Another headline")
        self.assertEqual(answer["values"]["slug"], "another-headline")
        self.assertIn("Saved at", answer["said"])
        self.assertNotIn("url", answer)

    def test_it_tells_how_the_story_stands_now(self):
        story = make_live_story()
        parts = self.send(story, headline="Another headline").json()["parts"]
        self.assertIn("with unpublished changes", parts["state"])
        self.assertIn("Publish…", parts["actions"])
        self.assertIn("Headline changed.", parts["history"])

    def test_one_page_saves_again_and_again(self):
        story, author = make_story(authors=[make_author("A")]), make_author("B")
        page = add_row(self.open(story), "bylines", author=author.pk, role="by", position="")
        first = self.send(story, page, tags=["One"]).json()
        again = {**page, "opened": first["token"], "headline": "Once more", "tags": ["One"]}
        second = self.send(story, again).json()
        self.assertEqual(bylines_of(story), [("A", "by"), ("B", "by")])
        self.assertEqual(tags_of(story), ["One"])
        self.assertEqual(RevisionMeta.objects.order_by("-pk").first().summary, "Headline changed.")
        revisions = Revision.objects.count()
        third = self.send(story, {**again, "opened": second["token"]}).json()
        self.assertEqual((third["saved"], third["said"]), (True, "Nothing to save"))
        self.assertEqual(third["token"], second["token"])
        self.assertRevisions(revisions)

    def test_a_row_that_was_taken_out_stays_out_while_the_page_still_holds_it(self):
        story = make_story(authors=[make_author("A"), make_author("B")])
        page = {**self.open(story), "bylines-0-DELETE": "on"}
        token = self.send(story, page).json()["token"]
        self.send(story, {**page, "opened": token, "headline": "Later"})
        self.assertEqual(bylines_of(story), [("B", "by")])
        self.assertEqual(Article.objects.get().headline, "Later")

    def test_what_it_has_said_is_not_said_again_on_the_next_page(self):
        story = make_story()
        self.send(story, headline="Another headline")
        self.assertNotContains(self.client.get(change_url(story)), "changed successfully")

    def test_a_new_story_has_an_address_to_go_on_at(self):
        page = form_data(self.client.get("/admin/articles/article/add/"))
        answer = self.client.post(
            "/admin/articles/article/add/",
            {**page, "headline": "New", "_continue": "1"},
            headers={"Accept": "application/json"},
        ).json()
        story = Article.objects.get()
        self.assertEqual(answer["url"], change_url(story))
        self.assertEqual(answer["token"], str(story.edit_token))
        self.assertContains(self.client.get(answer["url"]), "was added successfully")

    def test_a_story_that_was_deleted_meanwhile_is_a_new_one(self):
        story = make_story()
        page = self.open(story)
        address = change_url(story)
        story.delete()
        data = {**page, "headline": "Kept", "_continue": "1"}
        answer = self.client.post(address, data, headers={"Accept": "application/json"}).json()
        kept = Article.objects.get()
        self.assertEqual(answer["url"], change_url(kept))
        self.assertContains(self.client.get(answer["url"]), "is a new story now")

    def test_without_the_script_it_is_a_page_as_ever(self):
        story = make_story()
        self.assertSaved(self.save(story, headline="Another headline", _continue="1"))

    def test_who_may_not_change_the_story_saves_nothing(self):
        story = make_story()
        page = self.open(story)
        self.sign_in("Reviewer")
        self.assertEqual(self.send(story, page, headline="Forged").status_code, 403)
        self.assertNotEqual(Article.objects.get().headline, "Forged")


class RefusedInPlace(InPlaceTestCase):
    def test_each_mistake_is_told_by_its_field_and_nothing_is_saved(self):
        lead, other = make_image(), make_image()
        story = make_story(lead=lead)
        page = add_row(
            self.open(story),
            "captions",
            image=other.pk,
            role="lead",
            caption="",
            credit="",
            alt="",
            position="",
        )
        response = self.send(story, page, headline="", embargo_until_0="soon")
        self.assertEqual(response.status_code, 400)
        errors = response.json()["errors"]
        self.assertEqual(errors["headline"], ["A story needs a headline."])
        self.assertIn("embargo_until", errors)
        self.assertIn("A story has one lead picture", errors["captions-1-role"][0])
        self.assertEqual(story.captions.count(), 1)

    def test_a_long_line_is_told_by_its_field(self):
        story = make_story()
        errors = self.send(story, headline_social="x" * 201).json()["errors"]
        self.assertEqual(list(errors), ["headline_social"])


class OvertakenInPlace(OutdatedPageTestCase):
    def send(self, **changes):
        data = {**self.opened, "_continue": "1", **changes}
        url = change_url(self.story)
        return self.client.post(url, data, headers={"Accept": "application/json"})

    def test_what_was_merged_is_shown_by_the_page_itself(self):
        self._theirs()
        answer = self.send(standfirst="Mine").json()
        self.assertEqual(answer["url"], change_url(self.story))
        stored = Article.objects.get()
        self.assertEqual((stored.headline, stored.standfirst), ("Their headline", "Mine"))
        self.assertContains(self.client.get(answer["url"]), "Merged with what Mara Lindqvist")

    def test_what_it_is_called_elsewhere_is_merged_line_by_line(self):
        save_change(self.story, headline_search="Theirs", description="Theirs")
        self.assertIn("url", self.send(headline_social="Mine", description="").json())
        stored = Article.objects.get()
        self.assertEqual(
            (stored.headline_search, stored.headline_social, stored.description),
            ("Theirs", "Mine", "Theirs"),
        )
        opened = self.open(self.story)
        save_change(self.story, headline_search="Theirs again")
        question = self.send(**{**opened, "headline_search": "Mine"}).json()
        self.assertEqual(question, {"ask": True})

    def test_nothing_typed_on_top_of_theirs_shows_theirs(self):
        self._theirs()
        self.assertIn("url", self.send().json())

    def test_what_both_changed_is_asked_by_the_page_itself(self):
        self._theirs()
        response = self.send(headline="My headline")
        self.assertEqual(response.json(), {"ask": True})
        self.assertEqual(Article.objects.get().headline, "Their headline")

    def test_a_page_that_nobody_knows_the_version_of_is_sent_whole(self):
        save_change(self.story, headline="Their headline")
        response = self.send(opened="00000000-0000-4000-8000-000000000000", headline="Mine")
        self.assertEqual(response.json(), {"ask": True})
