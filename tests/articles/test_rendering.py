import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone, translation
from lxml.html import fragments_fromstring

from articles.assembly import record_of
from articles.block_html import block_html, places_sought
from articles.body import clean_body, split_blocks
from articles.models import Byline, Clip, Tag
from articles.presentation import linked_text
from articles.publishing import publish
from articles.rendering import render_card, render_head, render_page, render_story
from authors.models import SocialHandle
from tests.factories import (
    clip_bytes,
    make_author,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    save_change,
)

NASTY = '<script>alert("1")</script>&"\'--><!--{{ x }}{% y %}'


def record(article):
    return record_of(article.editions.first())


def live_html(*args, **values) -> str:
    return render_story(record(make_live_story(*args, **values)))


def a_clip() -> Clip:
    clip = Clip(
        title="Ferry leaving",
        file=SimpleUploadedFile("ferry.mp4", clip_bytes()),
        track=SimpleUploadedFile("ferry.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nA horn.\n"),
        poster=make_image(),
        duration=12,
        caption="The ferry leaves.",
        credit="Harbour board",
    )
    clip.full_clean()
    clip.save()
    return clip


class StoryTests(TestCase):
    def test_a_headline_a_standfirst_and_the_section_stand_at_the_top(self):
        html = live_html("Ferry <returns>", standfirst="After & before", kind="analysis")
        self.assertIn("<h1>Ferry &lt;returns&gt;</h1>", html)
        self.assertIn('<p class="standfirst">After &amp; before</p>', html)
        self.assertIn('<a href="/world/">World</a> <span class="kicker-kind">Analysis</span>', html)

    def test_bylines_are_grouped_by_role_and_link_to_their_authors(self):
        names = ("Ada Berg", "Bo Crane", "Cy Dahl", "Di Egge")
        authors = [make_author(name) for name in names]
        article = make_story(authors=authors)
        Byline.objects.filter(author=authors[3]).update(role="photographs")
        publish(article, by=None, change="first")
        text = re.sub(r"<[^>]+>", "", render_story(record(article)))
        self.assertIn("By Ada Berg, Bo Crane and Cy Dahl", text)
        self.assertIn("Photographs by Di Egge", text)
        self.assertIn(
            '<a href="/authors/ada-berg/" rel="author">Ada Berg</a>', render_story(record(article))
        )

    def test_the_updated_time_is_told_only_when_there_is_one(self):
        article = make_live_story(at=timezone.now() - timedelta(days=2))
        self.assertNotIn("Updated", render_story(record(article)))
        save_change(article, body="<p>More.</p>")
        publish(article, by=None, change="minor")
        self.assertNotIn("Updated", render_story(record(article)))
        save_change(article, body="<p>More still.</p>")
        publish(article, by=None, change="update")
        html = render_story(record(article))
        self.assertIn("Updated <time datetime=", html)
        first, updated = re.findall(r'<time datetime="([^"]+)"', html)[:2]
        self.assertLess(first, updated)

    def test_the_lead_picture_is_fetched_first_and_others_when_they_come_near(self):
        lead = make_image(size=(1400, 700), focal_x=0.24, focal_y=1.0)
        other = make_image(alt="")
        html = live_html(lead=lead, body=f'<p>a</p><figure data-image="{other.pk}"></figure>')
        first, second = re.findall(r"<img [^>]+>", html)[:2]
        self.assertIn('fetchpriority="high"', first)
        self.assertIn('width="1400" height="700"', first)
        self.assertIn('class="fx2 fy10"', first)
        self.assertIn('alt="A harbour at dawn"', first)
        self.assertNotIn("loading=", first)
        self.assertIn('loading="lazy"', second)
        self.assertIn('alt=""', second)
        self.assertRegex(first, r'src="/media/images/[0-9a-f/]+/1200\.jpg"')
        self.assertRegex(html, r"<strong class=\"caption-title\">Harbour</strong>")
        self.assertIn('<span class="caption">The harbour at dawn.</span>', html)
        self.assertIn('<span class="credit">Jo Li/Agency</span>', html)

    def test_text_blocks_stand_as_they_are_and_tables_scroll(self):
        body = (
            '<h2>What</h2><p>One <a href="https://example.org/">link</a></p>'
            '<ul><li><p>x</p></li></ul><aside class="pullquote"><p>Said.</p></aside>'
            "<blockquote><p>Quoted.</p></blockquote><hr><table><tbody><tr><th><p>a</p></th></tr>"
            "</tbody></table><pre><code>x = 1</code></pre>"
        )
        html = live_html(body=body)
        for part in (
            "<h2>What</h2>",
            '<a href="https://example.org/">link</a>',
            "<hr>",
            '<aside class="pullquote"><p>Said.</p></aside>',
            '<pre role="region" tabindex="0" aria-label="Code"><code>x = 1</code></pre>',
        ):
            self.assertIn(part, html)
        self.assertRegex(html, r'<div class="table"[^>]* tabindex="0"[^>]*><table>')

    def test_a_kept_post_shows_its_words_its_clip_and_the_way_to_the_original(self):
        post = make_post(
            text="Off we go!\nSee https://example.org/a?b=1&c=2. <b>",
            posted_at=timezone.now(),
            url="https://example.org/@pilots/7",
            clip=a_clip(),
        )
        html = live_html(body=f'<p>a</p><figure data-post="{post.pk}"></figure>')
        self.assertIn("<strong>Harbour Pilots</strong>", html)
        self.assertIn("@pilots@example.org", html)
        self.assertIn("Off we go!<br>", html)
        self.assertIn("&lt;b&gt;", html)
        self.assertIn('<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">', html)
        self.assertIn(
            '<a href="https://example.org/@pilots/7" rel="nofollow noopener">'
            "The original on Mastodon</a>",
            html,
        )
        video = re.search(r"<video .*?</video>", html, re.S)[0]
        for part in (
            'preload="none"',
            " controls",
            " playsinline",
            'poster="/media/images/',
            'type="video/mp4"',
            '<track kind="captions"',
        ):
            self.assertIn(part, video)

    def test_a_clip_stands_in_the_text(self):
        clip = a_clip()
        html = live_html(body=f'<p>a</p><figure data-clip="{clip.pk}"></figure>')
        self.assertIn('<figure class="clip">', html)
        self.assertIn("The ferry leaves.", html)
        self.assertIn("Harbour board", html)

    def test_a_reference_to_nothing_leaves_no_trace(self):
        html = live_html(body='<p>Before.</p><figure data-image="999999"></figure><p>After.</p>')
        self.assertIn("<p>Before.</p>", html)
        self.assertIn("<p>After.</p>", html)
        self.assertNotIn("<figure", html)

    def test_corrections_stand_under_the_text_and_are_announced_above_it(self):
        article = make_live_story()
        save_change(article, body="<p>It was Tuesday.</p>")
        publish(article, by=None, change="correction", notice="An earlier <version> said Monday.")
        save_change(article, body="<p>It was Tuesday noon.</p>")
        publish(article, by=None, change="update")
        html = render_story(record(article))
        self.assertIn("An earlier &lt;version&gt; said Monday.", html)
        self.assertLess(html.index('href="#corrections"'), html.index("It was Tuesday"))
        self.assertLess(html.index("It was Tuesday"), html.index('id="corrections"'))

    def test_a_retraction_stands_above_everything_it_retracts(self):
        article = make_live_story()
        save_change(article, headline="Retracted: ferry")
        publish(article, by=None, change="retraction", notice="This was wrong.")
        html = render_story(record(article))
        self.assertLess(html.index("This was wrong."), html.index("The ferry came back"))
        self.assertIn("kicker-retracted", html)
        self.assertIn("kicker-retracted", render_card(record(article)))

    def test_tags_link_to_their_pages(self):
        html = live_html(tags=["Ferries", "Strait of Ness"])
        self.assertIn('<a href="/tags/strait-of-ness/" rel="tag">Strait of Ness</a>', html)

    def test_questions_go_to_the_address_they_belong_to(self):
        section = make_section(
            "Abroad", tip_prompt="Do you have a tip?", tip_email="abroad@courier.example"
        )
        Tag.objects.create(name="Karsova", slug="karsova", question="A question about Karsova?")
        Tag.objects.create(
            name="Pilots",
            slug="pilots",
            question="Are you a pilot?",
            tip_email="sea@courier.example",
        )
        html = live_html(section=section, tags=["Karsova", "Pilots"])
        lines = re.findall(r"<p>([^<]*) Let us know via <a href=\"mailto:([^\"]+)\">", html)
        self.assertEqual(
            lines,
            [
                ("Do you have a tip? A question about Karsova?", "abroad@courier.example"),
                ("Are you a pilot?", "sea@courier.example"),
            ],
        )

    def test_without_an_address_nothing_is_asked(self):
        Tag.objects.create(name="Karsova", slug="karsova", question="A question about Karsova?")
        html = live_html(tags=["Karsova"])
        self.assertNotIn("A question", html)
        self.assertNotIn("Let us know", html)


