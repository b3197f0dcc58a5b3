"""Interest day by day: what is earned by a day is counted from the beginning, so no fraction is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused
from core.kernel.rounding import divided
from core.loan.interest import YearParts, ratio
from core.loan.terms import Instalment, Schedule, Terms


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
    return sum(_earned(schedule, row, on) for row in schedule.rows if row.since < on)


def _earned(schedule: Schedule, row: Instalment, on: date) -> int:
    if on >= row.until:
        return row.earned
    exact = exact_interest(schedule, row, [Piece(row.balance + row.principal, row.since, on)])
    rounding = schedule.terms.cents.rounding
    return min(divided(exact.numerator, exact.denominator, rounding), row.earned)


def exact_interest(schedule: Schedule, row: Instalment, pieces: Iterable[Piece]) -> Fraction:
    """Interest of that period on what was outstanding in fact, before it is rounded.

    Where whole months are twelfths, a piece has the share of its period that it has of the period's days.
    """
    terms = schedule.terms
    parts = YearParts(terms.basis)
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
