"""Every address of the desk, found by walking the resolver, at every kind of visitor.

What each address needs is said in NEEDS by the address's name; an address that is not told here
fails the test, so that no door is ever added without somebody saying who may open it.
"""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import TestCase
from django.urls import URLResolver, get_resolver
from django_tasks_db.models import DBTaskResult
from reversion import create_revision
from reversion.models import Version

from articles.models import (
    Article,
    Correction,
    Edition,
    FormerAddress,
    Pronunciation,
    SitePage,
    Tag,
)
from articles.permissions import GROUPS
from articles.publishing import publish
from authors.models import Author
from tests.factories import make_clip, make_image, make_post, make_section, make_story, make_user

# Anybody on the staff, or who wants to be.
OPEN = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
    # Who is signed in, if anybody: a form asks before it is sent.
    "articles_desk_session",
}
# Shut to everybody: newsroom/urls.py answers 404 first.
SHUT = {"search", "view_on_site"}
VERSIONED = (
    *("article", "image", "clip", "socialpost", "section", "tag", "author"),
    *("sitepage", "pronunciation", "formeraddress"),
)
PUBLISH = {"articles.publish_article", "articles.view_article"}
# A story is moved on by whoever writes or reviews; which moves are theirs, the verb decides.
MOVE = {"articles.submit_article", "articles.view_article"}
SEE, ADD = {"articles.view_article"}, {"articles.add_article"}
WRITE = {"articles.change_article"}
SHARE = {"articles.share_article", "articles.view_article"}
ARRANGE = SEE | {"articles.arrange_front"}

LOOK = {"articles.view_image"}
# The words of pictures, where they are saved from the library.
WORDS = LOOK | {"articles.change_image"}

