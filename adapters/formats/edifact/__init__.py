"""EDIFACT, read and written."""

from __future__ import annotations

from adapters.formats.edifact.reader import READER as READER
from adapters.formats.edifact.reader import WRITER as WRITER

__all__ = ["READER", "WRITER"]
