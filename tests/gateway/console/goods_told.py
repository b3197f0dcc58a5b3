"""Goods told to the console's hub: pledged, priced, above a floor, let go by a code, counted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from core.catalogue.parts import Amount
from core.collateral import ContractOpened, ExposureStated, ItemTerms, SeriesRuled
from core.custody.pickup import hash_of
from tests.core.loan.deal_papers import BORROWER
from tests.gateway.console.deals_told import Deals

PLEDGE, STATIC = "ZY-26-7", "ZY-26-8"


class GoodsToo(Deals):
    """The same house, and the goods that secure what it lends."""

    def pledge(
        self, contract: str = PLEDGE, site: str = "WH-GK", *, mode: Literal["static", "dynamic"] = "dynamic"
    ) -> None:
        """10,000 t at 1,000.00 in one warehouse, above a floor in money, in tonnes and by category."""
        item = ItemTerms(
            sku="HRC", commodity="HRC", market="SH", quote_type="close", unit="TNE", rate_ppm=700_000,
            approved_price=Decimal(1000),
        )  # fmt: skip
        ruled = SeriesRuled(commodity="HRC", quote_type="close", market="SH", primary="Mysteel")
        self.say("collateral.series_ruled.v1", ruled)
        opened = ContractOpened(
            contract_no=contract, pledgee="House", pledgor="闽江钢材", currency="CNY", mode=mode,
            rate_ppm=700_000, items=(item,), opened_at=self.world.clock.now(), sites=(site,),
            policies=("POL-1",),
        )  # fmt: skip
        self.say("collateral.contract_opened.v1", opened)
        lots = [
            {"lot_no": f"{contract}-{n}", "quantity": {"value": "5000", "unit": "TNE"}, "sku": "HRC"}
            for n in (1, 2)
        ]
        bare = [{name: one[name] for name in ("lot_no", "quantity")} for one in lots]
        told = {"event_time": self.when, "warehouse": site}
        self.fact("wms.inbound.v1", {"inbound_no": f"IN-{contract}", "lots": lots} | told)
        self.quote("1000", self.when)
        pledge = {"action": "pledge", "contract_no": contract, "warehouse": site, "lots": bare}
        notice = {"notice_no": f"CZ-{contract}", "pledgee": {"name": "House"}, "issued_at": self.when}
        self.fact("wms.pledge_notice.v1", pledge | notice)
        answer = {"confirm_no": f"QR-{contract}", "notice_no": f"CZ-{contract}", "result": "accept"}
        self.fact(
            "wms.pledge_confirm.v1", pledge | answer | {"event_time": self.when, "registry_no": "ZD-77"}
        )

    def floor(self, number: str, contract: str = PLEDGE, site: str = "WH-GK") -> None:
        """9,000,000.00 and 7,000 t must stay; the supervisor confirms."""
        said = {
            "action": "floor",
            "contract_no": contract,
            "warehouse": site,
            "lots": [],
            "notice_no": number,
        }
        floors = {"floor_value": {"amount": "9000000", "currency": "CNY"}}
        goods = {"floor_quantity": {"value": "7000", "unit": "TNE"}}
        told = {"pledgee": {"name": "House"}, "issued_at": self.when}
        self.fact("wms.pledge_notice.v1", said | told | floors | goods)
        answer = {"confirm_no": f"C-{number}", "result": "accept", "event_time": self.when}
        self.fact("wms.pledge_confirm.v1", said | answer)

    def order_release(self, number: str, code: str, contract: str = STATIC, site: str = "WH-YS") -> None:
        """100 t of the first lot may go within a day to whoever shows the code."""
        now = self.world.clock.now()
        body = {
            "order_no": number, "contract_no": contract, "warehouse": site, "status": "open",
            "issued_at": now.isoformat(), "valid_from": now.isoformat(),
            "valid_to": (now + timedelta(days=1)).isoformat(), "tolerance": "0",
            "lots": [{"lot_no": f"{contract}-1", "max_quantity": {"value": "100", "unit": "TNE"}}],
            "code_hash": hash_of(code), "vehicles": ["沪A12345"], "picker": "林海",
        }  # fmt: skip
        self.fact("wms.release_order.v1", body)

    def goes_out(self, number: str, order: str, code: str, *, contract: str = STATIC) -> None:
        body = {
            "outbound_no": number, "event_time": self.when, "warehouse": "WH-YS", "release_order_no": order,
            "release_code": code, "vehicle": "沪A12345", "picker": "林海",
            "lots": [{"lot_no": f"{contract}-1", "quantity": {"value": "100", "unit": "TNE"}}],
        }  # fmt: skip
        self.fact("wms.outbound.v1", body)

    def quote(self, price: str, at: str) -> None:
        body = {
            "source": "Mysteel", "commodity_code": "HRC", "market": "SH", "quote_type": "close",
            "price": {"amount": price, "currency": "CNY"}, "per": {"value": "1", "unit": "TNE"},
            "quote_date": at[:10], "quoted_at": at, "tax_included": True,
        }  # fmt: skip
        self.fact("price.quote.v1", body)

    def insure(self) -> None:
        policy = {
            "kind": "policy", "policy_no": "POL-1", "insurer": {"name": "PICC"},
            "insured": {"id": BORROWER, "scheme": "USCC", "name": "闽江钢材"}, "status": "live",
            "told_at": self.when, "amount": {"amount": "100000000", "currency": "CNY"},
            "valid_from": "2026-01-01", "valid_until": "2027-12-31", "loss_payee": {"name": "House"},
        }  # fmt: skip
        self.fact("insurance.cover.v1", policy)

    def owe(self, contract: str, yuan: int) -> None:
        said = ExposureStated(
            contract_no=contract,
            exposure=Amount(amount=Decimal(yuan), currency="CNY"),
            as_of=self.world.clock.now(),
        )
        self.say("collateral.exposure_stated.v1", said)
