"""EPCIS 1.x and 2.0, in XML and JSON-LD, as one tree."""

from __future__ import annotations

from adapters.formats.epcis.reader import EpcisReader

READER = EpcisReader()
