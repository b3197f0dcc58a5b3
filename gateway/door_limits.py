"""How much one partner may hand in at its door; the settings say otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.hub.contracts import Contract
from core.hub.limits import Rate

BODY_BYTES_MAX = 16 * 1024 * 1024
DOCUMENTS_PER_S = 200
BYTES_PER_DAY = 20 * 1024**3
DAY_S = 86_400
# A shift's slips come in one go; on the long run the rate holds.
BURST_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLimits:
    """The size of one body, how many documents a second on the long run, and how many bytes a day."""

    body_bytes_max: int = BODY_BYTES_MAX
    documents_per_s: int = DOCUMENTS_PER_S
    bytes_per_day: int = BYTES_PER_DAY

    @property
    def rate(self) -> Rate:
        return Rate(per_s=self.documents_per_s, burst=BURST_S * self.documents_per_s)

    @property
    def daily(self) -> Rate:
        """A day's bytes at once, and filled again over a day."""
        return Rate(per_s=self.bytes_per_day / DAY_S, burst=self.bytes_per_day)

    def of(self, contract: Contract | None) -> DoorLimits:
        """What holds for one partner: its contract's word where it has one."""
        if contract is None:
            return self
        return replace(
            self,
            documents_per_s=contract.documents_per_s or self.documents_per_s,
            bytes_per_day=contract.bytes_per_day or self.bytes_per_day,
        )
