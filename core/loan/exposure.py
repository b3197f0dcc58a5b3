"""What somebody owes at risk 敞口: the number every limit and every cover test uses (handbook 2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Owing(NamedTuple):
    """One loan or draw in minor units; equivalents: certificates, bills, cash margin instead of money."""

    original: int
    balance: int
    first_margin: int = 0
    added_margin: int = 0
    first_equivalents: int = 0
    added_equivalents: int = 0
    in_flight: bool = False


def exposure_of(owing: Owing, *, cyclic: bool) -> int:
    """Of a draw in flight its amount less its first margin; of a loan by whether its facility is cyclic.

    Cyclic: the balance less all margin; not cyclic: the original amount less the first margin, so that what
    is repaid opens nothing again (T4). Never below zero.
    """
    first = owing.first_margin + owing.first_equivalents
    if owing.in_flight or not cyclic:
        return max(owing.original - first, 0)
    return max(owing.balance - first - owing.added_margin - owing.added_equivalents, 0)


def total_exposure(owings: Iterable[Owing], *, cyclic: bool) -> int:
    """Loans and what is asked for and not decided yet: leaving the latter out is how one overdraws."""
    return sum(exposure_of(each, cyclic=cyclic) for each in owings)
