"""manage.py import_archive: what becomes of a file, and what is said of it."""

import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TestCase
from reversion.models import Revision, Version

from articles.interchange import archive
from articles.models import Article, Edition, ImportedStory, RevisionMeta, Section, Tag
from authors.models import Author
from tests.articles.interchange.lines import import_stories, import_text, line, saved
from tests.factories import make_author, make_section, make_user


def whole_database() -> dict[str, str]:
    """The content of every table, as a hash by its name."""
    hashes = {}
    for model in apps.get_models(include_auto_created=True):
        rows = sorted(map(repr, model._base_manager.values_list()))
        hashes[model._meta.db_table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


class ImportTest(TestCase):
    def test_a_line_becomes_a_live_story(self):
        said = import_stories(line(kind="feature", language="fr", slug="The Ferry"))
        self.assertEqual(said.failed, "")
        self.assertIn("1 imported, 0 updated, 0 unchanged", said.out)
        article = Article.objects.get()
        edition = Edition.objects.live().get()
        self.assertEqual(edition.headline, "Ferry returns to the strait")
        self.assertEqual(edition.standfirst, "After three years.")
        self.assertEqual(
            (edition.kind, edition.language, edition.slug), ("feature", "fr", "the-ferry")
        )
        self.assertEqual(edition.section.slug, "world")
        self.assertEqual(edition.first_published.isoformat(), "2020-05-04T09:00:00+00:00")
        self.assertEqual(edition.live_from, edition.first_published)
        self.assertEqual(article.created_at, edition.first_published)
        self.assertEqual([byline.author.name for byline in article.bylines.all()], ["Jo Li"])
        self.assertEqual([tag.name for tag in article.tags.all()], ["Ferries"])
        self.assertEqual(article.working_sha256, edition.story_sha256)

    def test_its_save_is_a_revision_of_that_day_marked_as_imported(self):
        import_stories(line())
        revision = Revision.objects.get()
        self.assertEqual(revision.date_created.isoformat(), "2020-05-04T09:00:00+00:00")
        self.assertEqual(revision.meta.source, RevisionMeta.Source.IMPORT)
        self.assertEqual(revision.meta.summary, "Story begun: 6 words.")
        models = {version.content_type.model for version in Version.objects.all()}
        self.assertEqual(models, {"article", "byline", "taggedarticle"})

    def test_gzip_is_known_by_its_content(self):
        import_text(json.dumps(line()), zipped=True)
        self.assertEqual(Edition.objects.live().count(), 1)

    def test_the_body_goes_through_the_desks_sanitiser(self):
        import_stories(line(body_html="<p onclick=a()>Ferry<script>b()</script></p>"))
        self.assertEqual(Article.objects.get().body, "<p>Ferry</p>")

    def test_ids_of_another_systems_pictures_name_nothing_here(self):
        import_stories(line(body_html='<p>Ferry</p><figure data-image="1"></figure>'))
        self.assertEqual(Article.objects.get().body, "<p>Ferry</p>")

    def test_pictures_are_left_out_and_counted(self):
        body = '<p>Ferry <img src="a.jpg" alt="A ferry"></p><img src="b.jpg">'
        said = import_stories(line(body_html=body), line(id="2", body_html=body))
        self.assertIn("4 pictures left out", said.out)
        self.assertEqual({article.body for article in Article.objects.all()}, {"<p>Ferry</p>"})

    def test_blank_lines_and_a_byte_order_mark_do_no_harm(self):
        said = import_text("\ufeff" + json.dumps(line()) + "\n\n  \r\n" + json.dumps(line(id=2)))
        self.assertIn("2 imported", said.out)

    def test_known_sections_authors_and_tags_are_used(self):
        section = make_section("World")
        author = make_author("Jo Li", slug="jo")
        Tag.objects.create(name="ferries")
        import_stories(
            line(), line(id=2, section="WORLD", authors=["jo"], tags=["FERRIES", "Ferries"])
        )
        self.assertEqual([*Section.objects.all()], [section])
        self.assertEqual([*Author.objects.all()], [author])
        self.assertEqual(Tag.objects.count(), 1)
        self.assertEqual(
            {article.tags.get().name for article in Article.objects.all()}, {"ferries"}
        )

    def test_an_author_named_by_name_and_by_slug_stands_once_in_the_byline(self):
        make_author("Jo Li", slug="jo")
        import_stories(line(authors=["Jo Li", {"name": "jo", "role": "data"}]))
        byline = Article.objects.get().bylines.get()
        self.assertEqual(byline.role, "by")

    def test_what_an_address_kept_of_a_name_is_nobody_else(self):
        make_author("李明 Lee", slug="lee")
        make_author("José Roe", slug="jose-roe")
        import_stories(line(authors=["lee", "jose-roe"]))
        names = [byline.author.name for byline in Article.objects.get().bylines.all()]
        self.assertEqual(names, ["lee", "José Roe"])

    def test_a_missing_section_is_made_from_its_slug_or_name(self):
        import_stories(
            line(section="public-works"),
            line(id=2, section="Sea & Shore"),
            line(id=3, section={"slug": "arts", "name": "The Arts"}),
        )
        made = set(Section.objects.values_list("slug", "name"))
        self.assertEqual(
            made,
            {("public-works", "Public works"), ("sea-shore", "Sea & Shore"), ("arts", "The Arts")},
        )

    def test_a_new_section_stands_behind_those_the_newsroom_has_in_order(self):
        make_section("World", position=3)
        import_stories(line(section="arts"), line(id=2, section="bridges"))
        self.assertEqual([one.slug for one in Section.objects.all()], ["world", "arts", "bridges"])

    def test_a_line_without_a_section_goes_where_the_command_says(self):
        import_stories(line(section=None), section="culture")
        self.assertEqual(Article.objects.get().section.slug, "culture")

    def test_failing_that_the_source_is_the_section(self):
        import_stories(line(section=None, source="The Tribune"))
        self.assertEqual(Article.objects.get().section.slug, "the-tribune")

    def test_a_user_who_saved_a_revision_is_known_by_login(self):
        user = make_user("Editor", username="jo")
        import_stories(
            line(
                revisions=[
                    saved("2020-05-04", by="jo", note="Filed"),
                    saved("2020-05-05", "<p>Back.</p>", by="Max", note="Cut"),
                    saved("2020-05-06", "<p>Back again.</p>", by="Max"),
                ]
            )
        )
        told = list(Revision.objects.order_by("pk").values_list("user", "comment"))
        self.assertEqual(told, [(user.pk, "Filed"), (None, "Max: Cut"), (None, "Max")])


class BadLineTest(TestCase):
    def test_bad_lines_are_named_with_their_reason_and_the_rest_imported(self):
        said = import_text(
            "\n".join(
                [
                    json.dumps(line()),
                    "no json",
                    "[]",
                    json.dumps(line(id=2, title="")),
                    json.dumps(line(id=3, date="soon")),
                    json.dumps(line(id=4, body_html="<script>a()</script><!-- b -->")),
                    json.dumps(line(id=5, authors=[])),
                    json.dumps(line(id=6, section="archive")),
                    json.dumps(line()),
                    json.dumps(line(id=7)),
                ]
            )
        )
        for number, reason in [
            (2, "It is not JSON: "),
            (3, "It is not a JSON object."),
            (4, "It has no title."),
            (5, "“date” is no date that can be read: soon."),
            (6, "The story has no text yet."),
            (7, "Add at least one author to the byline before publishing."),
            (8, "“Archive” cannot be the name of a new section: “archive” is an address the site"),
            (9, "It has the same id as line 1: ferry."),
        ]:
            self.assertIn(f"Line {number}: {reason}", said.err)
        self.assertIn(
            "2 imported, 0 updated, 0 unchanged, 0 kept as the desk has them, 8 failed.", said.out
        )
        self.assertEqual(said.failed, "8 lines were not imported.")
        self.assertEqual(Article.objects.count(), 2)
        self.assertEqual(Edition.objects.live().count(), 2)

    def test_a_line_that_fails_leaves_nothing_behind(self):
        before = whole_database()
        body = "<p>Ferry</p>"
        import_stories(
            line(
                authors=["New Author"],
                tags=["New tag"],
                section="new",
                revisions=[saved("2020-05-04"), saved("2020-05-05", body, change="correction")],
            )
        )
        self.assertEqual(whole_database(), before)

    def test_an_author_made_by_a_line_that_failed_is_made_again_by_the_next(self):
        import_stories(line(body_html="<br>"), line(id=2))
        self.assertEqual(Edition.objects.live().count(), 1)

    def test_a_correction_needs_its_notice_to_readers(self):
        revisions = [saved("2020-05-04"), saved("2020-05-05", "<p>Back.</p>", change="correction")]
        said = import_stories(line(revisions=revisions))
        self.assertIn("Line 1: Tell readers what was changed and why.", said.err)

    def test_a_line_without_end_is_refused_and_the_next_one_read(self):
        with mock.patch.object(archive, "MAX_LINE_BYTES", 1000):
            said = import_text("a" * 5000 + "\n" + json.dumps(line()))
        self.assertIn("Line 1: It is longer than", said.err)
        self.assertIn("1 imported", said.out)

    def test_a_file_that_is_not_there_is_one_clear_sentence(self):
        with self.assertRaisesMessage(
            CommandError, "none.jsonl cannot be read after line 0: No such"
        ):
            call_command("import_archive", "none.jsonl", stdout=io.StringIO())

    def test_a_limit_is_a_number_of_lines(self):
        for limit in ("0", "-1", "few"):
            with self.assertRaisesMessage(CommandError, "is no number of lines"):
                call_command("import_archive", "none.jsonl", f"--limit={limit}")

    def test_a_database_that_cannot_be_written_is_one_clear_sentence(self):
        error = OperationalError("disk is full")
        with mock.patch.object(archive, "begin_story", side_effect=error):
            said = import_stories(line())
        self.assertIn(
            "The database cannot be written: disk is full. What was imported", said.failed
        )

    def test_a_file_cut_short_keeps_what_was_read(self):
        lines = "".join(
            json.dumps(line(id=n, title=os.urandom(40).hex())) + "\n" for n in range(300)
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "archive.gz"
            path.write_bytes(gzip.compress(lines.encode())[:8000])
            with self.assertRaisesMessage(CommandError, "cannot be read after line"):
                call_command("import_archive", path, stdout=(out := io.StringIO()))
        self.assertRegex(out.getvalue(), r"[1-9]\d* imported")
        self.assertEqual(Edition.objects.live().count(), Article.objects.count())


class AgainTest(TestCase):
    LINES = (
        line(),
        line(id=2, tags=["Ferries", "Strait"], authors=["Jo Li", "Max Roe"]),
        line(id=3, revisions=[saved("2020-05-04"), saved("2020-05-06", "<p>Back.</p>")]),
    )

    def test_a_second_run_changes_nothing(self):
        import_stories(*self.LINES)
        before = whole_database()
        said = import_stories(*self.LINES)
        self.assertIn("0 imported, 0 updated, 3 unchanged", said.out)
        self.assertEqual(said.failed, "")
        self.assertEqual(whole_database(), before)

    def test_a_second_run_writes_nothing(self):
        import_stories(*self.LINES)
        statements = []

        def note(execute, sql, *rest):
            statements.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            import_stories(*self.LINES)
        verbs = {sql.split()[0] for sql in statements}
        self.assertEqual(verbs, {"SAVEPOINT", "SELECT", "RELEASE"})

    def test_the_order_of_a_lines_keys_is_no_change(self):
        import_stories(*self.LINES)
        editions = Edition.objects.count()
        said = import_stories(*(dict(reversed(one.items())) for one in self.LINES))
        self.assertIn("3 unchanged", said.out)
        self.assertEqual((Edition.objects.count(), Revision.objects.count()), (editions, editions))

    def test_a_run_goes_on_where_another_stopped(self):
        import_stories(*self.LINES, limit=1)
        self.assertEqual(Article.objects.count(), 1)
        said = import_stories(*self.LINES)
        self.assertIn("2 imported, 0 updated, 1 unchanged", said.out)

    def test_a_dry_run_says_everything_and_keeps_nothing(self):
        before = whole_database()
        said = import_stories(*self.LINES, line(id=4, title=""), dry_run=True)
        self.assertIn("3 imported", said.out)
        self.assertIn("This was a dry run", said.out)
        self.assertIn("Line 4: It has no title.", said.err)
        self.assertEqual(whole_database(), before)

    def test_the_same_id_of_another_source_is_another_story(self):
        import_stories(line(source="a"), line(source="b"))
        self.assertEqual(ImportedStory.objects.count(), 2)

    def test_ctrl_c_keeps_whole_stories_and_says_how_to_go_on(self):
        with mock.patch.object(archive, "_remember", side_effect=[mock.DEFAULT, KeyboardInterrupt]):
            said = import_stories(*self.LINES)
        self.assertEqual(said.failed, "Stopped. What was imported stays; start again to go on.")
        self.assertEqual(Article.objects.count(), 1)


class Terminal(io.StringIO):
    def isatty(self):
        return True


class ProgressTest(TestCase):
    def test_a_terminal_shows_a_bar_and_a_file_a_line_every_so_often(self):
        path = "articles.management.commands.import_archive.REPORT_EVERY"
        with mock.patch(path, 2):
            said = import_stories(*(line(id=number) for number in range(5)))
        self.assertIn("2 stories in ", said.out)
        self.assertIn("4 stories in ", said.out)
        self.assertNotIn("█", said.out)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "archive.jsonl"
            file.write_text(json.dumps(line()))
            call_command("import_archive", file, stdout=(terminal := Terminal()))
        self.assertIn("\r\x1b[K" + "█" * 30, terminal.getvalue())


class KilledTest(SimpleTestCase):
    # A process of its own, with a database of its own.
    def test_a_killed_import_is_finished_by_the_next_without_duplicates(self):
        lines = [line(id=n, tags=[f"Tag {n}"], authors=[f"Author {n % 7}"]) for n in range(40)]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "archive.jsonl"
            file.write_text("".join(json.dumps(one) + "\n" for one in lines))
            environment = os.environ | {"NEWSROOM_VAR": folder}
            environment.pop("DATABASE_URL", None)
            self._run(environment, "migrate", "-v0").wait()
            for sign in (signal.SIGINT, signal.SIGKILL):
                process = self._run(environment, "import_archive", str(file))
                process.stdout.readline()
                process.send_signal(sign)
                process.communicate()
                self.assertNotEqual(process.returncode, 0)
            process = self._run(environment, "import_archive", str(file))
            said = process.communicate()[0]
            self.assertEqual(process.returncode, 0, said)
            self.assertRegex(said, r"\b40 stories in")
            check = self._run(environment, "verify_editions").communicate()[0]
            self.assertIn("40 editions of 40 stories verified.", check)

    def _run(self, environment, *arguments):
        starter = (
            "import django; django.setup();"
            "import articles.management.commands.import_archive as c; c.REPORT_EVERY = 5;"
            "from django.core.management import execute_from_command_line as run;"
            "import sys; run(['manage.py', *sys.argv[1:]])"
        )
        return subprocess.Popen(
            [sys.executable, "-u", "-c", starter, *arguments],
            cwd=settings.BASE_DIR,
            env=environment | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
