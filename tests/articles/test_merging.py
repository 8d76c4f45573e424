"""What two people made of the same story, as one story."""

import random
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import clean_body, split_blocks
from articles.merging import StoryValues, merge
from articles.merging_body import merge_words
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real

WORDS = st.sampled_from("ferry harbour council budget strait winter mayor bridge".split())
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=7).map(lambda words: f"<p>{' '.join(words)}</p>")
BODIES = st.lists(PARAGRAPHS, max_size=7).map(tuple)
NAMES = st.lists(st.integers(1, 6), unique=True, max_size=5)
PICTURES = NAMES.map(lambda ids: tuple((pk, "body", f"caption {pk}", "", "") for pk in ids))
STORIES = st.builds(
    lambda headline, body, tags, bylines, pictures: StoryValues(
        {"headline": headline, "section": 1}, body, tags, bylines, pictures
    ),
    WORDS,
    BODIES,
    st.lists(WORDS, unique=True, max_size=4).map(tuple),
    NAMES.map(lambda ids: tuple((pk, "by") for pk in ids)),
    PICTURES,
)


def story(*body, headline="Ferry", tags=(), bylines=(), pictures=()) -> StoryValues:
    return StoryValues({"headline": headline}, tuple(body), tags, bylines, pictures)


class WithoutOverlap(TestCase):
    def merged(self, base, mine, theirs) -> StoryValues:
        merged = merge(base, mine, theirs)
        self.assertEqual(merged.undecided, [])
        self.assertEqual(merge(base, theirs, mine).undecided, [])
        return merged.values

    def test_different_fields_and_paragraphs_both_come_in(self):
        base = story("<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>")
        mine = story("<p>One!</p>", "<p>Two.</p>", "<p>Three.</p>", "<p>Four.</p>")
        theirs = story("<p>One.</p>", "<p>Two.</p>", "<p>Three!</p>", headline="Ship")
        merged = self.merged(base, mine, theirs)
        self.assertEqual(
            merged.body, ("<p>One!</p>", "<p>Two.</p>", "<p>Three!</p>", "<p>Four.</p>")
        )
        self.assertEqual(merged.fields["headline"], "Ship")

    def test_different_words_of_one_paragraph_both_come_in(self):
        base = story("<p>The ferry left at six and came back at nine on Monday.</p>")
        mine = story(
            "<p>The ferry left at <strong>seven</strong> and came back at nine on Monday.</p>"
        )
        theirs = story("<p>The ferry left at six and came back at nine on Tuesday.</p>")
        self.assertEqual(
            self.merged(base, mine, theirs).body,
            ("<p>The ferry left at <strong>seven</strong> and came back at nine on Tuesday.</p>",),
        )

    def test_a_paragraph_that_one_moved_and_the_other_changed_is_changed_where_it_was_moved_to(
        self,
    ):
        first, second = "<p>The ferry left at six.</p>", "<p>Nobody was on board of it then.</p>"
        third = "<p>The harbour said nothing.</p>"
        merged = self.merged(
            story(first, second, third),
            story(third, first, second),
            story(first, second, "<p>The harbour master said nothing.</p>"),
        )
        changed = "<p>The harbour master said nothing.</p>"
        self.assertEqual(merged.body, (changed, first, second))

    def test_both_put_a_paragraph_in_the_same_place(self):
        merged = self.merged(
            story("<p>A</p>"), story("<p>A</p>", "<p>M</p>"), story("<p>A</p>", "<p>T</p>")
        )
        self.assertEqual(set(merged.body), {"<p>A</p>", "<p>M</p>", "<p>T</p>"})

    def test_tags_and_bylines_of_both_come_in(self):
        base = story(tags=("a", "b"), bylines=((1, "by"), (2, "by")))
        mine = story(tags=("a", "b", "m"), bylines=((1, "by"), (2, "by"), (3, "data")))
        theirs = story(tags=("b", "t"), bylines=((2, "research"), (1, "by")))
        merged = self.merged(base, mine, theirs)
        self.assertEqual(set(merged.tags), {"b", "m", "t"})
        self.assertEqual(merged.bylines, ((2, "research"), (1, "by"), (3, "data")))

    def test_two_columns_of_one_picture_both_come_in(self):
        base = story(pictures=((7, "lead", "", "", ""),))
        mine = story(pictures=((7, "lead", "At dawn.", "", ""),))
        theirs = story(pictures=((7, "lead", "", "Jo Li", ""), (8, "body", "", "", "")))
        self.assertEqual(
            self.merged(base, mine, theirs).pictures,
            ((7, "lead", "At dawn.", "Jo Li", ""), (8, "body", "", "", "")),
        )


