"""Goods secure a loan, from the application to the close: fixed lots, and a floor under a moving stock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.collateral import ContractClosed, MarkDue
from core.custody import Lot
from tests.core.hub.conftest import world as world  # noqa: PLC0414
from tests.core.hub.from_inside import documents_from_inside, quote
from tests.hub_world import HubWorld
from tests.journeys.deals import HOUSE, Journey, yuan
from tests.rebuild import assert_rebuilds


def goods(tonnes: str) -> list[dict[str, Any]]:
    return [{"lot_no": "L1", "quantity": {"value": tonnes, "unit": "TNE"}}]


class OnGoods(Journey):
    """A deal on 10,000 t at 1,000.00 in WH1."""

    def order_release(self, no: str, tonnes: str) -> None:
        now = self.now
        body = {
            "order_no": no,
            "contract_no": "PC-1",
            "warehouse": "WH1",
            "status": "open",
            "issued_at": now.isoformat(),
            "valid_from": now.isoformat(),
            "valid_to": (now + timedelta(days=1)).isoformat(),
            "lots": [{"lot_no": "L1", "max_quantity": goods(tonnes)[0]["quantity"]}],
            "tolerance": "0",
        }
        self.fact("wms.release_order.v1", body)

    def goes_out(self, no: str, tonnes: str, order: str) -> None:
        body = {"outbound_no": no, "event_time": self.now.isoformat(), "warehouse": "WH1"}
        self.fact("wms.outbound.v1", body | {"lots": goods(tonnes), "release_order_no": order})

    def quote(self, price: str) -> None:
        """The close of that day, for one tonne."""
        self.fact("price.quote.v1", quote(self.now.isoformat()) | {"price": yuan(price)})

    def notice_floor(self, no: str, value: str) -> None:
        said = {"action": "floor", "contract_no": "PC-1", "warehouse": "WH1", "lots": [], "notice_no": no}
        told = {"pledgee": HOUSE, "issued_at": self.now.isoformat(), "floor_value": yuan(value)}
        self.fact("wms.pledge_notice.v1", said | told)

    def confirm_floor(self, no: str) -> None:
        said = {"action": "floor", "contract_no": "PC-1", "warehouse": "WH1", "lots": [], "notice_no": no}
        answer = {"confirm_no": f"C-{no}", "result": "accept", "event_time": self.now.isoformat()}
        self.fact("wms.pledge_confirm.v1", said | answer)

    def give_up_the_floor(self) -> None:
        """It holds whatever is owed, until another one is confirmed; a level ends with two marks."""
        assert "C03" in self.alarms()
        self.notice_floor("FN-2", "0")
        self.confirm_floor("FN-2")
        for _ in range(2):
            self.say("collateral.mark_due.v1", MarkDue(contract_no="PC-1", at=self.now))
        assert "C03" not in self.alarms()

    def unpledge(self, tonnes: str) -> None:
        said = {"action": "unpledge", "contract_no": "PC-1", "warehouse": "WH1", "lots": goods(tonnes)}
        when = self.now.isoformat()
        self.fact("wms.pledge_notice.v1", said | {"notice_no": "PN-9", "pledgee": HOUSE, "issued_at": when})
        answer = {"confirm_no": "PCF-9", "notice_no": "PN-9", "result": "accept", "event_time": when}
        self.fact("wms.pledge_confirm.v1", said | answer)

    def lot(self) -> Lot:
        row = self.world.store.get(Lot, "WH1", "L1")
        assert row is not None
        return row


def test_fixed_lots_leave_against_money_and_the_rest_goes_free_when_all_is_paid(world: HubWorld) -> None:
    with documents_from_inside():
        deal = OnGoods(world, "goods_static")
        deal.approve(method="equal_instalment")
        deal.pledge_goods()
        assert deal.off("PC-1") == {"collateral": 1_000_000_000}
        deal.sign("PC-1")
        deal.draw("6000000", term_months="2")
        deal.pay_out()
        deal.go_on(30)
        deal.assert_ties()

        deal.quote("1000")
        why = deal.refused(lambda: deal.order_release("RO-1", "4000"))
        assert why == (
            "order RO-1 leaves goods that cover 420000000 minor units of CNY, PC-1 owes 600000000:"
            " repay 180000000 first"
        )
        deal.pays(deal.instalment(1), "R-1")
        deal.assert_ties()
        deal.order_release("RO-2", "4000")
        deal.goes_out("OUT-1", "4000", "RO-2")
        assert deal.lot().pledged_micro == 6_000 * 1_000_000
        assert deal.off("PC-1") == {"collateral": 600_000_000}
        assert deal.alarms() == set()

        # The last day is a Saturday: it is paid on the Monday behind it.
        deal.go_on(33)
        deal.assert_ties()
        deal.pay_all("R-2")
        deal.unpledge("6000")
        assert deal.lot().pledged_micro == 0
        deal.say("collateral.contract_closed.v1", ContractClosed(contract_no="PC-1", approver="li"))
        deal.close()

        assert_rebuilds(world)


def test_a_floor_lends_not_the_stock_a_fall_calls_and_stops_all_and_paying_down_cures(
    world: HubWorld,
) -> None:
    """T1, C03."""
    with documents_from_inside():
        deal = OnGoods(world, "goods_dynamic")
        deal.approve()
        deal.pledge_goods(mode="dynamic")
        deal.sign("PC-1")
        month = {"maturity": "2026-12-03"}
        why = deal.refused(lambda: deal.draw("1000000", draw_no="D-0", **month))
        assert "floor: " in why
        deal.notice_floor("FN-1", "8000000")
        why = deal.refused(lambda: deal.draw("1000000", draw_no="D-00", **month))
        assert "floor: " in why
        deal.confirm_floor("FN-1")
        why = deal.refused(lambda: deal.draw("5600001", draw_no="D-000", **month))
        assert "PC-1 lends 560000000" in why, "70 % of the floor of 8,000,000.00, not of the 10,000,000.00"
        deal.draw("5200000", **month)
        deal.pay_out()
        deal.go_on(7)
        for price in ("950", "860", "740"):
            deal.quote(price)
            deal.go_on(1)
        deal.assert_ties()
        assert {"C03", "C06"} == deal.alarms(), "below its floor; over 10 % in a day"
        assert deal.off("PC-1") == {"collateral": 1_000_000_000}, "a price moves nothing that stands"
        assert deal.calls() == [("open", "20000.00")], "70 % of 7,400,000.00 carry 5,180,000.00"
        why = deal.refused(lambda: deal.order_release("RO-1", "10"))
        assert why.startswith("order RO-1: PC-1 is at CALL since 2026-12-01")
        why = deal.refused(lambda: deal.draw("10000", draw_no="D-2", maturity="2026-12-13"))
        assert "frozen: it is at CALL" in why
        deal.pay_all("R-1")
        assert deal.calls() == [("cured", "20000.00")]
        deal.give_up_the_floor()
        deal.unpledge("10000")
        deal.say("collateral.contract_closed.v1", ContractClosed(contract_no="PC-1", approver="li"))
        deal.close()

        assert_rebuilds(world)
