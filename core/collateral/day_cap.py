"""What release orders of one day let go together, beside what a contract allows for a day."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.collateral.contract import Contract
from core.hub.records import Record
from core.hub.shelf import Shelf
from core.kernel.errors import Refused


class Released(Record, frozen=True, kw_only=True):
    """What one release order was worth when it was given; an order that is changed counts anew."""

    TABLE: ClassVar[str] = "collateral_released"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "site", "order_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_no", "day"),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    site: str
    order_no: str
    day: int
    value_minor: int


def count_in(
    shelf: Shelf[Released], contract: Contract, order: tuple[str, str], given: tuple[datetime, int]
) -> None:
    """Counts an order (site, number) given at a moment for a value; Refused where its day is full with it."""
    (site, order_no), (at, value_minor) = order, given
    local = contract.day_of(at)
    day = local.year * 10_000 + local.month * 100 + local.day
    before = [
        each
        for each in shelf.find(contract_no=contract.contract_no, day=day)
        if (each.site, each.order_no) != order
    ]
    total = value_minor + sum(each.value_minor for each in before)
    if contract.day_cap_minor is not None and total > contract.day_cap_minor:
        raise Refused(
            f"order {order_no} makes {total} minor units of {contract.currency} on {day},"
            f" {contract.contract_no} lets {contract.day_cap_minor} go in a day",
            cause="collateral.cover.day_cap",
        )
    shelf.put(
        Released(
            contract_no=contract.contract_no, site=site, order_no=order_no, day=day, value_minor=value_minor
        )
    )
