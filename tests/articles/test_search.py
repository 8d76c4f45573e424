"""Searching as readers do: every live story is found, and nothing else is told of in any way."""

import re
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import Edition, SearchText
from articles.publishing import cancel_schedule, publish, schedule, withdraw
from articles.search import index
from articles.search.asked import read
from articles.search.finding import find
from tests.factories import (
    make_author,
    make_live_story,
    make_section,
    make_story,
    save_change,
)

MOST_QUERIES = 9
SECRET = "zugzwang"


def search(client, q="", **values):
    return client.get("/search/", {"q": q, **values})


def headlines(response) -> list[str]:
    """The headlines found, in order, as text."""
    found = re.findall(r'<h2[^>]*><a href="/[^"]+">(.*?)</a></h2>', response.content.decode())
    return [strip_tags(headline) for headline in found]


class At:
    """The clock of everything that asks what is live."""

    def __init__(self, at):
        self.patch = patch("django.utils.timezone.now", return_value=at)

    def __enter__(self):
        self.patch.start()

    def __exit__(self, *error):
        self.patch.stop()


class FindingTests(TestCase):
    def found(self, q="", **values):
        return headlines(search(self.client, q, **values))

    def test_a_story_is_found_by_each_of_its_parts(self):
        make_live_story(
            "Ferry returns",
            standfirst="A long winter ends.",
            body="<p>The gangway was lowered.</p><ul><li>Lifeboats</li></ul>",
            headline_search="Boat service restored",
            section=make_section("Harbour"),
            authors=[make_author("Ines Marlowe")],
            tags=["Strait of Ness"],
        )
        for words in (
            "ferry",
            "winter",
            "gangway",
            "lifeboats",
            "service restored",
            "harbour",
            "marlowe",
            "ness",
            "FERRY gangway marlowe",
            '"returns" lowered',
        ):
            with self.subTest(words):
                self.assertEqual(self.found(words), ["Ferry returns"])
        self.assertEqual(self.found("ferry submarine"), [])

    def test_endings_accents_and_possessives_do_not_matter(self):
        make_live_story("Ferries to Łódź and Ærø", body="<p>The captain’s café.</p>")
        for words in ("ferry", "LODZ", "aero", "captain", "cafés", "captain's cafe"):
            with self.subTest(words):
                self.assertEqual(self.found(words), ["Ferries to Łódź and Ærø"])

    def test_words_of_a_question_that_say_nothing_are_not_asked_for(self):
        make_live_story("Ferry sails at noon", body="<p>It leaves the harbour.</p>")
        make_live_story("Health agency warns", body="<p>WHO and IT staff met.</p>")
        self.assertEqual(self.found("when does the ferry sail"), ["Ferry sails at noon"])
        self.assertEqual(self.found("WHEN DOES THE FERRY SAIL"), ["Ferry sails at noon"])
        # In capitals they are names, in quotation marks words, and alone what is asked for.
        self.assertEqual(self.found("WHO staff"), ["Health agency warns"])
        self.assertEqual(self.found("WHO ferry"), [])
        self.assertEqual(self.found('"when" ferry'), [])
        self.assertEqual(self.found("it leaves"), ["Ferry sails at noon"])
        self.assertEqual(len(self.found("it")), 2)
        self.assertEqual(self.found("when -ferry"), [])

    @override_settings(LANGUAGE_CODE="de")
    def test_which_words_say_nothing_is_told_by_the_sites_language(self):
        make_live_story("Fähre fährt wieder")
        self.assertEqual(self.found("wann fährt die Fähre"), ["Fähre fährt wieder"])
        self.assertEqual(self.found("when fährt the Fähre"), [])

    def test_a_phrase_has_to_stand_as_it_is(self):
        make_live_story("Late ferry crossing")
        make_live_story("Crossing by late ferry")
        self.assertEqual(self.found('"ferry crossing"'), ["Late ferry crossing"])
        self.assertEqual(self.found("“ferry crossing”"), ["Late ferry crossing"])
        self.assertEqual(len(self.found("ferry crossing")), 2)

    def test_a_figure_or_a_name_that_a_mark_holds_together_is_found_as_it_is(self):
        make_live_story("Part 1: what 20,000 pay", body="<p>Sign in by 6.</p>")
        make_live_story("Past 1,000", body="<p>At 6:30 on login.gov, as ever.</p>")
        make_live_story("The login of a gov", body="<p>Half past 6, or 30 to.</p>")
        for typed in ("1,000", "login.gov", "6:30", "LOGIN.GOV 1,000"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), ["Past 1,000"])
        # What a reader puts between two words holds nothing together.
        for typed in ("login,gov", "gov/login", "login-gov", "login. gov"):
            with self.subTest(typed):
                self.assertEqual(len(self.found(typed)), 2)

    def test_a_name_that_is_half_a_mark_is_found_by_it_and_by_nothing_else(self):
        for headline in ("Bank moves to C++", "C# and .NET win", "Vote in D.C.", "The C-Max"):
            make_live_story(headline, body="<p>Net gains.</p>")
        for typed, found in (
            ("C++", "Bank moves to C++"),
            ("bank c++", "Bank moves to C++"),
            ('"to C++"', "Bank moves to C++"),
            ("C#", "C# and .NET win"),
            (".net", "C# and .NET win"),
            (".NET C#", "C# and .NET win"),
            ("D.C.", "Vote in D.C."),
            ("bank -C#", "Bank moves to C++"),
        ):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [found])
        for typed in ("F#", "bank -C++", "C++ -.net C#"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [])
        self.assertEqual(sorted(self.found("C")), ["The C-Max", "Vote in D.C."])
        self.assertEqual(len(self.found("net")), 4)
        self.assertContains(search(self.client, "C++"), "moves to <mark>C++</mark>")
        self.assertContains(search(self.client, "C++ bakn"), ">c++ bank</a>?")

    def test_a_phrase_is_marked_only_where_it_stands_as_it_is(self):
        make_live_story(
            "Government of gov",
            standfirst="To gov by login.",
            body="<p>The gov. " + "And so on. " * 60 + "Ask login.gov’s desk.</p>",
        )
        page = search(self.client, "login.gov").content.decode()
        self.assertIn("Ask <mark>login.gov</mark>’s desk.", page)
        self.assertEqual(page.count("<mark>"), 1)
        quoted = search(self.client, '"so on" gov').content.decode()
        self.assertIn("And <mark>so on</mark>. And <mark>so on</mark>", quoted)
        self.assertIn("Government of <mark>gov</mark>", quoted)

    def test_what_has_a_minus_is_left_out_words_and_phrases(self):
        make_live_story("Ferry and bridge open")
        make_live_story("Ferry and tunnel open")
        self.assertEqual(self.found("ferry -bridge"), ["Ferry and tunnel open"])
        self.assertEqual(self.found('ferry -"and tunnel"'), ["Ferry and bridge open"])
        self.assertEqual(self.found("ferry -bridge -tunnel"), [])

    def test_scripts_without_spaces_are_found_by_what_they_say(self):
        make_live_story("海峡フェリーが再開", body="<p>東京の港から。</p>", language="ja")
        make_live_story("عبّارة المضيق تعود", body="<p>عادت.</p>", language="ar")
        self.assertEqual(self.found("フェリー"), ["海峡フェリーが再開"])
        self.assertEqual(self.found("東京"), ["海峡フェリーが再開"])
        self.assertEqual(self.found("京東"), [])
        page = search(self.client, "المضيق").content.decode()
        self.assertIn('lang="ar" dir="rtl"', page)
        self.assertIn("<mark>المضيق</mark>", page)

    def test_a_headline_weighs_more_than_a_text(self):
        for number in range(3):
            make_live_story(
                f"No. {number}", body="<p>Turbine, said the harbour. It was old and tall.</p>"
            )
        make_live_story("Turbine", at=timezone.now() - timedelta(days=200))
        self.assertEqual(self.found("turbine")[0], "Turbine")

    def test_of_two_alike_the_newer_comes_first_and_newest_first_by_choice(self):
        now = timezone.now()
        for years in (3, 1, 2):
            make_live_story(f"Turbine {years}", at=now - timedelta(days=365 * years))
        self.assertEqual(self.found("turbine"), ["Turbine 1", "Turbine 2", "Turbine 3"])
        make_live_story("Of the turbines", at=now - timedelta(hours=1))
        self.assertEqual(self.found("turbine", sort="newest")[0], "Of the turbines")

    def test_it_is_narrowed_by_section_writer_topic_and_days(self):
        ines, omar = make_author("Ines Marlowe"), make_author("Omar Hale")
        noon = timezone.now().replace(year=2024, month=3, day=5, hour=12)
        harbour = make_section("Harbour")
        make_live_story("Ferry one", section=harbour, authors=[ines], tags=["Boats"], at=noon)
        make_live_story("Ferry two", authors=[omar], tags=["Trains"], at=noon + timedelta(days=5))
        for narrowed, one in (
            ({"section": "harbour"}, "Ferry one"),
            ({"author": omar.slug}, "Ferry two"),
            ({"tag": "boats"}, "Ferry one"),
            ({"from": "2024-03-06"}, "Ferry two"),
            ({"to": "2024-03-05"}, "Ferry one"),
            ({"from": "2024-03-05", "to": "2024-03-05"}, "Ferry one"),
        ):
            with self.subTest(narrowed):
                self.assertEqual(self.found("ferry", **narrowed), [one])
                # Without words it is all stories of the kind, newest first.
                self.assertEqual(self.found("", **narrowed), [one])
        page = search(self.client, "ferry", section="harbour", tag="boats").content.decode()
        self.assertIn('href="?q=ferry&amp;tag=boats"', page)
        self.assertIn('href="?q=ferry&amp;section=harbour"', page)

    def test_every_match_is_reached_newest_first_and_the_best_by_number(self):
        start = timezone.now() - timedelta(days=1)
        made = [f"Ferry no. {number}" for number in range(45)]
        for number, headline in enumerate(made):
            make_live_story(headline, at=start + timedelta(seconds=number // 2))
        reached, address = [], "/search/?q=ferry&sort=newest"
        while address:
            page = self.client.get(address)
            reached += headlines(page)
            older = re.search(r'class="older" href="([^"]+)"', page.content.decode())
            address = "/search/" + older[1].replace("&amp;", "&") if older else ""
        self.assertEqual(sorted(reached), sorted(made))
        self.assertEqual(reached[:2], made[:-3:-1])
        by_number = [one for n in "123" for one in self.found("ferry", page=n)]
        self.assertEqual(sorted(by_number), sorted(made))
        self.assertContains(search(self.client, "ferry", page=4), "There is no such page.")

    def test_a_headline_and_a_passage_are_marked_and_safe(self):
        make_live_story(
            "Ferry <b>&</b> bridge",
            standfirst="Nothing of it.",
            body="<p>First words. " + "And so on. " * 60 + "A &lt;script&gt; lighthouse.</p>",
        )
        page = search(self.client, "ferry lighthouse").content.decode()
        self.assertIn("<mark>Ferry</mark> &lt;b&gt;&amp;&lt;/b&gt; bridge", page)
        self.assertIn("&lt;script&gt; <mark>lighthouse</mark>", page)
        self.assertNotIn("<script", page)

    def test_a_search_takes_no_more_queries_however_much_there_is(self):
        def most(**values):
            with CaptureQueriesContext(connection) as captured:
                self.assertEqual(search(self.client, **values).status_code, 200)
            return len(captured)

        author = make_author("Ines Marlowe")
        for number in range(30):
            make_live_story(f"Ferry no. {number}", authors=[author], tags=["Boats"])
        everything = {"section": "world", "author": author.slug, "tag": "boats"}
        for asked in (
            {"q": "ferry"},
            {"q": "ferry", "page": "2", **everything},
            {"q": "ferry", "sort": "newest", **everything},
            {"q": "feryr mralowe botas", **everything},
            everything,
        ):
            with self.subTest(asked):
                self.assertLessEqual(most(**asked), MOST_QUERIES)

    def test_no_document_is_opened(self):
        make_live_story("Ferry returns")
        with CaptureQueriesContext(connection) as captured:
            search(self.client, "ferry")
        self.assertNotIn('"document"', str(captured.captured_queries))

    def test_a_retraction_that_hides_its_text_is_found_by_headline_and_notice_alone(self):
        story = make_live_story(
            "Ferry sank", standfirst="By a witness.", body="<p>An invention.</p>", tags=["Boats"]
        )
        publish(story, by=None, change="retraction", notice="It did not happen.", hides_text=True)
        for words in ("invention", "witness"):
            self.assertEqual(self.found(words), [])
        for words in ("sank", "did not happen"):
            page = search(self.client, words)
            self.assertEqual(headlines(page), ["Ferry sank"])
            self.assertContains(page, "Retracted")
            self.assertNotContains(page, "witness")

    def test_a_page_of_results_is_for_nobody_in_particular_and_for_no_engine(self):
        response = search(self.client, "ferry")
        self.assertContains(response, '<meta name="robots" content="noindex">')
        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.headers.get("Vary", ""))

    def test_browsers_are_told_how_to_search(self):
        response = self.client.get("/opensearch.xml")
        self.assertContains(response, 'template="http://testserver/search/?q={searchTerms}"')
        self.assertContains(self.client.get("/"), 'type="application/opensearchdescription+xml"')

    def test_their_short_name_for_the_site_ends_with_a_word(self):
        # OpenSearch 1.1, draft 6: at most 16 characters.
        for name, short in (
            ("The Courier", "The Courier"),
            ("Sixteen of them.", "Sixteen of them."),
            ("The Sarnhaven Courier", "The Sarnhaven"),
            ("Sarnhavenscourant", "Sarnhavenscouran"),
        ):
            with override_settings(SITE_NAME=name):
                told = self.client.get("/opensearch.xml")
            self.assertContains(told, f"<ShortName>{short}</ShortName>")


class TimeTests(TestCase):
    """What is found is decided by the clock alone: no worker runs in any of these."""

    def found_at(self, at, q):
        with At(at):
            return headlines(search(self.client, q))

    def test_a_scheduled_story_is_found_from_its_very_instant(self):
        start = timezone.now() + timedelta(hours=1)
        schedule(make_story("Ferry returns"), by=None, at=start, change="first")
        self.assertEqual(self.found_at(start - timedelta(microseconds=1), "ferry"), [])
        self.assertEqual(self.found_at(start, "ferry"), ["Ferry returns"])

    def test_the_words_of_an_edition_end_when_the_next_one_begins(self):
        story = make_live_story("Ferry returns")
        save_change(story, headline="Boat returns", body="<p>Hovercraft.</p>")
        start = timezone.now() + timedelta(hours=1)
        schedule(story, by=None, at=start, change="update")
        before = start - timedelta(microseconds=1)
        self.assertEqual(self.found_at(before, "ferry"), ["Ferry returns"])
        self.assertEqual(self.found_at(before, "hovercraft"), [])
        self.assertEqual(self.found_at(start, "ferry"), [])
        self.assertEqual(self.found_at(start, "hovercraft"), ["Boat returns"])

    def test_a_withdrawn_story_is_not_found_and_leaves_the_index(self):
        story = make_live_story("Ferry returns")
        withdraw(story, by=None, notice="It was wrong.")
        self.assertEqual(headlines(search(self.client, "ferry")), [])
        self.assertFalse(SearchText.objects.exists())

    def test_old_editions_leave_the_index_and_its_engine(self):
        story = make_live_story("Ferry returns")
        for number in range(3):
            save_change(story, headline=f"Ferry {number}")
            publish(story, by=None, change="update")
        self.assertEqual(SearchText.objects.count(), 1)
        self.assertEqual(entries(), 1)

    def test_a_schedule_taken_back_leaves_nothing_in_the_index(self):
        story = make_story("Ferry returns")
        schedule(story, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        self.assertEqual((SearchText.objects.count(), entries()), (1, 1))
        cancel_schedule(story, by=None)
        self.assertEqual((SearchText.objects.count(), entries()), (0, 0))

    def test_nothing_of_a_scheduled_story_is_told_in_any_way(self):
        author, section = make_author(f"Ines {SECRET.title()}"), make_section("Harbour")
        make_live_story("Ferry returns to the strait", section=section)
        nothing = {
            q: search(self.client, q).content.decode() for q in (SECRET, "zugzwnag", "ferry")
        }
        schedule(
            make_story(
                f"Ferry {SECRET}",
                standfirst=SECRET,
                body=f"<p>Ferry, {SECRET}, ferry.</p>",
                section=section,
                authors=[author],
                tags=[SECRET],
            ),
            by=None,
            at=timezone.now() + timedelta(hours=1),
            change="first",
        )
        for q, page in nothing.items():
            with self.subTest(q):
                self.assertEqual(search(self.client, q).content.decode(), page)
        for name, slug in (("author", author.slug), ("tag", SECRET)):
            page = search(self.client, "ferry", **{name: slug}).content.decode()
            unknown = search(self.client, "ferry", **{name: "nobody"}).content.decode()
            self.assertEqual(page.replace(slug, ""), unknown.replace("nobody", ""))

    def test_a_draft_that_was_saved_over_a_live_story_is_not_found(self):
        story = make_live_story("Ferry returns")
        save_change(story, headline=SECRET, body=f"<p>{SECRET}</p>")
        self.assertEqual(headlines(search(self.client, SECRET)), [])


class KeepingTests(TestCase):
    def test_an_index_that_fails_holds_no_publication_back_and_is_filled_later(self):
        with (
            patch("articles.search.index._put", side_effect=OSError("no disk")),
            self.assertLogs("articles.search.index", "ERROR"),
        ):
            make_live_story("Ferry returns")
        self.assertEqual(headlines(search(self.client, "ferry")), [])
        self.assertEqual(self.client.get("/").status_code, 200)
        self.assertEqual(index.fill_batch(), (1, None))
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])

    def test_of_a_history_brought_in_whole_the_last_edition_alone_is_indexed(self):
        with patch.object(index, "text_of", side_effect=index.text_of) as told:
            with index.last_alone():
                story = make_live_story("Ferry leaves")
                for headline in ("Ferry sails", "Ferry returns"):
                    save_change(story, headline=headline)
                    publish(story, by=None, change="update")
                self.assertEqual(headlines(search(self.client, "ferry")), [])
            self.assertEqual(told.call_count, 1)
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])
        self.assertEqual(headlines(search(self.client, "sails")), [])
        with self.assertRaises(ValueError), index.last_alone():
            make_live_story("Tram leaves")
            raise ValueError
        make_live_story("Tram returns")
        self.assertEqual(headlines(search(self.client, "tram")), ["Tram returns"])

    def test_an_existing_archive_is_filled_in_batches_and_only_once(self):
        for number in range(5):
            make_live_story(f"Ferry no. {number}")
        story = make_story("Ferry to come")
        schedule(story, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        index.begin_anew()
        self.assertEqual(headlines(search(self.client, "ferry")), [])
        with patch("articles.search.index.BATCH", 2):
            filled, last = index.fill_batch()
            while last is not None:
                more, last = index.fill_batch(last)
                filled += more
        self.assertEqual(filled, 6)
        self.assertEqual(len(headlines(search(self.client, "ferry"))), 5)
        self.assertEqual(index.fill_batch(), (0, None))

    def test_filling_leaves_the_index_as_publishing_made_it(self):
        make_live_story("Ferry returns", standfirst="At last.", tags=["Boats"])
        made = SearchText.objects.values().get()
        index.begin_anew()
        index.fill_batch()
        self.assertEqual(SearchText.objects.values().get(), made)
        self.assertEqual(entries(), 1)

    def test_what_cannot_be_read_is_logged_and_the_others_are_filled(self):
        make_live_story("Ferry returns")
        broken = make_live_story("Ferry broken")
        index.begin_anew()
        Edition.objects.filter(article=broken).update(document="{")
        with self.assertLogs("articles.search.index", "ERROR"):
            index.fill_batch()
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])

    def test_an_instant_to_come_can_be_asked_of_the_index(self):
        start = timezone.now() + timedelta(days=1)
        schedule(make_story("Ferry returns"), by=None, at=start, change="first")
        request = self.client.get("/search/?q=ferry").wsgi_request
        self.assertEqual(find(read(request.GET, [], start), start).count, 1)


def entries() -> int:
    """How many entries the engine holds, in its own full text index where it has one apart."""
    from modelsearch.models import IndexEntry

    count = IndexEntry.objects.count()
    if connection.vendor == "sqlite":
        from modelsearch.models import SQLiteFTSIndexEntry

        assert SQLiteFTSIndexEntry.objects.count() == count
    return count
