"""One spelling for each web address, so that all that a browser may send for it is known as it.

Escapes are read and letters composed (RFC 3986, 6.2.2; Unicode NFC), slashes at the end and doubled
ones taken away, what only counts visitors left out of the query and the rest put in order. Upper
and lower case stay two addresses, as they are to most servers.

The front page answers whatever it is asked, so that a former address there is one by its query
alone: /?p=123, as WordPress had for every story beside its readable address.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

# Four bytes a letter at most: PostgreSQL's index holds 2,704.
KEY_LENGTH = 600
# What a browser takes out of an address before it reads it (WHATWG URL, 4.4).
_NOT_IN_URLS = re.compile(r"[\t\n\r]")
_SLASHES = re.compile("/{2,}")
_UNREAD = re.compile(rb"(?:%[89A-F][0-9A-F])+")
_COUNTS_VISITORS = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id", re.IGNORECASE)
# What pages here are asked by their addresses; a front page asked so is no older site's.
ASKED = ("before", "from", "to", "q")
_ASKED_OF_US = re.compile(rf"(?:^|&)(?:{'|'.join(ASKED)})=")
# An older site's front page, by its own name and by its program's. The query tells the story.
FRONT, _FRONT_PROGRAM = "/", "/index.php"


class BadAddress(ValueError):
    """Why a text is no address, as a sentence."""


class Address(NamedTuple):
    """The host with its port, in small letters, blank for a path alone; and the one spelling."""

    host: str
    key: str


def read_address(text: str) -> Address:
    """A path that begins with "/", or a full web address. Raises BadAddress."""
    text = _NOT_IN_URLS.sub("", text).strip()
    told = text[:80]
    try:
        url = urlsplit(text)
        host = url.netloc.rpartition("@")[2].lower()
    except ValueError:
        raise BadAddress(_("“%s” is no web address.") % told) from None
    is_path = not url.scheme and text.startswith("/")
    if not is_path and not (url.scheme in {"http", "https"} and host):
        raise BadAddress(
            _("“%s” is neither a path that begins with “/” nor a full web address.") % told
        )
    key = address_key(unquote_to_bytes(url.path), url.query)
    if len(key) > KEY_LENGTH:
        raise BadAddress(
            _("“%(address)s…” has %(length)d characters; an address may have %(most)d.")
            % {"address": told, "length": len(key), "most": KEY_LENGTH}
        )
    return Address(host, key)


def address_key(path: bytes, query: str = "") -> str:
    """The one spelling of a path, its escapes read, and a query as it was sent."""
    text = unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape"))
    text = "/" + _SLASHES.sub("/", text).strip("/")
    written = "".join(map(_written, text))
    if query := _query_key(query):
        written += f"?{query}"
    return written


def request_keys(request: HttpRequest) -> list[str]:
    """How the address of a request may be known (``keys_of``)."""
    # Django has read the escapes, but for those that are no UTF-8.
    sent = request.path_info.encode("utf-8", "surrogateescape")
    path = _UNREAD.sub(lambda escape: unquote_to_bytes(escape[0]), sent)
    return keys_of(path, request.META.get("QUERY_STRING", ""))


def keys_of(path: bytes, query: str = "") -> list[str]:
    """How an address, as ``address_key`` takes it, may be known: the nearest first.

    With its query, if it has one, and without; the front page by a query alone, and by none that
    pages here are asked. Empty where it can be no former address.
    """
    plain, full = address_key(path), address_key(path, query)
    fronts = []
    if plain in (FRONT, _FRONT_PROGRAM) and is_possible(front := FRONT + full.removeprefix(plain)):
        fronts = [front, _FRONT_PROGRAM + front.removeprefix(FRONT)]
    keys = fronts if plain == FRONT else [full, *fronts, plain]
    return [key for key in dict.fromkeys(keys) if len(key) <= KEY_LENGTH]


def is_possible(key: str) -> bool:
    """Whether an address in its one spelling is any but the front page as it answers here."""
    path, _, query = key.partition("?")
    return path != FRONT or bool(query) and not _ASKED_OF_US.search(query)


def bare_host(host: str) -> str:
    """A host without the "www." that most have both with and without."""
    return host.lower().removeprefix("www.")


def _written(letter: str) -> str:
    if letter in " %?#" or not letter.isprintable():
        sent = letter.encode("utf-8", "surrogateescape")
        return "".join(f"%{byte:02X}" for byte in sent)
    return letter


def _query_key(query: str) -> str:
    if not query:
        return ""
    pairs = (
        (unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", value))
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _COUNTS_VISITORS.fullmatch(name)
    )
    return "&".join(sorted(urlencode([pair], errors="replace") for pair in pairs))
