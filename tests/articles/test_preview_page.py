import re
from datetime import timedelta

from django.test import TestCase, override_settings
from django.utils import timezone

from articles.models import Article, PreviewLink, PreviewVisit
from articles.preview_links import address_of, revoke
from articles.publishing import publish, schedule, withdraw
from tests.factories import (
    expire,
    make_image,
    make_link_to,
    make_live_story,
    make_story,
    save_change,
)
from tests.security.pages import PROBE, foreign

HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
}


def part(page: str, tag: str) -> str:
    """One element of a page; a draft's story is dated by when it is looked at."""
    return re.sub(r"<time.*?</time>", "", page[page.index(f"<{tag}") : page.index(f"</{tag}>")])


class PreviewPageTests(TestCase):
    def get(self, secret: str, *, status=200, method="get", **kwargs):
        answer = getattr(self.client, method)(address_of(secret), **kwargs)
        self.assertEqual(answer.status_code, status)
        for name, value in HEADERS.items():
            self.assertEqual(answer.headers[name], value, name)
        self.assertNotIn("ETag", answer.headers)
        self.assertNotIn("Last-Modified", answer.headers)
        self.assertEqual(answer.cookies, {})
        return answer

    def page(self, secret: str) -> str:
        return self.get(secret).content.decode()

    def standing(self, link_and_secret) -> str:
        return part(self.page(link_and_secret[1]), "aside")

    def test_it_shows_the_story_as_the_public_page_will(self):
        story = make_story("Ferry returns", tags=["Harbours"], lead=make_image())
        _link, secret = make_link_to(story)
        shown = part(self.page(secret), "article")
        publish(story, by=None, change="first")
        published = self.client.get(story.get_absolute_url()).content.decode()
        self.assertEqual(shown, part(published, "article"))

    def test_it_says_for_whom_it_is_and_until_when(self):
        link, secret = make_link_to(make_story(), label="Dr <b>Brandt</b>")
        expires = timezone.make_aware(timezone.datetime(2099, 11, 27, 14, 0))
        PreviewLink.objects.update(expires_at=expires)
        page = self.page(secret)
        self.assertIn("For Dr &lt;b&gt;Brandt&lt;/b&gt; only.", page)
        self.assertIn("until 27 November 2099, 14:00 (Europe/London)", page)

    def test_it_says_where_the_story_stands(self):
        draft = make_story()
        self.assertIn("<strong>Not published.</strong>", self.standing(make_link_to(draft)))
        until = timezone.now() + timedelta(days=2)
        embargoed = make_story(embargo_until=until)
        clock = timezone.localtime(until).strftime("%H:%M")
        said = self.standing(make_link_to(embargoed))
        self.assertIn("Under embargo until", said)
        self.assertIn(clock, said)
        live = make_live_story()
        self.assertIn("readers see this story as it stands here", self.standing(make_link_to(live)))
        save_change(live, headline="Another")
        self.assertIn("Not published in this form", self.standing(make_link_to(live)))
        withdraw(live, by=None, notice="A court forbids it.")
        self.assertIn("has been withdrawn", self.standing(make_link_to(live)))

    def test_when_a_story_is_to_appear_stays_at_the_desk(self):
        story = make_story()
        schedule(story, by=None, at=timezone.now() + timedelta(days=2), change="first")
        said = self.standing(make_link_to(story))
        self.assertIn("<strong>Not published.</strong>", said)
        self.assertNotIn("chedule", said)

    def test_a_frozen_link_says_of_when_it_is(self):
        self.assertIn(
            "The story as it stood on", self.standing(make_link_to(make_story(), frozen=True))
        )
        self.assertIn("as it was last saved", self.standing(make_link_to(make_story())))

    def test_a_link_that_is_over_says_so_and_nothing_of_the_story(self):
        expired, late = make_link_to(make_story("Secret plan"))
        expire(expired)
        revoked, taken = make_link_to(make_story("Secret plan"))
        revoke(revoked, by=None)
        story = make_story("Secret plan")
        _link, gone = make_link_to(story)
        story.delete()
        frozen_story = make_story("Secret plan")
        _link, frozen = make_link_to(frozen_story, frozen=True)
        frozen_story.delete()
        for secret, words in (
            (late, "This link has expired"),
            (taken, "This link has been revoked"),
            (gone, "no longer there"),
            (frozen, "no longer there"),
        ):
            with self.subTest(words):
                answer = self.get(secret, status=410)
                self.assertContains(answer, words, status_code=410)
                self.assertContains(answer, "Ask whoever sent it", status_code=410)
                for leak in ("Secret plan", "secret-plan", "Per Holm"):
                    self.assertNotContains(answer, leak, status_code=410)
        self.assertFalse(PreviewVisit.objects.exists(), "nobody has read anything")

    def test_nobodys_link_is_a_plain_404(self):
        self.assertContains(
            self.get("x" * 43, status=404), "no page at this address", status_code=404
        )

    def test_only_looking_is_answered(self):
        _link, secret = make_link_to(make_story())
        for method in ("post", "put", "patch", "delete", "options"):
            answer = self.get(secret, status=405, method=method)
            self.assertEqual(answer.headers["Allow"], "GET, HEAD")
        self.assertFalse(PreviewVisit.objects.exists())

    def test_an_opening_is_a_visit_and_asking_with_head_or_ahead_is_none(self):
        link, secret = make_link_to(make_story("Ferry returns"))
        self.get(secret, method="head")
        for ahead in ({"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}):
            self.assertEqual(self.get(secret, status=204, headers=ahead).content, b"")
        self.assertEqual(link.visits.count(), 0)
        self.get(secret)
        self.get(secret)
        self.assertEqual(link.visits.count(), 1)

    def test_the_address_works_without_its_slash_too(self):
        _link, secret = make_link_to(make_story("Ferry returns"))
        answer = self.client.get(address_of(secret).removesuffix("/"))
        self.assertContains(answer, "Ferry returns")
        self.assertEqual(answer.headers["Cache-Control"], "no-store, private")

    def test_a_document_of_no_known_schema_is_refused_and_counted_as_no_visit(self):
        link, secret = make_link_to(make_story(), frozen=True)
        PreviewLink.objects.update(document='{"story":{"schema":99}}')
        self.get(secret, status=503)
        self.assertEqual(link.visits.count(), 0)

    def test_a_frozen_page_takes_eight_queries_and_the_newest_asks_for_the_story_beside(self):
        story = make_story(tags=["A", "B"], lead=make_image())
        _link, frozen = make_link_to(story, frozen=True)
        _link, newest = make_link_to(story)
        with self.assertNumQueries(8):
            self.get(frozen)
        with self.assertNumQueries(14) as asked:
            self.get(newest)
        said = " ".join(query["sql"] for query in asked)
        for table in ("django_session", "auth_user", "articles_draft", "reversion"):
            self.assertNotIn(table, said)

    def test_words_of_any_kind_stay_words(self):
        story = make_story(PROBE[:200], body="<p>x</p>")
        _link, secret = make_link_to(story, label=PROBE[:80])
        self.assertEqual(foreign(self.page(secret)), [])

    @override_settings(SITE_URL="https://courier.example")
    def test_nothing_tells_machines_of_the_story_or_its_address(self):
        story = make_story("Ferry returns", standfirst="A summary.", lead=make_image())
        _link, secret = make_link_to(story)
        head = part(self.page(secret), "head")
        self.assertIn('name="robots" content="noindex, nofollow, noarchive"', head)
        self.assertIn('name="referrer" content="no-referrer"', head)
        for leak in ("canonical", "og:", "twitter:", "ld+json", "A summary.", secret):
            self.assertNotIn(leak, head)

    def test_nothing_of_the_desk_is_on_it(self):
        story = make_story()
        _link, secret = make_link_to(story)
        page = self.page(secret)
        self.assertNotIn("/admin/", page)
        self.assertNotIn(str(Article.objects.get().edit_token), page)
