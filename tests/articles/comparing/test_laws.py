"""What holds of any comparison: of made-up stories and of every real edit."""

import dataclasses
from functools import cache

from django.test import SimpleTestCase
from hypothesis import given

from articles.body import split_blocks
from articles.comparing import FieldChange, ListChange, compare
from articles.comparing.blocks import compare_bodies, difflib_marks
from articles.comparing.passages import passages, text_passages
from tests.articles.comparing.rebuilding import blocks_of, fields_of, html_of, words_of
from tests.articles.comparing.stories import pairs_of_bodies, stories
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real

MIRRORED = {"added": "removed", "removed": "added", "split": "joined", "joined": "split"}


def marks(rows) -> int:
    return sum(len(side) for row in rows for side in row.tokens())


def shape(rows, *, mirrored: bool = False) -> list[tuple]:
    """What rows say, in an order that is no side's."""
    found = []
    for row in rows:
        if row.kind == "left":
            continue
        sides = [(row.before, row.before_at), (row.after, row.after_at)]
        pieces = [(piece.kind, (piece.i1, piece.i2), (piece.j1, piece.j2)) for piece in row.pieces]
        kind = row.kind
        if mirrored:
            sides.reverse()
            kind = MIRRORED.get(kind, kind)
            pieces = [(MIRRORED.get(name, name), new, old) for name, old, new in pieces]
        words = sorted(
            (name, old if name != "added" else None, new if name != "removed" else None)
            for name, old, new in pieces
            if name != "same"
        )
        found.append((kind, sides, words))
    return sorted(found, key=repr)


class BodyLaws:
    """Each is asked of a pair of bodies."""

    def assert_rebuilds_both_sides(self, before, after, rows):
        self.assertEqual(blocks_of(rows, "before"), list(before))
        self.assertEqual(blocks_of(rows, "after"), list(after))
        for row in rows:
            if row.before != row.after:
                self.assertEqual(words_of(row, "before"), list(row.old.keys))
                self.assertEqual(words_of(row, "after"), list(row.new.keys))

    def assert_mirrored(self, before, after, rows):
        other = compare_bodies(after, before)
        moved = [row.kind == "moved" for row in rows]
        self.assertEqual(sum(moved), sum(row.kind == "moved" for row in other))
        self.assertEqual(shape(rows), shape(other, mirrored=True))

    def assert_marks_no_more_than_difflib(self, before, after, rows):
        most = difflib_marks(passages(before).keys, passages(after).keys)
        self.assertLessEqual(marks(rows), most)

    def assert_texts_say_all(self, blocks):
        source = "".join(block.source() for block in blocks)
        self.assertEqual(html_of(passages(blocks)), source.replace("&nbsp;", "\xa0"))


class MadeUpStories(BodyLaws, SimpleTestCase):
    @given(pairs_of_bodies())
    def test_each_side_is_what_is_left_without_the_other(self, pair):
        self.assert_rebuilds_both_sides(*pair, compare_bodies(*pair))

    @given(pairs_of_bodies())
    def test_the_texts_of_blocks_are_all_there_is_to_them(self, pair):
        for side in pair:
            self.assert_texts_say_all(side)

    @given(pairs_of_bodies())
    def test_a_story_differs_from_itself_in_nothing(self, pair):
        for side in pair:
            rows = compare_bodies(side, tuple(side))
            self.assertEqual({row.kind for row in rows} - {"same"}, set())

    @given(pairs_of_bodies())
    def test_swapping_the_sides_mirrors_what_is_said(self, pair):
        self.assert_mirrored(*pair, compare_bodies(*pair))

    @given(pairs_of_bodies())
    def test_no_more_words_are_marked_than_difflib_marks(self, pair):
        self.assert_marks_no_more_than_difflib(*pair, compare_bodies(*pair))

    @given(stories(), stories())
    def test_fields_and_lists_are_told_in_full(self, before, after):
        comparison = compare(before, after)
        told = {change.field for change in comparison.fields}
        for field in dataclasses.fields(before):
            if field.name not in ("article_id", "body"):
                differs = getattr(before, field.name) != getattr(after, field.name)
                self.assertEqual(field.name in told, differs, field.name)
        for side, story in (("before", before), ("after", after)):
            for name, value in fields_of(comparison, side).items():
                change = next(one for one in comparison.fields if one.field == name)
                if isinstance(change, ListChange):
                    self.assertEqual(value, getattr(story, name))
                else:
                    text = getattr(change, side)
                    self.assertEqual(value, list(text_passages(text).keys))

    @given(stories(), stories())
    def test_every_value_of_a_thing_that_changed_is_told(self, before, after):
        for change in compare(before, after).fields:
            for item in change.items if isinstance(change, ListChange) else ():
                if item.before is not None and item.after is not None and item.kind != "left":
                    self.assertEqual(item.before != item.after, bool(item.changes))
                    for one in item.changes:
                        self.assertIsInstance(one, FieldChange)
                        self.assertNotEqual(one.before, one.after)

    @given(stories())
    def test_comparing_a_story_with_itself_is_empty(self, story):
        same = dataclasses.replace(story)
        self.assertTrue(compare(story, same).is_empty)


@cache
def real_pairs() -> list[tuple]:
    return [
        tuple(split_blocks.__wrapped__(body) for body in pair) for pair in bodies_of_pairs(10**6)
    ]


@needs_real
class RealEdits(BodyLaws, SimpleTestCase):
    def test_all_laws_hold_of_every_real_edit(self):
        ours = theirs = 0
        for number, (before, after) in enumerate(real_pairs()):
            with self.subTest(number):
                rows = compare_bodies(before, after)
                self.assert_rebuilds_both_sides(before, after, rows)
                self.assert_mirrored(before, after, rows)
                most = difflib_marks(passages(before).keys, passages(after).keys)
                self.assertLessEqual(marks(rows), most)
                ours, theirs = ours + marks(rows), theirs + most
        self.assertGreater(number, 1000)
        # Real edits seldom move anything; where they do not, difflib is close to the fewest.
        self.assertLess(ours, 0.98 * theirs)

    def test_the_texts_of_blocks_are_all_there_is_to_them(self):
        for blocks in {side for pair in real_pairs() for side in pair}:
            self.assert_texts_say_all(blocks)