class WriterTests(TestCase):
    def test_the_writer_is_introduced_in_full(self):
        author = make_author(
            "Ada Berg",
            role="Reporter",
            base="Port Ostrel",
            beat="the strait",
            bio="Ada sails.\n\nShe writes.",
            joined_year=2021,
            previous_employers="The Tide\nThe Ebb",
            education="an M.A. in Maps",
            languages="English, Karsovan",
            email="ada@courier.example",
        )
        SocialHandle.objects.create(
            author=author, network="x", handle="@ada", url="https://x.example/ada"
        )
        html = live_html(authors=[author])
        self.assertIn("About the writer<", html)
        self.assertIn("Ada Berg is a Reporter based in Port Ostrel. Covers the strait.", html)
        details = re.search(r"<details>.*</details>", html, re.S)[0]
        for part in (
            "Read more",
            "<p>Ada sails.</p>",
            "<p>She writes.</p>",
            "2021",
            "The Tide, The Ebb",
            "an M.A. in Maps",
            "English, Karsovan",
            "mailto:ada@courier.example",
            'X: <a href="https://x.example/ada"',
        ):
            self.assertIn(part, details)

    def test_a_biography_that_introduces_the_writer_is_not_said_twice(self):
        bio = (
            "Ada Berg is a reporter in Port Ostrel. " + "She has sailed the strait for years. " * 8
        )
        html = live_html(authors=[make_author("Ada Berg", role="Reporter", bio=bio)])
        self.assertNotIn("is a Reporter", html)
        introduction = re.search(r'class="writer-intro">([^<]+)<', html)[1]
        self.assertTrue(bio.startswith(introduction.removesuffix(" …")))
        self.assertLess(len(introduction), 160)
        self.assertIn('class="writer shortened"', html)

    def test_photographers_are_introduced_only_where_nobody_wrote(self):
        writer, photographer = make_author("Ada Berg"), make_author("Bo Crane")
        article = make_story(authors=[writer, photographer])
        Byline.objects.filter(author=photographer).update(role="photographs")
        publish(article, by=None, change="first")
        self.assertEqual(render_story(record(article)).count('<section class="writer'), 2)
        alone = make_story(authors=[photographer])
        Byline.objects.filter(article=alone).update(role="photographs")
        publish(alone, by=None, change="first")
        self.assertIn(">Bo Crane</a></h3>", render_story(record(alone)))

    def test_an_author_of_whom_no_more_is_known_has_nothing_to_open(self):
        unknown, known = make_author("Bo Crane"), make_author("Ada Berg", beat="harbours")
        html = render_story(record(make_live_story(authors=[unknown])))
        self.assertIn("Bo Crane writes for", html)
        self.assertNotIn("<details>", html)
        self.assertIn("<details>", render_story(record(make_live_story(authors=[known]))))


