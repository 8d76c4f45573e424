"""Where a note's passage is after an edit: examples, properties, and over real edits."""

import random
import re
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from articles.anchors import Edit, Passage, carry, locate, passage_at, text_of
from articles.body import clean_body, split_blocks
from tests.support.real import needs_real

# Words of which none is part of another text below.
PASSAGE = "seven cormorants watched the pilot boat"
WORDS = st.lists(st.sampled_from("ferry harbour the a, of. strait\n tide night\n".split(" ")))


def carried(before: str, after: str, quote: str) -> str | None:
    """The words that a note on ``quote`` is about after an edit."""
    start = before.index(quote)
    place = carry(start, start + len(quote), before, after)
    return place and after[place[0] : place[1]]


def body_text(html: str) -> str:
    return text_of(split_blocks(clean_body(html)))


class TextOfABody(TestCase):
    def test_every_paragraph_heading_item_and_cell_is_a_line(self):
        html = (
            "<h2>Head</h2><p>One <strong>bo</strong>ld<br>two</p><ul><li><p>a</p><ul><li>b</li>"
            "</ul></li></ul><table><tr><th>c</th><td></td><td>d</td></tr></table><hr>"
            '<figure data-image="7"></figure><aside class="pullquote"><p>e</p></aside>'
            "<blockquote><p>f</p><p>g</p></blockquote><pre>h\n  i</pre>"
        )
        self.assertEqual(body_text(html), "Head\nOne bold\ntwo\na\nb\nc\nd\ne\nf\ng\nh\n  i")

    def test_a_body_without_words_is_empty(self):
        self.assertEqual(body_text('<hr><figure data-image="7"></figure>'), "")
        self.assertEqual(body_text(""), "")

    def test_characters_are_counted_as_characters(self):
        self.assertEqual(len(body_text("<p>🚢 é&nbsp;x</p>")), 5)


class FindingAPassage(TestCase):
    def test_its_surroundings_tell_it_from_others_with_the_same_words(self):
        text = "The ferry left. The ferry came back. The ferry sank."
        found = locate("The ferry", "left. ", " came", text)
        self.assertEqual(found, (16, 25))

    def test_where_the_surroundings_say_nothing_the_nearest_is_taken(self):
        self.assertEqual(locate("a", "", "", "a b a b a", near=5), (4, 5))

    def test_white_space_does_not_matter(self):
        text = "one\ntwo three"
        self.assertEqual(locate("one  two", "", "", text), (0, 7))

    def test_what_is_not_there_is_not_found(self):
        self.assertIsNone(locate("gone", "", "", "The ferry"))
        self.assertIsNone(locate("  ", "", "", "The ferry"))
        self.assertIsNone(locate("x", "", "", ""))


