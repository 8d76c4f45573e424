"""What a public page costs its reader: how far it moves, what it weighs, whether it fits."""

import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

# Before a page's own: a context keeps every layout shift since the page began.
KEEP_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries()))
  .observe({type: "layout-shift", buffered: true});
"""
READ_TO_THE_END = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
    scrollTo({top, behavior: "instant"});
    await frame();
    await frame();
  }
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  const shown = [...document.images].map((one) => one.decode().catch(() => {}));
  await Promise.race([Promise.all([document.fonts.ready, ...shown]), late]);
  await frame();
  await frame();
  return window.shifts.filter((one) => !one.hadRecentInput).map((one) => [
    one.value,
    one.sources.map(({node}) => node?.className || node?.nodeName).join(", "),
  ]);
}"""
SETTLE = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  const near = [...document.images].filter((one) => one.getBoundingClientRect().top < innerHeight);
  await Promise.race([Promise.all(near.map((one) => one.decode().catch(() => {}))), late]);
  for (let count = 0; count < 4; count++) await frame();
  return window.shifts.map((one) => [
    one.value,
    one.sources.map(({node}) => node?.className || node?.nodeName).join(", "),
  ]);
}"""
WIDTHS_OF_TYPE = """async (words) => {
  const pen = document.createElement("canvas").getContext("2d");
  const widths = {};
  for (const one of document.fonts) {
    if (!(await one.load().then(() => true, () => false))) continue;
    const style = `${one.style} ${one.weight}`;
    // Large, since some systems round each letter to whole pixels.
    pen.font = `${style} 1000px "${one.family.replaceAll('"', "")}"`;
    (widths[style] ??= {})[one.family.replaceAll('"', "")] = pen.measureText(words).width;
  }
  return widths;
}"""
# Whatever takes the focus shows it by an outline: colours, grounds and shadows are not the page's.
WITHOUT_FOCUS = """() => {
  const shows = (one) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']");
  return [...all].filter((one) => {
    one.focus({preventScroll: true});
    return one === document.activeElement && !shows(one) && !shows(one.parentElement);
  }).map((one) => one.outerHTML);
}"""
# A control has an edge; the section one is in has a line that its neighbours have not; how far one
# has read is drawn in another colour than the ground.
WITHOUT_SHAPE = """() => {
  const edge = (one) => parseFloat(getComputedStyle(one).borderBottomWidth);
  const line = (one) => getComputedStyle(one).textDecorationLine + edge(one);
  const controls = [...document.querySelectorAll("button, input, select, .tags a, .pager a")]
    .filter((one) => one.checkVisibility({opacityProperty: true}) && !one.matches("[type=checkbox]")
      && !edge(one));
  const current = [...document.querySelectorAll(".sections [aria-current]")].filter((one) => {
    const other = one.closest("ul").querySelector("a:not([aria-current])");
    return other && line(one) === line(other);
  });
  const ground = getComputedStyle(document.body).backgroundColor;
  const {content, backgroundColor} = getComputedStyle(document.body, "::before");
  const read = content !== "none" && backgroundColor === ground ? [document.body] : [];
  return [...controls, ...current, ...read].map((one) => one.outerHTML.slice(0, 200));
}"""

# Lines of text that stand on lines of another element by more than the air around their letters.
COVERED = """() => {
  const shows = {opacityProperty: true, visibilityProperty: true};
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility(shows)) continue;
    if (element.closest(".unseen, .skip, script, option, noscript")) continue;
    const range = new Range();
    range.selectNodeContents(node);
    // A long caption is folded: the lines below its box are not seen.
    const end = element.closest(".caption.long")?.getBoundingClientRect().bottom ?? Infinity;
    for (const {left, right, top, bottom} of range.getClientRects()) {
      if (bottom > end + 1) continue;
      const air = (bottom - top) / 4;
      const of = element.closest("p, li, h1, h2, h3, h4, td, th, figcaption, label") ?? element;
      lines.push({left, right, top: top + air, bottom: bottom - air, of, words: node.data.trim()});
    }
  }
  lines.sort((one, other) => one.top - other.top);
  const covered = [];
  lines.forEach((one, at) => {
    for (const other of lines.slice(at + 1)) {
      if (other.top >= one.bottom) break;
      if (one.of !== other.of && one.left < other.right - 1 && other.left < one.right - 1) {
        covered.push(`${one.words.slice(0, 60)} | ${other.words.slice(0, 60)}`);
      }
    }
  });
  return covered;
}"""

# On paper there is nothing to press, a clip is its poster, every picture has its credit, words have
# room, and the page says where it is from.
WRONG_ON_PAPER = """() => {
  const seen = (one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const all = (selector) => [...document.querySelectorAll(selector)];
  const chrome = all("nav:not(.crumbs), form button, .share, .skip, .pager a, video, audio")
    .filter(seen);
  const credits = all(".card-picture, figure").filter(seen)
    .flatMap((one) => [...one.querySelectorAll(".credit")]).filter((one) => !seen(one));
  const tight = all("main :is(h2, h3)").filter((one) => seen(one) && !one.matches(".unseen")
    && one.clientWidth < 120);
  const clips = all("video[poster]").filter((one) => {
    const still = one.parentElement.querySelector(".clip-still");
    return !still?.naturalWidth || !seen(still);
  });
  // There is an address to point to, or there is not.
  const pointing = document.querySelector(".print-address")
    ? all(".clip-where").filter((one) => !seen(one)) : all(".clip-where").filter(seen);
  const wrong = [...chrome, ...credits, ...tight, ...clips, ...pointing]
    .map((one) => one.outerHTML.slice(0, 200));
  const isNowhere = document.querySelector("link[rel=canonical]")
    && !all(".print-address").some(seen);
  return isNowhere ? [...wrong, "no address"] : wrong;
}"""


def shifts(page) -> list[tuple[float, str]]:
    """Every layout shift of a page that is read to its end: how much, and of what."""
    return [(value, moved) for value, moved in page.evaluate(READ_TO_THE_END)]


def shifts_of_late_fonts(page, address: str) -> list[tuple[float, str]]:
    """Every layout shift of a page, seen from its top, whose fonts come once all else is there.

    The page needs KEEP_SHIFTS and must not have loaded the fonts before: a browser keeps them.
    """
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(address, wait_until="domcontentloaded")
    before = page.evaluate(SETTLE)
    for one in held:
        one.continue_()
    for one in held:
        one.request.response().finished()
    page.unroute("**/*.woff2")
    page.evaluate("document.fonts.ready.then(() => null)")
    return page.evaluate(SETTLE)[len(before) :]


def shifts_of_late_scripts(page, address: str) -> list[tuple[float, str]]:
    """As shifts_of_late_fonts, of a page whose scripts run once it is seen whole."""
    held = []
    page.route("**/*.js", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.locator("footer").last.wait_for()
    before = page.evaluate(SETTLE)
    for one in held:
        one.continue_()
    page.wait_for_load_state()
    page.unroute("**/*.js")
    return page.evaluate(SETTLE)[len(before) :]


def widths_of_type(page, words: str) -> dict[str, dict[str, float]]:
    """How wide words are in each style of the site's type, and in what stands in for it there:
    by style and family, of those families that this machine has."""
    return page.evaluate(WIDTHS_OF_TYPE, words)


def weights(page, response) -> dict[str, int]:
    """Bytes until a page can be read: its "text" (HTML, CSS, JavaScript) as a proxy packs it, and
    its "fonts", which are packed already."""
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    loaded = [_file(name) for name in sorted(set(names)) if settings.STATIC_URL in name]
    texts = [one.read_bytes() for one in loaded if one.suffix in (".css", ".js")]
    return {
        "text": sum(_packed(one) for one in [response.body(), *texts]),
        "fonts": sum(one.stat().st_size for one in loaded if one.suffix == ".woff2"),
    }


def overflow(page) -> int:
    """How many pixels a page is wider than what it is seen through."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def _file(address: str) -> Path:
    return Path(finders.find(address.partition(settings.STATIC_URL)[2].partition("?")[0]))


def _packed(data: bytes) -> int:
    # Level 1 is what nginx takes when nobody says another, as docs/operations.md does not.
    return len(gzip.compress(data, 1))
