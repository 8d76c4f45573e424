"""The history of a story as a list, narrowed down without opening what it holds."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, RevisionMeta, RevisionTrace
from articles.publishing import publish
from articles.retracing import retrace, untraced
from articles.revisions import name_revision
from articles.timeline import PAGE_SIZE, Narrowing, people, phrase_events, timeline
from tests.factories import make_story, make_user, save_change


def numbers(page) -> list[int]:
    return [meta.number for meta in page.metas]


class TheList(TestCase):
    def setUp(self):
        self.hanna, self.kim = make_user("Editor"), make_user("Editor")
        self.story = make_story(by=self.hanna)
        save_change(self.story, by=self.kim, headline="Ferry late")
        publish(self.story, by=None, change="first")
        save_change(self.story, by=self.hanna, body="<p>The ferry sank.</p>")
        save_change(self.story, by=self.kim, standfirst="Nobody was hurt.")
        make_story("Another story", by=self.kim)

    def shown(self, **asked) -> list[int]:
        return numbers(timeline(self.story.pk, Narrowing(**asked)))

    def test_it_is_one_storys_newest_first_and_numbered_from_one(self):
        self.assertEqual(self.shown(), [4, 3, 2, 1])

    def test_it_is_narrowed_by_person_field_publication_and_name(self):
        name_revision(
            RevisionMeta.objects.get(article_id=self.story.pk, number=1),
            name="As filed",
            is_pinned=False,
        )
        for asked, expected in (
            ({"person": self.kim.pk}, [4, 2]),
            ({"field": "body"}, [3, 1]),
            ({"field": "standfirst"}, [4]),
            ({"only_after_publication": True}, [4, 3]),
            ({"only_pinned": True}, [1]),
            ({"person": self.hanna.pk, "field": "body"}, [3, 1]),
        ):
            with self.subTest(asked):
                self.assertEqual(self.shown(**asked), expected)

    def test_it_says_which_save_became_which_edition(self):
        page = timeline(self.story.pk, Narrowing())
        made = {meta.number: [one.number for one in meta.editions.all()] for meta in page.metas}
        self.assertEqual(made, {4: [], 3: [], 2: [1], 1: []})

    def test_it_names_everybody_who_saved(self):
        self.assertEqual(set(people(self.story.pk)), {self.hanna, self.kim})

    def test_it_opens_no_stored_text_and_costs_the_same_on_any_page(self):
        for number in range(PAGE_SIZE + 5):
            save_change(self.story, headline=f"Headline {number}")
        with CaptureQueriesContext(connection) as captured:
            page = timeline(self.story.pk, Narrowing())
        self.assertFalse([one for one in captured if "serialized_data" in one["sql"]])
        self.assertEqual(len(page.metas), PAGE_SIZE)
        with self.assertNumQueries(len(captured)):
            rest = timeline(self.story.pk, Narrowing(), below=page.older)
        self.assertEqual(numbers(page) + numbers(rest), list(range(PAGE_SIZE + 9, 0, -1)))
        self.assertIsNone(rest.older)


class APhrase(TestCase):
    def setUp(self):
        self.story = make_story(body="<p>The mayor said nothing.</p>")
        save_change(self.story, body="<p>The mayor said she would <em>res</em>ign.</p>")
        save_change(self.story, headline="Mayor to go")
        save_change(self.story, body="<p>The mayor denied it.</p>")
        save_change(
            self.story, body="<p>The mayor denied it.</p><p>“She would resign”, he said.</p>"
        )

    def test_it_is_found_where_it_came_in_and_where_it_went_out(self):
        events = phrase_events(self.story.pk, "she would resign")
        self.assertEqual(events, {2: "came", 4: "went", 5: "came"})

    def test_case_and_white_space_do_not_matter(self):
        self.assertEqual(phrase_events(self.story.pk, "  THE  Mayor "), {1: "came"})

    def test_a_paragraph_that_only_moved_is_no_event(self):
        body = "<p>“She would resign”, he said.</p><p>The mayor denied it.</p>"
        save_change(self.story, body=body)
        self.assertNotIn(6, phrase_events(self.story.pk, "she would resign"))

    def test_odd_phrases_find_nothing_and_break_nothing(self):
        for phrase in ("%", "_", "\\", "'", '"', "\0", "   ", "a" * 5000, "😀", "%' OR 1=1 --"):
            with self.subTest(phrase):
                self.assertEqual(phrase_events(self.story.pk, phrase), {})

    def test_the_page_shows_those_revisions_only(self):
        page = timeline(self.story.pk, Narrowing(phrase="she would resign"))
        self.assertEqual(numbers(page), [5, 4, 2])
        self.assertEqual(page.phrase[4], "went")


class Numbering(TestCase):
    def test_a_story_that_was_deleted_and_comes_back_goes_on_counting(self):
        story = make_story()
        save_change(story, headline="Two")
        pk = story.pk
        story.delete()
        again = Article(pk=pk, headline="Back again", section=story.section)
        from articles.revisions import revision

        with revision() as saving:
            again.save()
            saving.finish(again)
        self.assertEqual(
            list(
                RevisionMeta.objects.filter(article_id=pk)
                .values_list("number", flat=True)
                .order_by("number")
            ),
            [1, 2, 3],
        )

    def test_a_save_knows_its_time_person_section_and_headline(self):
        user = make_user("Editor")
        story = make_story("Ferry late", by=user)
        meta = RevisionMeta.objects.get(article_id=story.pk)
        self.assertEqual(
            (meta.saved_by, meta.section, meta.headline), (user, story.section, "Ferry late")
        )
        self.assertEqual(meta.saved_at, meta.revision.date_created)
        self.assertLess(meta.saved_at, timezone.now())


class Naming(TestCase):
    def setUp(self):
        self.meta = RevisionMeta.objects.get(article_id=make_story().pk)

    def test_a_name_pins_and_taking_both_away_unpins(self):
        name_revision(self.meta, name="  As \0 filed ", is_pinned=False)
        self.meta.refresh_from_db()
        self.assertEqual((self.meta.name, self.meta.is_pinned), ("As filed", True))
        name_revision(self.meta, name="", is_pinned=True)
        self.assertEqual((self.meta.name, self.meta.is_pinned), ("", True))
        name_revision(self.meta, name="", is_pinned=False)
        self.assertFalse(self.meta.is_pinned)

    def test_a_long_name_is_cut_and_kept(self):
        name_revision(self.meta, name="x" * 500, is_pinned=False)
        self.assertEqual(len(self.meta.name), 80)


class RevisionsOfAnEarlierNewsroom(TestCase):
    def setUp(self):
        self.story = make_story(body="<p>The ferry left at six in the morning.</p>")
        save_change(self.story, body="<p>The ferry left at seven in the morning.</p>")
        save_change(self.story, headline="Ferry late")
        self.kept = list(
            RevisionTrace.objects.order_by("number").values("came", "went", "authorship")
        )
        RevisionTrace.objects.all().delete()
        RevisionMeta.objects.update(changed="")

    def test_they_are_traced_again_word_for_word(self):
        self.assertEqual(untraced(), [self.story.pk])
        self.assertEqual(retrace(self.story.pk), 3)
        again = RevisionTrace.objects.order_by("number").values("came", "went", "authorship")
        self.assertEqual(list(again), self.kept)
        self.assertEqual(untraced(), [])
        self.assertEqual(numbers(timeline(self.story.pk, Narrowing(field="headline"))), [3, 1])

    def test_it_can_be_done_a_few_at_a_time(self):
        self.assertEqual([retrace(self.story.pk, most=1) for _ in range(4)], [1, 1, 1, 0])
        again = RevisionTrace.objects.order_by("number").values("came", "went", "authorship")
        self.assertEqual(list(again), self.kept)
