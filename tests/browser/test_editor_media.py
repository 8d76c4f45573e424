"""Pictures, social posts and clips in the body's editor, in a real browser."""

import base64

from articles.models import Clip, Image, ImageCaption, SocialPost
from tests.articles.admin.test_left_out import frames
from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase
from tests.factories import make_clip, make_image, make_post, picture_bytes

# A second of moving squares, recorded by the browser itself.
RECORD = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 180;
  const brush = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm"});
  const parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let step = 0; step < 12; step += 1) {
    brush.fillStyle = `hsl(${step * 30} 80% 50%)`;
    brush.fillRect(0, 0, 320, 180);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def a_file(name: str, data: bytes, kind: str = "image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": data}


class FigureTests(EditorTestCase):
    def test_a_figure_shows_the_picture_as_the_story_will(self):
        image = make_image(caption="The library's words.", credit="Jo Li")
        self.open_story(body=f'<figure data-image="{image.pk}"></figure>')
        figure = self.page.locator(".be-figure")
        figure.get_by_text("The library's words.").wait_for()
        self.page.wait_for_function("document.querySelector('.be-figure img').naturalWidth > 0")
        expect(figure.locator("img")).to_have_attribute("alt", image.alt)

    def test_the_storys_own_caption_wins_and_is_one_click_away(self):
        image = make_image(caption="The library's words.")
        self.open_story(body=f'<figure data-image="{image.pk}"></figure>')
        figure = self.page.locator(".be-figure")
        figure.hover()
        figure.get_by_role("button", name="Caption for this story").click()
        self.page.keyboard.type("The story's words.")
        figure.get_by_text("The story's words.").wait_for()
        self.save()
        caption = ImageCaption.objects.get(article=self.story)
        self.assertEqual((caption.image, caption.caption), (image, "The story's words."))
        self.page.locator(".be-figure").get_by_text("The story's words.").wait_for()

    def test_posts_and_clips_are_shown_and_missing_ones_are_said_to_be_missing(self):
        post, clip = make_post(text="It has left."), make_clip("The pen falls")
        self.open_story(
            body=f'<figure data-post="{post.pk}"></figure><figure data-clip="{clip.pk}"></figure>'
            '<figure data-image="98765"></figure>'
        )
        figures = self.page.locator(".be-figure")
        figures.nth(0).get_by_text("It has left.").wait_for()
        figures.nth(1).get_by_text("The pen falls").wait_for()
        figures.nth(2).get_by_text("no longer in the library").wait_for()
        self.assertIn("98765", self.body(), "nothing is thrown away")

    def test_a_figure_is_reached_moved_and_removed_by_keyboard(self):
        pk = make_image().pk
        figure = f'<figure data-image="{pk}"></figure>'
        self.open_story(body=f"<p>One</p>{figure}<p>Two</p>")
        self.page.locator(".be-figure img").wait_for()
        self.click_text("p")
        self.press("End")
        self.page.keyboard.press("ArrowRight")
        self.page.locator(".be-figure.ProseMirror-selectednode").wait_for()
        self.page.keyboard.press("Tab")
        self.assertEqual(
            self.page.evaluate("document.activeElement.getAttribute('aria-label')"), "Move up"
        )
        self.page.keyboard.press("Enter")
        self.assertEqual(self.body(), f"{figure}<p>One</p><p>Two</p>")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        self.assertEqual(self.body(), f"<p>One</p>{figure}<p>Two</p>")
        self.text.focus()
        self.page.locator(".be-figure.ProseMirror-selectednode").wait_for()
        self.page.wait_for_timeout(200)
        self.page.keyboard.press("Enter")
        self.page.keyboard.type("Between")
        self.assertEqual(self.body(), f"<p>One</p>{figure}<p>Between</p><p>Two</p>")
        # Sooner after the click on the text above, at the same place, it would be a double click.
        self.page.wait_for_timeout(600)
        self.page.locator(".be-figure").click()
        self.page.locator(".be-figure.ProseMirror-selectednode").wait_for()
        self.page.keyboard.press("Delete")
        self.assertEqual(self.body(), "<p>One</p><p>Between</p><p>Two</p>")
        self.page.keyboard.press("Control+z")
        self.assertIn(figure, self.body())

    def test_a_figure_can_show_another_picture(self):
        old, new = make_image(title="Old"), make_image(title="New")
        self.open_story(body=f'<figure data-image="{old.pk}"></figure>')
        figure = self.page.locator(".be-figure")
        figure.hover()
        figure.get_by_role("button", name="Change").click()
        self.dialog.get_by_role("button", name="New").dblclick()
        self.wait_for_body(f'data-image="{new.pk}"')
        self.assertEqual(self.body(), f'<figure data-image="{new.pk}"></figure>')


class PictureChooserTests(EditorTestCase):
    def open_chooser(self, **values):
        self.open_story(**values)
        self.go_to_end()
        self.tool("Insert pictures").click()

    def upload(self, *files):
        self.dialog.locator("input[type=file]").set_input_files(list(files))

    def test_a_picture_is_searched_and_inserted_by_keyboard(self):
        wanted = make_image(title="Lighthouse", credit="Mara Tane")
        make_image(title="Harbour", credit="Jo Li")
        self.open_chooser(body="<p>Words.</p>")
        self.page.keyboard.type("mara light")
        tile = self.dialog.get_by_role("button", name="Lighthouse")
        tile.wait_for()
        self.dialog.get_by_role("button", name="Harbour").wait_for(state="detached")
        tile.focus()
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
        self.wait_for_body("<figure")
        self.assertEqual(self.body(), f'<p>Words.</p><figure data-image="{wanted.pk}"></figure>')
        self.page.keyboard.type("On.")
        self.assertTrue(self.body().endswith("</figure><p>On.</p>"))

    def test_what_lacks_alt_text_or_credit_is_marked(self):
        make_image(title="Bare", alt="", credit="")
        make_image(title="Whole")
        self.open_chooser()
        self.dialog.get_by_role("button", name="Bare, no alt text, no credit").wait_for()
        whole = self.dialog.get_by_role("button", name="Whole")
        expect(whole.locator(".be-tile__warning")).to_have_count(0)

    def test_more_are_shown_on_demand(self):
        make_image(title="Oldest")
        Image.objects.bulk_create(
            Image(file=f"images/{n}.jpg", sha256=f"{n:064}", width=640, title=f"Number {n}")
            for n in range(30)
        )
        self.open_chooser()
        self.dialog.locator(".be-tile").nth(23).wait_for()
        expect(self.dialog.locator(".be-tile")).to_have_count(24)
        self.dialog.get_by_role("button", name="Show more").click()
        self.dialog.get_by_role("button", name="Oldest").wait_for()

    def test_several_uploads_get_their_words_and_stand_in_the_text(self):
        self.open_chooser(body="<p>Words.</p>")
        self.upload(a_file("a.jpg", picture_bytes()), a_file("b.jpg", picture_bytes(colour="red")))
        self.dialog.locator(".be-words").nth(1).wait_for()
        for number in range(2):
            words = self.dialog.locator(".be-words").nth(number)
            words.get_by_label("Alt text").fill(f"Alt {number}")
            words.get_by_label("Credit").fill("Jo Li")
        self.dialog.get_by_role("button", name="Insert", exact=True).click()
        self.wait_for_body("<figure")
        self.assertEqual(self.body().count("<figure"), 2)
        self.assertEqual({image.alt for image in Image.objects.all()}, {"Alt 0", "Alt 1"})

    def test_the_same_file_again_is_taken_from_the_library(self):
        data = picture_bytes()
        self.open_chooser()
        self.upload(a_file("a.jpg", data))
        self.dialog.locator(".be-words").wait_for()
        self.upload(a_file("again.jpg", data))
        self.dialog.get_by_text("in the library already").wait_for()
        self.assertEqual(Image.objects.count(), 1)

    def test_of_an_animated_file_it_is_said_what_is_used(self):
        self.open_chooser()
        self.upload(a_file("flag.webp", frames("WEBP", duration=200), "image/webp"))
        words = self.dialog.locator(".be-words")
        words.get_by_text("Animated file: its first frame is used.").wait_for()

    def test_what_is_no_picture_is_refused_and_the_rest_is_taken(self):
        self.open_chooser()
        self.upload(a_file("bad.jpg", b"no picture"), a_file("good.jpg", picture_bytes()))
        self.dialog.get_by_text("bad.jpg: This is not a picture").wait_for()
        self.dialog.locator(".be-words").wait_for()
        self.dialog.get_by_role("button", name="Dismiss").click()
        expect(self.dialog.locator(".be-tile--refused")).to_have_count(0)

    def test_words_the_server_refuses_stay_in_the_dialog(self):
        image = make_image(title="Harbour")
        self.open_chooser()
        self.dialog.get_by_role("button", name="Harbour").click()
        caption = self.field("Caption")
        caption.fill("New words.")
        Image.objects.all().delete()
        self.dialog.get_by_role("button", name="Insert", exact=True).click()
        self.dialog.get_by_text("no longer in the library").wait_for()
        expect(caption).to_have_value("New words.")
        self.assertNotIn(str(image.pk), self.body())

    def test_words_that_were_typed_are_not_closed_away_unasked(self):
        make_image(title="Harbour")
        self.open_chooser()
        self.dialog.get_by_role("button", name="Harbour").click()
        self.field("Credit").fill("New")
        asked = []
        self.page.once("dialog", lambda box: (asked.append(box.message), box.dismiss()))
        self.page.keyboard.press("Escape")
        self.assertTrue(asked)
        expect(self.field("Credit")).to_have_value("New")

    def test_who_was_signed_out_meanwhile_is_told(self):
        self.open_story()
        self.page.context.clear_cookies()
        self.tool("Insert pictures").click()
        self.dialog.get_by_text("You are signed out").wait_for()


class DroppedFileTests(EditorTestCase):
    def test_a_pasted_picture_is_uploaded_where_the_cursor_is(self):
        self.open_story(body="<p>One</p><p>Two</p>")
        self.click_text("p")
        self.give_file(picture_bytes())
        self.wait_for_body("<figure")
        image = Image.objects.get()
        self.assertEqual(
            self.body(), f'<p>One</p><figure data-image="{image.pk}"></figure><p>Two</p>'
        )
        self.assertEqual(image.uploaded_by, self.user)

    def test_of_an_animated_file_in_the_text_it_is_said_until_somebody_has_read_it(self):
        self.open_story(body="<p>One</p>")
        self.click_text("p")
        self.give_file(frames("WEBP", duration=200))
        self.wait_for_body("<figure")
        said = self.page.locator(".be-upload")
        said.get_by_text("Animated file: its first frame is used.").wait_for()
        self.assertNotIn("Animated", self.body())
        said.get_by_role("button", name="Dismiss").click()
        expect(said).to_have_count(0)

    def test_a_picture_that_comes_into_the_text_becomes_a_picture_of_the_story(self):
        self.open_story(body="<p>One</p>")
        self.click_text("p")
        self.give_file(picture_bytes())
        self.wait_for_body("<figure")
        self.page.wait_for_function("document.querySelector('[name=captions-0-image]')?.value")
        self.page.wait_for_function("document.activeElement.matches('.be-text')")
        self.save()
        row = ImageCaption.objects.get(article=self.story)
        self.assertEqual((row.image, row.role, row.caption), (Image.objects.get(), "body", ""))

    def test_a_picture_that_is_taken_out_again_leaves_no_row(self):
        self.open_story(body="<p>One</p>")
        self.click_text("p")
        self.give_file(picture_bytes())
        self.wait_for_body("<figure")
        chosen = "document.querySelector('[name=captions-0-image]').value"
        self.page.wait_for_function(chosen)
        # What is done within half a second is undone together.
        self.page.wait_for_timeout(700)
        self.page.locator(".be-figure").click()
        self.page.keyboard.press("Delete")
        self.page.wait_for_function(f"!{chosen}")
        self.page.keyboard.press("Control+z")
        self.page.wait_for_function("document.querySelectorAll('.be-figure').length === 1")
        self.page.locator(".be-figure").click()
        self.page.keyboard.press("Delete")
        self.page.wait_for_timeout(800)
        self.save()
        self.assertFalse(ImageCaption.objects.filter(article=self.story).exists())
        self.assertEqual(Image.objects.count(), 1, "the library keeps it")

    def test_a_dropped_picture_is_uploaded_where_it_fell(self):
        self.open_story(body="<p>One</p><p>Two</p>")
        self.give_file(picture_bytes(), drop="p:nth-child(2)")
        self.wait_for_body("<figure")
        self.assertRegex(self.body(), '^<p>One</p><figure data-image="\\d+"></figure><p>Two</p>$')

    def test_a_failure_keeps_the_text_says_why_and_can_be_tried_again(self):
        self.open_story(body="<p>One</p>")
        self.click_text()
        self.page.route("**/desk/images/", lambda route: route.abort())
        self.give_file(picture_bytes())
        upload = self.page.locator(".be-upload")
        upload.get_by_text("cannot be reached").wait_for()
        self.assertEqual(self.body(), "<p>One</p>")
        self.page.unroute("**/desk/images/")
        upload.get_by_role("button", name="Try again").click()
        self.wait_for_body("<figure")
        expect(upload).to_have_count(0)

    def test_a_file_that_is_no_picture_is_refused_in_place(self):
        self.open_story(body="<p>One</p>")
        self.click_text()
        self.give_file(b"no picture", name="bad.jpg")
        upload = self.page.locator(".be-upload")
        upload.get_by_text("bad.jpg: This is not a picture").wait_for()
        upload.get_by_role("button", name="Dismiss").click()
        expect(upload).to_have_count(0)
        self.assertEqual(self.body(), "<p>One</p>")

    def test_a_dropped_clip_opens_its_dialog_and_other_files_are_refused(self):
        self.open_story(body="<p>One</p>")
        self.give_file(b"%PDF", name="a.pdf", kind="application/pdf", drop="p")
        self.page.locator(".be-notices").get_by_text("Only pictures and clips").wait_for()
        self.give_file(b"\x1aE\xdf\xa3", name="pen-falls.webm", kind="video/webm", drop="p")
        expect(self.field("Title")).to_have_value("pen falls")
        self.assertEqual(self.body(), "<p>One</p>")


class PostTests(EditorTestCase):
    def open_dialog(self):
        self.open_story(body="<p>Words.</p>")
        self.go_to_end()
        self.tool("Insert a social post").click()

    def test_a_kept_post_is_found_and_inserted(self):
        post = make_post(text="The ferry has left.")
        make_post(text="Something else.")
        self.open_dialog()
        self.page.keyboard.type("ferry")
        self.dialog.get_by_text("Something else.").wait_for(state="detached")
        self.dialog.get_by_text("The ferry has left.").click()
        self.dialog.get_by_role("button", name="Insert", exact=True).click()
        self.wait_for_body(f'<figure data-post="{post.pk}">')

    def test_a_new_post_is_kept_with_a_picture_uploaded_on_the_way(self):
        self.open_dialog()
        self.field("Author").fill("Harbour Pilots")
        self.field("Platform").select_option("mastodon")
        self.field("Text").fill("It has left.")
        self.field("Posted").fill("2026-03-04T05:06")
        self.dialog.get_by_role("button", name="Choose a picture").click()
        self.dialog.locator("input[type=file]").set_input_files([a_file("a.jpg", picture_bytes())])
        self.dialog.locator(".be-words").get_by_label("Title").fill("Harbour")
        self.dialog.get_by_role("button", name="Use this picture").click()
        self.dialog.get_by_text("Harbour", exact=True).wait_for()
        self.dialog.get_by_role("button", name="Keep and insert").click()
        self.wait_for_body("data-post")
        post = SocialPost.objects.get()
        self.assertEqual((post.image.title, post.platform), ("Harbour", "mastodon"))
        self.page.locator(".be-figure").get_by_text("It has left.").wait_for()

    def test_refusals_are_shown_at_the_field_and_nothing_typed_is_lost(self):
        self.open_dialog()
        self.field("Text").fill("It has left.")
        self.field("Address").fill("no address")
        self.dialog.get_by_role("button", name="Keep and insert").click()
        author = self.field("Author")
        self.dialog.locator("[data-field=author_name] .be-error:visible").wait_for()
        self.dialog.locator("[data-field=url] .be-error:visible").wait_for()
        expect(author).to_have_attribute("aria-invalid", "true")
        expect(self.field("Text")).to_have_value("It has left.")

    def test_a_post_that_is_kept_already_is_offered(self):
        post = make_post()
        self.open_dialog()
        self.dialog.get_by_role("tab", name="New post").click()
        self.field("Author").fill("Harbour Pilots")
        self.field("Text").fill("It has left.")
        self.field("Address").fill(post.url)
        self.dialog.get_by_role("button", name="Keep and insert").click()
        self.dialog.get_by_role("button", name="Insert the kept one").click()
        self.wait_for_body(f'data-post="{post.pk}"')
        self.assertEqual(SocialPost.objects.count(), 1)


class ClipTests(EditorTestCase):
    def test_a_clip_is_measured_given_a_poster_and_inserted(self):
        self.open_story(body="<p>Words.</p>")
        data = base64.b64decode(self.page.evaluate(RECORD))
        self.go_to_end()
        self.tool("Insert a clip").click()
        self.field("Clip").set_input_files([a_file("moving-squares.webm", data, "video/webm")])
        self.dialog.locator(".be-poster:visible").wait_for()
        expect(self.field("Title")).to_have_value("moving squares")
        self.field("Credit").fill("Jo Li")
        self.field("Text track").set_input_files(
            [a_file("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nSquares", "text/vtt")]
        )
        self.dialog.get_by_role("button", name="Upload and insert").click()
        self.wait_for_body("data-clip")
        clip = Clip.objects.get()
        self.assertEqual((clip.width, clip.height, clip.title), (320, 180, "moving squares"))
        self.assertEqual((clip.poster.width, clip.poster.credit), (320, "Jo Li"))
        self.assertTrue(clip.track)

    def test_what_no_browser_plays_is_refused(self):
        self.open_story()
        self.tool("Insert a clip").click()
        self.field("Clip").set_input_files([a_file("pen.mp4", b"no clip", "video/mp4")])
        self.dialog.get_by_role("button", name="Upload and insert").click()
        self.dialog.get_by_text("Choose an MP4 or WebM").wait_for()
        self.assertFalse(Clip.objects.exists())

    def test_a_kept_clip_is_inserted(self):
        clip = make_clip("The pen falls")
        self.open_story()
        self.tool("Insert a clip").click()
        self.dialog.get_by_role("button", name="The pen falls").dblclick()
        self.wait_for_body(f'data-clip="{clip.pk}"')
