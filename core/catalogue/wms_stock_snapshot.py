"""What a warehouse says it holds at one moment 日常库存明细: it is compared with the book, never written over it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.parts import (
    LINES_MAX,
    Count,
    Document,
    Key,
    Measure,
    Moment,
    OptionalKey,
    Part,
    PartyRef,
    Text,
    Wrong,
    require_decimal,
    require_moments,
)


class SnapshotLine(Part, frozen=True, kw_only=True):
    """One lot at one location.

    on_hand: as the source's book says, below 0 too (its book is then wrong, which is worth knowing).
    pledged: whether the source marks it as pledged; None where it does not say.
    """

    lot_no: Key
    on_hand: Measure
    sku: OptionalKey = ""
    name: Text = ""
    spec: Text = ""
    brand: Text = ""
    location: OptionalKey = ""
    owner: PartyRef | None = None
    pledged: bool | None = None
    condition: Text = ""
    extensions: dict[str, str] = {}


class StockSnapshot(Document, frozen=True, kw_only=True):
    """M16 wms.stock_snapshot.v1, a fact: aligns with EDIFACT INVRPT, X12 846, UBL InventoryReport.

    snapshot_no: the source's number, or what names it (file name, site and day). as_of: the moment it describes.
    lines: may be none (an empty warehouse). partial: the lots not listed are not spoken of; else they are gone.
    line_count, quantity_sum: control totals as the source states them; they must hold, else lines were lost.
    source_hash: the source's own hash of it, kept as evidence.
    """

    TYPE: ClassVar[str] = "wms.stock_snapshot.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("snapshot_no", "lines.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("as_of",)

    snapshot_no: Key
    as_of: Moment
    warehouse: Key
    lines: Annotated[tuple[SnapshotLine, ...], Meta(max_length=LINES_MAX)]
    partial: bool = False
    location: OptionalKey = ""
    owner: PartyRef | None = None
    line_count: Count | None = None
    quantity_sum: Decimal | None = None
    source_hash: Text = ""

    def __post_init__(self) -> None:
        require_moments(as_of=self.as_of)
        if self.line_count is not None and self.line_count != len(self.lines):
            raise Wrong(
                f"line_count says {self.line_count} and there are {len(self.lines)} lines; ask for it again",
                cause="catalogue.snapshot_incomplete",
            )
        if self.quantity_sum is not None:
            require_decimal("quantity_sum", self.quantity_sum)
            found = sum((line.on_hand.value for line in self.lines), Decimal(0))
            if found != self.quantity_sum:
                raise Wrong(
                    f"quantity_sum says {self.quantity_sum} and the lines add up to {found}; ask for it again",
                    cause="catalogue.snapshot_incomplete",
                )
