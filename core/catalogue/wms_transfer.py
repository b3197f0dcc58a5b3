"""Goods moved from one place to another 移库, told in two legs."""

from __future__ import annotations

from typing import ClassVar, Literal

from core.catalogue.checks import Wrong, require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Lots, PartyRef


class Transfer(Document, frozen=True, kw_only=True):
    """M15, a fact: aligns with EPCIS departing and arriving, X12 943 and 944.

    transfer_no: the same on both legs
    leg: depart 出 or arrive 到; inside one warehouse both legs may be told at one moment
    event_time: of this leg
    from_warehouse, to_warehouse: the sites as the sources call them
    from_location, to_location: bin or zone; inside one warehouse they must differ
    lots: at least one; one lot may stand on several lines
    owner: whose goods
    vehicle: plate
    keeper: who did it
    """

    TYPE: ClassVar[str] = "wms.transfer.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("transfer_no", "vehicle", "lots.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    transfer_no: Key
    leg: Literal["depart", "arrive"]
    event_time: Moment
    from_warehouse: Key
    to_warehouse: Key
    lots: Lots
    from_location: OptionalKey = ""
    to_location: OptionalKey = ""
    owner: PartyRef | None = None
    vehicle: OptionalKey = ""
    keeper: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
        if (self.from_warehouse, self.from_location) == (self.to_warehouse, self.to_location):
            raise Wrong(
                f"from {self.from_warehouse!r} to itself needs from_location and to_location that differ",
                cause="catalogue.transfer_to_itself",
            )
