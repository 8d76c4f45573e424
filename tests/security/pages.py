"""What a browser would make of a page, judged by an HTML5 parser that is not ours."""

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5

# Breaks out of every place that a word may stand in: text, attributes of either quotes, titles,
# text areas, scripts, templates; each escape would leave something named xss behind.
PROBE = (
    "</title></textarea></script></style><!--><xss-a xss-b=1 onxss=2>"
    "\"xss-c='3' onxss=\"4\" '><xss-d>'+xss()+'`${xss()}` {{ xss|safe }}{% xss %} "
    "\\u003cxss-e\\u003e &lt;xss-f&gt; %(xss)s \u202exss\u200b"
)
# Attributes that scripts of the desk evaluate (Alpine, htmx) or browsers do.
RUN = ("on", "x-", "@", ":", "hx-", "style", "srcdoc", "formaction")
ADDRESSES = ("href", "src", "action", "formaction", "cite", "poster", "data", "srcset")
SCHEMES = ("javascript:", "data:", "vbscript:")


def elements(html: str) -> Iterator[Element]:
    # A string might be taken for a file's name.
    root = tinyhtml5.parse(io.StringIO(html), namespace_html_elements=False)
    return (element for element in root.iter() if isinstance(element.tag, str))


def foreign(html: str) -> list[str]:
    """Elements, attributes and scripts in a page that came from the probe's words."""
    found = []
    for element in elements(html):
        if element.tag.startswith("xss"):
            found.append(f"<{element.tag}>")
        if element.tag == "script" and "json" not in element.get("type", ""):
            found += ["script: " + element.text[:80]] if "xss" in (element.text or "") else []
        for name, value in element.attrib.items():
            name = str(name)
            if name.startswith(("xss", "onxss")):
                found.append(f"<{element.tag} {name}>")
            if name.startswith(RUN) and "xss" in value:
                found.append(f"<{element.tag} {name}={value[:80]}>")
            if name in ADDRESSES and value.strip().lower().startswith(SCHEMES):
                found.append(f"<{element.tag} {name}={value[:80]}>")
    return found