OPERATE = {"articles.view_recordcheck"}
EDITIONS = {"articles.view_edition"}
PRONOUNCE = {"articles.add_pronunciation"}
# Name → what looking needs, what sending needs.
WITHDRAW = {"articles.view_image", "articles.withdraw_image"}
WITHDRAW_CLIP = {"articles.view_clip", "articles.withdraw_clip"}
NEEDS = {
    "autocomplete": ({"articles.view_tag"}, {"articles.view_tag"}),
    "app_list": ({"articles.view_article"}, {"articles.view_article"}),
    "articles_tag_names": ({"articles.view_tag"}, {"articles.view_tag"}),
    "articles_desk_images": ({"articles.view_image"}, {"articles.add_image"}),
    "articles_desk_image_words": ({"articles.change_image"}, {"articles.change_image"}),
    "articles_image_withdraw": (WITHDRAW, WITHDRAW),
    # Of what is withdrawn; there is nothing here.
    "articles_image_aside": (WITHDRAW, WITHDRAW),
    "articles_clip_withdraw": (WITHDRAW_CLIP, WITHDRAW_CLIP),
    "articles_clip_aside": (WITHDRAW_CLIP, WITHDRAW_CLIP),
    "articles_image_captions": (WORDS, WORDS),
    "articles_library_more": (LOOK, LOOK),
    "articles_library_tiles": (LOOK, LOOK),
    "articles_library_panel": (LOOK, LOOK),
    "articles_library_words": (WORDS, WORDS),
    "articles_library_many": (WORDS, WORDS),
    "articles_desk_image_push": ({"articles.change_image"}, {"articles.change_image"}),
    "articles_desk_posts": ({"articles.view_socialpost"}, {"articles.add_socialpost"}),
    "articles_desk_oembed": ({"articles.add_socialpost"}, {"articles.add_socialpost"}),
    "articles_desk_clips": ({"articles.view_clip"}, {"articles.add_clip"}),
    "articles_desk_previews": ({"articles.view_image"}, {"articles.view_image"}),
    "articles_desk_stories": (SEE, SEE),
    "articles_desk_links": (SEE, SEE),
    # Of one's own pages; without a story named they are those of a new one.
    "articles_desk_drafts": (ADD, ADD),
    "articles_desk_draft_compare": (ADD, ADD),
    "articles_desk_draft_discard": (SEE, SEE),
    "articles_desk_presence": (SEE, SEE),
    "articles_desk_presence_leave": (SEE, SEE),
    "articles_desk_preview": (ADD, ADD),
    "articles_desk_preview_links": (SHARE, SHARE),
    "articles_desk_preview_link_revoke": (SHARE, SHARE),
    "articles_desk_notes": (SEE | {"articles.view_note"}, {"articles.add_note"}),
    "articles_desk_note_people": ({"articles.add_note"}, {"articles.add_note"}),
    "articles_desk_note": ({"articles.add_note"}, {"articles.add_note"}),
    "articles_desk_comment_requests": (
        SEE | {"articles.view_commentrequest"},
        {"articles.add_commentrequest"},
    ),
    "articles_desk_comment_request": (
        {"articles.add_commentrequest"},
        {"articles.add_commentrequest"},
    ),
    "articles_article_publish": (PUBLISH, PUBLISH),
    "articles_article_schedule": (PUBLISH, PUBLISH),
    "articles_article_cancel_schedule": (PUBLISH, PUBLISH),
    "articles_article_withdraw": (PUBLISH, PUBLISH),
    "articles_article_public_record": (PUBLISH, PUBLISH),
    "articles_article_withhold": (PUBLISH, PUBLISH),
    "articles_article_listening": (PUBLISH, PUBLISH),
    # It only answers what is sent.
    "articles_pronunciation_try": (PRONOUNCE, PRONOUNCE),
    "articles_article_move": (MOVE, MOVE),
    "articles_article_assign": ({"articles.assign_article"}, {"articles.assign_article"}),
    # What it finds is what the user may open.
    "articles_desk_palette": (SEE, SEE),
    "articles_article_break_embargo": (PUBLISH, PUBLISH),
    "articles_article_board": (SEE, SEE),
    "articles_article_front": (SEE, ARRANGE),
    "articles_article_front_history": (SEE, SEE),
    "articles_article_front_preview": (ARRANGE, ARRANGE),
    "articles_article_front_take_back": (ARRANGE, ARRANGE),
    "articles_article_preview": ({"articles.view_article"}, {"articles.view_article"}),
    "articles_article_preview_revision": ({"articles.view_article"}, {"articles.view_article"}),
    "articles_article_preview_edition": ({"articles.view_article"}, {"articles.view_article"}),
    "articles_article_compare": (SEE, SEE),
    "articles_article_compare_chosen": (SEE, SEE),
    "articles_article_changes": (SEE, SEE),
    "articles_article_history_file": (SEE | {"articles.view_edition"},) * 2,
    "articles_article_name_revision": (WRITE, WRITE),
    "articles_article_restore": (WRITE, WRITE),
    "articles_article_who_wrote": (SEE, SEE),
    "articles_article_who_wrote_then": (SEE, SEE),
    # Leads to the comparison, whatever was sent.
    "articles_article_revision": (SEE, SEE),
    # Without anything to do in them, a list that is posted to is shown again.
    "articles_edition_changelist": ({"articles.view_edition"}, {"articles.view_edition"}),
    "articles_edition_quiet": (EDITIONS, EDITIONS),
    "articles_edition_operations": (OPERATE, OPERATE),
    "articles_edition_site_at": (EDITIONS, EDITIONS),
    "articles_edition_site_at_front": (EDITIONS, EDITIONS),
    "articles_edition_site_at_page": (EDITIONS, EDITIONS),
    "articles_correction_changelist": ({"articles.view_correction"}, {"articles.view_correction"}),
    "auth_user_password_change": ({"auth.change_user"}, {"auth.change_user"}),
}
# The pages that every model of the desk has, by the end of their names.
PAGES = {
    "changelist": ({"view"}, {"change"}),
    "add": ({"add"}, {"add"}),
    "change": ({"view"}, {"change"}),
    "delete": ({"delete"}, {"delete"}),
    "history": ({"view"}, {"view"}),
    "revision": ({"view"}, {"change"}),
    "recoverlist": ({"add", "change"}, {"add", "change"}),
    "recover": ({"add", "change"}, {"add", "change"}),
}
FORGED = {
    "_save": "1",
    "_save_publish": "1",
    "_saveasnew": "1",
    "_move_ready": "draft",
    "_assign": "1",
    "to": "ready",
    "action": "delete_selected",
    "change": "minor",
    "headline": "Forged",
    "is_superuser": "on",
    "name": "Forged",
    "notice": "Forged",
    "password1": "forged-password-1",
    "password2": "forged-password-1",
    "post": "yes",
    "slug": "forged",
    "title": "Forged",
    "username": "forged",
}


