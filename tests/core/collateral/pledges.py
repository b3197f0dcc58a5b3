"""A pledge under watch as the tests need it: the golden one, its prices, its orders from inside the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.catalogue.parts import Amount
from core.collateral.contract import Contract
from core.collateral.mark import Mark
from core.collateral.messages import (
    ContractOpened,
    ExposureStated,
    ItemTerms,
    MarkDue,
    PriceCheckDue,
    PriceConfirmed,
    SeriesRuled,
    TermsApproved,
)
from core.hub.message import Message
from tests.core.custody.documents import inbound, pledge_confirm, pledge_notice
from tests.core.rooms import Rooms, at, ordered, told

SERIES = "HRC|SH|||close"
MICRO = 1_000_000


def item(sku: str = "HRC", **rest: Any) -> ItemTerms:
    """Hot-rolled coil by the tonne at 70 %, approved at 1,000.00 including VAT, marked by the close at SH."""
    terms: dict[str, Any] = {
        "sku": sku,
        "commodity": sku,
        "market": "SH",
        "quote_type": "close",
        "unit": "TNE",
        "rate_ppm": 700_000,
        "approved_price": Decimal(1000),
    }
    return ItemTerms(**(terms | rest))


def contract_opened(**rest: Any) -> Message:
    """PC-1: dynamic, 70 %, a floor of 10,000,000.00 CNY, goods at WH1 and WH2."""
    terms: dict[str, Any] = {
        "contract_no": "PC-1",
        "pledgee": "Bank",
        "pledgor": "Steel Trading",
        "currency": "CNY",
        "mode": "dynamic",
        "rate_ppm": 700_000,
        "items": (item(),),
        "opened_at": at(),
        "floor_value": money("10000000"),
        "sites": ("WH1", "WH2"),
    }
    return ordered("collateral.contract_opened.v1", ContractOpened(**(terms | rest)), at())


def exposure(amount: str, as_of: datetime, *, received: datetime | None = None) -> Message:
    body = ExposureStated(contract_no="PC-1", exposure=money(amount), as_of=as_of)
    return ordered("collateral.exposure_stated.v1", body, received or as_of)


def quote(price: str, when: datetime, *, source: str = "Mysteel", **rest: Any) -> Message:
    """The close of HRC at SH for one tonne with VAT; a `per` of "100 KGM" and so on where said."""
    value, unit = rest.pop("per", "1 TNE").split()
    body: dict[str, Any] = {
        "source": source,
        "commodity_code": "HRC",
        "market": "SH",
        "quote_type": "close",
        "price": {"amount": price, "currency": rest.pop("currency", "CNY")},
        "per": {"value": value, "unit": unit},
        "quote_date": when.date(),
        "quoted_at": when,
        "tax_included": True,
    }
    received, corrects = rest.pop("received", None), rest.pop("corrects", "")
    return told("price.quote.v1", body | rest, received=received, corrects=corrects)


def golden(**rest: Any) -> Rooms:
    """10,600 t at 1,000.00 pledged under PC-1, which owes 6,500,000.00 (G6)."""
    rooms = Rooms()
    rooms.receive(contract_opened(**rest))
    rooms.receive(inbound("IN-1", {"L1": "10600 TNE"}, at(1)))
    rooms.receive(quote("1000", at(2)))
    pledge(rooms, {"L1": "10600 TNE"}, at(3))
    rooms.receive(exposure("6500000", at(4)))
    return rooms


def pledge(rooms: Rooms, lots: dict[str, str], when: datetime, **rest: Any) -> None:
    """A notice and its confirmation."""
    no, site = next(iter(lots)), rest.get("warehouse", "WH1")
    rooms.receive(pledge_notice(f"PN-{no}", lots, when, warehouse=site))
    rooms.receive(pledge_confirm(f"PCF-{no}", f"PN-{no}", lots, when, **rest))


def approved(terms: ItemTerms, when: datetime, *, approver: str = "Li") -> Message:
    body = TermsApproved(contract_no="PC-1", item=terms, approver=approver)
    return ordered("collateral.terms_approved.v1", body, when)


def ruled(**rest: Any) -> Message:
    body = SeriesRuled(commodity="HRC", market="SH", quote_type="close", **rest)
    return ordered("collateral.series_ruled.v1", body, at())


def confirmed(source: str, when: datetime, *, approver: str = "Li") -> Message:
    body = PriceConfirmed(series=SERIES, source=source, approver=approver)
    return ordered("collateral.price_confirmed.v1", body, when)


def price_check(when: datetime) -> Message:
    return ordered("collateral.price_check_due.v1", PriceCheckDue(series=SERIES, at=when), when)


def mark_due(when: datetime) -> Message:
    return ordered("collateral.mark_due.v1", MarkDue(contract_no="PC-1", at=when), when)


def contract(rooms: Rooms) -> Contract:
    return rooms.row(Contract, "PC-1")


def curve(rooms: Rooms) -> list[Mark]:
    """The marks of PC-1 as they are known now, oldest first."""
    found: dict[datetime, Mark] = {}
    for mark in sorted(rooms.rows(Mark), key=lambda each: each.record_time):
        found[mark.event_time] = mark
    return [found[moment] for moment in sorted(found)]


def values(rooms: Rooms) -> list[tuple[float, int]]:
    """(hours since the start, value in minor units) of each mark."""
    return [((mark.event_time - at()) / timedelta(hours=1), mark.value_minor) for mark in curve(rooms)]


def money(amount: str, currency: str = "CNY") -> Amount:
    return Amount(amount=Decimal(amount), currency=currency)
