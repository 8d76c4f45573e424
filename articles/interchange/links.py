"""Links in a body from elsewhere: those to its own old site, and those meant as e-mail."""

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import urlsplit

from newsroom.address_keys import bare_host

_HREF = re.compile(r'(<a href=")([^"]*)(?=")')
# The plain form that nearly all addresses have (RFC 5322 allows stranger ones).
_MAIL = re.compile(r"[\w.+-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.ASCII | re.I)


def at_home(body: str, hosts: Collection[str]) -> str:
    """A cleaned body whose links to the old site's ``hosts`` begin at their path.

    The paths stay as they were written: articles/former_views.py leads on from them, also to a
    story that is imported later. ``name@host`` as an address is the e-mail it was meant as.
    """
    return _HREF.sub(lambda match: match[1] + escape(_href(unescape(match[2]), hosts)), body)


def _href(href: str, hosts: Collection[str]) -> str:
    if _MAIL.fullmatch(href):
        return f"mailto:{href}"
    try:
        url = urlsplit(href)
    except ValueError:
        return href
    if url.scheme not in {"", "http", "https"} or bare_host(url.netloc) not in hosts:
        return href
    # One slash alone: with two the path would be a host.
    path = "/" + url.path.lstrip("/\\")
    query = f"?{url.query}" if url.query else ""
    return path + query + (f"#{url.fragment}" if url.fragment else "")
