"""Draws that are not let through: gates by their names, cover, limits at once, rules; nothing stays held."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.ledger import Reservation
from core.loan import Facility, Loan
from core.loan.modes import Mode
from core.risk.rules import Rule, RuleRow
from tests.core.collateral.pledges import money
from tests.core.custody.documents import outbound
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, STRANGER, rules_that_ask
from tests.core.loan.deals import DealRooms, statuses
from tests.core.loan.rooms import a_product
from tests.core.rooms import RoomUnit, at


@pytest.fixture
def rooms() -> DealRooms:
    made = DealRooms()
    made.pledge()
    made.open_facility()
    return made


def held(rooms: DealRooms) -> dict[str, str]:
    return {row.number: row.state for row in rooms.rows(Reservation)}


def test_the_same_draw_twice_is_one_and_other_words_are_a_conflict(rooms: DealRooms) -> None:
    rooms.draw()
    before = rooms.books()
    assert rooms.draw() == []
    assert rooms.books() == before
    with pytest.raises(Refused, match="draw D-1 was asked for before with other words"):
        rooms.draw("2000000")


def test_every_closed_gate_is_named_and_nothing_is_written() -> None:
    """T5."""
    rooms = DealRooms(a_product(limits=()))
    rooms.pledge(lots="0 TNE", policies=())
    rooms.open_facility()
    with pytest.raises(Refused) as refused:
        rooms.draw()

    assert "pledged: no goods are pledged under it by a supervisor" in refused.value.text
    assert "insured: " in refused.value.text
    assert "cover: 100000000 minor units would be owed, PC-1 lends 0" in refused.value.text
    assert rooms.rows(Loan) == []
    assert held(rooms) == {}


def test_a_gate_that_the_security_does_not_answer_for_is_closed() -> None:
    rooms = DealRooms()
    rooms.pledge(gates=("pledged", "priced", "feed", "frozen"))
    rooms.open_facility()
    with pytest.raises(Refused, match="registered, insured: PC-1 does not answer for it"):
        rooms.draw()


def test_a_draw_is_covered_with_all_that_is_in_flight(rooms: DealRooms) -> None:
    """G9: 6,500,000.00 is lent by 65 % of the value; what was asked for and not decided counts."""
    rooms.draw("6000000")
    with pytest.raises(Refused, match="cover: 650000001 minor units would be owed, PC-1 lends 650000000"):
        rooms.draw("500000.01", "D-2")
    rooms.draw("500000", "D-2")


def test_a_dynamic_pledge_lends_on_its_floor_and_not_on_its_stock() -> None:
    """T1: 10,000,000.00 of stock on a floor of 5,000,000.00: 3,500,000.00 are lent and not a cent more."""
    rooms = DealRooms(a_product(Mode.GOODS, "dynamic"))
    rooms.pledge(mode="dynamic", floor_value=money("5000000"))
    rooms.open_facility()
    with pytest.raises(Refused, match="PC-1 lends 350000000"):
        rooms.draw("3500000.01")
    rooms.draw("3500000")


def test_what_is_over_a_limit_is_held_against_none_and_its_number_is_burnt() -> None:
    """L9, C1."""
    rooms = DealRooms(a_product(limits=("borrower", "core")))
    rooms.pledge()
    rooms.open_facility()

    made = rooms.draw()

    assert rooms.row(Loan, "D-1").state == "CANCELLED"
    [status] = [each for each in made if each.type == "finance.status.v1"]
    assert status.body.state == "CANCELLED"
    assert "core enterprise's indirect line" in status.body.reasons[0].text
    assert held(rooms) == {"draw/D-1": "refused"}
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
    assert rooms.line("borrower", BORROWER) == (8 * MILLION, 0, 0)
    assert rooms.row(Facility, "F-1").in_flight_minor == 0
    assert rooms.draw() == [], "the same number is answered as before"


def test_a_draw_over_its_facility_is_refused_by_the_limit() -> None:
    """C1."""
    rooms = DealRooms()
    rooms.pledge("20000 TNE")
    rooms.open_facility()
    rooms.draw("5000000")
    rooms.draw("3000000.01", "D-2")
    assert rooms.row(Loan, "D-2").state == "CANCELLED"
    assert rooms.line("facility", "F-1") == (8 * MILLION, 5 * MILLION, 0)
    rooms.draw("3000000", "D-3")
    assert rooms.row(Loan, "D-3").state == "PRE_OCCUPIED"


def test_what_the_rules_block_ends_and_frees_what_it_held() -> None:

    rooms = DealRooms()
    published = rules_that_ask()
    wary = Rule(
        code="R36",
        stage="draw",
        text="tenor",
        rows=(RuleRow(when={"days_past_facility_end": "> -300"}, action="B", because="too long"),),
    )
    rule_set = replace(published.rule_set, rules=(*published.rule_set.rules, wary))
    rooms.tell("risk.rules_published.v1", replace(published, version=2, rule_set=rule_set))
    rooms.pledge()
    rooms.open_facility()

    made = rooms.draw()

    loan = rooms.row(Loan, "D-1")
    assert (loan.state, loan.verdict) == ("CANCELLED", "block")
    assert held(rooms) == {"draw/D-1": "voided"}
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
    assert statuses(made) == [("shop", "drawdown", "PRE_OCCUPIED"), ("shop", "drawdown", "CANCELLED")]
    exposures = [each.body.exposure.amount for each in made if each.type == "collateral.exposure_stated.v1"]
    assert [str(each) for each in exposures] == ["1000000.00", "0.00"]


@pytest.mark.parametrize(
    ("amount", "changed", "says"),
    [
        ("9999.99", {}, r"a draw of 9999\.99; the product takes 10000 to 50000000"),
        ("10000.001", {}, "more decimals|no whole number of minor units"),
        (
            "1000000",
            {"amount": {"amount": "1000000", "currency": "USD"}},
            "1000000 USD under a facility in CNY",
        ),
        ("1000000", {"facility_no": "F-9"}, "shop has no facility F-9"),
        ("1000000", {"partner": "thief"}, "thief has no facility F-1"),
        ("1000000", {"term_months": 13}, "would end on 2026-07-02; facility F-1 ends on 2026-06-02"),
        ("1000000", {"term_months": None, "maturity": "2025-06-02"}, "would end on 2025-06-02"),
        ("1000000", {"term_months": None, "maturity": "2026-06-03"}, "would end on 2026-06-03"),
    ],
)
def test_a_draw_outside_of_its_facility_or_product_is_refused(
    rooms: DealRooms, amount: str, changed: dict[str, Any], says: str
) -> None:
    before = rooms.books()
    with pytest.raises(Refused, match=says):
        rooms.draw(amount, **changed)
    assert rooms.books() == before


def test_a_facility_that_is_frozen_or_over_lends_nothing(rooms: DealRooms) -> None:
    with pytest.raises(Refused, match="facility F-1 is from 20250602 to 20260602, today is 20260603"):
        rooms.draw(hours=366 * 24)
    rooms.act_on_facility("freeze", reason="sued")
    with pytest.raises(Refused, match=r"facility F-1 is FROZEN \(sued\)"):
        rooms.draw()


def test_money_for_an_order_goes_to_whom_the_trade_names_and_from_an_account_under_control() -> None:
    product = a_product(Mode.ORDER, "confirmed")
    rooms = DealRooms(product)
    rooms.pledge(gates=("priced",))
    rooms.open_facility(account_controlled=False, payees=("vendor",))
    with pytest.raises(Refused) as refused:
        rooms.draw(payee={"id": STRANGER})
    assert f"payee: {STRANGER} is no counter-party of the trade ({CORE}, vendor)" in refused.value.text
    assert "account: no collection account is under control" in refused.value.text
    with pytest.raises(Refused) as refused:
        rooms.draw(payee={"id": "vendor"})
    assert "payee" not in refused.value.text


def test_a_gate_that_closes_after_the_draw_was_held_keeps_the_money_here(rooms: DealRooms) -> None:
    rooms.draw()
    rooms.act_on_draw("approve")
    rooms.act_on_draw("route")
    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(0.5)))
    with pytest.raises(Refused, match="frozen: 1 unauthorised releases are open"):
        rooms.act_on_draw("disburse", "zhao", hours=1)
    assert rooms.row(Loan, "D-1").state == "ROUTED"


def test_a_prepayment_waits_for_its_first_margin() -> None:
    """R38: 30 % of 1,000,000.00 is there before the money, and only the rest is at risk (2.8)."""
    product = a_product(Mode.PREPAYMENT, "three_party", limits=("borrower",))
    rooms = DealRooms(product)
    rooms.open_facility()
    with pytest.raises(Refused, match="margin: 30000000 minor units of the first margin did not come"):
        rooms.draw()
    give_margin(rooms, 40_000_000)

    rooms.draw()

    loan, facility = rooms.row(Loan, "D-1"), rooms.row(Facility, "F-1")
    assert (loan.margin_minor, facility.margin_minor) == (30_000_000, 10_000_000)
    assert rooms.line("borrower", BORROWER) == (8 * MILLION, 70_000_000, 0)
    with pytest.raises(Refused, match="is no counter-party of the trade"):
        rooms.draw("100000", "D-2", payee={"id": BORROWER})

    rooms.act_on_draw("cancel", reason="not wanted")
    assert rooms.row(Facility, "F-1").margin_minor == 40_000_000
    assert rooms.line("borrower", BORROWER) == (8 * MILLION, 0, 0)


def give_margin(rooms: DealRooms, minor: int, facility_no: str = "F-1") -> None:
    """As money that came to the margin account stands under the facility."""
    unit = RoomUnit(rooms.tables)
    shelf = unit.shelf(Facility)
    facility = shelf.get(facility_no)
    assert facility is not None
    shelf.put(replace(facility, margin_minor=minor))
    rooms.tables.apply(list(unit.shelves.values()))
