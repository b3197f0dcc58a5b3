"""How a ratio stands among its peers: five bands by the industry's own figures, and beside their average."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from core.catalogue.fields import Key, OptionalKey
from core.hub.records import Record
from core.kernel.errors import Refused

EXCELLENT, GOOD, AVERAGE, LOW, POOR = "excellent", "good", "average", "low", "poor"
ABOVE, NEAR, BELOW = "above", "near", "below"
EVERY_INDUSTRY = ""


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """From where on a ratio is what; what is worse than `low` is poor. Where less is better they fall."""

    ratio: Key
    excellent: Decimal
    good: Decimal
    average: Decimal
    low: Decimal

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        return (self.excellent, self.good, self.average, self.low)


class PeerBands(msgspec.Struct, frozen=True, kw_only=True):
    """The bands of an industry in a year.

    industry: its code or the beginning of it, "" for all. near_percent: how far from the average is near it.
    source: whose figures they are.
    """

    industry: OptionalKey
    year: Annotated[int, Meta(ge=1990, le=2200)]
    source: Key
    bands: Annotated[tuple[Band, ...], Meta(min_length=1, max_length=100)]
    near_percent: Annotated[int, Meta(ge=0, le=100)] = 5

    def band(self, ratio: str) -> Band | None:
        return next((band for band in self.bands if band.ratio == ratio), None)


class PeerPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ratio stands among its peers; by: the industry and the year whose figures those are."""

    ratio: str
    band: str
    beside_average: str
    industry: str
    year: int


class IndustryBands(Record, frozen=True, kw_only=True):
    """The bands of one industry and year as they were published last."""

    TABLE: ClassVar[str] = "parties_bands"
    KEY: ClassVar[tuple[str, ...]] = ("industry", "year")
    BOOK: ClassVar[bool] = True

    industry: str
    year: int
    publisher: str
    approver: str
    body: bytes


def require_order(said: PeerBands) -> None:
    """Refused where a ratio stands twice, or its bounds neither fall nor rise all the way."""
    names = [band.ratio for band in said.bands]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Refused(f"bands of {twice} stand twice", cause="parties.bands")
    for band in said.bands:
        bounds = list(band.bounds)
        if len(set(bounds)) < len(bounds) or bounds not in (sorted(bounds), sorted(bounds, reverse=True)):
            raise Refused(
                f"bands of {band.ratio} go {', '.join(map(str, bounds))}: from excellent to low they fall,"
                " or they rise",
                cause="parties.bands",
            )


def stands(said: PeerBands, ratio: str, value: Decimal) -> PeerPlace | None:
    """The band of the value, and whether it is better, near or worse than the average; None without bands."""
    band = said.band(ratio)
    if band is None:
        return None
    sign = 1 if band.excellent > band.low else -1
    names = (EXCELLENT, GOOD, AVERAGE, LOW)
    reached = (name for name, bound in zip(names, band.bounds, strict=True) if sign * (value - bound) >= 0)
    off = (value - band.average) * sign * 100
    near = abs(band.average) * said.near_percent
    beside = NEAR if abs(off) <= near else ABOVE if off > 0 else BELOW
    return PeerPlace(
        ratio=ratio,
        band=next(reached, POOR),
        beside_average=beside,
        industry=said.industry,
        year=said.year,
    )
