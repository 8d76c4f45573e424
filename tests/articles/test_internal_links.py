from datetime import timedelta

from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from articles.internal_links import State, links_of, own_path, states_of
from articles.models import Article
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_author, make_live_story, make_section, make_story


class OwnPathTests(SimpleTestCase):
    def test_what_begins_with_a_slash_is_ours(self):
        for href, path in (
            ("/world/ferry-7/", "/world/ferry-7/"),
            (" /world/ferry-7/?a=1#b", "/world/ferry-7/"),
            ("/world/f%C3%A4hre-7/", "/world/fähre-7/"),
            ("/", "/"),
        ):
            self.assertEqual(own_path(href), path)

    @override_settings(SITE_URL="https://news.example.org")
    def test_the_sites_own_host_is_ours_and_no_other(self):
        for href, path in (
            ("https://news.example.org/world/", "/world/"),
            ("http://NEWS.example.org", "/"),
            ("//news.example.org/world/", "/world/"),
            ("https://news.example.org.evil.example/world/", None),
            ("https://example.org/world/", None),
            ("https://desk.example.org/world/", None),
        ):
            self.assertEqual(own_path(href), path, href)
        self.assertEqual(
            own_path("https://desk.example.org/world/", hosts=["desk.example.org"]), "/world/"
        )

    @override_settings(SITE_URL="")
    def test_without_an_address_of_the_site_no_host_is_ours(self):
        self.assertIsNone(own_path("https://example.org/world/"))
        self.assertIsNone(own_path("//example.org/world/"))

    def test_mail_telephones_anchors_and_nonsense_are_not_ours(self):
        for href in ("mailto:a@b.example", "tel:+37", "#x", "?x", "", "world/x", "http://[::1/"):
            self.assertIsNone(own_path(href), href)


class LinksOfTests(SimpleTestCase):
    def test_links_are_told_in_order_with_their_words(self):
        body = (
            '<p>A <a href="/1">one <strong>b</strong></a></p>'
            '<ul><li><p><a href="/2">two</a></p></li></ul>'
        )
        self.assertEqual(links_of(body), [("/1", "one b"), ("/2", "two")])
        self.assertEqual(links_of("<p>None.</p>"), [])


class StatesTests(TestCase):
    def assert_state(self, path, state, **values):
        found = states_of([path])[path]
        self.assertEqual(found.state, state, path)
        for name, value in values.items():
            self.assertEqual(getattr(found, name), value)
        self.assertEqual(found.is_dead, state not in {State.LIVE, State.MOVED})
        self.assertEqual(bool(found.sentence), state != State.LIVE)

    def test_a_live_story_is_live_and_its_other_addresses_have_moved(self):
        story = make_live_story()
        right = story.get_absolute_url()
        self.assert_state(right, State.LIVE)
        for wrong in (
            f"/world/old-{story.pk}/",
            f"/sport/{story.slug}-{story.pk}/",
            f"/world/{story.slug}-0{story.pk}/",
            right.rstrip("/"),
        ):
            self.assert_state(wrong, State.MOVED, address=right)

    def test_the_address_is_that_of_the_edition_and_not_of_the_working_copy(self):
        story = make_live_story()
        right = story.get_absolute_url()
        Article.objects.update(slug="another")
        self.assert_state(right, State.LIVE)
        story.refresh_from_db()
        self.assert_state(story.get_absolute_url(), State.MOVED, address=right)

    def test_letters_beyond_ascii_are_no_other_address(self):
        story = make_live_story("Fähre fährt")
        self.assert_state(own_path(story.get_absolute_url()), State.LIVE)

    def test_a_story_that_nobody_sees_yet_is_not_live(self):
        draft, later = make_story(), make_story("Later")
        schedule(later, by=None, change="first", at=timezone.now() + timedelta(hours=3))
        self.assert_state(
            draft.get_absolute_url(), State.NOT_LIVE, sentence="This story is not live yet."
        )
        self.assert_state(later.get_absolute_url(), State.NOT_LIVE)
        told = states_of([later.get_absolute_url()])[later.get_absolute_url()].sentence
        self.assertIn("goes live at", told)
        at = timezone.now() + timedelta(hours=4)
        self.assertFalse(
            states_of([later.get_absolute_url()], at)[later.get_absolute_url()].is_dead
        )

    def test_a_withdrawn_story_is_withdrawn_until_it_is_back(self):
        story = make_live_story()
        withdraw(story, by=None, notice="It was wrong.")
        self.assert_state(story.get_absolute_url(), State.WITHDRAWN)
        publish(story, by=None, change="update")
        self.assert_state(story.get_absolute_url(), State.LIVE)

    def test_what_is_nowhere_is_missing(self):
        for path in (
            "/world/ferry-99999/",
            f"/world/ferry-{10**30}/",
            "/nowhere/",
            "/nowhere/at/all/",
            "/tags/none/",
            "/authors/none/",
            "/admin/articles/article/1/change/",
            "/admin",
            "/admin/r/1/2/",
        ):
            self.assert_state(path, State.MISSING)

    def test_sections_tags_and_authors_are_known(self):
        make_section("Sport")
        author = make_author("Mara Lindqvist")
        make_live_story(tags=["Harbours"], authors=[author])
        for path in ("/", "/sport/", "/tags/harbours/", author.get_absolute_url()):
            self.assert_state(path, State.LIVE)
        self.assert_state("/sport", State.MOVED, address="/sport/")

    def test_a_tag_or_an_author_without_a_live_story_has_no_page_yet(self):
        author = make_author("Mara Lindqvist")
        make_story(tags=["Harbours"], authors=[author])
        self.assert_state("/tags/harbours/", State.NOT_LIVE)
        self.assert_state(author.get_absolute_url(), State.NOT_LIVE)

    def test_many_cost_no_more_queries_than_few(self):
        stories = [make_live_story(f"Live {n}", tags=[f"Tag {n}"]) for n in range(3)]
        stories += [make_story(f"Draft {n}") for n in range(3)]
        paths = [story.get_absolute_url() for story in stories]
        paths += ["/", "/world/", "/nowhere/", "/a/b/c/"]
        paths += [f"/tags/tag-{n}/" for n in range(3)]
        paths += [byline.author.get_absolute_url() for byline in stories[0].bylines.all()]
        with self.assertNumQueries(8):
            states = states_of([*paths, *paths])
        self.assertEqual(list(states), paths)
        with self.assertNumQueries(0):
            self.assertEqual(states_of([]), {})
