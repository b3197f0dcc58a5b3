"""The page of alerts while it is open: what is announced stands there at once, complete a moment later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from core.hub.alerts import AlertRaised, Severity
from tests.browser.conftest import Screen
from tests.gateway.console.seed import World, row

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


class Held:
    """Holds back what the page reads anew, and lets it go when told."""

    def __init__(self, screen: Screen) -> None:
        self._page = screen.page
        self._held: list[Route] = []
        self._page.route("**/console/alerts", self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.headers.get("hx-request"):
            self._held.append(route)
        else:
            route.continue_()

    def wait(self) -> None:
        """Until the page has asked."""
        for _ in range(200):
            if self._held:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("the page did not read its list anew")

    def answer(self, body: str) -> None:
        """Answers what was asked with an older list."""
        for route in self._held:
            route.fulfill(body=body, content_type="text/html")
        self._held.clear()

    def release(self) -> None:
        self._page.unroute("**/console/alerts", self._hold)
        for route in self._held:
            route.continue_()
        self._held.clear()


def raised(world: World, code: str, object_: str, severity: Severity) -> None:
    alert = AlertRaised(code=code, severity=severity, object=object_, text=f"{object_} fell", site="")
    world.inside("alert.raised.v1", alert, key=f"{code}:{object_}")
    world.hub.arrived.notify()


def test_an_announced_alert_stands_in_the_list_before_the_list_is_read_anew(screen: Screen) -> None:
    page = screen.open("/alerts")
    screen.live()
    held = Held(screen)

    screen.served.world.slips("ck-now.csv", row("出库", "CK-NOW", "DH-L6", "9"))
    mine = page.locator(".alerts > li", has_text="CK-NOW")
    expect(mine).to_be_visible()

    expect(mine).to_contain_text("Critical C01 Unauthorised release WH-DH-01/CK-NOW/DH-L6")
    expect(mine).to_contain_text("→ call the warehouse, the supervisor and the funder")
    expect(mine.get_by_role("link", name="Evidence")).to_have_count(0)
    held.release()
    expect(mine.get_by_role("link", name="Evidence")).to_be_visible()
    expect(mine).to_have_count(1)


def test_an_alert_can_be_taken_the_moment_it_is_announced(screen: Screen) -> None:
    page = screen.open("/alerts")
    screen.live()
    held = Held(screen)
    screen.served.world.slips("ck-mine.csv", row("出库", "CK-MINE", "DH-L8", "9"))
    mine = page.locator(".alerts > li", has_text="CK-MINE")

    mine.get_by_role("button", name="Acknowledge").click()

    expect(mine).to_contain_text("taken by operator")
    expect(mine).to_have_count(1)
    held.release()


def test_a_list_read_before_the_announcement_does_not_take_the_alert_away(screen: Screen) -> None:
    page = screen.open("/alerts")
    screen.live()
    older = page.locator("#alert-lists").inner_html() + "<i id=older>read before</i>"
    held = Held(screen)
    screen.served.world.slips("ck-old.csv", row("出库", "CK-OLD", "DH-L7", "9"))
    mine = page.locator(".alerts > li", has_text="CK-OLD")
    expect(mine).to_be_visible()
    held.wait()

    held.answer(older)
    page.wait_for_selector("#older")

    expect(mine).to_be_visible()
    held.release()


def test_the_gravest_stand_first_whatever_was_announced_last(screen: Screen) -> None:
    page = screen.open("/alerts")
    screen.live()
    held = Held(screen)

    raised(screen.served.world, "C04", "ZY-LOW", "low")
    raised(screen.served.world, "C04", "ZY-HIGH", "high")
    raised(screen.served.world, "C01", "WH-DH-01/CK-TOP/批次 1 (甲)", "critical")
    expect(page.locator(".alerts > li", has_text="CK-TOP")).to_be_visible()

    rows = page.locator("#alert-lists .group").first.locator(".alerts > li")
    expect(rows.first).to_contain_text("CK-TOP")
    texts = rows.all_inner_texts()
    places = [next(n for n, text in enumerate(texts) if name in text) for name in ("ZY-HIGH", "ZY-LOW")]
    assert places == sorted(places)
    held.release()
    expect(page.locator(".alerts > li", has_text="ZY-LOW").locator(".alert-time")).to_contain_text("· ")
    expect(page.locator(".alerts > li", has_text="CK-TOP")).to_have_count(1)


def test_a_toast_leads_to_its_row_whatever_the_object_is_called(screen: Screen) -> None:
    page = screen.open("/messages")
    screen.live()
    screen.until("document.querySelector('[data-count=alert]').textContent !== ''")

    raised(screen.served.world, "C01", "WH-DH-01/CK-甲/批次 (乙)", "critical")
    page.locator(".toast", has_text="CK-甲").get_by_role("link").click()

    page.wait_for_url("**/alerts#alert-C01-1-**")
    expect(page.locator(".alerts > li:target")).to_contain_text("WH-DH-01/CK-甲/批次 (乙)")
