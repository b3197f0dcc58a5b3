"""Money on goods waits in a hub while the site where they lie is uncertain, and goes on when it is not."""

from __future__ import annotations

from core.hub.certainty import make_certain, mark_uncertain, unpark
from core.hub.failures import Failure, Uncertain
from core.loan import Loan
from core.loan.modes import Mode
from tests.core.hub.financing import Financing
from tests.core.hub.from_inside import documents_from_inside
from tests.core.loan.rooms import a_product
from tests.hub_world import HubWorld

SITE = "site:WH1"


class Waiting(Financing):
    """A deal of which something may wait."""

    def _work(self) -> None:
        self.world.work()

    def make_uncertain(self, scope: str = SITE) -> None:
        with self.world.store.unit() as unit:
            mark_uncertain(unit, "a slip", [scope], "nobody can read it")

    def make_certain(self) -> None:
        with self.world.store.unit() as unit:
            scopes = make_certain(unit, "a slip")
            unpark(unit.shelf(Failure), unit.shelf(Uncertain), scopes, due_at=self.now)
        self.world.clock.move(60)
        self.world.work()

    def waits(self) -> list[str]:
        return [each.text for each in self.world.failures() if each.cause == "parked.uncertain"]


def test_a_draw_and_its_money_wait_for_the_site_of_the_goods_and_nothing_else_does(world: HubWorld) -> None:
    with documents_from_inside():
        deal = Waiting(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.make_uncertain()

        deal.draw("1000000", term_months="1")

        assert world.store.get(Loan, "D-1") is None
        [text] = deal.waits()
        assert "site:WH1 is uncertain" in text
        deal.make_certain()
        assert deal.loan().state == "PRE_OCCUPIED"

        deal.make_uncertain()
        deal.act_on_draw("approve")
        deal.act_on_draw("route")
        assert deal.loan().state == "ROUTED", "what moves no money rests on no goods"
        deal.act_on_draw("disburse", "zhao")
        assert deal.loan().state == "ROUTED"
        deal.make_certain()
        assert deal.loan().state == "DISBURSING"


def test_a_draw_goes_on_while_another_site_is_uncertain(world: HubWorld) -> None:
    with documents_from_inside():
        deal = Waiting(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.make_uncertain("site:WH2")

        deal.draw("1000000", term_months="1")

        assert deal.loan().state == "PRE_OCCUPIED"
