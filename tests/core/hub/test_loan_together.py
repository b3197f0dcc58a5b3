"""A loan lent together in a hub: days, money and loss go by share; on every store, rebuilt byte for byte."""

from __future__ import annotations

from typing import Any

from core.ledger import Line
from core.loan import PartnerDue
from core.loan.modes import Mode
from core.loan.sharing import Share, held
from tests.core.hub.financing import CONTRACT, JSON
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import BORROWER, SUPERVISOR
from tests.core.loan.rooms import a_product
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

FUNDER = "harbour"
SHARE = Share(700_001)


class Together(Running):
    """A deal that is lent together with a partner who told its quota."""

    def begin(self, amount: str) -> None:
        self.world.publish(JSON, CONTRACT.format(name=FUNDER, types="finance.status.v1"), partner=FUNDER)
        self.pledge_goods()
        self.apply()
        signers = ("house", BORROWER, SUPERVISOR, FUNDER)
        self.sign("PC-1", funder=FUNDER, signers=signers, own_ppm=SHARE.own_ppm)
        quota = {
            "quota_no": "Q-1",
            "funder": {"id": FUNDER},
            "product": self.product.code,
            "told_at": self.now.isoformat(),
            "total": {"amount": "5000000", "currency": "CNY"},
        }
        self.send(FUNDER, "funder.quota.v1", quota)
        self.draw(amount, term_months="1")
        self.act_on_draw("approve")
        self.act_on_draw("route", funder=FUNDER)
        self.act_on_draw("disburse", "zhao")
        self.paid()

    def owed(self) -> int:
        return sum(row.owed_minor for row in self.world.store.rows(PartnerDue, limit=9))

    def assert_ties(self) -> None:
        """B15: what it stands at, split, is what the books say, to the cent."""
        lines = self.world.store.rows(Line, limit=99_999)

        def balance(account: str, **about: Any) -> int:
            return sum(
                line.minor if line.side == "debit" else -line.minor
                for line in lines
                if line.account == account
                and all(getattr(line, name) == each for name, each in about.items())
            )

        ours = held(SHARE, self.stands())
        assert balance("1303.01", contract="D-1") == ours.principal
        assert balance("1132", contract="D-1") == ours.interest
        assert balance("suspended_interest", contract="D-1") == ours.suspended
        assert balance("1321", funder=FUNDER) == -balance("2314", funder=FUNDER) == ours.partner_principal
        assert balance("partner_interest", contract="D-1", funder=FUNDER) == ours.partner_interest
        assert -balance("2241.05", contract="D-1", funder=FUNDER) == self.owed()
        general = [line for line in lines if line.book == "general"]
        assert sum(line.minor if line.side == "debit" else -line.minor for line in general) == 0


def test_t19_lent_together_it_is_paid_in_part_passed_on_written_off_recovered_and_closed(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = Together(world, a_product(Mode.GOODS, "static", booking="shared"))
        deal.begin("1000000.01")
        deal.assert_ties()
        deal.go_on(20)
        deal.assert_ties()
        deal.go_on(15)
        assert deal.loan().state == "OVERDUE"
        deal.assert_ties()

        deal.pays("333333.33", "R-1")
        theirs = deal.owed()
        assert 9_999_000 < theirs < 10_000_000, "29.9999 % of what came"
        deal.assert_ties()
        deal.act("pass_on")
        assert deal.owed() == 0

        deal.go_on(1)
        deal.act("dispose")
        deal.act("write_off")
        assert deal.loan().state == "WRITTEN_OFF"
        deal.act("recover", minor=100_001)
        assert deal.owed() == SHARE.partner(100_001)
        deal.act("pass_on")
        deal.act("close")

        assert deal.loan().state == "CLOSED"
        assert deal.owed() == 0
        assert_rebuilds(world)
