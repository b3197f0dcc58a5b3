"""What a loan owes, by what the handbook and the contract say: sums written anew, nothing of the room's.

Money is whole minor units, exact sums are fractions, rounded half up once where the contract says an amount.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

PRINCIPAL, INTEREST, FEE, PENALTY, COMPOUND = "principal", "interest", "fee", "penalty", "compound"
USUAL = (FEE, PENALTY, COMPOUND, INTEREST, PRINCIPAL)
PRINCIPAL_FIRST = (PRINCIPAL, INTEREST, FEE, PENALTY, COMPOUND)


def half_up(exact: Fraction) -> int:
    """Of amounts that are not below zero."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass(frozen=True)
class Contract:
    """What was signed; rate: a year's, uplifts: from so many days late on so much over it."""

    method: str
    rate: Fraction
    year: int
    uplifts: tuple[tuple[int, Fraction], ...]
    grace: int
    grace_kept: bool
    compound: str
    orders: tuple[tuple[int, tuple[str, ...]], ...]
    by_component: bool
    ahead: str

    def order(self, days: int) -> tuple[str, ...]:
        return max(each for each in self.orders if each[0] <= days)[1]


@dataclass(frozen=True)
class Row:
    """An instalment; whole: the principal on which its days bear interest."""

    number: int
    since: date
    until: date
    due: date
    late_after: date
    principal: int
    interest: int
    whole: int
    fee: int = 0


