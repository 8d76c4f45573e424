"""Listening to a story in a real browser: with and without the script, by mouse and keyboard."""

import json
import re
from unittest import mock

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Error

from articles.models import Pronunciation
from articles.narration.making import NotMade, make
from articles.publishing import publish
from tests.articles.narration.spoken import SPEAKING
from tests.articles.narration.test_trouble import broken
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_image, make_live_story, make_story, make_user

BODY = (
    "<p>The ferry came <em>back</em> on Monday. It was late &amp; full.</p>"
    '<aside class="pullquote"><p>It was late &amp; full.</p></aside>'
    "<h2>After the storm</h2><ul><li>Nobody was hurt.</li></ul>"
)
AUDIO = "document.querySelector('audio')"
PLACE = "[...CSS.highlights.get('spoken')][0].startContainer.parentElement"
SHOWN = "[...CSS.highlights.get('spoken')].map(String).join('|')"
STATE = f"""(({{currentTime, duration, ended, paused, readyState, seeking, textTracks}}) => ({{
  currentTime, duration, ended, paused, readyState, seeking,
  cues: [...textTracks[0]?.cues ?? []].map((one) => [one.startTime, one.endTime, one.text]),
  active: [...textTracks[0]?.activeCues ?? []].map((one) => one.text),
}}))({AUDIO})"""
ADD_CUE = f"""([name, begins, ends, text]) => {{
  const cue = new VTTCue(begins, ends, text);
  cue.id = name;
  {AUDIO}.textTracks[0].addCue(cue);
}}"""
# So that a sentence lasts for as long as a busy machine takes to look at it.
SLOWLY = f"{AUDIO}.muted = true; {AUDIO}.playbackRate = 0.1"


class OwnMedia(StaticFilesHandler):
    """With the site's own view of uploaded files, which answers byte ranges: one cannot jump about
    in what Django's live server sends."""

    def __init__(self, media_handler):
        super().__init__(media_handler.application)


class ListeningTestCase(BrowserTestCase):
    static_handler = OwnMedia

    def until(self, page, expression: str):
        """Wait for it from outside: the site's policy lets no page evaluate a text. Until the
        player's script has run, some of it cannot even be asked."""
        said = None
        for _ in range(300):
            try:
                if (said := page.evaluate(expression)) is True:
                    return
            except Error as error:
                said = error
            page.wait_for_timeout(50)
        self.fail(f"{expression} is still {said}; {page.evaluate(STATE)}")


