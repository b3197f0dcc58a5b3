"""An operator's work in the browser: keyboard, search, the lit source, an alert that appears, mending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from core.hub.ports import Store
from core.kernel.errors import Unavailable
from gateway.console import live
from tests.browser.conftest import NARROW, PATIENCE_MS, WIDE, Screen, Served, open_screen
from tests.gateway.console.seed import row
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_what_happened_to_a_slip_is_found_from_anywhere_by_keyboard_alone(screen: Screen) -> None:
    page = screen.open("/")
    screen.live()

    page.keyboard.press("/")
    page.keyboard.type("YS-RK-7782")
    page.keyboard.press("Enter")
    page.wait_for_url("**/messages?q=YS-RK-7782")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("tr.at")).to_have_count(1)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/messages/\d+/\d+$"))
    expect(page.locator("h1")).to_have_text("YS-RK-7782")
    expect(page.get_by_text("the lines add up to the total")).to_be_visible()


def test_j_and_k_walk_the_list_and_the_choice_stays_when_it_is_read_anew(screen: Screen) -> None:
    page = screen.open("/messages")
    screen.live()
    chosen = page.locator("tr.at")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    second = page.locator("tbody tr").nth(1).get_attribute("id")
    expect(chosen).to_have_id(second or "")

    screen.served.world.slips("new.csv", row("入库", "RK-NEW", "DH-N1", "1"))
    page.wait_for_selector("text=RK-NEW")

    expect(chosen).to_have_count(1)
    expect(chosen).to_have_id(second or "")
    page.keyboard.press("Escape")
    expect(chosen).to_have_count(0)


def test_g_and_a_letter_goes_to_a_page_and_the_question_mark_tells_the_keys(screen: Screen) -> None:
    page = screen.open("/")

    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/custody")
    expect(page.locator("h1")).to_have_text("Custody")
    page.keyboard.press("?")

    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()


def test_pointing_at_a_field_lights_its_source_and_a_click_keeps_it(screen: Screen) -> None:
    page = screen.open("/messages/4/1")
    field = page.locator(".fields tr[data-marks]", has_text="24.350")
    source = page.locator("mark", has_text="24.350")

    field.hover()
    expect(source).to_have_class(re.compile("lit"))
    page.locator("h1").hover()
    expect(source).not_to_have_class(re.compile("lit"))

    source.click()
    page.locator("h1").hover()
    expect(field).to_have_class(re.compile("lit"))
    screen.keep("message-lit")


def test_filters_change_the_address_and_the_list(screen: Screen) -> None:
    page = screen.open("/messages")

    page.select_option("select[name=state]", "failing")

    page.wait_for_url("**/messages?state=failing")
    expect(page.locator("tbody tr", has_text="Unreadable")).to_have_count(5)
    expect(page.locator("tbody tr", has_text="Done")).to_have_count(0)
    page.reload()
    expect(page.locator("tbody tr", has_text="Unreadable")).to_have_count(5)


@pytest.fixture
def by_wake_up_alone(served: Served) -> Iterator[None]:
    """Pages are told of a commit at once or not at all, for the poll is set far away."""
    with pytest.MonkeyPatch.context() as far_away:
        far_away.setattr(live, "POLL_S", 2 * PATIENCE_S)
        yield
    # Who waits for that poll must not be waited for by the tests that follow.
    served.world.hub.handled.notify()


@pytest.mark.usefixtures("by_wake_up_alone")
def test_an_alert_appears_on_an_open_page_when_it_is_booked(screen: Screen) -> None:
    page = screen.open("/messages")
    screen.live()
    screen.until("document.querySelector('[data-count=alert]').textContent !== ''")
    before = int(page.locator("[data-count=alert]").inner_text())

    screen.served.world.slips("ck-live.csv", row("出库", "CK-LIVE", "DH-L2", "9"))

    toast = page.locator(".toast", has_text="WH-DH-01/CK-LIVE/DH-L2")
    expect(toast).to_be_visible()
    expect(page.locator("[data-count=alert]")).to_have_text(str(before + 1))
    screen.keep("alert-arrives")
    toast.get_by_role("link").click()
    page.wait_for_url("**/alerts#alert-C01-1-**")
    expect(page.locator(".alerts > li", has_text="CK-LIVE").first).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)


def test_an_alert_is_taken_and_closed_on_the_page(screen: Screen) -> None:
    screen.served.world.slips("ck-take.csv", row("出库", "CK-TAKE", "DH-L3", "9"))
    page = screen.open("/alerts")
    mine = page.locator(".alerts > li", has_text="CK-TAKE")
    expect(mine).to_be_visible()

    mine.get_by_role("button", name="Acknowledge").click()
    expect(mine).to_contain_text("taken by operator")
    mine.get_by_text("Close…").click()
    mine.get_by_placeholder("Why it is over").fill("order was on paper")
    mine.get_by_role("button", name="Close the alert").click()

    expect(page.locator(".alerts > li", has_text="operator: order was on paper")).to_be_visible()


def test_what_somebody_types_is_not_lost_when_the_list_is_read_anew(screen: Screen) -> None:
    screen.served.world.slips("ck-type.csv", row("出库", "CK-TYPE", "DH-L4", "9"))
    page = screen.open("/alerts")
    screen.live()
    mine = page.locator(".alerts > li", has_text="CK-TYPE")
    mine.get_by_text("Close…").click()
    mine.get_by_placeholder("Why it is over").fill("half a sen")

    screen.served.world.slips("ck-other.csv", row("出库", "CK-OTHER", "DH-L5", "9"))
    expect(page.locator(".alerts > li", has_text="CK-OTHER")).to_be_visible()

    expect(mine.get_by_placeholder("Why it is over")).to_have_value("half a sen")


def test_a_failure_group_is_planned_looked_at_and_run(screen: Screen) -> None:
    page = screen.open("/failures")
    page.get_by_role("link", name="csv.ragged").click()
    page.wait_for_selector(".beside .lines, .beside .cells")
    screen.keep("failure-group")
    page.get_by_text("Try again…").click()
    page.locator(".closing[open] input[name=reason]").fill("the file was mended")
    page.get_by_role("button", name="Make a plan for 1").click()

    page.wait_for_url("**/plans/*")
    expect(page.locator(".look")).to_contain_text("Would fail")
    screen.keep("plan")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#progress")).to_contain_text("Cancelled")


def test_the_language_is_switched_on_the_page(screen: Screen) -> None:
    page = screen.open("/custody")

    page.get_by_role("link", name="中文").click()

    expect(page.locator("h1")).to_have_text("监管")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Custody")


def test_times_are_in_the_browsers_zone(browser: Browser, served: Served) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{served.url}/console/sign-in")
    page.fill("input[name=password]", served.password)
    page.click("button.primary")
    page.wait_for_url("**/console/")
    page.goto(f"{served.url}/console/messages?q=YS-RK-7781")

    expect(page.locator("tbody time")).to_have_text(re.compile(r"^03:3\d:\d\d$"))
    expect(page.locator(".zone")).to_have_text("Europe/Berlin")
    context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_store_that_is_away_has_its_page_which_comes_back_by_itself(
    browser: Browser, served: Served, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/messages")
    screen.live()

    with monkeypatch.context() as away:
        away.setattr(type(served.world.hub.store), "get", _away)
        away.setattr("adapters.database.views.DatabaseViews.glance", _away)
        expect(page.locator("#live")).to_have_text("Store away")
        page.goto(f"{served.url}/console/messages")
        expect(page.locator("h1")).to_have_text("The store does not answer")
        screen.keep("store-away")

    expect(page.locator("h1")).to_have_text("Messages")
    screen.page.context.close()


def test_on_a_phone_everything_is_there(browser: Browser, served: Served) -> None:
    screen = open_screen(browser, served, NARROW, locale="en-GB")
    page = screen.open("/messages?q=bad-0.csv")

    page.locator("tbody tr").first.click()
    page.wait_for_url(re.compile(r"/messages/\d+/\d+"))
    expect(page.locator(".failure")).to_be_visible()
    page.locator(".rail").get_by_role("link", name="Custody").click()
    expect(page.locator("h1")).to_have_text("Custody")
    screen.page.context.close()
    assert screen.faults == []


def test_on_a_phone_no_page_s_name_lies_over_another_s_and_the_open_one_is_in_sight(
    browser: Browser, served: Served
) -> None:
    screen = open_screen(browser, served, NARROW, locale="en-GB")
    page = screen.open("/audit")

    boxes = [one.bounding_box() for one in page.locator(".rail a span").all()]
    sides = [(box["x"], box["x"] + box["width"]) for box in boxes if box is not None]
    screen.keep("rail")

    assert len(sides) == len(boxes) >= 8
    assert all(left[1] <= right[0] for left, right in pairwise(sides))
    assert sides[-1][1] <= NARROW[0]
    screen.page.context.close()


def _away(*_: object, **__: object) -> Store:
    raise Unavailable("the database did not answer: connection refused; it is tried again")
