"""A mark: what secures a contract at one moment, its loan to value, and what that leads to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from msgspec.structs import replace

from core.collateral.contract import Contract
from core.collateral.floor import Floor
from core.collateral.levels import Reading, Standing, next_standing
from core.collateral.value import Valuation, ltv_ppm
from core.custody import day_number
from core.hub.records import Record


class Mark(Record, frozen=True, kw_only=True):
    """One point of the contract's curve; money in minor units.

    Of several for one event time the last recorded counts: a mark is never changed, only made again.
    advance: what the items' own ratios lend. gap: value above the floor. headroom: advance above exposure.
    basis: how it came about, item by item. level, cause, calm, call_since: the standing after it.
    """

    TABLE: ClassVar[str] = "collateral_mark"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "event_time", "record_time")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_no", "event_day"),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    event_time: datetime
    record_time: datetime
    event_day: int
    value_minor: int
    advance_minor: int
    exposure_minor: int
    exposure_at: datetime | None
    ltv_ppm: int
    floor_minor: int
    gap_minor: int
    headroom_minor: int
    level: str
    cause: str
    calm: int
    call_since: datetime | None
    basis: str


class Found(NamedTuple):
    """What was found at a moment: the valuation, the floor, what of it is broken, the worst price fall.

    over: categories with too high a share, as alert objects with their texts.
    """

    valuation: Valuation
    floor: Floor
    broken: dict[str, str]
    fall_ppm: int
    over: dict[str, str]


def standing_of(row: Contract | Mark) -> Standing:
    """The standing a contract or a mark carries."""
    return Standing(row.level, row.cause, row.calm, row.call_since)


def make_mark(
    contract: Contract, before: Standing, found: Found, at: datetime, record_time: datetime
) -> Mark:
    """The mark of the contract at `at`; its exposure is the one the contract row carries."""
    value, exposure = found.valuation.value_minor, contract.exposure_minor
    reading = Reading(at, exposure, value, bool(found.broken), found.fall_ppm, again=contract.marked_at == at)
    after = next_standing(before, reading, contract)
    return Mark(
        contract_no=contract.contract_no,
        event_time=at,
        record_time=record_time,
        event_day=day_number(at),
        value_minor=value,
        advance_minor=found.valuation.advance_minor,
        exposure_minor=exposure,
        exposure_at=contract.exposure_at,
        ltv_ppm=ltv_ppm(exposure, value),
        floor_minor=found.floor.value_minor,
        gap_minor=value - found.floor.value_minor,
        headroom_minor=found.valuation.advance_minor - exposure,
        level=after.level,
        cause=after.cause,
        calm=after.calm,
        call_since=after.call_since,
        basis=found.valuation.text,
    )


def with_mark(contract: Contract, mark: Mark) -> Contract:
    """The contract as it stands after its newest mark."""
    return replace(
        contract,
        level=mark.level,
        cause=mark.cause,
        calm=mark.calm,
        call_since=mark.call_since,
        marked_at=mark.event_time,
        value_minor=mark.value_minor,
        ltv_ppm=mark.ltv_ppm,
        floor_minor=mark.floor_minor,
    )
