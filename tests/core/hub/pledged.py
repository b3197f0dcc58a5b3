"""Many contracts with goods pledged under each, and a price series that moves them all."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from core.catalogue.parts import Amount
from core.collateral.messages import ContractOpened, ExposureStated, ItemTerms
from core.hub.arrivals import Arrival
from core.hub.deliveries import Kept
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from tests.hub_world import START, HubWorld

GOODS = """
mapping: 1
reads: {format: json}
documents:
  - split: in
    type: wms.inbound.v1
    identity: {number: inbound_no, content: true}
    body:
      inbound_no: {from: no, required: true}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      lots:
        each: .
        fields:
          lot_no: {from: lot, required: true}
          sku: {value: HRC}
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
  - split: pledge
    type: wms.pledge_confirm.v1
    identity: {number: confirm_no, content: true}
    body:
      confirm_no: {from: no, required: true}
      notice_no: {from: no, required: true}
      action: {value: pledge}
      result: {value: accept}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      contract_no: {from: contract, required: true}
      lots:
        each: .
        fields:
          lot_no: {from: lot, required: true}
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""
QUOTES = """
mapping: 1
reads: {format: json}
documents:
  - type: price.quote.v1
    identity: {number: commodity_code, as of: quoted_at}
    body:
      source: {value: Mysteel}
      commodity_code: {from: code, required: true}
      market: market
      spec: spec
      quote_type: {value: close}
      price: {from: price, as: money, currency: {value: CNY}, required: true}
      per: {value: "1", as: quantity, unit: {value: TNE}}
      quote_date: {from: day, as: date, required: true}
      quoted_at: {from: at, as: datetime, required: true}
"""


def tell(world: HubWorld, type_name: str, *bodies: msgspec.Struct) -> list[Arrival]:
    """Messages from inside the house, not handled yet."""
    told = [
        internal(type_name, body, partner="loans", site="", key=f"{number}")
        for number, body in enumerate(bodies)
    ]
    with world.store.unit() as unit:
        return store_arrivals(unit, world.blobs, told)


def name(number: int) -> str:
    return f"PC-{number:04d}"


def pledged_contracts(world: HubWorld, count: int) -> None:
    """Contracts on hot-rolled coil: 10 t under each, which owes 75 % of their value at 3,500."""
    tell(world, "collateral.contract_opened.v1", *(opened(name(number)) for number in range(count)))
    world.work()
    goods(world, [name(number) for number in range(count)])
    for number in range(count):
        state(world, name(number), 26_250, at=START - timedelta(days=2))
    world.work()
    world.publish(QUOTES)
    quote(world, "3500", "2026-11-22T15:00:00+08:00")
    world.work()


def goods(
    world: HubWorld, contracts: list[str], *, lot: str = "L", at: str = "2026-11-21T15:00:00+08:00"
) -> None:
    """10 t come in and are pledged under each contract."""
    world.publish(GOODS)
    said = [
        {"no": f"{lot}-{one}", "at": at, "lot": f"{lot}-{one}", "qty": "10", "contract": one}
        for one in contracts
    ]
    world.deliver(msgspec.json.encode({"in": said, "pledge": said}), f"{lot} {at}")
    world.work()


def state(world: HubWorld, contract_no: str, owed: int, *, at: datetime) -> list[Arrival]:
    """What a contract owes from this moment on, not handled yet."""
    amount = Amount(amount=Decimal(owed), currency="CNY")
    said = ExposureStated(contract_no=contract_no, exposure=amount, as_of=at)
    return tell(world, "collateral.exposure_stated.v1", said)


def quote(world: HubWorld, price: str, at: str, *, key: str = "") -> Kept:
    """A close of the series, not handled yet."""
    said = {"code": "HRC", "market": "SH", "price": price, "day": at[:10], "at": at}
    return world.deliver(msgspec.json.encode(said), key or f"{price} {at}")


def opened(contract_no: str) -> ContractOpened:
    item = ItemTerms(
        sku="HRC",
        commodity="HRC",
        market="SH",
        quote_type="close",
        unit="TNE",
        rate_ppm=700_000,
        approved_price=Decimal(5000),
    )
    return ContractOpened(
        contract_no=contract_no,
        pledgee="Bank",
        pledgor="Steel",
        currency="CNY",
        mode="dynamic",
        rate_ppm=700_000,
        items=(item,),
        opened_at=START - timedelta(days=3),
    )
