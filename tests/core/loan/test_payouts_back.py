"""A bank sends a payout back 退汇: it repays nothing, stands as nobody's money, and a person is called."""

from __future__ import annotations

from typing import Any

import pytest

from core.loan import Loan, Receipt, Standing
from tests.core.loan.deal_papers import CORE, MILLION
from tests.core.loan.deals import DealRooms


def running() -> DealRooms:
    """D-1 of 1,000,000.00 paid out to the core enterprise by REF-D-1, asked for as D-1/1."""
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility()
    rooms.active_loan()
    return rooms


def bank(rooms: DealRooms, amount: str = "1000000", account: str = "6222-01", **line: Any) -> None:
    payment = {key: line.pop(key) for key in ("end_to_end_ref", "remittance", "payer") if key in line}
    entry: dict[str, Any] = {
        "amount": {"amount": amount, "currency": "CNY"},
        "side": "credit",
        "status": "booked",
        "bank_ref": "B-1",
        "value_date": "2025-06-02",
        "payments": [payment],
    }
    body = {
        "kind": "statement",
        "statement_no": "S-1",
        "account": {"number": account},
        "created_at": rooms.now.isoformat(),
        "entries": [entry | line],
    }
    rooms.hear("bank.statement.v1", body, "bank")


def repaid(rooms: DealRooms) -> bool:
    """Whether any of it is the loan's money: paid at once, or kept for its day."""
    stands = rooms.row(Standing, "D-1")
    return stands.outstanding_minor != MILLION or bool(stands.surplus_minor)


@pytest.mark.parametrize("account", ["6222-01", "0000-99"])
@pytest.mark.parametrize(
    "line",
    [
        {"text": "退汇", "remittance": ["D-1"]},
        {"remittance": ["RETURNED D-1"]},
        {"code": "PMNT/ICDT/RRTN", "remittance": ["D-1"]},
        {"reversal": True, "remittance": ["D-1"]},
        {"end_to_end_ref": "D-1/1"},
        {"bank_ref": "REF-D-1"},
        {"end_to_end_ref": "REF-D-1", "text": "退汇"},
    ],
)
def test_a_payout_that_comes_back_is_no_repayment_and_calls_a_person(
    line: dict[str, Any], account: str
) -> None:
    """On whichever account of ours, by what it was sent under, or by its number where the bank says so."""
    rooms = running()

    bank(rooms, account=account, **line)

    assert not repaid(rooms)
    [receipt] = rooms.rows(Receipt)
    assert (receipt.kind, receipt.state, receipt.loan_no) == ("unidentified", "unidentified", "")
    assert f"D-1 was paid out with {MILLION} to {CORE} and is ACTIVE" in rooms.alerts()["L15:D-1"]
    assert rooms.row(Loan, "D-1").state == "ACTIVE"


def test_told_again_it_is_the_same_money_once() -> None:
    rooms = running()

    bank(rooms, text="退汇", remittance=["D-1"])
    bank(rooms, text="退汇", remittance=["D-1"])

    assert len(rooms.rows(Receipt)) == 1
    assert not repaid(rooms)


def test_an_erp_that_tells_of_it_repays_nothing_either() -> None:
    rooms = running()
    body = {
        "payment_no": "P-1",
        "amount": {"amount": "1000000", "currency": "CNY"},
        "value_date": "2025-06-02",
        "payee_account": {"number": "6222-01"},
        "purpose": "退汇 D-1",
        "bank_ref": "B-1",
    }

    rooms.hear("erp.payment.v1", body, "erp")

    assert not repaid(rooms)
    assert "L15:D-1" in rooms.alerts()


@pytest.mark.parametrize(
    "line",
    [
        {"remittance": ["D-1"]},
        {"remittance": ["repayment of D-1"], "text": "transfer"},
        {"bank_ref": "REF-D-1", "amount": "500000"},
    ],
)
def test_money_that_names_the_draw_and_is_no_return_repays_it(line: dict[str, Any]) -> None:
    """A bank whose numbers begin anew may give money that comes the number of a payout."""
    rooms = running()

    bank(rooms, **line)

    assert repaid(rooms)
    assert "L15:D-1" not in rooms.alerts()


def test_a_booking_that_is_taken_back_and_names_no_draw_is_the_bank_s_own() -> None:
    rooms = running()

    bank(rooms, "12.50", reversal=True, text="fee taken by mistake")

    assert rooms.rows(Receipt) == []
