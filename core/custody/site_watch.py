"""The rules of a site that only its watch by time, weight and person needs."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record
from core.kernel.quantity import is_counted


class SiteWatch(Record, frozen=True, kw_only=True):
    """How one warehouse is watched, as `SiteRuled` says it; a time of 0 watches nothing.

    supervisor: who stands in for the goods there. identify: an outbound must say who took the goods. weigh:
    "unit=ppm" a line, by how much a weighed total may be over at most; a unit not listed has what the order
    says. receipt_due_s: a release order is answered within it. transit_due_s: goods arrive within it after
    they departed for this site. confirm_due_s: its supervisor confirms within it what arrived pledged.
    exchange_due_s: both legs of an exchange are told within it. night: "22:00-06:00+08:00", when nothing may
    move.
    """

    TABLE: ClassVar[str] = "custody_site_watch"
    KEY: ClassVar[tuple[str, ...]] = ("site",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("supervisor",),)
    BOOK: ClassVar[bool] = True

    site: str
    supervisor: str = ""
    identify: bool = False
    weigh: str = ""
    receipt_due_s: int = 0
    transit_due_s: int = 0
    confirm_due_s: int = 0
    exchange_due_s: int = 0
    night: str = ""

    def tolerance_ppm(self, unit: str, ordered_ppm: int) -> int:
        """What a weighed total in this unit may be over: pieces are counted, so nothing."""
        if is_counted(unit):
            return 0
        for line in self.weigh.splitlines():
            listed, _, ppm = line.partition("=")
            if listed == unit:
                return min(ordered_ppm, int(ppm))
        return ordered_ppm
