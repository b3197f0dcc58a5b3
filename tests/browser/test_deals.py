"""A deal walked from its list along the timeline to a loan, an entry and the byte, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gateway.serving import make_server, serving_loop
from tests.beside import running
from tests.browser.conftest import NARROW, WIDE, Served, open_screen
from tests.gateway.console.conftest import open_console
from tests.gateway.console.deal_seed import a_late_deal, more_deals
from tests.gateway.console.seed import World
from tests.patience import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
PAGES = {
    "deals": "/deals",
    "deal": "/deals/deal/A-1",
    "deal-waits": "/deals/deal/A-2",
    "loan": "/deals/loan/D-1",
    "deals-none": "/deals?trouble=doubt",
}


@pytest.fixture(scope="module")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A hub with a deal whose second instalment is overdue, and one whose papers are missing."""
    world = World(tmp_path_factory.mktemp("hub"))
    a_late_deal(world)
    more_deals(world, "A-2", state="SUPPLEMENT", missing="audit_report\nboard_resolution")
    app, desk, password = open_console(world)
    server = make_server(app, host="127.0.0.1", port=0)
    with running(serving_loop(server), world.worker.run):
        until(lambda: server.started, "the web server")
        yield Served(world=world, url=f"http://127.0.0.1:{server.port}", password=password)
        desk.live.close()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_a_deal_is_walked_from_the_list_to_the_byte_of_a_payment(
    browser: Browser, lending: Served, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, lending, size, locale="en-GB")
    page = screen.open("/deals")
    page.get_by_label("Trouble").select_option("late")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="A-1").click()

    expect(page.locator(".blocks li").first).to_contain_text("The facility is frozen")
    day = page.locator("#day-20261223")
    day.scroll_into_view_if_needed()
    expect(day.locator(".goods .item").last).to_contain_text("Goods went out")
    expect(day.locator(".money .item").first).to_contain_text("Payment booked")
    day.get_by_role("link", name="D-1", exact=True).first.click()

    late = page.locator("tr#due-2")
    expect(late).to_contain_text("Past due")
    assert page.evaluate("getComputedStyle(document.querySelector('#due-2')).backgroundColor") != (
        page.evaluate("getComputedStyle(document.querySelector('#due-1')).backgroundColor")
    ), "what is late stands out"
    page.get_by_role("link", name="receipt/R-2/1").first.click()
    expect(page.locator(".beside")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.context.close()
    assert screen.faults == []


def test_the_three_lanes_stand_beside_each_other_wide_and_below_each_other_on_a_telephone(
    browser: Browser, lending: Served
) -> None:
    tops: dict[int, list[float]] = {}
    for size in (WIDE, NARROW):
        screen = open_screen(browser, lending, size, locale="en-GB")
        page = screen.open("/deals/deal/A-1")
        lanes = page.locator("#day-20261123 .lane")
        boxes = [lanes.nth(at).bounding_box() for at in range(3)]
        tops[size[0]] = [box["y"] for box in boxes if box is not None]
        assert page.locator(".lanes-head").is_visible() == (size == WIDE)
        screen.page.context.close()

    assert len(set(tops[WIDE[0]])) == 1
    assert tops[NARROW[0]] == sorted(set(tops[NARROW[0]]))
    assert len(tops[NARROW[0]]) == 3


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_pages_of_deals_can_be_read_and_fit_in_both_languages(
    browser: Browser, lending: Served, scheme: str, size: tuple[int, int], locale: str
) -> None:
    screen = open_screen(browser, lending, size, scheme=scheme, locale=locale)
    trouble: list[str] = []

    for name, path in PAGES.items():
        page = screen.open(path)
        screen.live()
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        trouble += [f"{name}: {over} px too wide"] if over > 0 else []
        trouble += [f"{name}: {said}" for said in page.evaluate(CONTRAST)]
        screen.keep(f"{name}-{locale[:2]}-{scheme}")

    screen.page.context.close()
    assert trouble == []
    assert screen.faults == []
