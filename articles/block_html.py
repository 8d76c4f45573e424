"""A block of a body as readers' pages show it: wide ones scroll, headings can be linked to.

A body's headings have no names of their own. Where the text links to one ("#what-it-does", as a
table of contents does), the heading it means is given that name.
"""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.body import Block
from articles.table_html import table_html

_PLACE = re.compile(r'<a href="#([^"]+)"')
# Names that a story's page has given already.
_TAKEN = frozenset({"content", "corrections", "find", "listen-title"})


def places_sought(body: Iterable[Block]) -> dict[str, str]:
    """What a body's own links seek on its page ("#what-it-does"), by its letters and figures."""
    found = {}
    for block in body:
        for fragment in _PLACE.findall(block.html):
            place = unquote(unescape(fragment))
            if place not in _TAKEN and not re.search(r"\s", place):
                found.setdefault(_letters(place), place)
    return found


def block_html(block: Block, places: dict[str, str]) -> str:
    """A block as a page shows it; a heading that is sought takes its place from ``places``."""
    if block.kind == "heading" and (place := places.pop(_letters(block.text()), "")):
        return block.html.replace(">", f' id="{escape(place)}">', 1)
    # What is wide scrolls by itself, by keyboard too, and the page stays still.
    if block.kind == "table":
        return f'<div class="table" {_scrolling(_("Table"))}>{table_html(block.html)}</div>'
    if block.kind == "code":
        return block.html.replace("<pre>", f"<pre {_scrolling(_('Code'))}>", 1)
    return block.html


def _scrolling(label: str) -> str:
    return f'role="region" tabindex="0" aria-label="{escape(label)}"'


def _letters(text: str) -> str:
    """Names of places are made of headings in many ways, which all keep these."""
    return "".join(one for one in text.casefold() if one.isalnum())
