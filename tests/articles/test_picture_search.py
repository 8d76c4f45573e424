from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from articles.models import Image
from articles.picture_search import FIELDS, containing, folded, sought_text
from tests.articles.admin.library import bare_image

# No NUL, which PostgreSQL has none of, and no half letters.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


class Property(PropertyTestCase):
    @given(st.sampled_from(FIELDS), TEXTS, st.data())
    def test_any_part_of_any_word_finds_its_picture_in_small_and_large_letters(
        self, name, text, data
    ):
        image = bare_image(**{name: f"before {text} after"})
        start = data.draw(st.integers(0, len(text)))
        part = text[start : data.draw(st.integers(start, len(text)))]
        for word in {part, folded(part), folded(folded(part))}:
            # Letters that melt together at a cut are no part of the text any more.
            if folded(word) in sought_text(image):
                self.assertTrue(Image.objects.filter(containing(word)).exists(), word)
        self.assertEqual(folded(folded(text)), folded(text))


class Kept(TestCase):
    def test_every_save_keeps_it(self):
        image = bare_image(caption="The Ferry", city="Ærøskøbing")
        self.assertEqual(image.sought, sought_text(image))
        image.caption = "The quay"
        image.save(update_fields=["caption"])
        image.refresh_from_db()
        self.assertIn("the quay\n", image.sought)
        self.assertNotIn("ferry", image.sought)

    def test_what_is_sought_never_goes_over_two_fields(self):
        bare_image(title="night", caption="The ferry at")
        self.assertFalse(Image.objects.filter(containing("at night")).exists())
        self.assertTrue(Image.objects.filter(containing("ferry  at")).exists())

    def test_signs_of_the_databases_own_are_letters_like_others(self):
        bare_image(caption="100 % of_it \\ said")
        for word, found in (("0 %", 1), ("f_i", 1), ("0%", 0), ("f-i", 0), ("it \\ s", 1)):
            with self.subTest(word):
                self.assertEqual(Image.objects.filter(containing(word)).count(), found)
