from datetime import timedelta

from django.test import TestCase, override_settings
from django.utils import timezone

from articles.assembly import snapshot_working_copy
from articles.checks import Context, Level, run_checks
from articles.models import Article, FormerAddress, Image, ImageCaption, SocialPost
from articles.publishing import ChecksBlock, publish, schedule, withdraw
from tests.articles.checks.own_checks import __name__ as own_checks
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    make_user,
    save_change,
)

IN_AN_HOUR = timedelta(hours=1)
# Not written out, since a mark of what is left to do stands in no file here.
CROSSES = "X" * 3


class CheckTestCase(TestCase):
    def found(self, article: Article, at=None) -> list:
        article = Article.objects.get(pk=article.pk)
        story = snapshot_working_copy(article)
        return run_checks(Context(article, story, at or timezone.now()))

    def findings(self, article: Article, code: str, **options) -> list[tuple[str, str]]:
        return [
            (one.sentence, one.finding.place.href())
            for one in self.found(article, **options)
            if one.code == code
        ]

    def assertFound(self, article, code: str, *expected, **options):  # noqa: N802
        self.assertEqual(self.findings(article, code, **options), list(expected))


class TheStory(CheckTestCase):
    def test_a_whole_story_has_no_findings(self):
        self.assertEqual(self.found(make_story(lead=make_image())), [])

    def test_what_no_edition_can_do_without_blocks_and_leads_to_its_field(self):
        article = make_story(section=None, authors=[], body="", lead=make_image())
        found = self.found(article)
        self.assertEqual({one.level for one in found}, {Level.BLOCKING})
        self.assertEqual(
            [(one.code, one.finding.place.href()) for one in found],
            [("section", "#id_section"), ("byline", "#bylines-group"), ("text", "#block-1")],
        )

    def test_a_missing_lead_picture_is_a_warning(self):
        article = make_story(body="<p>Text.</p>")
        self.assertFound(
            article, "lead-picture", ("The story has no lead picture.", "#captions-group")
        )
        self.assertEqual([one.level for one in self.found(article)], [Level.WARNING])

    def test_a_long_headline(self):
        self.assertFound(make_story("A" * 100), "headline-length")
        long = make_story("A" * 101)
        self.assertFound(
            long,
            "headline-length",
            ("The headline has 101 characters; 100 fit.", "#id_headline"),
        )
        with override_settings(HEADLINE_MAX_LENGTH=120):
            self.assertFound(long, "headline-length")

    def test_what_was_left_open_is_found_with_the_words_around_it(self):
        for text, mark in (
            ("The mayor, TK, was there.", "TK"),
            ("The mayor [TK] was there.", "TK"),
            ("It cost TKTK million.", "TKTK"),
            (f"It cost {CROSSES} million.", CROSSES),
        ):
            with self.subTest(text):
                article = make_story(body=f"<p>First.</p><p>{text}</p>")
                ((sentence, href),) = self.findings(article, "left-open")
                self.assertIn(f"“{mark}” was left in", sentence)
                self.assertEqual(href, "#block-2")

    def test_words_and_names_that_only_look_like_it_are_none(self):
        for text in ("ATK fell.", "The TKO came late.", "A tk is none.", "XX and X."):
            with self.subTest(text):
                self.assertFound(make_story(body=f"<p>{text}</p>"), "left-open")

    def test_it_is_found_in_headline_standfirst_and_a_pictures_words(self):
        article = make_story("TK wins", standfirst="By TK votes.", lead=make_image(caption="TK."))
        hrefs = [href for _sentence, href in self.findings(article, "left-open")]
        self.assertEqual(hrefs, ["#id_headline", "#id_standfirst", "#id_captions-0-caption"])

    def test_an_embargo_in_the_way_leads_to_where_it_is_broken(self):
        until = timezone.now() + IN_AN_HOUR
        article = make_story(embargo_until=until)
        ((sentence, href),) = self.findings(article, "embargo")
        self.assertIn("under embargo until", sentence)
        self.assertEqual(href, f"/admin/articles/article/{article.pk}/break-embargo/")
        self.assertFound(article, "embargo", at=until)


