"""Each class of change and what it moves: said once (articles/changes.py), shown everywhere."""

import json
import re
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from django.utils.formats import date_format

from articles.changes import FOR_READERS, HEADINGS, MOVES_UPDATED, WITH_NOTICE, Change, updated_by
from articles.publishing import publish
from articles.record import read_record
from tests.factories import make_live_story, make_story, save_change

MOVES = {
    Change.FIRST: True,
    Change.MINOR: False,
    Change.UPDATE: True,
    Change.CLARIFICATION: True,
    Change.CORRECTION: True,
    Change.RETRACTION: True,
}


def shown(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


class ChangeMatrix(TestCase):
    def test_every_class_is_in_the_matrix_and_has_words(self):
        self.assertEqual(set(MOVES), set(Change.values))
        self.assertEqual(set(FOR_READERS), set(Change.values))
        self.assertEqual(set(HEADINGS), set(WITH_NOTICE))
        self.assertEqual({one for one in MOVES if MOVES[one]}, set(MOVES_UPDATED))

    def test_only_some_move_updated_wherever_it_is_said(self):
        first_at = (timezone.now() - timedelta(days=2)).replace(microsecond=0)
        for change, moves in MOVES.items():
            if change == Change.FIRST:
                continue
            with self.subTest(change):
                story = make_live_story("Ferry returns", at=first_at)
                save_change(story, body=f"<p>Changed: {change}.</p>")
                notice = "It was so." if change in WITH_NOTICE else ""
                edition = publish(story, by=None, change=change, notice=notice)
                expected = edition.live_from if moves else first_at
                self.assertSays(edition, expected, has_line=moves)

    def test_a_first_edition_begins_it(self):
        story = make_story("Ferry returns")
        edition = publish(story, by=None, change="first")
        self.assertSays(edition, edition.live_from, has_line=False)

    def test_a_minor_edition_keeps_what_an_update_moved_it_to(self):
        now = timezone.now().replace(microsecond=0)
        story = make_live_story("Ferry returns", at=now - timedelta(days=3))
        moments = [now - timedelta(days=2), now - timedelta(days=1)]
        for change, at in zip(("update", "minor"), moments, strict=True):
            save_change(story, body=f"<p>{change}</p>")
            edition = publish(story, by=None, change=change, at=at)
        self.assertSays(edition, moments[0], has_line=True)

    def test_the_rule_itself(self):
        early, late = timezone.now() - timedelta(days=1), timezone.now()
        for change, moves in MOVES.items():
            self.assertEqual(updated_by(change, late, early), late if moves else early)
            self.assertEqual(updated_by(change, late, None), late)

    def assertSays(self, edition, expected, *, has_line: bool):  # noqa: N802
        """The edition's column, its document, its page's line, its meta and its JSON-LD agree."""
        edition.refresh_from_db()
        self.assertEqual(edition.updated, expected)
        self.assertEqual(read_record(edition.document).updated_at, expected)
        page = self.client.get(edition.get_absolute_url()).content.decode()
        line = re.search(r"<span>Updated <time[^>]*>([^<]*)", page)
        self.assertEqual(line[1] if line else None, shown(expected) if has_line else None)
        data = json.loads(re.search(r'ld\+json">([^<]*)', page)[1])
        stamps = [data["dateModified"]]
        stamps += re.findall(r'article:modified_time" content="([^"]*)"', page)
        self.assertEqual(len(stamps), 2)
        for stamp in stamps:
            self.assertEqual(timezone.datetime.fromisoformat(stamp), expected)
