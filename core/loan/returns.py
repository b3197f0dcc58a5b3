"""The yearly rate at which payments are worth nothing together: what a loan costs, all told (IRR, XIRR)."""

from __future__ import annotations

import decimal
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from core.kernel.errors import Refused

FLOWS_MAX = 2000
# The answer is to twelve decimals; what it is made from has to be finer.
_PLACES = Decimal("1e-12")
_NARROW = Decimal("1e-17")
_HALVINGS_MAX = 200
_CONTEXT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
_YEAR = 365
# Rates are looked for from a loss of all but a ten-millionth to a million times a year, by their logarithm.
_LOWEST, _HIGHEST = Decimal(-16), Decimal(14)
_STEP, _GROWTH = Decimal("0.02"), Decimal("1.05")


class Flow(NamedTuple):
    """Money in (above zero) or out on a day, in minor units."""

    on: date
    amount: int


def xirr(flows: Sequence[Flow]) -> Decimal | None:
    """By actual days over 365, of the smallest rate from 0 up, else of the nearest below 0; None if none.

    Payments that change their sign more than once may have several such rates: this one is the rule.
    """
    first = min((flow.on for flow in flows), default=date.min)
    return _rate([(_years(flow.on, first), Decimal(flow.amount)) for flow in flows])


def irr(amounts: Sequence[int]) -> Decimal | None:
    """The same per period, of payments one period apart."""
    return _rate([(Decimal(place), Decimal(amount)) for place, amount in enumerate(amounts)])


def xnpv(rate: Decimal, flows: Sequence[Flow]) -> Decimal:
    """What the payments are worth on the first of their days, in minor units and parts of them."""
    if rate <= -1:
        raise Refused(f"a rate of {rate}: nothing is left to discount", cause="loan.rate")
    first = min((flow.on for flow in flows), default=date.min)
    with decimal.localcontext(_CONTEXT):
        log = (1 + rate).ln()
        return _worth([(_years(flow.on, first), Decimal(flow.amount)) for flow in flows], log)


Timed = list[tuple[Decimal, Decimal]]


def _years(on: date, first: date) -> Decimal:
    return _CONTEXT.divide(Decimal((on - first).days), Decimal(_YEAR))


def _rate(timed: Timed) -> Decimal | None:
    if len(timed) > FLOWS_MAX:
        raise Refused(f"{len(timed)} payments; at most {FLOWS_MAX}", cause="loan.flows")
    signs = {amount > 0 for _, amount in timed if amount}
    if len(signs) < 2:
        return None
    with decimal.localcontext(_CONTEXT):
        log = _root(timed, _points(_HIGHEST))
        if log is None:
            log = _root(timed, _points(_LOWEST))
        return None if log is None else (log.exp() - 1).quantize(_PLACES)


def _points(end: Decimal) -> Iterator[Decimal]:
    """From 0 outwards, ever wider: where between two of them the worth changes its sign, there is a rate."""
    point, step = Decimal(0), _STEP.copy_sign(end)
    while abs(point) < abs(end):
        yield point
        point = point + step if abs(point) < 1 else point * _GROWTH
    yield end


def _root(timed: Timed, points: Iterator[Decimal]) -> Decimal | None:
    for near, far in pairwise(points):
        at_near, at_far = _worth(timed, near), _worth(timed, far)
        if at_near == 0:
            return near
        if (at_near > 0) != (at_far > 0):
            return _halved(timed, near, far, at_near > 0)
    return None


def _halved(timed: Timed, near: Decimal, far: Decimal, near_is_above: bool) -> Decimal:
    for _ in range(_HALVINGS_MAX):
        if abs(far - near) <= _NARROW:
            break
        middle = (near + far) / 2
        if (_worth(timed, middle) > 0) == near_is_above:
            near = middle
        else:
            far = middle
    return near


def _worth(timed: Timed, log: Decimal) -> Decimal:
    return sum((amount * (-log * years).exp() for years, amount in timed), Decimal(0))
