"""Facilities and lines: granted, held, used and free to the cent, of whom, until when, what moved them."""

from __future__ import annotations

import re

import pytest

from core.hub.rights import Grant
from core.ledger import Balance
from core.loan import Facility, Quota
from gateway.console import facility_reading as reading
from gateway.console import line_reading as lines
from gateway.console.line_reading import Amounts
from tests.core.loan.deal_papers import BORROWER, CORE, SUPERVISOR
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.deals_told import TODAY
from tests.gateway.console.facility_seed import (
    APPROVED,
    FLYING,
    FROZEN,
    LIVE,
    PAID,
    TOO_MUCH,
    as_another,
)
from tests.gateway.console.facility_seed import house as house  # noqa: PLC0414
from tests.gateway.console.goods_told import PLEDGE
from tests.gateway.console.seed import World

PAGE = f"/facilities/facility/{LIVE}"


def listed(page: str) -> list[str]:
    return re.findall(r'<tr id="f-([^"]+)"', page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [LIVE, FROZEN]),
        ("state=FROZEN", [FROZEN]),
        ("state=TERMINATED", []),
        ("state=any&mode=goods", [LIVE, FROZEN]),
        ("mode=factoring", []),
        ("q=闽江钢材", [LIVE, FROZEN]),
        (f"q={BORROWER.lower()}&state=EFFECTIVE", [LIVE]),
        (f"q={FROZEN}", [FROZEN]),
        ("q=核心钢厂", []),
    ],
)
def test_a_facility_is_found_by_state_mode_number_or_borrower(
    house: Operator, asked: str, found: list[str]
) -> None:
    assert listed(house.page(f"/facilities?{asked}")) == found


def test_the_list_says_what_is_used_held_and_free_and_until_when(house: Operator) -> None:
    page = house.page("/facilities")
    text = text_of(page)

    assert f"{LIVE} In effect Inventory pledge 闽江钢材 8,000,000.00 CNY" in text
    assert "used 3,000,000.00 held, in flight 1,500,000.00 free 3,500,000.00 2027-11-23 365 days left" in text
    assert "2026-12-10 17 days left" in text
    assert 'aria-label="used 3,000,000.00, held 1,500,000.00, free 3,500,000.00 of 8,000,000.00"' in page
    assert '<rect class="used" width="37.5" height="8"/><rect class="held" x="37.5" width="18.75"' in page


def test_of_all_its_lines_the_narrowest_says_what_is_free(house: Operator) -> None:
    text = text_of(house.page(PAGE))

    assert "500,000.00 free: the line of the supervisor has no more" in text
    assert f"Facility {LIVE} used 3,000,000.00 held, in flight 1,500,000.00 free 3,500,000.00" in text
    assert "Borrower 闽江钢材 used 3,000,000.00 held, in flight 1,500,000.00 free 5,500,000.00" in text
    assert "Supervisor 港口监管 used 3,000,000.00 held, in flight 1,500,000.00 free 500,000.00" in text


def test_what_was_held_stands_with_what_became_of_it_and_why_not(house: Operator) -> None:
    page = house.page(PAGE)
    text = text_of(page)

    assert f"draw/{FLYING} Held {FLYING} Held against limits 1,500,000.00 CNY" in text
    assert "with the draw" in text
    assert f"draw/{PAID} Used {PAID} In repayment 3,000,000.00 CNY Facility, Borrower, Supervisor" in text
    assert f"draw/{TOO_MUCH} Refused {TOO_MUCH} Cancelled 1,000,000.00 CNY" in text
    assert "50000000 minor units of CNY are missing" in text
    [entry] = re.findall(rf'href="/console(/ledger/entry/limits/draw/{PAID})"', page)
    assert "3,000,000.00" in house.page(entry)


def test_a_frozen_facility_says_why_and_who_did_it(house: Operator) -> None:
    text = text_of(house.page(f"/facilities/facility/{FROZEN}"))

    assert "Frozen: nothing is drawn until two people unfreeze it. 监管方失联" in text
    assert "wang froze Frozen 监管方失联" in text
    assert "Nothing was drawn yet" in text


