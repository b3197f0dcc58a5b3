"""What people counted in a warehouse 盘点: evidence, from which a case is opened where it differs from the book."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.parts import (
    LINES_MAX,
    Document,
    Key,
    Measure,
    Moment,
    OptionalKey,
    Part,
    Photos,
    Text,
    require_moments,
    require_not_negative,
)


class CountLine(Part, frozen=True, kw_only=True):
    """One lot as counted.

    counted: ≥ 0, what was there. book: what the counter's sheet said should be there.
    """

    lot_no: Key
    counted: Measure
    book: Measure | None = None
    sku: OptionalKey = ""
    location: OptionalKey = ""
    reason: Text = ""
    extensions: dict[str, str] = {}

    def __post_init__(self) -> None:
        require_not_negative(counted=self.counted)


class StockCount(Document, frozen=True, kw_only=True):
    """M17 wms.stock_count.v1, a fact: aligns with EPCIS stock_taking and cycle_counting, X12 947.

    kind: first (at the pledge), cycle (part of the stock in turn), surprise 突击, full. counter: who counted.
    """

    TYPE: ClassVar[str] = "wms.stock_count.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("count_no", "lines.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    count_no: Key
    kind: Literal["first", "cycle", "surprise", "full"]
    event_time: Moment
    warehouse: Key
    lines: Annotated[tuple[CountLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    location: OptionalKey = ""
    counter: Text = ""
    photos: Photos = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
