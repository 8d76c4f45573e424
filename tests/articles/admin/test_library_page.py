from datetime import timedelta
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from articles.models import Image, ImageCaption
from articles.publishing import publish
from articles.rights import withdraw
from tests.articles.admin.library import (
    LIBRARY,
    LibraryTestCase,
    bare_image,
    in_days,
    make_image,
)
from tests.factories import make_clip, make_live_story, make_post, make_story, make_user


class Looking(LibraryTestCase):
    def test_the_newest_come_first(self):
        for number in range(1, 4):
            bare_image(number)
        self.assertEqual(self.found(), ["Picture 3", "Picture 2", "Picture 1"])

    def test_as_many_queries_for_three_pictures_as_for_forty(self):
        for number in range(1, 4):
            bare_image(number)
        self.client.get(LIBRARY)
        with self.assertNumQueries(7):
            self.client.get(LIBRARY)
        for number in range(4, 41):
            bare_image(number, rights_until=in_days(number - 20))
        with self.assertNumQueries(7):
            self.client.get(LIBRARY)
        for query in ("?is=unused", "?is=no-alt&is=ending&q=a&creator=b&since=2026-01-01"):
            with self.assertNumQueries(6 if "unused" in query else 5):
                self.client.get(f"{LIBRARY}{query}")

    def test_pages_show_every_picture_once_in_every_order(self):
        for number in range(1, 121):
            taken = ["", "2026", "2026-11-25T10:00", "2026-11-25"][number % 4]
            end = in_days(number % 7 + 1)
            bare_image(number, date_created=taken, rights_until=end.replace(microsecond=0))
        for order in ("", "order=taken", "is=ending"):
            seen, query = [], f"?{order}"
            for _page in range(3):
                response = self.client.get(f"{LIBRARY}{query}")
                seen += [tile.id for tile in response.context["tiles"]]
                query = response.context["next_address"]
                if not response.context["next"]:
                    break
            with self.subTest(order=order):
                self.assertEqual(len(seen), 120)
                self.assertEqual(set(seen), set(Image.objects.values_list("pk", flat=True)))

    def test_a_script_gets_what_follows(self):
        for number in range(1, 60):
            bare_image(number)
        cursor = self.client.get(LIBRARY).context["next"]
        with self.assertNumQueries(7):
            answer = self.client.get(f"{LIBRARY}library/more/", {"after": cursor}).json()
        self.assertEqual(len(answer["tiles"]), 11)
        self.assertEqual(answer["next"], "")
        self.assertIn("Picture 11", answer["tiles"][0]["html"])

    def test_the_view_is_remembered_for_whoever_chose_it(self):
        self.assertContains(self.client.get(LIBRARY), 'data-view="grid"')
        self.client.get(f"{LIBRARY}?view=list")
        self.assertContains(self.client.get(LIBRARY), 'data-view="list"')
        # The same browser, another person.
        self.client.force_login(make_user("Editor"))
        self.assertContains(self.client.get(LIBRARY), 'data-view="grid"')
        self.client.get(f"{LIBRARY}?view=%00nonsense")
        self.assertContains(self.client.get(LIBRARY), 'data-view="grid"')

    def test_an_empty_library_and_a_search_without_result_say_so(self):
        self.assertContains(self.client.get(LIBRARY), "The library is empty.")
        self.assertContains(self.client.get(f"{LIBRARY}?q=x"), "No picture is like that.")


