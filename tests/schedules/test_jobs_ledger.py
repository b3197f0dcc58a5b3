"""The clock ends what was held against a limit for too long."""

from __future__ import annotations

from datetime import timedelta

from adapters.wiring.ledger_data import SHIPPED, read_charts
from core.ledger import Balance, HoldAsked, LimitGranted, VoucherLine
from tests.hub_world import START
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

DAY = 2026_11_23


def lines(debit: str, credit: str, minor: int) -> tuple[VoucherLine, ...]:
    named = {"party": "P1"}
    return (
        VoucherLine(account=debit, side="debit", currency="CNY", minor=minor, **named),
        VoucherLine(account=credit, side="credit", currency="CNY", minor=minor, **named),
    )


def test_what_was_held_too_long_is_free_again_once(ticking: Ticking) -> None:
    ticking.publish()
    for chart in read_charts(SHIPPED, {"": 2026_01}, publisher="chen", approver="li"):
        ticking.tell("ledger.chart_published.v1", chart)
    granted = LimitGranted(
        book="limits",
        number="G1",
        business_day=DAY,
        text="line of P1",
        approver="li",
        lines=lines("granted", "borrower", 100),
    )
    ticking.tell("ledger.limit_granted.v1", granted)
    asked = HoldAsked(
        book="limits",
        number="D1",
        business_day=DAY,
        text="draw of P1",
        lines=lines("borrower", "used", 80),
        expires_at=START + timedelta(seconds=100),
    )
    ticking.tell("ledger.hold_asked.v1", asked)

    def pending() -> int:
        row = ticking.hub.store.get(Balance, "limits", "borrower", "CNY", "P1")
        assert row is not None
        return row.debits_pending

    ticking.run("end_reservations", after_s=50)
    assert pending() == 80
    ticking.run("end_reservations", after_s=60)
    assert pending() == 0
    ticking.run("end_reservations", after_s=60)
    assert pending() == 0
    assert_rebuilds(ticking.hub)
