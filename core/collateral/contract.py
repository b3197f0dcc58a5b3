"""A pledge contract under watch: its terms, what secures it, and how it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from core.hub.records import Record


class Contract(Record, frozen=True, kw_only=True):
    """One pledge contract; the parameters mean what `ContractOpened` says, money is in minor units.

    Standing: level (NORMAL, WATCH, CALL, LIQUIDATE), its cause, calm (marks below the line so far),
    call_since; of the last mark: marked_at, value, ltv, the floor that applies. frozen_since: pledged goods
    left without leave, and open_breaches are not explained yet. floors_broken, unpriced: what is alarmed now,
    one a line. overdue_since: the loan side said that the pledgor owes what was due. shares_over: categories
    whose share is too high, as floors_broken is written. gates: what must be open before money, one a line,
    or "default"; price_days: how old a price may be for it; zone: whose days count. booked_at: since when all
    that stands for it is booked off the balance (P2), None where something is not.
    """

    TABLE: ClassVar[str] = "collateral_contract"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("level",),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    pledgee: str
    pledgor: str
    currency: str
    mode: str
    rate_ppm: int
    warn_ppm: int
    call_ppm: int
    liquidate_ppm: int
    calm_ppm: int
    calm_marks: int
    cure_s: int
    lookback_days: int
    watch_fall_ppm: int
    opened_at: datetime
    exposure_minor: int = 0
    exposure_at: datetime | None = None
    level: str = "NORMAL"
    cause: str = ""
    calm: int = 0
    call_since: datetime | None = None
    marked_at: datetime | None = None
    value_minor: int = 0
    ltv_ppm: int = 0
    floor_minor: int = 0
    frozen_since: datetime | None = None
    open_breaches: int = 0
    floors_broken: str = ""
    gates: str = "default"
    price_days: int = 1
    zone: str = "Asia/Shanghai"
    closed_at: datetime | None = None
    unpriced: str = ""
    overdue_since: datetime | None = None
    shares_over: str | None = None
    day_cap_minor: int | None = None
    booked_at: datetime | None = None

    def day_of(self, at: datetime) -> date:
        """The contract's day at this moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()


class Terms(Record, frozen=True, kw_only=True):
    """The contract's terms for one kind of goods, as `ItemTerms` says them; conditions: "word=ppm" a line."""

    TABLE: ClassVar[str] = "collateral_terms"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "sku")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("series",),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    sku: str
    series: str
    unit: str
    rate_ppm: int
    approved_micro: int
    tax_included: bool
    tax_ppm: int
    quality_ppm: int
    conditions: str
    basis_micro: int
    missing_ppm: int
    minimum_micro: int | None
    age_days: int | None = None
    category: str | None = None

    def condition_ppm(self, condition: str) -> int:
        """The factor of goods in this condition; one that is not listed is sound."""
        for line in self.conditions.splitlines():
            word, _, ppm = line.rpartition("=")
            if word == condition:
                return int(ppm)
        return 1_000_000


class PledgedLot(Record, frozen=True, kw_only=True):
    """A lot that secures the contract now, or did: where a past valuation has to look."""

    TABLE: ClassVar[str] = "collateral_pledged_lot"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "site", "lot_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "lot_no"),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    site: str
    lot_no: str
    sku: str


class Holding(Record, frozen=True, kw_only=True):
    """All that secures the contract of one kind in one condition, added up over its lots."""

    TABLE: ClassVar[str] = "collateral_holding"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "sku", "unit", "condition")
    BOOK: ClassVar[bool] = True

    contract_no: str
    sku: str
    unit: str
    condition: str
    micro: int
