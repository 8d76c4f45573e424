"""Every link of a site followed, as a reader, a search engine and a reader of feeds would.

    python -m tests.support.crawling http://127.0.0.1:8000

What answers is given by a function, so that a server and Django's test client are walked alike.
"""

import json
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import feedparser
from lxml import etree
from lxml import html as lxml_html

BEGINNINGS = (
    *("/", "/archive/", "/corrections/", "/about/", "/search/", "/robots.txt", "/opensearch.xml"),
    *("/sitemap.xml", "/ninjs.json", "/podcast.rss", "/feed.rss", "/feed.atom", "/feed.json"),
)
MOST_HOPS = 5
_ADDRESSES = ("href", "src", "poster", "action", "url")
_PICTURES = re.compile(r"(\S+)(?:\s+[\d.]+[wx])?\s*(?:,|\Z)")
# Texts of stories, and what two of them differ in.
_WRITTEN = "//*[contains(@class, 'story-body') or contains(@class, 'compared-text')]//a"
_FEEDS = ("application/rss+xml", "application/atom+xml")


class Answer(NamedTuple):
    """What an address gave: ``kind`` is its media type, ``to`` where a redirect leads, ``link``
    the header that names what comes next (RFC 8288)."""

    status: int
    kind: str = ""
    content: bytes = b""
    to: str = ""
    link: str = ""


class Link(NamedTuple):
    address: str
    # The name of the place on its page, blank where the page as a whole is meant.
    place: str = ""
    # Whether somebody wrote it into a story: what an archive brought may have been dead before.
    is_written: bool = False


@dataclass
class Page:
    """An address that was asked for; ``status`` and ``kind`` are those of the last redirect."""

    status: int
    kind: str
    links: list[Link] = field(default_factory=list)
    places: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)


