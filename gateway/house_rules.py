"""What this house asks of its people: a second factor, a second person, another house's word."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.hub.four_eyes import FourEyes
from gateway.oidc import OidcSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """second_factor_required: of whoever may change something. oidc: the other house people may sign in by.

    four_eyes: which plans wait for a second person; where they are on, publications do too.
    mappings: where the standards lie that drafts extend.
    """

    second_factor_required: bool = False
    oidc: OidcSettings | None = None
    four_eyes: FourEyes = field(default_factory=FourEyes)
    mappings: Path = Path(__file__).parent.parent / "mappings"
