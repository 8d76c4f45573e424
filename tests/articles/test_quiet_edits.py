from dataclasses import replace
from unittest import TestCase

from articles.quiet_edits import find_quiet_edits
from articles.snapshot import PostSnapshot
from articles.suggesting import suggest_change
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real
from tests.support.snapshots import byline, make_snapshot, picture


def told(was: str, now: str, *, language: str = "en-gb") -> list[tuple]:
    before, after = (
        make_snapshot(text if text.startswith("<") else f"<p>{text}</p>", language=language)
        for text in (was, now)
    )
    return [(one.kind, one.before, one.after) for one in find_quiet_edits(before, after)]


class Figures(TestCase):
    def test_another_value_is_told_with_what_it_counts(self):
        for was, now, before, after in (
            ("1,200 people came.", "1,300 people came.", "1,200 people", "1,300 people"),
            ("It cost £3.2bn then.", "It cost £3.4bn then.", "£3.2bn", "£3.4bn"),
            ("Some twelve boats left.", "Some twenty boats left.", "twelve", "twenty"),
            ("About 3 million left.", "About 3 billion left.", "3 million", "3 billion"),
            ("It is 12 miles off.", "It is 12 kilometres off.", "12 miles", "12 kilometres"),
            ("It rose 5% then.", "It rose 6% then.", "5%", "6%"),
            ("It left on Monday early.", "It left on Tuesday early.", "Monday", "Tuesday"),
            ("It began at 12:30 sharp.", "It began at 12:45 sharp.", "12:30 sharp", "12:45 sharp"),
        ):
            with self.subTest(was=was):
                self.assertEqual(told(was, now), [("figure", before, after)])

    def test_one_value_written_otherwise_is_none(self):
        for was, now in (
            ("It counted 1,200 then.", "It counted 1200 then."),
            ("Some twelve boats left.", "Some 12 boats left."),
            ("It rose 5% then.", "It rose 5 per cent then."),
            ("It rose twelve percent then.", "It rose 12% then."),
            ("It is 12 km off.", "It is 12 kilometres off."),
            ("It began at 9 AM.", "It began at 9 a.m."),
            ("In the 1990's it sank.", "In the 1990s it sank."),
            ("It counted ١٢ boats.", "It counted 12 boats."),
        ):
            with self.subTest(was=was):
                self.assertEqual(told(was, now), [])

    def test_a_verb_that_is_also_a_month_is_none(self):
        self.assertEqual(told("The port will close soon.", "The port may close soon."), [])

    def test_a_figure_in_a_script_without_spaces_stands_alone(self):
        was, now = "東京で1200人が集まった。", "大阪で1200人が集まった。"
        self.assertEqual(told(was, now, language="ja"), [])
        self.assertEqual(
            told(was, "東京で1300人が集まった。", language="ja"),
            [("figure", "1200人が集まった", "1300人が集まった")],
        )

    def test_a_sentence_with_a_figure_that_goes_or_comes_is_told(self):
        was = "The ferry came back. It carried 40 men."
        self.assertEqual(told(was, "The ferry came back."), [("figure", "It carried 40 men.", "")])
        self.assertEqual(told("The ferry came back.", was), [("figure", "", "It carried 40 men.")])

    def test_cells_of_a_table_are_looked_at(self):
        table = "<table><tbody><tr><td>Boats</td><td>%s</td></tr></tbody></table>"
        self.assertEqual(told(table % "12", table % "21"), [("figure", "12", "21")])