class WhoMayLook(LibraryTestCase):
    def test_everybody_of_the_desk_looks_and_sees_only_what_they_may_do(self):
        bare_image()
        for group, sees in (
            ("Reporter", {"Set words…": True, "Delete…": False, "Add pictures": True}),
            ("Photo editor", {"Set words…": True, "Delete…": True, "Add pictures": True}),
            ("Editor", {"Set words…": True, "Delete…": True, "Add pictures": True}),
            ("Managing editor", {"Set words…": True, "Delete…": True, "Add pictures": True}),
            ("Reviewer", {"Set words…": False, "Delete…": False, "Add pictures": False}),
        ):
            self.sign_in(group)
            response = self.client.get(LIBRARY)
            for words, is_there in sees.items():
                with self.subTest(group=group, words=words):
                    self.assertEqual(words in response.content.decode(), is_there)

    def test_staff_without_the_permission_sees_nothing(self):
        image = bare_image()
        self.client.force_login(make_user())
        doors = ("", "captions/", "library/more/", "library/tiles/?ids=1", "library/many/?ids=1")
        for door in (*doors, f"library/panel/{image.pk}/"):
            with self.subTest(door=door):
                self.assertEqual(self.client.get(f"{LIBRARY}{door}").status_code, 403)

    def test_strangers_are_sent_to_sign_in(self):
        self.assertEqual(Client().get(LIBRARY).status_code, 302)
        self.assertEqual(Client().get(f"{LIBRARY}captions/").status_code, 302)
        self.assertEqual(Client().get(f"{LIBRARY}library/more/").status_code, 403)

    def test_many_are_deleted_by_the_page_that_django_has_for_it(self):
        kept, gone = make_image(), make_image()
        make_story(lead=kept)
        data = {"action": "delete_selected", "_selected_action": [gone.pk]}
        self.assertContains(self.client.post(LIBRARY, data), "Are you sure")
        self.client.post(LIBRARY, data | {"post": "yes"})
        self.client.post(LIBRARY, data | {"post": "yes", "_selected_action": [kept.pk]})
        self.assertEqual(list(Image.objects.all()), [kept])


class WhatIsWrong(LibraryTestCase):
    def test_what_a_picture_lacks_is_said(self):
        self.assertEqual(
            self.marks(bare_image(alt="", credit="")), ["No alt text", "No credit", "Unused"]
        )

    def test_a_decorative_one_lacks_no_alt_text(self):
        self.assertEqual(self.marks(bare_image(alt="", is_decorative=True)), ["Unused"])

    def test_its_rights_are_said(self):
        ended = bare_image(1, rights_until=in_days(-1))
        today = timezone.localtime().replace(hour=23, minute=59, second=59)
        for image, mark in (
            (ended, "Rights ended"),
            (bare_image(2, rights_until=today), "Rights end today"),
            (bare_image(3, rights_until=today + timedelta(days=1)), "Rights end tomorrow"),
            (bare_image(4, rights_until=today + timedelta(days=9)), "Rights end in 9 days"),
        ):
            self.assertEqual(self.marks(image)[0], mark)
        self.assertEqual(self.marks(bare_image(5, rights_until=in_days(31))), ["Unused"])
        embargoed = bare_image(6, embargo_until=in_days(2))
        self.assertIn("Embargo until", self.marks(embargoed)[0])
        self.assertEqual(self.marks(bare_image(7, embargo_until=in_days(-2))), ["Unused"])

    def test_what_ai_had_a_part_in_is_said(self):
        made = bare_image(1, digital_source_type="trainedAlgorithmicMedia")
        partly = bare_image(2, digital_source_type="compositeWithTrainedAlgorithmicMedia")
        self.assertEqual(self.marks(made)[0], "Made by AI")
        self.assertEqual(self.marks(partly)[0], "Partly by AI")
        self.assertEqual(
            self.marks(bare_image(3, digital_source_type="digitalCapture"))[0], "Unused"
        )

    def test_a_withdrawn_one_shows_a_word_and_no_file(self):
        image = make_image(title="Called back")
        withdraw(image, by=None, reason="The agency called it back.")
        for view in ("grid", "list"):
            page = self.client.get(f"{LIBRARY}?view={view}")
            self.assertContains(page, '<span class="lib-absent">Withdrawn</span>', html=True)
            self.assertNotContains(page, image.sha256)
        answer = self.client.get(f"{LIBRARY}library/panel/{image.pk}/").json()
        self.assertIn("Withdrawn", answer["html"])
        self.assertNotIn("<img", answer["html"])
        page = self.client.get(f"{LIBRARY}captions/?ids={image.pk}")
        self.assertContains(page, "Withdrawn")
        self.assertNotContains(page, image.sha256)

    def test_a_thumbnail_keeps_its_focal_point(self):
        bare_image(focal_x=0.25, focal_y=0.8)
        self.assertContains(self.client.get(LIBRARY), "object-position: 25% 80%")


