"""Who wrote what, carried from save to save."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.authorship import UNKNOWN, all_by, carried
from articles.comparing import compare
from articles.comparing.passages import passages, text_passages
from tests.support.archive_18f import lines_with_histories
from tests.support.real import needs_real
from tests.support.snapshots import make_snapshot

WORD = st.sampled_from("ferry harbour council budget strait winter mayor bridge 1,200 and".split())
TEXT = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
PARAGRAPH = TEXT.map(lambda text: f"<p>{text}</p>")
STATE = st.tuples(TEXT, st.lists(PARAGRAPH, max_size=6).map("".join))

COUNCIL = "The council met late on Monday to talk about the bridge and its price."
FERRY = "Nobody had seen the ferry leave before the storm came over the harbour."
WIND = "Wind farms off the coast made more power than in any winter before."


def words_of(story) -> list[list[str]]:
    """The words of the headline, the standfirst and each block."""
    fields = [text_passages(story.headline), text_passages(story.standfirst)]
    return [list(one.keys) for one in [*fields, *(passages((block,)) for block in story.body)]]


def authors_of(held) -> list[list[int]]:
    lists = [held["headline"], held["standfirst"], *held["body"]]
    return [[number for number, size in runs for _word in range(size)] for runs in lists]


def history(states):
    """Each state with its authorship, as saves one after the other would note it."""
    before = held = None
    for number, story in enumerate(states, 1):
        if before is None:
            held = all_by(story, number)
        else:
            held = carried(held, compare(before, story), number)
        before = story
        yield story, held


class OfOneSave(TestCase):
    def after(self, before: str, after: str):
        first, second = make_snapshot(before), make_snapshot(after)
        held = carried(all_by(first, 1), compare(first, second), 2)
        return held["body"]

    def test_only_the_words_that_were_written_are_new(self):
        body = self.after("<p>The ferry left at six.</p>", "<p>The ferry left at seven.</p>")
        self.assertEqual(body, [[[1, 4], [2, 1], [1, 1]]])

    def test_a_paragraph_that_moved_stays_its_writers(self):
        first = f"<p>{COUNCIL}</p><p>{FERRY}</p><p>{WIND}</p>"
        moved = f"<p>{FERRY}</p><p>{WIND}</p><p>{COUNCIL}</p>"
        self.assertEqual({n for runs in self.after(first, moved) for n, _size in runs}, {1})

    def test_a_paragraph_that_moved_and_changed_is_new_only_where_it_changed(self):
        first = f"<p>{COUNCIL}</p><p>{FERRY}</p><p>{WIND}</p>"
        moved = f"<p>{FERRY}</p><p>{WIND}</p><p>{COUNCIL.replace('Monday', 'Tuesday')}</p>"
        body = self.after(first, moved)
        self.assertEqual([{n for n, _size in runs} for runs in body[:2]], [{1}, {1}])
        self.assertEqual(body[2], [[1, 5], [2, 1], [1, 9]])

    def test_a_paragraph_cut_in_two_is_still_its_writers(self):
        body = self.after(
            "<p>The ferry left at six. It came back at nine.</p>",
            "<p>The ferry left at six.</p><p>It came back at nine.</p>",
        )
        self.assertEqual(len(body), 2)
        self.assertEqual({n for runs in body for n, _size in runs}, {1})

    def test_what_nobody_noted_is_not_known(self):
        first = make_snapshot("<p>One two.</p>")
        second = make_snapshot("<p>One two three.</p>")
        held = carried({}, compare(first, second), 9)
        self.assertEqual(held["body"], [[[UNKNOWN, 2], [9, 1], [UNKNOWN, 1]]])

    def test_an_authorship_of_another_text_is_not_believed(self):
        first, second = make_snapshot("<p>One two.</p>"), make_snapshot("<p>One two three.</p>")
        other = all_by(make_snapshot("<p>One.</p>"), 1)
        held = carried(other, compare(first, second), 9)
        self.assertNotIn(1, {n for runs in held["body"] for n, _size in runs})


class OverAHistory(TestCase):
    def check(self, states):
        stories = []
        for number, (story, held) in enumerate(history(states), 1):
            stories.append(words_of(story))
            authors = authors_of(held)
            self.assertEqual([len(one) for one in authors], [len(one) for one in stories[-1]])
            for words, numbers in zip(stories[-1], authors, strict=True):
                for word, author in zip(words, numbers, strict=True):
                    # Whoever is named had the word in the text then.
                    self.assertTrue(any(word in text for text in stories[author - 1]))
            before = {word for text in stories[-2] for word in text} if number > 1 else set()
            for words, numbers in zip(stories[-1], authors, strict=True):
                new = [n for word, n in zip(words, numbers, strict=True) if word not in before]
                self.assertEqual(set(new) - {number}, set())

    @given(st.lists(STATE, min_size=1, max_size=6))
    @settings(max_examples=60, deadline=None)
    def test_every_word_is_of_a_revision_that_has_it_and_new_words_are_of_the_new_one(self, states):
        self.check([make_snapshot(body, headline=headline) for headline, body in states])

    @given(st.lists(STATE, min_size=1, max_size=4))
    @settings(max_examples=30, deadline=None)
    def test_a_save_that_changes_no_word_changes_no_author(self, states):
        *_earlier, (story, held) = history(
            [make_snapshot(body, headline=headline) for headline, body in states]
        )
        self.assertEqual(carried(held, compare(story, story), 99), held)

    @needs_real
    def test_the_histories_of_real_stories(self):
        lines = [line for line in lines_with_histories() if len(line.get("revisions", ())) > 6]
        for line in lines[:8]:
            with self.subTest(line["path"]):
                self.check(
                    make_snapshot(one["body_html"], headline=one["title"])
                    for one in line["revisions"]
                )
