"""This machine's clock, for certificates that real servers judge by theirs."""

from __future__ import annotations

from datetime import UTC, datetime


class MachineClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
