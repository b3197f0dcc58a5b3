"""A lot: so much of one kind of goods at one site, what of it is pledged, and what is promised to leave."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import ClassVar

from core.catalogue.parts import LotLine
from core.hub.records import Record


class Lot(Record, frozen=True, kw_only=True):
    """One lot at one site; quantities are millionths of `unit`, and may be below zero: facts are booked.

    on_hand: at the site. pledged: of it, under the contract. under_way: pledged goods on the road to another
    site, still counted. reserved: promised to open release orders and unpledgings. approved: what the pledgee
    accepts after inspection 核定, None where nobody has judged. disputed: claimed by two contracts.
    confirmed_off: a supervisor confirmed another quantity than the book has, which is alarmed.
    in_stock: on_hand is not zero. known: it came in; False for a lot first heard of when it left.
    aged_from: from when its age counts: the day it was made, else when it first came in. aged: it is older
    than its contract allows; False when the pledgee has judged it since, None where it was never too old.
    weight_basis: theoretical 理计 or weighed 过磅, as it first came in. both_told, both_weighed: of what came
    with both weights, so much was told by table and so much weighed.
    unconfirmed: it came pledged from another supervisor's site, and its own has not confirmed it yet.
    """

    TABLE: ClassVar[str] = "custody_lot"
    KEY: ClassVar[tuple[str, ...]] = ("site", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_no",), ("site", "in_stock"))
    BOOK: ClassVar[bool] = True

    site: str
    lot_no: str
    unit: str
    sku: str = ""
    name: str = ""
    spec: str = ""
    brand: str = ""
    origin: str = ""
    grade: str = ""
    condition: str = ""
    owner: str = ""
    location: str = ""
    contract_no: str = ""
    on_hand_micro: int = 0
    pledged_micro: int = 0
    under_way_micro: int = 0
    reserved_micro: int = 0
    approved_micro: int | None = None
    disputed: bool = False
    confirmed_off: bool = False
    in_stock: bool = False
    known: bool = True
    moved_at: datetime
    unconfirmed: bool | None = None
    aged_from: datetime | None = None
    aged: bool | None = None
    weight_basis: str | None = None
    both_told_micro: int | None = None
    both_weighed_micro: int | None = None

    @property
    def free_micro(self) -> int:
        """What is at the site and under no pledge."""
        return self.on_hand_micro - self.pledged_micro

    @property
    def available_micro(self) -> int:
        """What is at the site and promised to nobody."""
        return self.on_hand_micro - self.reserved_micro

    @property
    def eligible_micro(self) -> int:
        """What secures the contract: there (or on the road), pledged, and accepted by the pledgee."""
        return eligible(self.on_hand_micro, self.pledged_micro, self.under_way_micro, self.approved_micro)


def eligible(on_hand_micro: int, pledged_micro: int, under_way_micro: int, approved_micro: int | None) -> int:
    """The least of what is there, what is pledged and what is approved; never below zero."""
    secured = min(on_hand_micro, pledged_micro) + under_way_micro
    if approved_micro is not None:
        secured = min(secured, approved_micro)
    return max(0, secured)


def elsewhere(lot: Lot, site: str, location: str) -> Lot:
    """The same goods as they are first heard of at another site: described, nothing of them there yet."""
    return Lot(
        site=site,
        lot_no=lot.lot_no,
        unit=lot.unit,
        sku=lot.sku,
        name=lot.name,
        spec=lot.spec,
        brand=lot.brand,
        origin=lot.origin,
        grade=lot.grade,
        condition=lot.condition,
        owner=lot.owner,
        location=location,
        moved_at=lot.moved_at,
        aged_from=lot.aged_from,
        weight_basis=lot.weight_basis,
        both_told_micro=lot.both_told_micro,
        both_weighed_micro=lot.both_weighed_micro,
    )


def lot_of(site: str, line: LotLine, *, owner: str, at: datetime, known: bool) -> Lot:
    """An empty lot as its first line describes it."""
    return Lot(
        site=site,
        lot_no=line.lot_no,
        unit=line.quantity.unit,
        sku=line.sku,
        name=line.name,
        spec=line.spec,
        brand=line.brand,
        origin=line.origin,
        grade=line.grade,
        condition=line.condition,
        owner=owner,
        location=line.location,
        known=known,
        moved_at=at,
        aged_from=_midnight(line.made_on) if line.made_on else at if known else None,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
