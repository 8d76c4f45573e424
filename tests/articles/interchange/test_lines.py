"""What a line must be, and what is said of one that is not."""

import json
from datetime import UTC, datetime, timedelta

from django.test import SimpleTestCase, override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from articles.interchange.lines import BadLine, read_line
from tests.articles.interchange.lines import line, saved


def read(**values):
    return read_line(json.dumps(line(**values)).encode())


JSON = some.recursive(
    some.one_of(
        some.none(),
        some.booleans(),
        some.integers(),
        some.floats(),
        some.text(max_size=8),
        some.sampled_from(["2020-05-04", "0001-01-01T00:00:00+23:59", "9999-12-31", "by", "first"]),
    ),
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(
            some.sampled_from(["name", "role", "slug", "date", "body_html", "title", "tags"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
KEYS = (
    "id path source title standfirst body_html authors tags section kind language slug date "
    "updated revisions"
).split()


class AnyLineTest(SimpleTestCase):
    @settings(max_examples=400, deadline=None)
    @given(some.dictionaries(some.sampled_from(KEYS), JSON, max_size=4))
    def test_whatever_a_line_holds_it_is_read_or_refused(self, values):
        try:
            story = read_line(json.dumps(line() | values).encode())
        except BadLine as error:
            self.assertTrue(str(error).strip())
        else:
            self.assertTrue(story.key and story.revisions)

    @settings(max_examples=200, deadline=None)
    @given(some.binary(max_size=40))
    def test_whatever_bytes_a_line_is_it_is_read_or_refused(self, raw):
        with self.assertRaises(BadLine):
            read_line(raw)


class LineTest(SimpleTestCase):
    def assert_refused(self, raw: bytes | dict, reason: str):
        raw = json.dumps(raw).encode() if isinstance(raw, dict) else raw
        with self.assertRaisesMessage(BadLine, reason):
            read_line(raw)

    def test_a_whole_line_is_read(self):
        story = read()
        (revision,) = story.revisions
        self.assertEqual(story.key, "ferry")
        self.assertEqual(story.source, "archive")
        self.assertEqual(story.section, "world")
        self.assertEqual(story.first_published, datetime(2020, 5, 4, 9, tzinfo=UTC))
        self.assertEqual(revision.title, "Ferry returns to the strait")
        self.assertEqual(revision.authors[0].name, "Jo Li")
        self.assertEqual(revision.authors[0].role, "by")

    def test_unknown_keys_are_ignored(self):
        self.assertEqual(read(weather="fine").revisions, read().revisions)

    def test_what_is_no_json_object_is_refused(self):
        self.assert_refused(b"ferry", "It is not JSON")
        self.assert_refused(b"[1]", "It is not a JSON object.")
        self.assert_refused(b"\xff\xfe{}", "It is not UTF-8.")
        self.assert_refused(b"[" * 100_000, "nested too deeply")

    def test_a_line_needs_an_id_a_title_a_text_and_a_date(self):
        self.assert_refused(line(id=None), "neither id nor path")
        self.assert_refused(line(title=" \n"), "It has no title.")
        self.assert_refused(line(title=None), "It has no title.")
        self.assert_refused(line(body_html=""), "It has no body_html.")
        self.assert_refused(line(date=None), "It has no date.")

    def test_a_value_of_another_type_is_refused_by_name(self):
        self.assert_refused(line(title=["Ferry"]), "“title” is not a text.")
        self.assert_refused(line(tags="Ferries"), "“tags” is not a list.")
        self.assert_refused(line(tags=[1]), "“tags” is not a text.")
        self.assert_refused(line(authors=[None]), "An author has no name.")
        self.assert_refused(line(date=20200504), "“date” is not a text.")
        self.assert_refused(line(id=True), "“id” is not a text.")
        self.assert_refused(line(revisions="none"), "“revisions” is not a list")

    def test_a_number_is_an_id(self):
        self.assertEqual(read(id=7).key, "7")

    def test_a_path_stands_for_an_id_and_its_date_for_a_date(self):
        story = read(id=None, path="posts/2014-9-25-a-ferry.md", date=None)
        self.assertEqual(story.key, "posts/2014-9-25-a-ferry.md")
        told = line(path="posts/ferry.md") | {"id": None}
        self.assertEqual(read_line(json.dumps(told).encode()).key, "posts/ferry.md")
        self.assertEqual(timezone.localtime(story.first_published).isoformat()[:10], "2014-09-25")

    @override_settings(TIME_ZONE="Asia/Tokyo")
    def test_a_day_or_a_time_without_offset_is_local(self):
        with timezone.override("Asia/Tokyo"):
            self.assertEqual(
                read(date="2020-05-04").first_published, datetime(2020, 5, 3, 15, tzinfo=UTC)
            )
            self.assertEqual(
                read(date="2020-05-04T10:00").first_published, datetime(2020, 5, 4, 1, tzinfo=UTC)
            )

    def test_dates_that_cannot_be_are_refused(self):
        for date in ("yesterday", "2020-02-30", "2020-13-01", "4/5/2020", "0", "9999999999-01-01"):
            with self.subTest(date=date):
                self.assert_refused(line(date=date), "is no date that can be read")
        self.assert_refused(line(date="0001-01-01"), "lies too far back")
        tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
        self.assert_refused(line(date=tomorrow), "lies in the future")

    def test_a_headline_that_is_too_long_is_not_cut_but_refused(self):
        self.assertEqual(len(read(title="a" * 200).revisions[0].title), 200)
        self.assert_refused(line(title="a" * 201), "has 201 characters; it may have 200")

    def test_an_authors_name_that_is_too_long_is_not_cut_but_refused(self):
        self.assert_refused(line(authors=["a" * 121]), "has 121 characters; it may have 120")

    def test_a_tag_that_is_too_long_is_left_out(self):
        story = read(tags=["Ferries", "a" * 101])
        self.assertEqual(story.revisions[0].tags, ("Ferries",))
        self.assertEqual(story.long_tags, ("a" * 101,))

    def test_a_tag_or_an_author_named_twice_counts_once(self):
        story = read(tags=["Ferries", "ferries", " Ferries "], authors=["Jo Li", {"name": "Jo Li"}])
        self.assertEqual(story.revisions[0].tags, ("Ferries",))
        self.assertEqual(len(story.revisions[0].authors), 1)

    def test_an_author_may_have_a_role(self):
        (revision,) = read(authors=[{"name": "Jo Li", "role": "photographs"}]).revisions
        self.assertEqual(revision.authors[0].role, "photographs")
        self.assert_refused(line(authors=[{"name": "Jo", "role": "chef"}]), "“chef” is no role")

    def test_an_unknown_kind_language_or_change_is_refused(self):
        self.assertEqual(read(kind="Opinion").kind, "opinion")
        self.assert_refused(line(kind="rant"), "“rant” is no kind; there are news, ")
        self.assertEqual(read(language="en-US").language, "en")
        self.assert_refused(line(language="xx"), "“xx” is no language")
        revisions = [saved("2020-05-04"), saved("2020-05-05", change="whim")]
        self.assert_refused(line(revisions=revisions), "Revision 2: “whim” is no change")

    def test_characters_no_document_can_hold_are_left_out(self):
        (revision,) = read(title="Fer\x00ry\ud800", body_html="<p>a\x0bb</p>").revisions
        self.assertEqual(revision.title, "Ferry")
        self.assertEqual(revision.body_html, "<p>ab</p>")

    def test_a_revision_says_what_changes_and_the_line_the_rest(self):
        story = read(
            revisions=[
                saved("2020-05-04", title="Ferry gone", tags=[]),
                saved("2020-05-05", "<p>Back.</p>", note=" Found it ", by="jo", standfirst=None),
            ]
        )
        first, second = story.revisions
        self.assertEqual((first.title, first.tags), ("Ferry gone", ()))
        self.assertEqual(first.standfirst, "After three years.")
        self.assertEqual(second.title, "Ferry returns to the strait")
        self.assertEqual((second.note, second.by), ("Found it", "jo"))

    def test_revisions_stand_oldest_first_each_with_its_date_and_text(self):
        later = saved("2020-05-05")
        self.assert_refused(
            line(revisions=[later, saved("2020-05-04")]), "Revision 2: It is dated before"
        )
        self.assert_refused(
            line(revisions=[later, {"body_html": "<p>a</p>"}]), "Revision 2: It has no date."
        )
        self.assert_refused(
            line(revisions=[later, {"date": "2020-05-06"}]), "Revision 2: It has no body_html."
        )

    def test_pictures_are_counted(self):
        self.assertEqual(read(body_html="<p>a<img src=a><IMG src=b></p><imgage>").pictures, 2)
