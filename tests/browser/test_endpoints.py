"""An endpoint's page at work, on a telephone and in English: it is let go on, tried and paused again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import NARROW, WIDE, Served, open_screen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = "/endpoints/endpoint?name=donghai/answers"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_a_person_lets_an_endpoint_go_on_tries_it_and_pauses_it(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open(PAGE)
    expect(page.get_by_text("Paused by")).to_be_visible()

    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("It goes on")).to_be_visible()
    served.world.clock.move(1)  # type: ignore[attr-defined]
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("The test arrived")).to_be_visible()
    page.get_by_text("Pause…").click()
    page.get_by_placeholder("Why").fill("they move house")
    screen.keep("endpoint-pausing-en")
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.get_by_role("button", name="Pause the endpoint").click()

    expect(page.get_by_text("Paused by operator: they move house")).to_be_visible()
    assert over <= 0
    screen.keep("endpoint-en")
    screen.page.context.close()
    assert screen.faults == []
