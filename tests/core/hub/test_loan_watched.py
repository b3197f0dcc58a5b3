"""A debtor's loans are judged together in a hub: one written off makes the other bad; on every store."""

from __future__ import annotations

from core.loan import DayEnded, DrawActed, Loan, Standing, Watch
from core.loan.modes import Mode
from core.loan.slices import slice_of
from tests.core.hub.financing import TODAY
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.rooms import a_product
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

OTHER = "D-2"


class TwoLoans(Running):
    """One debtor, two draws under one facility."""

    def lend_another(self, amount: str) -> None:
        self.draw(amount, draw_no=OTHER, term_months="3")
        for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
            said = DrawActed(loan_no=OTHER, version=self.other().version, act=act, by=by, business_day=TODAY)
            self.say("loan.draw_acted.v1", said)
        paid = {"amount": f"{self.other().cash_minor / 100:.2f}", "currency": "CNY"}
        self.paid(draw_no=OTHER, paid_amount=paid, bank_ref="REF-2")

    def other(self) -> Loan:
        row = self.world.store.get(Loan, OTHER)
        assert row is not None
        return row


def test_what_is_written_off_of_a_debtor_makes_its_other_loan_bad_at_once_and_the_books_follow(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = TwoLoans(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.lend("1000000", term_months="1")
        deal.lend_another("2000000")
        deal.go_on(32)
        deal.act("dispose")

        deal.act("write_off")

        watch = world.store.get(Watch, OTHER)
        assert watch is not None
        assert watch.debtor_bad_ppm == 1_000_000
        assert deal.other().state == "ACTIVE"
        deal.say("loan.day_ended.v1", DayEnded(business_day=deal.today, slice=slice_of(OTHER)))
        stands = world.store.get(Standing, OTHER)
        assert stands is not None
        assert (stands.category, stands.non_accrual, stands.provision_minor) == (3, True, 52_000_000)
        assert_rebuilds(world)
