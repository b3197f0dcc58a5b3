"""Amounts held against limits, as messages through the dispatcher: of a thousand borrowers, or of one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.ledger_data import SHIPPED, read_charts
from bench.floors.rows import brought_s, keep_rows
from bench.postings import DAY, FIRST
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.ledger import Balance, HoldAsked, LimitGranted, Reservation, VoucherLine

RUN = 500
LIMIT = 10**15


class Holds:
    """A hub whose borrowers have limits."""

    def __init__(self, home: Path, database: str, borrowers: int) -> None:
        self._database = database
        self._borrowers = borrowers
        self.hub: Hub = make_hub(name="hub", home=home, database_url=database)
        charts = read_charts(SHIPPED, {"": FIRST}, publisher="chen", approver="li")
        self._tell([("ledger.chart_published.v1", chart, chart.book) for chart in charts])
        self._tell(
            [("ledger.limit_granted.v1", self._granted(number), f"G{number}") for number in range(borrowers)]
        )

    def race(self, turn: int, count: int) -> float:
        """Messages a second, from the first handled to the last; every one of them is held."""
        asked = [(f"{turn}/{number}", f"P{number % self._borrowers}") for number in range(count)]
        messages = [("ledger.hold_asked.v1", self._asked(number, party), number) for number, party in asked]
        self._take(messages)
        begun = time.perf_counter()
        self._dispatch()
        taken = time.perf_counter() - begun
        open_ = self.hub.store.sums(Reservation, ("state",), "held_at", state="open")
        held = self.hub.store.sums(Balance, ("account",), "debits_pending", book="limits", account="borrower")
        if open_[("open",)][1] < (turn + 1) * count or held[("borrower",)][0] < (turn + 1) * count:
            raise RuntimeError(f"not all of {count} holds were booked: {open_} {held}")
        return count / taken

    def floor(self, path: Path, records: int) -> float:
        """Messages a second where COPY brings the very rows that they led to, without any logic."""
        print("  rows a message:", keep_rows(self._database, path, frames=records // RUN, records=records))
        return records / brought_s(self._database, path, records // RUN)

    def _granted(self, number: int) -> LimitGranted:
        lines = self._lines("granted", "borrower", f"P{number}", LIMIT)
        return LimitGranted(
            book="limits", number=f"G{number}", business_day=DAY, text="line", approver="li", lines=lines
        )

    def _asked(self, number: str, party: str) -> HoldAsked:
        lines = (
            VoucherLine(account="borrower", side="debit", currency="CNY", minor=1, party=party),
            VoucherLine(account="used", side="credit", currency="CNY", minor=1),
        )
        return HoldAsked(book="limits", number=number, business_day=DAY, text="drawdown", lines=lines)

    def _lines(self, debit: str, credit: str, party: str, minor: int) -> tuple[VoucherLine, ...]:
        return (
            VoucherLine(account=debit, side="debit", currency="CNY", minor=minor),
            VoucherLine(account=credit, side="credit", currency="CNY", minor=minor, party=party),
        )

    def _tell(self, messages: Sequence[tuple[str, msgspec.Struct, str]]) -> None:
        self._take(messages)
        self._dispatch()

    def _dispatch(self) -> None:
        """All there is, by one worker, without what a worker does between its turns."""
        while leases := self.hub.store.lease("bench", ttl_s=60, limit=4):
            for lease in leases:
                self.hub.dispatcher.dispatch(lease)

    def _take(self, messages: Sequence[tuple[str, msgspec.Struct, str]]) -> None:
        for start in range(0, len(messages), RUN):
            with self.hub.store.unit() as unit:
                arriving = [
                    internal(type_name, body, partner="hub", site="", key=key)
                    for type_name, body, key in messages[start : start + RUN]
                ]
                store_arrivals(unit, self.hub.blobs, arriving)
