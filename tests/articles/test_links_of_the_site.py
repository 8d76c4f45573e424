"""A small site with something of everything, walked from end to end."""

from django.conf import settings
from django.test import TestCase

from articles.models import Edition
from tests.support.crawling import BEGINNINGS, Crawl, with_client
from tests.support.site import make_site


def is_no_static_file(address: str) -> bool:
    return not address.startswith(settings.STATIC_URL)


class LinksTests(TestCase):
    def test_no_link_of_the_site_is_dead_and_every_story_is_reached(self):
        addresses = make_site()
        # Style sheets are another server's to give (tests/newsroom).
        crawl = Crawl(with_client(self.client), "http://testserver", is_no_static_file)
        crawl.walk()
        self.assertEqual(list(crawl.problems()), [])
        self.assertEqual(sorted(crawl.dead()), [])
        self.assertEqual(sorted(crawl.dead(written=True)), [])
        for address in BEGINNINGS:
            self.assertEqual(crawl.pages[address].status, 200, address)
        live = Edition.objects.live().select_related("section").defer("document")
        self.assertLessEqual({one.get_absolute_url() for one in live}, crawl.pages.keys())
        self.assertNotIn(addresses["gone"], crawl.pages)