def months_on(day: date, count: int) -> date:
    """The same day so many months later, or the last of a month that has it not."""
    month = day.year * 12 + day.month - 1 + count
    last = calendar.monthrange(month // 12, month % 12 + 1)[1]
    return date(month // 12, month % 12 + 1, min(day.day, last))


def working(day: date) -> date:
    """The day itself, or the Monday behind it: the calendar of these tests knows no other holidays."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def dues_until(drawn: date, end: date) -> list[date]:
    found, count = [], 1
    while (due := months_on(drawn, count)) < end:
        found.append(due)
        count += 1
    return [*found, end]


def plan(contract: Contract, principal: int, drawn: date, dues: Sequence[date]) -> list[Row]:
    """Every due day's principal and interest: 等额本息, 等额本金, 到期还本, 利随本清."""
    dues = dues[-1:] if contract.method == "with_principal" else dues
    spans = list(zip([drawn, *dues], dues, strict=False))
    shares = [contract.rate * (until - since).days / contract.year for since, until in spans]
    left, rows = principal, []
    for place, ((since, until), share) in enumerate(zip(spans, shares, strict=True), 1):
        interest = half_up(left * share)
        part = left if place == len(spans) else min(_part(contract, principal, shares, interest), left)
        rows.append(Row(place, since, until, until, until, part, interest, left))
        left -= part
    return rows


def _part(contract: Contract, principal: int, shares: Sequence[Fraction], interest: int) -> int:
    if contract.method == "equal_principal":
        return half_up(Fraction(principal, len(shares)))
    if contract.method != "equal_instalment":
        return 0
    # What n instalments of one are worth today: each is worth less by all that was borne until its day.
    worth, today = Fraction(1), Fraction(0)
    for share in shares:
        worth /= 1 + share
        today += worth
    return max(half_up(principal / today) - interest, 0)


def earned(contract: Contract, rows: Sequence[Row], on: date) -> int:
    """Interest of all days before this one; a row that is over has earned what it asks for (B8)."""
    found = 0
    for row in rows:
        days = (min(on, row.until) - row.since).days
        if days > 0:
            part = half_up(row.whole * contract.rate * days / contract.year)
            found += row.interest if on >= row.until else min(part, row.interest)
    return found


def dearer(contract: Contract, days: int) -> Fraction:
    """What being late by so many days costs, as a share of it (银发〔2003〕251号); 360 days a year."""
    if days <= contract.grace:
        return Fraction(0)
    free = contract.grace if contract.grace_kept else 0
    cost = Fraction(0)
    for day in range(free, days):
        uplift = max(each for each in contract.uplifts if each[0] <= day)[1]
        cost += contract.rate * (1 + uplift) / 360
    return cost


@dataclass
class Played:
    """One instalment on a day: what was charged and paid of it, and since when nothing of it is open."""

    row: Row
    paid: dict[str, int] = field(default_factory=dict)
    penalty: int = 0
    compound: int = 0
    settled: date | None = None
    late: list[tuple[int, int, int, int]] = field(default_factory=list)

    def charged(self, what: str) -> int:
        row = self.row
        return {
            PRINCIPAL: row.principal,
            INTEREST: row.interest,
            FEE: row.fee,
            PENALTY: self.penalty,
            COMPOUND: self.compound,
        }[what]

    def open(self, what: str) -> int:
        return self.charged(what) - self.paid.get(what, 0)

    def is_open(self) -> bool:
        return any(self.open(what) for what in USUAL)

    def is_late(self, on: date) -> bool:
        return self.settled is None and on > self.row.late_after

    def charge(self, contract: Contract, until: date, on: date) -> None:
        """The nights before `until` cost what is open of principal and interest, as it stands on `on`."""
        begins = self.late[-1][1] if self.late else 0
        ends = (until - self.row.due).days
        if self.settled is not None or ends <= begins:
            return
        bears = {"none": 0, "interest": self.open(INTEREST)}.get(contract.compound)
        bears = self.open(INTEREST) + self.open(PENALTY) if bears is None else bears
        self.late.append((begins, ends, self.open(PRINCIPAL), bears))
        if on > max(self.row.late_after, self.row.due + timedelta(days=contract.grace)):
            self.penalty, self.compound = (half_up(self._cost(contract, place)) for place in (2, 3))

    def _cost(self, contract: Contract, place: int) -> Fraction:
        return sum(
            (piece[place] * (dearer(contract, piece[1]) - dearer(contract, piece[0])) for piece in self.late),
            Fraction(0),
        )


@dataclass(frozen=True, order=True)
class Paid:
    """Money that counts on a day; those of one day in the order in which they were told."""

    on: date
    told: int
    minor: int
    number: str


def _begun(row: Row) -> Played:
    """One that asks for nothing is settled on its day."""
    made = Played(row)
    made.settled = None if made.is_open() else row.due
    return made


def play(
    contract: Contract, rows: Sequence[Row], payments: Sequence[Paid], on: date, used: date
) -> tuple[list[Played], dict[str, list[tuple[int, str, int]]], dict[str, int]]:
    """The instalments at the end of that day, where each payment went, and what is over (B10, B11).

    used: up to that day what was over has paid what fell due.
    """
    states = [_begun(row) for row in rows]
    went: dict[str, list[tuple[int, str, int]]] = {}
    over: dict[str, int] = {}

    def use(number: str, minor: int, day: date) -> None:
        for each, what in list(_claims(contract, states, day)):
            part = min(minor, each.open(what))
            if part:
                went[number].append((each.row.number, what, part))
                each.paid[what] = each.paid.get(what, 0) + part
                minor -= part
                each.settled = each.settled if each.is_open() else day
        over[number] = minor

    begun = None
    for payment in [*sorted(payments), None]:
        day = used if payment is None else payment.on
        # What is over of those before is here when the next instalments fall due.
        for due in sorted({row.due for row in rows if begun is not None and begun < row.due <= day}):
            if any(over.values()):
                for each in states:
                    each.charge(contract, due, due)
            for number in [number for number in over if over[number]]:
                use(number, over[number], due)
        if payment is not None:
            for each in states:
                each.charge(contract, day, day)
            begun, went[payment.number] = day, []
            use(payment.number, payment.minor, day)
    for each in states:
        each.charge(contract, on + timedelta(days=1), on)
    return states, went, over


def _claims(contract: Contract, states: Sequence[Played], on: date) -> Iterator[tuple[Played, str]]:
    """What a payment of that day pays, first things first."""
    due = [each for each in states if each.row.due <= on]
    days = max(((on - each.row.due).days for each in due if each.is_open()), default=0)
    order = contract.order(days)
    if contract.by_component:
        yield from ((each, what) for what in order for each in due)
    else:
        yield from ((each, what) for each in due for what in order)
    ahead = [each for each in states if each.row.due > on]
    if contract.ahead != "none":
        yield from ((each, PRINCIPAL) for each in (ahead if contract.ahead == "next" else ahead[::-1]))


def lateness(row: Row, day: date, grace: int) -> str:
    """What an instalment that is open makes of its loan."""
    if day <= row.late_after:
        return "DUE"
    return "GRACE" if day <= row.due + timedelta(days=grace) else "OVERDUE"


def kept_up(shown: list[Played], until: date) -> bool:
    """Three instalments of days of their own paid in time since one that was late, and none is open."""
    asks = [each for each in shown if each.row.due <= until]
    asks = [each for each in asks if each.row.principal + each.row.interest + each.row.fee]
    count = 0
    for each in asks:
        if each.settled is None:
            return False
        count = 0 if each.settled > each.row.late_after else count + (each.row.since < each.row.until)
    return count >= 3