class Names(TestCase):
    def test_another_name_in_a_sentence_is_told(self):
        for language, was, now in (
            ("en", "It was sold to Anna Berg then.", "It was sold to Karin Holm then."),
            ("ru", "Судно продали Анна Берг вчера.", "Судно продали Карин Хольм вчера."),
            ("el", "Το πούλησε στην Άννα χθες.", "Το πούλησε στην Μαρία χθες."),
        ):
            with self.subTest(language):
                self.assertEqual([kind for kind, *_ in told(was, now, language=language)], ["name"])

    def test_a_script_without_case_gives_none(self):
        self.assertEqual(told("东京发生了火灾。", "大阪发生了火灾。", language="zh"), [])
        self.assertEqual(told("עלה מחיר הלחם", "ירד מחיר הלחם", language="he"), [])

    def test_whose_something_is_makes_no_other_name(self):
        self.assertEqual(told("They met at the Berg house.", "They met at Berg's house."), [])

    def test_the_byline_and_the_words_of_pictures_are_looked_at(self):
        before = make_snapshot(bylines=(byline(1, "Hanna Voss"),), images=(picture(),))
        for after, found in (
            (
                replace(before, bylines=(byline(2, "Per Holm"),)),
                ("name", "Hanna Voss", "Per Holm", "byline"),
            ),
            (
                replace(before, images=(picture(credit="Ana Ruiz/Agency"),)),
                ("name", "Jo Li/Agency", "Ana Ruiz/Agency", "credit"),
            ),
            (
                replace(before, headline="Ferry returns to the Skerry"),
                ("name", "strait", "Skerry", "headline"),
            ),
        ):
            with self.subTest(found):
                told = [
                    (one.kind, one.before, one.after, one.where)
                    for one in find_quiet_edits(before, after)
                ]
                self.assertEqual(told, [found])

    def test_a_caption_with_another_year_is_told(self):
        before = make_snapshot(images=(picture(caption="The harbour in 1921."),))
        after = make_snapshot(images=(picture(caption="The harbour in 1912."),))
        (found,) = find_quiet_edits(before, after)
        self.assertEqual((found.kind, found.before, found.after), ("figure", "1921", "1912"))
        self.assertEqual(found.where, "caption")


class Quotations(TestCase):
    def test_other_words_in_marks_of_any_style_are_told(self):
        for opening, closing in ("“”", "„“", "«»", '""', "''", "‘’", "「」"):
            with self.subTest(opening):
                was, now = (
                    f"She said {opening}we lost the {word} port{closing} then."
                    for word in ("whole", "small")
                )
                self.assertEqual(told(was, now), [("quotation", "whole", "small")])

    def test_a_quotation_set_apart_is_one(self):
        was, now = (f"<blockquote><p>We lost the {word} port.</p></blockquote>" for word in "ab")
        self.assertEqual(told(was, now), [("quotation", "a", "b")])

    def test_smart_marks_for_straight_ones_are_none(self):
        self.assertEqual(told('"We lost it," he said.', "“We lost it,” he said."), [])

    def test_a_quotation_that_is_taken_out_is_told(self):
        was = "The ferry came back. “We never knew,” he said."
        self.assertEqual(
            told(was, "The ferry came back."), [("quotation", "“We never knew,” he said.", "")]
        )

    def test_a_kept_post_is_one(self):
        post = PostSnapshot(
            1, "x", "X", "Jo Li", "@jo", "We lost it all", "2026-01-01T00:00:00Z", "", None, None
        )
        before = make_snapshot(posts=(post,))
        after = make_snapshot(posts=(replace(post, text="We lost it twice"),))
        (found,) = find_quiet_edits(before, after)
        self.assertEqual((found.kind, found.where), ("quotation", "post"))


class Nothing(TestCase):
    def test_moving_a_paragraph_is_none(self):
        first, second = "<p>It carried 40 men to Skerry.</p>", "<p>“We knew,” said Anna Berg.</p>"
        self.assertEqual(told(first + second, second + first), [])

    def test_a_slip_in_a_small_word_and_other_forms_are_none(self):
        for was, now in (
            ("The ferry cmae back late.", "The ferry came back late."),
            ("The ferry came back.", "<p>The <strong>ferry</strong> came back.</p>"),
            (
                "The ferry came back.",
                '<p>The <a href="https://a.example/">ferry</a> came back.</p>',
            ),
            ("It carried 40 men. They slept.", "It carried 40 men; they slept."),
            ("Write to desk@a.example now.", "Write to news@b.example now."),
        ):
            with self.subTest(was=was):
                self.assertEqual(told(was, now), [])

    @needs_real
    def test_of_real_edits_none_that_is_suggested_as_minor_is_found(self):
        found = looked_at = 0
        for was, now in bodies_of_pairs(80):
            before, after = (make_snapshot(one or "<p>None.</p>") for one in (was, now))
            findings = find_quiet_edits(before, after)
            looked_at += 1
            found += bool(findings)
            if suggest_change(before, after).change in {"", "minor"}:
                self.assertEqual(findings, [])
        # Neither asks about every edit nor about none.
        self.assertTrue(looked_at / 20 < found < looked_at / 2, f"{found} of {looked_at}")
