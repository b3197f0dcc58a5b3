"""Goods moved from one place to another 移库, told in two legs."""

from __future__ import annotations

from typing import ClassVar, Literal

from core.catalogue.parts import (
    Document,
    Key,
    Lots,
    Moment,
    OptionalKey,
    PartyRef,
    Text,
    Wrong,
    require_moments,
)


class Transfer(Document, frozen=True, kw_only=True):
    """M15 wms.transfer.v1, a fact: aligns with EPCIS departing and arriving, X12 943 and 944.

    transfer_no: the same on both legs. leg: depart 出 or arrive 到; inside one warehouse both legs may be told at
    one moment. from_warehouse, to_warehouse: as the sources call the sites; from_location, to_location: bin or zone.
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
                f"a transfer from {self.from_warehouse!r} to itself needs from_location and to_location that differ",
                cause="catalogue.transfer_to_itself",
            )
