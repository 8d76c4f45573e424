from datetime import timedelta

from django.test import Client, override_settings
from django.utils import timezone
from django.utils.formats import date_format
from lxml import html

from articles.models import Article, Correction, Edition, Withdrawal
from articles.publishing import publish, schedule
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
from tests.factories import make_author, make_image, make_story, make_user, save_change

IN_A_DAY = timedelta(days=1)


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


class PublishingPageTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(by=self.user)

    def url(self, verb: str) -> str:
        return f"/admin/articles/article/{self.story.pk}/{verb}/"

    def send(self, verb: str, **changes):
        page = self.client.get(self.url(verb))
        return self.client.post(self.url(verb), {**form_data(page), **changes})


class Publishing(PublishingPageTestCase):
    def test_a_first_edition_goes_live_and_is_logged(self):
        response = self.send("publish")
        self.assertRedirects(response, change_url(self.story))
        edition = self.story.editions.live().get()
        self.assertEqual((edition.change, edition.published_by), ("first", self.user))
        self.assertLogged("Edition 1 (first publication) is live.")
        self.assertContains(self.client.get(change_url(self.story)), "Live, edition 1")

    def test_the_page_shows_what_changes_for_readers(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late", body="<p>The ferry came back late.</p>")
        response = self.client.get(self.url("publish"))
        self.assertContains(response, "What changes from edition 1")
        said = " ".join(html.fromstring(response.content).text_content().split())
        self.assertIn("Ferry returns to the strait late", said)
        self.assertContains(response, ">returns to the strait</del>")
        self.assertContains(response, ">late</ins>")
        self.assertContains(response, "Body:")

    def test_it_says_where_nothing_has_changed_and_refuses_a_minor_edition(self):
        publish(self.story, by=None, change="first")
        self.assertContains(self.client.get(self.url("publish")), "Nothing has changed since")
        self.assertRefused(self.send("publish", change="minor"), "Nothing has changed: edition 1")

    def test_a_correction_needs_its_notice_and_keeps_what_was_typed(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late")
        response = self.send("publish", change="correction")
        self.assertRefused(response, "Tell readers what was changed and why.")
        self.assertEqual(form_data(response)["change"], "correction")
        response = self.send("publish", change="minor", notice="Words that stay.")
        self.assertRefused(response, "carries a notice to readers")
        self.assertContains(response, "Words that stay.")
        self.send("publish", change="correction", notice="It was late.")
        self.assertEqual(Correction.objects.get().notice, "It was late.")

    def test_a_kind_of_change_has_to_be_chosen(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late")
        self.assertRefused(self.send("publish"), "Choose what kind of change this is.")

    def test_where_nothing_has_changed_only_a_notice_can_be_published(self):
        publish(self.story, by=None, change="first")
        page = self.client.get(self.url("publish"))
        self.assertContains(page, "so there is nothing to publish")
        offered = [value for value, _label in page.context["form"].fields["change"].choices]
        self.assertEqual(offered, ["clarification", "correction"])
        refused = self.send("publish", change="update")
        self.assertRefused(refused, "Nothing has changed: edition 1 already shows exactly this.")
        self.send("publish", change="clarification", notice="The other ferry is meant.")
        self.assertEqual(self.story.editions.live().get().number, 2)

    def test_only_who_may_retract_is_offered_a_retraction(self):
        publish(self.story, by=None, change="first")
        self.assertNotContains(self.client.get(self.url("publish")), "Retraction")
        self.assertRefused(
            self.send("publish", change="retraction", notice="No."), "Select a valid choice"
        )
        self.sign_in("Managing editor")
        self.assertContains(self.client.get(self.url("publish")), "Retraction")
        self.send("publish", change="retraction", notice="It does not stand.")
        self.assertEqual(self.story.editions.live().get().change, "retraction")

    def test_a_story_without_section_or_byline_is_refused_with_both_reasons(self):
        story = make_story(section=None, authors=[])
        self.story = story
        response = self.send("publish")
        self.assertRefused(response, "Choose a section before publishing.")
        self.assertRefused(response, "Add at least one author to the byline before publishing.")

    def test_an_embargo_holds(self):
        save_change(self.story, embargo_until=timezone.now() + IN_A_DAY)
        self.assertRefused(self.send("publish"), "The story is under embargo until")

    def test_what_was_changed_after_the_page_was_opened_is_not_published_unseen(self):
        page = form_data(self.client.get(self.url("publish")))
        save_change(self.story, headline="Changed meanwhile")
        response = self.client.post(self.url("publish"), page)
        self.assertRefused(response, "after you opened this page")
        self.assertFalse(Edition.objects.exists())
        self.client.post(self.url("publish"), form_data(response))
        self.assertEqual(Edition.objects.get().headline, "Changed meanwhile")

    def test_a_scheduled_edition_is_replaced_only_when_that_is_said(self):
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        response = self.send("publish")
        self.assertRefused(response, "Publishing this replaces it")
        self.send("publish", replace_scheduled="on")
        self.assertEqual(self.story.editions.live().count(), 1)
        self.assertEqual(self.story.editions.scheduled().count(), 0)


class Scheduling(PublishingPageTestCase):
    def test_an_edition_is_scheduled_and_logged(self):
        at = timezone.now() + IN_A_DAY
        self.assertSaved(self.send("schedule", at=local(at)))
        edition = self.story.editions.scheduled().get()
        self.assertEqual(local(edition.live_from), local(at))
        self.assertLogged("goes live at")
        self.assertContains(self.client.get(change_url(self.story)), "Scheduled for")

    def test_the_time_zone_is_named(self):
        self.assertContains(self.client.get(self.url("schedule")), "Europe/London")

    def test_the_past_is_refused_at_the_field_with_what_was_typed(self):
        past = local(timezone.now() - IN_A_DAY)
        response = self.send("schedule", at=past)
        self.assertRefused(response, "has passed. Choose a time to come.")
        self.assertEqual(form_data(response)["at"], past)

    def test_a_time_is_needed(self):
        self.assertRefused(self.send("schedule"), "Choose when the story goes live.")
        self.assertRefused(self.send("schedule", at="tomorrow"), "Enter a valid date/time.")

    def test_the_schedule_is_cancelled(self):
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        self.assertContains(self.client.get(self.url("cancel-schedule")), "will not go live")
        self.assertSaved(self.send("cancel-schedule"))
        self.assertFalse(Edition.objects.exists())
        self.assertLogged("The schedule is cancelled.")
        self.assertRefused(self.send("cancel-schedule"), "Nothing is scheduled for this story.")


class NowOrAtATime(PublishingPageTestCase):
    def test_both_addresses_lead_to_both(self):
        at = local(timezone.now() + IN_A_DAY)
        self.assertSaved(self.send("publish", when="later", at=at))
        self.assertEqual(local(self.story.editions.scheduled().get().live_from), at)
        self.assertSaved(self.send("schedule", when="now", at="", replace_scheduled="on"))
        self.assertEqual(self.story.editions.live().count(), 1)

    def test_a_time_that_is_not_asked_for_is_no_matter(self):
        self.assertSaved(self.send("publish", when="now", at="tomorrow"))
        self.assertEqual(self.story.editions.live().count(), 1)

    def test_a_time_is_needed_and_what_was_typed_is_kept(self):
        response = self.send("publish", when="later")
        self.assertRefused(response, "Choose when the story goes live.")
        self.assertEqual(form_data(response)["when"], "later")
        self.assertRefused(self.send("publish", when="whenever"), "Select a valid choice. whenever")
        self.assertFalse(Edition.objects.exists())

    def test_the_time_zone_is_named_on_both(self):
        for verb in ("publish", "schedule"):
            self.assertContains(self.client.get(self.url(verb)), "Time zone: Europe/London (")

    def test_the_end_of_an_embargo_is_offered_as_the_time(self):
        until = timezone.now() + IN_A_DAY
        save_change(self.story, embargo_until=until)
        page = self.client.get(self.url("schedule"))
        offered = form_data(page)["at"]
        self.assertGreaterEqual(offered, local(until))
        self.assertNotContains(page, "Holds the story back")
        self.assertSaved(self.send("schedule"))
        self.assertGreaterEqual(self.story.editions.get().live_from, until)


class Updated(PublishingPageTestCase):
    def test_each_kind_of_change_says_what_it_does_to_the_updated_line(self):
        published = timezone.now() - IN_A_DAY
        publish(self.story, by=None, change="first", at=published)
        save_change(self.story, headline="Ferry late")
        page = self.client.get(self.url("publish"))
        stays = f"“Updated” stays {date_format(timezone.localtime(published), 'j F Y, H:i')}."
        self.assertContains(page, stays, count=1)
        self.assertContains(page, "“Updated” moves to now.", count=3)
        self.assertContains(page, "“Updated” moves to that time.", count=3)

    def test_a_first_publication_has_no_such_line(self):
        self.assertNotContains(self.client.get(self.url("publish")), "“Updated”")


class Suggesting(PublishingPageTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(body="<p>The port lost 12 boats on Monday.</p>", by=self.user)
        publish(self.story, by=None, change="first")

    def test_a_changed_figure_is_named_and_nothing_is_chosen_for_anybody(self):
        save_change(self.story, body="<p>The port lost 21 boats on Monday.</p>")
        page = self.client.get(self.url("publish"))
        self.assertContains(page, "Suggested: Correction")
        self.assertContains(page, "“12 boats” became “21 boats”.")
        self.assertContains(page, "choose Update")
        self.assertNotIn("change", form_data(page))
        self.assertEqual(form_data(page)["notice"], "")
        self.assertContains(
            page,
            'placeholder="An earlier version of this story said “12 boats”. It is “21 boats”."',
        )
        self.assertRefused(self.send("publish", change="correction"), "Tell readers what")

    def test_the_suggestion_binds_nobody(self):
        save_change(self.story, body="<p>The port lost 21 boats on Monday.</p>")
        self.assertSaved(self.send("publish", change="update"))

    def test_what_readers_have_not_seen_yet_needs_no_correction(self):
        draft = make_story(body="<p>It lost 12 boats.</p>")
        schedule(draft, by=None, at=timezone.now() + IN_A_DAY, change="first")
        save_change(draft, body="<p>It lost 21 boats.</p>")
        self.story = draft
        self.assertNotContains(self.client.get(self.url("publish")), "Suggested")

    def test_where_nothing_has_changed_nothing_is_suggested(self):
        self.assertNotContains(self.client.get(self.url("publish")), "Suggested")


class Checking(PublishingPageTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(
            body="<p>First.</p><p>The mayor, TK, came.</p>", lead=make_image(alt=""), by=self.user
        )

    def test_findings_stand_by_level_each_with_the_way_to_its_place(self):
        page = self.client.get(self.url("publish"))
        form = change_url(self.story)
        self.assertContains(page, "Holds the story back")
        self.assertContains(page, f'href="{form}#id_captions-0-alt"')
        self.assertContains(page, "Worth a look first")
        self.assertContains(page, f'href="{form}#block-2"')

    def test_what_blocks_cannot_be_published_by_whoever_may_publish(self):
        for group in ("Editor", "Managing editor"):
            self.sign_in(group)
            for verb, more in (
                ("publish", {}),
                ("schedule", {"at": local(timezone.now() + IN_A_DAY)}),
            ):
                response = self.send(verb, **more)
                self.assertRefused(response, "What holds the story back has to be put right first.")
        self.assertFalse(Edition.objects.exists())

    @override_settings(NEWSROOM_CHECKS={"picture-alt": "warning", "left-open": "off"})
    def test_a_site_says_what_weighs_how_much(self):
        page = self.client.get(self.url("publish"))
        self.assertNotContains(page, "Holds the story back")
        self.assertNotContains(page, "was left in")
        self.assertContains(page, "has no alt text")
        self.assertSaved(self.send("publish"))

    def test_the_form_shows_them_beside_the_text_with_links_within_the_page(self):
        page = self.client.get(change_url(self.story))
        self.assertContains(page, "1 blocking")
        self.assertContains(page, "1 warning<")
        self.assertContains(page, 'href="#id_captions-0-alt"')
        self.assertContains(page, 'href="#block-2"')
        self.sign_in("Reviewer")
        self.assertNotContains(self.client.get(change_url(self.story)), "desk-checks-box")

    def test_a_refused_form_comes_back_with_the_checks_of_what_is_stored(self):
        typed = {"headline": " ", "slug": "", "section": "", "body": "<p>Typed.</p>"}
        response = self.save(self.story, **typed)
        self.assertRefused(response, "A story needs a headline.")
        self.assertEqual(form_data(response)["body"], "<p>Typed.</p>")
        self.assertContains(response, "was left in")
        self.assertNotContains(response, "Choose a section before publishing.")

    def test_form_and_page_ask_a_fixed_number_of_queries(self):
        def story(paragraphs: int):
            links = '<p><a href="/world/none-98765/">One</a>, TK.</p>' * paragraphs
            return make_story(body=links, lead=make_image(), by=self.user)

        # One of each is for links to former addresses; of the form's one is for the editions that
        # its latest saves became, three for how the story is heard.
        for name, number in (("change", 32), ("publish", 21)):
            for paragraphs in (1, 12):
                address = f"/admin/articles/article/{story(paragraphs).pk}/{name}/"
                self.client.get(address)
                with self.subTest(name, paragraphs=paragraphs), self.assertNumQueries(number):
                    self.client.get(address)


class Withdrawing(PublishingPageTestCase):
    def test_a_notice_is_needed(self):
        publish(self.story, by=None, change="first")
        self.assertRefused(self.send("withdraw", notice=" "), "Tell readers why the story is gone.")
        self.assertEqual(self.story.editions.live().count(), 1)

    def test_the_live_edition_ends_and_it_is_logged(self):
        publish(self.story, by=None, change="first")
        self.assertSaved(self.send("withdraw", notice="Withdrawn for legal reasons."))
        self.assertEqual(self.story.editions.live().count(), 0)
        self.assertEqual(Withdrawal.objects.get().withdrawn_by, self.user)
        self.assertLogged("The story is withdrawn.")
        self.assertContains(self.client.get(change_url(self.story)), "Withdrawn")

    def test_what_is_not_live_cannot_be_withdrawn(self):
        self.assertRefused(self.send("withdraw", notice="Gone."), "This story is not live")


class WhoMay(PublishingPageTestCase):
    VERBS = ("publish", "schedule", "cancel-schedule", "withdraw")

    def test_nobody_else_sees_the_buttons_or_gets_through_with_a_forged_form(self):
        for group in ("Reporter", "Photo editor", "Reviewer", None):
            self.sign_in(group)
            if group:
                page = self.client.get(change_url(self.story))
                self.assertNotContains(page, "Publish…")
                self.assertNotContains(page, "Save and publish…")
            forged = {"change": "first", "notice": "x", "at": local(timezone.now() + IN_A_DAY)}
            for verb in self.VERBS:
                with self.subTest(group=group, verb=verb):
                    self.assertEqual(self.client.get(self.url(verb)).status_code, 403)
                    self.assertEqual(self.client.post(self.url(verb), forged).status_code, 403)
        self.assertFalse(Edition.objects.exists())

    def test_a_stranger_is_sent_to_sign_in(self):
        self.client.logout()
        for verb in self.VERBS:
            response = self.client.post(self.url(verb), {})
            self.assertEqual(response.status_code, 302)
            self.assertIn("/admin/login/", response.url)

    def test_a_story_that_does_not_exist_is_not_found(self):
        for verb in self.VERBS:
            url = f"/admin/articles/article/98765/{verb}/"
            self.assertEqual(self.client.get(url).status_code, 404)

    def test_a_form_from_elsewhere_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        page = form_data(client.get(self.url("publish")))
        self.assertEqual(client.post(self.url("publish"), page).status_code, 403)

    def test_other_methods_are_refused(self):
        for verb in self.VERBS:
            self.assertEqual(self.client.put(self.url(verb)).status_code, 405)

    def test_the_buttons_are_those_that_fit(self):
        def buttons() -> list[str]:
            page = self.client.get(change_url(self.story))
            return [action.label for action in page.context["panel"].actions]

        self.assertEqual(buttons(), ["Publish…", "Schedule…"])
        publish(self.story, by=None, change="first")
        record, last = "Public record…", "Withdraw…"
        self.assertEqual(buttons(), ["Publish…", "Schedule…", record, last])
        save_change(self.story, headline="Later")
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="update")
        self.assertEqual(buttons(), ["Publish…", "Schedule…", "Cancel schedule", record, last])


class TheAuthorsOwn(PublishingPageTestCase):
    def test_publishing_leaves_open_forms_usable(self):
        opened = self.open(self.story)
        publish(self.story, by=None, change="first")
        self.assertSaved(self.save(self.story, opened, headline="Typed before publishing"))
        self.assertEqual(Article.objects.get().headline, "Typed before publishing")

    def test_a_user_outside_the_groups_with_the_permission_may_publish(self):
        from django.contrib.auth.models import Permission

        user = make_user(None)
        names = ("publish_article", "view_article")
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        self.client.force_login(user)
        self.story = make_story(authors=[make_author()])
        self.assertSaved(self.send("publish"))
