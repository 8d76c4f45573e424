from articles.models import Article, Byline, ImageCaption, RevisionMeta
from articles.revisions import revision
from tests.articles.admin.desk import add_row, bylines_of, captions_of, form_data, tags_of
from tests.articles.admin.test_article_save import OutdatedPageTestCase
from tests.factories import make_author, make_image, make_story, save_change

CHOICES = {"mine": "My second.", "theirs": "Their second.", "both": "Their second. My second."}


class SavingAfterSomebodyElse(OutdatedPageTestCase):
    def test_what_both_changed_apart_from_each_other_is_merged_and_saved(self):
        self._theirs()
        self.assertSaved(self._mine())
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Their headline")
        self.assertEqual(stored.standfirst, "Mine")
        self.assertEqual(stored.body, "<p>My first.</p><p>Their second.</p>")
        self.assertEqual(set(tags_of(stored)), {"Their tag", "My tag"})
        self.assertEqual(set(bylines_of(stored)), {("Theirs", "by"), ("Mine", "data")})

    def test_the_history_shows_both_saves_and_who_they_were(self):
        self._theirs()
        self.assertSaved(self._mine())
        metas = RevisionMeta.objects.filter(article_id=self.story.pk).order_by("-revision_id")
        self.assertEqual([meta.revision.user for meta in metas[:2]], [self.user, self.other])
        self.assertEqual(metas[0].source, RevisionMeta.Source.MERGE)
        self.assertIn("Merged with what Mara Lindqvist saved at", metas[0].summary)

    def test_whoever_saves_second_is_told(self):
        self._theirs()
        page = self.client.get(self._mine(_continue="1").url)
        self.assertContains(page, "Merged with what Mara Lindqvist saved at")

    def test_a_third_save_in_between_is_merged_too(self):
        self._theirs()
        save_change(self.story, slug="a-third-address")
        self.assertSaved(self._mine())
        stored = Article.objects.get()
        self.assertEqual((stored.slug, stored.headline), ("a-third-address", "Their headline"))

    def test_nothing_typed_on_top_of_their_save_is_that_save(self):
        self._theirs()
        count = RevisionMeta.objects.count()
        self.assertSaved(self.save(self.story, self.opened))
        self.assertEqual(Article.objects.get().headline, "Their headline")
        self.assertEqual(RevisionMeta.objects.count(), count, "no revision for nothing")

    def test_captions_of_both_are_merged_by_picture_and_column(self):
        image, new = make_image(), make_image()
        ImageCaption.objects.create(article=self.story, image=image, role="lead")
        save_change(self.story, standfirst="With a picture")
        opened = self.open(self.story)
        with revision(by=self.other) as saving:
            saving.begin(self.story)
            ImageCaption.objects.update(credit="Their credit")
            saving.finish(self.story)
        data = add_row(
            {**opened, "captions-0-caption": "My caption."},
            "captions",
            image=new.pk,
            role="body",
            caption="",
            credit="",
            alt="",
            position="",
        )
        self.assertSaved(self.save(self.story, data))
        rows = list(self.story.captions.values_list("image", "role", "caption", "credit"))
        self.assertEqual(
            rows,
            [(image.pk, "lead", "My caption.", "Their credit"), (new.pk, "body", "", "")],
        )
        self.assertEqual(len(captions_of(self.story)), 2)

    def test_who_may_only_look_at_the_byline_keeps_theirs(self):
        self.user.groups.clear()
        self.user.user_permissions.add(
            *self._permissions("change_article", "view_article", "view_byline", "view_imagecaption")
        )
        opened = self.open(self.story)
        self._theirs()
        self.assertSaved(self.save(self.story, opened, standfirst="Mine"))
        stored = Article.objects.get()
        self.assertEqual((stored.standfirst, stored.headline), ("Mine", "Their headline"))
        self.assertEqual(bylines_of(stored), [("Theirs", "by")])

    def _permissions(self, *names):
        from django.contrib.auth.models import Permission

        return Permission.objects.filter(codename__in=names, content_type__app_label="articles")


