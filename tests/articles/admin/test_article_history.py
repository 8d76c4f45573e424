from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Revision, Version

from articles.models import Article, Byline, Image, ImageCaption, RevisionMeta, Tag
from articles.publishing import publish
from articles.revisions import revision
from tests.articles.admin.desk import (
    DeskTestCase,
    add_row,
    bylines_of,
    captions_of,
    change_url,
    form_data,
    tags_of,
)
from tests.factories import make_author, make_image, make_section, make_story, save_change


def first_version(story) -> Version:
    return Version.objects.get_for_object(story).order_by("pk").first()


def revision_url(story, version=None) -> str:
    version = version or first_version(story)
    return f"/admin/articles/article/{story.pk}/history/{version.pk}/"


class TheHistory(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(by=self.user)
        self.url = f"/admin/articles/article/{self.story.pk}/history/"

    def test_it_says_when_who_what_and_why_newest_first(self):
        save_change(self.story, by=self.user, note="Clearer", headline="Ferry late")
        response = self.client.get(self.url)
        self.assertContains(response, "Headline changed.")
        self.assertContains(response, "Clearer")
        self.assertContains(response, "Hanna Voss")
        summaries = [row.revision.meta.summary for row in response.context["page"]]
        self.assertEqual(summaries, ["Headline changed.", "Story begun: 6 words."])

    def test_it_has_fifty_rows_a_page_and_opens_no_stored_text(self):
        for number in range(60):
            save_change(self.story, headline=f"Headline {number}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = self.client.get(self.url)
        self.assertEqual(len(response.context["page"]), 50)
        self.assertFalse([q for q in captured if "serialized_data" in q["sql"]])
        first = len(captured)
        with self.assertNumQueries(first):
            response = self.client.get(self.url, {"p": 2})
        self.assertEqual(len(response.context["page"]), 11)

    def test_a_reviewer_looks_and_cannot_revert(self):
        self.sign_in("Reviewer")
        self.assertContains(self.client.get(self.url), "Look at")
        response = self.client.get(revision_url(self.story))
        self.assertContains(response, self.story.headline)
        self.assertNotContains(response, "Revert to this")
        self.assertEqual(self.client.post(revision_url(self.story), {}).status_code, 403)

    def test_of_a_story_that_is_gone_it_says_so(self):
        response = self.client.get("/admin/articles/article/987/history/", follow=True)
        self.assertContains(response, "doesn’t exist")


class GoingBack(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.lead, self.other = make_image(), make_image()
        self.first, self.second = make_author("First"), make_author("Second")
        self.story = make_story(
            "As it was",
            tags=["Harbours", "Ferries"],
            authors=[self.first, self.second],
            lead=self.lead,
            by=self.user,
        )
        self.before = Article.objects.get()
        self._change_everything()

    def _change_everything(self):
        with revision(by=self.user) as saving:
            saving.begin(self.story)
            self.story.headline = "As it is"
            self.story.save()
            self.story.tags.set(["Ferries", "Later tag"])
            Byline.objects.filter(author=self.first).delete()
            moved = Byline.objects.get(author=self.second)
            moved.position, moved.role = 5, "data"
            moved.save()
            Byline.objects.create(article=self.story, author=make_author("Later"))
            moved = ImageCaption.objects.get(image=self.lead)
            moved.role, moved.caption = "body", "Later."
            moved.save()
            ImageCaption.objects.create(article=self.story, image=self.other, role="lead")
            saving.finish(self.story)

    def _revert(self, version=None):
        url = revision_url(self.story, version)
        return self.client.post(url, form_data(self.client.get(url)))

    def test_everything_is_as_it_was_and_nothing_added_later_is_left(self):
        self.assertSaved(self._revert())
        story = Article.objects.get()
        self.assertEqual(story.headline, "As it was")
        self.assertEqual(tags_of(story), ["Harbours", "Ferries"])
        self.assertEqual(bylines_of(story), [("First", "by"), ("Second", "by")])
        self.assertEqual(captions_of(story), [(self.lead.pk, "lead", "")])
        self.assertEqual(story.working_sha256, self.before.working_sha256)
        # A revision holds times in milliseconds.
        since = story.created_at - self.before.created_at
        self.assertLess(abs(since.total_seconds()), 0.001)

    def test_it_is_a_revision_of_its_own_that_says_so(self):
        count = Revision.objects.count()
        self._revert()
        self.assertRevisions(count + 1)
        meta = RevisionMeta.objects.latest("pk")
        self.assertEqual(meta.source, "restore")
        self.assertEqual(
            meta.summary,
            "Headline changed. Byline: Later removed, First added. Role of Second changed. "
            "Tags: Harbours added, Later tag removed. Pictures: replaced by Harbour.",
        )
        self.assertEqual(meta.revision.user, self.user)
        self.assertIn("Reverted", meta.revision.comment)

    def test_it_makes_open_forms_outdated(self):
        opened = self.open(self.story)
        self._revert()
        self.assertRefused(self.save(self.story, opened, headline="Mine"), "saved this story at")

    def test_looking_changes_nothing(self):
        count, token = Revision.objects.count(), Article.objects.get().edit_token
        self.client.get(revision_url(self.story))
        self.assertRevisions(count)
        self.assertEqual(Article.objects.get().edit_token, token)
        self.assertEqual(Article.objects.get().headline, "As it is")
        self.assertEqual(bylines_of(self.story)[0], ("Later", "by"))

    def test_going_back_to_what_is_there_makes_no_revision(self):
        count, token = Revision.objects.count(), Article.objects.get().edit_token
        newest = Version.objects.get_for_object(self.story).order_by("-pk").first()
        response = self._revert(newest)
        self.assertContains(self.client.get(response.url), "Nothing changed")
        self.assertRevisions(count)
        self.assertEqual(Article.objects.get().edit_token, token)

    def test_a_page_that_was_opened_before_another_save_is_refused(self):
        url = revision_url(self.story)
        data = form_data(self.client.get(url))
        save_change(self.story, headline="Saved meanwhile")
        self.assertRefused(self.client.post(url, data), "saved this story at")
        self.assertEqual(Article.objects.get().headline, "Saved meanwhile")

    def test_what_was_typed_on_the_way_is_taken_along(self):
        url = revision_url(self.story)
        data = {**form_data(self.client.get(url)), "standfirst": "Typed on the way."}
        self.assertSaved(self.client.post(url, data))
        self.assertEqual(Article.objects.get().standfirst, "Typed on the way.")
        self.assertEqual(Article.objects.get().headline, "As it was")

    def test_readers_see_no_change_until_it_is_published(self):
        edition = publish(self.story, by=None, change="first")
        self._revert()
        self.assertContains(self.client.get(change_url(self.story)), "with unpublished changes")
        self.assertEqual(self.story.editions.live().get(), edition)

    def test_the_tags_own_words_are_not_taken_back(self):
        tag = Tag.objects.get(name="Harbours")
        tag.question = "Do you have a question about harbours?"
        tag.save()
        self._revert()
        tag.refresh_from_db()
        self.assertEqual(tag.question, "Do you have a question about harbours?")

    def test_what_has_been_deleted_since_is_left_out_with_a_word(self):
        Tag.objects.get(name="Harbours").delete()
        self.first.delete()
        save_change(self.story, section=make_section("Politics"))
        from articles.models import Section

        Section.objects.get(slug="world").delete()
        response = self.client.get(revision_url(self.story))
        self.assertContains(response, "Tags deleted since are left out.")
        self.assertContains(response, "Authors deleted since are left out.")
        self.assertContains(response, "Its section has been deleted since")
        self.assertSaved(self.client.post(revision_url(self.story), form_data(response)))
        story = Article.objects.get()
        self.assertEqual(tags_of(story), ["Ferries"])
        self.assertEqual(bylines_of(story), [("Second", "by")])
        self.assertIsNone(story.section)

    def test_another_models_version_is_not_found(self):
        image = self.lead
        with revision() as _saving:
            image.save()
        other = Version.objects.get_for_object(image).first()
        url = f"/admin/articles/article/{image.pk}/history/{other.pk}/"
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_an_address_that_makes_no_sense_is_not_found(self):
        version = first_version(self.story).pk
        for path in (f"abc/history/{version}/", f"{self.story.pk}/history/{'9' * 30}/"):
            response = self.client.get(f"/admin/articles/article/{path}")
            self.assertEqual(response.status_code, 404)

    def test_going_back_with_a_tag_does_not_go_back_with_its_story(self):
        tag = Tag.objects.get(name="Harbours")
        version = Version.objects.get_for_object(tag).first()
        if version is None:
            self.skipTest("The tag was not made in the story's revision.")
        url = f"/admin/articles/tag/{tag.pk}/history/{version.pk}/"
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertEqual(Article.objects.get().headline, "As it is")


class BringingBackADeletedStory(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.image = make_image()
        self.story = make_story(
            "A draft",
            tags=["B", "A"],
            authors=[make_author("X"), make_author("Y")],
            lead=self.image,
            by=self.user,
        )
        self.pk = self.story.pk
        self.sha256 = Article.objects.get().working_sha256
        url = f"/admin/articles/article/{self.pk}/delete/"
        self.assertSaved(self.client.post(url, {"post": "yes"}))
        self.assertFalse(Article.objects.exists())

    def test_it_is_listed_and_comes_back_whole(self):
        response = self.client.get("/admin/articles/article/recover/")
        version = response.context["page"].object_list[0]
        self.assertContains(response, "A draft")
        url = f"/admin/articles/article/recover/{version.pk}/"
        page = self.client.get(url)
        self.assertContains(page, "Bring it back")
        self.assertSaved(self.client.post(url, form_data(page)))
        story = Article.objects.get(pk=self.pk)
        self.assertEqual(tags_of(story), ["B", "A"])
        self.assertEqual(bylines_of(story), [("X", "by"), ("Y", "by")])
        self.assertEqual(captions_of(story), [(self.image.pk, "lead", "")])
        self.assertEqual(story.working_sha256, self.sha256)
        self.assertEqual(RevisionMeta.objects.latest("pk").source, "restore")

    def test_one_that_is_there_again_leads_to_its_history(self):
        version = Version.objects.get_for_model(Article).first()
        url = f"/admin/articles/article/recover/{version.pk}/"
        self.client.post(url, form_data(self.client.get(url)))
        response = self.client.get(url)
        self.assertRedirects(response, f"/admin/articles/article/{self.pk}/history/{version.pk}/")

    def test_another_models_version_is_not_found(self):
        with revision() as _saving:
            self.image.save()
        version = Version.objects.get_for_model(Image).first()
        url = f"/admin/articles/article/recover/{version.pk}/"
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_a_reporter_who_cannot_delete_can_still_bring_back(self):
        self.sign_in("Reporter")
        self.assertEqual(self.client.get("/admin/articles/article/recover/").status_code, 200)
        self.sign_in("Reviewer")
        self.assertEqual(self.client.get("/admin/articles/article/recover/").status_code, 403)


class GoingBackInTheDesk(DeskTestCase):
    def test_a_story_written_changed_and_reverted_by_hand(self):
        author, image = make_author("Jo Li"), make_image()
        url = "/admin/articles/article/add/"
        data = form_data(self.client.get(url))
        data |= {"headline": "One", "tags": ["Pens", "Summits"], "section": make_section().pk}
        data = add_row(data, "bylines", author=author.pk, role="by", position="")
        data = add_row(
            data,
            "captions",
            image=image.pk,
            role="lead",
            caption="Mine.",
            credit="",
            alt="",
            position="",
        )
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(url, data)
        story = Article.objects.get()
        self.save(story, headline="Two", tags=["Summits"], **{"captions-0-caption": "Later."})
        back = revision_url(story)
        self.assertSaved(self.client.post(back, form_data(self.client.get(back))))
        self.assertEqual(tags_of(story), ["Pens", "Summits"])
        self.assertEqual(captions_of(story), [(image.pk, "lead", "Mine.")])
        pens = Version.objects.get_for_object(Tag.objects.get(name="Pens")).get()
        self.assertEqual(pens.revision.user, self.user)
        self.assertEqual(pens.revision.version_set.count(), 1)
