"""Where stories of an archive stood, and the links among them."""

import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from articles.body import clean_body
from articles.interchange.links import at_home
from articles.interchange.stories import imported_body
from articles.models import Article, Edition, FormerAddress, ImportedStory
from tests.articles.interchange.lines import import_stories, line
from tests.factories import make_live_story, make_story

OLD = "https://old.example.org/2014/ferry/"


class AddressesTest(TestCase):
    def addresses(self) -> dict[str, str]:
        rows = FormerAddress.objects.select_related("article")
        return {row.path: row.article.imported.get().key for row in rows}

    def test_url_and_urls_lead_to_the_story(self):
        said = import_stories(line(url=OLD, urls=["/ferry", "/2014/ferry", "/story?id=5"]))
        self.assertEqual(said.failed, "")
        self.assertEqual(
            self.addresses(), dict.fromkeys(("/2014/ferry", "/ferry", "/story?id=5"), "ferry")
        )
        story = Edition.objects.get().get_absolute_url()
        for address in ("/2014/ferry/", "/ferry", "/story?id=5"):
            self.assertRedirects(self.client.get(address), story, 301)

    def test_the_front_page_by_its_query_leads_to_the_story(self):
        wordpress = "http://www.old.example.org/?p=123"
        linking = f'<p><a href="{wordpress}&amp;utm_source=x#quay">One</a></p>'
        said = import_stories(
            line(id="b", title="B", body_html=linking),
            line(url=OLD, urls=[wordpress, "/index.php?page_id=5", "/?q=ferry", "/"]),
            former_host=["old.example.org"],
        )
        self.assertIn("Left out: Nobody can be led on from /?q=ferry", said.out)
        self.assertIn("Left out: Nobody can be led on from /:", said.out)
        self.assertEqual(
            self.addresses(),
            dict.fromkeys(("/2014/ferry", "/?p=123", "/index.php?page_id=5"), "ferry"),
        )
        ferry = Edition.objects.get(headline="Ferry returns to the strait").get_absolute_url()
        self.assertIn(
            'href="/?p=123&amp;utm_source=x#quay"', Article.objects.get(headline="B").body
        )
        for address in ("/?p=123&utm_source=x", "/?page_id=5"):
            self.assertRedirects(self.client.get(address), ferry, 301)

    def test_wrong_values_are_refused_by_line(self):
        for values, reason in (
            ({"url": "2014/ferry"}, "“2014/ferry” is neither a path"),
            ({"url": 5}, "“url” is not a text"),
            ({"urls": "/a"}, "“urls” is not a list"),
            ({"urls": ["/a", None, {}]}, "“urls” is not a text"),
            ({"urls": ["ftp://a/b"]}, "neither a path"),
            ({"url": "/" + "a" * 700}, "an address may have 600"),
        ):
            said = import_stories(line(), line(id="second", **values))
            self.assertIn("Line 2: ", said.err)
            self.assertIn(reason, said.err)
            self.assertEqual(ImportedStory.objects.count(), 1)

    def test_two_stories_with_one_address_are_told_and_nothing_is_lost(self):
        lines = [line(url=OLD), line(id="b", url="/2014/ferry?utm_source=a", urls=["/b"])]
        for dry_run in (True, False):
            said = import_stories(*lines, dry_run=dry_run)
            self.assertIn("Line 2: Left out, for /2014/ferry is an address of line 1", said.out)
            self.assertIn("2 imported", said.out)
        self.assertEqual(self.addresses(), {"/2014/ferry": "ferry", "/b": "b"})
        said = import_stories(line(id="c", url=OLD))
        self.assertIn("leads to “Ferry returns to the strait” already", said.out)
        self.assertIn("1 imported", said.out)

    def test_a_dry_run_checks_and_keeps_nothing(self):
        said = import_stories(line(url="/search/", urls=["/a"]), dry_run=True)
        self.assertIn("Line 1: Left out: Nobody can be led on from /search", said.out)
        self.assertEqual(FormerAddress.objects.count(), 0)

    def test_importing_again_adds_what_is_new_and_takes_nothing_away(self):
        import_stories(line(url="/a"))
        self.assertIn("1 unchanged", import_stories(line(url="/a")).out)
        self.assertIn("1 updated", import_stories(line(url="/b")).out)
        self.assertEqual(set(self.addresses()), {"/a", "/b"})
        self.assertEqual(Edition.objects.count(), 1)
        Article.objects.update(edit_token="00000000-0000-0000-0000-000000000000")
        said = import_stories(line(url="/c", title="Another"))
        self.assertIn("1 kept", said.out)
        self.assertEqual(set(self.addresses()), {"/a", "/b", "/c"})

    def test_links_between_stories_lead_on_whichever_comes_first(self):
        body = f'<p><a href="{OLD}#quay">One</a> <a href="/2014/ferry">two</a></p>'
        import_stories(line(id="b", title="B", body_html=body), former_host=["WWW.old.example.org"])
        import_stories(line(url="/2014/ferry/"))
        text = Article.objects.get(headline="B").body
        self.assertIn('href="/2014/ferry/#quay"', text)
        ferry = Edition.objects.get(headline="Ferry returns to the strait").get_absolute_url()
        for address in ("/2014/ferry/", "/2014/ferry"):
            self.assertRedirects(self.client.get(address), ferry, 301)

    def test_the_lines_own_host_needs_no_telling(self):
        other = '<p><a href="http://www.old.example.org/x?a=1&amp;b=2">One</a> '
        other += '<a href="https://example.org/y">two</a></p>'
        import_stories(line(url=OLD, body_html=other))
        body = Article.objects.get().body
        self.assertIn('href="/x?a=1&amp;b=2"', body)
        self.assertIn('href="https://example.org/y"', body)
        self.assertIn("1 unchanged", import_stories(line(url=OLD, body_html=other)).out)


