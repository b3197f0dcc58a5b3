"""What a warehouse says it holds 日常库存明细: it is compared with the book, never written over it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import Wrong, require_decimal, require_moments
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Measure, PartyRef
from core.kernel.exact import total


class SnapshotLine(Line, frozen=True, kw_only=True):
    """One lot at one location.

    lot_no: as the warehouse calls it
    on_hand: as the source's book says, below 0 too: its book is then wrong, which is worth knowing
    sku: number of the article
    name, spec, brand: of the goods, as written
    location: bin or zone
    owner: whose goods
    pledged: whether the source marks it as pledged; null where it does not say
    condition: the source's word (good, damaged, blocked)
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


class StockSnapshot(Document, frozen=True, kw_only=True):
    """M16, a fact: aligns with EDIFACT INVRPT, X12 846, UBL InventoryReport.

    snapshot_no: the source's number, or what names it (site and day, file name)
    as_of: the moment it describes
    warehouse: the site as the warehouse calls it
    lines: may be none (an empty warehouse)
    partial: lots not listed are not spoken of; otherwise a lot not listed is not there
    location: bin or zone it is limited to
    owner: whose goods it is limited to
    line_count: lines as the source counts them; it must hold, else lines were lost
    quantity_sum: sum over on_hand as the source adds it, whatever the units; it must hold
    source_hash: the source's own hash, kept as evidence
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
        require_decimal("quantity_sum", self.quantity_sum)
        if self.line_count is not None:
            self._hold("line_count", self.line_count, len(self.lines))
        if self.quantity_sum is not None:
            self._hold("quantity_sum", self.quantity_sum, total(line.on_hand.value for line in self.lines))

    def _hold(self, field: str, stated: Decimal | int, found: Decimal | int) -> None:
        if stated != found:
            raise Wrong(
                f"{field} says {stated} and the lines give {found}; ask for the snapshot again",
                cause="catalogue.snapshot_incomplete",
                field=field,
            )