class Unused(LibraryTestCase):
    def used(self) -> dict[str, Image]:
        """A picture for each way of being used."""
        names = ("lead", "caption", "draft", "edition", "past", "post", "poster", "changed")
        images = {name: make_image(title=name) for name in names}
        make_story("Lead", lead=images["lead"])
        story = make_story("Caption")
        ImageCaption.objects.create(article=story, image=images["caption"], role="body")
        make_story("Draft", body=self.body(images["draft"]))
        make_live_story("Edition", lead=images["edition"])
        story = make_live_story("Past", lead=images["past"])
        ImageCaption.objects.filter(article=story).delete()
        publish(story, by=None, change="minor")
        make_post(image=images["post"])
        make_clip(poster=images["poster"])
        story = make_live_story("Changed")
        story.body = self.body(images["changed"])
        story.working_sha256 = "another"
        story.save()
        return images

    def body(self, image: Image) -> str:
        return f'<p>One.</p><figure data-image="{image.pk}"></figure>'

    def test_none_is_unused_that_anything_shows_or_has_shown(self):
        images = self.used()
        alone = make_image(title="alone")
        self.assertEqual(self.found("?is=unused"), ["alone"])
        self.assertEqual(self.marks(alone), ["Unused"])
        for name, image in images.items():
            with self.subTest(name=name):
                self.assertEqual(self.marks(image), [])


class Filters(LibraryTestCase):
    def test_each_finds_what_it_says(self):
        bare_image(1, title="fine")
        bare_image(2, title="no alt", alt="")
        bare_image(3, title="decorative", alt="", is_decorative=True)
        bare_image(4, title="no credit", credit="")
        bare_image(5, title="soon", rights_until=in_days(29))
        bare_image(6, title="later", rights_until=in_days(31))
        bare_image(7, title="ended", rights_until=in_days(-1))
        bare_image(8, title="embargo", embargo_until=in_days(1))
        bare_image(9, title="over", embargo_until=in_days(-1))
        bare_image(10, title="ai", digital_source_type="trainedAlgorithmicMedia")
        bare_image(11, title="partly", digital_source_type="compositeSynthetic")
        bare_image(12, title="gone", withdrawn_at=timezone.now())
        for facet, titles in (
            ("no-alt", ["no alt"]),
            ("no-credit", ["no credit"]),
            ("ending", ["soon"]),
            ("ended", ["ended"]),
            ("embargo", ["embargo"]),
            ("ai", ["partly", "ai"]),
            ("withdrawn", ["gone"]),
        ):
            with self.subTest(facet=facet):
                self.assertEqual(self.found(f"?is={facet}"), titles)
        self.assertEqual(self.found("?is=no-alt&is=no-credit"), [])

    def test_a_chip_adds_itself_or_goes_away_and_keeps_what_else_is_sought(self):
        response = self.client.get(f"{LIBRARY}?q=ferry&is=no-alt&is=ended")
        addresses = {str(label): address for label, _is_on, address in response.context["facets"]}
        self.assertEqual(addresses["No alt text"], "?q=ferry&is=ended")
        self.assertEqual(addresses["Rights end soon"], "?q=ferry&is=no-alt&is=ending")
        self.assertEqual(addresses["Unused"], "?q=ferry&is=no-alt&is=ended&is=unused")

    def test_by_creator(self):
        bare_image(1, title="one", creator="Jo Li; Ann Bo")
        bare_image(2, title="two", creator="Per Holm")
        self.assertEqual(self.found("?creator=ann+bo"), ["one"])

    def test_by_the_day_of_uploading(self):
        for number, day in enumerate((1, 2, 3), 1):
            image = bare_image(number)
            start = timezone.make_aware(timezone.datetime(2026, 3, day))
            Image.objects.filter(pk=image.pk).update(uploaded_at=start)
        self.assertEqual(self.found("?since=2026-03-02"), ["Picture 3", "Picture 2"])
        self.assertEqual(self.found("?until=2026-03-02"), ["Picture 2", "Picture 1"])
        self.assertEqual(self.found("?since=2026-03-02&until=2026-03-02"), ["Picture 2"])

    def test_by_the_day_of_taking_as_exactly_as_it_is_known(self):
        for number, taken in enumerate(
            ("", "2025", "2026", "2026-03", "2026-03-02", "2026-03-02T23:59:59+01:00", "2026-04"), 1
        ):
            bare_image(number, title=taken, date_created=taken)
        found = self.found("?dated=taken&since=2026-03-02&until=2026-03-02")
        self.assertEqual(
            sorted(found), ["2026", "2026-03", "2026-03-02", "2026-03-02T23:59:59+01:00"]
        )
        self.assertEqual(sorted(self.found("?dated=taken&until=2025-12-31")), ["2025"])

    def test_what_no_page_asks_for_is_as_if_it_were_not_there(self):
        bare_image()
        for query in (
            "?is=nonsense&order=x&dated=x&view=x",
            "?since=2026-13-45&until=yesterday",
            "?since=9999-12-31&until=0001-01-01",
            "?after=nonsense&after=%00",
            f"?after=~{10**30}",
            "?after=~%D9%A3",
            "?is=ending&after=2026-01-01~1",
            "?is=ended&after=%FF~1",
            "?p=7&e=1&all=",
        ):
            with self.subTest(query=query):
                self.assertEqual(self.client.get(f"{LIBRARY}{query}").status_code, 200)

    def test_a_column_of_another_model_cannot_be_asked_for(self):
        with self.assertLogs("django.security", "ERROR"):
            response = self.client.get(f"{LIBRARY}?uploaded_by__password__startswith=m")
        self.assertEqual(response.status_code, 400)


