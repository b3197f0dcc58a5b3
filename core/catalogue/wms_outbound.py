"""Goods left a warehouse 出库, with leave or without."""

from __future__ import annotations

from typing import ClassVar

from core.catalogue.parts import (
    Document,
    Key,
    Lots,
    Moment,
    OptionalKey,
    PartyRef,
    Photos,
    Text,
    WeighTicket,
    require_moments,
)


class Outbound(Document, frozen=True, kw_only=True):
    """M14 wms.outbound.v1, a fact, true even where nobody allowed it: aligns with EPCIS shipping, X12 945, DESADV.

    outbound_no: the warehouse's number of the slip 出库单号, or the event's id. event_time: when the goods were out.
    release_order_no: the order it was done on 提货通知; "" is an outbound without one. order_no: the sales order.
    lots: at least one; one lot may stand on several lines. picker: who took them. vehicle: the plate.
    step: the source's word for the step (EPCIS bizStep: shipping), "" where it has none.
    """

    TYPE: ClassVar[str] = "wms.outbound.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "outbound_no",
        "release_order_no",
        "order_no",
        "vehicle",
        "lots.lot_no",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    outbound_no: Key
    event_time: Moment
    warehouse: Key
    lots: Lots
    release_order_no: OptionalKey = ""
    order_no: OptionalKey = ""
    location: OptionalKey = ""
    owner: PartyRef | None = None
    receiver: PartyRef | None = None
    step: OptionalKey = ""
    vehicle: OptionalKey = ""
    picker: Text = ""
    keeper: Text = ""
    weigh_ticket: WeighTicket | None = None
    photos: Photos = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
