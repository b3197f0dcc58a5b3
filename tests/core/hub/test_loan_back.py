"""A running loan in a hub: its days, its payments, its end; by every store, rebuilt byte for byte."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.kernel.days import day_number
from core.ledger import Line
from core.loan import DayEnded, Due, Loan, LoanActed, Receipt, ReceiptActed, Standing
from core.loan.modes import Mode
from core.loan.slices import slice_of
from tests.core.hub.financing import Financing
from tests.core.hub.from_inside import documents_from_inside
from tests.core.loan.deal_papers import BORROWER, CORE
from tests.core.loan.rooms import a_product
from tests.core.loan.test_factoring_draws import a_factoring
from tests.hub_world import START, HubWorld
from tests.rebuild import assert_rebuilds


class Running(Financing):
    """A deal whose money is out, and what becomes of it."""

    def lend(self, amount: str, **changed: Any) -> None:
        """Drawn, approved and sent out by two, and paid."""
        self.draw(amount, **changed)
        for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
            self.act_on_draw(act, by)
        self.paid()

    def go_on(self, days: int) -> None:
        """So many days end, one after the other, each half an hour after its midnight in China."""
        for _ in range(days):
            now = self.now
            night = (now + timedelta(hours=8)).replace(hour=0, minute=30, second=0, microsecond=0)
            after = night + timedelta(days=1) - timedelta(hours=8)
            self.world.clock.move((after - now).total_seconds())
            day = day_number((after - timedelta(hours=1) + timedelta(hours=8)).date())
            self.say("loan.day_ended.v1", DayEnded(business_day=day, slice=slice_of("D-1")))

    @property
    def today(self) -> int:
        return day_number((self.now + timedelta(hours=8)).date())

    def pays(self, amount: str, ref: str, payer: str = BORROWER) -> None:
        day = f"{self.today // 10_000}-{self.today // 100 % 100:02}-{self.today % 100:02}"
        body: dict[str, Any] = {
            "payment_no": ref,
            "bank_ref": ref,
            "amount": {"amount": amount, "currency": "CNY"},
            "value_date": day,
            "payer": {"id": payer},
            "payee_account": {"number": "6222-01"},
        }
        self.fact("erp.payment.v1", body)

    def act(self, name: str, **more: Any) -> None:
        said = LoanActed(
            loan_no="D-1",
            version=self.loan().version,
            act=name,
            by="wang",
            approver="zhao",
            business_day=self.today,
            **more,
        )
        self.say("loan.acted.v1", said)

    def stands(self) -> Standing:
        row = self.world.store.get(Standing, "D-1")
        assert row is not None
        return row

    def assert_ties(self) -> None:
        """B15, X1: the sub-ledger is the general ledger, and debits are credits."""
        lines = self.world.store.rows(Line, limit=99_999, book="general")
        own = {
            account: sum(
                line.minor if line.side == "debit" else -line.minor
                for line in lines
                if line.account == account and line.contract == "D-1"
            )
            for account in ("1303.01", "1305.01", "1132", "2241.04", "2241.01")
        }
        stands = self.stands()
        assert own["1303.01"] + own["1305.01"] == stands.outstanding_minor
        assert own["1132"] == stands.accrued_minor - stands.interest_paid_minor
        assert -own["2241.04"] == stands.surplus_minor
        assert -own["2241.01"] == stands.reserve_minor
        assert sum(line.minor if line.side == "debit" else -line.minor for line in lines) == 0


def test_a_loan_on_goods_runs_is_late_is_paid_taken_back_paid_again_and_closed(world: HubWorld) -> None:
    """B15."""
    with documents_from_inside():
        deal = Running(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.lend("1000000", term_months="1")
        assert deal.today == day_number(START.date())

        deal.go_on(32)
        assert deal.loan().state == "OVERDUE"
        [due] = world.store.rows(Due, limit=9, loan_no="D-1")
        deal.assert_ties()
        owed = due.principal_minor + due.interest_minor + 10_000
        deal.pays(f"{owed // 100}.{owed % 100:02}", "R-1")
        deal.pays(f"{owed // 100}.{owed % 100:02}", "R-1")
        assert deal.loan().state == "OVERDUE", "100.00 of penalty are not all of it"
        deal.assert_ties()
        back = ReceiptActed(
            receipt_no="R-1",
            act="take_back",
            by="wang",
            approver="zhao",
            business_day=deal.today,
            reason="退汇",
        )
        deal.say("loan.receipt_acted.v1", back)
        assert deal.stands().outstanding_minor == 100_000_000
        deal.assert_ties()
        deal.go_on(1)
        deal.pays("1100000.00", "R-2")
        assert deal.loan().state == "SETTLED"
        deal.assert_ties()
        deal.act("refund_surplus")
        deal.act("close")

        assert deal.loan().state == "CLOSED"
        assert [row.state for row in world.store.rows(Receipt, limit=9)] == ["reversed", "applied"]
        assert_rebuilds(world)


def test_a_debtor_pays_what_was_factored_and_the_seller_gets_its_part(world: HubWorld) -> None:
    with documents_from_inside():
        deal = Running(world, a_factoring("recourse"))
        deal.assign_invoice()
        deal.apply()
        deal.sign(
            "SC-1", rate="0.08", advance_ppm=800_000, signers=("house", BORROWER), supervisor="", buyer=CORE
        )
        deal.lend("904000", maturity="2027-02-21", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        deal.go_on(90)
        assert deal.stands().deferred_minor == 0, "interest taken at the draw is earned day by day"

        deal.pays("1130000.00", "R-1", payer=CORE)
        assert deal.loan().state == "SETTLED"
        assert deal.stands().reserve_minor == 22_600_000
        deal.assert_ties()
        deal.act("pay_reserve")
        deal.act("close")

        row = world.store.get(Loan, "D-1")
        assert row is not None
        assert row.state == "CLOSED"
        assert_rebuilds(world)


def test_a_debtor_that_pays_on_the_day_of_the_draw_pays_the_draw_first(world: HubWorld) -> None:
    """What is over is the seller's only when nothing of the advance is left: here the debtor pays short."""
    with documents_from_inside():
        deal = Running(world, a_factoring("recourse"))
        deal.assign_invoice()
        deal.apply()
        deal.sign(
            "SC-1", rate="0.08", advance_ppm=800_000, signers=("house", BORROWER), supervisor="", buyer=CORE
        )
        deal.lend("904000", maturity="2027-02-21", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        # Interest of 90 days was taken at the draw, 904,000.00 at 8 % of 360: none of it is earned.
        net = 90_400_000 - 1_808_000

        deal.pays("870000.00", "R-1", payer=CORE)
        assert deal.loan().state == "ACTIVE"
        assert (deal.stands().outstanding_minor, deal.stands().reserve_minor) == (net - 87_000_000, 0)
        deal.assert_ties()
        deal.pays("20000.00", "R-2", payer=CORE)
        assert deal.loan().state == "SETTLED"
        assert deal.stands().reserve_minor == 89_000_000 - net
        deal.assert_ties()

        assert_rebuilds(world)


def test_a_part_repaid_early_and_told_late_takes_days_back_in_red_on_every_store(world: HubWorld) -> None:
    """B8, B11: days earned on the old plan stand in red, and are earned anew on the new one."""
    with documents_from_inside():
        deal = Running(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.lend("1000000", term_months="2")
        deal.go_on(10)
        body: dict[str, Any] = {
            "repay_no": "E-1",
            "loan_no": "D-1",
            "kind": "early",
            "amount": {"amount": "300000.00", "currency": "CNY"},
            "value_date": "2026-11-28",
            "bank_ref": "E-1",
        }

        deal.fact("funder.repayment.v1", body)

        assert deal.loan().plan == 2
        assert deal.stands().accrued_through == 2026_11_28
        deal.assert_ties()
        deal.go_on(1)
        deal.assert_ties()
        lines = world.store.rows(Line, limit=999, book="general")
        red = [line.side for line in lines if line.account == "1132" and line.minor < 0]
        assert red == ["debit"]
        assert_rebuilds(world)
