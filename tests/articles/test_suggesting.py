from itertools import islice
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from articles.snapshot import ArticleSnapshot
from articles.suggesting import MOST_REASONS, Suggestion, suggest_change
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real
from tests.support.snapshots import byline, make_snapshot, picture


class SuggestionTestCase(TestCase):
    def suggest(self, was: str, now: str, language: str = "en-gb") -> Suggestion:
        before, after = (make_snapshot(f"<p>{text}</p>", language=language) for text in (was, now))
        return suggest_change(before, after)

    def assertSuggests(self, change: str, reason: str, was: str, now: str, **options):  # noqa: N802
        suggestion = self.suggest(was, now, **options)
        self.assertEqual((suggestion.change, suggestion.reasons), (change, (reason,)))


class Figures(SuggestionTestCase):
    def test_another_figure_suggests_a_correction_and_says_which(self):
        self.assertSuggests(
            "correction",
            "“12 boats” became “21 boats”.",
            "The port lost 12 boats on Monday.",
            "The port lost 21 boats on Monday.",
        )

    def test_a_figure_is_never_split(self):
        for was, now in (
            ("1,200", "1,300"),
            ("3.5 %", "3.6 %"),
            ("12:30", "12:45"),
            ("£3.2bn", "£3.4bn"),
            ("2015–16", "2014–16"),
            ("10 a.m.", "10 p.m."),
            ("B52", "B53"),
            ("1 200", "1 300"),
        ):
            with self.subTest(was=was):
                suggestion = self.suggest(f"They gave {was} for it.", f"They gave {now} for it.")
                self.assertEqual(suggestion.change, "correction")
                self.assertEqual(suggestion.fact, (was, now))

    def test_one_value_written_otherwise_is_minor(self):
        for was, now in (
            ("1,200 boats", "1200 boats"),
            ("twelve boats", "12 boats"),
            ("3.5 %", "3.5%"),
            ("21st March", "21 March"),
            ("10 a.m.", "10am"),
        ):
            with self.subTest(was=was):
                suggestion = self.suggest(f"There were {was} then.", f"There were {now} then.")
                self.assertEqual(suggestion.change, "minor", suggestion.reasons)

    def test_days_months_and_numbers_in_words_are_figures_in_the_storys_language(self):
        for language, was, now in (
            ("en-gb", "The council met on Monday.", "The council met on Tuesday."),
            ("en-gb", "It opened in May here.", "It opened in June here."),
            ("en-gb", "The port lost twelve boats.", "The port lost eleven boats."),
            ("de", "Der Rat tagte am Montag spät.", "Der Rat tagte am Dienstag spät."),
            ("de", "Die Stadt zahlte zwölf Euro.", "Die Stadt zahlte elf Euro."),
            ("fr", "Le conseil est venu lundi soir.", "Le conseil est venu mardi soir."),
        ):
            with self.subTest(was=was):
                self.assertEqual(self.suggest(was, now, language).change, "correction")

    def test_figures_that_change_places_are_told_and_a_sentence_turned_round_is_not(self):
        swapped = self.suggest("It has 12 boats and 21 cars.", "It has 21 boats and 12 cars.")
        self.assertEqual(swapped.change, "correction")
        turned = self.suggest(
            "On 3 May 12 boats left the port.", "There left 12 boats the port on 3 May."
        )
        self.assertNotIn("3", " ".join(turned.reasons).replace("12", ""))

    def test_a_figure_added_to_a_sentence_is_news(self):
        suggestion = self.suggest("The boats left.", "The 12 boats left.")
        self.assertEqual(suggestion.change, "update")


