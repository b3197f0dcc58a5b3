"""A console page in a real browser, and the moment at which each alert appeared on it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from bench.house import House

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PAGE_S = 20.0
# Put in before the page's own scripts, for its policy lets nothing be added later. Times are the machine's
# wall clock: where the page began, and how far it is since. A row may be an old element with a new id.
_OBSERVE = """
(() => {
  const row = "li[id^='alert-C01-']";
  const appeared = window.appeared = {};
  const now = () => performance.timeOrigin + performance.now();
  const look = (node) => {
    if (!(node instanceof Element)) return;
    for (const one of [node, ...node.querySelectorAll(row)]) {
      if (one.matches(row)) appeared[decodeURIComponent(one.id)] ??= now();
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") look(change.target);
      else for (const node of change.addedNodes) look(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["id"] });
})();
"""


class Screen:
    """The open page."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def rows(self) -> dict[str, float]:
        """Number of the outbound → wall clock at which its alert's row stood on the page."""
        seen: dict[str, float] = self._page.evaluate("window.appeared")
        return {name.split("/")[1]: at / 1000 for name, at in seen.items()}

    def wait_for(self, numbers: set[str], *, at_most_s: float) -> set[str]:
        """Waits until all of them have their row; those that have not."""
        until = time.monotonic() + at_most_s
        while (missing := numbers - self.rows().keys()) and time.monotonic() < until:
            self._page.wait_for_timeout(50)
        return missing


@contextmanager
def screen(made: House, path: str) -> Iterator[Screen]:
    """The page at this path of the console, signed in and live."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        context.set_default_timeout(PAGE_S * 1000)
        context.add_init_script(_OBSERVE)
        page = context.new_page()
        page.goto(f"{made.home.url}/console/sign-in")
        page.fill("input[name=password]", made.password)
        page.click("button.primary")
        page.wait_for_url("**/console/")
        page.goto(f"{made.home.url}/console{path}")
        page.wait_for_selector("#live.on")
        yield Screen(page)
        browser.close()
