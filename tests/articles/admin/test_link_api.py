import json

from django.test import TestCase, override_settings
from django.urls import reverse

from articles.models import Tag
from articles.publishing import withdraw
from tests.factories import make_author, make_live_story, make_section, make_story, make_user

STORIES = reverse("admin:articles_desk_stories")
LINKS = reverse("admin:articles_desk_links")


class LinkApiTestCase(TestCase):
    def setUp(self):
        self.client.force_login(make_user("Reporter"))

    def found(self, q):
        response = self.client.get(STORIES, {"q": q})
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()["items"]

    def titles(self, q):
        return [item["title"] for item in self.found(q)]

    def states(self, *hrefs):
        response = self.client.post(LINKS, {"hrefs": json.dumps(hrefs)})
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()["states"]


class StoriesTests(LinkApiTestCase):
    def test_every_word_must_be_in_the_headline(self):
        make_story("Ferry returns to the strait")
        make_story("Ferry late again")
        self.assertEqual(self.titles("ferry"), ["Ferry late again", "Ferry returns to the strait"])
        self.assertEqual(self.titles("STRAIT ferry"), ["Ferry returns to the strait"])
        self.assertEqual(self.titles("ferry desert"), [])
        self.assertEqual(self.titles("%"), [])
        self.assertEqual(self.titles(" "), [])

    def test_a_story_says_where_it_stands(self):
        make_live_story("Ferry returns")
        make_story("Ferry late", section=make_section("Sport"))
        late, returns = self.found("ferry")
        self.assertEqual(late["about"][:2], ["Sport", "Draft"])
        self.assertEqual(late["warning"], "This story is not live yet.")
        self.assertEqual(returns["about"][:2], ["World", "Live, edition 1"])
        self.assertEqual(returns["warning"], "")
        self.assertEqual(len(returns["about"]), 3)

    def test_its_address_is_the_one_that_readers_have(self):
        story = make_live_story("Ferry returns")
        right = story.get_absolute_url()
        story.slug = "another"
        story.save()
        self.assertEqual(self.found("ferry")[0]["url"], right)

    def test_a_number_or_a_pasted_address_finds_its_story(self):
        # An author's name that holds the number would be found as well.
        jo = make_author("Jo Li")
        story = make_story("Ferry returns", authors=[jo])
        make_story("Another", authors=[jo])
        desk = reverse("admin:articles_article_change", args=[story.pk])
        for q in (str(story.pk), f"http://testserver{desk}", story.get_absolute_url()):
            self.assertEqual(self.titles(q), ["Ferry returns"], q)
        self.assertEqual(self.titles("9" * 40), [])

    def test_sections_tags_and_authors_are_found_too(self):
        make_live_story("Elsewhere", tags=["Harbours"], authors=[make_author("Harriet Moss")])
        make_section("Harbour")
        Tag.objects.create(name="Harmony", slug="harmony")
        found = {item["title"]: item for item in self.found("har")}
        self.assertEqual(set(found), {"Harbours", "Harriet Moss", "Harbour", "Harmony"})
        self.assertEqual(found["Harbours"]["url"], "/tags/harbours/")
        self.assertEqual(found["Harbours"]["about"], ["Tag"])
        self.assertEqual(found["Harbours"]["warning"], "")
        self.assertTrue(found["Harmony"]["warning"])

    def test_the_list_is_short_and_costs_the_same_at_any_length(self):
        make_live_story("Ferry 0")
        self.found("ferry")
        # The session, the user, the two kinds of permission; the stories with three looks at
        # their editions and where they lead; sections, tags and authors.
        with self.assertNumQueries(10):
            self.found("ferry")
        for number in range(1, 12):
            make_live_story(f"Ferry {number}")
        with self.assertNumQueries(10):
            self.assertEqual(len(self.found("ferry")), 8)

    def test_only_who_may_see_stories_finds_any(self):
        make_story("Ferry returns")
        self.client.force_login(make_user())
        self.assertEqual(self.client.get(STORIES, {"q": "ferry"}).status_code, 403)
        self.assertEqual(self.client.post(LINKS, {"hrefs": "[]"}).status_code, 403)

    def test_other_methods_are_refused(self):
        self.assertEqual(self.client.post(STORIES).status_code, 405)
        self.assertEqual(self.client.get(LINKS).status_code, 405)


class LinksTests(LinkApiTestCase):
    def test_our_own_links_are_judged_and_others_are_not(self):
        story = make_live_story()
        gone = make_live_story("Gone")
        withdraw(gone, by=None, notice="It was wrong.")
        right, old = story.get_absolute_url(), f"/world/old-{story.pk}/"
        states = self.states(right, old, gone.get_absolute_url(), "/no/", "https://example.org/")
        self.assertEqual(
            {href: state["state"] for href, state in states.items()},
            {right: "live", old: "moved", gone.get_absolute_url(): "withdrawn", "/no/": "missing"},
        )
        self.assertEqual(states[old]["address"], right)
        self.assertEqual([states[old]["is_dead"], states["/no/"]["is_dead"]], [False, True])

    @override_settings(SITE_URL="https://news.example.org")
    def test_the_hosts_of_the_site_and_of_the_desk_are_ours(self):
        states = self.states("https://news.example.org/no/", "http://testserver/no/", "//other/no/")
        self.assertEqual(len(states), 2)

    def test_what_is_no_list_of_addresses_is_refused(self):
        for hrefs in ("", "{", "{}", "7", '["/", 7]', "[" * 100_000):
            response = self.client.post(LINKS, {"hrefs": hrefs})
            self.assertEqual(response.status_code, 400, hrefs[:20])
            self.assertIn("no list", response.json()["errors"][""][0])

    def test_odd_addresses_are_no_error(self):
        odd = ["/\0/", "/%00/", "/%ff%fe/", "/" + "a" * 10_000, "/tags/%/", "http://[", "/\ud800/"]
        odd += ["/tags/%00/", "/tags/\ud800/", "/authors/a%0a/", "/tags/a%E2%80%8Bb/"]
        self.assertTrue(set(self.states(*odd)) <= set(odd))
