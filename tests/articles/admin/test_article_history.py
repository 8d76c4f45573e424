from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from reversion.models import Revision, Version

from articles.admin.history_view import compare_url
from articles.models import Article, Draft, Image, RevisionMeta, RevisionTrace, Tag
from articles.publishing import publish
from articles.revisions import revision
from tests.articles.admin.desk import (
    DeskTestCase,
    add_row,
    bylines_of,
    captions_of,
    change_url,
    form_data,
    restore,
    restore_url,
    tags_of,
)
from tests.factories import (
    make_author,
    make_image,
    make_section,
    make_story,
    make_user,
    save_change,
)

LONG = "<p>The ferry left the harbour at six in the morning with forty people.</p>"


def first_version(story) -> Version:
    return Version.objects.get_for_object(story).order_by("pk").first()


class TheHistory(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(by=self.user)
        self.url = f"/admin/articles/article/{self.story.pk}/history/"

    def numbers(self, **asked) -> list[int]:
        return [line.number for line in self.client.get(self.url, asked).context["lines"]]

    def test_it_says_when_who_what_and_why_newest_first(self):
        save_change(self.story, by=self.user, note="Clearer", headline="Ferry late")
        response = self.client.get(self.url)
        self.assertContains(response, "Headline changed.")
        self.assertContains(response, "Clearer")
        self.assertContains(response, "Hanna Voss")
        summaries = [line.meta.summary for line in response.context["lines"]]
        self.assertEqual(summaries, ["Headline changed.", "Story begun: 6 words."])

    def test_it_is_narrowed_and_odd_addresses_narrow_nothing(self):
        save_change(self.story, headline="Ferry late")
        self.assertEqual(self.numbers(field="headline"), [2, 1])
        self.assertEqual(self.numbers(field="standfirst"), [])
        self.assertEqual(self.numbers(person=self.user.pk), [1])
        self.assertEqual(self.numbers(phrase="ferry late"), [2])
        for odd in (
            {"person": "9" * 40},
            {"person": "-1"},
            {"field": "no_such_field"},
            {"before": "x"},
            {"before": "9" * 40},
        ):
            self.assertEqual(self.numbers(**odd), [2, 1], odd)
        self.assertEqual(self.numbers(phrase="\0%_'\""), [])

    def test_it_costs_the_same_at_any_length_and_opens_no_stored_text(self):
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url)
        for number in range(60):
            save_change(self.story, headline=f"Headline {number}")
        with CaptureQueriesContext(connection) as captured:
            response = self.client.get(self.url)
        self.assertEqual(len(response.context["lines"]), 40)
        self.assertFalse([q for q in captured if "serialized_data" in q["sql"]])
        self.assertLessEqual(len(captured), len(few) + 1)
        self.assertLess(len(captured), 12)
        older = self.client.get(self.url + response.context["older_address"])
        self.assertEqual([line.number for line in older.context["lines"]], list(range(21, 0, -1)))

    def test_it_says_which_save_readers_see_and_who_is_typing(self):
        publish(self.story, by=self.user, change="first")
        other = make_user("Reporter", first_name="Kim", last_name="Osei")
        Draft.objects.create(
            key=uuid4(), user=other, article=self.story, fields='[["headline", "Typed", ""]]'
        )
        response = self.client.get(self.url)
        self.assertContains(response, "Edition 1")
        self.assertContains(response, "Kim Osei has typed and not saved")
        (draft,) = response.context["drafts"]
        self.assertContains(self.client.get(draft.compare_url), "Typed")

    def test_a_revision_is_named_by_those_who_write(self):
        name = f"{self.url}1/name/"
        self.client.post(name, {"name": "As filed"})
        self.assertContains(self.client.get(self.url, {"named": "1"}), "As filed")
        self.sign_in("Reviewer")
        self.assertEqual(self.client.post(name, {"name": "Mine"}).status_code, 403)
        self.assertEqual(RevisionMeta.objects.get().name, "As filed")

    def test_a_name_for_a_revision_that_is_not_there_is_not_found(self):
        for number in (7, 0, "9" * 30):
            response = self.client.post(f"{self.url}{number}/name/", {"name": "x"})
            self.assertEqual(response.status_code, 404)

    def test_a_reviewer_looks_and_cannot_restore(self):
        save_change(self.story, headline="Ferry late")
        self.sign_in("Reviewer")
        response = self.client.get(self.url)
        self.assertContains(response, "Compare with now")
        self.assertNotContains(response, "/restore/")
        page = self.client.get(compare_url(self.story.pk, "r1", "now"))
        self.assertContains(page, "Ferry late")
        self.assertNotContains(page, "Put back")
        for method in (self.client.get, self.client.post):
            self.assertEqual(method(restore_url(self.story, 1)).status_code, 403)

    def test_of_a_story_that_is_gone_it_says_so(self):
        response = self.client.get("/admin/articles/article/987/history/", follow=True)
        self.assertContains(response, "doesn’t exist")

    def test_an_old_address_of_a_version_leads_to_its_comparison(self):
        version = first_version(self.story)
        response = self.client.get(f"{self.url}{version.pk}/")
        self.assertRedirects(response, compare_url(self.story.pk, "r1", "now"))

    def test_another_models_version_is_not_found(self):
        image = make_image()
        with revision() as _saving:
            image.save()
        other = Version.objects.get_for_object(image).first()
        url = f"/admin/articles/article/{image.pk}/history/{other.pk}/"
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_an_address_that_makes_no_sense_is_not_found(self):
        for path in (f"{self.story.pk}/history/{'9' * 30}/", f"{'9' * 30}/history/"):
            response = self.client.get(f"/admin/articles/article/{path}", follow=True)
            self.assertNotContains(response, "As filed", status_code=response.status_code)
            self.assertLess(response.status_code, 500)


