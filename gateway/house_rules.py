"""What this house asks of its people: a second factor, a second person, another house's word."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.hub.four_eyes import FourEyes


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """second_factor_required: of whoever may change something. four_eyes: which plans wait
    for a second person; where they are on, publications do too.
    """

    second_factor_required: bool = False
    four_eyes: FourEyes = field(default_factory=FourEyes)
