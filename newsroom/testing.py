"""The test runner: settings fit for tests, files kept out of var/, and a count at the end."""

import logging
import os
import pickle
import shutil
import tempfile
import traceback
import warnings
from collections import Counter
from pathlib import Path
from unittest.loader import _FailedTest
from unittest.suite import _ErrorHolder

from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase, override_settings
from django.test.runner import (
    DiscoverRunner,
    ParallelTestSuite,
    RemoteTestResult,
    RemoteTestRunner,
    _init_worker,
)
from django.test.utils import iter_test_cases


def _settings_for_tests(folder: Path) -> override_settings:
    static = folder / "static"
    static.mkdir(parents=True, exist_ok=True)
    return override_settings(
        MEDIA_ROOT=folder / "media",
        STATIC_ROOT=static,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_USE_FINDERS=False,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        # The real hashers are slow on purpose.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        HTTPS=False,
        SITE_URL="",
        # Tests that listen turn it on.
        NARRATION="off",
    )


def _write_down(using, **kwargs):
    """Bring what is in SQLite's log into its file, which is copied for each process of tests."""
    with connections[using].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _start_worker(counter, *args, **kwargs):
    _init_worker(counter, *args, **kwargs)
    # A folder of its own: two processes never write or clear the same file.
    folder = Path(os.environ["NEWSROOM_TEST_FOLDER"]) / f"worker-{os.getpid()}"
    _settings_for_tests(folder).enable()


class _Told:
    """A part of a test by its name, which is all that is printed of it. The part itself holds its
    test, and with it what no other process can take over: a browser's pages, a server."""

    failureException = AssertionError

    def __init__(self, subtest):
        self._name, self._id = str(subtest), subtest.test_case.id()

    def id(self) -> str:
        return self._id

    def shortDescription(self) -> None:  # noqa: N802
        return None

    def __str__(self):
        return self._name


class _Result(RemoteTestResult):
    """Django's, which ends the whole run, and tells nothing of it, at a failure that cannot be
    told another process: here it is told by its words."""

    def addSubTest(self, test, subtest, err):  # noqa: N802
        super().addSubTest(test, _Told(subtest), err and _in_words(err))

    def addError(self, test, err):  # noqa: N802
        super().addError(test, _in_words(err))

    def addFailure(self, test, err):  # noqa: N802
        super().addFailure(test, _in_words(err))


def _in_words(error: tuple) -> tuple:
    """What was raised, as sys.exc_info tells it; by its traceback alone if another process cannot
    take it over."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        kind = AssertionError if isinstance(error[1], AssertionError) else RuntimeError
        return kind, kind("".join(traceback.format_exception(*error))), None
    return error


class _Runner(RemoteTestRunner):
    resultclass = _Result


class _Workers(ParallelTestSuite):
    init_worker = _start_worker
    runner_class = _Runner

    def __init__(self, subsuites, *args, **kwargs):
        # A class that ``takes_long`` begins first: begun last, it would run alone to the end.
        first = sorted(subsuites, key=lambda one: not getattr(next(iter(one)), "takes_long", False))
        super().__init__(first, *args, **kwargs)

    def handle_event(self, result, tests, event):
        if event[:2] == ("addSkip", -1):
            # A class skipped by its setUpClass: Django would name its last test, which never ran.
            test = _ErrorHolder(f"setUpClass ({type(tests[0]).__qualname__})")
            result.addSkip(test, *event[2:])
        else:
            super().handle_event(result, tests, event)


class Runner(DiscoverRunner):
    """Django's runner that ends with ``N passed, N failed, N skipped`` alone on a line."""

    parallel_test_suite = _Workers

    def __init__(self, *args, database_only=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.database_only = database_only

    @classmethod
    def add_arguments(cls, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--database-only",
            action="store_true",
            help="Only tests with a database: the others say the same whatever it is.",
        )

    def load_tests_for_label(self, label, discover_kwargs):
        tests = super().load_tests_for_label(label, discover_kwargs)
        if not self.database_only:
            return tests
        # What could not be loaded fails as ever.
        kinds = (TransactionTestCase, _FailedTest)
        return self.test_suite(one for one in iter_test_cases(tests) if isinstance(one, kinds))

    def setup_test_environment(self, **kwargs):
        super().setup_test_environment(**kwargs)
        self._folder = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
        os.environ["NEWSROOM_TEST_FOLDER"] = str(self._folder)
        self._settings = _settings_for_tests(self._folder / "main")
        self._settings.enable()
        warnings.filterwarnings("error", ".*received a naive datetime", RuntimeWarning)
        # Pages that are not found and forms that are refused are what many tests are about.
        for name in ("django.request", "django.security"):
            logging.getLogger(name).setLevel(logging.ERROR)

    def setup_databases(self, **kwargs):
        default = connections["default"]
        if default.vendor == "postgresql" and not default.settings_dict["TEST"]["NAME"]:
            # Two runs at once on one server keep to databases of their own.
            default.settings_dict["TEST"]["NAME"] = f"test_newsroom_{os.getpid()}"
        if default.vendor == "sqlite" and "browser" in (self.tags or ()):
            # A page asks several things at once. In memory all of the live server's threads share
            # one connection, and with it each other's transactions; in a file they do not.
            default.settings_dict["TEST"]["NAME"] = str(self._folder / "browser.sqlite3")
            post_migrate.connect(_write_down)
        return super().setup_databases(**kwargs)

    def teardown_test_environment(self, **kwargs):
        self._settings.disable()
        shutil.rmtree(self._folder, ignore_errors=True)
        super().teardown_test_environment(**kwargs)

    def run_suite(self, suite, **kwargs):
        self._result = super().run_suite(suite, **kwargs)
        return self._result

    def run_tests(self, *args, **kwargs):
        failures = super().run_tests(*args, **kwargs)
        result = getattr(self, "_result", None)
        if result is not None:
            for line in closing_lines(result):
                print(line, flush=True)
        return failures


def closing_lines(result) -> list[str]:
    """Why tests were skipped, each reason once, and the count. Subtests count as their test."""
    failed = {_test_id(test) for test, _ in (*result.failures, *result.errors)} | {
        _test_id(test) for test in result.unexpectedSuccesses
    }
    skipped = {_test_id(test): reason for test, reason in result.skipped}
    for test in failed:
        skipped.pop(test, None)
    # A class or module that could not be set up, or was skipped whole, ran no test.
    unrun = sum(_is_setup(test) for test in (*failed, *skipped))
    passed = max(0, result.testsRun + unrun - len(failed) - len(skipped))
    reasons = Counter(skipped.values())
    lines = [f"skipped {count}: {reason}" for reason, count in sorted(reasons.items())]
    return [*lines, f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped"]


def _test_id(test) -> str:
    return getattr(test, "test_case", test).id()


def _is_setup(test_id: str) -> bool:
    return test_id.startswith(("setUpClass ", "tearDownClass ", "setUpModule ", "tearDownModule "))
