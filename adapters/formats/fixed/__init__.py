"""Records of fixed places, read and written."""

from __future__ import annotations

from adapters.formats.fixed.reader import READER as READER
from adapters.formats.fixed.reader import WRITER as WRITER

__all__ = ["READER", "WRITER"]
