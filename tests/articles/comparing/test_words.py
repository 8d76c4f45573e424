from django.test import SimpleTestCase

from articles.comparing import compare, plain_text
from tests.support.snapshots import make_snapshot


class WordsTests(SimpleTestCase):
    def assert_told(self, before: str, after: str, told: str):
        stories = (make_snapshot(body) for body in (before, after))
        self.assertEqual(plain_text(compare(*stories)), told)

    def test_a_figure_is_replaced_as_a_whole(self):
        self.assert_told(
            "<p>It cost 1,250,000 euros at 12:30.</p>",
            "<p>It cost 1,350,000 euros at 12:45.</p>",
            "It cost [-1,250,000-] {+1,350,000+} euros at [-12:30-] {+12:45+} .",
        )

    def test_a_new_sentence_begins_where_a_sentence_begins(self):
        self.assert_told(
            "<p>The ferry sailed. The mayor waved.</p>",
            "<p>The ferry sailed. The crowd sang. The mayor waved.</p>",
            "The ferry sailed. {+The crowd sang.+} The mayor waved.",
        )

    def test_a_lone_article_between_two_rewritten_passages_is_no_common_ground(self):
        before = make_snapshot(headline="Minister quietly resigns over the harbour fee scandal")
        after = make_snapshot(headline="Cabinet loudly rejects all of the strait toll plans")
        self.assertIn(
            "[-Minister quietly resigns over the harbour fee scandal-] "
            "{+Cabinet loudly rejects all of the strait toll plans+}",
            plain_text(compare(before, after)),
        )

    def test_characters_of_a_script_without_spaces_are_told_apart(self):
        self.assert_told("<p>我们在北京。</p>", "<p>我们在南京。</p>", "我们在 [-北-] {+南+} 京。")
