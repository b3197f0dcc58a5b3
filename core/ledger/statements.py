"""Balance sheet, profit and loss, cash flow: lines that are data, of what the books hold, and their ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused
from core.ledger.chart import CREDIT, SIDES
from core.ledger.reading import BookReader
from core.ledger.standing import Place, Standings

# What a statement is of: what accounts hold at its end; what results they brought; what moved, by flow.
CLOSING, RESULTS, FLOWS = "closing", "results", "flows"
MEASURES = (CLOSING, RESULTS, FLOWS)
# By currency, minor units.
Amounts = Counter[str]


class StatementLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line.

    accounts: beginnings of codes. flows: of a FLOWS statement, which; none: those that no other line names.
    side: the one that counts as above zero. total: other lines by code, "-" before those that are taken off.
    """

    code: str
    name_zh: str
    name_en: str
    accounts: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    side: str = CREDIT
    total: tuple[str, ...] = ()


class StatementTie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be one: lines on the left, and lines or what these accounts moved (credits) on the right."""

    text: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement as data."""

    name: str
    name_zh: str
    name_en: str
    measure: str
    lines: tuple[StatementLine, ...]
    ties: tuple[StatementTie, ...] = ()


class Told(NamedTuple):
    """A line and its amount in one currency."""

    line: StatementLine
    currency: str
    minor: int


class Tied(NamedTuple):
    """Two sides of a tie in one currency."""

    text: str
    currency: str
    left: int
    right: int

    @property
    def even(self) -> bool:
        return self.left == self.right


class Made(NamedTuple):
    """A statement of some months."""

    told: list[Told]
    ties: list[Tied]


def make_statement(reader: BookReader, statement: Statement, first: int, last: int) -> Made:
    """Of the months from first to last; what accounts hold is at the end of the last."""
    check_statement(statement)
    moved = _results(reader, first, last) if statement.measure != CLOSING else _held(reader, last)
    amounts = _amounts(statement, moved)
    currencies = sorted({place.currency for place, minor in moved.items() if minor})
    told = [
        Told(line, currency, amounts[line.code][currency])
        for currency in currencies
        for line in statement.lines
    ]
    ties = [
        Tied(tie.text, currency, _sum(amounts, tie.left)[currency], right[currency])
        for tie in statement.ties
        for right in [_right(tie, amounts, moved)]
        for currency in currencies
    ]
    return Made(told, ties)


def check_statement(statement: Statement) -> None:
    """Refused where it cannot be made: an unknown word, a total of what comes later or is not there."""
    if statement.measure not in MEASURES:
        raise Refused(f"statement {statement.name}: {statement.measure!r} is none of {', '.join(MEASURES)}")
    known: set[str] = set()
    for line in statement.lines:
        if line.side not in SIDES or bool(line.accounts) == bool(line.total) or line.code in known:
            raise Refused(f"statement {statement.name}: line {line.code} is of accounts or of lines, once")
        if missing := {code.lstrip("-") for code in line.total} - known:
            raise Refused(
                f"statement {statement.name}: {line.code} adds up {min(missing)}, which is not above it"
            )
        known.add(line.code)
    for tie in statement.ties:
        if missing := {code.lstrip("-") for code in (*tie.left, *tie.right)} - known:
            raise Refused(f"statement {statement.name}: a tie is of {min(missing)}, which is no line")


def _held(reader: BookReader, last: int) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for _, standings in reader.of_months(last, last):
        found.update({place: each.closing for place, each in standings.items()})
    return found


def _results(reader: BookReader, first: int, last: int) -> Counter[Place]:
    """What was moved, without what the months' ends carried over."""
    found: Counter[Place] = Counter()
    for period, standings in reader.of_months(first, last):
        _add(found, standings, 1)
        _add(found, reader.transfers(period), -1)
    return found


def _add(found: Counter[Place], standings: Standings, sign: int) -> None:
    for place, each in standings.items():
        found[place] += sign * (each.debits - each.credits)


def _amounts(statement: Statement, moved: Mapping[Place, int]) -> dict[str, Amounts]:
    named = {flow for line in statement.lines for flow in line.flows}
    found: dict[str, Amounts] = {}
    for line in statement.lines:
        if line.total:
            found[line.code] = _sum(found, line.total)
            continue
        amounts: Amounts = Counter()
        for place, minor in moved.items():
            of_flow = place.flow in line.flows if line.flows else place.flow not in named
            if place.account.startswith(line.accounts) and (statement.measure != FLOWS or of_flow):
                amounts[place.currency] += -minor if line.side == CREDIT else minor
        found[line.code] = amounts
    return found


def _right(tie: StatementTie, amounts: Mapping[str, Amounts], moved: Mapping[Place, int]) -> Amounts:
    found = _sum(amounts, tie.right)
    for place, minor in moved.items():
        if tie.moved and place.account.startswith(tie.moved):
            found[place.currency] -= minor
    return found


def _sum(amounts: Mapping[str, Amounts], codes: Iterable[str]) -> Amounts:
    found: Amounts = Counter()
    for code in codes:
        sign = -1 if code.startswith("-") else 1
        for currency, minor in amounts[code.lstrip("-")].items():
            found[currency] += sign * minor
    return found