def test_its_contract_people_and_conditions_stand_with_where_they_come_from(house: Operator) -> None:
    page = house.page(PAGE)
    text = text_of(page)

    assert "Rate a year 7.2 % Share lent 65.00 %" in text
    assert f"Security contract {PLEDGE} Application {APPROVED}" in text
    assert "Who signed the house, 闽江钢材, 港口监管" in text
    assert "met Pledge contract met Supervision agreement met Insurance policy" in text
    [signed, effect] = re.findall(r'<td><a class="mono" href="/console(/messages/[^"]+)"', page)[::-1]
    assert "loan.contract_signed.v1" in house.page(signed)
    assert "loan.facility_acted.v1" in house.page(effect)


def test_the_tree_shows_each_owners_line_with_the_facilities_on_it(house: Operator) -> None:
    borrower = text_of(house.page("/facilities/lines"))
    supervisor = text_of(house.page("/facilities/lines?kind=supervisor"))
    core = text_of(house.page("/facilities/lines?kind=core"))

    assert f"闽江钢材 {BORROWER} 10,000,000.00 CNY used 3,000,000.00" in borrower
    assert f"{LIVE} Inventory pledge until 2027-11-23 8,000,000.00" in borrower
    assert f"{FROZEN} Frozen Inventory pledge until 2026-12-10 2,000,000.00" in borrower
    assert f"港口监管 {SUPERVISOR} 5,000,000.00 CNY" in supervisor
    assert f"{LIVE} 闽江钢材 · Inventory pledge" in supervisor
    assert f"核心钢厂 {CORE} 50,000,000.00 CNY used 0.00" in core


def test_a_line_tells_what_moved_it_month_by_month(house: Operator) -> None:
    which = f"/facilities/line?kind=supervisor&owner={SUPERVISOR}&currency=CNY"
    text = text_of(house.page(which))
    before = house.page(f"{which}&month=2026-10")

    assert f"draw/{FLYING} Held 1,500,000.00 2026-11-23" in text
    assert f"draw/{PAID}/post Used 3,000,000.00" in text
    assert f"draw/{PAID} Held 3,000,000.00" in text
    assert "Granted 5,000,000.00" in text
    assert "Nothing moved it in this month." in before
    assert "month=2026-11" in before


def test_a_line_that_is_cut_below_what_is_used_says_so(operator: Operator) -> None:
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Balance).put(
            Balance(
                book="limits",
                account="buyer",
                currency="CNY",
                owner=CORE,
                credits_posted=500,
                debits_posted=900,
            )
        )

    page = operator.page(f"/facilities/line?kind=buyer&owner={CORE}&currency=CNY")

    assert "It was cut below what is used" in page
    assert 'class="line-bar over"' in page
    assert "−4.00" in page.replace("-", "−")


def test_a_funders_line_stands_with_its_quotas(operator: Operator) -> None:
    quota = Quota(
        funder="minsheng", product="goods_dynamic", core="", quota_no="Q-1", currency="CNY",
        told_at=operator.world.clock.now(), granted_minor=90_000_000,
        ticket_min_minor=100_000, ticket_max_minor=50_000_000,
        months_min=1, months_max=6, from_day=TODAY, until_day=2027_06_30,
    )  # fmt: skip
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Quota).put(quota)
        unit.shelf(Balance).put(
            Balance(
                book="limits", account="funder", currency="CNY", owner="minsheng", credits_posted=90_000_000
            )
        )

    text = text_of(operator.page("/facilities/lines?kind=funder"))

    assert "minsheng 900,000.00 CNY used 0.00 held, in flight 0.00 free 900,000.00" in text
    assert "goods_dynamic any core enterprise 900,000.00" in text
    assert "a draw of 1,000.00 to 500,000.00 · 1 to 6 months · until 2027-06-30" in text


@pytest.mark.parametrize(
    ("granted", "held", "used", "bar"),
    [
        (100, 25, 50, (50.0, 25.0)),
        (0, 0, 0, (0.0, 0.0)),
        (100, 0, 150, (100.0, 0.0)),
        (0, 10, 30, (75.0, 25.0)),
        (3, 1, 1, (33.33, 33.33)),
        (100, -5, 20, (20.0, 0.0)),
    ],
)
def test_a_bar_is_never_longer_than_its_whole(
    granted: int, held: int, used: int, bar: tuple[float, float]
) -> None:
    assert Amounts("borrower", "x", "CNY", granted, held, used).bar == bar


