from reversion.models import Version

from articles.assembly import record_of
from articles.models import Section
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
from tests.factories import make_live_story, make_section, make_story

ADD = "/admin/articles/section/add/"


class Sections(DeskTestCase):
    group = "Managing editor"

    def send(self, url=ADD, **values):
        return self.client.post(url, {**form_data(self.client.get(url)), **values})

    def test_an_address_that_exists_is_refused_with_what_was_typed(self):
        make_section("World")
        response = self.send(name="Other", slug="world", description="Typed words.")
        self.assertRefused(response, "Another section already has this address.")
        self.assertEqual(form_data(response)["description"], "Typed words.")

    def test_an_address_that_the_site_needs_is_refused(self):
        response = self.send(name="Search", slug="search")
        self.assertRefused(response, "is an address the site needs for something else")

    def test_a_tip_line_needs_an_address(self):
        response = self.send(name="World", slug="world", tip_prompt="A tip?")
        self.assertRefused(response, "A tip line needs an e-mail address.")

    def test_one_with_stories_is_kept_with_a_reason(self):
        section = make_section("World")
        make_story()
        make_story()
        url = f"/admin/articles/section/{section.pk}/delete/"
        response = self.client.post(url, {"post": "yes"})
        self.assertContains(response, "World has 2 stories. Move them to another section first.")

    def test_one_that_stories_were_published_in_is_kept(self):
        section = make_section("World")
        story = make_live_story()
        story.section = make_section("Politics")
        story.save()
        url = f"/admin/articles/section/{section.pk}/delete/"
        self.assertContains(self.client.get(url), "belongs to the record")

    def test_an_empty_one_can_go(self):
        section = make_section("World")
        url = f"/admin/articles/section/{section.pk}/delete/"
        self.assertSaved(self.client.post(url, {"post": "yes"}))
        self.assertFalse(Section.objects.exists())

    def test_its_tip_line_marks_no_story_and_is_taken_up_at_the_next_publishing(self):
        story = make_live_story()
        url = f"/admin/articles/section/{story.section_id}/change/"
        self.assertSaved(self.send(url, tip_prompt="A tip?", tip_email="tips@example.org"))
        self.assertNotContains(self.client.get(change_url(story)), "with unpublished changes")
        edition = publish(story, by=None, change="minor")
        self.assertEqual(record_of(edition).story.section.tip_prompt, "A tip?")

    def test_its_address_stays_once_a_story_has_been_published_in_it(self):
        section = make_section("Science")
        url = f"/admin/articles/section/{section.pk}/change/"
        self.assertSaved(self.send(url, slug="abroad"))
        make_live_story(section=section)
        page = self.client.get(url)
        self.assertContains(page, "Stories that readers have seen link to this address")
        self.assertNotIn("slug", form_data(page))
        self.assertSaved(self.send(url, slug="elsewhere", name="Abroad"))
        section.refresh_from_db()
        self.assertEqual((section.name, section.slug), ("Abroad", "abroad"))

    def test_going_back_leaves_an_address_in_use_as_it_is(self):
        self.assertSaved(self.send(name="Science", slug="science"))
        section = Section.objects.get()
        first = Version.objects.get_for_object(section).get()
        url = f"/admin/articles/section/{section.pk}/"
        self.assertSaved(self.send(f"{url}change/", name="Abroad", slug="abroad"))
        make_live_story(section=section)
        url = f"{url}history/{first.pk}/"
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        section.refresh_from_db()
        self.assertEqual((section.name, section.slug), ("Science", "abroad"))
