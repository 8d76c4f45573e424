"""Today's body with one thing of an earlier one in it again."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import clean_body, join_blocks
from articles.comparing import compare
from articles.putting_back import can_put_back_passage, edits, put_back
from articles.refusals import RestoringRefused
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real
from tests.support.snapshots import make_snapshot

WORD = st.sampled_from("ferry harbour council budget strait winter mayor bridge".split())
TEXT = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
BLOCK = st.one_of(
    TEXT.map(lambda text: f"<p>{text}</p>"),
    TEXT.map(lambda text: f"<h2>{text}</h2>"),
    st.lists(TEXT, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    ),
    st.tuples(TEXT, TEXT).map(lambda two: f"<p>{two[0]} <strong>{two[1]}</strong></p>"),
    st.integers(1, 4).map(lambda pk: f'<figure data-image="{pk}"></figure>'),
)
BODY = st.lists(BLOCK, max_size=6).map("".join)


def body_after(before: str, after: str, name: str) -> str:
    comparison = compare(make_snapshot(before), make_snapshot(after))
    return join_blocks(put_back(comparison, name))


def change(before: str, after: str, kind: str) -> str:
    """The name of the first row of a kind."""
    comparison = compare(make_snapshot(before), make_snapshot(after))
    return str(next(at for at, row in enumerate(comparison.body) if row.kind == kind))


class OneThing(TestCase):
    def test_a_paragraph_that_was_cut_comes_back_in_its_place(self):
        before = "<p>One.</p><p>Two was cut.</p><p>Three.</p>"
        after = "<p>One.</p><p>Three, and more of it.</p>"
        back = body_after(before, after, change(before, after, "removed"))
        self.assertEqual(back, "<p>One.</p><p>Two was cut.</p><p>Three, and more of it.</p>")

    def test_a_paragraph_that_was_put_in_goes(self):
        before, after = "<p>One.</p>", "<p>One.</p><p>Entirely different words.</p>"
        self.assertEqual(body_after(before, after, change(before, after, "added")), before)

    def test_what_moved_goes_back_to_where_it_was_with_todays_words(self):
        texts = (
            "The council met late on Monday to talk about the bridge.",
            "Nobody had seen the ferry leave before the storm came over the harbour.",
            "Wind farms off the coast made more power than in any winter before.",
        )
        one, two, three = (f"<p>{text}</p>" for text in texts)
        before, after = one + two + three, two + three + one
        back = body_after(before, after, change(before, after, "left"))
        self.assertEqual(back, before)

    def test_one_passage_of_two_in_a_paragraph_comes_back_alone(self):
        before = "<p>The ferry left at six and came back at nine on <em>Monday</em>.</p>"
        after = "<p>The ferry left at seven and came back at nine on <em>Tuesday</em>.</p>"
        row = change(before, after, "changed")
        self.assertEqual(
            body_after(before, after, f"{row}.0"),
            "<p>The ferry left at six and came back at nine on <em>Tuesday</em>.</p>",
        )
        self.assertEqual(
            body_after(before, after, f"{row}.1"),
            "<p>The ferry left at seven and came back at nine on <em>Monday</em>.</p>",
        )

    def test_a_passage_at_the_very_beginning_keeps_its_space(self):
        before = "<p>Yesterday the ferry left the harbour at six in the rain.</p>"
        after = "<p>the ferry left the harbour at seven in the rain.</p>"
        row = change(before, after, "changed")
        self.assertEqual(
            body_after(before, after, f"{row}.0"),
            "<p>Yesterday the ferry left the harbour at seven in the rain.</p>",
        )

    def test_what_is_not_there_is_refused_with_a_sentence(self):
        story = make_snapshot("<p>One.</p>")
        same = compare(story, story)
        for name in ("0", "7", "0.3", "", "x", "-1", "0.0.0", "9" * 30):
            with self.subTest(name), self.assertRaisesRegex(RestoringRefused, "Look at the"):
                put_back(same, name)


class AllOfIt(TestCase):
    def put_all_back(self, before: str, after: str) -> None:
        then, now = make_snapshot(before), make_snapshot(after)
        for _step in range(3 * (len(then.body) + len(now.body)) + 3):
            comparison = compare(then, now)
            name = next(
                (
                    str(at)
                    for at, row in enumerate(comparison.body)
                    if row.kind not in ("same", "left")
                ),
                None,
            )
            if name is None:
                break
            body = join_blocks(put_back(comparison, name))
            self.assertEqual(clean_body(body), body)
            now = make_snapshot(body)
        self.assertEqual(now.body_source, then.body_source)

    @given(BODY, BODY)
    @settings(max_examples=50, deadline=None)
    def test_putting_back_change_after_change_ends_with_the_earlier_text(self, before, after):
        self.put_all_back(before, after)

    @needs_real
    def test_so_it_does_with_real_edits(self):
        for before, after in bodies_of_pairs(40):
            with self.subTest(before[:60]):
                self.put_all_back(before, after)

    def passages(self, before: str, after: str) -> None:
        """Each passage put back says fewer different words than before, and nothing else."""
        comparison = compare(make_snapshot(before), make_snapshot(after))
        for at, row in enumerate(comparison.body):
            if not can_put_back_passage(row):
                continue
            for number, edit in enumerate(edits(row)):
                try:
                    blocks = put_back(comparison, f"{at}.{number}")
                except RestoringRefused:
                    continue
                wanted = list(row.new.keys)
                wanted[edit[0].j1 : edit[-1].j2] = row.old.keys[edit[0].i1 : edit[-1].i2]
                place = sum(
                    len(one.after)
                    for one in comparison.body[:at]
                    if one.kind not in ("removed", "left")
                )
                again = make_snapshot(join_blocks(blocks)).body[place]
                self.assertEqual(words(again.text()), words_of_keys(wanted))

    @given(BODY, BODY)
    @settings(max_examples=50, deadline=None)
    def test_a_passage_is_exchanged_and_nothing_else(self, before, after):
        self.passages(before, after)

    @needs_real
    def test_so_it_is_in_real_edits(self):
        for before, after in bodies_of_pairs(80):
            self.passages(before, after)


def words(text: str) -> str:
    return "".join(text.split())


def words_of_keys(keys) -> str:
    return "".join("".join(keys).split())