class WithOverlap(TestCase):
    base = story("<p>The ferry left at six.</p>", "<p>Two.</p>")
    mine = story("<p>The ferry left at seven.</p>", "<p>Two, mine.</p>")
    theirs = story("<p>The ferry left at eight.</p>", "<p>Two.</p>")

    def choose(self, choice, base=None, mine=None, theirs=None):
        three = (base or self.base, mine or self.mine, theirs or self.theirs)
        asked = merge(*three).undecided
        self.assertEqual(len(asked), 1)
        merged = merge(*three, choices={asked[0].id: choice})
        self.assertEqual(merged.undecided, [])
        return merged.values

    def test_the_same_word_is_asked_about_and_the_choice_is_carried_out(self):
        for choice, first in (
            ("mine", ["<p>The ferry left at seven.</p>"]),
            ("theirs", ["<p>The ferry left at eight.</p>"]),
            ("both", ["<p>The ferry left at eight.</p>", "<p>The ferry left at seven.</p>"]),
        ):
            self.assertEqual(list(self.choose(choice).body), [*first, "<p>Two, mine.</p>"])

    def test_a_paragraph_that_both_wrote_anew_is_asked_about(self):
        three = [
            story("<p>A</p>", f"<p>{words}</p>", "<p>Z</p>") for words in ("one", "two", "three")
        ]
        self.assertEqual(self.choose("theirs", *three).body[1], "<p>three</p>")

    def test_a_question_stays_the_same_while_my_side_goes_on(self):
        (asked,) = merge(self.base, self.mine, self.theirs).undecided
        later = story("<p>The ferry left at half past seven.</p>", "<p>Two, mine.</p>")
        (again,) = merge(self.base, later, self.theirs).undecided
        self.assertEqual(asked.id, again.id)

    def test_a_choice_that_is_none_leaves_the_question_open(self):
        (asked,) = merge(self.base, self.mine, self.theirs).undecided
        self.assertTrue(merge(self.base, self.mine, self.theirs, choices={asked.id: "x"}).undecided)

    def test_what_one_deleted_and_the_other_changed_is_asked_about(self):
        deleted = story("<p>Two.</p>")
        self.assertEqual(self.choose("theirs", mine=deleted).body, self.theirs.body)
        self.assertEqual(self.choose("mine", mine=deleted).body, ("<p>Two.</p>",))

    def test_a_field_that_both_changed_is_asked_about(self):
        three = [story(headline=words) for words in ("Ferry", "Ship", "Boat")]
        self.assertEqual(self.choose("theirs", *three).fields["headline"], "Boat")

    def test_a_story_keeps_one_lead_picture(self):
        def with_lead(lead):
            return story(
                pictures=tuple(
                    (pk, "lead" if pk == lead else "body", "", "", "") for pk in (1, 2, 3)
                )
            )

        merged = self.choose("theirs", with_lead(1), with_lead(2), with_lead(3))
        self.assertEqual([row[0] for row in merged.pictures if row[1] == "lead"], [3])


class Properties(TestCase):
    @settings(max_examples=300, deadline=None)
    @given(STORIES, STORIES)
    def test_who_changed_nothing_adds_nothing(self, base, other):
        for mine, theirs, expected in (
            (base, other, other),
            (other, base, other),
            (other, other, other),
        ):
            merged = merge(base, mine, theirs)
            self.assertEqual(merged.undecided, [])
            self.assertEqual(merged.values, expected)

    @settings(max_examples=300, deadline=None)
    @given(STORIES, STORIES, STORIES)
    def test_nothing_that_was_written_is_lost(self, base, mine, theirs):
        merged = merge(base, mine, theirs)
        asked = {
            word
            for conflict in merged.undecided
            if conflict.field == "body"
            for side in (conflict.mine, conflict.theirs)
            for word in side.replace("<p>", "").replace("</p>", "").split()
        }
        text = " ".join(merged.values.body)
        # A word that was there before may have been taken out by the other side.
        known = set(" ".join(block[3:-4] for block in base.body).split())
        for side in (mine, theirs):
            written = set(" ".join(block[3:-4] for block in side.body).split()) - known
            for word in written:
                self.assertTrue(word in text or word in asked, (word, merged))
        self.assertLessEqual(sum(row[1] == "lead" for row in merged.values.pictures), 1)
        for rows in (merged.values.bylines, merged.values.pictures):
            self.assertEqual(len({row[0] for row in rows}), len(rows))
        self.assertEqual(len(set(merged.values.tags)), len(merged.values.tags))

    @settings(max_examples=200, deadline=None)
    @given(STORIES, STORIES, STORIES)
    def test_choices_leave_nothing_open_and_the_body_stays_clean(self, base, mine, theirs):
        asked = merge(base, mine, theirs).undecided
        for choice in ("mine", "theirs"):
            merged = merge(base, mine, theirs, choices={one.id: choice for one in asked})
            self.assertEqual(merged.undecided, [])
            body = "".join(merged.values.body)
            self.assertEqual(clean_body(body), body)

    def test_words_are_never_merged_into_broken_markup(self):
        base = "<p>The <em>old</em> ferry left.</p>"
        for mine, theirs in (
            ("<p>The <em>old ferry</em> left.</p>", "<p>The <strong>old</strong> ferry left.</p>"),
            ("<p>The old ferry left.</p>", "<p>The <em>very old</em> ferry left.</p>"),
        ):
            merged = merge_words(base, mine, theirs)
            if merged is not None:
                self.assertEqual(clean_body(merged), merged)


@needs_real
class RealEdits(TestCase):
    def test_a_real_edit_and_another_of_the_same_story_are_merged_with_nothing_lost(self):
        chance = random.Random(3)
        for before, after in real_bodies(250):
            base, mine = story(*before), story(*after)
            self.assertEqual(merge(base, mine, base).values, mine)
            self.assertEqual(merge(base, base, mine).values, mine)
            if before:
                place = chance.randrange(len(before) + 1)
                new = "<p>A paragraph that somebody else wrote meanwhile.</p>"
                theirs = story(*before[:place], new, *before[place:])
                merged = merge(base, mine, theirs)
                self.assertEqual(merged.undecided, [])
                self.assertEqual(sorted(merged.values.body), sorted((*after, new)))


def real_bodies(most: int):
    for before, after in bodies_of_pairs(most):
        yield tuple(
            tuple(block.source() for block in split_blocks(body)) for body in (before, after)
        )
