"""What a picture's file says, in the library and beside it."""

import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image as Picture

from articles.models import Image
from articles.photo_words import LABELS, fill, library_values
from newsroom.photos import PhotoMetadata, pillow_options
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.support.real import REAL, needs_real

SAID = PhotoMetadata(
    title="JOB-1234",
    headline="Pier at dawn",
    caption="The pier at dawn.",
    creator=("Jo Li", "Al Fox"),
    credit="Jo Li/Agency",
    copyright_notice="© Agency",
    web_statement="https://agency.example/licence",
)


def upload(metadata: PhotoMetadata = SAID, name="pier.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    options = pillow_options("JPEG", metadata)
    Picture.new("RGB", (300, 200), "teal").save(out, "JPEG", **options)
    return SimpleUploadedFile(name, out.getvalue())


def taken_in(file, **values) -> Image:
    image = Image(file=file, **values)
    image.full_clean()
    image.save()
    return Image.objects.get(pk=image.pk)


class TakingIn(TestCase):
    def test_what_is_blank_is_filled_and_what_was_typed_stands(self):
        image = taken_in(upload(), caption="Typed here.", alt="A pier")
        self.assertEqual((image.caption, image.alt), ("Typed here.", "A pier"))
        self.assertEqual(image.creator, "Jo Li; Al Fox")
        self.assertEqual(image.credit, "Jo Li/Agency")
        self.assertEqual(image.web_statement, "https://agency.example/licence")
        said = image.files.get().metadata
        self.assertEqual(said["caption"], "The pier at dawn.")
        self.assertEqual(said["creator"], ["Jo Li", "Al Fox"])

    def test_whoever_saves_without_a_form_has_it_too(self):
        image = Image(file=upload())
        image.save()
        self.assertEqual(Image.objects.get().credit, "Jo Li/Agency")

    def test_a_new_file_fills_what_is_still_blank_and_both_are_on_record(self):
        image = taken_in(upload(PhotoMetadata(credit="Old credit")))
        image.file = upload(PhotoMetadata(credit="New credit", caption="New caption."))
        image.full_clean()
        image.save()
        image.refresh_from_db()
        self.assertEqual((image.credit, image.caption), ("Old credit", "New caption."))
        said = [file.metadata["credit"] for file in image.files.all()]
        self.assertEqual(said, ["New credit", "Old credit"])

    def test_what_does_not_fit_a_field_is_left_to_the_file(self):
        image = Image()
        said = {
            "web_statement": "no address",
            "licensor_url": "javascript:alert(1)",
            "digital_source_type": "unheardOf",
            "data_mining": "DMI-WHATEVER",
            "date_created": "last week",
            "country_code": "LONG",
            "credit": "x" * 500,
            "caption": "y" * 5000,
        }
        fill(image, said)
        for name in ("web_statement", "licensor_url", "digital_source_type", "data_mining"):
            self.assertEqual(getattr(image, name), "", name)
        self.assertEqual(image.date_created, "")
        self.assertEqual(len(image.country_code), 3)
        self.assertEqual((len(image.credit), image.credit[-1]), (200, "…"))
        self.assertEqual(len(image.caption), 5000)

    def test_every_field_of_a_file_has_its_name_on_the_desk(self):
        self.assertEqual(set(LABELS), set(PhotoMetadata.__slots__))

    def test_a_job_s_name_is_no_title_where_there_is_a_headline(self):
        self.assertEqual(library_values({"title": "A", "headline": "B"})["title"], "B")
        self.assertEqual(library_values({"title": "A"})["title"], "A")


@needs_real
class TheReferencePicture(TestCase):
    def test_the_library_has_what_exiftool_reads_in_it(self):
        folder = REAL / "images"
        name = "IPTC-PhotometadataRef-Std2021.1"
        read = json.loads((folder / f"{name}-ExifToolRead.json").read_text())[0]
        image = taken_in(SimpleUploadedFile("ref.jpg", (folder / f"{name}.jpg").read_bytes()))
        ours = {
            "title": read["IPTC:Headline"],
            "caption": read["IPTC:Caption-Abstract"],
            "alt": read["XMP-iptcCore:AltTextAccessibility"],
            "extended_description": read["XMP-iptcCore:ExtDescrAccessibility"],
            "creator": read["IPTC:By-line"],
            "creator_title": " ".join(read["IPTC:By-lineTitle"].split()),
            "credit": read["IPTC:Credit"],
            "source": read["IPTC:Source"],
            "copyright_notice": " ".join(read["IPTC:CopyrightNotice"].split()),
            "rights": read["XMP-xmpRights:UsageTerms"],
            "licensor_name": read["XMP-plus:Licensor"][0]["LicensorName"],
            "instructions": read["IPTC:SpecialInstructions"],
            "date_created": "2021-10-20T21:01:01+00:00",
            "sublocation": read["IPTC:Sub-location"],
            "city": read["IPTC:City"],
            "region": read["IPTC:Province-State"],
            "country": read["IPTC:Country-PrimaryLocationName"],
            "country_code": read["IPTC:Country-PrimaryLocationCode"],
            "keywords": "; ".join(read["IPTC:Keywords"]),
            "event": read["XMP-iptcExt:Event"],
        }
        for name, expected in ours.items():
            with self.subTest(name):
                self.assertEqual(" ".join(getattr(image, name).split()), expected)
        for person in read["XMP-iptcExt:PersonInImage"]:
            self.assertIn(person, image.persons)
        self.assertIn("not applicable", image.releases)
        self.assertEqual(image.files.get().metadata["title"], read["IPTC:ObjectName"])


class OnTheDesk(DeskTestCase):
    def test_it_is_filled_in_on_the_form_of_a_new_picture(self):
        url = "/admin/articles/image/add/"
        data = form_data(self.client.get(url)) | {"file": upload(), "caption": "Typed."}
        self.assertSaved(self.client.post(url, data))
        image = Image.objects.get()
        self.assertEqual((image.caption, image.creator), ("Typed.", "Jo Li; Al Fox"))
        page = self.client.get(image.get_absolute_url())
        self.assertContains(page, "The pier at dawn.")
        self.assertContains(page, "otherwise in the library", 1)
        self.assertContains(page, "JOB-1234")

    def test_it_is_filled_in_where_the_editor_uploads(self):
        response = self.client.post("/admin/articles/article/desk/images/", {"file": upload()})
        self.assertEqual(response.json()["item"]["credit"], "Jo Li/Agency")
        self.assertEqual(response.json()["item"]["caption"], "The pier at dawn.")