@SPEAKING
class Player(ListeningTestCase):
    def setUp(self):
        super().setUp()
        # Published by the immediate backend of tests: spoken at once.
        self.story = make_live_story("Ferry returns", standfirst="It is back.", body=BODY)
        self.edition = self.story.editions.live().get()
        make(self.edition.pk)

    def open(self, page=None):
        page = page or self.page
        page.goto(self.edition.get_absolute_url())
        return page

    def play(self, page, at: float = 0):
        """Play slowly and muted: a machine without loudspeakers plays, too."""
        page.evaluate(f"{SLOWLY}; {AUDIO}.play()")
        self.until(page, f"{AUDIO}.currentTime > 0 && !{AUDIO}.seeking")
        if at:
            page.evaluate(f"{AUDIO}.currentTime = {at}")
            self.until(page, f"{AUDIO}.currentTime >= {at}")

    def test_each_sentence_is_shown_where_it_stands_while_it_is_spoken(self):
        page = self.open()
        self.play(page)
        self.until(page, f"{SHOWN} === 'Ferry returns'")
        cues = page.evaluate(
            f"[...{AUDIO}.textTracks[0].cues].map(one => [one.startTime, one.text])"
        )
        page.evaluate(f"{AUDIO}.pause()")
        self.assertEqual(
            [text for _begins, text in cues],
            [
                *("Ferry returns", "It is back.", f"By {self.story.bylines.get().author.name}"),
                *("The ferry came back on Monday.", "It was late &amp; full."),
                *("After the storm", "Nobody was hurt."),
            ],
        )
        for begins, text in cues:
            page.evaluate(f"{AUDIO}.currentTime = {begins + 0.05}")
            self.until(page, f"{SHOWN} === {json.dumps(text.replace('&amp;', '&'))}")
        # In the list; and of what a pull quote says again, in the text.
        self.until(page, f"!!{PLACE}.closest('li')")
        page.evaluate(f"{AUDIO}.currentTime = {cues[4][0] + 0.05}")
        self.until(page, f"{SHOWN} === 'It was late & full.'")
        self.until(page, f"!{PLACE}.closest('.pullquote')")

    def test_what_comes_late_over_a_slow_line_is_shown_as_well(self):
        page = self.page
        page.route("**/captions.vtt", lambda route: self.give_beginning(route))
        self.open()
        self.play(page)
        self.until(page, f"{SHOWN} === 'Ferry returns'")
        for name, begins, ends, text in self.late:
            page.evaluate(ADD_CUE, [name, begins, ends, text])
        last = self.late[-1]
        self.assertEqual(last[3], "Nobody was hurt.")
        page.evaluate(f"{AUDIO}.currentTime = {last[1] + 0.05}")
        self.until(page, f"{SHOWN} === 'Nobody was hurt.'")

    def give_beginning(self, route):
        """The first sentence of the file; the others are kept in ``late``."""
        head, first, *others = route.fetch().text().strip().split("\n\n")
        self.late = []
        for cue in others:
            name, times, text = cue.split("\n")
            begins, ends = (
                float(minutes) * 60 + float(seconds)
                for minutes, seconds in re.findall(r"(\d+):(\d\d\.\d+)", times)
            )
            self.late.append((name, begins, ends, text))
        route.fulfill(body=f"{head}\n\n{first}\n", content_type="text/vtt")

    @override_settings(NARRATION_CAPTIONS=True)
    def test_a_caption_is_shown_under_its_picture_while_it_is_spoken(self):
        inside = make_image(title="Dawn", caption="A gull looks on. It waits.")
        figure = f'<figure data-image="{inside.pk}"></figure>'
        self.story = make_live_story(
            "Ferry stays",
            lead=make_image(title="Pier", caption="The pier."),
            body=f"<p>A gull looks on.</p>{figure}<p>It waits.</p>",
        )
        self.edition = self.story.editions.live().get()
        make(self.edition.pk)
        page = self.open()
        self.play(page)
        page.evaluate(f"{AUDIO}.pause()")
        # The file of cues comes beside the sound, and may come after it.
        self.until(page, f"{AUDIO}.textTracks[0].cues?.length > 2")
        cues = page.evaluate(
            f"[...{AUDIO}.textTracks[0].cues].map(one => [one.startTime, one.text, one.id])"
        )[2:]
        self.assertEqual(
            [text for _begins, text, _id in cues],
            ["The pier.", "A gull looks on.", "A gull looks on.", "It waits.", "It waits."],
        )
        for begins, text, name in cues:
            page.evaluate(f"{AUDIO}.currentTime = {begins + 0.05}")
            place = "figcaption .caption" if name.startswith("caption") else ".story-body > p"
            self.until(page, f"{SHOWN} === {json.dumps(text)} && {PLACE}.matches('{place}')")

    def test_speed_and_place_are_remembered(self):
        page = self.open()
        self.play(page, at=4)
        page.evaluate(f"{AUDIO}.pause()")
        page.select_option("[data-speed]", "1.5")
        self.until(page, "!!JSON.parse(localStorage.listen).places")
        self.open(page)
        page.evaluate(f"{AUDIO}.muted = true; {AUDIO}.play()")
        self.until(page, f"{AUDIO}.currentTime >= 4")
        self.assertEqual(page.evaluate(f"{AUDIO}.playbackRate"), 1.5)
        self.assertEqual(page.input_value("[data-speed]"), "1.5")
        page.evaluate(f"{AUDIO}.currentTime = {AUDIO}.duration - 0.05")
        self.until(page, f"{AUDIO}.ended")
        self.until(page, "!Object.keys(JSON.parse(localStorage.listen).places).length")

    def test_it_is_used_by_keyboard_alone(self):
        page = self.open()
        page.locator("audio").focus()
        page.evaluate(SLOWLY)
        page.keyboard.press("Space")
        self.until(page, f"{AUDIO}.currentTime > 0")
        back = page.get_by_role("button", name="Back 15 seconds")
        forward = page.get_by_role("button", name="Forward 30 seconds")
        expect(forward).to_be_visible()
        page.evaluate(f"{AUDIO}.currentTime = 4")
        self.until(page, f"{AUDIO}.currentTime >= 4")
        back.focus()
        page.keyboard.press("Enter")
        self.until(page, f"{AUDIO}.currentTime < 4")
        page.keyboard.press("Tab")
        self.until(page, "document.activeElement.dataset.skip === '30'")
        page.keyboard.press("Tab")
        self.until(page, "'speed' in document.activeElement.dataset")
        page.keyboard.press("ArrowDown")
        self.until(page, f"{AUDIO}.playbackRate === 1.25")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.get_by_label("Scroll with the voice")).to_be_checked()

    def test_the_page_scrolls_only_for_who_asks(self):
        page = self.open(self.open_page(viewport={"width": 390, "height": 300}))
        self.play(page)
        self.until(page, f"{SHOWN} !== ''")
        end = page.evaluate(f"{AUDIO}.duration") - 1.5
        page.evaluate(f"{AUDIO}.currentTime = {end}")
        self.until(page, f"{SHOWN} === 'Nobody was hurt.'")
        self.assertEqual(page.evaluate("scrollY"), 0)
        page.evaluate("document.querySelector('[data-follow] input').checked = true")
        page.evaluate(f"{AUDIO}.currentTime = 0; {AUDIO}.play()")
        self.until(page, f"{SHOWN} === 'Ferry returns'")
        page.evaluate(f"{AUDIO}.currentTime = {end}")
        self.until(page, "scrollY > 0")

    def test_the_page_does_not_scroll_away_from_who_looks_about(self):
        page = self.open(self.open_page(viewport={"width": 390, "height": 300}))
        self.play(page)
        self.until(page, f"{SHOWN} !== ''")
        # All the while: a slow machine may need longer than the voice keeps still.
        look = "dispatchEvent(new WheelEvent('wheel'))"
        page.evaluate(f"{look}; void setInterval(() => {look}, 500)")
        page.evaluate("document.querySelector('[data-follow] input').checked = true")
        end = page.evaluate(f"{AUDIO}.duration") - 1.5
        page.evaluate(f"{AUDIO}.currentTime = {end}; {AUDIO}.play()")
        self.until(page, f"{SHOWN} === 'Nobody was hurt.'")
        page.wait_for_timeout(400)
        self.assertEqual(page.evaluate("scrollY"), 0)

    def test_who_wants_no_motion_is_taken_to_the_sentence_at_once(self):
        for motion, behavior in (("reduce", "instant"), ("no-preference", "smooth")):
            page = self.open_page(viewport={"width": 390, "height": 300}, reduced_motion=motion)
            self.open(page)
            page.evaluate(
                "void (window.scrollTo = (options) => { "
                "document.body.dataset.moved = options.behavior })"
            )
            self.play(page)
            page.evaluate("document.querySelector('[data-follow] input').checked = true")
            end = page.evaluate(f"{AUDIO}.duration") - 1.5
            page.evaluate(f"{AUDIO}.currentTime = {end}; {AUDIO}.play()")
            self.until(page, f"document.body.dataset.moved === '{behavior}'")

    def test_without_scripts_it_plays_says_what_it_is_and_can_be_taken_along(self):
        page = self.open(self.open_page(java_script_enabled=False))
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.get_by_text("AI-generated voice")).to_be_visible()
        expect(page.locator(".listen-tools")).to_be_hidden()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the MP3").click()
        self.assertEqual(download.value.suggested_filename, f"{self.edition.slug}.mp3")

    def test_the_system_is_told_what_is_heard(self):
        page = self.open()
        self.play(page)
        title = page.evaluate("navigator.mediaSession.metadata.title")
        self.assertEqual(title, "Ferry returns")

    def test_the_keys_of_a_headset_skip_as_the_buttons_do(self):
        page = self.open_page()
        page.add_init_script(
            "window.told = {}; MediaSession.prototype.setActionHandler = "
            "(name, handler) => { window.told[name] = handler }"
        )
        self.open(page)
        self.play(page, at=4)
        page.evaluate(f"{AUDIO}.pause(); told.seekbackward()")
        self.until(page, f"{AUDIO}.currentTime === 0")
        page.evaluate("told.seekforward()")
        # No further than to the end, which is nearer here.
        self.until(page, f"{AUDIO}.currentTime > 4")

    def test_it_is_accessible_and_fits(self):
        from axe_playwright_python.sync_playwright import Axe

        for scheme in ("light", "dark"):
            for width in (320, 390, 1440):
                page = self.open(
                    self.open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                )
                self.play(page)
                page.wait_for_selector(".listen-tools:not([hidden])")
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                self.assertLessEqual(wide, 0)
                found = Axe().run(page, context=".listen").response["violations"]
                self.assertEqual([one["id"] for one in found], [])


