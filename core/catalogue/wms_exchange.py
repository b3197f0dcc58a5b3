"""A pledgee lets pledged goods go against others that come under the pledge 换货通知."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_fraction, require_moments, require_not_negative
from core.catalogue.fields import LINES_MAX, Count, Key, Keys, Moment, OptionalKey, Sha256, Text
from core.catalogue.parts import Document, Line, Measure, PartyRef


class ExchangeLine(Line, frozen=True, kw_only=True):
    """So much of one lot goes or comes.

    lot_no: as the warehouse calls it
    quantity: > 0; of goods that go at most, of goods that come at least
    sku: number of the article
    """

    lot_no: Key
    quantity: Measure
    sku: OptionalKey = ""

    def __post_init__(self) -> None:
        require_not_negative("quantity", self.quantity)


class ExchangeOrder(Document, frozen=True, kw_only=True):
    """An instruction from the hub: a release order that holds once the goods that come are pledged.

    order_no: its number, one series with the release orders of the warehouse
    contract_no: of the pledge
    warehouse: the site as the warehouse calls it, where both lie
    status: open; or cancelled, under the same order_no with a higher version
    issued_at: when the pledgee signed it
    valid_from: from then, that moment included
    valid_to: until then, that moment excluded
    goods_in: at least one; the supervisor confirms their pledge under this order's number
    goods_out: at least one; they may go when all goods_in are pledged
    tolerance: fraction by which a weighed outbound may be over (0.003 is 0.3 %); 0 where there is none
    pledgee: who exchanges
    version: 1, 2 …; null where there is only one
    picker: who may take them
    vehicles: plates that may; none is any
    code_hash: SHA-256 of the one-time code the picker shows
    """

    TYPE: ClassVar[str] = "wms.exchange_order.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "order_no",
        "contract_no",
        "vehicles",
        "goods_in.lot_no",
        "goods_out.lot_no",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("issued_at",)

    order_no: Key
    contract_no: Key
    warehouse: Key
    status: Literal["open", "cancelled"]
    issued_at: Moment
    valid_from: Moment
    valid_to: Moment
    goods_in: Annotated[tuple[ExchangeLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    goods_out: Annotated[tuple[ExchangeLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    tolerance: Decimal
    pledgee: PartyRef | None = None
    version: Count | None = None
    picker: Text = ""
    vehicles: Keys = ()
    code_hash: Sha256 | None = None

    def __post_init__(self) -> None:
        require_moments(issued_at=self.issued_at, valid_from=self.valid_from, valid_to=self.valid_to)
        require_fraction("tolerance", self.tolerance)
        if self.valid_to <= self.valid_from:
            raise Wrong(
                f"valid_to {self.valid_to.isoformat()} is not after valid_from {self.valid_from.isoformat()}",
                cause="catalogue.validity_backwards",
                field="valid_to",
            )
        both = {line.lot_no for line in self.goods_in} & {line.lot_no for line in self.goods_out}
        if both:
            raise Wrong(
                f"lot {min(both)} is to come and to go; an exchange names other lots",
                cause="catalogue.exchange_of_itself",
                field="goods_in",
            )