class Search(LibraryTestCase):
    def find(self, text: str) -> list[str]:
        return self.found(f"?{urlencode({'q': text})}")

    def test_every_field_is_looked_through(self):
        fields = (
            *("caption", "title", "alt", "credit", "creator", "source", "keywords", "persons"),
            *("event", "sublocation", "city", "region", "country", "extended_description"),
        )
        for number, name in enumerate(fields, 1):
            image = bare_image(number, **{name: f"the Quay-{name}-word"})
            with self.subTest(name=name):
                self.assertEqual(self.find(f"quay-{name}-"), [image.title])

    def test_all_words_have_to_be_there_in_any_field(self):
        bare_image(1, title="one", caption="The ferry", city="Hallemar")
        bare_image(2, title="two", caption="The ferry", city="Dunmere")
        self.assertEqual(self.find("hallemar FERRY"), ["one"])

    def test_words_between_quotation_marks_are_one(self):
        bare_image(1, title="one", caption="The night ferry")
        bare_image(2, title="two", caption="The ferry at night")
        self.assertEqual(self.find('"night ferry"'), ["one"])
        self.assertEqual(self.find('"night ferry'), ["two", "one"])

    def test_a_number_finds_its_picture(self):
        image = bare_image(title="this one")
        self.assertEqual(self.find(f"{image.pk}"), ["this one"])
        self.assertEqual(self.find(f"#{image.pk}"), ["this one"])

    def test_large_and_small_letters_are_alike_in_other_languages_too(self):
        bare_image(title="one", city="Ærøskøbing", persons="Łukasz")
        for text in ("ærøskøbing", "ÆRØSKØBING", "łukasz"):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), ["one"])

    def test_odd_characters_are_no_error(self):
        bare_image(title="100 % of_it", caption='He said "no" \\ and left')
        for text in (
            *(
                "%",
                "_",
                '"',
                '""',
                "'",
                "\\",
                "%%%",
                "\x00",
                "a\x00b",
                "\ud83d",
                "😀",
                "(",
                "[a",
                ")(",
            ),
            *("*", "NOT", "a" * 5000, " ".join(["x"] * 500), "9" * 40, "#", "٣", "\u202e", "\n"),
        ):
            with self.subTest(text=text[:20]):
                query = urlencode({"q": text}, errors="surrogatepass")
                self.assertEqual(self.client.get(f"{LIBRARY}?{query}").status_code, 200)
        self.assertEqual(self.find("100 %"), ["100 % of_it"])
        self.assertEqual(self.find("of_it"), ["100 % of_it"])
        self.assertEqual(self.find("ofxit"), [])
