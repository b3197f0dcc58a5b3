"""A whole amount is split by exact shares: each part to its floor, then one unit each until none is left."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from core.kernel.errors import Refused

# Stands for the share that the others leave; at most one of a split.
REMAINING: Final = None


def split(amount: int, shares: Sequence[Fraction | None]) -> list[int]:
    """The parts in the order of the shares; they sum to the amount, each within one unit of its exact share.

    The units that flooring leaves go to the shares in their order, so whoever stands first (the lead of a
    co-lending) bears the residue. A share of nothing gets nothing.
    """
    exact = whole_shares(shares)
    if amount < 0:
        return [-part for part in split(-amount, exact)]
    parts = [amount * share.numerator // share.denominator for share in exact]
    left = amount - sum(parts)
    for place, share in enumerate(exact):
        if left and share:
            parts[place] += 1
            left -= 1
    return parts


def even(amount: int, count: int) -> list[int]:
    """So many equal parts, the first ones a unit larger."""
    floor, left = divmod(amount, count)
    return [floor + 1] * left + [floor] * (count - left)


def whole_shares(shares: Sequence[Fraction | None]) -> list[Fraction]:
    """The shares with what remains worked out; Refused unless they are exactly the whole."""
    said = sum((share for share in shares if share is not None), Fraction(0))
    remaining = sum(share is None for share in shares)
    if remaining > 1:
        raise Refused(f"{remaining} shares say `remaining`; one may", cause="shares.two_remaining")
    if any(share is not None and share < 0 for share in shares):
        raise Refused("a share is below zero", cause="shares.negative")
    if said > 1 or (said < 1 and not remaining):
        raise Refused(f"the shares sum to {said}, not to 1", cause="shares.not_whole")
    return [1 - said if share is None else share for share in shares]
