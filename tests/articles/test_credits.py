"""The credit of a picture is wherever the picture is, whatever else is said of it."""

import json
import re

from django.conf import settings
from django.test import TestCase, override_settings
from lxml import html

from articles.models.image import SourceType
from articles.rendering import render_card, render_head, render_story
from tests.articles.test_rendering import record
from tests.factories import make_clip, make_image, make_live_story, make_post
from tests.support.real import REAL, needs_real

FOLDER = settings.BASE_DIR / "templates"
# Portraits of authors, who are named beside them.
PORTRAITS = {"articles/includes/_portrait.html"}
AI = "trainedAlgorithmicMedia"


def bare(credit: str, **values):
    """A picture of which nothing is known but whose it is."""
    return make_image(title="", caption="", alt="Alt", credit=credit, **values)


class Everywhere(TestCase):
    def test_every_template_that_shows_a_picture_credits_it(self):
        for path in sorted(FOLDER.rglob("*.html")):
            name = path.relative_to(FOLDER).as_posix()
            text = path.read_text()
            shows = "includes/_picture.html" in text or "<img" in text
            is_public = not name.startswith(("admin/", "unfold/", "reversion/", "newsroom/"))
            if not (shows and is_public) or name in {*PORTRAITS, "articles/includes/_picture.html"}:
                continue
            with self.subTest(name):
                self.assertEqual(text.count("_picture.html"), text.count("_credit.html"))

    def test_each_picture_of_a_page_stands_with_its_credit_without_a_caption(self):
        lead, inside, posted = bare("Lead/Agency"), bare("Inside/Agency"), bare("Posted/Agency")
        clip = make_clip(credit="Clip/Agency", caption="")
        post = make_post(image=posted)
        body = (
            f'<figure data-image="{inside.pk}"></figure><figure data-post="{post.pk}"></figure>'
            f'<figure data-clip="{clip.pk}"></figure>'
        )
        kept = record(make_live_story(lead=lead, body=f"<p>x</p>{body}"))
        page = html.fromstring(render_story(kept))
        figures = page.xpath("//figure[.//img or .//video]")
        credits = ["Lead/Agency", "Inside/Agency", "Posted/Agency", "Clip/Agency"]
        for figure, credit in zip(figures, credits, strict=True):
            self.assertIn(credit, " ".join(figure.itertext()))
        card = html.fromstring(render_card(kept))
        self.assertIn("Lead/Agency", card.xpath("string(//*[@class='card-credit'])"))
        self.assertIn("Lead/Agency", render_head(kept))

    def test_that_ai_made_a_picture_is_said_wherever_it_is(self):
        image = bare("", digital_source_type=AI)
        post = make_post(image=bare("", digital_source_type=AI))
        body = f'<p>x</p><figure data-post="{post.pk}"></figure>'
        kept = record(make_live_story(lead=image, body=body))
        self.assertEqual(render_story(kept).count("Made with AI"), 2)
        self.assertIn("Made with AI", render_card(kept))
        self.assertIn("TrainedAlgorithmicMediaDigitalSource", render_head(kept))
        plain = record(make_live_story(lead=bare("", digital_source_type="digitalCapture")))
        self.assertNotIn("with AI", render_story(plain) + render_card(plain))

    def test_the_site_says_where_the_credits_of_lists_stand(self):
        make_live_story(lead=bare("Jo Li"))
        for place in ("hover", "below"):
            with override_settings(CARD_CREDITS=place):
                self.assertContains(self.client.get("/"), f"credits-{place}")


class ForMachines(TestCase):
    def image_object(self, **values) -> dict:
        head = render_head(record(make_live_story(lead=make_image(**values))))
        data = json.loads(re.search(r"ld\+json\">(.+)</script>", head)[1])
        return data["image"][0]

    def test_licence_and_creator_are_in_the_words_search_engines_read(self):
        said = self.image_object(
            creator="Jo Li; Al Fox",
            copyright_notice="© Agency",
            web_statement="https://agency.example/licence",
            licensor_url="https://agency.example/buy",
        )
        self.assertEqual(said["creditText"], "Jo Li/Agency")
        self.assertEqual([one["name"] for one in said["creator"]], ["Jo Li", "Al Fox"])
        self.assertEqual(said["license"], "https://agency.example/licence")
        self.assertEqual(said["acquireLicensePage"], "https://agency.example/buy")
        self.assertEqual(said["copyrightNotice"], "© Agency")

    def test_what_is_not_known_is_not_said(self):
        said = self.image_object(credit="", caption="", alt="")
        self.assertEqual(set(said), {"@type", "url", "contentUrl", "width", "height"})

    @needs_real
    def test_every_word_for_how_it_was_made_is_one_of_schema_org(self):
        from articles.structured import source_type

        files = [path for path in (REAL / "schemaorg").rglob("*") if path.is_file()]
        vocabulary = "".join(path.read_text(errors="replace") for path in files)
        for name in SourceType.values:
            self.assertIn(source_type(name).rpartition("/")[2], vocabulary)