class LinksTest(SimpleTestCase):
    hosts = frozenset(["old.example.org"])

    def href(self, href: str) -> str:
        return at_home(f'<p><a href="{href}">x</a></p>', self.hosts)[12:-11]

    def test_links_to_the_old_site_begin_at_their_path(self):
        for href, kept in (
            ("https://old.example.org", "/"),
            ("//old.example.org/a", "/a"),
            ("http://WWW.old.example.org/a?b=1#c", "/a?b=1#c"),
            ("https://old.example.org//evil.example/", "/evil.example/"),
            ("https://old.example.org:8443/a", "https://old.example.org:8443/a"),
            ("https://example.org/a", "https://example.org/a"),
            ("/a", "/a"),
            ("#a", "#a"),
        ):
            self.assertEqual(self.href(href), kept)

    def test_a_plain_e_mail_address_is_written_to(self):
        for href, kept in (
            ("jo@example.org", "mailto:jo@example.org"),
            ("jo.li+news@mail.example.org", "mailto:jo.li+news@mail.example.org"),
            ("mailto:jo@example.org", "mailto:jo@example.org"),
            ("/jo@example.org", "/jo@example.org"),
            ("example.org/@jo", "example.org/@jo"),
            ("jo@example", "jo@example"),
            ("https://jo@example.org", "https://jo@example.org"),
        ):
            self.assertEqual(self.href(href), kept)

    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    def test_a_body_stays_in_its_one_form_and_leads_to_no_other_host(self, path):
        told = path.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        body = f'<p>a <a href="https://old.example.org/{told}">x</a></p>'
        made = imported_body(body, self.hosts)
        self.assertEqual(clean_body(made), made)
        self.assertNotRegex(made, r'href="(?:https?:|[/\\]{2})')


