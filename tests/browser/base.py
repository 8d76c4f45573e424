"""Tests in real Chromium: the base class."""

import importlib.util
import threading
import time
import unittest

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client, tag
from django.utils.functional import classproperty

from articles.groups import grant
from tests.browser.chromium import (
    HOW_TO_GET_ONE,
    NO_PLAYWRIGHT,
    WINDOWS,
    ServerThread,
    find_chromium,
    playwright,
    port,
)

# The editor of a story's text, for the tests to ask; a page without one never has it.
KEEP_EDITOR = (
    'addEventListener("prose-editor:ready", ({detail}) => { window.bodyEditor = detail; })'
)
# How many answers a page's scripts wait for. Playwright's "networkidle" counts for itself, and on a
# busy machine waits for ever where a page that was left had said goodbye to the server.
KEEP_COUNT = """{
  window.awaited = 0;
  const {fetch, XMLHttpRequest: {prototype}} = window;
  window.fetch = (...what) => {
    window.awaited += 1;
    return fetch(...what).finally(() => { window.awaited -= 1; });
  };
  const {send} = prototype;
  prototype.send = function (...what) {
    window.awaited += 1;
    this.addEventListener("loadend", () => { window.awaited -= 1; }, {once: true});
    return send.apply(this, what);
  };
}"""
# Nothing is awaited and nothing has changed for a while; or what still goes on after 30 seconds.
GO_QUIET = """() => new Promise((resolve) => {
  const start = performance.now();
  let last = start;
  const changed = () => { last = performance.now(); };
  const all = {subtree: true, childList: true, attributes: true, characterData: true};
  const changes = new MutationObserver(changed);
  changes.observe(document, all);
  const look = () => {
    const open = [...document.images].filter((one) => one.loading !== "lazy" && !one.complete);
    const isBusy = window.awaited || open.length || document.fonts.status !== "loaded"
      || document.readyState !== "complete";
    if (isBusy) changed();
    const now = performance.now();
    if (now - last < 300 && now - start < 30000) return setTimeout(look, 50);
    changes.disconnect();
    return resolve(now - last < 300 ? `${window.awaited} awaited, ${open.length} pictures` : "");
  };
  look();
})"""
# The browser tells of a moved caret after the key that moved it, so a machine may press the next
# key before the editor knows; nobody's fingers can.
CARET_IS_KNOWN = """() => {
  const view = window.bodyEditor?.editor.view;
  const {focusNode, focusOffset} = document.getSelection();
  return view?.hasFocus() && view.dom.contains(focusNode)
    && view.posAtDOM(focusNode, focusOffset) === view.state.selection.head;
}"""

# ProseMirror puts back the caret it knows 20 ms after it got the focus. A key that moved the caret
# just then, before the browser told of it, would have moved nothing.
AFTER_FOCUS = "() => new Promise(done => setTimeout(done, 40))"


def put_caret(page, into):
    """Click into a text, until its editor knows where its caret is."""
    into.click()
    page.evaluate(AFTER_FOCUS)
    page.wait_for_function(CARET_IS_KNOWN)