class Names(SuggestionTestCase):
    def test_another_name_suggests_a_correction(self):
        self.assertSuggests(
            "correction",
            "“Smyth” became “Smith”.",
            "Police spoke to John Smyth yesterday.",
            "Police spoke to John Smith yesterday.",
        )

    def test_a_name_at_the_head_of_a_sentence_is_known_by_the_rest_of_the_story(self):
        suggestion = self.suggest(
            "Smyth left. Police had met Smyth before.", "Smith left. Police had met Smyth before."
        )
        self.assertIn("“Smyth” became “Smith”.", suggestion.reasons)

    def test_the_first_word_of_a_sentence_is_no_name(self):
        suggestion = self.suggest("The boats left the port.", "Those boats left the port.")
        self.assertEqual(suggestion.change, "minor")

    def test_capitals_alone_are_style(self):
        suggestion = self.suggest("They used the Internet daily.", "They used the internet daily.")
        self.assertEqual(suggestion.change, "minor")

    def test_german_nouns_are_not_all_names(self):
        suggestion = self.suggest("Sie sah das Haus am Hafen.", "Sie sah das Boot am Hafen.", "de")
        self.assertNotEqual(suggestion.change, "correction")
        named = self.suggest("Sie traf Anna Berg dort.", "Sie traf Anna Burg dort.", "de")
        self.assertEqual(named.change, "correction")

    def test_bylines_are_names(self):
        before = make_snapshot()
        other = suggest_change(before, make_snapshot(bylines=(byline(2, "Per Holm"),)))
        self.assertEqual(other.change, "correction")
        self.assertEqual(other.reasons, ("Byline: “Hanna Voss” became “Per Holm”.",))
        both = (*before.bylines, byline(2, "Per Holm"))
        more = suggest_change(before, make_snapshot(bylines=both))
        self.assertEqual(more.change, "clarification")
        self.assertEqual(suggest_change(make_snapshot(bylines=both), before).change, "correction")


class Quotations(SuggestionTestCase):
    def test_other_words_in_a_quotation_suggest_a_correction(self):
        for opening, closing in ("“”", "„“", "«»", "»«", '""', "‘’", "「」"):
            with self.subTest(opening + closing):
                suggestion = self.suggest(
                    f"He said: {opening}we lost the whole harvest here{closing}.",
                    f"He said: {opening}we lost the small harvest here{closing}.",
                )
                self.assertEqual(suggestion.change, "correction")
                self.assertEqual(suggestion.reasons, ("Quotation: “whole” became “small”.",))

    def test_other_marks_around_the_same_words_are_minor(self):
        suggestion = self.suggest('"We lost it all," he said.', "“We lost it all,” he said.")
        self.assertEqual(suggestion.change, "minor")

    def test_an_apostrophe_opens_no_quotation(self):
        suggestion = self.suggest(
            "The workers’ union didn’t like the large port’s plan.",
            "The workers’ union didn’t like the wide port’s plan.",
        )
        self.assertEqual(suggestion.change, "clarification")


class Words(SuggestionTestCase):
    def test_a_hedge_suggests_a_clarification(self):
        self.assertSuggests(
            "clarification",
            "“allegedly” was added.",
            "The minister took the money home.",
            "The minister allegedly took the money home.",
        )

    def test_a_denial_put_in_suggests_a_correction(self):
        self.assertSuggests(
            "correction",
            "“did” became “did not”.",
            "The minister did resign.",
            "The minister did not resign.",
        )

    def test_a_slip_of_the_pen_is_minor(self):
        for was, now in (
            ("The harbour was larg.", "The harbour was large."),
            ("It was there, then gone", "It was there – then gone."),
            ("a web site for all of us", "a website for all of us"),
            ("They have lead the way out.", "They have led the way out."),
        ):
            with self.subTest(was=was):
                self.assertEqual(self.suggest(was, now).change, "minor")

    def test_other_words_suggest_a_clarification_unless_there_is_news_too(self):
        was, now = "The large boat left the port.", "The slow boat left the port."
        self.assertEqual(self.suggest(was, now).change, "clarification")
        more = suggest_change(
            make_snapshot(f"<p>{was}</p>"), make_snapshot(f"<p>{now}</p><p>The union agreed.</p>")
        )
        self.assertEqual(more.change, "update")
        self.assertIn("“large” became “slow”.", more.reasons)


