from reversion.models import Revision

from articles.models import Article, Byline, RevisionMeta
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

ADD = "/admin/articles/article/add/"


class AddingAStory(DeskTestCase):
    def _new(self, **values) -> dict:
        section = make_section()
        data = form_data(self.client.get(ADD))
        return {**data, "headline": "Ferry returns", "section": section.pk, **values}

    def test_a_story_is_one_revision_with_its_byline_tags_and_pictures(self):
        author, image = make_author("Jo Li"), make_image()
        before = Revision.objects.count()
        data = self._new(body="<p>It came back.</p>", tags=["Harbours", "Ferries"], note="Filed")
        data = add_row(data, "bylines", author=author.pk, role="by", position="")
        data = add_row(
            data,
            "captions",
            image=image.pk,
            role="lead",
            caption="At dawn.",
            credit="",
            alt="",
            position="",
        )
        self.assertSaved(self.client.post(ADD, data))
        story = Article.objects.get()
        self.assertEqual(tags_of(story), ["Harbours", "Ferries"])
        self.assertEqual(bylines_of(story), [("Jo Li", "by")])
        self.assertEqual(captions_of(story), [(image.pk, "lead", "At dawn.")])
        self.assertRevisions(before + 1)
        meta = RevisionMeta.objects.get()
        self.assertEqual(meta.article_id, story.pk)
        self.assertEqual(meta.source, "desk")
        self.assertEqual(meta.revision.comment, "Filed")
        self.assertEqual(meta.revision.user, self.user)
        models = sorted(meta.revision.version_set.values_list("content_type__model", flat=True))
        self.assertEqual(
            models, ["article", "byline", "imagecaption", "taggedarticle", "taggedarticle"]
        )

    def test_rows_are_numbered_in_the_order_they_were_added(self):
        data = self._new()
        for name in ("A", "B", "C"):
            data = add_row(data, "bylines", author=make_author(name).pk, role="by", position="")
        self.assertSaved(self.client.post(ADD, data))
        self.assertEqual(list(Byline.objects.values_list("position", flat=True)), [0, 1, 2])

    def test_a_headline_is_needed_and_what_was_typed_stays(self):
        response = self.client.post(ADD, self._new(headline="   ", body="<p>Kept words.</p>"))
        self.assertRefused(response, "A story needs a headline.")
        self.assertContains(response, "Kept words.")
        self.assertEqual(Article.objects.count(), 0)

    def test_a_line_break_in_a_headline_becomes_a_space(self):
        self.assertSaved(self.client.post(ADD, self._new(headline="Ferry\r\nreturns")))
        self.assertEqual(Article.objects.get().headline, "Ferry returns")

    def test_the_writers_own_byline_is_offered(self):
        author = make_author("Hanna Voss", user=self.user)
        data = form_data(self.client.get(ADD))
        self.assertEqual(data["bylines-0-author"], str(author.pk))
        self.assertSaved(self.client.post(ADD, {**data, "headline": "Ferry returns"}))
        self.assertEqual(bylines_of(Article.objects.get()), [("Hanna Voss", "by")])

    def test_script_in_the_body_does_not_survive(self):
        self.client.post(ADD, self._new(body="<p onclick='x()'>Hi<script>x()</script></p>"))
        self.assertEqual(Article.objects.get().body, "<p>Hi</p>")


