"""Checks of the clips in a story, in its text and in its posts."""

from datetime import timedelta

from django.utils import timezone

from articles.checks import Level
from articles.rights import withdraw
from tests.articles.checks.test_findings import CheckTestCase
from tests.articles.test_clip_rights import track_file
from tests.factories import make_clip, make_image, make_post, make_story


class Clips(CheckTestCase):
    def setUp(self):
        self.clip = make_clip("Pen", credit="Jo Li", track=track_file())
        self.posted = make_clip("Posted", track=track_file())
        post = make_post(clip=self.posted)
        body = f'<p>x</p><figure data-clip="{self.clip.pk}"></figure>'
        self.story = make_story(
            body=f'{body}<figure data-post="{post.pk}"></figure>', lead=make_image()
        )

    def test_a_whole_clip_has_no_findings_and_a_posts_needs_no_credit_of_ours(self):
        self.assertEqual(self.found(self.story), [])

    def test_missing_words_are_warnings_that_lead_to_its_page(self):
        for clip in (self.clip, self.posted):
            clip.track, clip.credit = "", ""
            clip.save()
        pen, posted = (f"/admin/articles/clip/{one.pk}/change/" for one in (self.clip, self.posted))
        self.assertFound(
            self.story, "clip-credit", ("The clip “Pen” has no credit.", f"{pen}#id_credit")
        )
        sentence = "The clip “%s” has no text track, for those who cannot hear it."
        self.assertFound(
            self.story,
            "clip-track",
            (sentence % "Pen", f"{pen}#id_track"),
            (sentence % "Posted", f"{posted}#id_track"),
        )
        self.assertEqual({one.level for one in self.found(self.story)}, {Level.WARNING})

    def test_one_that_readers_would_not_see_holds_the_story_back(self):
        end = timezone.now() + timedelta(days=1)
        for clip in (self.clip, self.posted):
            with self.subTest(clip.title):
                clip.rights_until = end
                clip.save()
                self.assertFound(self.story, "clip-rights")
                ((sentence, href),) = self.findings(self.story, "clip-rights", at=end)
                self.assertIn(f"The clip “{clip.title}” would not be shown: rights ended", sentence)
                self.assertEqual(href, f"/admin/articles/clip/{clip.pk}/change/#id_rights_until_0")
                clip.rights_until = None
                clip.save()
        withdraw(self.posted, by=None, reason="Not ours.")
        ((sentence, _href),) = self.findings(self.story, "clip-rights")
        self.assertIn("withdrawn", sentence)
