"""An exact fraction becomes a whole number of units only by a rounding that is named."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Rounding(StrEnum):
    """Both halves are told of amounts without their sign: what is owed and what is given back round alike."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


def divided(numerator: int, denominator: int, rounding: Rounding) -> int:
    """`numerator / denominator` as a whole number; the denominator is above zero."""
    if numerator < 0:
        return -divided(-numerator, denominator, rounding)
    quotient, rest = divmod(numerator, denominator)
    if rest == 0 or rounding is Rounding.DOWN:
        return quotient
    if rounding is Rounding.UP:
        return quotient + 1
    twice = 2 * rest
    if twice == denominator:
        return quotient + (1 if rounding is Rounding.HALF_UP else quotient & 1)
    return quotient + (twice > denominator)


def divided_in(unit: int, numerator: int, denominator: int, rounding: Rounding) -> int:
    """The same in multiples of `unit`: an instalment in whole yuan, a currency that is paid in hundreds."""
    return divided(numerator, denominator * unit, rounding) * unit


def rounder(unit: int, denominator: int, rounding: Rounding) -> Callable[[int], int]:
    """`divided_in` for many numerators, none of them below zero, over one denominator."""
    if rounding is Rounding.HALF_UP:
        half = denominator * unit
        whole = 2 * half
        if unit == 1:
            return lambda numerator: (2 * numerator + half) // whole
        return lambda numerator: (2 * numerator + half) // whole * unit
    return lambda numerator: divided_in(unit, numerator, denominator, rounding)