class ChangingAStory(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.lead, self.other = make_image(title="Lead"), make_image(title="Other")
        self.story = make_story(
            body="<p>One.</p><p>Two.</p>",
            tags=["Harbours", "Ferries"],
            authors=[make_author("A"), make_author("B")],
            lead=self.lead,
        )
        self.revisions = Revision.objects.count()

    def test_a_save_is_one_revision_that_says_what_changed(self):
        self.assertSaved(self.save(self.story, headline="Ferry late", note="Clearer"))
        self.assertRevisions(self.revisions + 1)
        meta = RevisionMeta.objects.latest("pk")
        self.assertEqual(meta.summary, "Headline changed.")
        self.assertEqual(meta.revision.comment, "Clearer")
        self.assertEqual(meta.revision.user, self.user)

    def test_a_save_that_changes_nothing_makes_no_revision_and_says_so(self):
        token = Article.objects.get().edit_token
        response = self.save(self.story, _continue="1")
        self.assertSaved(response)
        self.assertContains(self.client.get(response.url), "Nothing changed")
        self.assertRevisions(self.revisions)
        self.assertEqual(Article.objects.get().edit_token, token)
        self.assertEqual(self.user.logentry_set.count(), 0)

    def test_a_note_alone_is_no_change(self):
        self.save(self.story, note="Nothing, really")
        self.assertRevisions(self.revisions)

    def test_each_changing_save_gives_a_new_edit_token(self):
        token = Article.objects.get().edit_token
        self.save(self.story, standfirst="A new one.")
        self.assertNotEqual(Article.objects.get().edit_token, token)

    def test_tags_keep_the_order_they_were_given_in(self):
        self.save(self.story, tags=["Ferries", "New one", "Harbours"])
        self.assertEqual(tags_of(self.story), ["Ferries", "New one", "Harbours"])
        self.assertEqual(
            RevisionMeta.objects.latest("pk").summary, "Tags: New one added, order changed."
        )

    def test_bylines_are_reordered_by_their_positions(self):
        self.save(self.story, **{"bylines-0-position": "1", "bylines-1-position": "0"})
        self.assertEqual([name for name, _role in bylines_of(self.story)], ["B", "A"])
        self.assertRevisions(self.revisions + 1)

    def test_a_position_that_is_no_number_places_a_row_last(self):
        self.assertSaved(self.save(self.story, **{"bylines-0-position": "9" * 5000}))
        self.assertEqual([name for name, _role in bylines_of(self.story)], ["B", "A"])

    def test_two_authors_can_trade_places(self):
        data = self.open(self.story)
        first, second = data["bylines-0-author"], data["bylines-1-author"]
        self.assertSaved(
            self.save(self.story, data, **{"bylines-0-author": second, "bylines-1-author": first})
        )
        self.assertEqual([name for name, _role in bylines_of(self.story)], ["B", "A"])

    def test_a_replaced_author_stands_where_the_old_one_stood(self):
        self.save(self.story, **{"bylines-0-author": make_author("C").pk})
        self.assertEqual([name for name, _role in bylines_of(self.story)], ["C", "B"])

    def test_a_row_is_removed(self):
        self.save(self.story, **{"bylines-0-DELETE": "on"})
        self.assertEqual([name for name, _role in bylines_of(self.story)], ["B"])

    def test_the_lead_passes_to_another_picture_in_one_save(self):
        data = add_row(
            self.open(self.story),
            "captions",
            image=self.other.pk,
            role="lead",
            caption="",
            credit="",
            alt="",
            position="",
        )
        self.assertSaved(self.save(self.story, data, **{"captions-0-role": "body"}))
        self.assertEqual(
            [(pk, role) for pk, role, _caption in captions_of(self.story)],
            [(self.lead.pk, "body"), (self.other.pk, "lead")],
        )
        data = self.open(self.story)
        self.assertSaved(
            self.save(self.story, data, **{"captions-0-role": "lead", "captions-1-role": "body"})
        )

    def test_an_author_twice_is_refused_at_the_second(self):
        data = self.open(self.story)
        again = add_row(data, "bylines", author=data["bylines-0-author"], role="by", position="")
        self.assertRefused(self.save(self.story, again), "A is in the byline already.")
        new = make_author("New")
        twice = data
        for _number in range(2):
            twice = add_row(twice, "bylines", author=new.pk, role="by", position="")
        self.assertRefused(self.save(self.story, twice), "New is in the byline already.")
        self.assertRevisions(self.revisions)

    def test_a_picture_twice_and_two_leads_are_refused(self):
        row = {"caption": "Typed words.", "credit": "", "alt": "", "position": ""}
        data = self.open(self.story)
        twice = add_row(data, "captions", image=self.lead.pk, role="body", **row)
        response = self.save(self.story, twice)
        self.assertRefused(response, "“Lead” is in the story already.")
        self.assertContains(response, "Typed words.")
        leads = add_row(data, "captions", image=self.other.pk, role="lead", **row)
        self.assertRefused(
            self.save(self.story, leads), "A story has one lead picture: “Lead” is it already."
        )

    def test_what_no_form_would_send_is_refused(self):
        for changes, sentence in (
            ({"bylines-0-author": "987654"}, "Select a valid choice"),
            ({"bylines-0-role": "editor-in-chief"}, "Select a valid choice"),
            ({"section": "abc"}, "Select a valid choice"),
            ({"headline": "x" * 201}, "at most 200 characters"),
            ({"standfirst": "a\x00b"}, "Null characters are not allowed."),
            ({"embargo_until_0": "soon", "embargo_until_1": "later"}, "Enter a valid date."),
        ):
            with self.subTest(changes=str(changes)[:60]):
                self.assertRefused(self.save(self.story, **changes), sentence)
        self.assertRevisions(self.revisions)

    def test_a_story_that_does_not_exist_is_said_to_be_gone(self):
        response = self.client.get("/admin/articles/article/99999/change/", follow=True)
        self.assertContains(response, "doesn’t exist")

    def test_save_and_publish_goes_on_to_the_publishing_page(self):
        for changes in ({"headline": "Another"}, {}):
            response = self.save(self.story, _save_publish="1", **changes)
            self.assertRedirects(response, f"/admin/articles/article/{self.story.pk}/publish/")

    def test_a_live_story_then_has_unpublished_changes(self):
        from articles.publishing import publish

        publish(self.story, by=None, change="first")
        self.assertContains(self.client.get(change_url(self.story)), "Live, edition 1")
        self.save(self.story, headline="Another")
        self.assertContains(
            self.client.get(change_url(self.story)), "Live, edition 1, with unpublished changes"
        )

    def test_the_form_costs_the_same_whatever_the_length_of_the_history(self):
        def queries() -> int:
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(
                connection,
            ) as captured:
                self.client.get(change_url(self.story))
            return len(captured)

        queries()
        before = queries()
        for number in range(5):
            save_change(self.story, headline=f"Headline {number}")
        self.assertEqual(queries(), before)


class OutdatedPageTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(
            body="<p>One.</p><p>Two.</p>", tags=["Harbours"], authors=[make_author("A")]
        )
        self.other = self.sign_in("Reporter", first_name="Mara", last_name="Lindqvist")
        self.client.force_login(self.user)
        self.opened = self.open(self.story)

    def _theirs(self):
        author = make_author("Theirs")
        with revision(by=self.other) as saving:
            saving.begin(self.story)
            self.story.headline = "Their headline"
            self.story.body = "<p>One.</p><p>Their second.</p>"
            self.story.save()
            self.story.tags.set(["Their tag"])
            Byline.objects.filter(article=self.story).delete()
            Byline.objects.create(article=self.story, author=author)
            saving.finish(self.story)

    def _mine(self, **changes):
        author = make_author("Mine")
        data = add_row(self.opened, "bylines", author=author.pk, role="data", position="")
        typed = {"body": "<p>My first.</p><p>Two.</p>", "standfirst": "Mine", "tags": ["My tag"]}
        return self.save(self.story, data, **{**typed, **changes})


class SavingFromAPageOfAnUnknownVersion(OutdatedPageTestCase):
    """Where the history no longer knows what the page was opened from, nothing can be merged."""

    def _mine(self, **changes):
        RevisionMeta.objects.update(edit_token=None)
        return super()._mine(**changes)

    def test_it_is_refused_with_all_that_was_typed(self):
        self._theirs()
        response = self._mine()
        self.assertRefused(response, "Mara Lindqvist saved this story at")
        data = form_data(response)
        self.assertEqual(data["body"], "<p>My first.</p><p>Two.</p>")
        self.assertEqual(data["standfirst"], "Mine")
        self.assertEqual(data["tags"], ["My tag"])
        self.assertEqual(data["bylines-1-role"], "data")
        self.assertEqual(data["bylines-0-author"], self.opened["bylines-0-author"])
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Their headline")
        self.assertEqual(bylines_of(stored), [("Theirs", "by")])

    def test_it_shows_what_the_stored_version_says(self):
        self._theirs()
        response = self._mine()
        found = {
            difference.field: difference for difference in response.context["stale_differences"]
        }
        self.assertEqual(set(found), {"headline", "standfirst", "body", "bylines", "tags"})
        self.assertEqual(found["headline"].before, ("Their headline",))
        self.assertEqual(found["body"].before, ("One.", "Their second."))
        self.assertEqual(found["body"].after, ("My first.", "Two."))
        self.assertEqual(found["tags"].before, ("Their tag",))
        self.assertEqual(found["bylines"].after, ("By A", "Data by Mine"))
        self.assertContains(response, "Their second.")

    def test_mine_is_saved_over_theirs_on_request(self):
        self._theirs()
        page = form_data(self._mine())
        token = str(Article.objects.get().edit_token)
        self.assertSaved(self.save(self.story, page, save_over=token))
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Ferry returns to the strait")
        self.assertEqual(stored.body, "<p>My first.</p><p>Two.</p>")
        self.assertEqual(tags_of(stored), ["My tag"])
        self.assertEqual(bylines_of(stored), [("A", "by"), ("Mine", "data")])

    def test_a_third_save_in_between_is_not_saved_over_unseen(self):
        self._theirs()
        page = form_data(self._mine())
        seen = str(Article.objects.get().edit_token)
        save_change(self.story, headline="A third headline")
        self.assertRefused(self.save(self.story, page, save_over=seen), "saved this story at")
        self.assertEqual(Article.objects.get().headline, "A third headline")

    def test_ones_own_other_window_is_named_as_that(self):
        self.save(self.story, self.opened, headline="From the other window")
        self.assertRefused(self._mine(), "You saved this story at")

    def test_a_form_without_its_token_is_outdated(self):
        data = {**self.opened, "headline": "Forged"}
        del data["opened"]
        self.assertRefused(self.client.post(change_url(self.story), data), "nothing has been saved")

    def test_an_odd_token_is_an_unknown_version(self):
        for opened in ("x", "00000000-0000-0000-0000-000000000000"):
            self.assertRefused(self._mine(opened=opened), "nothing has been saved")

    def test_a_save_that_changed_nothing_makes_nobody_outdated(self):
        self.save(self.story)
        self.assertSaved(self._mine())
