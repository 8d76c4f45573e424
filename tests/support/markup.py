"""What may stand in a body, judged by an HTML5 parser that has nothing to do with ours."""

import io
import re
from xml.etree.ElementTree import Element

import tinyhtml5

ATTRIBUTES = {
    # An address with a scheme of the web, of mail or of telephones, or with none.
    "a": {"href": re.compile(r"(?:https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)},
    "aside": {"class": re.compile(r"pullquote\Z")},
    "figure": {f"data-{kind}": re.compile(r"\d+\Z") for kind in ("image", "post", "clip")},
    "ol": {"start": re.compile(r"\d+\Z")},
    "td": {name: re.compile(r"\d+\Z") for name in ("colspan", "rowspan")},
    "th": {name: re.compile(r"\d+\Z") for name in ("colspan", "rowspan")},
}
TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "pre", "table", "tbody", "tr"),
    *("strong", "em", "s", "u", "sub", "sup", "code", "br"),
    *ATTRIBUTES,
}
UNREAD = {"script", "style", "title", "textarea", "iframe", "noscript", "template", "select"}


def parse(html: str) -> Element:
    # A string might be taken for a file's name.
    root = tinyhtml5.parse(io.StringIO(html), namespace_html_elements=False)
    return root.find("body")


def harm(body: str) -> list[str]:
    """What stands in a body that must not: elements, attributes, addresses, comments."""
    found = []
    for element in parse(body).iter():
        if element.tag == "body":
            continue
        if element.tag not in TAGS:
            found.append(str(element.tag))
        for name, value in element.attrib.items():
            allowed = ATTRIBUTES.get(element.tag, {}).get(name)
            # A browser reads an address without these (https://url.spec.whatwg.org/).
            read = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(33)))))
            if not (allowed and allowed.match(read)):
                found.append(f"{element.tag} {name}={value}")
    return found


def letters(html: str) -> str:
    """The text of some HTML, without its white space."""

    def texts(element: Element):
        if isinstance(element.tag, str) and element.tag not in UNREAD:
            yield element.text or ""
            for child in element:
                yield from texts(child)
                yield child.tail or ""

    return "".join("".join(texts(parse(html))).split())
