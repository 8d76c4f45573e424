"""What a comparison calls the changes that a desk makes."""

from django.test import SimpleTestCase

from articles.body import clean_body, split_blocks
from articles.comparing.blocks import compare_bodies, difflib_marks
from articles.comparing.passages import passages

A = "<p>The ferry to Skerry was late again on Monday, and nobody on the quay was surprised.</p>"
B = "<p>A harbour pilot with thirty years of service said that the tide had never been lower.</p>"
C = "<p>In the evening the council met behind closed doors to talk about the new breakwater.</p>"
D = "<p>Fishing crews expect that prices will rise before the first snow of the winter.</p>"


def rows(before: str, after: str):
    return compare_bodies(*(split_blocks(clean_body(body)) for body in (before, after)))


def told(before: str, after: str) -> list[str]:
    return [row.kind for row in rows(before, after)]


def marked(found) -> int:
    return sum(len(side) for row in found for side in row.tokens())


class BlockTests(SimpleTestCase):
    def test_a_moved_paragraph_marks_no_word(self):
        found = rows(A + B + C + D, B + C + D + A)
        self.assertEqual([row.kind for row in found], ["left", "same", "same", "same", "moved"])
        self.assertTrue(found[-1].is_lower)
        self.assertEqual(marked(found), 0)

    def test_of_what_moved_and_changed_only_the_change_is_marked(self):
        found = rows(A + B + C + D, B + C + D + A.replace("Monday", "Tuesday"))
        self.assertEqual([row.kind for row in found], ["left", "same", "same", "same", "moved"])
        self.assertEqual(found[-1].tokens(), (["Tuesday"], ["Monday"]))

    def test_of_two_that_changed_places_the_shorter_one_moved(self):
        long = B.replace("lower", "lower in all the years that he could remember at sea")
        (moved,) = (row for row in rows(long + A, A + long) if row.kind == "moved")
        self.assertIn("ferry", moved.after[0].html)

    def test_a_paragraph_in_two_is_split_and_marks_no_word(self):
        whole = A.replace("</p>", " ") + B.replace("<p>", "")
        found = rows(C + whole + D, C + A + B + D)
        self.assertEqual([row.kind for row in found], ["same", "split", "same"])
        self.assertEqual(marked(found), 0)
        self.assertEqual(told(C + A + B + D, C + whole + D), ["same", "joined", "same"])

    def test_a_paragraph_made_a_heading_is_changed(self):
        found = rows("<p>The new breakwater</p>" + A, "<h2>The new breakwater</h2>" + A)
        self.assertEqual([row.kind for row in found], ["changed", "same"])
        self.assertEqual(marked(found), 0)

    def test_unlike_paragraphs_are_not_told_as_one(self):
        new = "<p>Zwölf Boote lagen abends vor Anker; keines davon lief wieder aus!</p>"
        self.assertEqual(told(A + B + D, A + new + D), ["same", "removed", "added", "same"])

    def test_a_replaced_picture_is_one_change(self):
        figures = [f'<figure data-image="{number}"></figure>' for number in (1, 2)]
        self.assertEqual(told(A + figures[0] + B, A + figures[1] + B), ["same", "changed", "same"])

    def test_a_moved_picture_is_moved(self):
        figure = '<figure data-image="1"></figure>'
        self.assertEqual(told(figure + A + B, A + B + figure), ["left", "same", "same", "moved"])

    def test_a_rule_is_never_moved(self):
        self.assertEqual(told("<hr>" + A + B, A + B + "<hr>"), ["removed", "same", "same", "added"])

    def test_many_moves_in_a_poor_vocabulary_mark_only_what_was_edited(self):
        words = "harbour ferry price court vote figure strait lamp winter council".split()
        body = [
            "<p>"
            + " ".join(words[(at * step + at // 3) % 10] for at in range(40))
            + f" n{step}.</p>"
            for step in range(1, 31)
        ]
        moved = body[10:20] + body[:10] + body[20:]
        moved[3] = moved[3].replace("ferry", "boat", 1)
        found = rows("".join(body), "".join(moved))
        self.assertLessEqual(marked(found), 2)

    def test_words_saved_by_telling_moves(self):
        """Where blocks move, a tenth and more of the words that difflib marks is spared."""
        before, after = A + B + C + D, D.replace("snow", "ice") + A + C + B
        found = rows(before, after)
        keys = [passages(split_blocks(body)).keys for body in (before, after)]
        self.assertLess(marked(found), 0.9 * difflib_marks(*keys))
