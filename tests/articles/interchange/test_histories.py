"""The revisions of a line: which become editions, and what a line that changed brings."""

from django.test import TestCase
from reversion.models import Revision

from articles.assembly import record_of, snapshot_revision, snapshot_working_copy
from articles.models import Article, Edition, ImportedStory, RevisionMeta
from articles.publishing import publish, withdraw
from tests.articles.interchange.lines import import_stories, line, saved
from tests.factories import save_change

LONG = "<p>" + " ".join(f"word{number}" for number in range(100)) + "</p>"
BACK = LONG.replace("word1 ", "back ")
MUCH = LONG.replace("word1", "more")


def editions() -> list[Edition]:
    return list(Edition.objects.order_by("number"))


def history(*revisions, **values):
    return import_stories(line(revisions=list(revisions), **values))


class HistoryTest(TestCase):
    def test_every_revision_has_its_date_note_and_summary(self):
        history(
            saved("2020-05-04T09:00:00Z", LONG, note="Filed"),
            saved("2020-05-05T09:00:00Z", BACK, note="One word", tags=["Strait"]),
        )
        first, second = Revision.objects.order_by("pk")
        self.assertEqual((first.comment, second.comment), ("Filed", "One word"))
        self.assertEqual(second.date_created.isoformat(), "2020-05-05T09:00:00+00:00")
        self.assertEqual(
            second.meta.summary,
            "Tags: Ferries removed, Strait added. Body: 1 word added, 1 word removed.",
        )
        self.assertEqual(second.meta.source, RevisionMeta.Source.IMPORT)

    def test_every_revision_holds_the_story_as_it_then_stood(self):
        history(
            saved("2020-05-04", LONG, title="Ferry gone", authors=["Jo Li", "Max Roe"]),
            saved("2020-05-05", BACK, tags=["Strait", "Ferries"], authors=["Max Roe", "Jo Li"]),
        )
        article = Article.objects.get()
        first, second = (
            snapshot_revision(revision, article.pk) for revision in Revision.objects.order_by("pk")
        )
        self.assertEqual(first.headline, "Ferry gone")
        self.assertEqual([byline.author.name for byline in first.bylines], ["Jo Li", "Max Roe"])
        self.assertEqual([tag.name for tag in first.tags], ["Ferries"])
        self.assertEqual([byline.author.name for byline in second.bylines], ["Max Roe", "Jo Li"])
        self.assertEqual([tag.name for tag in second.tags], ["Strait", "Ferries"])
        self.assertEqual(second, snapshot_working_copy(article))

    def test_every_revision_becomes_an_edition_at_its_date(self):
        history(saved("2020-05-04T09:00:00Z", LONG), saved("2020-05-05T09:00:00Z", BACK))
        first, second = editions()
        self.assertEqual((first.change, second.change), ("first", "minor"))
        self.assertEqual(first.live_until, second.live_from)
        self.assertEqual(second.live_from.isoformat(), "2020-05-05T09:00:00+00:00")
        self.assertIsNone(second.live_until)
        self.assertEqual(record_of(first).story.body_source, LONG)

    def test_few_changed_words_are_minor_and_many_an_update(self):
        history(saved("2020-05-04", LONG), saved("2020-05-05", BACK), saved("2020-05-06", MUCH))
        first, second, third = editions()
        self.assertEqual((second.change, third.change), ("minor", "update"))
        self.assertEqual(second.updated, first.live_from)
        self.assertEqual(third.updated, third.live_from)

    def test_a_class_that_is_given_is_kept(self):
        history(
            saved("2020-05-04", LONG),
            saved("2020-05-05", BACK, change="update"),
            saved("2020-05-06", LONG, change="correction", notice="It was word1."),
        )
        self.assertEqual([edition.change for edition in editions()][1:], ["update", "correction"])
        self.assertEqual(editions()[2].correction.notice, "It was word1.")

    def test_a_revision_that_readers_cannot_see_is_no_edition(self):
        history(
            saved("2020-05-04", LONG),
            saved("2020-05-05", LONG.replace("<p>", "<p class=a>"), note="Tidied"),
        )
        self.assertEqual(len(editions()), 1)
        self.assertEqual(Revision.objects.count(), 2)

    def test_what_came_before_publication_is_a_revision_and_no_edition(self):
        history(
            saved("2020-05-01T09:00:00Z", "<p>Notes.</p>"),
            saved("2020-05-02T09:00:00Z", LONG),
            saved("2020-05-09T09:00:00Z", BACK),
        )
        first, second = editions()
        self.assertEqual(first.live_from.isoformat(), "2020-05-04T09:00:00+00:00")
        self.assertEqual(record_of(first).story.body_source, LONG)
        self.assertEqual(second.live_from.isoformat(), "2020-05-09T09:00:00+00:00")
        self.assertEqual(Revision.objects.count(), 3)
        self.assertEqual(Article.objects.get().created_at.isoformat()[:10], "2020-05-01")

    def test_the_first_edition_is_of_the_day_the_line_names(self):
        history(saved("2021-01-01", LONG))
        self.assertEqual(editions()[0].live_from.isoformat(), "2020-05-04T09:00:00+00:00")

    def test_revisions_of_one_instant_follow_each_other(self):
        same = "2020-05-04T09:00:00Z"
        history(saved(same, LONG), saved(same, BACK), saved(same, MUCH))
        self.assertEqual(len({edition.live_from for edition in editions()}), 3)
        moments = [edition.live_from.isoformat() for edition in editions()]
        self.assertEqual(moments[2], "2020-05-04T09:00:00.000002+00:00")
        dates = Revision.objects.order_by("pk").values_list("date_created", flat=True)
        self.assertEqual(list(dates), [edition.live_from for edition in editions()])


