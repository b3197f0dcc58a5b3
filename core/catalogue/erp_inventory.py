"""What an owner's own book says of its stock: the other side of what the warehouse says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import Wrong, require_currency, require_decimal, require_moments, require_one_of
from core.catalogue.fields import LINES_MAX, Currency, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Measure, PartyRef


class InventoryLine(Line, frozen=True, kw_only=True):
    """So much of one article at one place.

    sku: the owner's number of the article
    quantity: as the owner's book says, below 0 too: its book is then wrong, which is worth knowing
    unit_cost: of one unit of the quantity, in the document's currency
    lot_no: where the owner keeps lots
    warehouse: the site as the owner calls it
    location: bin or zone
    name: of the goods
    """

    sku: Key
    quantity: Measure
    unit_cost: Decimal | None = None
    lot_no: OptionalKey = ""
    warehouse: OptionalKey = ""
    location: OptionalKey = ""
    name: Text = ""

    def __post_init__(self) -> None:
        require_decimal("unit_cost", self.unit_cost)


class Inventory(Document, frozen=True, kw_only=True):
    """M12, a fact: aligns with EDIFACT INVRPT and X12 846.

    inventory_no: the source's number, or what names it (owner and day, file name)
    lines: may be none
    as_of: the moment it describes, where the source gives one
    as_of_date: the day at whose end, where it gives only that
    owner: whose book
    currency: ISO 4217 of every unit cost; needed where there is one
    """

    TYPE: ClassVar[str] = "erp.inventory.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("inventory_no", "lines.sku", "lines.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("as_of", "as_of_date")

    inventory_no: Key
    lines: Annotated[tuple[InventoryLine, ...], Meta(max_length=LINES_MAX)]
    as_of: Moment | None = None
    as_of_date: date | None = None
    owner: PartyRef | None = None
    currency: Currency | None = None

    def __post_init__(self) -> None:
        require_moments(as_of=self.as_of)
        require_one_of(as_of=self.as_of, as_of_date=self.as_of_date)
        if self.currency is not None:
            require_currency("currency", self.currency)
        elif any(line.unit_cost is not None for line in self.lines):
            raise Wrong("unit costs need their currency", cause="catalogue.no_currency", field="currency")
