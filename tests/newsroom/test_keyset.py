from datetime import UTC, datetime
from unittest import TestCase

from newsroom.keyset import BadCursor, Cursor


class CursorTests(TestCase):
    def test_a_cursor_is_read_as_it_was_written(self):
        for at in (datetime(2026, 3, 1, 9, 30, 0, 7, UTC), datetime(1970, 1, 1, tzinfo=UTC)):
            cursor = Cursor(at, 42)
            self.assertEqual(Cursor.read(str(cursor)), cursor)

    def test_anything_else_is_refused(self):
        for text in (
            "",
            "1",
            "1-",
            "-1",
            "a-b",
            "1-2-3",
            " 1-2",
            "1-2\n",
            "1.5-2",
            "٣-٤",
            "9" * 18 + "-1",
        ):
            with self.subTest(text), self.assertRaises(BadCursor):
                Cursor.read(text)