@SPEAKING
class AtTheDesk(ListeningTestCase):
    def test_a_word_is_tried_out_with_a_click_and_saved(self):
        cache.clear()
        self.sign_in_as(make_user("Editor", "hanna"))
        page = self.page
        page.goto(reverse("admin:articles_pronunciation_add"))
        for name, value in (("word", "Ness"), ("language", "en"), ("respelling", "Nesh")):
            page.fill(f"[name={name}]", value)
        page.get_by_role("button", name="Hear it").click()
        self.until(page, f"{AUDIO}.duration > 0.2")
        page.fill("[name=language]", "xx")
        page.get_by_role("button", name="Hear it").click()
        page.get_by_text("No voice speaks this language.").wait_for()
        page.fill("[name=language]", "en")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/pronunciation/")
        self.assertEqual(Pronunciation.objects.get().respelling, "Nesh")

    def test_what_failed_is_made_again_from_the_tab_and_nothing_typed_is_lost(self):
        with mock.patch("articles.narration.binding.make_later"):
            story = make_live_story("Ferry returns")
        with self.assertLogs("articles.narration.making", "ERROR"), self.assertRaises(NotMade):
            make(story.editions.live().get().pk, broken("os.abort()"))
        self.sign_in_as(make_user("Editor", "hanna"))
        page = self.page
        page.goto(reverse("admin:articles_article_change", args=[story.pk]) + "#tab-listening")
        page.get_by_text("The voice broke off while it spoke.").wait_for()
        page.fill("[name=headline]", "Typed and not saved")
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Speak it again").click()
        opened.value.get_by_text("Readers hear the live edition").wait_for()
        self.assertEqual(page.input_value("[name=headline]"), "Typed and not saved")
        story.refresh_from_db()
        self.assertEqual(story.headline, "Ferry returns")

    def test_a_story_says_in_its_tab_how_it_is_heard(self):
        story = make_story("Ferry returns")
        publish(story, by=None, change="first")
        make(story.editions.live().get().pk)
        self.sign_in_as(make_user("Editor", "hanna"))
        page = self.page
        page.goto(reverse("admin:articles_article_change", args=[story.pk]) + "#tab-listening")
        page.get_by_role("tab", name="Listening").wait_for()
        expect(page.get_by_text("Readers hear the live edition")).to_be_visible()
        page.get_by_role("link", name="Recording, voice").click()
        page.get_by_role("button", name="Not to be heard").click()
        page.get_by_role("button", name="Let readers listen").wait_for()
