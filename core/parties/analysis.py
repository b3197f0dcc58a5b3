"""What a party's kept statements say: ratios on a day, how they went, and how they stand beside peers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec

from core.parties.codes import known_code
from core.parties.peers import EVERY_INDUSTRY, PeerBands, PeerPlace, stands
from core.parties.profile import master_of
from core.parties.ratios import BEFORE, OPERATING, Analysis, in_a_row, measure
from core.parties.relations import known_party
from core.parties.statement import Statement
from core.parties.work import PartiesWork

SHEET = "balance_sheet"
SINGLE, CONSOLIDATED = "single", "consolidated"
YEAR = "Y"
YEARS_MAX = 10
RISING, FALLING, STEADY, UNEVEN, UNKNOWN = "rising", "falling", "steady", "uneven", "unknown"


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """How a ratio went, the oldest first: at each period's end its value, or None."""

    name: str
    points: tuple[tuple[int, Decimal | None], ...]
    direction: str


def ratios_of(work: PartiesWork, uscc: str, on_day: date, *, period: str = YEAR, scope: str = "") -> Analysis:
    """The ratios of the newest balance sheet of such periods that had ended on the day, and its year before.

    scope: single or consolidated; unless said, the group's own where there is one of that end, as the whole
    of it answers.
    """
    book = _Book(work, known_code(uscc), period)
    return book.analysis(*book.newest(_number(on_day), scope))


def trend_of(work: PartiesWork, uscc: str, on_day: date, *, years: int = 3, scope: str = "") -> list[Trend]:
    """Every ratio at the ends of so many years, and where it went."""
    book = _Book(work, known_code(uscc), YEAR)
    newest = book.analysis(*book.newest(_number(on_day), scope))
    ends = [newest.period_end]
    while len(ends) < min(years, YEARS_MAX) and newest.period_end:
        ends.append(year_before(ends[-1]))
    # The scope of the newest holds for all: a group and one company of it cannot be compared.
    found = [book.analysis(end, newest.scope) for end in reversed(ends)]
    return [
        _trend(each.name, [(analysis.period_end, analysis.value(each.name)) for analysis in found])
        for each in newest.ratios
    ]


def peers_of(work: PartiesWork, uscc: str, on_day: date) -> list[PeerPlace]:
    """How each ratio that can be told stands by the newest bands of its industry: of its nearest class."""
    analysis = ratios_of(work, uscc, on_day)
    bands = _bands(work, master_of(known_party(work, uscc)).industry, analysis.period_end // 10_000)
    if bands is None:
        return []
    found = (stands(bands, each.name, each.value) for each in analysis.ratios if each.value is not None)
    return [each for each in found if each is not None]


def year_before(end: int) -> int:
    """The end of the same period a year before, both as yyyymmdd."""
    year, month = end // 10_000 - 1, end // 100 % 100
    return year * 10_000 + month * 100 + monthrange(year, month)[1]


class _Book:
    """The statements of one party for periods of one length."""

    def __init__(self, work: PartiesWork, uscc: str, period: str) -> None:
        self._work = work
        self._uscc = uscc
        self._period = period
        self._kept = [row for row in work.statements.find(uscc=uscc) if row.period == period]

    def newest(self, on_day: int, scope: str) -> tuple[int, str]:
        """(the end, the scope) of the newest balance sheet of that scope, or of either."""
        ends = [
            (row.period_end, row.scope)
            for row in self._kept
            if row.kind == SHEET and row.period_end <= on_day and scope in {"", row.scope}
        ]
        # Of two of one end: consolidated comes before single in the alphabet, so the least is the group's.
        return min(ends, key=lambda each: (-each[0], each[1]), default=(0, scope or SINGLE))

    def analysis(self, end: int, scope: str) -> Analysis:
        rows = self._of(end, scope)
        sheet = next((row for row in rows if row.kind == SHEET), None)
        currency = sheet.currency if sheet is not None else ""
        figures = self._figures(end, scope, currency)
        before = self._figures(year_before(end), scope, currency) if end else {}
        figures |= {BEFORE + item: minor for item, minor in before.items()}
        ratios = measure(figures, self._period)
        if self._period == YEAR:
            ratios = (*ratios, in_a_row(self._flows(end, scope, currency)))
        return Analysis(
            uscc=self._uscc,
            scope=scope,
            period=self._period,
            period_end=end,
            currency=currency,
            audited=bool(rows) and all(row.audited for row in rows),
            ratios=ratios,
        )

    def _of(self, end: int, scope: str) -> list[Statement]:
        return [row for row in self._kept if (row.period_end, row.scope) == (end, scope)]

    def _figures(self, end: int, scope: str, currency: str) -> dict[str, int]:
        """All items of the statements of that end; of another currency than the balance sheet's none."""
        found: dict[str, int] = {}
        for row in self._of(end, scope):
            if row.currency == currency:
                named: dict[str, Any] = {"period": row.period, "period_end": row.period_end}
                items = self._work.figures.find(uscc=row.uscc, kind=row.kind, scope=row.scope, **named)
                found |= {item.code: item.minor for item in items}
        return found

    def _flows(self, end: int, scope: str, currency: str) -> list[int | None]:
        flows: list[int | None] = []
        while end and len(flows) < YEARS_MAX:
            flows.append(self._figures(end, scope, currency).get(OPERATING))
            if flows[-1] is None:
                break
            end = year_before(end)
        return flows or [None]


def _trend(name: str, points: Sequence[tuple[int, Decimal | None]]) -> Trend:
    known = [value for _end, value in points if value is not None]
    steps = [after - before for before, after in pairwise(known)]
    direction = UNKNOWN
    if steps and len(known) == len(points):
        signs = {(step > 0) - (step < 0) for step in steps}
        direction = {
            frozenset({1}): RISING,
            frozenset({1, 0}): RISING,
            frozenset({-1}): FALLING,
            frozenset({-1, 0}): FALLING,
            frozenset({0}): STEADY,
        }.get(frozenset(signs), UNEVEN)
    return Trend(name=name, points=tuple(points), direction=direction)


def _bands(work: PartiesWork, industry: str, year: int) -> PeerBands | None:
    """Of the industry's own code, else of what it begins with, else of all; the newest up to the year."""
    for length in range(len(industry), -1, -1):
        name = industry[:length] or EVERY_INDUSTRY
        rows = [row for row in work.bands.find(industry=name) if row.year <= year]
        if rows:
            return msgspec.json.decode(max(rows, key=lambda row: row.year).body, type=PeerBands)
    return None


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