class BlockTests(SimpleTestCase):
    def shown(self, body: str) -> list[str]:
        blocks = split_blocks(clean_body(body))
        places = places_sought(blocks)
        return [block_html(block, places) for block in blocks]

    def test_a_heading_that_the_text_links_to_is_there_to_be_found(self):
        heads = "<h2>What “HTTPS” does</h2><h3>Caf\u00e9 &amp; bar</h3><h2>Else</h2>"
        links = '<p><a href="#what-https-does">a</a> <a href="#caf%C3%A9-bar">b</a></p>'
        _links, *shown = self.shown(links + heads + "<h2>What https does</h2>")
        self.assertEqual(
            shown,
            [
                '<h2 id="what-https-does">What “HTTPS” does</h2>',
                '<h3 id="caf\u00e9-bar">Caf\u00e9 &amp; bar</h3>',
                "<h2>Else</h2>",
                # A page has each name once.
                "<h2>What https does</h2>",
            ],
        )

    def test_no_link_can_take_a_name_of_the_page_or_break_out_of_its_own(self):
        for place, heading in (("content", "Content"), ('x"onx=y', "X onx y"), ("a%20b", "A b")):
            with self.subTest(place):
                link = f"<p><a href='#{place}'>x</a></p>"
                (_link, shown) = self.shown(f"{link}<h2>{heading}</h2>")
                self.assertNotIn('id="content"', shown)
                (head,) = fragments_fromstring(shown)
                self.assertLessEqual(set(head.attrib), {"id"})
                self.assertNotRegex(head.get("id", ""), r"\s")

    def test_code_and_tables_scroll_by_keyboard(self):
        shown = self.shown("<pre>cd ~</pre><table><tr><td>1</td></tr></table>")
        self.assertEqual(
            shown[0], '<pre role="region" tabindex="0" aria-label="Code"><code>cd ~</code></pre>'
        )
        self.assertIn('role="region" tabindex="0" aria-label="Table"', shown[1])


