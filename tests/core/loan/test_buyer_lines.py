"""A buyer's line taken when its invoice is assigned (T3): whole or not at all, and free once it is paid."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.ledger import LimitGranted, VoucherLine
from core.loan import Product
from core.loan.assigned_line import AssignedLine
from core.loan.modes import Mode
from tests.core.collateral.receivables import (
    come_through,
    credit_note,
    given_back,
    invoice,
    item,
    judged,
    letter,
    payment,
    security,
    state,
)
from tests.core.collateral.receivables import row as receivable
from tests.core.loan.deal_papers import CORE
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY, a_product
from tests.core.loan.test_factoring_draws import AFTER_S, a_factoring
from tests.core.rooms import at

LATER = at(8)
# The buyer of every invoice here; the one of the other tests has no valid code and is known by its name.
BUYER = {"id": CORE, "scheme": "USCC", "name": "核心钢厂"}


def at_assignment(**changed: Any) -> Product:
    return a_factoring(limits=("borrower", "buyer"), buyer_limit="at_assignment", **changed)


def grant(rooms: DealRooms, minor: int, number: str = "G-1") -> None:
    lines = (
        VoucherLine(account="granted", side="debit", currency="CNY", minor=minor),
        VoucherLine(account="buyer", side="credit", currency="CNY", minor=minor, party=CORE),
    )
    granted = LimitGranted(
        book="limits", number=number, business_day=DAY, text="a line", approver="li", lines=lines
    )
    rooms.tell("ledger.limit_granted.v1", granted)


def bought(*invoices: str, line: int = 200_000_000, **changed: Any) -> DealRooms:
    """Invoices INV-1, INV-2 of these amounts, assigned under F-1 to a facility in effect."""
    rooms = DealRooms(at_assignment(**changed))
    grant(rooms, line)
    rooms.receive(security())
    items = {f"INV-{place}": amount for place, amount in enumerate(invoices, start=1)}
    for number, amount in items.items():
        rooms.receive(invoice(number, amount, buyer=BUYER))
    come_through(rooms, "B-1", items)
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000)
    return rooms


def line(rooms: DealRooms) -> tuple[int, int, int]:
    return rooms.line("buyer", CORE)


def test_t3_an_assigned_invoice_takes_its_buyers_line_and_its_draw_does_not_again() -> None:
    rooms = bought("1130000")
    assert line(rooms) == (200_000_000, 0, 113_000_000)

    rooms.active_loan("904000", term_months=None, maturity="2025-08-31")

    assert line(rooms) == (200_000_000, 0, 113_000_000)
    assert rooms.line("facility", "F-1")[2] == 90_400_000


def test_an_invoice_takes_nothing_before_it_is_assigned_and_before_its_facility_is_in_effect() -> None:
    rooms = DealRooms(at_assignment())
    grant(rooms, 200_000_000)
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1000000", buyer=BUYER))
    come_through(rooms, "B-1", {"INV-1": "1000000"})
    assert line(rooms) == (200_000_000, 0, 0)
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000)
    assert line(rooms) == (200_000_000, 0, 100_000_000)

    rooms.receive(invoice("INV-2", "500000", at(8), buyer=BUYER))
    assert line(rooms) == (200_000_000, 0, 100_000_000), "told is not assigned"
    come_through(rooms, "B-2", {"INV-2": "500000"})

    assert line(rooms) == (200_000_000, 0, 150_000_000)


def test_what_is_paid_or_credited_comes_free_by_so_much() -> None:
    rooms = bought("1000000", "500000")

    rooms.receive(payment("P-1", {"INV-1": "400000"}, LATER))
    assert line(rooms) == (200_000_000, 0, 110_000_000)
    rooms.receive(credit_note("CN-1", "100000", "INV-2", LATER))
    assert line(rooms) == (200_000_000, 0, 100_000_000)
    rooms.receive(payment("P-2", {"INV-1": "600000"}, at(9)))

    assert line(rooms) == (200_000_000, 0, 40_000_000)


@pytest.mark.parametrize("how", ["reassigned", "released", "substituted"])
def test_what_goes_back_to_its_seller_comes_free(how: str) -> None:
    rooms = bought("1000000", "500000")

    rooms.receive(given_back((receivable(rooms, "INV1").thing,), how, LATER))

    assert line(rooms) == (200_000_000, 0, 50_000_000)


def test_what_its_debtor_disputes_keeps_the_line_until_it_is_given_up() -> None:
    rooms = bought("1000000", "500000")
    rejected = item("INV-1", "1000000", status="reject")

    rooms.receive(letter("acknowledgement", "A-9", [rejected], LATER, about=["B-1"]))
    assert state(rooms, "INV1") == "DISPUTED"
    assert line(rooms) == (200_000_000, 0, 150_000_000)
    rooms.receive(judged(receivable(rooms, "INV1").thing, "given_up", at(9)))

    assert line(rooms) == (200_000_000, 0, 50_000_000)


def test_an_invoice_over_the_line_takes_nothing_lends_nothing_and_is_named() -> None:
    """The line of 1,200,000.00 takes the first, not the second: 80 % of 1,000,000.00 is lent."""
    rooms = bought("1000000", "500000", line=120_000_000)
    assert line(rooms) == (120_000_000, 0, 100_000_000)
    assert "INV2 of" in rooms.alerts()["L08:F-1"]

    with pytest.raises(Refused, match="F-1 lends 80000000; no room on the line of its buyer has INV2"):
        rooms.draw("800000.01", term_months=None, maturity="2025-08-31")
    rooms.draw("800000", term_months=None, maturity="2025-08-31")

    assert rooms.line("facility", "F-1")[1] == 80_000_000


def test_an_invoice_finds_room_when_another_is_paid_or_the_line_grows() -> None:
    rooms = bought("1000000", "500000", line=120_000_000)
    rooms.receive(payment("P-1", {"INV-1": "300000"}, LATER))
    assert line(rooms) == (120_000_000, 0, 120_000_000)
    assert "L08:F-1" not in rooms.alerts()

    rooms = bought("1000000", "500000", line=120_000_000)
    grant(rooms, 30_000_000, "G-2")
    rooms.draw("1200000", term_months=None, maturity="2025-08-31")

    assert line(rooms) == (150_000_000, 0, 150_000_000)


def test_a_buyer_without_a_line_lends_nothing() -> None:
    rooms = DealRooms(at_assignment())
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1000000", buyer=BUYER))
    come_through(rooms, "B-1", {"INV-1": "1000000"})
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000)

    with pytest.raises(Refused, match="F-1 lends 0"):
        rooms.draw("100000", term_months=None, maturity="2025-08-31")


def test_a_facility_that_is_terminated_takes_its_buyers_lines_no_more() -> None:
    rooms = bought("1000000")

    rooms.act_on_facility("terminate", approver="zhao", reason="not needed")

    assert line(rooms) == (200_000_000, 0, 0)


def test_the_same_word_twice_takes_the_line_once() -> None:
    rooms = bought("1000000")
    before = rooms.rows(AssignedLine)

    rooms.receive(invoice("INV-1", "1000000", at(8), buyer=BUYER))

    assert line(rooms) == (200_000_000, 0, 100_000_000)
    assert rooms.rows(AssignedLine) == before


def test_only_what_a_factor_buys_takes_a_line_at_the_assignment() -> None:
    with pytest.raises(Refused, match="takes its buyer's line at the assignment"):
        a_product(Mode.GOODS, limits=("buyer",), buyer_limit="at_assignment")
    with pytest.raises(Refused, match="takes its buyer's line at the assignment"):
        a_factoring(limits=("borrower",), buyer_limit="at_assignment")
    assert replace(at_assignment(), buyer_limit="at_draw").buyer_limit == "at_draw"
