import os
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, override_settings

from articles.checks import Level, registered

OWN = "tests.articles.checks.own_checks"


class Levels(SimpleTestCase):
    def levels(self) -> dict[str, Level]:
        return {check.code: level for check, level in registered()}

    def assertSettingRefused(self, sentence: str, **settings):  # noqa: N802
        with (
            override_settings(**settings),
            self.assertRaisesMessage(ImproperlyConfigured, sentence),
        ):
            registered()

    def test_every_check_has_a_name_and_a_code_of_its_own(self):
        checks = [check for check, _level in registered()]
        self.assertEqual(len({check.code for check in checks}), len(checks))
        for check in checks:
            self.assertTrue(str(check.name))

    @override_settings(NEWSROOM_CHECKS={"picture-alt": "warning", "dead-link": "off"})
    def test_a_setting_says_what_a_check_weighs(self):
        levels = self.levels()
        self.assertEqual(levels["picture-alt"], Level.WARNING)
        self.assertEqual(levels["dead-link"], Level.OFF)
        self.assertEqual(levels["lead-picture"], Level.WARNING)

    def test_a_bad_setting_is_refused_with_a_sentence(self):
        self.assertSettingRefused("names 'picture-alts'", NEWSROOM_CHECKS={"picture-alts": "off"})
        self.assertSettingRefused(
            "use blocking, warning or off", NEWSROOM_CHECKS={"picture-alt": "loud"}
        )

    def test_no_setting_publishes_a_story_without_section_byline_or_text(self):
        for code in ("section", "byline", "text", "embargo"):
            for level in ("off", "warning"):
                self.assertSettingRefused(
                    "no story is published without it", NEWSROOM_CHECKS={code: level}
                )

    @override_settings(NEWSROOM_OWN_CHECKS=[f"{OWN}.NoExclamation"])
    def test_a_check_of_ones_own_is_one_class(self):
        self.assertEqual(self.levels()["exclamation"], Level.WARNING)
        with override_settings(NEWSROOM_CHECKS={"exclamation": "blocking"}):
            self.assertEqual(self.levels()["exclamation"], Level.BLOCKING)

    def test_a_check_that_is_none_is_refused(self):
        for path, sentence in (
            ("nowhere.NoCheck", "OWN_CHECKS names 'nowhere.NoCheck'"),
            (f"{OWN}.Missing", "Missing"),
            (f"{OWN}.NoCheck", "no subclass of articles.checks.Check"),
            (f"{OWN}.SameCode", "Two checks are called 'byline'"),
        ):
            with self.subTest(path):
                self.assertSettingRefused(sentence, NEWSROOM_OWN_CHECKS=[path])


class AtTheStart(SimpleTestCase):
    def test_a_site_with_a_bad_setting_does_not_start(self):
        for name, value, sentence in (
            ("CHECKS", "picture-alts=off", "the checks are"),
            ("CHECKS", "picture-alt", "use name=word"),
            ("CHECKS", "byline=off", "no story is published without it"),
            ("OWN_CHECKS", "nowhere.NoCheck", "nowhere"),
        ):
            with self.subTest(value):
                started = subprocess.run(
                    [sys.executable, "-c", "import newsroom.wsgi"],
                    cwd=settings.BASE_DIR,
                    env=os.environ | {name: value},
                    capture_output=True,
                    text=True,
                )
                self.assertNotEqual(started.returncode, 0)
                self.assertIn(sentence, started.stderr.splitlines()[-1])
