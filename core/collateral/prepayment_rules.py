"""How much a dealer may fetch for the margin he has paid, and what the seller owes at the end (§2.8)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from core.collateral.units import PPM
from core.kernel.errors import Refused

R1, R2, R3 = "R1", "R2", "R3"


class Prepayment(NamedTuple):
    """A prepayment in minor units: what was paid to the seller, the dealer's margins, and goods let go.

    face: price paid, or face of the bill. initial, added: margin at the beginning and since. released: value
    of the goods that were noticed for delivery.
    """

    face: int
    initial: int
    added: int
    released: int

    @property
    def owed(self) -> int:
        """What is not covered by margin."""
        return max(0, self.face - self.initial - self.added)

    @property
    def undelivered(self) -> int:
        """Goods the seller still has, which it delivers or pays back."""
        return max(0, self.face - self.released)


def releasable(rule: str, what: Prepayment) -> int:
    """What may be let go now; never more than is left, and rounded down.

    R1: the first margin is usable at once. R2: pro rata, added margin as a part of the
    financed share. R3: the first margin last, one for one until only it is left.
    """
    face, initial, added = what.face, what.initial, what.added
    if rule == R1:
        most = initial + added
    elif rule == R2:
        most = added * face // (face - initial) if face > initial else face
    elif rule == R3:
        most = face if added >= face - initial else added
    else:
        raise Refused(f"{rule} is no release rule; there are R1, R2, R3", cause="collateral.release_rule")
    return max(0, min(most, face) - what.released)


def base_of_prepayment(rule: str, what: Prepayment) -> int:
    """What may be owed at most: goods not delivered, less what the rule keeps back for the first margin."""
    if rule == R1:
        return min(what.face - what.initial, what.undelivered)
    if rule == R2:
        share = Fraction(what.face - what.initial, what.face) if what.face else Fraction(0)
        return int(what.undelivered * share)
    return max(0, what.undelivered - what.initial)


class Settlement(NamedTuple):
    """At maturity the seller pays back what it did not deliver: for what is owed, the rest to the dealer."""

    refund: int
    covered: int
    to_dealer: int
    short: int


def at_maturity(what: Prepayment) -> Settlement:
    """差额退款: the difference between the face and all notices of delivery."""
    covered = min(what.undelivered, what.owed)
    return Settlement(what.undelivered, covered, what.undelivered - covered, what.owed - covered)


def enough_margin(initial_ppm: int, what: Prepayment) -> bool:
    """Whether the first share is paid in (R38)."""
    return what.face > 0 and (what.initial + what.added) * PPM >= what.face * initial_ppm