class RedirectsTest(TestCase):
    def load(self, text: str | bytes, **options) -> tuple[str, str, str]:
        out, err, failed = StringIO(), StringIO(), ""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "redirects.csv"
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            try:
                call_command("import_redirects", str(path), stdout=out, stderr=err, **options)
            except CommandError as error:
                failed = str(error)
        return out.getvalue(), err.getvalue(), failed

    def rows(self) -> dict:
        rows = FormerAddress.objects.values_list("path", "article", "target")
        return {path: article or target for path, article, target in rows}

    def test_lines_are_kept_checked_and_reported(self):
        story = make_live_story()
        text = (
            "old,new\n"
            f"/a/,{story.get_absolute_url()}\n"
            "\n"
            '"/b?x=1,2",https://example.org/b\n'
            "https://old.example.org/c,/world/\n"
            "/a,/world/\n/search/,/world/\n/d,/none/\n/e\nf,/world/\n"
        )
        out, err, failed = self.load(text, former_host=["old.example.org"], dry_run=True)
        self.assertIn("3 added, 0 replaced, 0 unchanged, 5 failed.", out)
        self.assertIn("dry run", out)
        self.assertEqual(self.rows(), {})
        again = self.load(text, former_host=["old.example.org"])
        self.assertEqual((again[1], again[2]), (err, failed))
        self.assertEqual(failed, "5 lines were not taken.")
        for number, reason in (
            (6, "/a stands in line 2 already"),
            (7, "the site itself answers"),
            (8, "There is no page at /none/"),
            (9, "does not say where"),
            (10, "neither a path"),
        ):
            self.assertRegex(err, f"Line {number}: .*{reason}")
        self.assertEqual(
            self.rows(), {"/a": story.pk, "/b?x=1%2C2": "https://example.org/b", "/c": "/world/"}
        )

    def test_another_way_is_kept_unless_the_file_shall_win(self):
        story = make_story()
        FormerAddress.objects.create(path="/a", article=story)
        text = "/a,https://example.org/\n"
        self.assertIn("With --replace", self.load(text)[1])
        self.assertEqual(self.rows(), {"/a": story.pk})
        self.assertIn("1 replaced", self.load(text, replace=True)[0])
        self.assertIn("1 unchanged", self.load(text)[0])
        self.assertEqual(self.rows(), {"/a": "https://example.org/"})

    def test_lines_lead_to_each_other_in_any_order_and_in_no_circle(self):
        make_live_story()
        out, err, _failed = self.load("/a,/b\n/b,/c\n/c,/world/\n/x,/y\n/y,/x\n")
        self.assertEqual(self.rows(), dict.fromkeys(("/a", "/b", "/c"), "/world/"))
        self.assertIn("3 added", out)
        self.assertIn("Line 4", err)
        self.assertIn("Line 5", err)

    def test_the_front_page_by_its_query_is_taken_and_led_to_whoever_leads_on(self):
        story = make_live_story()
        text = (
            f"/a,/?p=1\n/?p=1,{story.get_absolute_url()}\n"
            "https://old.example.org/?page_id=2&utm_source=x,https://example.org/\n"
            "/?q=3,/world/\n/?utm_source=x,/world/\n/b,/?p=4\n/?p=5,/?p=5\n"
        )
        out, err, _failed = self.load(text, former_host=["old.example.org"])
        self.assertEqual(
            self.rows(),
            {"/a": story.pk, "/?p=1": story.pk, "/?page_id=2": "https://example.org/"},
        )
        self.assertIn("3 added, 0 replaced, 0 unchanged, 4 failed.", out)
        for number, reason in (
            (4, r"led on from /\?q=3"),
            (5, "led on from /:"),
            (6, r"There is no page at /\?p=4"),
            (7, "back to itself"),
        ):
            self.assertRegex(err, f"Line {number}: .*{reason}")

    def test_what_cannot_be_read_is_said(self):
        self.assertIn("it is not UTF-8", self.load(b"/a,/caf\xe9\n")[2])
        with self.assertRaisesMessage(CommandError, "cannot be read"):
            call_command("import_redirects", "/nowhere.csv")
