"""Interest day by day: what is earned by a day is counted from the beginning, so no fraction is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from core.kernel.errors import Refused
from core.kernel.rounding import divided
from core.loan.interest import Basis, YearParts, ratio
from core.loan.terms import Cents, Instalment, Schedule, Terms


class Accrued(msgspec.Struct, frozen=True, kw_only=True):
    """How far a loan's interest was booked: days before `through`, `booked` minor units since draw.

    The fraction that is carried is not kept: it is what `booked` lacks of the exact sum.
    """

    through: date
    booked: int = 0


class Piece(NamedTuple):
    """Days on which so much principal was outstanding, in fact and not by schedule."""

    balance: int
    since: date
    until: date


def accrue(schedule: Schedule, state: Accrued, until: date) -> tuple[Accrued, int]:
    """The days before `until` that are not booked yet, one or many; those that are booked give nothing."""
    if until <= state.through:
        return state, 0
    earned = earned_by(schedule, until)
    if earned < state.booked:
        raise Refused(
            f"{state.booked} minor units are booked by {state.through}, and {earned} are earned by {until}: "
            "this is not the schedule by which they were booked",
            cause="loan.other_schedule",
        )
    return Accrued(through=until, booked=earned), earned - state.booked


def earned_by(schedule: Schedule, on: date) -> int:
    """Interest of all days before `on`, in minor units; of whole periods exactly what their rows say."""
    return sum(earned_in(schedule.terms, row, on) for row in schedule.rows)


class Counted(Protocol):
    """What days are counted by: of a loan's terms its basis, its rate a year, and how cents are rounded."""

    @property
    def basis(self) -> Basis: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def cents(self) -> Cents: ...


def earned_in(terms: Counted, row: Instalment, on: date) -> int:
    """Interest of the days before `on` of one instalment, on the principal that its plan has outstanding.

    Of days of its period, balance x rate x part of a year; `exact_interest` without its fractions.
    """
    if on <= row.since:
        return 0
    if on >= row.until:
        return row.earned
    parts, (top, bottom) = year_parts(terms.basis), ratio(terms.rate)
    if terms.basis.monthly:
        share = parts.between(row.since, row.until) * (on - row.since).days
        whole = (row.until - row.since).days
    else:
        share, whole = parts.between(row.since, on), 1
    numerator = (row.balance + row.principal) * share * top
    return min(divided(numerator, bottom * parts.denominator * whole, terms.cents.rounding), row.earned)


@lru_cache(1_000)
def year_parts(basis: Basis) -> YearParts:
    """What counts parts of years by this basis; it keeps nothing of what it counted."""
    return YearParts(basis)


def exact_interest(schedule: Schedule, row: Instalment, pieces: Iterable[Piece]) -> Fraction:
    """Interest of that period on what was outstanding in fact, before it is rounded.

    Where whole months are twelfths, a piece has the share of its period that it has of the period's days.
    """
    terms = schedule.terms
    parts = year_parts(terms.basis)
    top, bottom = ratio(terms.rate)
    found = sum(
        (piece.balance * _part(terms, parts, row, piece) for piece in pieces),
        Fraction(0),
    )
    return found * top / (bottom * parts.denominator)


def _part(terms: Terms, parts: YearParts, row: Instalment, piece: Piece) -> Fraction:
    if not row.since <= piece.since <= piece.until <= row.until:
        raise Refused(
            f"{piece.since} to {piece.until} is not within {row.since} to {row.until}", cause="loan.piece"
        )
    if not terms.basis.monthly:
        return Fraction(parts.between(piece.since, piece.until))
    days = (piece.until - piece.since).days
    return Fraction(parts.between(row.since, row.until) * days, (row.until - row.since).days)
