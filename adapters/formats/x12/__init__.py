"""ASC X12, read and written."""

from __future__ import annotations

from adapters.formats.x12.reader import READER as READER
from adapters.formats.x12.reader import WRITER as WRITER

__all__ = ["READER", "WRITER"]
