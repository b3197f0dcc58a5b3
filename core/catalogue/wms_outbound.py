"""Goods left a warehouse 出库, with leave or without."""

from __future__ import annotations

from typing import ClassVar

from core.catalogue.checks import require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Lots, PartyRef, Photos, WeighTicket


class Outbound(Document, frozen=True, kw_only=True):
    """M14, a fact even where nobody allowed it: aligns with EPCIS shipping, X12 945, UBL DespatchAdvice.

    outbound_no: the warehouse's number of the slip 出库单号, or the event's id
    event_time: when the goods were out
    warehouse: the site as the warehouse calls it
    lots: at least one; one lot may stand on several lines
    release_order_no: the release order 提货通知 it was done on; "" is an outbound without one
    order_no: the sales order
    location: bin or zone, where it is one for all lots
    owner: whose goods
    receiver: who is to have them
    step: the source's word for the step (EPCIS bizStep: shipping), "" where it has none
    vehicle: plate
    picker: who took them
    keeper: who gave them out
    weigh_ticket: weighbridge slip
    photos: of the goods and papers
    release_code: the one-time code as the picker showed it, where the release order has one
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
    release_code: OptionalKey = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
