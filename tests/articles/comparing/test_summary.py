import dataclasses

from django.test import SimpleTestCase
from django.utils.translation import override

from articles.comparing import compare, summary
from articles.comparing.labels import LABELS
from articles.snapshot import TagSnapshot
from tests.support.snapshots import byline, make_snapshot, picture

A = "<p>The ferry to Skerry was late again on Monday, and nobody on the quay was surprised.</p>"
B = "<p>A harbour pilot with thirty years of service said that the tide had never been lower.</p>"
C = "<p>In the evening the council met behind closed doors to talk about the new breakwater.</p>"


class SummaryTests(SimpleTestCase):
    def assert_summed_up(self, before, after, text: str):
        self.assertEqual(summary(compare(before, after)), text)

    def test_it_counts_words_and_names_moves(self):
        self.assert_summed_up(
            make_snapshot(A + B + C, headline="One"),
            make_snapshot(B + C + A.replace("Monday,", "a wet Monday"), headline="Two"),
            "Headline changed. Body: 2 words added, 1 paragraph moved.",
        )

    def test_nothing_is_said_of_equal_stories(self):
        self.assert_summed_up(make_snapshot(), make_snapshot(), "")

    def test_a_picture_is_named_by_its_place_and_by_what_changed(self):
        pictures = (picture(1, is_lead=True), picture(2))
        changed = (pictures[0], picture(2, credit="Mara Lind", alt="The quay"))
        self.assert_summed_up(
            make_snapshot(images=pictures),
            make_snapshot(images=changed),
            "Credit, Alt text of picture 2 changed.",
        )

    def test_people_are_named_and_their_order_is_told(self):
        one, two, three = byline(1, "Jo Li"), byline(2, "Mara Lind"), byline(3, "Ed Moor")
        self.assert_summed_up(
            make_snapshot(bylines=(one, two)),
            make_snapshot(bylines=(two, one, three)),
            "Byline: Ed Moor added, order changed.",
        )

    def test_a_role_and_a_biography_are_told_of_their_author(self):
        one = byline(1, "Jo Li")
        author = dataclasses.replace(one.author, bio="Jo writes about the sea.")
        self.assert_summed_up(
            make_snapshot(bylines=(one,)),
            make_snapshot(bylines=(dataclasses.replace(one, role="data", author=author),)),
            "Role, Writer’s box: biography of Jo Li changed.",
        )

    def test_links_and_formatting_are_told_apart_from_words(self):
        plain = make_snapshot(A)
        linked = make_snapshot(A.replace("ferry", '<a href="https://example.org/">ferry</a>'))
        self.assert_summed_up(plain, linked, "Body: 1 link changed.")
        bold = make_snapshot(A.replace("ferry", "<strong>ferry</strong>"))
        self.assert_summed_up(plain, bold, "Body: formatting changed.")

    def test_tags_are_named(self):
        tags = [
            TagSnapshot(pk, name, name.lower(), "", "") for pk, name in ((1, "Sea"), (2, "Law"))
        ]
        self.assert_summed_up(
            make_snapshot(tags=tags[:1]),
            make_snapshot(tags=tags[1:]),
            "Tags: Sea removed, Law added.",
        )

    def test_names_are_translated_when_they_are_shown(self):
        with override("de"):
            self.assertTrue(summary(compare(make_snapshot(A), make_snapshot(B))))

    def test_every_value_of_a_snapshot_has_a_name(self):
        told_elsewhere = {"article_id", "body", "bylines", "tags", "images", "posts", "clips"}
        for kind, labels in LABELS.items():
            names = {field.name for field in dataclasses.fields(kind)}
            self.assertEqual(names - told_elsewhere, set(labels), kind.__name__)