class SafetyTests(TestCase):
    def test_no_field_can_carry_markup_to_a_reader(self):
        author = make_author(
            NASTY[:100],
            slug="nasty",
            role=NASTY[:100],
            base=NASTY[:100],
            beat=NASTY[:100],
            bio=NASTY,
            previous_employers=NASTY,
            education=NASTY,
            languages=NASTY[:200],
        )
        SocialHandle.objects.create(author=author, network="x", handle=NASTY[:100])
        section = make_section(NASTY[:50], slug="nasty", tip_prompt=NASTY, tip_email="a@b.example")
        Tag.objects.create(name="nasty", slug="nasty", question=NASTY)
        image = make_image(title=NASTY, alt=NASTY, caption=NASTY, credit=NASTY)
        post = make_post(author_name=NASTY, handle=NASTY, text=NASTY, image=image)
        article = make_live_story(
            NASTY,
            standfirst=NASTY,
            authors=[author],
            section=section,
            tags=["nasty"],
            lead=image,
            body=f'<p>{NASTY}</p><figure data-post="{post.pk}"></figure>',
        )
        save_change(article, standfirst="x")
        publish(article, by=None, change="correction", notice=NASTY)
        for name, html in render_page(record(article)).items():
            if html is None:
                continue
            with self.subTest(name):
                self.assertNotIn("<script>", html)
                self.assertNotIn('alert("', html.replace('\\"', ""))
                self.assertEqual(html.count("<script"), int(name == "head_html"))
                self.assertEqual(html.count("</script"), int(name == "head_html"))

    def test_only_web_addresses_become_links(self):
        text = (
            'javascript:alert(1) http://a.example/" onclick=x https://b.example/x). ftp://c.example'
        )
        html = linked_text(text)
        self.assertEqual(
            re.findall(r'href="([^"]*)"', html), ["http://a.example/", "https://b.example/x"]
        )
        self.assertNotRegex(html, r"<[^>]*onclick")

    def test_structured_data_is_json_that_cannot_end_its_element(self):
        head = render_head(
            record(make_live_story("</script><b>&", standfirst="S", lead=make_image()))
        )
        text = re.search(r'<script type="application/ld\+json">(.*)</script>', head, re.S)[1]
        self.assertNotIn("<", text)
        data = json.loads(text)
        self.assertEqual(data["headline"], "</script><b>&")
        self.assertEqual(data["@type"], "ReportageNewsArticle")
        self.assertTrue(data["author"][0]["name"])
        self.assertTrue(data["image"][0]["url"].endswith(".jpg"))
        self.assertEqual(data["publisher"]["@type"], "NewsMediaOrganization")
        self.assertLessEqual({"datePublished", "dateModified", "articleSection"}, set(data))


class WhoPublishesTests(TestCase):
    def test_pages_are_in_the_sites_language_and_time_whoever_publishes(self):
        article = make_live_story()
        plain = render_page(record(article))
        with translation.override("de"), timezone.override("Asia/Tokyo"):
            self.assertEqual(render_page(record(article)), plain)

    def test_rendering_asks_the_database_nothing(self):
        post = make_post(clip=a_clip())
        article = make_live_story(
            lead=make_image(),
            tags=["Ferries"],
            body=f'<p>a</p><figure data-post="{post.pk}"></figure>',
        )
        kept = record(article)
        with self.assertNumQueries(0):
            render_page(kept)

    @override_settings(MEDIA_URL="https://cdn.example/media/")
    def test_pictures_on_another_host_keep_their_address(self):
        head = render_head(record(make_live_story(lead=make_image())))
        self.assertIn('property="og:image" content="https://cdn.example/media/images/', head)


class CardTests(TestCase):
    def test_a_card_carries_what_a_list_needs(self):
        article = make_live_story(
            "Ferry <returns>",
            standfirst="After a week.",
            kind="feature",
            lead=make_image(),
            authors=[make_author("Ada Berg")],
        )
        card = render_card(record(article))
        for part in (
            f'<h3><a href="{article.get_absolute_url()}">Ferry &lt;returns&gt;</a></h3>',
            "After a week.",
            "World",
            "Feature",
            "By Ada Berg",
            "<time datetime=",
            'loading="lazy"',
            'alt=""',
        ):
            self.assertIn(part, card)

    def test_a_card_in_another_language_says_so(self):
        card = render_card(record(make_live_story("عودة", language="ar", kind="feature")))
        self.assertIn('lang="ar" dir="rtl"', card)
        # The site has no Arabic words: its own are English there, and say so (WCAG 2.2, 3.1.2).
        (article,) = fragments_fromstring(card.strip())
        (meta,) = article.find_class("card-meta")
        (kind,) = article.find_class("kicker-kind")
        self.assertEqual((meta.get("lang"), kind.get("lang")), ("en-gb", "en-gb"))
        self.assertNotIn("lang=", render_card(record(make_live_story("Return"))))