class Shape(SuggestionTestCase):
    def test_a_new_paragraph_is_an_update(self):
        before = make_snapshot("<p>The ferry came back.</p>")
        after = make_snapshot("<p>The ferry came back.</p><p>The union agreed.</p>")
        suggestion = suggest_change(before, after)
        self.assertEqual(suggestion.change, "update")
        self.assertEqual(suggestion.reasons, ("Added: “The union agreed.”",))

    def test_a_new_paragraph_does_not_hide_a_changed_figure(self):
        before = make_snapshot("<p>It lost 12 boats there.</p>")
        after = make_snapshot("<p>It lost 21 boats there.</p><p>The union agreed.</p>")
        suggestion = suggest_change(before, after)
        self.assertEqual(suggestion.change, "correction")
        self.assertEqual(len(suggestion.reasons), 2)

    def test_what_is_moved_split_or_joined_is_minor(self):
        one, two = "The ferry came back on Monday.", "The 12 men of the union agreed to it."
        before = make_snapshot(f"<p>{one}</p><p>{two}</p>")
        for body in (f"<p>{two}</p><p>{one}</p>", f"<p>{one} {two}</p>"):
            with self.subTest(body):
                self.assertEqual(suggest_change(before, make_snapshot(body)).change, "minor")
        joined = f"<p>{one[:-1]}; {two[0].lower()}{two[1:]}</p>"
        self.assertEqual(suggest_change(before, make_snapshot(joined)).change, "minor")

    def test_a_link_and_bold_letters_are_minor(self):
        before = make_snapshot("<p>The ferry came back.</p>")
        for body in (
            '<p>The <a href="/world/">ferry</a> came back.</p>',
            "<p>The <strong>ferry</strong> came back.</p>",
            "<h2>The ferry came back.</h2>",
        ):
            with self.subTest(body):
                self.assertEqual(suggest_change(before, make_snapshot(body)).change, "minor")

    def test_a_cell_of_a_table_is_a_text_of_its_own(self):
        table = "<table><tbody><tr><td>Boats</td><td>{}</td></tr></tbody></table>"
        before, after = (make_snapshot(table.format(number)) for number in (12, 21))
        self.assertEqual(suggest_change(before, after).reasons, ("“12” became “21”.",))

    def test_pictures_words_are_minor_but_for_names_and_figures(self):
        before = make_snapshot(images=(picture(caption="The harbour in 1921, with Anna Berg."),))
        for caption, change in (
            ("A harbour in 1921, with Anna Berg.", "minor"),
            ("The harbour in 1912, with Anna Berg.", "correction"),
            ("The harbour in 1921, with Anna Burg.", "correction"),
        ):
            after = make_snapshot(images=(picture(caption=caption),))
            with self.subTest(caption):
                self.assertEqual(suggest_change(before, after).change, change)
        alt = make_snapshot(images=(picture(alt="Other", caption=before.images[0].caption),))
        self.assertEqual(suggest_change(before, alt).change, "minor")

    def test_headlines_count(self):
        before = make_snapshot(headline="Port loses 12 boats in storm")
        for headline, change in (
            ("Port loses 21 boats in storm", "correction"),
            ("Port loses 12 boats in a storm", "minor"),
            ("Harbour counts its losses after the night", "update"),
        ):
            with self.subTest(headline):
                suggestion = suggest_change(before, make_snapshot(headline=headline))
                self.assertEqual(suggestion.change, change)
                self.assertIn("Headline", "Headline" + suggestion.reasons[0])

    def test_a_headline_in_capitals_has_no_names_but_the_storys(self):
        body = "<p>Police spoke to Anna Berg there.</p>"
        before = make_snapshot(body, headline="Large Harbour Storm Takes Boats From Berg")
        small = make_snapshot(body, headline="Large Harbour Storm Takes Ships From Berg")
        self.assertNotEqual(suggest_change(before, small).change, "correction")
        other = make_snapshot(body, headline="Large Harbour Storm Takes Boats From Burg")
        self.assertEqual(suggest_change(before, other).change, "correction")

    def test_another_kind_of_story_is_a_clarification_and_tags_are_minor(self):
        before = make_snapshot()
        self.assertEqual(
            suggest_change(before, make_snapshot(kind="opinion")).change, "clarification"
        )
        self.assertEqual(suggest_change(before, make_snapshot(slug="other")).change, "minor")

    def test_no_more_reasons_are_given_than_somebody_reads(self):
        after = "".join(f"<p>Sentence of its own, {word}.</p>" for word in "abcdefghijklm")
        suggestion = suggest_change(make_snapshot(), make_snapshot(after))
        self.assertEqual(len(suggestion.reasons), MOST_REASONS + 1)
        self.assertRegex(suggestion.reasons[-1], r"And \d+ more\.")