class AfterAnEdit(TestCase):
    def test_words_typed_before_it_move_it(self):
        self.assertEqual(carried("a b c", "x y\nz a b c", "b"), "b")

    def test_words_put_into_it_belong_to_it(self):
        before = "The old ferry left the harbour."
        self.assertEqual(
            carried(before, "The old red ferry left the harbour.", "old ferry"), "old red ferry"
        )

    def test_words_typed_at_its_edges_do_not(self):
        self.assertEqual(carried("x ferry y", "x big ferry boat y", "ferry"), "ferry")

    def test_of_what_is_cut_the_rest_stays(self):
        before = "The old ferry left the harbour on Monday."
        self.assertEqual(
            carried(before, "The ferry left on Monday.", "old ferry left the harbour"), "ferry left"
        )

    def test_what_is_deleted_is_gone(self):
        self.assertIsNone(carried(f"One.\n{PASSAGE}\nTwo.", "One.\nTwo.", PASSAGE))

    def test_a_rewritten_passage_is_gone_although_it_shares_small_words(self):
        before = "The minister told the committee that the budget of the ministry had been spent."
        after = "In the end the fishermen of the island sold the boats that had belonged to all."
        self.assertIsNone(carried(before, after, before))

    def test_a_moved_paragraph_is_followed(self):
        before = f"First.\n{PASSAGE}\nThird paragraph with its words."
        after = f"First.\nThird paragraph with its words.\n{PASSAGE}"
        self.assertEqual(carried(before, after, PASSAGE), PASSAGE)

    def test_a_few_words_of_a_moved_paragraph_are_followed(self):
        moved = "On Monday the ferry came back to the strait, and nobody cheered."
        stays = "Another paragraph about the ferry, longer than the one that is moved about it."
        after = f"{stays}\n{moved}"
        start = moved.index("the ferry")
        place = carry(start, start + 9, f"{moved}\n{stays}", after)
        self.assertEqual(place, (len(stays) + 1 + start, len(stays) + 10 + start))

    def test_a_common_word_is_not_followed_to_a_place_that_has_nothing_to_do_with_it(self):
        before = "The pilot slept.\nNobody was there."
        self.assertIsNone(carried(before, "Nobody was there.\nAll of it: The end.", "The"))

    def test_half_a_word_stays_half(self):
        self.assertEqual(carried("x harbourmaster", "y x harbourmaster", "master"), "master")

    def test_of_two_equal_passages_each_keeps_its_own(self):
        before = "The ferry left.\nIt rained.\nThe ferry left.\nIt snowed."
        edit = Edit(before, before.replace("It rained.", "It rained hard, all day."))
        second = before.rindex("The ferry")
        self.assertEqual(edit.carry(second, second + 9)[0], second + len(" hard, all day"))
        self.assertEqual(edit.carry(0, 9), (0, 9))

    def test_what_comes_back_is_found_again(self):
        edit = Edit("One.\nTwo.", f"One.\n{PASSAGE}\nTwo.")
        self.assertEqual(edit.find_new(Passage(PASSAGE)), (5, 5 + len(PASSAGE)))

    def test_what_was_there_all_along_has_not_come_back(self):
        edit = Edit(f"{PASSAGE}\nTwo.", f"{PASSAGE}\nThree.")
        self.assertIsNone(edit.find_new(Passage(PASSAGE)))

    @given(st.lists(WORDS, min_size=4, max_size=4))
    def test_what_is_not_touched_keeps_its_words(self, around):
        before = " ".join([*around[0], PASSAGE, *around[1]])
        after = " ".join([*around[2], PASSAGE, *around[3]])
        self.assertEqual(carried(before, after, PASSAGE), PASSAGE)

    @given(st.lists(WORDS, min_size=4, max_size=4))
    def test_what_is_deleted_is_gone_whatever_else_changes(self, around):
        before = " ".join([*around[0], "cormorants watched", *around[1]])
        after = " ".join([*around[2], *around[3]])
        self.assertIsNone(carried(before, after, "cormorants watched"))

    @given(WORDS, WORDS, st.integers(0, 4), st.integers(1, 3))
    def test_of_what_is_cut_exactly_the_rest_is_left(self, head, tail, at, number):
        words = "seven black-backed cormorants watched pilots working".split()
        left = words[:at] + words[at + number :]
        before, after = (" ".join([*head, *middle, *tail]) for middle in (words, left))
        self.assertEqual(carried(before, after, " ".join(words)), " ".join(left))

    def test_where_words_have_no_spaces_each_character_counts(self):
        self.assertEqual(carried("船は月曜日に戻った。", "船は月曜に戻った。", "月曜日"), "月曜")

    @given(st.text(), st.text(), st.data())
    def test_any_two_texts_give_a_place_within_the_second_or_none(self, before, after, data):
        start = data.draw(st.integers(0, len(before)))
        end = data.draw(st.integers(start, len(before)))
        place = carry(start, end, before, after)
        if place:
            self.assertLess(place[0], place[1])
            self.assertLessEqual(place[1], len(after))
            self.assertGreaterEqual(place[0], 0)

    @given(st.text(), st.data())
    def test_an_edit_that_changes_nothing_moves_nothing(self, text, data):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        if re.search(r"\w|[^\w\s]", text[start:end]):
            place = carry(start, end, text, text)
            self.assertEqual(text[slice(*place)].strip(), text[start:end].strip())


@needs_real
class RealEdits(TestCase):
    """Over what real writers did to their stories."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from tests.support.archive_18f import bodies_of_pairs

        texts = (tuple(map(body_text, pair)) for pair in bodies_of_pairs(400))
        cls.edits = [Edit(*pair) for pair in texts if pair[0] != pair[1] and all(pair)]

    def passages(self, text: str, number: int):
        """Passages of a few words to a few sentences, the same ones in every run."""
        chance = random.Random(text)
        words = list(re.finditer(r"\w+", text))
        for _ in range(number):
            first = chance.randrange(len(words))
            last = min(len(words) - 1, first + chance.choice((3, 5, 8, 20, 60)))
            yield words[first].start(), words[last].end()

    def test_there_are_edits_to_try(self):
        self.assertGreater(len(self.edits), 200)

    def test_what_stands_once_before_and_after_is_never_lost_and_has_the_same_words(self):
        tried = 0
        for edit in self.edits:
            for start, end in self.passages(edit.before, 12):
                quote = edit.before[start:end]
                if end - start < 24:
                    continue
                if edit.before.count(quote) == edit.after.count(quote) == 1:
                    tried += 1
                    place = edit.carry(start, end)
                    self.assertIsNotNone(place, quote)
                    self.assertEqual(edit.after[slice(*place)].split(), quote.split())
        self.assertGreater(tried, 1500)

    def test_whatever_place_is_given_shares_words_with_the_passage(self):
        for edit in self.edits:
            for start, end in self.passages(edit.before, 6):
                if place := edit.carry(start, end):
                    was = set(re.findall(r"\w+", edit.before[start:end]))
                    now = set(re.findall(r"\w+", edit.after[slice(*place)]))
                    self.assertTrue(was & now)

    def test_what_was_deleted_and_is_brought_back_is_found_again(self):
        back = lost = 0
        undone = [Edit(edit.after, edit.before) for edit in self.edits]
        both = [*zip(self.edits, undone, strict=True), *zip(undone, self.edits, strict=True)]
        for edit, undo in both:
            for start, end in self.passages(edit.before, 12):
                if end - start >= 24 and edit.carry(start, end) is None:
                    lost += 1
                    found = undo.find_new(passage_at(edit.before, start, end))
                    back += bool(found)
                    if found:
                        self.assertEqual(
                            edit.before[slice(*found)].split(), edit.before[start:end].split()
                        )
        self.assertGreater(lost, 30)
        self.assertEqual(back, lost)
