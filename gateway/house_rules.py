"""What this house asks of its people: a second factor, a second person, another house's word."""

from __future__ import annotations

from dataclasses import dataclass

# What one person can look through in a plan's preview, one person may start.
MASS_OVER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """second_factor_required: of whoever may change something. four_eyes: plans of more than mass_over
    messages, re-reads and publications wait for a second person.
    """

    second_factor_required: bool = False
    four_eyes: bool = False
    mass_over: int = MASS_OVER
