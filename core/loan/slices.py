"""Running loans in slices: the end of a day takes one at a time, and knows which have any."""

from __future__ import annotations

from typing import ClassVar
from zlib import crc32

from msgspec.structs import replace

from core.hub.records import Record
from core.hub.shelf import Shelf

# 100,000 running loans are a hundred a slice: one voucher a day each, far below the lines of an entry.
SLICES = 1_000


class LoanSlice(Record, frozen=True, kw_only=True):
    """How many loans of a slice run, and the last day that was ended for them (0: none yet)."""

    TABLE: ClassVar[str] = "loan_slice"
    KEY: ClassVar[tuple[str, ...]] = ("slice",)
    BOOK: ClassVar[bool] = True

    slice: int
    running: int = 0
    ended_day: int = 0


def slice_of(loan_no: str) -> int:
    """Which slice a loan is in, by its number alone."""
    return crc32(loan_no.encode()) % SLICES


def count_running(slices: Shelf[LoanSlice], loan_no: str, more: int) -> None:
    """One loan more runs in its slice, or one less."""
    number = slice_of(loan_no)
    row = slices.get(number) or LoanSlice(slice=number)
    slices.put(replace(row, running=row.running + more))
