"""Workbooks, read and written."""

from __future__ import annotations

from adapters.formats.excel.reader import READER as READER
from adapters.formats.excel.reader import WRITER as WRITER

__all__ = ["READER", "WRITER"]