def addresses(resolver=None, prefix="") -> list[tuple[str, str]]:
    """Every pattern of the site with its name."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern, route)
        else:
            found.append((route, pattern.name))
    return found


def needs(name: str) -> tuple[set, set]:
    if name in SHUT:
        return {"nobody"}, {"nobody"}
    if name in NEEDS:
        return NEEDS[name]
    app, model, page = (["", "", "", *name.rsplit("_", 2)])[-3:]
    if page not in PAGES:
        raise AssertionError(f"Say in NEEDS who may open “{name}”.")
    look, send = PAGES[page]
    return {f"{app}.{verb}_{model}" for verb in look}, {f"{app}.{verb}_{model}" for verb in send}


class Doors(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = make_story("Ferry returns", lead=make_image(), tags=["Harbours"])
        publish(cls.story, by=None, change="first")
        publish(cls.story, by=None, change="correction", notice="It was Monday.")
        rows = {
            "article": cls.story,
            "image": make_image(),
            "clip": make_clip(),
            "socialpost": make_post(),
            "section": make_section("Harbour"),
            "tag": Tag.objects.get(),
            "sitepage": SitePage.objects.create(title="Contact", slug="contact"),
            "author": Author.objects.get(),
            "pronunciation": Pronunciation.objects.create(
                word="Ness", language="en", respelling="Nesh"
            ),
            "formeraddress": FormerAddress.objects.create(path="/old", article=cls.story),
            "edition": Edition.objects.last(),
            "correction": Correction.objects.get(),
            "user": User.objects.create_superuser("chief", password="chief"),
            "group": Group.objects.first(),
            "dbtaskresult": DBTaskResult.objects.create(
                args_kwargs={}, task_path="articles.tasks.refresh_pages", backend_name="default"
            ),
        }
        for name in VERSIONED:
            with create_revision():
                rows[name].save()
        cls.rows = {name: row.pk for name, row in rows.items()}
        cls.versions = {
            name: Version.objects.get_for_object(rows[name]).first().pk for name in VERSIONED
        }

    def doors(self) -> list[tuple[str, str]]:
        """(name, address) of every page of the desk."""
        found = []
        for route, name in addresses():
            if route.startswith("admin/") and name and name not in OPEN:
                found.append((name, self.address(route, name)))
        return found

    def address(self, route: str, name: str) -> str:
        model = name.split("_")[-2] if "_" in name else ""
        revision = Version.objects.get(pk=self.versions["article"]).revision_id
        for mark, value in (
            ("<int:article_id>", self.story.pk),
            ("<int:thing_id>", self.rows.get(model, 1)),
            ("<int:revision_id>", revision),
            ("<int:number>", 1),
            ("<str:instant>", "2026-11-20T14:00:00Z"),
            ("<path:page>", "world/"),
            ("<slug:before>", "r1"),
            ("<slug:after>", "now"),
            ("<history_form:form>", "json"),
            ("<int:pk>", self.rows["image"]),
            ("<id>", self.rows["user"]),
            ("<path:content_type_id>", ContentType.objects.get_for_model(Article).pk),
            ("<path:object_id>", self.rows.get(model, 1)),
            ("([^/]+)", self.rows.get(model, 1)),
            (r"(\d+)", self.versions.get(model, 1)),
            ("^", ""),
            ("$", ""),
        ):
            route = route.replace(mark, str(value))
        route = route.partition("(?P<app_label>")[0] + ("articles/" if "(?P" in route else "")
        address = f"/{route}"
        if name == "autocomplete":
            address += "?app_label=articles&model_name=taggedarticle&field_name=tag"
        return address + ("?image=1&post=1&clip=1" if name == "articles_desk_previews" else "")

    def assertShut(self, visitor: str, name: str, address: str, method: str):  # noqa: N802
        with self.subTest(visitor=visitor, door=name, method=method):
            response = getattr(self.client, method)(address, FORGED if method == "post" else {})
            sent_away = response.status_code == 302 and "/login/" in response.url
            self.assertTrue(
                sent_away or response.status_code in {403, 404, 405}, response.status_code
            )

    def everything(self) -> list:
        """Every row that the desk can change."""
        models = [model for model in admin.site._registry if model._meta.app_label != "auth"]
        rows = [list(model.objects.order_by("pk").values()) for model in (*models, Version)]
        users = list(User.objects.order_by("pk").values("pk", "password", "is_superuser"))
        return [*rows, users, list(Group.objects.values())]

    def test_every_door_is_shut_to_whoever_is_not_on_the_staff(self):
        reader = User.objects.create_user("reader", password="reader")
        reader.groups.add(Group.objects.get(name="Managing editor"))
        retired = make_user("Managing editor", is_active=False)
        before = self.everything()
        for visitor in (None, reader, retired):
            self.client.logout()
            if visitor:
                self.client.force_login(visitor)
            for name, address in self.doors():
                for method in ("get", "head", "post"):
                    self.assertShut(str(visitor), name, address, method)
        self.assertEqual(self.everything(), before)

    def test_staff_without_a_group_opens_nothing(self):
        self.client.force_login(make_user())
        before = self.everything()
        for name, address in self.doors():
            self.assertTrue(needs(name))
            self.assertShut("staff", name, address, "get")
            self.assertShut("staff", name, address, "post")
        self.assertEqual(self.everything(), before)

    def test_every_group_opens_what_its_permissions_say(self):
        for group in GROUPS:
            user = make_user(group)
            self.client.force_login(user)
            before = self.everything()
            may = user.get_all_permissions()
            for name, address in self.doors():
                look, send = needs(name)
                if not look <= may:
                    self.assertShut(group, name, address, "get")
                if not send <= may:
                    self.assertShut(group, name, address, "post")
            self.assertEqual(self.everything(), before)

    def test_what_is_only_looked_at_has_no_form(self):
        self.client.force_login(make_user("Reviewer"))
        for name, address in self.doors():
            if name.endswith(("_change", "_revision", "_history")):
                with self.subTest(door=name):
                    page = self.client.get(address)
                    if page.status_code == 200:
                        self.assertNotContains(page, 'name="_save"')
                        self.assertNotContains(page, 'name="_continue"')
