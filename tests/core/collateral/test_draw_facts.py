"""What the rules of a draw are told of its security: the worst of what is known, and nothing that is not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.collateral import CollateralWork, draw_facts
from core.risk.values import value_of
from tests.core.collateral.pledges import golden
from tests.core.collateral.receivables import (
    assigned,
    come_through,
    credit_note,
    invoice,
    offered,
    owed,
    search,
    security,
    verification,
)
from tests.core.collateral.test_insurance import cover, policy
from tests.core.rooms import Rooms, RoomUnit, at


def facts(rooms: Rooms, when: datetime | None = None, contract_no: str = "F-1") -> dict[str, Any]:
    return dict(draw_facts(CollateralWork(RoomUnit(rooms.tables)), contract_no, when or at(9)))


def test_a_good_invoice_tells_nothing_that_any_rule_minds() -> None:
    rooms = assigned({"INV-1": "1130.01"})
    rooms.receive(search(at(8)))

    assert facts(rooms) == {
        "registry_prior_claim": False,
        "invoice_state": "normal",
        "invoice_verification": "consistent",
        "verification_age_days": 0,
        "account_age_days": 2,
        "past_due_days": 0,
        "invoice_to_due_days": 90,
        "round_amount": False,
        "sequential_numbers": False,
        "month_end_share_pct": "0.0000",
        "cross_age_pct": "0.0000",
        "dilution_pct": "0.0000",
        "net_receivable_minor": 113_001,
        "invoice_used": False,
        "buyer_confirmation": "verified",
    }


def test_what_nobody_told_is_left_out_and_so_not_judged() -> None:
    rooms = Rooms()
    assert facts(rooms) == {}
    rooms.receive(security())
    assert facts(rooms) == {}
    rooms.receive(offered("B-1", {"INV-1": "1130.01"}))

    told = facts(rooms)

    assert not {"invoice_verification", "verification_age_days", "registry_prior_claim"} & told.keys()
    assert told["buyer_confirmation"] == "missing"
    assert facts(golden(), contract_no="PC-1") == {}


def test_of_several_invoices_the_worst_counts_of_those_that_a_draw_would_be_paid_on() -> None:
    """One that does not count is told only where none does; one that is financed holds no new one back."""
    rooms = assigned({"INV-1": "1130.01"})
    rooms.receive(verification("INV-1", at(8), "mismatch"))
    assert facts(rooms)["invoice_verification"] == "mismatch"
    rooms.receive(verification("INV-1", at(8.5)))
    rooms.receive(owed("700", at(8.6)))
    come_through(rooms, "B-2", {"INV-9": "200.02"})
    rooms.receive(invoice("INV-9", "200.02", due_date=date(2025, 5, 31)))

    told = facts(rooms, at(days=40))

    assert (told["verification_age_days"], told["invoice_to_due_days"]) == (39, -1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("invoice_used", True),
        ("registry_prior_claim", True),
        ("dilution_pct", "8.8496"),
        ("past_due_days", 3),
        ("cross_age_pct", "100.0000"),
        ("policy_live", False),
        ("premium_paid", False),
    ],
)
def test_each_trouble_is_told(name: str, told: bool | int | str) -> None:
    rooms = assigned({"INV-1": "1130.00"}, policies=("POL-1",))
    rooms.receive(security(contract_no="F-2"))
    rooms.receive(offered("B-2", {"INV-1": "1130.00"}, at(7), contract_no="F-2"))
    hit = {"filing_no": "ZD-1", "party": {"name": "O"}, "text": "x", "date": "2025-05-30"}
    rooms.receive(search(at(8), hit))
    rooms.receive(credit_note("CN-1", "-100", "INV-1", at(8)))
    rooms.receive(policy(at(8), status="ended"))
    rooms.receive(cover("premium", at(8), premium={"amount": "1", "currency": "CNY"}, status="rejected"))

    assert facts(rooms, at(days=92))[name] == told


def test_invoices_that_look_made_up_are_told() -> None:
    """R27: round sums, numbers in a row, all at the month's end, far off what the pair trades."""
    rooms = Rooms()
    rooms.receive(security())
    for number in range(6):
        rooms.receive(invoice(f"OLD-{number * 2}", f"{1000 + number * 10}.01"))
    items = {"INV-101": "20000", "INV-102": "1000.01", "INV-103": "1000.02"}
    for no, amount in items.items():
        rooms.receive(invoice(no, amount, issue_date=date(2025, 5, 30)))
    rooms.receive(offered("B-1", items))

    told = facts(rooms)

    assert (told["round_amount"], told["sequential_numbers"]) == (True, True)
    assert told["month_end_share_pct"] == "100.0000"
    assert Decimal(told["amount_sigma"]) > 3


def test_two_numbers_that_follow_are_chance_and_an_end_of_month_is_three_days() -> None:
    rooms = Rooms()
    rooms.receive(security())
    for no, day in (("INV-1", 28), ("INV-2", 29)):
        rooms.receive(invoice(no, "1000.01", issue_date=date(2025, 5, day)))
    rooms.receive(offered("B-1", {"INV-1": "1000.01", "INV-2": "1000.01"}))

    told = facts(rooms)

    assert told["sequential_numbers"] is False
    assert told["month_end_share_pct"] == "50.0000"
    assert "amount_sigma" not in told


def test_every_name_and_value_is_one_the_shipped_rules_read() -> None:
    rooms = assigned({"INV-1": "1130.00"}, policies=("POL-1",))
    rooms.receive(policy(at(8)))
    rooms.receive(search(at(8)))
    kinds = {each.name: each.kind for each in read_rule_set(HOUSE).variables}

    for name, told in facts(rooms).items():
        assert value_of(name, kinds[name], told) is not None
