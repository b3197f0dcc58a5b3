"""A device that watches a warehouse: a scale, seal, fence, camera."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from core.hub.records import Record


class Device(Record, frozen=True, kw_only=True):
    """One device; a word of it, whatever it says, is a sign of life.

    silent_after_s: it speaks at least so often, 0 where it speaks only in trouble. heard_at: its last word,
    or when it was placed. silent: it is alarmed as that (C13). raised: kinds of trouble it has told and not
    cleared, one a line.
    """

    TABLE: ClassVar[str] = "custody_device"
    KEY: ClassVar[tuple[str, ...]] = ("site", "device_id")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("silent",),)
    BOOK: ClassVar[bool] = True

    site: str
    device_id: str
    heard_at: datetime
    silent_after_s: int = 0
    zone: str = ""
    lot_no: str = ""
    silent: bool = False
    raised: str = ""

    @property
    def object(self) -> str:
        return f"{self.site}/{self.device_id}"

    def is_silent(self, at: datetime) -> bool:
        return self.silent_after_s > 0 and at - self.heard_at > timedelta(seconds=self.silent_after_s)
