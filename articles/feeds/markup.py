"""Writing XML: whatever a desk typed becomes text that every reader of XML takes."""

from lxml import etree

from articles.body import NOT_IN_XML

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
# https://www.rssboard.org/media-rss
MEDIA = "http://search.yahoo.com/mrss/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def plain(text: object) -> str:
    """Text without the characters that XML 1.0 cannot hold (§2.2)."""
    return NOT_IN_XML.sub("", str(text))


def add(parent: etree._Element, tag: str, text: object = "", **attributes: object):
    """A child with text and attributes; those that are "" are left out."""
    child = etree.SubElement(parent, tag)
    if text != "":
        child.text = plain(text)
    for name, value in attributes.items():
        if value != "":
            child.set(LANG if name == "lang" else name, plain(value))
    return child


def written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def add_picture(parent: etree._Element, picture) -> None:
    """A FeedPicture as Media RSS tells it, its credit inside."""
    content = add(
        parent,
        f"{{{MEDIA}}}content",
        url=picture.url,
        medium="image",
        type="image/jpeg",
        width=picture.width,
        height=picture.height,
    )
    if picture.caption or picture.alt:
        add(content, f"{{{MEDIA}}}description", picture.caption or picture.alt, type="plain")
    if picture.credit:
        add(content, f"{{{MEDIA}}}credit", picture.credit)


def add_clip(parent: etree._Element, clip) -> None:
    """A FeedClip as Media RSS tells it. It is no enclosure: RSS 2.0 knows one an item, which
    programs fetch unasked."""
    content = add(
        parent,
        f"{{{MEDIA}}}content",
        url=clip.url,
        medium="video",
        type=clip.type,
        width=clip.width or "",
        height=clip.height or "",
        duration=clip.duration or "",
    )
    add(content, f"{{{MEDIA}}}title", clip.title, type="plain")
    if clip.caption:
        add(content, f"{{{MEDIA}}}description", clip.caption, type="plain")
    if clip.credit:
        add(content, f"{{{MEDIA}}}credit", clip.credit)
    if clip.poster:
        add(content, f"{{{MEDIA}}}thumbnail", url=clip.poster)
