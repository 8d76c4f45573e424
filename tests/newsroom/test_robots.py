import json
from urllib.robotparser import RobotFileParser

from django.test import TestCase, override_settings

from newsroom.robots import AI_CRAWLERS


class RobotsTests(TestCase):
    def may(self, crawler: str, path: str) -> bool:
        parser = RobotFileParser()
        parser.parse(self.client.get("/robots.txt").content.decode().splitlines())
        return parser.can_fetch(crawler, f"http://testserver{path}")

    def test_the_desk_and_previews_are_shut_to_all_and_the_site_is_open(self):
        for crawler in ("Googlebot", "GPTBot", "anything"):
            for path in ("/admin/", "/admin/articles/article/", "/preview/secret/"):
                self.assertFalse(self.may(crawler, path))
            for path in ("/", "/world/ferry-1/", "/feed.rss", "/administration/"):
                self.assertTrue(self.may(crawler, path))

    @override_settings(ROBOTS_AI="refuse")
    def test_a_site_may_refuse_those_that_train_ai_and_no_others(self):
        for crawler in AI_CRAWLERS:
            self.assertFalse(self.may(crawler, "/"), crawler)
        for crawler in ("Googlebot", "bingbot", "Applebot", "OAI-SearchBot"):
            self.assertTrue(self.may(crawler, "/"), crawler)
            self.assertFalse(self.may(crawler, "/admin/"), crawler)

    def test_it_leads_to_a_sitemap_that_is_there(self):
        text = self.client.get("/robots.txt").content.decode()
        (address,) = [line.split(" ", 1)[1] for line in text.splitlines() if "Sitemap:" in line]
        self.assertEqual(self.client.get(address).status_code, 200)

    @override_settings(SITE_URL="https://news.example.org")
    def test_it_names_the_site_as_the_site_names_itself(self):
        text = self.client.get("/robots.txt").content.decode()
        self.assertIn("Sitemap: https://news.example.org/sitemap.xml\n", text)

    def test_mining_is_reserved_where_ai_is_refused_and_nothing_said_otherwise(self):
        self.assertEqual(json.loads(self.client.get("/.well-known/tdmrep.json").content), [])
        with override_settings(ROBOTS_AI="refuse"):
            rules = json.loads(self.client.get("/.well-known/tdmrep.json").content)
        self.assertEqual(rules, [{"location": "/", "tdm-reservation": 1}])

    def test_they_ask_no_database_and_are_only_read(self):
        for address in ("/robots.txt", "/.well-known/tdmrep.json"):
            with self.assertNumQueries(0):
                first = self.client.get(address)
            again = self.client.get(address, headers={"if-none-match": first["ETag"]})
            self.assertEqual(again.status_code, 304)
            self.assertEqual(self.client.post(address).status_code, 405)
