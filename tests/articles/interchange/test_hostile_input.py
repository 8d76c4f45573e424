"""Attacks and naughty strings through the importer: read back unharmed, or refused."""

import json
import re

from django.test import TestCase

from articles.assembly import record_of
from articles.interchange.archive import Result, import_lines
from articles.models import Article, Edition
from tests.articles.interchange.lines import line
from tests.support.markup import harm
from tests.support.real import REAL, needs_real

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bring_in(lines: list[dict]):
    raw = (json.dumps(one).encode() for one in lines)
    return list(import_lines(enumerate(raw, 1)))


def one_line(text: str) -> str:
    return " ".join(NOT_IN_XML.sub("", text).split())


@needs_real
class HostileInputTest(TestCase):
    def test_no_script_gets_into_a_body(self):
        attacks = json.loads((REAL / "sanitiser" / "dompurify-expect.json").read_text())
        lines = [
            line(id=number, body_html=f"<p>Ferry</p>{attack['payload']}")
            for number, attack in enumerate(attacks)
        ]
        outcomes = bring_in(lines)
        self.assertEqual({outcome.result for outcome in outcomes}, {Result.IMPORTED})
        self.assertEqual(Article.objects.count(), 223)
        for article in Article.objects.all():
            self.assertEqual(harm(article.body), [], article.body)
        for edition in Edition.objects.all():
            self.assertEqual(harm(record_of(edition).story.body_source), [])

    def test_naughty_strings_are_read_back_or_refused_with_a_reason(self):
        texts = json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text())
        everywhere = [
            line(id=str(n), title=text, standfirst=text, tags=[text], authors=[text], section=text)
            for n, text in enumerate(texts)
        ]
        refused = []
        for text, told, outcome in zip(texts, everywhere, bring_in(everywhere), strict=True):
            if outcome.result == Result.FAILED:
                self.assertTrue(outcome.reason.strip(), text)
                refused.append(text)
            else:
                self.assert_read_back(text, told["id"])
        # Alone in each field, so that one refusal hides no other.
        alone = [
            line(id=f"{number} {name}", **{name: value})
            for number, text in enumerate(refused)
            for name, value in (
                ("title", text),
                ("standfirst", text),
                ("tags", [text]),
                ("authors", [text]),
            )
        ]
        outcomes = bring_in(alone)
        for told, outcome in zip(alone, outcomes, strict=True):
            if outcome.result == Result.FAILED:
                self.assertRegex(outcome.reason, r"title|characters|author", told)
        self.assertLess(sum(outcome.result == Result.FAILED for outcome in outcomes), 40)

    def assert_read_back(self, text: str, key: str):
        edition = Edition.objects.get(article__imported__key=key)
        story = record_of(edition).story
        self.assertEqual(story.headline, one_line(text))
        self.assertEqual(edition.headline, story.headline)
        self.assertEqual(story.standfirst, NOT_IN_XML.sub("", text).strip())
        self.assertEqual(story.bylines[0].author.name, one_line(text))
        self.assertTrue(all(tag.slug for tag in story.tags))
        if story.tags:
            self.assertEqual(story.tags[0].name.casefold(), one_line(text).casefold())