class Pictures(CheckTestCase):
    def test_missing_words_lead_to_the_pictures_row(self):
        image = make_image(title="", alt="", caption="", credit="")
        article = make_story(lead=make_image())
        ImageCaption.objects.create(article=article, image=image, role="body", position=1)
        save_change(article, body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        for code, field in (
            ("picture-alt", "alt"),
            ("picture-caption", "caption"),
            ("picture-credit", "credit"),
        ):
            ((sentence, href),) = self.findings(article, code)
            self.assertTrue(sentence.startswith("A picture in the text has no "))
            self.assertEqual(href, f"#id_captions-1-{field}")
        levels = {one.code: one.level for one in self.found(article)}
        self.assertEqual(levels["picture-alt"], Level.BLOCKING)
        self.assertEqual(levels["picture-credit"], Level.WARNING)

    def test_a_picture_without_a_row_leads_to_the_library(self):
        image = make_image(alt="")
        article = make_story(body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        ((_sentence, href),) = self.findings(article, "picture-alt")
        self.assertEqual(href, f"/admin/articles/image/{image.pk}/change/#id_alt")

    def test_the_rows_are_read_once_however_many_pictures_lack_their_words(self):
        images = [make_image(alt="", caption="", credit="") for _number in range(6)]
        figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
        article = make_story(body=f"<p>One.</p>{figures}", lead=images[0])
        context = Context(article, snapshot_working_copy(article), timezone.now())
        with self.assertNumQueries(4):
            self.assertEqual(len(run_checks(context)), 18)

    def test_words_of_the_story_stand_in_for_the_librarys(self):
        image = make_image(alt="")
        article = make_story()
        ImageCaption.objects.create(article=article, image=image, role="lead", alt="A boat")
        self.assertFound(article, "picture-alt")

    def test_what_was_deleted_from_the_library_is_no_longer_there(self):
        image = make_image()
        article = make_story(body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        Image.objects.all().delete()
        ((sentence, href),) = self.findings(article, "reference-gone")
        self.assertIn("deleted from the library", sentence)
        self.assertEqual(href, "#block-2")


class Posts(CheckTestCase):
    def test_a_post_of_which_nothing_is_kept(self):
        post = make_post()
        article = make_story(body=f'<p>One.</p><figure data-post="{post.pk}"></figure>')
        self.assertFound(article, "post-not-kept")
        SocialPost.objects.update(text=" ")
        ((sentence, href),) = self.findings(article, "post-not-kept")
        self.assertIn("Harbour Pilots", sentence)
        self.assertEqual(href, "#block-2")

    def test_a_post_that_is_only_a_link_alone_in_its_paragraph(self):
        for address in (
            "https://x.com/pilots/status/12",
            "https://www.instagram.com/p/abc/",
            "https://news.example/@pilots/1234",
            "youtu.be/abc",
        ):
            with self.subTest(address):
                linked = (
                    f'<p><a href="https://{address.removeprefix("https://")}">{address}</a></p>'
                )
                for body in (f"<p>{address}</p>", linked):
                    ((sentence, href),) = self.findings(make_story(body=body), "post-not-kept")
                    self.assertIn(address, sentence)
                    self.assertEqual(href, "#block-1")

    def test_a_link_in_a_sentence_and_other_addresses_are_none(self):
        for text in (
            "See https://x.com/pilots/status/12 for more.",
            "https://example.org/pilots/12",
            "https://x.com",
            "x.com/",
            "https://[x.com/1",
        ):
            with self.subTest(text):
                self.assertFound(make_story(body=f"<p>{text}</p>"), "post-not-kept")


class DeadLinks(CheckTestCase):
    def link(self, href: str, **values) -> Article:
        values.setdefault("lead", None)
        return make_story(
            "A story with a link",
            body=f'<p>One.</p><p>See <a href="{href}">the <em>other</em> story</a>.</p>',
            **values,
        )

    def assertDead(self, href: str, words: str, **options):  # noqa: N802
        ((sentence, place),) = self.findings(self.link(href), "dead-link", **options)
        self.assertIn("“the other story”", sentence)
        self.assertIn(words, sentence)
        self.assertEqual(place, "#block-2")

    def test_a_live_story_is_no_dead_link_whatever_its_address_says(self):
        other = make_live_story()
        for href in (other.get_absolute_url(), f"/sport/old-name-{other.pk}/"):
            self.assertFound(self.link(href), "dead-link")

    def test_a_draft_a_withdrawn_story_and_one_that_never_was(self):
        self.assertDead(make_story().get_absolute_url(), "not live yet")
        withdrawn = make_live_story()
        withdraw(withdrawn, by=None, notice="Gone.")
        self.assertDead(withdrawn.get_absolute_url(), "withdrawn")
        self.assertDead("/world/none-98765/", "no such story")
        self.assertDead(f"/world/none-{2**70}/", "no such story")

    def test_a_former_address_is_known_with_its_query(self):
        live, draft = make_live_story(), make_story()
        FormerAddress.objects.create(path="/?p=123", article=live)
        FormerAddress.objects.create(path="/?p=124", article=draft)
        for href in ("/?p=123", "http://testserver/?utm_source=x&amp;p=123#top", "/", "/?p=9"):
            self.assertFound(self.link(href), "dead-link")
        self.assertDead("/?p=124", "not live yet")
        withdraw(live, by=None, notice="Gone.")
        self.assertDead("/?p=123", "withdrawn")

    def test_a_scheduled_story_is_there_when_this_one_goes_live_later(self):
        other = make_story()
        at = timezone.now() + IN_AN_HOUR
        schedule(other, by=None, at=at, change="first")
        self.assertDead(other.get_absolute_url(), "goes live at")
        self.assertFound(self.link(other.get_absolute_url()), "dead-link", at=at)

    def test_sections_tags_authors_and_pages_that_are_none(self):
        make_section("World")
        self.assertFound(self.link("/world/"), "dead-link")
        self.assertDead("/nowhere/", "no such section")
        self.assertDead("/tags/ships/", "no such tag")
        self.assertDead("/authors/nobody/", "no such author")
        self.assertDead("/admin/", "the desk")
        self.assertDead("/world/a/b/c/", "no such page")
        self.assertFound(self.link("/media/renditions/a.webp"), "dead-link")

    def test_what_the_story_itself_brings_is_there(self):
        author = make_author("Mara Lind")
        article = self.link(f"/authors/{author.slug}/", authors=[author])
        self.assertFound(article, "dead-link")
        tagged = self.link("/tags/ships/", tags=["Ships"])
        self.assertFound(tagged, "dead-link")

    def test_it_asks_a_fixed_number_of_queries_however_many_links_there_are(self):
        live = [make_live_story(f"Story {number}", tags=["Ships"]) for number in range(3)]
        links = [story.get_absolute_url() for story in live]
        links += ["/nowhere/", "/tags/ships/", "/authors/nobody/", "/world/none-98765/"]
        article = make_story(
            body="".join(f'<p><a href="{link}">x</a></p>' for link in links * 8), lead=make_image()
        )
        article = Article.objects.get(pk=article.pk)
        context = Context(article, snapshot_working_copy(article), timezone.now())
        with self.assertNumQueries(11):
            found = run_checks(context)
        self.assertEqual(len(found), 3 * 8)


class AtPublishing(CheckTestCase):
    def setUp(self):
        self.editor = make_user("Editor")
        self.article = make_story(lead=make_image(alt=""))

    def test_what_blocks_holds_the_desk_back_and_leaves_an_archive_alone(self):
        for verb, options in ((publish, {}), (schedule, {"at": timezone.now() + IN_AN_HOUR})):
            with self.assertRaisesMessage(ChecksBlock, "has no alt text"):
                verb(self.article, by=self.editor, change="first", **options)
        self.assertFalse(self.article.editions.exists())
        publish(self.article, by=None, change="first")

    @override_settings(NEWSROOM_CHECKS={"picture-alt": "warning", "lead-picture": "blocking"})
    def test_a_warning_holds_nobody_back(self):
        publish(self.article, by=self.editor, change="first")
        with self.assertRaisesMessage(ChecksBlock, "no lead picture"):
            publish(make_story(), by=self.editor, change="first")

    @override_settings(
        NEWSROOM_OWN_CHECKS=[f"{own_checks}.NoExclamation"],
        NEWSROOM_CHECKS={"exclamation": "blocking"},
    )
    def test_a_check_of_ones_own_holds_back_too(self):
        with self.assertRaisesMessage(ChecksBlock, "The headline shouts."):
            publish(make_story("Ferry!"), by=self.editor, change="first")
