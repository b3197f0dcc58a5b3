"""A warehouse receipt secures a loan, from the application to the close; what is split stays pledged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.catalogue.parts import PartyRef
from core.collateral import (
    Claim,
    ContractClosed,
    ItemTerms,
    Lien,
    OfferedReceipt,
    ReceiptReleased,
    ReceiptsOffered,
)
from tests.core.hub.conftest import world as world  # noqa: PLC0414
from tests.core.hub.from_inside import SELLER, documents_from_inside, quote
from tests.core.loan.deal_papers import SUPERVISOR
from tests.hub_world import HubWorld
from tests.journeys.deals import HOUSE, Journey
from tests.rebuild import assert_rebuilds

ISSUER = {"name": "Port Warehouse"}
COIL = ItemTerms(
    sku="HRC",
    commodity="HRC",
    market="SH",
    quote_type="close",
    unit="TNE",
    rate_ppm=600_000,
    approved_price=Decimal(1000),
)


class OnReceipts(Journey):
    """A deal on a receipt of 1,000 t at 1,000.00."""

    def warehouse_tells(self, no: str, tonnes: str, op: str = "issued", **rest: Any) -> None:
        body: dict[str, Any] = {
            "receipt_no": no,
            "kind": "ordinary",
            "op": op,
            "issuer": ISSUER,
            "holder": SELLER,
            "warehouse": "WH1",
            "sku": "HRC",
            "quantity": {"value": tonnes, "unit": "TNE"},
            "issued_at": "2026-11-23T08:00:00+00:00",
            "event_time": self.now.isoformat(),
        }
        self.fact("wms.warehouse_receipt.v1", body | rest)

    def bring(self) -> None:
        """The receipt is issued and offered, its coil has a price."""
        self.open_security("receipt", 600_000, items=(COIL,))
        self.fact("price.quote.v1", quote(self.now.isoformat()))
        self.warehouse_tells("R-1", "1000")
        self.offer_receipt("R-1")

    def offer_receipt(self, no: str, contract_no: str = "SC-1") -> None:
        paper = OfferedReceipt(issuer=PartyRef(**ISSUER), receipt_no=no)
        said = ReceiptsOffered(contract_no=contract_no, receipts=(paper,))
        self.say("collateral.receipts_offered.v1", said)

    def let_go(self, no: str) -> None:
        said = ReceiptReleased(contract_no="SC-1", thing=f"PORTWAREHOUSE|{no}", approver="li")
        self.say("collateral.receipt_released.v1", said)

    def lien(self, no: str) -> Lien:
        row = self.world.store.get(Lien, "receipt", f"PORTWAREHOUSE|{no}")
        assert row is not None
        return row


def test_a_receipt_answered_for_and_filed_lends_and_its_child_cannot_be_pledged_again(
    world: HubWorld,
) -> None:
    """T12."""
    with documents_from_inside():
        deal = OnReceipts(world, "receipt_ordinary")
        deal.approve()
        deal.bring()
        deal.sign("SC-1", supervisor=SUPERVISOR)
        month = {"maturity": "2026-12-03"}
        why = deal.refused(lambda: deal.draw("600000", draw_no="D-0", **month))
        assert "verified: " in why, "the warehouse has not answered for it"
        deal.warehouse_tells("R-1", "1000", "verified", pledged_to=HOUSE)
        deal.file("receipt")
        assert deal.lien("R1").state == "PLEDGED"
        assert deal.off() == {"collateral": 100_000_000}
        deal.draw("600000", **month)
        deal.pay_out()
        deal.go_on(3)
        deal.assert_ties()

        deal.warehouse_tells("R-1A", "400", "split", parents=["R-1"])
        deal.warehouse_tells("R-1B", "600", "split", parents=["R-1"])
        assert [deal.lien(no).state for no in ("R1", "R1A", "R1B")] == ["SUBSTITUTED", "FINANCED", "FINANCED"]
        assert (deal.alarms(), deal.off()) == (set(), {"collateral": 100_000_000})
        deal.open_security("receipt", 600_000, items=(COIL,), contract_no="SC-2")
        deal.offer_receipt("R-1A", "SC-2")
        assert [each.claimant for each in world.store.rows(Claim, limit=9)] == ["SC-2"]
        assert deal.alarms() == {"C08"}

        deal.go_on(7)
        deal.pay_all("R-1")
        for no in ("R1A", "R1B"):
            deal.let_go(no)
            assert deal.lien(no).state == "RELEASED"
        deal.file("receipt", "cancel")
        deal.say("collateral.contract_closed.v1", ContractClosed(contract_no="SC-1", approver="li"))
        deal.close()

        assert_rebuilds(world)
