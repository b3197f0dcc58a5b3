"""What is watched of pledged goods beside their book: what flowed out when, and the last counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from core.collateral import Terms
from core.kernel.canonical import canonical_bytes
from core.kernel.quantity import ratio_of
from core.risk.watched import GoodsWatch
from core.risk.work import RiskWork

MINUTES_KEPT, DAYS_KEPT = timedelta(days=2), 70
SITES_MAX = 1_000
# Millionths of a unit at millionths of the currency.
_TO_HUNDREDTHS = 10**10
WORTH_MAX = 10**15


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The last count at a site: the worst lot's difference beside its book, and how much that was."""

    at: datetime
    off_micro: int
    book_micro: int


class Outflow(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What left, at the approved prices of its kind: by minute (yyyymmddhhmm) and by day, while needed."""

    minutes: dict[str, int] = {}
    days: dict[str, int] = {}
    counts: dict[str, Counted] = {}

    def left(self, at: datetime, worth: int) -> None:
        minute, day = f"{at:%Y%m%d%H%M}", f"{at:%Y%m%d}"
        self.minutes[minute] = self.minutes.get(minute, 0) + worth
        self.days[day] = self.days.get(day, 0) + worth
        newest = datetime.strptime(f"{max(self.minutes)}+0000", "%Y%m%d%H%M%z")
        first_minute = f"{newest - MINUTES_KEPT:%Y%m%d%H%M}"
        first_day = f"{newest - timedelta(days=DAYS_KEPT):%Y%m%d}"
        self.minutes = {each: value for each, value in self.minutes.items() if each >= first_minute}
        self.days = {each: value for each, value in self.days.items() if each >= first_day}

    def in_a_day(self, at: datetime) -> int:
        """What left in the twenty-four hours until that moment."""
        first, last = f"{at - timedelta(days=1):%Y%m%d%H%M}", f"{at:%Y%m%d%H%M}"
        return sum(value for minute, value in self.minutes.items() if first < minute <= last)

    def in_days(self, last: datetime, count: int) -> int:
        """What left on so many days, the last one counted."""
        names = {f"{last - timedelta(days=back):%Y%m%d}" for back in range(count)}
        return sum(value for day, value in self.days.items() if day in names)

    def counted(self, site: str, count: Counted) -> None:
        """Of two counts of a site the newer one."""
        before = self.counts.get(site)
        if (before is None and len(self.counts) < SITES_MAX) or (before and before.at <= count.at):
            self.counts[site] = count


def outflow_of(work: RiskWork, contract_no: str) -> Outflow:
    row = work.goods.get(contract_no)
    return msgspec.json.decode(row.body if row else b"{}", type=Outflow)


def keep_outflow(work: RiskWork, contract_no: str, outflow: Outflow) -> None:
    row = work.goods.get(contract_no) or GoodsWatch(contract_no=contract_no)
    work.goods.put(replace(row, body=canonical_bytes(outflow)))


def worth_of(work: RiskWork, contract_no: str, sku: str, unit: str, micro: int) -> int:
    """In hundredths, at the approved price of its kind; goods without terms secure nothing: 0."""
    terms = work.unit.shelf(Terms).get(contract_no, sku)
    factor = ratio_of(unit, terms.unit) if terms is not None else None
    if terms is None or factor is None:
        return 0
    worth = round(Fraction(micro) * factor * terms.approved_micro / _TO_HUNDREDTHS)
    return max(-WORTH_MAX, min(worth, WORTH_MAX))
