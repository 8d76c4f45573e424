from django.test import SimpleTestCase

from articles.body import split_blocks
from articles.differences import body_lines, differences, mark_words


class Differences(SimpleTestCase):
    def test_equal_states_differ_in_nothing(self):
        lines = {"headline": ("One",), "body": ("A", "B")}
        self.assertEqual(differences(lines, dict(lines)), [])

    def test_only_the_lines_that_differ_are_shown_field_by_field(self):
        before = {"headline": ("One",), "body": ("A", "B", "C"), "tags": ("x",)}
        after = {"headline": ("One",), "body": ("A", "B2", "C", "D"), "tags": ("x", "y")}
        tags, body = differences(before, after)
        self.assertEqual((tags.field, tags.before, tags.after), ("tags", (), ("y",)))
        self.assertEqual((body.field, body.before, body.after), ("body", ("B",), ("B2", "D")))

    def test_an_order_that_changed_is_a_difference(self):
        (found,) = differences({"tags": ("x", "y")}, {"tags": ("y", "x")})
        self.assertEqual(found.field, "tags")

    def test_a_body_is_told_in_words(self):
        blocks = split_blocks(
            '<p>One <strong>two</strong>.</p><figure data-image="7"></figure><hr>'
            "<blockquote><p>Said.</p></blockquote>"
        )
        self.assertEqual(body_lines(blocks), ("One two.", "[picture 7]", "———", "“Said.”"))

    def test_the_words_that_differ_are_marked_in_both_states(self):
        (found,) = differences(
            {"body": ("The ferry is late.", "B")}, {"body": ("The ferry sank.",)}
        )
        before, after = found.marked
        self.assertEqual(before[0], [("The ferry ", False), ("is late.", True)])
        self.assertEqual(before[1], [("B", True)])
        self.assertEqual(after, [[("The ferry ", False), ("sank.", True)]])

    def test_marked_pieces_are_the_lines_again(self):
        old, new = ("One  two", "three"), ("One", "two three", "four")
        for lines, marked in zip((old, new), mark_words(old, new), strict=True):
            self.assertEqual(lines, tuple("".join(text for text, _ in line) for line in marked))

    def test_where_nearly_all_is_new_whole_lines_are_marked(self):
        old, new = ("a b " * 2000,), ("c d " * 2000,)
        self.assertEqual(mark_words(old, new), ([[(old[0], True)]], [[(new[0], True)]]))
