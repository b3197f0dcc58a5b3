"""How much one partner may hand in at its door; the settings say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from core.hub.limits import Rate

BODY_BYTES_MAX = 16 * 1024 * 1024
DOCUMENTS_PER_S = 200
# A shift's slips come in one go; on the long run the rate holds.
BURST_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLimits:
    """The size of one body, and how many documents a second on the long run."""

    body_bytes_max: int = BODY_BYTES_MAX
    documents_per_s: int = DOCUMENTS_PER_S

    @property
    def rate(self) -> Rate:
        return Rate(per_s=self.documents_per_s, burst=BURST_S * self.documents_per_s)
