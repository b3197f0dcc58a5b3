"""The control floor: notices in flight, and the higher of old and new until the supervisor confirms (T16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import ClassVar, NamedTuple

from core.collateral.units import ratio
from core.hub.records import Record


class FloorNotice(Record, frozen=True, kw_only=True):
    """A new floor, in money, in goods, or both; the contract's own first floor has the notice number "".

    old_value: the floor in money that applied when the notice was given.
    """

    TABLE: ClassVar[str] = "collateral_floor_notice"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "notice_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("notice_no",),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    notice_no: str
    issued_at: datetime
    value_minor: int | None = None
    quantity_micro: int | None = None
    unit: str = ""
    confirmed_at: datetime | None = None
    rejected_at: datetime | None = None
    old_value_minor: int | None = None


class Floor(NamedTuple):
    """What must stay, in minor units and in millionths of `unit`; 0 where there is no floor."""

    value_minor: int = 0
    quantity_micro: int = 0
    unit: str = ""


def floor_at(notices: Iterable[FloorNotice], at: datetime) -> Floor:
    """The floor that applies at that moment."""
    issued = [each for each in notices if each.issued_at <= at and not _by(each.rejected_at, at)]
    values = _applying([each for each in issued if each.value_minor is not None], at)
    quantities = _applying([each for each in issued if each.quantity_micro is not None], at)
    highest = max(quantities, key=lambda each: _in_unit(each, quantities[0].unit), default=None)
    return Floor(
        max((each.value_minor or 0 for each in values), default=0),
        (highest.quantity_micro or 0) if highest else 0,
        highest.unit if highest else "",
    )


def _in_unit(notice: FloorNotice, unit: str) -> Fraction:
    """Its quantity in one unit for all: 9,000,000 kg are less than 10,000 t."""
    return Fraction(notice.quantity_micro or 0) * (ratio(notice.unit, unit) or Fraction(1))


def floor_to_lend_on(notices: Iterable[FloorNotice], at: datetime) -> int:
    """The lowest that applies, in minor units: nobody owes more on a notice that waits."""
    issued = [each for each in notices if each.issued_at <= at and not _by(each.rejected_at, at)]
    values = _applying([each for each in issued if each.value_minor is not None], at)
    if not any(_by(each.confirmed_at, at) for each in values):
        return 0
    return min(each.value_minor or 0 for each in values)


def waiting(notices: Iterable[FloorNotice], at: datetime) -> list[FloorNotice]:
    """Notices in flight that no newer confirmed one has overtaken."""
    issued = [each for each in notices if each.issued_at <= at and not _by(each.rejected_at, at)]
    return [each for each in _applying(issued, at) if not _by(each.confirmed_at, at)]


def _applying(notices: list[FloorNotice], at: datetime) -> list[FloorNotice]:
    """The newest confirmed notice, and every newer one that still waits; an older one is overtaken."""
    order = sorted(notices, key=lambda each: (each.issued_at, each.notice_no))
    confirmed = [index for index, each in enumerate(order) if _by(each.confirmed_at, at)]
    return order[confirmed[-1] :] if confirmed else order


def _by(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at
