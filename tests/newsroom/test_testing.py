"""The count in the closing line, on suites that pass, fail and skip in every way."""

import os
import pickle
import subprocess
import sys
import unittest
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase
from django.test.utils import iter_test_cases

from newsroom.testing import Runner, _Runner, closing_lines

ROOT = Path(__file__).resolve().parents[2]


class Example(unittest.TestCase):
    """Run by the tests below only: it fails on purpose."""

    def passes(self):
        self.assertTrue(True)

    def fails(self):
        self.fail("on purpose")

    def breaks(self):
        raise RuntimeError("on purpose")

    def skips(self):
        self.skipTest("no harbour here")

    def fails_in_three_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.fail("on purpose")

    def skips_one_part_and_fails_another(self):
        with self.subTest("one"):
            self.skipTest("no harbour here")
        with self.subTest("another"):
            self.fail("on purpose")

    @unittest.expectedFailure
    def passes_unexpectedly(self):
        self.assertTrue(True)


class SkippedWhole(Example):
    @classmethod
    def setUpClass(cls):
        raise unittest.SkipTest("no sea here")


class BrokenWhole(Example):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("on purpose")


class ClosingLineTests(unittest.TestCase):
    def close(self, *tests) -> list[str]:
        result = unittest.TestResult()
        unittest.TestSuite(tests).run(result)
        return closing_lines(result)

    def test_each_test_counts_once_whatever_its_parts_did(self):
        cases = {
            "passes": "1 passed, 0 failed, 0 skipped",
            "fails": "0 passed, 1 failed, 0 skipped",
            "breaks": "0 passed, 1 failed, 0 skipped",
            "skips": "0 passed, 0 failed, 1 skipped",
            "fails_in_three_parts": "0 passed, 1 failed, 0 skipped",
            "skips_one_part_and_fails_another": "0 passed, 1 failed, 0 skipped",
            "passes_unexpectedly": "0 passed, 1 failed, 0 skipped",
        }
        for name, line in cases.items():
            with self.subTest(name):
                self.assertEqual(self.close(Example(name))[-1], line)

    def test_all_together_add_up(self):
        lines = self.close(Example("passes"), Example("fails"), Example("skips"))
        self.assertEqual(lines, ["skipped 1: no harbour here", "1 passed, 1 failed, 1 skipped"])

    def test_a_class_that_was_skipped_or_broke_whole_takes_nothing_from_the_others(self):
        tests = [Example("passes"), SkippedWhole("passes"), BrokenWhole("passes")]
        self.assertEqual(self.close(*tests)[-1], "1 passed, 1 failed, 1 skipped")

    def test_nothing_run_is_nothing_passed(self):
        self.assertEqual(self.close(), ["0 passed, 0 failed, 0 skipped"])


class RunnerTests(unittest.TestCase):
    def test_tests_never_write_into_var(self):
        self.assertNotIn(settings.VAR_DIR, Path(settings.MEDIA_ROOT).parents)
        self.assertTrue(str(settings.MEDIA_ROOT).startswith(os.environ["NEWSROOM_TEST_FOLDER"]))

    def test_the_closing_line_is_the_last_one_in_parallel_too(self):
        for option in ("--parallel=1", "--parallel=2"):
            with self.subTest(option):
                done = subprocess.run(
                    [sys.executable, "manage.py", "test", option, "tests.newsroom.test_env"],
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    timeout=120,
                )
                last = done.stdout.strip().splitlines()[-1]
                self.assertRegex(last, r"^\d+ passed, 0 failed, 0 skipped$")
                self.assertEqual(done.returncode, 0, done.stderr)


class Stubborn(Exception):
    """Cannot be made again from what it says of itself."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")
        self.held = lambda: None


class ToldInParallelTests(unittest.TestCase):
    """What a process of tests hands on has to be taken over by another."""

    def tell(self, fail) -> unittest.TestResult:
        result = _Runner().run(unittest.FunctionTestCase(fail))
        told = unittest.TestResult()
        for name, _number, *what in pickle.loads(pickle.dumps(result.events)):
            getattr(told, name)(Example("passes"), *what)
        return told

    def test_an_error_that_no_other_process_can_take_over_is_told_by_its_words(self):
        def fail():
            raise Stubborn("wind", "water")

        ((_test, said),) = self.tell(fail).errors
        self.assertIn("wind and water", said)
        self.assertIn("in fail", said, "where it was raised")

    def test_a_failure_stays_a_failure(self):
        def fail():
            try:
                raise Stubborn("wind", "water")
            except Stubborn as error:
                raise AssertionError("on purpose") from error

        ((_test, said),) = self.tell(fail).failures
        self.assertIn("on purpose", said)
        self.assertIn("wind and water", said)

    def test_a_part_of_a_test_that_holds_a_server_is_told_by_its_name(self):
        class Held(Example):
            def setUp(self):
                self.server = lambda: None

        result = _Runner().run(Held("fails_in_three_parts"))
        parts = [what for what in pickle.loads(pickle.dumps(result.events)) if len(what) == 4]
        self.assertEqual(
            [str(part[2])[-10:] for part in parts], [f"(number={n})" for n in range(3)]
        )
        told = unittest.TextTestResult(unittest.runner._WritelnDecorator(StringIO()), False, 2)
        told.testsRun = 1
        for name, _number, *what in parts:
            getattr(told, name)(Example("passes"), *what)
        self.assertEqual(closing_lines(told), ["0 passed, 1 failed, 0 skipped"])


class DatabaseOnly(SimpleTestCase):
    def found(self, label: str) -> list:
        runner = Runner(verbosity=0, database_only=True)
        return list(iter_test_cases(runner.build_suite([label])))

    def test_only_tests_with_a_database_are_left(self):
        self.assertEqual(self.found("tests.articles.comparing.test_tokens"), [])
        self.assertGreater(len(self.found("tests.articles.test_timeline")), 5)

    def test_what_cannot_be_loaded_still_fails(self):
        (one,) = self.found("tests.no_such_module")
        with self.assertRaises(ImportError):
            one.debug()
