"""People at work on the pages of the money rooms, on a wide screen and on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import NARROW, WIDE, Served, open_screen
from tests.gateway.console.money_seed import DECISION, SMALL, act

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(("size", "number"), [(NARROW, SMALL), (WIDE, DECISION)], ids=["390", "1440"])
def test_a_task_is_opened_changed_by_another_meanwhile_and_then_approved(
    browser: Browser, served: Served, size: tuple[int, int], number: str
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/tasks")
    screen.live()
    page.get_by_role("link", name=number).click()
    page.wait_for_url(f"**/tasks/{number}")
    page.get_by_label("Remark").first.fill("the papers are complete")

    act(served.world, "zhao", "transfer", "sun", number=number)
    expect(page.get_by_text("It changed since you opened this page.")).to_be_visible()
    expect(page.get_by_label("Remark").first).to_have_value("the papers are complete")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Somebody else acted on it meanwhile")).to_be_visible()
    screen.keep("task-conflict-en")
    page.get_by_role("button", name="Approve").click()

    expect(page.locator("#log tbody tr").first).to_contain_text("operator")
    expect(page.locator("#log tbody tr").first).to_contain_text("approved")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.context.close()
    assert [fault for fault in screen.faults if "409" not in fault] == []


@pytest.mark.parametrize(("size", "number"), [(NARROW, "PZ-390"), (WIDE, "PZ-1440")], ids=["390", "1440"])
def test_a_voucher_is_written_and_a_line_led_back_to_the_byte_that_said_it(
    browser: Browser, served: Served, size: tuple[int, int], number: str
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/ledger")
    page.get_by_role("link", name="Make a voucher").click()
    page.get_by_label("Number, new").fill(number)
    page.get_by_label("What").fill("bank fee")
    for at, (account, side, amount) in enumerate(
        (("6421", "debit", "12.50"), ("1002.01", "credit", "12.50"))
    ):
        page.locator("[name=account]").nth(at).fill(account)
        page.locator("[name=side]").nth(at).select_option(side)
        page.locator("[name=amount]").nth(at).fill(amount)
    page.get_by_role("button", name="Make the voucher").click()
    expect(page.get_by_text("You made it; another person checks it.")).to_be_visible()

    page.goto(f"{served.url}/console/ledger/trial?book=general")
    page.get_by_role("link", name="1303.01 loan principal").click()
    page.get_by_role("link", name="JZ-1").click()
    line = page.locator(".said-by tr[data-marks]").first
    line.click()

    expect(page.locator("mark.lit")).to_have_text("350000000")
    screen.keep("entry-lit-en")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.context.close()
    assert screen.faults == []


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_a_party_is_searched_and_its_circle_walked_along_the_picture(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/parties")
    page.get_by_label("Name or code").fill("闽江")
    page.get_by_role("button", name="Show").click()
    page.locator("tbody tr").get_by_role("link", name="闽江钢铁").click()
    expect(page.locator("h1")).to_have_text("闽江钢铁")
    screen.keep("party-ties-en")

    page.locator("svg.ties a", has_text="宏达控股").click()

    expect(page.locator("h1")).to_have_text("宏达控股")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.context.close()
    assert screen.faults == []


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_a_rule_is_tried_on_the_bench_and_a_decision_traced(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/rules")
    page.locator("tr", has_text="house").get_by_role("link", name="Test bench").click()
    page.locator("[name='in.company_age_years']").fill("1.5")
    page.locator("[name='in.dishonest_debtor']").select_option("false")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It would be decided:")).to_contain_text("Refer")
    expect(page.locator("#r-R03")).to_contain_text("young")
    expect(page.locator("[name='in.company_age_years']")).to_have_value("1.5")
    screen.keep("bench-en")

    screen.open("/rules/decisions")
    page.get_by_role("link", name="D-2").click()

    expect(page.get_by_text("made again, it comes out the same")).to_be_visible()
    expect(page.locator("#r-R02")).to_contain_text("dishonest debtor")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.page.context.close()
    assert screen.faults == []
