"""The shelves the ledger works on inside a unit of work."""

from __future__ import annotations

from core.hub.work import RoomUnit
from core.ledger.chart import Account, Book, ClosingRule, Period
from core.ledger.entry import Entry, Late, Line, Reversed
from core.ledger.limits import Balance, Reservation
from core.ledger.rule_set import RuleSet
from core.ledger.totals import Block, MonthEnd, PeriodTotal
from core.ledger.vouchers import Voucher


class LedgerWork:
    """Everything the handlers of the ledger may read and change; the rooms above post through it."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.books = unit.shelf(Book)
        self.accounts = unit.shelf(Account)
        self.periods = unit.shelf(Period)
        self.entries = unit.shelf(Entry)
        self.lines = unit.shelf(Line)
        self.late = unit.shelf(Late)
        self.reversed = unit.shelf(Reversed)
        self.balances = unit.shelf(Balance)
        self.reservations = unit.shelf(Reservation)
        self.vouchers = unit.shelf(Voucher)
        self.rule_sets = unit.shelf(RuleSet)
        self.closing_rules = unit.shelf(ClosingRule)
        self.totals = unit.shelf(PeriodTotal)
        self.month_ends = unit.shelf(MonthEnd)
        self.blocks = unit.shelf(Block)