@tag("browser")
class BrowserTestCase(StaticLiveServerTestCase):
    """A live server and ``self.page``, a fresh Playwright page; a script error fails the test.

    ``self.open_page(...)`` gives further pages: ``viewport={"width": 390, "height": 844}``,
    ``color_scheme="dark"``, ``java_script_enabled=False``. A test that fails leaves a picture of
    every page in ``screenshots`` under var/.
    """

    allowed_errors: tuple[str, ...] = ()
    server_thread_class = ServerThread

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if importlib.util.find_spec("playwright") is None:
            unittest.skip(NO_PLAYWRIGHT)(cls)
        elif find_chromium() is None:
            unittest.skip(HOW_TO_GET_ONE)(cls)

    @classproperty
    def port(cls):  # noqa: N805
        return port()

    @classmethod
    def setUpClass(cls):
        playwright()
        super().setUpClass()
        cls._count_what_is_answered()

    @classmethod
    def _count_what_is_answered(cls):
        """``answering``: the threads that are at a request; a kept connection is at none."""
        cls.answering: set[int] = set()

        def begin(**_):
            # The tests' own client asks in the main thread.
            if threading.current_thread() is not threading.main_thread():
                cls.answering.add(threading.get_ident())

        def end(**_):
            cls.answering.discard(threading.get_ident())

        for signal, listener in ((request_started, begin), (request_finished, end)):
            signal.connect(listener, weak=False)
            cls.addClassCleanup(signal.disconnect, listener)

    def setUp(self):
        super().setUp()
        # A live server's tests end by emptying every table, the migrations' rows included.
        grant(apps, connection.schema_editor())
        self.script_errors: list[str] = []
        self.pages, self.opened = [], []
        self.page = self.open_page()

    def tearDown(self):
        self._keep_pictures_of_a_failure()
        self._leave()
        errors = [
            error
            for error in self.script_errors
            if not any(allowed in error for allowed in self.allowed_errors)
        ]
        self.assertEqual(errors, [], "errors in the browser's scripts")
        super().tearDown()

    def _leave(self):
        """Close the pages and wait for the server: what it still writes locks the tables that the
        test's end empties."""
        while self.opened:
            window, options = self.opened.pop()
            WINDOWS.give_back(window, **options)
        until = time.monotonic() + 10
        while time.monotonic() < until and self.answering:
            time.sleep(0.02)

    def open_page(self, **options):
        options = {"locale": "en-GB", "base_url": self.live_server_url} | options
        window = WINDOWS.take(**options)
        self.opened.append((window, options))
        window.set_default_timeout(30_000)
        page = WINDOWS.open_page(window, self.live_server_url)
        page.add_init_script(KEEP_EDITOR)
        page.add_init_script(KEEP_COUNT)
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        self.pages.append(page)
        return page

    def sign_in_as(self, user, page=None):
        """Give the page the session of a user, without passing through the sign-in form."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page = page or self.page
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.live_server_url}]
        )
        return page

    def sign_in(self, username: str, password: str = "", page=None):
        """Sign in at the desk; the password is the username unless another is given."""
        page = page or self.page
        page.goto("/admin/login/?next=/admin/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password or username)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/admin/")
        return page

    def click_text(self, block: str = "", page=None):
        """Put the caret into a story's text, or into the first block of it that a selector names,
        until its editor knows where it is."""
        page = page or self.page
        page.wait_for_function("window.bodyEditor")
        put_caret(page, page.locator(f".be-text {block}").first)

    def press(self, key: str, page=None):
        """Press a key that moves the caret in the text, until its editor knows where it is."""
        page = page or self.page
        page.keyboard.press(key)
        page.wait_for_function(CARET_IS_KNOWN)

    def save_in_place(self, page=None, press=None):
        """Save a story that has its page already, which stays; ``press`` does it another way."""
        page = page or self.page
        page.evaluate(
            "window.isSaved = false;"
            "const heard = () => { window.isSaved = true; };"
            "document.addEventListener('desk:saved', heard, {once: true});"
        )
        save = press or page.locator("[data-save]").click
        save()
        page.wait_for_function("window.isSaved")

    def quiet(self, page=None):
        """Wait until a page has loaded what it asks for, and its scripts have done what they do."""
        from playwright.sync_api import Error

        page, busy = page or self.page, "it went to other pages"
        for _ in range(5):
            page.wait_for_load_state()
            try:
                busy = page.evaluate(GO_QUIET)
                break
            except Error as error:
                # It was just about to go to another page.
                if "context was destroyed" not in str(error):
                    raise
        self.assertEqual(busy, "", f"{page.url} is busy still.")

    def _keep_pictures_of_a_failure(self):
        if not (self._has_failed() or self.script_errors):
            return
        folder = settings.VAR_DIR / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(self.pages, 1):
            if not page.is_closed():
                page.screenshot(path=folder / f"{self.id()}-{number}.png")

    def _has_failed(self) -> bool:
        result = self._outcome.result
        if hasattr(result, "events"):
            # In a worker of --parallel, which keeps what happened only to tell it its parent.
            bad = {"addError", "addFailure", "addSubTest"}
            return any(event[0] in bad and event[1] == result.test_index for event in result.events)
        broken = result.errors + result.failures
        return any(getattr(test, "test_case", test) is self for test, _ in broken)
