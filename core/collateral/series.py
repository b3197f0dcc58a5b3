"""Price series: what each source quoted, what of it is believed, and how a series is judged."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.catalogue.price_quote import SERIES_LENGTH_MAX
from core.catalogue.price_quote import series_key as quoted_series
from core.hub.records import Record
from core.kernel.errors import Refused

VALID, HELD, UNCONFIRMED, REJECTED = "valid", "held", "unconfirmed", "rejected"


class Series(Record, frozen=True, kw_only=True):
    """One commodity on one market by one kind of quote.

    series: "commodity|market|spec|brand|quote_type". primary, secondary: whom to believe first and next.
    sources: everybody who quoted it, one a line. currency, unit: of the first quote; another one is held.
    outlier_ppm: a quote that differs more from the last (or from all fresh peers) is held; confirm_ppm: a
    second source confirms within that; day_fall_ppm, ten_day_fall_ppm: falls that alarm; stale_days: trading
    days a quote holds; tax_ppm, tax_included: of one that does not say. dropped, stale: what is alarmed now.
    """

    TABLE: ClassVar[str] = "collateral_series"
    KEY: ClassVar[tuple[str, ...]] = ("series",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("commodity",),)
    BOOK: ClassVar[bool] = True

    series: str
    commodity: str
    primary: str = ""
    secondary: str = ""
    sources: str = ""
    currency: str = ""
    unit: str = ""
    outlier_ppm: int = 150_000
    confirm_ppm: int = 20_000
    day_fall_ppm: int = 50_000
    ten_day_fall_ppm: int = 100_000
    stale_days: int = 2
    tax_ppm: int = 130_000
    tax_included: bool = True
    dropped: bool = False
    stale: bool = False


class PricePoint(Record, frozen=True, kw_only=True):
    """One quote for ever; of several for one moment of one source the last recorded counts.

    price_micro: millionths of the currency for one `unit`; at or below 0 too. state: valid (believed), held
    (an outlier waiting for a second source), unconfirmed (at or below 0), rejected (another took its place).
    """

    TABLE: ClassVar[str] = "collateral_price"
    KEY: ClassVar[tuple[str, ...]] = ("series", "quote_time", "source", "record_time")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("series", "quote_day"), ("commodity",))
    BOOK: ClassVar[bool] = True

    series: str
    quote_time: datetime
    source: str
    record_time: datetime
    quote_day: int
    commodity: str
    price_micro: int
    unit: str
    currency: str
    tax_included: bool
    state: str
    reason: str = ""


class SourcePrice(Record, frozen=True, kw_only=True):
    """The latest of one source in one series: the price believed, the one held, and the days behind.

    quote_time: None before the first valid quote. held_*: the quote that waits, held_at None where none does.
    days: "yyyymmdd=price" of the last days, newest last as `comparable` has it.
    """

    TABLE: ClassVar[str] = "collateral_source_price"
    KEY: ClassVar[tuple[str, ...]] = ("series", "source")
    BOOK: ClassVar[bool] = True

    series: str
    source: str
    price_micro: int = 0
    unit: str = ""
    currency: str = ""
    tax_included: bool = True
    quote_time: datetime | None = None
    held_at: datetime | None = None
    held_recorded: datetime | None = None
    held_kind: str = ""
    days: str = ""


def series_key(commodity: str, market: str, spec: str, brand: str, quote_type: str) -> str:
    """The name of a series; Refused where it is longer than a quote's can be."""
    name = quoted_series(commodity, market, spec, brand, quote_type)
    if len(name) > SERIES_LENGTH_MAX:
        raise Refused(
            f"commodity, market, spec, brand and quote_type have {len(name)} characters together, and a"
            f" series is named by at most {SERIES_LENGTH_MAX}; no quote can have this name",
            cause="collateral.series_too_long",
        )
    return name
