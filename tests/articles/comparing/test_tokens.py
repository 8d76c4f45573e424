import regex
from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as some

from articles.comparing.tokens import spans

NUMBERS = some.sampled_from(
    "1,250,000 3.5% €40m 12:30 2024-11-25 £1.2bn 21st US$3 2015–16 1.250.000 3,5 −5 20°C".split()
)
NAMES = some.sampled_from(
    "U.S. O'Brien O’Brien Jean-Luc a.b@example.org https://example.org/a?b=c,d#e AT&T a.m.".split()
)
PLAIN = some.sampled_from("the ferry , . ( ) “ ” — ; said 北京 สวัสดี é ! ?".split())
ANY = some.text(
    some.one_of(
        some.characters(exclude_categories=["Cs"]),
        some.sampled_from("\u0301\u200d\ufe0f\u20e3👩👧🏽🇫🇷각가\u0600कि์ a1.-’"),
    ),
    max_size=30,
)


def tokens(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


class TokenTests(SimpleTestCase):
    @given(some.lists(some.one_of(NUMBERS, NAMES, PLAIN), max_size=12))
    def test_numbers_names_and_addresses_are_never_cut(self, words):
        found = tokens(" ".join(words))
        for word in words:
            if word[0] not in "北ส":
                self.assertIn(word, found)

    @given(some.one_of(NUMBERS, NAMES), some.sampled_from([",", ";", ")", "”", "!", ":"]))
    def test_a_sign_behind_belongs_to_none_of_them(self, word, sign):
        self.assertEqual(tokens(f"({word}{sign} it"), ["(", word, sign, "it"])

    @given(ANY)
    @example("e\u0301a")
    @example("\u06001")
    @example("a\u200d👩\u200d👧 1\ufe0f\u20e3 🇫🇷🇩🇪")
    def test_no_token_ends_inside_what_a_reader_takes_for_one_character(self, text):
        clusters = {match.end() for match in regex.finditer(r"\X", text)} | {0}
        for start, end in spans(text):
            self.assertIn(end, clusters)
            before = text[:start]
            self.assertTrue(start in clusters or before.isspace() or before[-1:].isspace())

    @given(ANY)
    def test_tokens_and_white_space_are_the_whole_text(self, text):
        self.assertEqual("".join("".join(tokens(text)).split()), "".join(text.split()))
        places = [place for span in spans(text) for place in span]
        self.assertEqual(places, sorted(places))

    def test_scripts_without_spaces_are_cut_by_character(self):
        self.assertEqual(tokens("我们在北京。"), ["我", "们", "在", "北", "京", "。"])
        self.assertEqual(tokens("東京タワー"), ["東", "京", "タ", "ワ", "ー"])
        self.assertIn("วั", tokens("สวัสดี"))

    def test_words_of_joined_and_of_right_to_left_scripts_stay_whole(self):
        self.assertEqual(tokens("می‌خواهم به"), ["می‌خواهم", "به"])
        self.assertEqual(tokens("पत्रिका में"), ["पत्रिका", "में"])
        self.assertEqual(tokens("한국어 텍스트"), ["한국어", "텍스트"])
        self.assertEqual(tokens("cafe\u0301s"), ["cafe\u0301s"])
