from django.test import TestCase

from articles.demo.loader import HERE, _load_pages, _read
from articles.models import SitePage


class DemoPages(TestCase):
    def test_the_demo_newspaper_has_a_page_for_each_purpose_and_loads_it_once(self):
        rows = _read(HERE / "newsroom.toml")["pages"]
        for _ in range(2):
            _load_pages(rows)
        purposes = SitePage.objects.live().values_list("purpose", flat=True)
        self.assertEqual(sorted(purposes), sorted(set(SitePage.Purpose.values) - {"other"}))
        for page in SitePage.objects.all():
            self.assertEqual(self.client.get(page.get_absolute_url()).status_code, 200)
