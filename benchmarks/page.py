"""How soon a visitor sees the page, and the answer: `python -m benchmarks.page http://127.0.0.1:7860`.

The server must be ready. Each visit is a new profile of a real Chromium on this machine, so nothing is in its cache.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("first contentful paint ms", "click to whole answer ms", "bytes of a first visit")
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    const found = list.getEntriesByName('first-contentful-paint')[0];
    if (found) done(found.startTime);
}).observe({type: 'paint', buffered: true}))"""
"""Milliseconds to the first text on the screen."""
ANSWERED = """number => new Promise(done => {
    const buttons = document.querySelectorAll('#otr-examples button');
    const clicked = performance.now();
    new MutationObserver(() => {
        if (document.querySelector('.otr-tools')) done(performance.now() - clicked);
    }).observe(document.body, {childList: true, subtree: true});
    buttons[number % buttons.length].click();
})"""
"""Milliseconds from a click on an example to the whole answer, with what can be done with it."""


def visit(browser: Browser, address: str, number: int) -> tuple[float, float, int]:
    """Milliseconds to the first text and from a click to the whole answer, and bytes received before the click."""
    context = browser.new_context()
    try:
        page = context.new_page()
        received: list[float] = []
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(address)
        _wait_for_examples(page)
        painted = page.evaluate(PAINTED)
        total = round(sum(received))
        return painted, page.evaluate(ANSWERED, number), total
    finally:
        context.close()


def _wait_for_examples(page: Page) -> None:
    page.locator("#otr-examples button").first.wait_for()
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)  # what the page loads for itself comes to rest


def main() -> None:
    """Visit a number of times, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="where the page is open")
    parser.add_argument("--visits", type=int, default=20)
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS])
        visits = [visit(browser, given.address, number) for number in range(given.visits)]
        browser.close()
    for name, values in zip(NAMES, zip(*visits, strict=True), strict=True):
        sys.stdout.write(f"{name:30} p50 {median(values):9.0f}   least {min(values):9.0f}   most {max(values):9.0f}\n")


if __name__ == "__main__":
    main()