class WhatBothChanged(OutdatedPageTestCase):
    def ask(self, **changes):
        self._theirs()
        response = self._mine(body="<p>My first.</p><p>My second.</p>", **changes)
        self.assertEqual(response.status_code, 200)
        return response

    def test_only_that_is_asked_and_nothing_is_saved_meanwhile(self):
        response = self.ask()
        (question,) = response.context["questions"]
        self.assertEqual(question.name, "Body")
        self.assertEqual(question.before, ("Two.",))
        self.assertContains(response, "Mara Lindqvist saved this story at")
        self.assertEqual(form_data(response)["body"], "<p>My first.</p><p>My second.</p>")
        self.assertEqual(Article.objects.get().body, "<p>One.</p><p>Their second.</p>")

    def test_the_choice_is_carried_out_with_all_that_needed_none(self):
        for choice, second in CHOICES.items():
            with self.subTest(choice=choice):
                self.setUp()
                response = self.ask()
                (question,) = response.context["questions"]
                page = form_data(response)
                self.assertSaved(self.save(self.story, {**page, question.id: choice}))
                stored = Article.objects.get(pk=self.story.pk)
                text = stored.body.replace("</p><p>", " ")
                self.assertEqual(text, f"<p>My first. {second}</p>")
                self.assertEqual(stored.headline, "Their headline")

    def test_no_answer_or_an_odd_one_asks_again(self):
        response = self.ask()
        page = form_data(response)
        (question,) = response.context["questions"]
        for answer in ("", "x", "both "):
            again = self.save(self.story, {**page, question.id: answer})
            self.assertEqual(len(again.context["questions"]), 1)
        self.assertEqual(Article.objects.get().body, "<p>One.</p><p>Their second.</p>")

    def test_all_of_mine_is_saved_over_theirs_on_request(self):
        page = form_data(self.ask())
        token = str(Article.objects.get().edit_token)
        self.assertSaved(self.save(self.story, page, save_over=token))
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Ferry returns to the strait")
        self.assertEqual(stored.body, "<p>My first.</p><p>My second.</p>")

    def test_a_save_meanwhile_that_overlaps_too_is_asked_about(self):
        response = self.ask()
        (question,) = response.context["questions"]
        page = form_data(response)
        save_change(self.story, body="<p>One.</p><p>A third second.</p>")
        again = self.save(self.story, {**page, question.id: "mine"})
        self.assertEqual(again.status_code, 200, "the answer was to another question")
        self.assertEqual(len(again.context["questions"]), 1)

    def test_two_lead_pictures_are_asked_about(self):
        first, theirs, mine = (
            make_image(title="First"),
            make_image(title="T"),
            make_image(title="M"),
        )
        story = make_story(lead=first)
        opened = self.open(story)
        self._lead(story, theirs)
        data = {**opened, "captions-0-role": "body"}
        row = {
            "image": mine.pk,
            "role": "lead",
            "caption": "",
            "credit": "",
            "alt": "",
            "position": "",
        }
        response = self.save(story, add_row(data, "captions", **row))
        (question,) = response.context["questions"]
        self.assertEqual(question.name, "Lead picture")
        self.assertSaved(self.save(story, {**form_data(response), question.id: "theirs"}))
        lead = ImageCaption.objects.get(article=story, role="lead")
        self.assertEqual(lead.image, theirs)
        self.assertEqual(ImageCaption.objects.filter(article=story).count(), 3)

    def _lead(self, story, image):
        with revision(by=self.other) as saving:
            saving.begin(story)
            ImageCaption.objects.filter(article=story).update(role="body")
            ImageCaption.objects.create(article=story, image=image, role="lead", position=1)
            saving.finish(story)

    def test_a_byline_that_one_took_out_and_the_other_changed_is_asked_about(self):
        author = make_author("Ada")
        story = make_story(authors=[author, make_author("Bo")])
        opened = self.open(story)
        with revision(by=self.other) as saving:
            saving.begin(story)
            Byline.objects.filter(author=author).update(role="research")
            saving.finish(story)
        response = self.save(story, {**opened, "bylines-0-DELETE": "on"})
        (question,) = response.context["questions"]
        self.assertIn("Ada", question.name)
        self.assertSaved(self.save(story, {**form_data(response), question.id: "theirs"}))
        self.assertIn(("Ada", "research"), bylines_of(Article.objects.get(pk=story.pk)))