def test_lines_go_on_on_the_next_page_and_none_stands_twice(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ROWS", 2)
    with operator.world.hub.store.unit() as unit:
        for currency, owner in (("CNY", "A"), ("CNY", "B"), ("CNY", "C"), ("USD", "A"), ("USD", "B/1")):
            unit.shelf(Balance).put(Balance(book="limits", account="core", currency=currency, owner=owner))
    seen: list[str] = []
    path = "/facilities/lines?kind=core"
    while path:
        page = operator.page(path)
        seen += re.findall(r'id="b-([^"]+)"', page)
        further = re.search(r'rel="next" data-older href="/console(/facilities[^"]+)"', page)
        path = further[1].replace("&amp;", "&") if further else ""

    assert seen == ["CNY-A", "CNY-B", "CNY-C", "USD-A", "USD-B/1"]


def test_where_more_facilities_are_in_use_than_are_looked_through_it_says_so(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LOOKS", 3)
    monkeypatch.setattr(reading, "ROWS", 2)
    with operator.world.hub.store.unit() as unit:
        for number in range(5):
            unit.shelf(Facility).put(_bare(f"F-{number}", operator.world))
        unit.shelf(Balance).put(Balance(book="limits", account="core", currency="CNY", owner=CORE))

    assert "More facilities are in use than are looked through" in operator.page(
        "/facilities/lines?kind=core"
    )
    page = operator.page("/facilities")
    assert listed(page) == ["F-0", "F-1"]
    assert listed(operator.page("/facilities?after=F-3")) == ["F-4"]


def _bare(number: str, world: World) -> Facility:
    return Facility(
        facility_no=number, version=1, state="EFFECTIVE", application_no="A", product="x", product_version=1,
        borrower=BORROWER, core=CORE, buyer="", supervisor="", funder="", contract_no="C", currency="CNY",
        amount_minor=1, rate="0.05", advance_ppm=1, from_day=TODAY, until_day=TODAY, account=number,
        account_controlled=False, signers="", conditions="", partner="p", site=world.hub.name,
    )  # fmt: skip


def test_the_last_day_itself_still_counts_and_the_day_behind_it_is_over(operator: Operator) -> None:
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Facility).put(_bare("F-1", operator.world))
    assert "0 days left" in operator.page("/facilities/facility/F-1")
    assert "Its last day is over" not in operator.page("/facilities/facility/F-1")

    operator.world.later(86_400)
    operator.sign_in()

    assert "Its last day is over" in operator.page("/facilities/facility/F-1")


def test_what_is_not_there_is_not_found_and_empty_pages_say_what_will_come(operator: Operator) -> None:
    assert operator.get("/facilities/facility/NONE").status_code == 404
    assert operator.get("/facilities/line?kind=core&owner=NOBODY&currency=CNY").status_code == 404
    assert operator.get("/facilities/lines?kind=nonsense").status_code == 422
    assert "No facility is signed" in operator.page("/facilities")
    assert "Nobody has a line here" in operator.page("/facilities/lines?kind=buyer")


def test_parts_are_asked_for_anew_without_the_page(house: Operator) -> None:
    for path in ("/facilities", PAGE, "/facilities/lines"):
        part = house.part(path)
        assert LIVE in part
        assert "<html" not in part


def test_only_roles_that_see_deals_see_lines_and_links_lead_only_where_one_may_go(house: Operator) -> None:
    with as_another(house, "warehouseman", Grant("custody")) as other:
        assert other.get(PAGE).status_code == 403
    with as_another(house, "half-an-officer", Grant("officer", ("qudao",))) as other:
        assert other.get("/facilities/lines").status_code == 404

    with as_another(house, "an-officer", Grant("officer")) as other:
        page = other.page(PAGE)
        assert "/parties/party/" in page
        assert "/ledger/" not in page


def test_of_many_facilities_on_a_line_the_tree_shows_the_first_and_its_page_has_more(
    operator: Operator,
) -> None:
    with operator.world.hub.store.unit() as unit:
        for number in range(8):
            unit.shelf(Facility).put(_bare(f"F-{number}", operator.world))
        unit.shelf(Balance).put(Balance(book="limits", account="borrower", currency="CNY", owner=BORROWER))

    tree = operator.page("/facilities/lines")
    alone = operator.page(f"/facilities/line?kind=borrower&owner={BORROWER}&currency=CNY")

    assert re.findall(r'id="l-([^"]+)"', tree) == [f"F-{number}" for number in range(lines.IN_TREE)]
    assert "and 3 more facilities" in tree
    assert len(re.findall(r'id="l-([^"]+)"', alone)) == 8
