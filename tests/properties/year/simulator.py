"""The year itself: on business days the deals that are due go on, in a drawn order; every day is ended."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from heapq import heappop, heappush
from pathlib import Path
from random import Random

import msgspec

from adapters.calendar.china import ChinaHolidays
from adapters.memory.store import MemoryStore
from core.kernel.clock import FixedClock
from tests.core.hub.from_inside import documents_from_inside
from tests.properties.year.claims import (
    OnBoughtInvoice,
    OnInsuredSale,
    OnInvoiceBoughtForGood,
    OnPledgedInvoice,
    OnPool,
)
from tests.properties.year.deal import Deal
from tests.properties.year.goods import OnFixedLots, OnMovingStock
from tests.properties.year.house import LAST, House, days
from tests.properties.year.market import Market
from tests.properties.year.post import Post
from tests.properties.year.quick import QuickStore
from tests.properties.year.story import story
from tests.properties.year.ties import Ties, Untied
from tests.properties.year.trade import OnOrder, OnPrepayment, OnReceipt

KINDS: tuple[type[Deal], ...] = (
    OnFixedLots,
    OnBoughtInvoice,
    OnPrepayment,
    OnInsuredSale,
    OnReceipt,
    OnMovingStock,
    OnInvoiceBoughtForGood,
    OnOrder,
    OnPledgedInvoice,
    OnPool,
)
# No deal begins in the last quarter: its end would be another year's.
LAST_BEGIN = 270


class YearFailed(AssertionError):
    """Something did not hold on a day; its text is the story of the deal that it is about."""


class Year:
    """One seed, so many deals."""

    def __init__(
        self,
        seed: int,
        deals: int,
        *,
        store: Callable[[FixedClock], MemoryStore] = QuickStore,
        until: date = LAST,
    ) -> None:
        self.seed, self.until = seed, until
        self._folder = tempfile.TemporaryDirectory()
        self._dice = Random(f"{seed}")
        with documents_from_inside():
            self.house = House(Path(self._folder.name) / "mappings", store)
        self.post = Post(self.house, Random(f"{seed}/post"))
        self.market = Market(self.house, Random(f"{seed}/market"))
        self.ties = Ties(self.house)
        self.deals = [self._deal(number) for number in range(deals)]
        self.kinds = Counter(deal.code for deal in self.deals)
        self._queue: list[tuple[int, float, int]] = []
        self._lives = [deal.life() for deal in self.deals]
        begins = max((until - self.house.today).days - (LAST - self.house.today).days + LAST_BEGIN, 0)
        for number in range(deals):
            self._wait(number, self.house.today.toordinal() + self._dice.randint(0, begins))

    def run(self) -> Year:
        """Every day of the year; YearFailed on the first that does not hold."""
        with documents_from_inside():
            for day in days():
                if day <= self.until:
                    self._live(day)
        return self

    def dump(self) -> dict[str, bytes]:
        """Every row of every table, in the order of their keys."""
        tables = self.house.store.tables.rows
        return {
            name: b"\n".join(msgspec.json.encode(rows[key]) for key in sorted(rows))
            for name, rows in sorted(tables.items())
        }

    def _live(self, day: date) -> None:
        self.house.open_day()
        if ChinaHolidays().works(day):
            self.market.open()
            self._close_month(day)
            self.post.bring()
            for number in self._due(day):
                self._go_on(number)
        self.house.end_day()
        try:
            self.ties.hold(self.deals, day)
        except Untied as error:
            raise YearFailed(story(self.house, self.seed, error.deal, f"{day}: {error}")) from error

    def _close_month(self, day: date) -> None:
        """On the third business day the books of the month before are closed."""
        works = ChinaHolidays().works
        if sum(bool(works(day.replace(day=one))) for one in range(1, day.day + 1)) == 3 and day.month > 1:
            self.house.close_month()

    def _due(self, day: date) -> Iterator[int]:
        while self._queue and self._queue[0][0] <= day.toordinal():
            yield heappop(self._queue)[2]

    def _go_on(self, number: int) -> None:
        try:
            wanted = next(self._lives[number])
        except StopIteration:
            return
        except Exception as error:
            about = self.deals[number].no
            raise YearFailed(story(self.house, self.seed, about, f"{self.house.today}: {error!r}")) from error
        if wanted <= LAST:
            self._wait(number, max(wanted.toordinal(), self.house.today.toordinal() + 1))

    def _wait(self, number: int, day: int) -> None:
        heappush(self._queue, (day, self._dice.random(), number))

    def _deal(self, number: int) -> Deal:
        kind = KINDS[number % len(KINDS)]
        return kind(self.house, self.post, number, Random(f"{self.seed}/{number}"))
