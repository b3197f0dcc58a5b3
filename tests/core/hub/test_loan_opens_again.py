"""Lines taken at the assignment, a loan that opens again, money that goes back: by every store, rebuilt."""

from __future__ import annotations

from core.ledger import Balance, LimitGranted, Line, VoucherLine
from core.loan import Receipt, ReceiptActed
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import BORROWER, CORE
from tests.core.loan.test_factoring_draws import a_factoring
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds


def buyer_line(world: HubWorld) -> tuple[int, int]:
    """(granted, used)."""
    row = world.store.get(Balance, "limits", "buyer", "CNY", CORE)
    assert row is not None
    return row.credits_posted, row.debits_posted


def granted(deal: Running) -> None:
    lines = (
        VoucherLine(account="granted", side="debit", currency="CNY", minor=150_000_000),
        VoucherLine(account="buyer", side="credit", currency="CNY", minor=150_000_000, party=CORE),
    )
    said = LimitGranted(
        book="limits", number="G-1", business_day=deal.today, text="a line", approver="li", lines=lines
    )
    deal.say("ledger.limit_granted.v1", said)


def acted(deal: Running, receipt_no: str, act: str) -> None:
    said = ReceiptActed(
        receipt_no=receipt_no, act=act, by="wang", approver="zhao", business_day=deal.today, reason="退票"
    )
    deal.say("loan.receipt_acted.v1", said)


def test_a_factored_invoice_takes_its_line_is_paid_bounces_is_paid_again_and_the_rest_goes_back(
    world: HubWorld,
) -> None:
    """T3, t33, P11."""
    with documents_from_inside():
        product = a_factoring("recourse", limits=("borrower", "buyer"), buyer_limit="at_assignment")
        deal = Running(world, product)
        granted(deal)
        deal.assign_invoice()
        deal.apply()
        deal.sign("SC-1", rate="0.08", advance_ppm=800_000, signers=("house", BORROWER), supervisor="")
        assert buyer_line(world) == (150_000_000, 113_000_000)
        deal.lend("904000", maturity="2027-02-21", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        assert buyer_line(world) == (150_000_000, 113_000_000), "and its draw takes nothing more"
        deal.go_on(90)

        deal.pays("1130000.00", "R-1", payer=CORE)
        assert deal.loan().state == "SETTLED"
        acted(deal, "R-1", "take_back")
        assert deal.loan().state == "ACTIVE"
        assert deal.stands().outstanding_minor == 90_400_000
        deal.assert_ties()
        deal.pays("1130000.00", "R-2", payer=CORE)
        assert deal.loan().state == "SETTLED"
        deal.pays("500.00", "R-3", payer=CORE)
        acted(deal, "R-3", "return")

        states = {row.receipt_no: row.state for row in world.store.rows(Receipt, limit=9)}
        assert states == {"R-1": "reversed", "R-2": "applied", "R-3": "returned"}
        booked = world.store.rows(Line, limit=99_999, book="general")
        nobodys = sorted((line.side, line.minor) for line in booked if line.account == "2241.03")
        assert nobodys == [("credit", 50_000), ("debit", 50_000)]
        deal.assert_ties()
        assert_rebuilds(world)