@dataclass
class Crawl:
    """A walk over a site.

    ``ask`` gives an Answer to a path with its query. ``origin`` is what the site's own full
    addresses begin with. Addresses of which ``follows`` is false are told in ``left`` and not
    asked for.
    """

    ask: Callable[[str], Answer]
    origin: str
    follows: Callable[[str], bool] = lambda address: True
    pages: dict[str, Page] = field(default_factory=dict)
    left: set[Link] = field(default_factory=set)

    def walk(self, *beginnings: str) -> None:
        waiting = deque(beginnings or BEGINNINGS)
        while waiting:
            address = waiting.popleft()
            if address in self.pages:
                continue
            page = self.pages[address] = self._read(address)
            for link in page.links:
                if self.follows(link.address):
                    waiting.append(link.address)
                else:
                    self.left.add(link)

    def linked(self, *beginnings: str) -> Iterator[str]:
        """What pages whose addresses begin so link to, as often as they do."""
        for address, page in self.pages.items():
            if address.startswith(beginnings):
                yield from (link.address for link in page.links)

    def dead(self, *, written: bool = False) -> Iterator[str]:
        """A sentence on every link that leads to nothing: the site's own, or those in stories."""
        for address, page in self.pages.items():
            for link in page.links:
                found = self.pages.get(link.address)
                if found is None or link.is_written is not written:
                    continue
                if found.status != 200:
                    yield f"{address} → {link.address}: {found.status}"
                elif link.place and "html" in found.kind and link.place not in found.places:
                    yield f"{address} → {link.address}#{link.place}: no such place"

    def problems(self) -> Iterator[str]:
        """A sentence on whatever answered with an error of its own or could not be read."""
        for address, page in self.pages.items():
            if page.status >= 500:
                yield f"{address}: {page.status}"
            yield from (f"{address}: {problem}" for problem in page.problems)

    def _read(self, address: str) -> Page:
        answer, at = self.ask(address), address
        for _hop in range(MOST_HOPS):
            if answer.status not in (301, 302, 307, 308):
                break
            at = urljoin(at, answer.to.removeprefix(self.origin))
            if not at.startswith("/"):
                return Page(200, "elsewhere")
            answer = self.ask(at)
        page = Page(answer.status, answer.kind)
        if answer.status != 200:
            return page
        page.links += self._links(re.findall("<([^>]+)>", answer.link), at)
        try:
            _READERS.get(_reader_of(answer.kind), _nothing)(self, page, at, answer)
        except (ValueError, etree.LxmlError) as error:
            page.problems.append(f"cannot be read: {error}")
        return page

    def _own(self, href: str, base: str) -> tuple[str, str] | None:
        """Path with query and place of a link to this site; None of any other."""
        try:
            url, place = urldefrag(urljoin(self.origin + base, href.strip()))
            parts = urlsplit(url)
        except ValueError:
            return None
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            return None
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        return path + (f"?{parts.query}" if parts.query else ""), place

    def _links(self, hrefs, base: str, *, is_written: bool = False) -> list[Link]:
        own = (self._own(href, base) for href in hrefs)
        return [Link(*found, is_written) for found in own if found]

    def _read_html(self, page: Page, base: str, answer: Answer) -> None:
        root = lxml_html.fromstring(answer.content.decode())
        page.places = frozenset(root.xpath("//@id"))
        written = set(root.xpath(_WRITTEN))
        for element in root.iter(etree.Element):
            is_written = element in written
            page.links += self._links(_addresses(element), base, is_written=is_written)
        for script in root.iterfind(".//script[@type='application/ld+json']"):
            told = json.loads(script.text or "")
            if not told:
                page.problems.append("empty JSON-LD")
            # The part behind "#" names a thing there, and no place on its page.
            page.links += self._links((urldefrag(one)[0] for one in _addresses_in(told)), base)

    def _read_feed(self, page: Page, base: str, answer: Answer) -> None:
        told = {"content-type": answer.kind, "content-location": self.origin + base}
        feed = feedparser.parse(
            answer.content,
            response_headers=told,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        if feed.bozo:
            page.problems.append(f"feedparser had to guess: {feed.bozo_exception}")
        page.links += self._links((link.href for link in feed.feed.get("links", ())), base)
        for entry in feed.entries:
            links = [link.href for link in entry.get("links", ())]
            page.links += self._links(links, base)
            texts = [one.value for one in entry.get("content", ())] + [entry.get("summary", "")]
            for text in texts:
                page.links += self._links(_written_in(text), base, is_written=True)

    def _read_xml(self, page: Page, base: str, answer: Answer) -> None:
        root = etree.fromstring(answer.content)
        told = (element.text or "" for element in root.iter("{*}loc"))
        # The address of a search has a place for its words.
        named = (one for one in root.xpath("//@template | //@url") if "{" not in one)
        page.links += self._links((*told, *named), base)

    def _read_json(self, page: Page, base: str, answer: Answer) -> None:
        page.links += self._links(_addresses_in(json.loads(answer.content)), base)


def _nothing(crawl: Crawl, page: Page, base: str, answer: Answer) -> None:
    """Pictures, style sheets and texts lead nowhere."""


_READERS = {
    "html": Crawl._read_html,
    "feed": Crawl._read_feed,
    "xml": Crawl._read_xml,
    "json": Crawl._read_json,
}


def _reader_of(kind: str) -> str:
    kind = kind.partition(";")[0].strip()
    if kind in _FEEDS:
        return "feed"
    if kind == "image/svg+xml":
        return ""
    return next((name for name in ("html", "xml", "json") if kind.endswith(name)), "")


def _addresses(element) -> Iterator[str]:
    if element.tag == "meta":
        if (element.get("property") or "").endswith((":url", ":image")):
            yield element.get("content", "")
        return
    for name in _ADDRESSES:
        if href := element.get(name):
            yield href
    if pictures := element.get("srcset") or element.get("imagesrcset"):
        yield from _PICTURES.findall(pictures)


def _addresses_in(told) -> Iterator[str]:
    """Whatever a JSON document holds that is a full address."""
    if isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _addresses_in(one)
    elif isinstance(told, str) and re.match(r"https?://\S+\Z", told):
        yield told


def _written_in(html: str) -> Iterator[str]:
    if "<" in html:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
        for element in root.iter(etree.Element):
            yield from _addresses(element)


def over_http(origin: str) -> Callable[[str], Answer]:
    """A server asked over one connection."""
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=60)

    def ask(address: str) -> Answer:
        connection.request("GET", address)
        response = connection.getresponse()
        content = response.read()
        kind = response.getheader("Content-Type", "")
        told = (response.getheader(name, "") for name in ("Location", "Link"))
        return Answer(response.status, kind, content, *told)

    return ask


def with_client(client) -> Callable[[str], Answer]:
    """Django's test client asked, which raises what a server would answer 500 to."""

    def ask(address: str) -> Answer:
        response = client.get(address)
        kind = response.headers.get("Content-Type", "")
        told = (response.headers.get(name, "") for name in ("Location", "Link"))
        return Answer(response.status_code, kind, response.getvalue(), *told)

    return ask


def main(origin: str) -> int:
    crawl = Crawl(over_http(origin), origin.rstrip("/"))
    crawl.walk()
    dead, written = sorted(set(crawl.dead())), sorted(set(crawl.dead(written=True)))
    problems = sorted(set(crawl.problems()))
    for title, lines in (
        ("Problems", problems),
        ("Dead links of the site", dead),
        ("Dead links written in stories", written),
    ):
        print(f"{title}: {len(lines)}", *lines, sep="\n  ")
    print(f"{len(crawl.pages)} addresses asked for.")
    return 1 if problems or dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
