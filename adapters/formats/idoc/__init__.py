"""SAP's flat IDocs, read."""

from __future__ import annotations

from adapters.formats.idoc.reader import READER as READER

__all__ = ["READER"]
