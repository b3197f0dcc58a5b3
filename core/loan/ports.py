"""What the loan room asks of the world."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Holidays(Protocol):
    """The days of a country on which work is done."""

    def works(self, day: date) -> bool | None:
        """None where nobody has said so yet."""
        ...
