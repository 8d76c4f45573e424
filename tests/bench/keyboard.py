"""How long a keystroke holds up the page, in Chromium."""

import statistics

from tests.browser.chromium import ARGUMENTS, find_chromium

ROUNDS, KEYSTROKES = 3, 300
# From the key's arrival to the end of all that it set off, the page laid out anew: what a writer
# waits for, but for the screen itself.
WATCH = """() => {
  window.keystrokes = [];
  addEventListener("keydown", () => {
    const began = performance.now();
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      document.body.offsetHeight;
      window.keystrokes.push(performance.now() - began);
    };
    port2.postMessage(0);
  }, {capture: true});
}"""


def keystrokes(origin: str, address: str, cookie: str) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of typing in the middle of a story.

    Each is the median of the rounds', so that what else the machine did meanwhile counts less.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(base_url=origin, viewport={"width": 1440, "height": 900})
        name, value = cookie.split("=", 1)
        page.context.add_cookies([{"name": name, "value": value, "url": origin}])
        page.goto(address)
        page.locator(".ProseMirror p").nth(30).click()
        page.evaluate(WATCH)
        rounds = [_type(page) for _ in range(ROUNDS)]
        browser.close()
    medians, ends = zip(*rounds, strict=True)
    return statistics.median(medians), statistics.median(ends)


def _type(page) -> tuple[float, float]:
    # About as fast as a fast typist: 100 words a minute are 9 keystrokes a second.
    page.keyboard.type("words and more of them " * (KEYSTROKES // 23 + 1), delay=60)
    times = page.evaluate("window.keystrokes.splice(0)")
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]