class ChangedLineTest(TestCase):
    OLD = (saved("2020-05-04", LONG, note="Filed"), saved("2020-05-05", BACK, note="Back"))

    def test_revisions_a_line_gained_are_added(self):
        history(*self.OLD)
        said = history(*self.OLD, saved("2020-05-07", MUCH, note="More"))
        self.assertIn("0 imported, 1 updated, 0 unchanged", said.out)
        self.assertEqual([edition.number for edition in editions()], [1, 2, 3])
        self.assertEqual(editions()[2].change, "update")
        self.assertEqual(Revision.objects.count(), 3)
        said = history(*self.OLD, saved("2020-05-07", MUCH, note="More"))
        self.assertIn("1 unchanged", said.out)

    def test_a_line_that_gained_its_first_revisions_is_updated_once(self):
        import_stories(line(body_html=LONG))
        history(*self.OLD)
        self.assertEqual([edition.change for edition in editions()], ["first", "update"])
        self.assertEqual(editions()[1].headline, "Ferry returns to the strait")
        self.assertEqual(record_of(editions()[1]).story.body_source, BACK)

    def test_a_line_that_tells_it_otherwise_is_one_revision_and_an_update(self):
        import_stories(line(body_html=LONG))
        said = import_stories(line(body_html=BACK, updated="2021-02-03T00:00:00Z"))
        self.assertIn("1 updated", said.out)
        self.assertEqual(editions()[1].change, "update")
        self.assertEqual(editions()[1].live_from.isoformat(), "2021-02-03T00:00:00+00:00")
        self.assertEqual(Revision.objects.latest("pk").comment, "Imported again")

    def test_another_section_or_tag_is_an_update_too(self):
        import_stories(line())
        import_stories(line(section="culture", tags=["Strait"], kind="review"))
        edition = editions()[1]
        self.assertEqual((edition.section.slug, edition.kind), ("culture", "review"))
        self.assertEqual(edition.tag_rows.get().tag.name, "Strait")

    def test_a_past_that_is_told_otherwise_changes_nothing(self):
        history(*self.OLD)
        first, second = self.OLD
        said = history({**first, "note": "Filed by phone"}, second)
        self.assertIn("1 unchanged", said.out)
        self.assertEqual((len(editions()), Revision.objects.count()), (2, 2))
        self.assertIn("1 unchanged", history({**first, "note": "Filed by phone"}, second).out)

    def test_the_desks_changes_are_never_overwritten(self):
        import_stories(line())
        save_change(Article.objects.get(), standfirst="The desk's own.")
        for _again in range(2):
            said = import_stories(line(body_html=LONG))
            self.assertIn("Line 1: Story ", said.out)
            self.assertIn("was changed at the desk since it was imported", said.out)
            self.assertIn("1 kept as the desk has them", said.out)
            self.assertEqual(said.failed, "")
        self.assertEqual(Article.objects.get().standfirst, "The desk's own.")
        self.assertEqual(len(editions()), 1)

    def test_nor_are_they_after_a_line_was_only_spelled_otherwise(self):
        import_stories(line())
        save_change(Article.objects.get(), standfirst="The desk's own.")
        import_stories(line(weather="fine"))
        said = import_stories(line(body_html=LONG))
        self.assertIn("1 kept as the desk has them", said.out)

    def test_a_story_the_desk_withdrew_stays_gone(self):
        import_stories(line())
        withdraw(Article.objects.get(), by=None, notice="It was not so.")
        said = import_stories(line(body_html=LONG))
        self.assertIn("1 kept", said.out)
        self.assertFalse(Edition.objects.live().exists())

    def test_a_story_the_desk_published_again_is_the_desks(self):
        import_stories(line())
        publish(Article.objects.get(), by=None, change="clarification", notice="Of Monday.")
        self.assertIn("1 kept", import_stories(line(body_html=LONG)).out)

    def test_a_changed_line_that_fails_leaves_the_story_as_it_was(self):
        import_stories(line())
        known = ImportedStory.objects.values().get()
        said = import_stories(line(body_html="<br>"))
        self.assertIn("1 failed", said.out)
        self.assertEqual(ImportedStory.objects.values().get(), known)
        self.assertEqual(len(editions()), 1)
        self.assertEqual(Revision.objects.count(), 1)