_sentences = st.lists(
    st.text(st.characters(exclude_characters="<>&", exclude_categories=("C",)), max_size=60),
    max_size=5,
)


def story(texts: list[str], **values) -> ArticleSnapshot:
    return make_snapshot("".join(f"<p>{text}</p>" for text in texts), **values)


class Properties(SuggestionTestCase):
    @given(_sentences)
    def test_the_same_story_suggests_nothing(self, texts):
        self.assertEqual(suggest_change(story(texts), story(texts)), Suggestion())

    @given(_sentences, _sentences, st.sampled_from(["en-gb", "de", "fr", "ar", "xx"]))
    def test_any_two_stories_give_one_kind_of_change_with_reasons_either_way(
        self, old, new, language
    ):
        before, after = story(old, language=language), story(new, language=language)
        for one, other in ((before, after), (after, before)):
            suggestion = suggest_change(one, other)
            self.assertEqual(bool(suggestion.change), one.sha256 != other.sha256)
            self.assertEqual(bool(suggestion.reasons), bool(suggestion.change))

    @given(st.lists(st.from_regex(r"[A-Za-z0-9,.“”]{1,9}", fullmatch=True), min_size=2))
    def test_white_space_alone_is_minor(self, words):
        before = make_snapshot(f"<p>{' '.join(words)}</p>")
        after = make_snapshot(f"<p>{'&nbsp;'.join(words)}</p>")
        suggestion = suggest_change(before, after)
        if before.sha256 != after.sha256:
            self.assertEqual(suggestion.change, "minor", suggestion.reasons)

    @given(
        st.integers(1, 10**7),
        st.integers(1, 10**7),
        st.sampled_from(["{}", "{:,}", "{} %", "£{:,}", "12:{}", "{}.5"]),
        st.lists(st.sampled_from("The ferry came back. “We know,” he said, of 40 men".split())),
        st.lists(st.sampled_from("and then left the harbour for Astrand on 3 May.".split())),
    )
    def test_another_figure_in_an_old_sentence_is_never_passed_over(
        self, was, now, form, head, tail
    ):
        if was == now:
            return
        old, new = form.format(was), form.format(now)
        texts = (" ".join([*head, "holds", figure, *tail]) for figure in (old, new))
        suggestion = suggest_change(*(make_snapshot(f"<p>{text}</p>") for text in texts))
        self.assertIn(suggestion.change, ("correction", "clarification"))
        self.assertIn(new, " ".join(suggestion.reasons))


@needs_real
class RealEdits(SuggestionTestCase):
    def test_real_edits_suggest_something_and_most_of_them_no_correction(self):
        changes = []
        for before, after in islice(bodies_of_pairs(400), 400):
            suggestion = suggest_change(make_snapshot(before), make_snapshot(after))
            self.assertEqual(bool(suggestion.change), before != after)
            changes.append(suggestion.change)
        changed = [change for change in changes if change]
        self.assertLess(changed.count("correction"), len(changed) / 4)
        self.assertGreater(changed.count("minor"), len(changed) / 4)
