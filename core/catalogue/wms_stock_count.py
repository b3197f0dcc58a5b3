"""What people counted in a warehouse 盘点: evidence, and a case where it differs from the book."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import require_moments, require_not_negative
from core.catalogue.fields import LINES_MAX, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Measure, Photos


class CountLine(Line, frozen=True, kw_only=True):
    """One lot as counted.

    lot_no: as the warehouse calls it
    counted: ≥ 0, what was there
    book: what the counter's sheet said should be there
    sku: number of the article
    location: bin or zone
    reason: the counter's, where it differs
    """

    lot_no: Key
    counted: Measure
    book: Measure | None = None
    sku: OptionalKey = ""
    location: OptionalKey = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_not_negative("counted", self.counted)


class StockCount(Document, frozen=True, kw_only=True):
    """M17, a fact: aligns with EPCIS stock_taking and cycle_counting, X12 947.

    count_no: of the count sheet
    kind: first (at the pledge), cycle (part of the stock in turn), surprise 突击, full
    event_time: when it was counted
    warehouse: the site as the warehouse calls it
    lines: at least one
    location: bin or zone it is limited to
    counter: who counted
    photos: of the goods and papers
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
