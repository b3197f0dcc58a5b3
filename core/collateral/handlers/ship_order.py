"""A seller sends goods: what is shipped is no order's security any more, it becomes a receivable."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.erp_shipment import Shipment, ShipmentLine
from core.collateral.order_book import find_order, ship, shipped_minor
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("erp.shipment.v1")
def ship_order(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(Shipment)
    restating = Restating(message, work)
    for line in said.lines:
        _ship(restating, said, line)
    return restating.answers()


def _ship(restating: Restating, said: Shipment, line: ShipmentLine) -> None:
    number, work = line.order_no or said.order_no, restating.work
    row = find_order(work, number, said.buyer, said.seller) if number else None
    if row is None:
        return
    item = ship(work, row, line)
    if item is not None:
        work.order_items.put(item)
        work.orders.put(replace(row, shipped_minor=shipped_minor(work, row)))
        restating.touch(row.contract_no, f"shipment {said.asn_no} is of order {row.order_no}")
    elif row.contract_no:
        _alarm(restating, said, line, row.order_no)


def _alarm(restating: Restating, said: Shipment, line: ShipmentLine, order_no: str) -> None:
    restating.alarms.alarm(
        AlertRaised(
            code="C07",
            severity="medium",
            object=f"shipment/{said.asn_no}/{line.line_no}",
            text=f"line {line.line_no} of shipment {said.asn_no} fits no line of order {order_no}: what it"
            " takes from the order is not known",
            action="ask the seller which line it is; until then the base may be too high",
        )
    )
