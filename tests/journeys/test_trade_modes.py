"""Trade that is still to come secures a loan: an order its buyer confirmed, goods a dealer paid for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.catalogue.parts import Amount, PartyRef
from core.collateral import ContractClosed
from core.collateral.order_messages import AgreementSigned, OfferedOrder, OrderConfirmed, OrdersOffered
from core.collateral.prepayment_messages import DeliveryNoticed, DeliveryTold, MarginStated
from core.loan import Facility, Receipt
from tests.core.hub.conftest import world as world  # noqa: PLC0414
from tests.core.hub.financing import BUYER
from tests.core.hub.from_inside import SELLER, documents_from_inside
from tests.core.loan.deal_papers import BORROWER, CORE, SUPERVISOR
from tests.hub_world import HubWorld
from tests.journeys.deals import Journey
from tests.rebuild import assert_rebuilds

VENDOR = SUPERVISOR  # A third party the house knows: here it is who sells the borrower its steel.


def cny(amount: str) -> Amount:
    return Amount(amount=Decimal(amount), currency="CNY")


class OnTrade(Journey):
    """A deal on what is not there yet."""

    def agree(self, agreement: Any) -> None:
        said = AgreementSigned(contract_no="SC-1", agreement=agreement, signed_at=self.now, by="li")
        self.say("collateral.agreement_signed.v1", said)

    def order(self, no: str, amount: str) -> None:
        line = {"line_no": "1", "sku": "HRC", "quantity": {"value": "1000", "unit": "TNE"}}
        body: dict[str, Any] = {
            "order_no": no,
            "status": "new",
            "order_date": "2026-11-23",
            "ordered_at": self.now.isoformat(),
            "currency": "CNY",
            "buyer": BUYER,
            "seller": SELLER,
            "payable": amount,
            "lines": [line | {"line_amount": amount}],
        }
        self.fact("erp.order.v1", body)
        offered = OrdersOffered(
            contract_no="SC-1", orders=(OfferedOrder(buyer=PartyRef(**BUYER), order_no=no),)
        )
        self.say("collateral.orders_offered.v1", offered)

    def confirm(self, no: str, amount: str) -> None:
        said = OrderConfirmed(buyer=PartyRef(**BUYER), order_no=no, confirmed=cny(amount), by="Wu")
        self.say("collateral.order_confirmed.v1", said)

    def state_margin(self, added: str, **rest: Any) -> None:
        said = MarginStated(
            contract_no="SC-1",
            face=cny("1000000"),
            initial=cny("300000"),
            added=cny(added),
            as_of=self.now,
            **rest,
        )
        self.say("collateral.margin_stated.v1", said)

    def let_go(self, no: str, value: str) -> None:
        said = DeliveryNoticed(contract_no="SC-1", notice_no=no, value=cny(value), approver="li")
        self.say("collateral.delivery_noticed.v1", said)

    def deliver(self, what: Any, no: str, value: str = "") -> None:
        amount = cny(value) if value else None
        said = DeliveryTold(contract_no="SC-1", what=what, number=no, told_at=self.now, value=amount)
        self.say("collateral.delivery_told.v1", said)

    def close_security(self) -> None:
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no="SC-1", approver="li"))

    def facility(self) -> Facility:
        row = self.world.store.get(Facility, "F-1")
        assert row is not None
        return row


def test_an_order_lends_once_its_buyer_confirmed_it_pays_the_vendor_and_is_repaid_by_the_buyer(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = OnTrade(world, "order_confirmed")
        deal.approve()
        deal.open_security("order", 600_000)
        deal.order("PO-1", "2000000")
        deal.agree("account_control")
        deal.sign("SC-1", payees=(VENDOR,))
        vendor = {"payee": {"id": VENDOR}, "maturity": "2026-12-03"}
        why = deal.refused(lambda: deal.draw("1200000", draw_no="D-0", **vendor))
        assert "confirmed: none of 1 orders is confirmed by its buyer" in why
        deal.confirm("PO-1", "2000000")
        why = deal.refused(lambda: deal.draw("1200000", draw_no="D-00", maturity="2026-12-03"))
        assert f"payee: {BORROWER} is no counter-party of the trade" in why
        deal.draw("1200000", **vendor)
        deal.pay_out()
        assert deal.loan().payee == VENDOR
        deal.go_on(10)
        deal.assert_ties()

        deal.pay_all("R-1", payer=CORE)
        [receipt] = world.store.rows(Receipt, limit=9)
        assert (receipt.payer, receipt.payee_account) == (CORE, "6222-01")
        assert deal.lends() == "1200000.00"
        deal.close()

        assert_rebuilds(world)


def test_a_dealers_margin_comes_first_more_of_it_frees_goods_and_the_maker_refunds_the_rest(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = OnTrade(world, "prepayment_three_party")
        deal.approve()
        deal.open_security("prepayment", 700_000, debtor=PartyRef(**BUYER))
        deal.agree("tripartite")
        deal.sign("SC-1")
        maker = {"payee": {"id": CORE}, "maturity": "2026-12-03"}
        why = deal.refused(lambda: deal.draw("1000000", draw_no="D-0", **maker))
        assert "margin: 30000000 minor units of the first margin did not come" in why
        deal.pays("300000.00", "M-1")
        assert -deal.books("2002") == 30_000_000
        deal.draw("1000000", **maker)
        deal.pay_out()
        assert deal.exposure() == "700000.00", "what is lent less the first margin"
        deal.state_margin("0", paid_at=deal.now)
        deal.deliver("money_received", "MR-1")
        deal.go_on(3)
        deal.assert_ties()

        why = deal.refused(lambda: deal.let_go("DN-1", "1"))
        assert "by R2 the margin allows 0" in why
        # Of 1,000,000.00 the financed share is 700,000.00: 420,000.00 are three fifths of the goods.
        deal.pays("420000.00", "M-2")
        assert deal.exposure() == "280000.00"
        deal.state_margin("420000")
        deal.let_go("DN-2", "600000")
        deal.deliver("delivered", "DL-1", "600000")
        deal.go_on(7)
        assert deal.facility().margin_minor == 42_000_000, "the first margin is the draw's own"
        deal.act("apply_margin")
        deal.pay_all("RF-1", payer=CORE)
        kinds = {each.receipt_no: each.kind for each in world.store.rows(Receipt, limit=9)}
        assert kinds["RF-1"] == "refund", "the maker pays back what it did not deliver"
        deal.assert_ties()
        deal.close()

        assert_rebuilds(world)
