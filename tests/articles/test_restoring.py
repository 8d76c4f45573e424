"""Bringing earlier words back into the working copy."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from reversion.models import Revision, Version

from articles.assembly import snapshot_working_copy
from articles.comparing import compare
from articles.models import Article, Byline, ImageCaption, RevisionMeta, Section
from articles.publishing import publish
from articles.putting_back import put_back
from articles.refusals import RestoringRefused
from articles.restoring import (
    read_held,
    restore_body,
    restore_caption,
    restore_field,
    restore_story,
)
from articles.revisions import UnreadableState, revision, story_of
from articles.rights import withdraw
from tests.factories import (
    make_author,
    make_image,
    make_post,
    make_section,
    make_story,
    make_user,
    save_change,
)

COUNCIL = "<p>The council met late on Monday to talk about the bridge.</p>"
FERRY = "<p>Nobody had seen the ferry leave before the storm came over the harbour.</p>"


def tags_of(story) -> list[str]:
    return [tag.name for tag in Article.objects.get(pk=story.pk).tags.all()]


def bylines_of(story) -> list[tuple]:
    return [(row.author.name, row.role) for row in Byline.objects.filter(article=story)]


def recaption(image, **values) -> None:
    row = ImageCaption.objects.get(image=image)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


class RestoringTestCase(TestCase):
    def setUp(self):
        self.user = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.lead, self.other = make_image(), make_image()
        self.first, self.second = make_author("First"), make_author("Second")
        self.story = make_story(
            "As it was",
            body=f'{COUNCIL}<figure data-image="{self.other.pk}"></figure>{FERRY}',
            tags=["Harbours", "Ferries"],
            authors=[self.first, self.second],
            lead=self.lead,
            by=self.user,
            headline_front="Short",
        )
        with revision(by=self.user) as saving:
            saving.begin(self.story)
            recaption(self.lead, caption="As it was captioned.")
            self.story.save()
            saving.finish(self.story)
        self.then = snapshot_working_copy(self.story)
        self.meta = self.metas().get(number=2)
        self.change_everything()

    def metas(self):
        return RevisionMeta.objects.filter(article_id=self.story.pk)

    def change_everything(self):
        with revision(by=self.user) as saving:
            saving.begin(self.story)
            self.story.headline, self.story.headline_front = "As it is", ""
            self.story.body = COUNCIL + FERRY.replace("before", "after")
            self.story.section = make_section("Politics")
            self.story.save()
            self.story.tags.set(["Ferries", "Later tag"])
            Byline.objects.filter(author=self.first).delete()
            second = Byline.objects.get(author=self.second)
            second.position, second.role = 5, "data"
            second.save()
            Byline.objects.create(article=self.story, author=make_author("Later"))
            recaption(self.lead, role="body", caption="Later.")
            ImageCaption.objects.create(article=self.story, image=self.other, role="lead")
            saving.finish(self.story)
        self.story = Article.objects.get(pk=self.story.pk)

    @property
    def own(self) -> dict:
        return {"by": self.user, "token": str(Article.objects.get(pk=self.story.pk).edit_token)}

    def now(self):
        return snapshot_working_copy(Article.objects.get(pk=self.story.pk))


class TheWholeStory(RestoringTestCase):
    def test_everything_is_as_it_was_and_nothing_added_later_is_left(self):
        self.assertEqual(restore_story(self.story, self.meta, **self.own), [])
        self.assertEqual(self.now(), self.then)
        self.assertEqual(tags_of(self.story), ["Harbours", "Ferries"])
        self.assertEqual(bylines_of(self.story), [("First", "by"), ("Second", "by")])

    def test_it_is_a_revision_of_its_own_that_says_where_it_comes_from(self):
        restore_story(self.story, self.meta, **self.own)
        meta = self.metas().get(number=4)
        self.assertEqual((meta.source, meta.saved_by), ("restore", self.user))
        self.assertIn("Restored from revision 2.", meta.summary)
        self.assertIn("Headline changed", meta.summary)
        self.assertEqual(story_of(meta), self.then)

    def test_the_revision_that_it_makes_can_be_restored_itself(self):
        later = self.now()
        restore_story(self.story, self.meta, **self.own)
        restore_story(self.story, self.metas().get(number=3), **self.own)
        self.assertEqual(self.now(), later)

    def test_what_readers_see_stays(self):
        edition = publish(self.story, by=None, change="first")
        document = edition.document
        restore_story(self.story, self.meta, **self.own)
        edition.refresh_from_db()
        self.assertEqual((edition.document, edition.live_until), (document, None))

    def test_an_embargo_that_runs_is_not_touched(self):
        from datetime import timedelta

        from django.utils import timezone

        until = timezone.now() + timedelta(days=1)
        save_change(Article.objects.get(pk=self.story.pk), embargo_until=until)
        restore_story(self.story, self.meta, **self.own)
        self.assertEqual(Article.objects.get(pk=self.story.pk).embargo_until, until)

    def test_what_cannot_come_back_is_said_first_and_left_out(self):
        self.first.delete()
        from articles.models import Tag

        Tag.objects.get(name="Harbours").delete()
        Section.objects.get(slug="world").delete()
        withdraw(self.other, by=None, reason="A judge says so.")
        self.other.refresh_from_db()
        said = [
            "Its section has been deleted since: the story keeps the one it has.",
            f"“{self.other}” has been withdrawn and is left out.",
            "Authors deleted since are left out.",
            "Tags deleted since are left out.",
        ]
        self.assertEqual(read_held(self.meta).sentences(), said)
        self.assertEqual(restore_story(self.story, self.meta, **self.own), said)
        now = self.now()
        self.assertEqual(now.headline, "As it was")
        self.assertEqual(now.section.slug, "politics")
        self.assertEqual([block.kind for block in now.body], ["paragraph", "paragraph"])
        self.assertEqual(tags_of(self.story), ["Ferries"])
        self.assertEqual(bylines_of(self.story), [("Second", "by")])

    def test_a_post_that_was_deleted_is_left_out_of_the_text(self):
        post = make_post()
        body = f'<p>One.</p><figure data-post="{post.pk}"></figure>'
        save_change(self.story, body=body)
        meta = self.metas().latest("number")
        save_change(self.story, body="<p>Two.</p>")
        post.delete()
        self.assertEqual(
            restore_story(self.story, meta, **self.own),
            ["Social posts deleted since are left out."],
        )
        self.assertEqual(Article.objects.get(pk=self.story.pk).body, "<p>One.</p>")


class OnePart(RestoringTestCase):
    def test_each_field_comes_back_alone(self):
        for field in ("headline", "headline_front", "section", "bylines", "tags", "body"):
            with self.subTest(field):
                before = self.now()
                restore_field(self.story, self.meta, field, **self.own)
                after = self.now()
                self.assertEqual(getattr(after, field), getattr(self.then, field))
                # With a picture's place in the text the pictures shown are others.
                apart = {field} | ({"images"} if field == "body" else set())
                for other in ("headline", "section", "bylines", "tags", "body", "images"):
                    if other not in apart:
                        self.assertEqual(getattr(after, other), getattr(before, other), other)

    def test_a_pictures_words_come_back_alone(self):
        ImageCaption.objects.filter(image=self.other).delete()
        recaption(self.lead, role="lead")
        restore_caption(self.story, self.meta, self.lead.pk, **self.own)
        row = ImageCaption.objects.get(article=self.story, image=self.lead)
        self.assertEqual((row.caption, row.role), ("As it was captioned.", "lead"))
        self.assertEqual(self.now().headline, "As it is")

    def test_a_paragraph_comes_back_alone(self):
        comparison = compare(self.then, self.now())
        place = next(at for at, row in enumerate(comparison.body) if row.kind == "removed")
        restore_body(self.story, self.meta, put_back(comparison, str(place)), **self.own)
        kinds = [block.kind for block in self.now().body]
        self.assertEqual(kinds, ["paragraph", "image", "paragraph"])
        self.assertEqual(self.now().headline, "As it is")

    def test_a_withdrawn_picture_does_not_come_back(self):
        withdraw(self.other, by=None, reason="A judge says so.")
        comparison = compare(self.then, self.now())
        place = next(at for at, row in enumerate(comparison.body) if row.kind == "removed")
        with self.assertRaisesMessage(RestoringRefused, "has been withdrawn"):
            restore_body(self.story, self.meta, put_back(comparison, str(place)), **self.own)

    def test_a_section_that_is_gone_is_refused(self):
        Section.objects.get(slug="world").delete()
        with self.assertRaisesMessage(RestoringRefused, "has been deleted since"):
            restore_field(self.story, self.meta, "section", **self.own)

    def test_what_is_no_field_is_refused(self):
        for field in ("embargo_until", "edit_token", "", "id", "images__image"):
            with self.subTest(field), self.assertRaises(RestoringRefused):
                restore_field(self.story, self.meta, field, **self.own)


class Refusing(RestoringTestCase):
    def assertNothingHappened(self, count):  # noqa: N802
        self.assertEqual(Revision.objects.count(), count)
        self.assertEqual(Article.objects.get(pk=self.story.pk).headline, "As it is")

    def test_a_story_saved_meanwhile_is_not_overwritten(self):
        own = self.own
        save_change(self.story, by=self.user, standfirst="Saved meanwhile.")
        count = Revision.objects.count()
        with self.assertRaisesMessage(RestoringRefused, "Hanna Voss saved the story"):
            restore_story(self.story, self.meta, **own)
        self.assertNothingHappened(count)

    def test_the_second_of_two_restores_at_once_is_told(self):
        own = self.own
        restore_field(self.story, self.meta, "tags", **own)
        count = Revision.objects.count()
        with self.assertRaises(RestoringRefused):
            restore_story(self.story, self.meta, **own)
        self.assertNothingHappened(count)

    def test_what_says_the_same_already_makes_no_revision(self):
        count, token = Revision.objects.count(), self.own["token"]
        with self.assertRaisesMessage(RestoringRefused, "says exactly this already"):
            restore_story(self.story, self.metas().get(number=3), **self.own)
        self.assertNothingHappened(count)
        self.assertEqual(self.own["token"], token)

    def test_who_may_not_write_may_not_restore(self):
        count = Revision.objects.count()
        own = self.own | {"by": make_user("Reviewer")}
        for restoring in (
            lambda: restore_story(self.story, self.meta, **own),
            lambda: restore_field(self.story, self.meta, "headline", **own),
            lambda: restore_caption(self.story, self.meta, self.lead.pk, **own),
            lambda: restore_body(self.story, self.meta, self.then.body, **own),
        ):
            with self.assertRaises(PermissionDenied):
                restoring()
        self.assertNothingHappened(count)

    def test_another_storys_revision_is_refused(self):
        other = RevisionMeta.objects.get(article_id=make_story("Another").pk)
        with self.assertRaises(RestoringRefused):
            restore_story(self.story, other, **self.own)

    def test_a_revision_broken_by_hand_is_told_apart_from_the_others(self):
        for damage in ("", "{", "[]", "null", '[{"pk": 1, "model": "articles.article"}]', "[1]"):
            with self.subTest(damage):
                versions = Version.objects.filter(revision=self.meta.revision)
                versions.filter(content_type__model="article").update(serialized_data=damage)
                for reading in (lambda: story_of(self.meta), lambda: read_held(self.meta)):
                    with self.assertRaisesMessage(UnreadableState, "Revision 2 is damaged"):
                        reading()
        story_of(self.metas().get(number=3))

    def test_a_revision_older_than_a_field_is_read_without_it(self):
        version = Version.objects.get(revision=self.meta.revision, content_type__model="article")
        import json

        held = json.loads(version.serialized_data)
        del held[0]["fields"]["headline_front"]
        held[0]["fields"]["a_field_of_long_ago"] = "Gone"
        Version.objects.filter(pk=version.pk).update(serialized_data=json.dumps(held))
        story = story_of(self.metas().get(number=2))
        self.assertEqual((story.headline, story.headline_front), ("As it was", ""))
