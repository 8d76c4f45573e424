"""A story's text for feeds: plain HTML that needs no style sheet, all of its addresses absolute."""

from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import get_template
from lxml import html as lxml_html

from articles import presentation
from articles.feeds.markup import plain
from articles.record import EditionRecord

# All else is the site's own: classes, roles, what its scripts and styles take hold of.
_KEPT = frozenset(
    "href src alt cite colspan rowspan start datetime lang dir title "
    "controls playsinline preload poster width height".split()
)
_ADDRESSES = ("href", "src", "cite", "poster")


def content_html(record: EditionRecord, page_url: str) -> str:
    """The story below its headline, as readers may see it, with its notices."""
    story = record.story
    notices = [presentation.notice(one) for one in record.standing_notices]
    drawn = get_template("articles/feed_content.html").render(
        {
            "story": story,
            "lead": presentation.picture(story.lead_image),
            "parts": presentation.blocks(record),
            "retractions": [one for one in notices if one.change == "retraction"],
            "corrections": [one for one in notices if one.change != "retraction"],
            "corrections_first": settings.CORRECTIONS_PLACE == "top",
        }
    )
    return standing_alone(drawn, page_url)


def standing_alone(html: str, page_url: str) -> str:
    """HTML of ours without what only our pages understand, links and files by whole addresses."""
    # lxml would take the first character that XML cannot hold for the end.
    root = lxml_html.fragment_fromstring(plain(html), create_parent="div")
    for element in list(root.iterdescendants()):
        if element.tag == "div":
            element.drop_tag()
            continue
        if element.tag == "aside":
            element.tag = "blockquote"
        for name in element.attrib:
            if name not in _KEPT:
                del element.attrib[name]
        for name in _ADDRESSES:
            if name in element.attrib:
                _make_whole(element, name, page_url)
    for child in root:
        # The template's own white space; that of a text or a code block is inside.
        if not (child.tail or "").strip():
            child.tail = "\n"
    inside = (lxml_html.tostring(child, encoding="unicode") for child in root)
    return ((root.text or "") + "".join(inside)).strip()


def _make_whole(element, name: str, page_url: str) -> None:
    try:
        element.set(name, urljoin(page_url, element.get(name)))
    except ValueError:
        # An address that no browser could follow either.
        del element.attrib[name]
