"""The walk over a site that tests of it trust: whatever is dead on a site, it says."""

from django.test import SimpleTestCase

from tests.support.crawling import Answer, Crawl

SITE = "http://news.example"
RSS = "application/rss+xml"


def page(html: str) -> Answer:
    return Answer(200, "text/html; charset=utf-8", f"<!doctype html>{html}".encode())


def crawl(**answers: Answer) -> Crawl:
    """A walk from /home over pages by name."""
    found = Crawl(lambda path: answers.get(path[1:], Answer(404)), SITE)
    found.walk("/home")
    return found


class CrawlTests(SimpleTestCase):
    def test_every_kind_of_link_is_asked_for_and_those_elsewhere_are_not(self):
        home = page(
            f'<link href="/css"><a href="{SITE}/full">x</a><a href="next?page=2">x</a>'
            '<img src="/small" srcset="/middle 2x, /large 3x"><video poster="/poster"></video>'
            f'<meta property="og:image" content="{SITE}/card"><form action="/search"></form>'
            f'<script type="application/ld+json">{{"url": "{SITE}/told"}}</script>'
            '<a href="https://other.example/">x</a><a href="mailto:a@b.example">x</a>'
        )
        names = "css full next?page=2 small middle large poster card search told".split()
        found = crawl(home=home)
        self.assertEqual(set(found.pages), {"/home", *(f"/{name}" for name in names)})
        self.assertEqual(set(found.dead()), {f"/home → /{name}: 404" for name in names})

    def test_redirects_are_followed_to_what_answers(self):
        home = page('<a href="/old">x</a><a href="/lost">x</a><a href="/round">x</a>')
        old, lost, turning = (Answer(301, to=f"{SITE}/{to}") for to in ("new", "gone", "round"))
        found = crawl(home=home, old=old, lost=lost, new=page("<p>x</p>"), round=turning)
        self.assertEqual(set(found.dead()), {"/home → /lost: 404", "/home → /round: 301"})

    def test_a_place_that_is_not_on_its_page_is_dead(self):
        home = page('<h2 id="here">x</h2><a href="#here">x</a><a href="#there">x</a>')
        self.assertEqual(list(crawl(home=home).dead()), ["/home → /home#there: no such place"])

    def test_what_somebody_wrote_is_told_apart(self):
        home = page('<div class="story-body"><a href="/a">x</a></div><a href="/b">x</a>')
        found = crawl(home=home)
        self.assertEqual(list(found.dead()), ["/home → /b: 404"])
        self.assertEqual(list(found.dead(written=True)), ["/home → /a: 404"])

    def test_sitemaps_feeds_and_json_are_read(self):
        item = f"<item><title>x</title><link>{SITE}/item</link></item>"
        feed = f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
        sitemap = f"<urlset><url><loc>{SITE}/mapped</loc></url></urlset>"
        found = crawl(
            home=page('<a href="/feed">x</a><a href="/map">x</a><a href="/json">x</a>'),
            feed=Answer(200, RSS, feed.encode()),
            map=Answer(200, "application/xml", sitemap.encode()),
            json=Answer(200, "application/json", f'{{"a": [{{"b": "{SITE}/in"}}]}}'.encode()),
        )
        dead = {"/feed → /item: 404", "/map → /mapped: 404", "/json → /in: 404"}
        self.assertEqual(set(found.dead()), dead)

    def test_errors_and_what_cannot_be_read_are_problems(self):
        script = '<script type="application/ld+json">{"a": </script>'
        links = "".join(f'<a href="/{name}">x</a>' for name in ("broken", "feed", "map"))
        found = crawl(
            home=page(f"{script}{links}"),
            broken=Answer(500),
            feed=Answer(200, RSS, b"<rss><channel><item></rss>"),
            map=Answer(200, "text/xml", b"<urlset><url>"),
        )
        self.assertEqual(
            {problem.partition(":")[0] for problem in found.problems()},
            {"/home", "/broken", "/feed", "/map"},
        )

    def test_what_is_not_followed_is_told(self):
        home = page('<a href="/a">x</a><a href="/b">x</a>')
        found = Crawl({"/home": home}.get, SITE, lambda address: False)
        found.walk("/home")
        self.assertEqual(set(found.pages), {"/home"})
        self.assertEqual({link.address for link in found.left}, {"/a", "/b"})
        self.assertEqual(list(found.linked("/ho")), ["/a", "/b"])
