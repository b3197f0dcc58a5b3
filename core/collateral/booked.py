"""What is booked off the balance for one thing that secures a contract, and how that follows it (P2)."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from core.collateral.lien import DISPUTED, HELD, Lien


def holds(lien: Lien) -> bool:
    """Whether the thing is pledged or assigned; a dispute over it decides nothing yet."""
    return lien.counts or (lien.state == DISPUTED and lien.before in HELD)


def booked_minor(lien: Lien) -> int:
    return lien.booked_minor or 0


def booked_micro(lien: Lien) -> int:
    return lien.booked_micro or 0


def holding(lien: Lien, micro: int) -> Lien:
    """So much of the goods stands, none of it new: its share by quantity of what was appraised, half to even.

    What is appraised stays known when goods leave, so all of it has left with the last of them, and goods
    whose departure is taken back come back at what they left with.
    """
    known, worth = lien.appraised_micro or 0, lien.appraised_minor or 0
    minor = round(Fraction(worth * micro, known)) if known else 0
    return replace(lien, booked_micro=micro, booked_minor=minor)


def with_more(lien: Lien, micro: int, minor: int) -> Lien:
    """So much more of it stands, appraised at so much."""
    micro, minor = booked_micro(lien) + micro, booked_minor(lien) + minor
    return replace(lien, booked_micro=micro, booked_minor=minor, appraised_micro=micro, appraised_minor=minor)


def known_micro(lien: Lien) -> int:
    """Of goods that left, so much may come back at the value it had."""
    return max(0, (lien.appraised_micro or 0) - booked_micro(lien))
