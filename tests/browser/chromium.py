"""Chromium: where it is found, and one of it for all tests of a process."""

import atexit
import os
import re
import shutil
import socket
from functools import cache
from pathlib import Path

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

# First the one without a window of its own to draw, which takes a quarter less.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW_TO_GET_ONE = (
    "No Chromium on this machine. Install one (Debian, Ubuntu: apt-get install chromium), "
    "or name it in CHROMIUM."
)
NO_PLAYWRIGHT = "Playwright is not installed. It is in requirements-dev.txt."
# Root, as in CI, cannot use the sandbox; the rest keeps Chromium from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Below those that systems give to outgoing connections, which would take it between two servers.
PORTS = range(20_000, 30_000)
# How many times slower pages run, to find the tests that look before a page is ready.
SLOWED = float(os.environ.get("CHROMIUM_SLOWED", 1))
STORED = "local_storage,indexeddb,cache_storage,service_workers"


def find_chromium() -> str | None:
    """The path of a Chromium of this machine: CHROMIUM, one on the PATH, an app, or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or next(
        (app for app in APPS if Path(app).exists()), None
    )


@cache
def playwright():
    """Playwright, once for all tests of the process: it takes a second to start."""
    from playwright.sync_api import sync_playwright

    # It runs an event loop in this thread, which Django takes for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


def expect(seen, message: str | None = None):
    """Playwright's assertions of a page or a locator, which wait until what they say is so: after
    a click, a page is not there at once, least of all on a busy machine."""
    from playwright.sync_api import expect as playwright_expect

    playwright_expect.set_options(timeout=30_000)
    return playwright_expect(seen, message)


def containing(text: str) -> re.Pattern:
    """For ``expect``: an address or an attribute that has this in it."""
    return re.compile(re.escape(text))


class Windows:
    """Windows of one browser. One that was given back is used again by the next test that asks
    for the like, with nothing left in it but scripts and styles in its cache: to fetch and compile
    those anew is half of what a test of the desk takes."""

    def __init__(self):
        self._browser = None
        self._free: dict[str, list] = {}

    def take(self, **options):
        """A window: Playwright's BrowserContext, made with these options."""
        if self._browser is None or not self._browser.is_connected():
            launch = playwright().chromium.launch
            self._browser = launch(executable_path=find_chromium(), args=ARGUMENTS)
            self._free.clear()
        free = self._free.get(repr(sorted(options.items())))
        return free.pop() if free else self._browser.new_context(**options)

    def open_page(self, window, address: str):
        """A page in a window, as new to the site at this address as its reader."""
        window.clear_cookies()
        window.clear_permissions()
        window.set_offline(False)
        page = window.new_page()
        at = {"origin": address, "storageTypes": STORED}
        tools = window.new_cdp_session(page)
        tools.send("Storage.clearDataForOrigin", at)
        if SLOWED > 1:
            tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        return page

    def give_back(self, window, **options):
        for page in window.pages:
            page.close()
        self._free.setdefault(repr(sorted(options.items())), []).append(window)


WINDOWS = Windows()


@cache
def port() -> int:
    """The port of every live server of the process, so that files stay where browsers know them."""
    for number in PORTS[os.getpid() % len(PORTS) :]:
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", number)) and not _fails_to_bind(number):
                return number
    raise OSError(f"No free port below {PORTS.stop}.")


def _fails_to_bind(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("localhost", number))
        except OSError:
            return True
    return False


class _Server(ThreadedWSGIServer):
    """Ends with every connection it has: the next server is at the same port."""

    def __init__(self, *args, **kwargs):
        self._open: set[socket.socket] = set()
        super().__init__(*args, **kwargs)

    def get_request(self):
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def close_request(self, request):
        self._open.discard(request)
        super().close_request(request)

    def server_close(self):
        super().server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class ServerThread(LiveServerThread):
    def _create_server(self, connections_override=None):
        return _Server(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=True,
            connections_override=connections_override,
        )
