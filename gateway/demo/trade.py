"""The trade side of the demo: the trader's orders and invoices, the contract, and what was lent on it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from adapters.wiring.hub import Hub
from core.catalogue.parts import Amount
from core.collateral.messages import ContractOpened, ExposureStated, ItemTerms, SeriesRuled
from core.hub.intake import store_arrivals
from core.hub.notices import HUB_DOOR, internal
from gateway.demo.partners import Erp, Sent

PLEDGEE = "demo-bank"
PLEDGOR = "demo-steel"
BUYERS = (("B-01", "长江建设"), ("B-02", "海门造船"), ("B-03", "东方车轮"))
VAT = Decimal("0.13")
PRICE = Decimal("4120.00")
_CENT = Decimal("0.01")


def open_contract(hub: Hub, contract_no: str, site: str) -> list[Sent]:
    """The operators' two decisions: how the price is judged, and what the pledge allows."""
    now = datetime.now(UTC)
    ruled = SeriesRuled(commodity="HRC-Q235", market="SHANGHAI", quote_type="average", primary="demo-prices")
    item = ItemTerms(
        sku="HRC-5.5",
        commodity="HRC-Q235",
        market="SHANGHAI",
        quote_type="average",
        unit="TNE",
        rate_ppm=700_000,
        approved_price=Decimal("4300.00"),
    )
    opened = ContractOpened(
        contract_no=contract_no,
        pledgee=PLEDGEE,
        pledgor=PLEDGOR,
        currency="CNY",
        mode="dynamic",
        rate_ppm=700_000,
        items=(item,),
        opened_at=now,
        sites=(site,),
    )
    return [
        decide(hub, "collateral.series_ruled.v1", ruled, site=site, key="HRC-Q235"),
        decide(hub, "collateral.contract_opened.v1", opened, site=site, key=contract_no),
    ]


def state_exposure(hub: Hub, contract_no: str, site: str, amount: str) -> list[Sent]:
    """The loan side says what is outstanding."""
    exposure = Amount(amount=Decimal(amount), currency="CNY")
    stated = ExposureStated(contract_no=contract_no, exposure=exposure, as_of=datetime.now(UTC))
    key = f"{contract_no}/exposure"
    return [decide(hub, "collateral.exposure_stated.v1", stated, site=site, key=key)]


def decide(hub: Hub, type_name: str, body: msgspec.Struct, *, site: str, key: str) -> Sent:
    """A decision of the house goes in as a message of its own, in the pledgee's stream."""
    arriving = internal(type_name, body, partner=PLEDGEE, site=site, key=key)
    with hub.store.unit() as unit:
        store_arrivals(unit, hub.blobs, [arriving])
    return Sent(PLEDGEE, HUB_DOOR, key)


def put_order(erp: Erp) -> Sent:
    """The next order; figures follow from its number."""
    number = erp.count("orders") + 1
    buyer, name = BUYERS[number % len(BUYERS)]
    tonnes = Decimal(20 + number * 7 % 60)
    return erp.put(
        "orders",
        {
            "order_no": f"SO-{number:05}",
            "version": 1,
            "status": "new",
            "buyer": buyer,
            "buyer_name": name,
            "sku": "HRC-5.5",
            "tonnes": str(tonnes),
            "unit_price": str(PRICE),
            "amount": str(tonnes * PRICE),
            "currency": "CNY",
        },
    )


def put_invoice(erp: Erp) -> Sent:
    """The next invoice, of the order with its number."""
    return _invoice(erp, erp.count("invoices") + 1, version=1)


def correct_invoice(erp: Erp, number: int) -> Sent:
    """The same number, a higher version, ten tonnes less."""
    return _invoice(erp, number, version=2, less=Decimal(10))


def _invoice(erp: Erp, number: int, *, version: int, less: Decimal = Decimal(0)) -> Sent:
    buyer, name = BUYERS[number % len(BUYERS)]
    net = ((Decimal(20 + number * 7 % 60) - less) * PRICE).quantize(_CENT)
    vat = (net * VAT).quantize(_CENT)
    return erp.put(
        "invoices",
        {
            "invoice_no": f"INV-{number:05}",
            "version": version,
            "order_no": f"SO-{number:05}",
            "buyer": buyer,
            "buyer_name": name,
            "net": str(net),
            "vat_rate": str(VAT),
            "vat": str(vat),
            "gross": str(net + vat),
            "currency": "CNY",
        },
    )
