"""The podcast: every live story that can be heard, newest first, as an RSS feed.

RSS 2.0 (https://www.rssboard.org/rss-specification) with what podcast apps ask for
(https://podcasters.apple.com/support/823-podcast-requirements).
"""

from datetime import datetime
from io import StringIO
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import rfc2822_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.utils.xmlutils import SimplerXMLGenerator

from articles.body import NOT_IN_XML
from articles.feeds.markup import ATOM, DC
from articles.models import Edition
from articles.models.narration import RECORDED, is_heard
from articles.narration.player import ai_notice
from newsroom.dates import for_programs
from newsroom.prepared import PreparedQuery
from newsroom.public import absolute, public_page, site_origin

LENGTH = 100
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


class Episode(NamedTuple):
    article_id: int
    section: str
    slug: str
    language: str
    headline: str
    standfirst: str
    published: datetime
    audio: str
    size: int
    duration: int
    engine: str
    is_dated_by_day: bool


def _episodes_query(at, captions):
    return (
        Edition.objects.live(at)
        .filter(is_heard(at, captions, "spoken__"), spoken__narration__isnull=False)
        .newest_first()
        .values_list(
            "article_id",
            "section__slug",
            "slug",
            "language",
            "headline",
            "standfirst",
            "first_published",
            "spoken__narration__audio",
            "spoken__narration__size",
            "spoken__narration__duration",
            "spoken__narration__engine",
            "is_dated_by_day",
        )[:LENGTH]
    )


_EPISODES = PreparedQuery(_episodes_query)


@public_page
def podcast(request: HttpRequest) -> HttpResponse:
    # None is a query of its own.
    captions = 1 if settings.NARRATION_CAPTIONS else None
    episodes = [Episode(*row) for row in _EPISODES.rows(at=timezone.now(), captions=captions)]
    with override(settings.LANGUAGE_CODE):
        feed = _feed(episodes, site_origin(request), request.path)
    return HttpResponse(feed, content_type="application/rss+xml; charset=utf-8")


def _feed(episodes: list[Episode], origin: str, path: str) -> bytes:
    out = StringIO()
    xml = _Xml(out, "utf-8")
    xml.startDocument()
    names = {"version": "2.0", "xmlns:itunes": _ITUNES, "xmlns:atom": ATOM, "xmlns:dc": DC}
    xml.startElement("rss", names)
    xml.startElement("channel", {})
    _channel(xml, origin, path)
    for episode in episodes:
        _item(xml, episode, origin)
    xml.endElement("channel")
    xml.endElement("rss")
    return out.getvalue().encode()


def _channel(xml: "_Xml", origin: str, path: str) -> None:
    cover = absolute(static("articles/site/podcast.png"), origin)
    xml.tag("title", settings.SITE_NAME)
    xml.tag("link", origin + "/")
    xml.tag("atom:link", "", {"href": origin + path, "rel": "self", "type": "application/rss+xml"})
    xml.tag("description", settings.SITE_TAGLINE or settings.SITE_NAME)
    xml.tag("language", settings.LANGUAGE_CODE)
    xml.tag("itunes:author", settings.SITE_NAME)
    xml.tag("itunes:explicit", "false")
    xml.tag("itunes:type", "episodic")
    xml.tag("itunes:image", "", {"href": cover})
    xml.tag("itunes:category", "", {"text": "News"})


def _item(xml: "_Xml", episode: Episode, origin: str) -> None:
    address = reverse("articles:article", args=[episode.section, episode.slug, episode.article_id])
    sound = absolute(default_storage.url(episode.audio), origin)
    xml.startElement("item", {})
    xml.tag("title", episode.headline)
    xml.tag("link", origin + address)
    xml.tag("description", _description(episode))
    if episode.is_dated_by_day:
        # As in the other feeds (articles/feeds/rss.py).
        xml.tag("dc:date", for_programs(episode.published.isoformat(), is_day=True))
    else:
        xml.tag("pubDate", rfc2822_date(episode.published))
    # The same for every edition: a corrected story is no second episode.
    xml.tag("guid", f"newsroom-story-{episode.article_id}", {"isPermaLink": "false"})
    size = str(episode.size)
    xml.tag("enclosure", "", {"url": sound, "length": size, "type": "audio/mpeg"})
    xml.tag("itunes:duration", str(max(1, round(episode.duration / 1000))))
    xml.tag("itunes:explicit", "false")
    xml.tag("itunes:episodeType", "full")
    xml.endElement("item")


def _description(episode: Episode) -> str:
    """The standfirst, and of a machine's voice that it is one."""
    notice = "" if episode.engine == RECORDED else ai_notice(episode.language)[0]
    return "\n\n".join(filter(None, [episode.standfirst, notice])) or _("A story read aloud.")


class _Xml(SimplerXMLGenerator):
    def tag(self, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
        # A headline may hold what no XML document can.
        clean = {key: NOT_IN_XML.sub("", value) for key, value in (attributes or {}).items()}
        self.addQuickElement(name, NOT_IN_XML.sub("", text), clean)