class Comparing(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story("As filed", by=self.user)
        publish(self.story, by=self.user, change="first")
        save_change(self.story, by=self.user, headline="As it is", body="<p>Two.</p>")

    def compared(self, before, after, **asked):
        return self.client.get(compare_url(self.story.pk, before, after), asked)

    def test_any_two_states_are_compared(self):
        draft = Draft.objects.create(
            key=uuid4(), user=self.user, article=self.story, fields='[["headline", "Typed", ""]]'
        )
        for before, after, word in (
            ("r1", "r2", "filed"),
            ("start", "r1", "filed"),
            ("e1", "now", "filed"),
            ("now", f"d{draft.pk}", "Typed"),
            ("r2", "e1", "filed"),
        ):
            with self.subTest(before=before, after=after):
                response = self.compared(before, after)
                self.assertContains(response, word)
                self.assertFalse(response.context["comparison"].is_empty)

    def test_the_same_state_twice_says_so(self):
        self.assertContains(self.compared("r1", "r1"), "Readers would see exactly the same.")

    def test_what_is_not_there_or_is_another_storys_is_not_found(self):
        other = make_story("Another")
        draft = Draft.objects.create(key=uuid4(), user=self.user, article=other)
        for key in ("r9", "e7", "r0", "x", "r", f"d{draft.pk}", "d999", "r" + "9" * 30, "R1"):
            self.assertEqual(self.compared(key, "now").status_code, 404, key)
        self.assertEqual(self.client.get(compare_url(99999, "r1", "now")).status_code, 404)

    def test_a_draft_that_was_saved_is_not_shown(self):
        draft = Draft.objects.create(
            key=uuid4(), user=self.user, article=self.story, saved_at=timezone.now()
        )
        self.assertEqual(self.compared("now", f"d{draft.pk}").status_code, 404)

    def test_a_damaged_revision_is_said_to_be_and_the_history_goes_on(self):
        version = first_version(self.story)
        Version.objects.filter(pk=version.pk).update(serialized_data="{broken")
        response = self.compared("r1", "now")
        self.assertContains(response, "Revision 1 is damaged")
        self.assertContains(self.compared("r2", "now"), "exactly the same")
        history = f"/admin/articles/article/{self.story.pk}/history/"
        self.assertContains(self.client.get(history), "Headline changed")

    def test_it_costs_a_bounded_number_of_queries(self):
        with CaptureQueriesContext(connection) as captured:
            self.compared("r1", "now")
        self.assertLess(len(captured), 30)

    def test_it_is_shown_as_text_as_well(self):
        page = html.fromstring(self.compared("r1", "r2", view="text").content)
        (text,) = page.xpath("//pre[contains(@class, 'compare-plain')]")
        self.assertIn("Headline: As [-filed-] {+it is+}", text.text_content())

    def test_a_part_is_the_comparison_alone(self):
        response = self.compared("r1", "r2", part="1")
        self.assertContains(response, "<del")
        self.assertNotContains(response, "<html")

    def test_the_form_leads_to_what_was_chosen(self):
        url = f"/admin/articles/article/{self.story.pk}/compare/"
        for before, after, keys in (
            ("r1", "e1", ("r1", "e1")),
            ("1", "NOW", ("r1", "now")),
            ("../..", "", ("now", "now")),
        ):
            response = self.client.get(url, {"before": before, "after": after, "view": "sides"})
            expected = compare_url(self.story.pk, *keys) + "?view=sides"
            self.assertRedirects(response, expected, fetch_redirect_response=False)


class Restoring(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.lead = make_image()
        self.story = make_story("As it was", tags=["Harbours"], lead=self.lead, by=self.user)
        self.before = Article.objects.get()
        with revision(by=self.user) as saving:
            saving.begin(self.story)
            self.story.headline, self.story.body = "As it is", f"{LONG}<p>One more.</p>"
            self.story.save()
            self.story.tags.set(["Later"])
            saving.finish(self.story)

    def send(self, **values):
        token = Article.objects.get().edit_token
        return self.client.post(restore_url(self.story, 1), {"token": token, **values})

    def test_the_page_says_what_it_would_do_and_does_nothing(self):
        count = Revision.objects.count()
        response = self.client.get(restore_url(self.story, 1))
        self.assertContains(response, "Restore the whole story")
        self.assertContains(response, "Headline changed")
        self.assertRevisions(count)

    def test_the_whole_story_comes_back_and_says_so(self):
        self.assertRedirects(self.send(what="story"), change_url(self.story))
        self.assertEqual(Article.objects.get().working_sha256, self.before.working_sha256)
        self.assertEqual(tags_of(self.story), ["Harbours"])
        meta = RevisionMeta.objects.latest("number")
        self.assertEqual((meta.source, meta.saved_by), ("restore", self.user))
        self.assertContains(self.client.get(change_url(self.story)), "Restored from revision 1.")
        self.assertLogged("Restored from revision 1.")

    def test_it_makes_open_forms_outdated(self):
        opened = self.open(self.story)
        self.send(what="story")
        self.assertRefused(self.save(self.story, opened, headline="Mine"), "Hanna Voss")

    def test_each_button_of_the_comparison_does_what_it_says(self):
        page = self.client.get(compare_url(self.story.pk, "r1", "now"))
        forms = [form for form in html.fromstring(page.content).forms if "/restore/" in form.action]
        self.assertGreater(len(forms), 2)
        fields = {(form.fields["what"], form.fields["name"]) for form in forms}
        self.assertIn(("field", "headline"), fields)
        self.assertIn(("field", "tags"), fields)
        passages = [form for form in forms if form.fields["what"] == "passage"]
        response = self.client.post(restore_url(self.story, 1), dict(passages[0].form_values()))
        self.assertRedirects(response, compare_url(self.story.pk, "r1", "now"))
        self.assertEqual(RevisionMeta.objects.count(), 3)
        self.assertEqual(Article.objects.get().headline, "As it is")

    def test_an_outdated_page_changes_nothing_and_says_who_saved(self):
        token = Article.objects.get().edit_token
        save_change(self.story, by=self.user, headline="Saved meanwhile")
        response = self.client.post(
            restore_url(self.story, 1), {"what": "story", "token": token}, follow=True
        )
        self.assertContains(response, "Hanna Voss saved the story")
        self.assertEqual(Article.objects.get().headline, "Saved meanwhile")

    def test_what_makes_no_sense_is_refused_with_a_sentence(self):
        for sent in (
            {},
            {"what": "everything"},
            {"what": "field", "name": "embargo_until"},
            {"what": "caption", "name": "x"},
            {"what": "caption", "name": "9" * 40},
            {"what": "passage", "name": "99"},
            {"what": "passage", "name": "../"},
            {"what": "story", "token": "not-a-token"},
        ):
            with self.subTest(sent):
                count = Revision.objects.count()
                response = self.send(**sent)
                self.assertRedirects(response, restore_url(self.story, 1))
                self.assertRevisions(count)

    def test_a_revision_that_is_not_there_is_not_found(self):
        for number in (0, 9, "9" * 30):
            self.assertEqual(self.client.get(restore_url(self.story, number)).status_code, 404)

    def test_readers_see_no_change_until_it_is_published(self):
        edition = publish(self.story, by=None, change="first")
        self.send(what="story")
        self.assertContains(self.client.get(change_url(self.story)), "with unpublished changes")
        self.assertEqual(self.story.editions.live().get(), edition)

    def test_the_tags_own_words_are_not_taken_back(self):
        tag = Tag.objects.get(name="Harbours")
        tag.question = "Do you have a question about harbours?"
        tag.save()
        self.send(what="story")
        tag.refresh_from_db()
        self.assertEqual(tag.question, "Do you have a question about harbours?")

    def test_going_back_with_a_tag_does_not_go_back_with_its_story(self):
        tag = Tag.objects.get(name="Harbours")
        version = Version.objects.get_for_object(tag).first()
        if version is None:
            self.skipTest("The tag was not made in the story's revision.")
        url = f"/admin/articles/tag/{tag.pk}/history/{version.pk}/"
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertEqual(Article.objects.get().headline, "As it is")


class WhoWroteThis(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.kim = make_user("Editor", first_name="Kim", last_name="Osei")
        self.story = make_story("Ferry late", body=LONG, by=self.user)
        publish(self.story, by=self.user, change="first")
        save_change(self.story, by=self.kim, body=LONG.replace("six", "seven"))
        self.url = f"/admin/articles/article/{self.story.pk}/who-wrote/"

    def test_each_paragraph_and_each_changed_phrase_names_its_writer(self):
        response = self.client.get(self.url)
        headline, paragraph = response.context["passages"]
        self.assertEqual((headline.latest.who, headline.latest.number), ("Hanna Voss", 1))
        self.assertEqual((paragraph.latest.who, paragraph.latest.number), ("Kim Osei", 2))
        self.assertIn('data-r="2">seven</span>', paragraph.text_html)
        self.assertIn("not published yet", paragraph.latest.published)
        self.assertIn("edition 1", headline.latest.published)

    def test_an_earlier_revision_is_asked_as_well(self):
        response = self.client.get(f"{self.url}1/")
        numbers = {passage.latest.number for passage in response.context["passages"]}
        self.assertEqual(numbers, {1})
        self.assertEqual(self.client.get(f"{self.url}9/").status_code, 404)

    def test_it_costs_the_same_at_any_length_and_compares_nothing(self):
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url)
        for number in range(30):
            save_change(self.story, by=self.kim, headline=f"Headline {number}")
        with CaptureQueriesContext(connection) as many:
            self.client.get(self.url)
        self.assertLessEqual(len(many), len(few) + 1)
        self.assertFalse([q for q in many if "serialized_data" in q["sql"]])

    def test_a_story_of_an_earlier_newsroom_is_traced_at_once(self):
        RevisionTrace.objects.all().delete()
        _headline, paragraph = self.client.get(self.url).context["passages"]
        self.assertIn('data-r="2">seven</span>', paragraph.text_html)

    def test_a_reviewer_may_ask_and_nobody_else_from_outside(self):
        self.sign_in("Reviewer")
        self.assertEqual(self.client.get(self.url).status_code, 200)
        self.client.logout()
        self.assertEqual(self.client.get(self.url).status_code, 302)

    def test_hostile_words_are_shown_and_do_nothing(self):
        save_change(self.story, headline="<script>alert(1)</script> & <b>")
        response = self.client.get(self.url)
        self.assertNotContains(response, "<script>alert(1)")
        self.assertContains(response, "&lt;script&gt;alert(1)")


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
        old = f"/admin/articles/article/{self.pk}/history/{version.pk}/"
        self.assertRedirects(response, old, fetch_redirect_response=False)
        self.assertRedirects(self.client.get(old), compare_url(self.pk, "r1", "now"))

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
        restore(self.client, story, 1)
        self.assertEqual(tags_of(story), ["Pens", "Summits"])
        self.assertEqual(captions_of(story), [(image.pk, "lead", "Mine.")])
        pens = Version.objects.get_for_object(Tag.objects.get(name="Pens")).get()
        self.assertEqual(pens.revision.user, self.user)
        self.assertEqual(pens.revision.version_set.count(), 1)
